//! Collateral damage: the services that were harmed and are not where it began.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ground;
use crate::link::record::called;
use crate::link::{RiskCoverage, Verdict};
use crate::model::{Incident, RiskKind};

/// A service that was harmed.
#[derive(Default, Serialize)]
pub(super) struct Service {
    pub(super) service: String,
    /// The incidents that harmed it.
    pub(super) incidents: Vec<usize>,
    /// Has it an alert of its own that would page: `yes`, `no`, or `unknown` where no document asks for one by name?
    pub(super) guarded: &'static str,
}

/// Every service once, the most harmed first.
pub(super) fn services(ground: &Ground<'_>) -> Vec<Service> {
    let mut all: BTreeMap<String, (Vec<usize>, Vec<Verdict>)> = BTreeMap::new();
    for (at, (incident, coverage)) in ground.model.incidents.iter().zip(&ground.coverage.incidents).enumerate() {
        for (name, verdict) in harmed(incident, &coverage.risks) {
            let name = called(name, &ground.model.services);
            if name.is_empty() {
                continue;
            }
            let (incidents, verdicts) = all.entry(name).or_default();
            if incidents.last() != Some(&at) {
                incidents.push(at);
            }
            verdicts.extend(verdict);
        }
    }
    let mut rows: Vec<Service> = all
        .into_iter()
        .map(|(service, (incidents, verdicts))| Service { service, incidents, guarded: guarded(&verdicts) })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.incidents.len()));
    rows
}

/// What a document names as harmed, and what became of it where it was declared.
fn harmed<'a>(
    incident: &'a Incident,
    coverage: &'a [RiskCoverage],
) -> impl Iterator<Item = (&'a str, Option<Verdict>)> {
    let declared = incident.risks.iter().zip(coverage).filter(|(risk, _)| risk.kind == RiskKind::Collateral);
    let declared = declared.map(|(risk, of)| (risk.text.value.as_str(), Some(of.verdict)));
    declared.chain(incident.affected.iter().map(|service| (service.value.as_str(), None)))
}

/// The worst of what is known.
fn guarded(verdicts: &[Verdict]) -> &'static str {
    match verdicts {
        [] => "unknown",
        all if all.iter().all(|verdict| *verdict == Verdict::Covered) => "yes",
        _ => "no",
    }
}
