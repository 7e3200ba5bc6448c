//! guard/untested

use std::collections::BTreeMap;

use super::{Guarding, guarding};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::{Answer, Flaw, RungName, Verdict};
use crate::source::FileId;

/// No unit test makes the guards of a file fire.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/untested",
    about: About::Guard,
    severity: &[Severity::Info, Severity::Warning],
    page: include_str!("untested.md"),
    run,
};

/// So many alerts are named.
const NAMED: usize = 5;

fn run(input: &Input<'_>) -> Vec<Finding> {
    let untested = guarding(input).into_iter().filter(|guarding| guarding.guard.rungs.proven.is == Answer::No);
    let mut by_file: BTreeMap<FileId, Vec<Guarding<'_>>> = BTreeMap::new();
    let mut found = Vec::new();
    for guarding in untested {
        if guarding.guard.rungs.proven.flaw == Some(Flaw::Disproven) && !is_asked_for(&guarding) {
            found.push(disproven(input, &guarding));
            continue;
        }
        by_file.entry(guarding.alert.name.place.file).or_default().push(guarding);
    }
    found.extend(by_file.values().filter_map(|of_file| finding(of_file)));
    found
}

/// A test expects it to fire, and does not hold.
fn disproven(input: &Input<'_>, guarding: &Guarding<'_>) -> Finding {
    let (alert, rung) = (guarding.alert, &guarding.guard.rungs.proven);
    let finding = guarding.finding(input, CHECK.id, (Severity::Warning, alert.name.place, &rung.why));
    let finding = match rung.at {
        Some(place) => finding.also(place, "this does not hold"),
        None => finding,
    };
    let message = format!("{} guards {}, but its unit test fails", &*alert.name, guarding.name);
    finding.says(message).help("mend the rule, or the test; until then nothing shows that it fires")
}

fn finding(of_file: &[Guarding<'_>]) -> Option<Finding> {
    let first = of_file.first()?;
    let names: Vec<&str> = of_file.iter().take(NAMED).map(|guarding| guarding.alert.name.value.as_str()).collect();
    let more = of_file.len().saturating_sub(NAMED);
    let names = names.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = match of_file.len() {
        1 => format!("no unit test makes {names} fire"),
        _ => format!("no unit test makes these alerts fire: {names}"),
    };
    let rung = &first.guard.rungs.proven;
    let severity = if of_file.iter().any(is_asked_for) { Severity::Error } else { Severity::Info };
    let finding = Finding::at(CHECK.id, severity, first.alert.name.place, rung.why.clone()).of_alert(first.id);
    let finding = of_file.iter().skip(1).take(NAMED - 1).fold(finding, |finding, guarding| {
        finding.also(guarding.alert.name.place, guarding.guard.rungs.proven.why.clone())
    });
    Some(finding.says(message).help("add an alert_rule_test whose exp_alerts is not empty"))
}

/// Does the configuration ask for a test of what guards one of the risks, and is there none?
fn is_asked_for(guarding: &Guarding<'_>) -> bool {
    let of_weak = guarding.subjects.iter().filter(|subject| subject.coverage.verdict == Verdict::Weak);
    let mut guards = of_weak.flat_map(|subject| &subject.coverage.guards);
    guards.any(|guard| guard.alert == guarding.id && guard.rungs.is_required(RungName::Proven))
}
