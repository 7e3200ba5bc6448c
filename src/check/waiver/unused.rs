//! waiver/unused

use super::{at, checks_of};
use crate::check::{About, CHECKS, Check, Finding, Input, Severity};
use crate::config::Glob;
use crate::model::Waiver;
use crate::names::nearest;

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
    let mut named = CHECKS.iter().filter(|check| waiver.checks.iter().any(|glob| glob.matches(check.id)));
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

/// One that names a check which there is not, whatever else it names.
pub(super) fn of_no_check(input: &Input<'_>, waiver: &Waiver) -> Option<Finding> {
    let is_idle = |glob: &&Glob| !CHECKS.iter().any(|check| glob.matches(check.id));
    let idle = &waiver.checks.iter().find(is_idle)?.text;
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let hint = match nearest(idle, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`alertgap list checks` shows all".to_owned(),
    };
    if waiver.checks.len() == 1 {
        return Some(misread(input, waiver, &format!("no check is called so; {hint}")));
    }
    let says = format!("no check is called {idle}, which a waiver names; {hint}");
    Some(at(input, waiver, CHECK.id, Severity::Warning).says(says))
}

/// One that cannot be understood.
pub(super) fn misread(input: &Input<'_>, waiver: &Waiver, fault: &str) -> Finding {
    let of = checks_of(waiver);
    let of = if of.is_empty() { "this waiver".to_owned() } else { format!("the waiver of {of}") };
    at(input, waiver, CHECK.id, Severity::Warning).says(format!("{of} waives nothing: {fault}"))
}
