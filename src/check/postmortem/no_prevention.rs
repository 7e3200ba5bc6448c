//! postmortem/no-prevention

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::ActionKind;

/// Everything that follows repairs or softens, and nothing keeps it from coming back.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-prevention",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-prevention.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter(|document| only_softens(document)).map(|document| finding(&document)).collect()
}

/// A single item is no pattern, and of an item that fits no kind nobody can say that it prevents nothing.
fn only_softens(document: &Document<'_>) -> bool {
    let items = &document.incident.action_items;
    items.len() > 1 && items.iter().all(|item| matches!(item.kind, ActionKind::Mitigate | ActionKind::Repair))
}

fn finding(document: &Document<'_>) -> Finding {
    let count = document.incident.action_items.len();
    let message =
        format!("all {count} action items of {} repair or soften; none keeps it from coming back", document.name());
    let place = document.incident.action_items[0].text.place;
    document
        .at(CHECK.id, place, "")
        .says(message)
        .help("what would have kept the cause from being there, or from reaching production?")
}
