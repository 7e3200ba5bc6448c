//! guard/vanishes-with-target

use std::collections::BTreeSet;

use crate::check::subject::first_line;
use crate::check::{About, Check, Finding, Input, Severity};

/// A guard reads only series that are gone with the thing that fails, and nothing beside it speaks up.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/vanishes-with-target",
    about: About::Guard,
    severity: &[Severity::Warning],
    page: include_str!("vanishes-with-target.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut told: BTreeSet<Option<&str>> = BTreeSet::new();
    let all = input.coverage.vanishing.iter().filter(|vanishing| input.alerts.takes(vanishing.alert));
    let first = all.filter(|vanishing| told.insert(vanishing.job.as_deref()));
    let findings = first.map(|vanishing| {
        let alert = input.model.rules.alert(vanishing.alert);
        let risk = &input.model.incidents[vanishing.risk.incident.0 as usize].risks[vanishing.risk.risk as usize];
        let (target, matcher) = match &vanishing.job {
            Some(job) => (job.as_str(), format!("{{job=\"{job}\"}}")),
            None => ("its target", String::new()),
        };
        let label = format!("only series that {target} exports itself");
        Finding::at(CHECK.id, Severity::Warning, first_line(input, alert.text.place), label)
            .also(first_line(input, risk.text.place), format!("here {target} stops exporting"))
            .says(format!("{} falls silent when {target} dies, and nothing else speaks up", &*alert.name))
            .help(format!("add an alert on up{matcher} == 0 or on absent(…), or a probe"))
            .of_risk(vanishing.risk)
            .of_alert(vanishing.alert)
    });
    findings.collect()
}
