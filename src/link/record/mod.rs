//! The track record: what became of what was promised, which failure came back, and what a year of them adds up to.
//!
//! Pure computation over incidents and their coverage; it judges no wording and prints nothing.

mod fate;
mod late;
mod recurrence;
#[cfg(test)]
mod sample;
mod trends;

pub(crate) use fate::Fate;
pub(crate) use late::Late;
pub(crate) use recurrence::{Earlier, Failure, Recurrence};
pub(crate) use trends::{CausesOf, Items, Spread, Tally, Trends};
pub(crate) use trends::{quarter_of, trends};

pub(super) use late::late;
pub(super) use recurrence::recurrences;

use std::collections::BTreeSet;

use super::coverage::IncidentCoverage;
use crate::config::Services;
use crate::model::{Incident, ModeId, Modes, Moment, RiskKind};

/// Where an incident began, each service once, by the name that the configuration gives it, else in lower case.
pub(crate) fn services_of(incident: &Incident, declared: &Services) -> BTreeSet<String> {
    incident.services.iter().map(|name| called(name, declared)).filter(|name| !name.is_empty()).collect()
}

/// What a service is called: `Web shop`, `web-shop` and its alias `basket` are one.
pub(crate) fn called(name: &str, declared: &Services) -> String {
    match declared.called(name) {
        Some(service) => service.name.clone(),
        None => name.trim().trim_matches('`').to_lowercase().replace([' ', '_'], "-"),
    }
}

/// The failure modes of the root causes, one a cause: that which an alert could be suggested for.
fn modes_of(incident: &Incident, coverage: &IncidentCoverage, modes: &Modes) -> BTreeSet<ModeId> {
    let causes = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
    causes.filter_map(|(_, coverage)| modes.leading(&coverage.modes)).collect()
}

/// `2026-03-02` of a moment that can have been.
fn day(moment: &Moment) -> Option<&str> {
    let day = moment.iso.get(..10).filter(|_| moment.possible)?;
    let digits = |range: std::ops::Range<usize>| day[range].bytes().all(|byte| byte.is_ascii_digit());
    let dashes = day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
    (day.is_ascii() && dashes && digits(0..4) && digits(5..7) && digits(8..10)).then_some(day)
}

/// When it was, as well as the document says: when it began, else when it was noticed, else when it was over.
pub(crate) fn when(incident: &Incident) -> Option<&Moment> {
    let told = [&incident.started, &incident.detected, &incident.mitigated, &incident.resolved];
    told.into_iter().flatten().find(|moment| day(moment).is_some())
}
