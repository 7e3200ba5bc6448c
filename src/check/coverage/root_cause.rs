//! coverage/root-cause

use crate::check::subject::{Subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::RiskKind;

/// A root cause has no guard.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/root-cause",
    about: About::Risk,
    severity: &[Severity::Error, Severity::Warning],
    page: include_str!("root-cause.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    subjects(input)
        .filter(|subject| subject.risk.kind == RiskKind::RootCause && subject.is_gap())
        .map(finding)
        .collect()
}

fn finding(subject: Subject<'_>) -> Finding {
    let severity = subject.severity(Severity::Error, Severity::Warning);
    let message = format!("no alert would page for this root cause of {}", subject.name());
    subject.finding(CHECK.id, severity).says(message)
}
