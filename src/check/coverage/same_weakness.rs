//! coverage/same-weakness

use std::collections::BTreeSet;

use crate::check::subject::{first_line, name_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Weakness;

/// Another service could fail in the same way, and nothing watches it.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/same-weakness",
    about: About::Other,
    severity: &[Severity::Info],
    page: include_str!("same-weakness.md"),
    run,
};

/// Further services are counted.
const NAMED: usize = 3;

fn run(input: &Input<'_>) -> Vec<Finding> {
    input.coverage.weaknesses.iter().map(|weakness| finding(input, weakness)).collect()
}

fn finding(input: &Input<'_>, weakness: &Weakness) -> Finding {
    let Weakness { risk, alert, metric, matcher, place, others } = weakness;
    let incident = &input.model.incidents[risk.incident.0 as usize];
    let name = &*input.model.rules.alert(*alert).name;
    let verb = if others.len() == 1 { "exposes" } else { "expose" };
    let message = format!(
        "{name} guards {} for {matcher} alone; {} {verb} {metric} too, unwatched",
        name_of(incident),
        list(others)
    );
    let finding = Finding::at(CHECK.id, Severity::Info, *place, "").says(message).of_risk(*risk).of_alert(*alert);
    let cause = first_line(input, incident.risks[risk.risk as usize].text.place);
    finding
        .also(cause, "this can happen to them as well")
        .help("widen the matcher, or say why only this one can fail so")
}

fn list(names: &BTreeSet<String>) -> String {
    let mut shown: Vec<String> = names.iter().take(NAMED).cloned().collect();
    if names.len() > NAMED {
        shown.push(format!("{} more", names.len() - NAMED));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
