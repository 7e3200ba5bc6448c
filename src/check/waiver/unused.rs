//! waiver/unused

use super::{at, checks_of};
use crate::check::{About, CHECKS, Check, Finding, Input, Severity};
use crate::model::Waiver;

/// A waiver accepts nothing.
pub(in crate::check) static CHECK: Check = Check {
    id: "waiver/unused",
    about: About::Waiver,
    severity: &[Severity::Warning],
    page: include_str!("unused.md"),
    // Known only after the other checks have run: see `waive`.
    run: |_| Vec::new(),
};

/// `None` where half of what is compared was not read: nobody can know then.
pub(super) fn finding(input: &Input<'_>, waiver: &Waiver) -> Option<Finding> {
    let mut named = CHECKS.iter().filter(|check| waiver.checks.iter().any(|glob| glob.matches(check.id))).peekable();
    if named.peek().is_none() {
        return Some(misread(input, waiver, "no check is called so; `alertgap list checks` shows all"));
    }
    if named.any(|check| check.about == About::Change) {
        return None;
    }
    let rules = &input.model.rules;
    if input.model.incidents.is_empty() || (rules.alerts.is_empty() && rules.recordings.is_empty()) {
        return None;
    }
    let says = format!("the waiver of {} waives nothing", checks_of(waiver));
    Some(at(input, waiver, CHECK.id, Severity::Warning).says(says).help("remove it"))
}

/// One that cannot be understood.
pub(super) fn misread(input: &Input<'_>, waiver: &Waiver, fault: &str) -> Finding {
    let of = checks_of(waiver);
    let of = if of.is_empty() { "this waiver".to_owned() } else { format!("the waiver of {of}") };
    at(input, waiver, CHECK.id, Severity::Warning).says(format!("{of} waives nothing: {fault}"))
}
