//! Files → Model. The only place that reads files; it recognises and never judges.

mod part;
mod postmortem;
#[allow(dead_code, reason = "the readers of rule files come next")]
mod yaml;
