//! Files → Model. The only place that reads files; it recognises and never judges.

pub mod modes;
mod part;
