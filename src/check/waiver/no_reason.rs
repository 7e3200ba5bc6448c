//! waiver/no-reason

use super::{at, checks_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Waiver;

/// A waiver does not say why.
pub(in crate::check) static CHECK: Check = Check {
    id: "waiver/no-reason",
    about: About::Waiver,
    severity: &[Severity::Warning],
    page: include_str!("no-reason.md"),
    // Said where all waivers are judged: see `waive`.
    run: |_| Vec::new(),
};

pub(super) fn finding(input: &Input<'_>, waiver: &Waiver) -> Finding {
    let says = format!("the waiver of {} does not say why, and accepts nothing", checks_of(waiver));
    at(input, waiver, CHECK.id, Severity::Warning).says(says).help("add reason=\"…\"")
}
