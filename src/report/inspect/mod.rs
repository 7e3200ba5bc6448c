//! What was read, and how it was understood: per file, with the ladder of what guards each risk.
//!
//! Collected once, drawn twice: for people and as JSON.

mod collect;
mod human;
mod shape;

use super::Report;
use super::clean::clean;
use super::json::print;
use crate::model::Model;
use crate::source::Sources;

pub use self::human::inspect;

/// What was understood, for programs. Facts that no line states have the value `null`.
pub fn inspect_json(report: &Report<'_>) -> Vec<u8> {
    print(&collect::inspection(report.sources, report.model, Some(report.coverage)))
}

/// The files that were read and what each was taken for, a line each.
pub fn files(sources: &Sources, model: &Model) -> Vec<u8> {
    let inspection = collect::inspection(sources, model, None);
    let line = |file: &shape::Inspected<'_>| match file.kinds.is_empty() {
        true => format!("{}\n", clean(file.file)),
        false => format!("{}  {}\n", clean(file.file), file.kinds.join(", ")),
    };
    inspection.files.iter().map(line).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests;
