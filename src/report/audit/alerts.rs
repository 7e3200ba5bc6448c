//! The alerts that guard most.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{At, Ground};
use crate::link::{Guard, Sees};
use crate::model::AlertId;
use crate::report::words;

/// An alert, with the incidents of which it sees a cause and would page.
#[derive(Serialize)]
pub(super) struct AlertRow {
    pub(super) alert: String,
    pub(super) at: At,
    pub(super) incidents: Vec<usize>,
    pub(super) risks: usize,
    /// Of the risks: those for which a fact says so.
    pub(super) facts: usize,
    /// Does a unit test make it fire?
    pub(super) proven: &'static str,
}

#[derive(Default)]
struct Guarding<'a> {
    incidents: BTreeSet<usize>,
    risks: usize,
    facts: usize,
    first: Option<&'a Guard>,
}

/// The alerts that guard anything, those of most incidents first.
pub(super) fn alerts(ground: &Ground<'_>) -> Vec<AlertRow> {
    let mut all: BTreeMap<AlertId, Guarding<'_>> = BTreeMap::new();
    for (at, incident) in ground.coverage.incidents.iter().enumerate() {
        let guards = incident.risks.iter().flat_map(|risk| &risk.guards);
        for guard in guards.filter(|guard| guard.sees == Sees::Cause && guard.holds()) {
            let guarding = all.entry(guard.alert).or_default();
            guarding.incidents.insert(at);
            guarding.risks += 1;
            guarding.facts += usize::from(guard.is_fact());
            guarding.first.get_or_insert(guard);
        }
    }
    let mut rows: Vec<AlertRow> = all.into_iter().filter_map(|(id, guarding)| row(ground, id, guarding)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.incidents.len(), row.facts, row.risks)));
    rows
}

fn row(ground: &Ground<'_>, id: AlertId, guarding: Guarding<'_>) -> Option<AlertRow> {
    let alert = ground.model.rules.alert(id);
    Some(AlertRow {
        alert: alert.name.to_string(),
        at: ground.at(alert.place),
        incidents: guarding.incidents.into_iter().collect(),
        risks: guarding.risks,
        facts: guarding.facts,
        proven: words::answer(guarding.first?.rungs.proven.is),
    })
}
