//! guard/too-slow

use super::guarding;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::{Answer, Guard, RungName, Sees, Term, shown_millis};

/// Every guard of a risk would page too late.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/too-slow",
    about: About::Guard,
    severity: &[Severity::Warning],
    page: include_str!("too-slow.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let late = |guard: &&Guard| guard.rungs.in_time.is == Answer::No;
    let mut findings = Vec::new();
    for guarding in guarding(input) {
        // Where another guard of the risk is quicker, this one does not have to be.
        let slow = guarding.subjects.iter().find_map(|subject| {
            let mut of_cause = subject.coverage.guards.iter().filter(|guard| guard.sees == Sees::Cause).peekable();
            let first = of_cause.peek().copied().filter(|first| first.alert == guarding.id)?;
            of_cause.all(|guard| late(&guard)).then_some((subject, first))
        });
        let Some((subject, guard)) = slow else { continue };
        let at = guarding.alert.name.place;
        let severity = if guard.rungs.is_required(RungName::InTime) { Severity::Error } else { Severity::Warning };
        let finding = guarding.finding(input, CHECK.id, (severity, at, &guard.rungs.in_time.why));
        let message = format!("{} guards {}, but pages too late", &*guarding.alert.name, super::named(subject));
        findings.push(finding.says(message).help(help(&guard.rungs.delay)));
    }
    findings
}

/// The sum, term by term.
fn help(delay: &[Term]) -> String {
    if delay.is_empty() {
        return "shorten its for".into();
    }
    let terms: Vec<String> =
        delay.iter().map(|term| format!("{} {}", shown_millis(term.millis), shown(term))).collect();
    let total: u64 = delay.iter().map(|term| term.millis).sum();
    format!("{} = {} at worst", terms.join(" + "), shown_millis(total))
}

fn shown(term: &Term) -> String {
    if term.place.is_none() && !term.what.contains('[') {
        return format!("({}, by default)", term.what);
    }
    format!("({})", term.what)
}
