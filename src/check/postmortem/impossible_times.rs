//! postmortem/impossible-times

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Moment;

/// Times that cannot have been.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/impossible-times",
    about: About::Postmortem,
    severity: &[Severity::Warning],
    page: include_str!("impossible-times.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).flat_map(|document| findings(&document)).collect()
}

fn findings(document: &Document<'_>) -> Vec<Finding> {
    let incident = document.incident;
    let told = [
        ("began", &incident.started),
        ("was noticed", &incident.detected),
        ("was mitigated", &incident.mitigated),
        ("was over", &incident.resolved),
    ];
    let told = told.into_iter().filter_map(|(what, moment)| Some((what, moment.as_ref()?)));
    told.filter(|(_, moment)| !moment.possible).map(|(what, moment)| finding(document, what, moment)).collect()
}

fn finding(document: &Document<'_>, what: &str, moment: &Moment) -> Finding {
    let began = document.incident.started.as_ref().filter(|began| began.possible && *began != moment);
    let message = match began {
        Some(began) => format!("{} began at {} and {what} at {}", document.name(), began.iso, moment.iso),
        None => format!("{} {what} at a time that cannot have been: {}", document.name(), moment.iso),
    };
    let finding = document.at(CHECK.id, moment.place, "").says(message).help("correct the time, its day or its zone");
    let finding = Finding { severity: Severity::Warning, ..finding };
    match began {
        Some(began) if began.place != moment.place => finding.also(began.place, "it began here"),
        _ => finding,
    }
}
