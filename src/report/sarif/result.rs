//! A finding as a result of SARIF.

use std::collections::BTreeMap;

use percent_encoding::utf8_percent_encode;

use super::shape::{ArtifactLocation, Location, Message, PhysicalLocation, Region, Result, Suppression};
use super::{ROOT, level};
use crate::check::{Check, Finding, Labelled};
use crate::report::alike::Messages;
use crate::report::clean::clean;
use crate::report::home::PLAIN;
use crate::report::plain::{first_inside, help};
use crate::report::{Report, Suppressed, SuppressedBy, fingerprint};

/// The findings, and then those that do not count, with why.
pub(super) fn all<'r, 'a>(report: &'r Report<'a>) -> impl Iterator<Item = (&'a Finding, Option<&'r Suppressed<'a>>)> {
    let found = report.findings.iter().map(|finding| (*finding, None));
    found.chain(report.suppressed.iter().map(|it| (it.finding, Some(it))))
}

pub(super) fn results<'r>(report: &'r Report<'_>, rules: &[&Check]) -> Vec<Result<'r>> {
    let numbered = fingerprint::numbered(report);
    let messages = Messages::new(report);
    let result = |(finding, suppressed): (&Finding, Option<&'r Suppressed<'_>>)| {
        let related = related(report, finding);
        let fingerprint = numbered.of(finding);
        Result {
            rule_id: finding.check,
            rule_index: rules.iter().position(|rule| rule.id == finding.check).unwrap_or_default(),
            level: level(finding.severity),
            message: message(&messages.of(report, finding), finding, &related),
            locations: location(report, finding).into_iter().collect(),
            related_locations: related,
            partial_fingerprints: BTreeMap::from([
                ("alertgap/v1", fingerprint.to_owned()),
                // GitHub's own name and form, so that it does not make up another.
                ("primaryLocationLineHash", format!("{fingerprint}:1")),
            ]),
            suppressions: suppressed.map(suppression).into_iter().collect(),
        }
    };
    all(report).map(result).collect()
}

fn suppression<'r>(suppressed: &'r Suppressed<'_>) -> Suppression<'r> {
    let kind = match suppressed.by {
        SuppressedBy::Waiver => "inSource",
        SuppressedBy::Configuration | SuppressedBy::Baseline => "external",
    };
    Suppression { kind, status: "accepted", justification: &suppressed.why }
}

/// What it says, what to do, and a link to each further place.
fn message(said: &str, finding: &Finding, related: &[Location]) -> Message {
    let mut lines = vec![bare(said)];
    lines.extend(help(finding).iter().map(|line| bare(line)));
    for location in related {
        let (Some(id), Some(label)) = (location.id, &location.message) else { continue };
        lines.push(format!("[{}]({id})", bare(&label.text)));
    }
    Message { text: lines.join("\n") }
}

/// Text in which no bracket begins a link.
fn bare(text: &str) -> String {
    clean(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn location(report: &Report<'_>, finding: &Finding) -> Option<Location> {
    if let Some(first) = first_inside(report, finding) {
        return Some(Location { id: None, physical_location: place(report, first), message: None });
    }
    let path = finding.path.as_ref()?;
    let physical_location = PhysicalLocation { artifact_location: artifact(report, path), region: None };
    Some(Location { id: None, physical_location, message: None })
}

/// The places besides the first. Those of a base revision are left out: a viewer would show other lines there.
fn related(report: &Report<'_>, finding: &Finding) -> Vec<Location> {
    let first = first_inside(report, finding).map(|first| first.place);
    let further = finding.places.iter().filter(|labelled| Some(labelled.place) != first);
    let further = further.filter(|labelled| !report.sources.file(labelled.place.file).is_base);
    let location = |(at, labelled): (usize, &Labelled)| Location {
        id: Some(at + 1),
        physical_location: place(report, labelled),
        message: Some(Message::plain(if labelled.label.is_empty() { "see here" } else { &labelled.label })),
    };
    further.enumerate().map(location).collect()
}

fn place(report: &Report<'_>, labelled: &Labelled) -> PhysicalLocation {
    let (start, end) = (report.sources.start(labelled.place), report.sources.end(labelled.place));
    PhysicalLocation {
        artifact_location: artifact(report, &report.sources.file(labelled.place.file).path),
        region: Some(Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }),
    }
}

fn artifact(report: &Report<'_>, path: &str) -> ArtifactLocation {
    let inside = report.home.path_of(path);
    let uri_base_id = inside.is_some().then_some(ROOT);
    let uri = utf8_percent_encode(&inside.unwrap_or_else(|| path.replace('\\', "/")), PLAIN).to_string();
    ArtifactLocation { uri, uri_base_id }
}
