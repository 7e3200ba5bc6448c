//! coverage/collateral

use std::collections::HashSet;

use crate::check::subject::{Subject, first_line, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Verdict;
use crate::link::record::called;
use crate::model::{Basis, RiskKind};

/// A service that was harmed has no alert of its own.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/collateral",
    about: About::Risk,
    severity: &[Severity::Warning, Severity::Info],
    page: include_str!("collateral.md"),
    run,
};

/// Each service once an incident. Where nothing in the rules tells services apart, nobody has an alert of its own, and it
/// is not worth saying of each.
fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut told = HashSet::new();
    let harmed = subjects(input).filter(|subject| subject.risk.kind == RiskKind::Collateral);
    let alone = harmed.filter(|subject| matches!(subject.coverage.verdict, Verdict::Gap | Verdict::Weak));
    let fresh =
        alone.filter(|subject| told.insert((subject.id.incident, called(&subject.risk.text, &input.model.services))));
    fresh.map(|subject| finding(&subject)).collect()
}

fn finding(subject: &Subject<'_>) -> Finding {
    let severity = match subject.risk.basis {
        Basis::Stated => Severity::Warning,
        Basis::Inferred => Severity::Info,
    };
    let service = &*subject.risk.text;
    let (message, help) = match subject.coverage.guards.first() {
        Some(guard) => {
            let alert = &*subject.input.model.rules.alert(guard.alert).name;
            let why = guard.rungs.failed().next().map_or("it may not page", |(_, rung)| &*rung.why);
            (
                format!("{alert} watches {service}, which {} harmed, but would not page: {why}", subject.name()),
                "mend it",
            )
        }
        None => (
            format!("{service} was harmed by {} and has no alert of its own", subject.name()),
            "alert on what its own users would notice: errors, latency, or work that is not done",
        ),
    };
    let place = first_line(subject.input, subject.risk.text.place);
    Finding::at(CHECK.id, severity, place, "").says(message).of_risk(subject.id).help(help)
}
