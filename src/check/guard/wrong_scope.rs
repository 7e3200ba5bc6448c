//! guard/wrong-scope

use crate::check::subject::{Subject, first_line, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::{Answer, Guard, Sees, Verdict};

/// Every alert that could see the risk leaves out the service that was hurt.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/wrong-scope",
    about: About::Guard,
    severity: &[Severity::Warning],
    page: include_str!("wrong-scope.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    subjects(input).filter_map(|subject| of_guards(&subject).or_else(|| of_near_misses(&subject))).collect()
}

/// Its guards are facts, and all of them watch something else.
fn of_guards(subject: &Subject<'_>) -> Option<Finding> {
    let mut of_cause = subject.coverage.guards.iter().filter(|guard| guard.sees == Sees::Cause);
    let elsewhere = |guard: &&Guard| guard.rungs.scoped.is == Answer::No;
    let first = of_cause.clone().find(elsewhere).filter(|_| subject.coverage.verdict == Verdict::Weak)?;
    of_cause.all(|guard| elsewhere(&guard)).then(|| {
        let alert = subject.input.model.rules.alert(first.alert);
        let message = format!("{} guards {}, but does not watch what was hurt", &*alert.name, subject.name());
        let at = first.rungs.scoped.at.unwrap_or_else(|| first_line(subject.input, alert.text.place));
        finding(subject, message).also(at, first.rungs.scoped.why.clone()).of_alert(first.alert)
    })
}

/// It has no guard, and the alerts that would see it elsewhere leave it out.
fn of_near_misses(subject: &Subject<'_>) -> Option<Finding> {
    let (near, place) = subject.coverage.nearest.iter().find_map(|near| Some((near, near.excluded_by?)))?;
    let alert = subject.input.model.rules.alert(near.alert);
    let message = format!("{} would see this for another service than {}", &*alert.name, subject.name());
    let at = finding(subject, message).also(place, near.why_not.clone()).of_alert(near.alert);
    (subject.coverage.verdict == Verdict::Gap).then_some(at)
}

fn finding(subject: &Subject<'_>, message: String) -> Finding {
    let place = first_line(subject.input, subject.risk.text.place);
    Finding::at(CHECK.id, Severity::Warning, place, "this is not watched")
        .says(message)
        .of_risk(subject.id)
        .of_hole(subject.hole())
        .help("widen the matcher, or add the same rule for this service")
}
