//! coverage/contributing-factor

use crate::check::subject::{Subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{Basis, RiskKind};

/// A contributing factor has no guard.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/contributing-factor",
    about: About::Risk,
    severity: &[Severity::Warning, Severity::Info],
    page: include_str!("contributing-factor.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let factors = subjects(input).filter(|subject| subject.risk.kind == RiskKind::ContributingFactor);
    factors.filter(|subject| subject.is_gap() && is_clear(subject)).map(finding).collect()
}

/// Prose says much that is no factor. What was read out of it is reported only where it speaks of a known failure mode.
fn is_clear(subject: &Subject<'_>) -> bool {
    subject.risk.basis == Basis::Stated || !subject.coverage.modes.is_empty()
}

fn finding(subject: Subject<'_>) -> Finding {
    let severity = subject.severity(Severity::Warning, Severity::Info);
    let message = format!("no alert would page for what contributed to {}", subject.name());
    subject.finding(CHECK.id, severity).says(message)
}
