//! Files → Model. The only place that reads files; it recognises and never judges.

mod duration;
#[allow(dead_code, reason = "the reader of files calls it")]
mod exposition;
pub mod modes;
mod part;
#[allow(dead_code, reason = "the reader of data files calls it")]
mod prometheus;
#[allow(dead_code, reason = "the reader of data files calls it")]
mod rules_dump;
#[allow(dead_code, reason = "the reader of data files calls it")]
mod unit_tests;
#[allow(dead_code, reason = "front matter and the kinds that nothing reads yet will use the rest")]
mod yaml;
