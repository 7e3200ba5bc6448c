//! rule/syntax

use crate::check::{About, Check, Finding, Input, Severity};

/// Prometheus refuses the rule, and with it the whole file.
pub(in crate::check) static CHECK: Check = Check {
    id: "rule/syntax",
    about: About::Other,
    severity: &[Severity::Error],
    page: include_str!("syntax.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    super::faults(input, CHECK.id, |fault| !fault.template)
}
