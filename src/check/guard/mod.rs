//! Guards that would not page.

pub(super) mod absent_series;
mod change_of;
mod exported;
pub(super) mod muted;
pub(super) mod never_fires;
pub(super) mod not_loaded;
pub(super) mod removed;
pub(super) mod too_slow;
pub(super) mod unclear;
pub(super) mod under_severity;
pub(super) mod unrouted;
pub(super) mod untested;
pub(super) mod vanishes_with_target;
pub(super) mod weakened;
pub(super) mod wrong_scope;

use std::collections::BTreeMap;

use super::subject::{Subject, first_line, name_of, subjects};
use super::{Finding, Input, Severity};
use crate::link::{Flaw, Guard, Rung};
use crate::model::{Alert, AlertId};
use crate::source::Place;

/// So many of the risks that an alert guards are shown.
const SHOWN: usize = 3;

/// An alert that guards something, with the first of the risks that it guards.
struct Guarding<'a> {
    id: AlertId,
    alert: &'a Alert,
    guard: &'a Guard,
    /// The risks, in the order of file and line; empty where it guards an incident by its symptom only.
    subjects: Vec<Subject<'a>>,
    /// The first incident or risk, by name.
    name: String,
}

/// Every alert that guards something, in the order of its definition.
fn guarding<'a>(input: &'a Input<'a>) -> Vec<Guarding<'a>> {
    let mut all: BTreeMap<AlertId, Guarding<'a>> = BTreeMap::new();
    let entry = |guard: &'a Guard, name: String| Guarding {
        id: guard.alert,
        alert: input.model.rules.alert(guard.alert),
        guard,
        subjects: Vec::new(),
        name,
    };
    for subject in subjects(input) {
        for guard in &subject.coverage.guards {
            let known = all.entry(guard.alert).or_insert_with(|| entry(guard, named(&subject)));
            known.subjects.push(Subject { ..subject });
        }
    }
    for (incident, coverage) in input.model.incidents.iter().zip(&input.coverage.incidents) {
        for guard in &coverage.guards {
            all.entry(guard.alert).or_insert_with(|| entry(guard, name_of(incident)));
        }
    }
    all.into_values().filter(|guarding| input.alerts.takes(guarding.id)).collect()
}

/// `INC-2044/RC2`, or the incident alone.
fn named(subject: &Subject<'_>) -> String {
    match &subject.risk.id {
        Some(id) => format!("{}/{}", subject.name(), &**id),
        None => subject.name(),
    }
}

impl Guarding<'_> {
    /// A finding at `place`, with the risks as further places.
    fn finding(&self, input: &Input<'_>, check: &'static str, said: (Severity, Place, &str)) -> Finding {
        let (severity, place, label) = said;
        let finding = Finding::at(check, severity, first_line(input, place), label).of_alert(self.id);
        let Some(first) = self.subjects.first() else { return finding };
        self.subjects.iter().take(SHOWN).fold(finding.of_risk(first.id), |finding, subject| {
            finding.also(first_line(input, subject.risk.text.place), "guards this")
        })
    }
}

/// The guards of which a rung fails for `flaw`.
fn broken<'a>(
    input: &'a Input<'a>,
    rung: fn(&Guard) -> &Rung,
    flaw: Flaw,
) -> impl Iterator<Item = (Guarding<'a>, &'a Rung)> {
    let all = guarding(input).into_iter().map(move |guarding| {
        let rung = rung(guarding.guard);
        (guarding, rung)
    });
    all.filter(move |(_, rung)| rung.flaw == Some(flaw))
}
