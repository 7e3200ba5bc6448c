//! Rules that Prometheus refuses, and rules that are there twice.

pub(super) mod duplicate;
pub(super) mod syntax;
pub(super) mod template;

use super::{Finding, Input, Severity};
use crate::model::Fault;

/// The faults that `check` reports: those that are `its`.
fn faults(input: &Input<'_>, check: &'static str, its: fn(&Fault) -> bool) -> Vec<Finding> {
    let of_routing = input.model.alertmanagers.iter().flat_map(|alertmanager| &alertmanager.faults);
    let faults = input.model.faults.iter().chain(of_routing).filter(|fault| its(fault));
    let found = faults.map(|fault| {
        Finding::at(check, Severity::Error, fault.place, "here").says(fault.message.clone()).help(fault.help.clone())
    });
    found.collect()
}
