//! rule/template

use crate::check::{About, Check, Finding, Input, Severity};

/// Prometheus refuses a template in a label or an annotation.
pub(in crate::check) static CHECK: Check = Check {
    id: "rule/template",
    about: About::Other,
    severity: &[Severity::Error],
    page: include_str!("template.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    super::faults(input, CHECK.id, |fault| fault.template)
}
