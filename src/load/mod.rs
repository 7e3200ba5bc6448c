//! Files → Model. The only place that reads files; it recognises and never judges.

mod part;
mod postmortem;
