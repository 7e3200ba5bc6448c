//! What a finding says beyond its message, in plain words, for formats that have room for a text and no pictures.

use super::clean::clean;
use super::{Report, Spot};
use crate::check::{Finding, Labelled};

/// The places and what to do, a line each: `postmortems/a.md:9:1: no alert here sees it`.
pub(super) fn details(report: &Report<'_>, finding: &Finding) -> Vec<String> {
    let places = finding.places.iter().map(|labelled| {
        let spot = Spot::at(report.sources, labelled.place);
        let label = if labelled.label.is_empty() { String::new() } else { format!(": {}", clean(&labelled.label)) };
        let base = if report.sources.file(labelled.place.file).is_base { " (base)" } else { "" };
        format!("{}:{}:{}{base}{label}", clean(&path_of(report, spot.path)), spot.line, spot.column)
    });
    let path = finding.path.iter().map(|path| clean(&path_of(report, path)).into_owned());
    places.chain(path).chain(help(finding)).collect()
}

/// What to do, a line each, the first behind `help: `.
pub(super) fn help(finding: &Finding) -> Vec<String> {
    let start = |number: usize| if number == 0 { "help: " } else { "      " };
    finding.help.lines().enumerate().map(|(number, line)| format!("{}{}", start(number), clean(line))).collect()
}

/// The first of the places that lies in the repository, where there is one: a tool that shows a repository cannot show
/// what lies elsewhere.
pub(super) fn first_inside<'f>(report: &Report<'_>, finding: &'f Finding) -> Option<&'f Labelled> {
    let inside = |labelled: &&Labelled| {
        let path = &report.sources.file(labelled.place.file).path;
        report.home.path_of(path).is_some() && !report.sources.file(labelled.place.file).is_base
    };
    finding.places.iter().find(inside).or(finding.places.first())
}

/// `path` as it is called in the repository, or as it was reached where it lies outside.
pub(super) fn path_of(report: &Report<'_>, path: &str) -> String {
    report.home.path_of(path).unwrap_or_else(|| path.to_owned())
}
