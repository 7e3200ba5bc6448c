//! waiver/expired

use super::{at, checks_of, left};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Waiver;

/// The date of a waiver has passed, or will soon.
pub(in crate::check) static CHECK: Check = Check {
    id: "waiver/expired",
    about: About::Waiver,
    severity: &[Severity::Error, Severity::Warning],
    page: include_str!("expired.md"),
    // Known only after the other checks have run: see `waive`.
    run: |_| Vec::new(),
};

/// So many days before its end a waiver is spoken of.
const SOON: i32 = 14;

pub(super) fn finding(input: &Input<'_>, waiver: &Waiver) -> Option<Finding> {
    let left = left(input, waiver).filter(|days| *days <= SOON)?;
    let until = waiver.until?.0;
    let (severity, says) = match left {
        ..0 => (Severity::Error, format!("the waiver of {} expired on {until}", checks_of(waiver))),
        _ => (Severity::Warning, format!("the waiver of {} expires on {until}", checks_of(waiver))),
    };
    let help = "close the gap, or decide anew and give a later date";
    Some(at(input, waiver, CHECK.id, severity).says(says).help(help))
}
