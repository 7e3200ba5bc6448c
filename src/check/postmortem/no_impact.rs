//! postmortem/no-impact

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};

/// The track record does not say whom it hurt.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-impact",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-impact.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let without = documents(input).filter(|document| !document.told.impact);
    let finding = |document: Document<'_>| {
        let message = format!("nothing says whom {} hurt, and how much", document.name());
        document.finding(CHECK.id).says(message).help("say who could not do what, how many, and for how long")
    };
    without.map(finding).collect()
}
