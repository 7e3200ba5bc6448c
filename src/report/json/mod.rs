//! `--format json`, version 1 of the schema: every key is always there, in this order.
//!
//! `file` is the path as reached from the current directory. Lines and columns start at 1, columns count characters.
//! The verdicts of `summary` count all `risks`, whatever their kind, and add up to them; `covered_inferred` is part of
//! `covered`. `documents` are the postmortems, structured incidents and other Markdown files that were read. A finding
//! names its `incident` by id, or by file where it has none, and its `risk` by id, or as `line N`.

mod escape;
mod finding;
mod incident;
mod recurs;

use serde::Serialize;

pub(super) use self::escape::print;
use self::escape::printed;
use self::finding::{Entry, Unread};
use self::incident::Incident;
pub(super) use self::incident::{Ladder, ladder};
use super::Report;
use super::summary::Counts;
use crate::check::Severity;
use crate::model::Kind;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    alertgap: &'static str,
    summary: Summary,
    incidents: Vec<Incident<'a>>,
    findings: Vec<Entry<'a>>,
    skipped: Vec<Unread<'a>>,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    postmortems: usize,
    alerts: usize,
    risks: usize,
    covered: usize,
    covered_inferred: usize,
    weak: usize,
    gaps: usize,
    elsewhere: usize,
    waived: usize,
    not_monitorable: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// All that is known, for programs.
pub fn json(report: &Report<'_>) -> Vec<u8> {
    let document = Document {
        schema: 1,
        alertgap: env!("CARGO_PKG_VERSION"),
        summary: summary(report),
        incidents: incident::all(report),
        findings: finding::all(report),
        skipped: finding::unread(report),
    };
    // It is seldom longer than what it tells of.
    printed(&document, report.sources.iter().map(|(_, source)| source.text.len()).sum())
}

fn summary(report: &Report<'_>) -> Summary {
    let counts = Counts::of(report, |_| true);
    let document = |kind: &Kind| matches!(kind, Kind::Postmortem | Kind::Incident | Kind::OtherDocument);
    Summary {
        documents: report.model.files.iter().filter(|file| file.kinds.iter().any(document)).count(),
        postmortems: report.model.incidents.len(),
        alerts: report.model.rules.alerts.len(),
        risks: counts.risks,
        covered: counts.covered,
        covered_inferred: counts.inferred,
        weak: counts.weak,
        gaps: counts.gaps,
        elsewhere: counts.elsewhere,
        waived: counts.waived,
        not_monitorable: counts.not_monitorable,
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        infos: report.count(Severity::Info),
    }
}

#[cfg(test)]
mod tests;
