//! Rules that Prometheus refuses, and rules that are there twice.

pub(super) mod duplicate;
pub(super) mod syntax;
pub(super) mod template;

use super::{Finding, Input, Severity};

/// The faults that `check` reports.
fn faults(input: &Input<'_>, check: &'static str, template: bool) -> Vec<Finding> {
    let of_routing = input.model.alertmanagers.iter().flat_map(|alertmanager| &alertmanager.faults);
    let faults = input.model.faults.iter().chain(of_routing).filter(|fault| fault.template == template);
    let found = faults.map(|fault| {
        Finding::at(check, Severity::Error, fault.place, "here").says(fault.message.clone()).help(fault.help.clone())
    });
    found.collect()
}
