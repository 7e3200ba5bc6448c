//! postmortem/undated-action

use super::document::{Document, documents};
use super::items::{self, share};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::ActionItem;

/// Action items that are promised for no day.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/undated-action",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("undated-action.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

/// Said only where others of the document have their day: then a day is the custom, and these have been forgotten. What
/// belongs to nobody is told by that check, and a ticket has its day where it lives.
fn finding(document: &Document<'_>) -> Option<Finding> {
    let all = &document.incident.action_items;
    let custom = all.iter().any(|item| item.due.is_some());
    let undated = items::to_do(document).filter(|item| custom && item.due.is_none());
    let undated: Vec<&ActionItem> = undated.filter(|item| item.owner.is_some() && item.links.is_empty()).collect();
    let found = items::finding(document, CHECK.id, &undated)?;
    let verb = if undated.len() == 1 { "has" } else { "have" };
    let message = format!("{} of {} {verb} no date; the others do", share(undated.len(), all.len()), document.name());
    Some(found.says(message).help("write until when: (@orders-oncall, due 2026-05-01)"))
}
