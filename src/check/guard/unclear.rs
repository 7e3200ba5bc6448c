//! guard/unclear

use super::{Guarding, guarding};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::ladder::delivered::{says_what, says_what_to_do, severity_of};
use crate::model::Alert;

/// A guard that does not say how bad it is, what happened or what to do.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/unclear",
    about: About::Guard,
    severity: &[Severity::Warning, Severity::Info],
    page: include_str!("unclear.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    guarding(input).iter().filter_map(|guarding| finding(input, guarding)).collect()
}

fn finding(input: &Input<'_>, guarding: &Guarding<'_>) -> Option<Finding> {
    let alert = guarding.alert;
    let is_grave = severity_of(alert, &input.model.rules.groups[alert.group]).is_some();
    let missing = missing(alert, is_grave);
    let (last, others) = missing.split_last()?;
    let missing = if others.is_empty() { (*last).to_string() } else { format!("{} or {last}", others.join(", ")) };
    let severity = if is_grave { Severity::Info } else { Severity::Warning };
    let help = if is_grave {
        "add the annotations summary and runbook_url: whoever is paged may be from another team"
    } else {
        "add a label such as `severity: page`, on which routes and people go"
    };
    let finding = Finding::at(CHECK.id, severity, alert.name.place, format!("does not say {missing}"))
        .says(format!("{} guards {}, but does not say {missing}", &*alert.name, guarding.name))
        .help(help)
        .of_alert(guarding.id);
    match guarding.subjects.first() {
        Some(subject) => Some(finding.of_risk(subject.id)),
        None => Some(finding),
    }
}

fn missing(alert: &Alert, is_grave: bool) -> Vec<&'static str> {
    let has = |says: fn(&str) -> bool| {
        alert.annotations.iter().any(|annotation| says(&annotation.name) && !annotation.value.trim().is_empty())
    };
    let mut missing = Vec::new();
    if !is_grave {
        missing.push("how bad it is");
    }
    if !has(says_what) {
        missing.push("what happened");
    }
    if !has(says_what_to_do) {
        missing.push("what to do");
    }
    missing
}
