//! postmortem/unowned-action

use super::document::{Document, documents};
use super::items::{self, share};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::ActionItem;

/// Action items that belong to nobody.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/unowned-action",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("unowned-action.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

/// A ticket has its owner where it lives.
fn finding(document: &Document<'_>) -> Option<Finding> {
    let unowned = items::to_do(document).filter(|item| item.owner.is_none() && item.links.is_empty());
    let unowned: Vec<&ActionItem> = unowned.collect();
    let found = items::finding(document, CHECK.id, &unowned)?;
    let share = share(unowned.len(), document.incident.action_items.len());
    let verb = if unowned.len() == 1 { "has" } else { "have" };
    let message = format!("{share} of {} {verb} neither an owner nor a ticket", document.name());
    Some(found.says(message).help("write the team that does it behind it: (@orders-oncall)"))
}
