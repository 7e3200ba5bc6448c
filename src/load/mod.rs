//! Files → Model. The only place that reads files; it recognises and never judges.

#[allow(dead_code, reason = "`read` will call it")]
mod alertmanager;
mod duration;
pub mod modes;
mod part;
mod pattern;
#[allow(dead_code, reason = "front matter and the kinds that nothing reads yet will use the rest")]
mod yaml;
