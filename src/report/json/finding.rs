//! `findings` and `skipped`.

use serde::Serialize;

use crate::check::{Finding, Labelled};
use crate::model::RiskId;
use crate::report::{Report, fingerprints, words};

#[derive(Serialize)]
pub(super) struct Entry<'a> {
    check: &'static str,
    severity: &'static str,
    message: &'a str,
    help: &'a str,
    incident: Option<&'a str>,
    risk: Option<String>,
    alert: Option<&'a str>,
    places: Vec<Spot<'a>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Spot<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
    /// `base` for a place of the base revision; places of the checked state have none.
    rev: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Unread<'a> {
    file: &'a str,
    line: Option<usize>,
    why: &'a str,
}

pub(super) fn all<'a>(report: &Report<'a>) -> Vec<Entry<'a>> {
    let numbered = report.findings.iter().zip(fingerprints(report));
    numbered.map(|(finding, fingerprint)| entry(report, finding, fingerprint)).collect()
}

fn entry<'a>(report: &Report<'a>, finding: &'a Finding, fingerprint: String) -> Entry<'a> {
    let incident = finding.incident.map(|id| &report.model.incidents[id.0 as usize]);
    let name = incident.map(|incident| match &incident.id {
        Some(id) => id.value.as_str(),
        None => incident.path(report.sources),
    });
    let mut places: Vec<Spot<'a>> = finding.places.iter().map(|labelled| spot(report, labelled)).collect();
    if let (true, Some(file)) = (places.is_empty(), &finding.path) {
        places.push(Spot { file, line: 1, column: 1, end_line: 1, end_column: 1, label: "", rev: None });
    }
    let alert = finding.alert.map(|id| report.model.rules.alert(id).name.value.as_str());
    Entry {
        check: finding.check,
        severity: words::severity(finding.severity),
        message: &finding.message,
        help: &finding.help,
        incident: name,
        risk: finding.risk.map(|id| risk(report, id)),
        alert: alert.or(finding.former.as_deref()),
        places,
        fingerprint,
    }
}

fn risk(report: &Report<'_>, id: RiskId) -> String {
    let risk = &report.model.incidents[id.incident.0 as usize].risks[id.risk as usize];
    match &risk.id {
        Some(id) => id.value.clone(),
        None => format!("line {}", report.sources.lines(risk.text.place).0),
    }
}

fn spot<'a>(report: &Report<'a>, labelled: &'a Labelled) -> Spot<'a> {
    let (start, end) = (report.sources.start(labelled.place), report.sources.end(labelled.place));
    let file = report.sources.file(labelled.place.file);
    Spot {
        file: &file.path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        label: &labelled.label,
        rev: file.is_base.then_some("base"),
    }
}

pub(super) fn unread<'a>(report: &Report<'a>) -> Vec<Unread<'a>> {
    let line = |place| report.sources.start(place).line;
    let skipped = report.model.skipped.iter();
    let mut unread: Vec<Unread<'a>> =
        skipped.map(|it| Unread { file: &it.path, line: it.place.map(line), why: &it.why }).collect();
    unread.sort_by_key(|it| (it.file, it.line, it.why));
    unread
}
