//! postmortem/no-action-item

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};

/// Nothing follows.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-action-item",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-action-item.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let without =
        documents(input).filter(|document| document.incident.action_items.is_empty() && !document.told.declined);
    let finding = |document: Document<'_>| {
        let message = format!("nothing follows from {}", document.name());
        let help = "write down what will be different, who does it and until when; or say that nothing is worth doing, and why";
        document.finding(CHECK.id).says(message).help(help)
    };
    without.map(finding).collect()
}
