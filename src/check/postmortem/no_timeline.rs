//! postmortem/no-timeline

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};

/// The track record does not say what happened when.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-timeline",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-timeline.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let without = documents(input).filter(|document| {
        let incident = document.incident;
        // Its beginning and its end are what a time line is asked for most.
        let asked = !incident.has_timeline && !document.told.is_data;
        asked && (incident.started.is_none() || incident.resolved.is_none())
    });
    let finding = |document: Document<'_>| {
        let message = format!("nothing says what happened when in {}", document.name());
        document
            .finding(CHECK.id)
            .says(message)
            .help("say when it began, when it was noticed and when it was over, with the zone")
    };
    without.map(finding).collect()
}
