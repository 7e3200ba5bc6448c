//! Files → Model. The only place that reads files; it recognises and never judges.

pub mod modes;
mod part;
mod postmortem;
#[allow(dead_code, reason = "front matter and the kinds that nothing reads yet will use the rest")]
mod yaml;
