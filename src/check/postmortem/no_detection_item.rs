//! postmortem/no-detection-item

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Verdict;
use crate::model::Detector;

/// People noticed first, and nothing that follows would see it sooner.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-detection-item",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-detection-item.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter(|document| lacks_detection(document)).map(|document| finding(&document)).collect()
}

/// Where nothing follows at all, that is the finding; where an alert is there by now, there is none.
fn lacks_detection(document: &Document<'_>) -> bool {
    let by_people = matches!(document.incident.detected_by, Detector::Customer | Detector::Person);
    let items = &document.incident.action_items;
    let coverage = document.coverage();
    let seen = |verdict| matches!(verdict, Verdict::Covered | Verdict::Elsewhere | Verdict::Waived);
    let watched = !coverage.guards.is_empty() || coverage.risks.iter().any(|risk| seen(risk.verdict));
    by_people && !items.is_empty() && !items.iter().any(|item| item.asks_for_alert) && !watched
}

fn finding(document: &Document<'_>) -> Finding {
    let who = if document.incident.detected_by == Detector::Customer { "customers" } else { "people" };
    let message = format!("{who} noticed {} first, and no action item would make a machine notice", document.name());
    let finding = match document.incident.detected_place {
        Some(place) => document.at(CHECK.id, place, ""),
        None => document.finding(CHECK.id),
    };
    finding.says(message).help("what could have been seen before somebody called? Add an item that watches it")
}
