//! Failures that came back, in the order of time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ground;
use crate::link::record::{Earlier, Failure as Shared, Fate, Recurrence, when};
use crate::model::{IncidentId, ModeId, RiskId};

/// A failure that was there more than once.
#[derive(Serialize)]
pub(super) struct Failure {
    pub(super) mode: String,
    pub(super) title: String,
    pub(super) service: String,
    /// In the order of time.
    pub(super) times: Vec<Time>,
}

/// One time that it was there.
#[derive(Serialize)]
pub(super) struct Time {
    pub(super) incident: usize,
    pub(super) risk: usize,
    /// As exact as the document is.
    pub(super) when: Option<String>,
    /// What was promised, by what became of it.
    pub(super) promised: Promised,
}

/// Action items of the document.
#[derive(Default, Serialize)]
pub(super) struct Promised {
    /// Done, and the alert that was asked for is there.
    pub(super) guarded: usize,
    /// Done, and the alert that was asked for is not there.
    pub(super) broken: usize,
    pub(super) done: usize,
    pub(super) open: usize,
    pub(super) unknown: usize,
}

/// What came back, what came back most often first.
pub(super) fn failures(ground: &Ground<'_>) -> Vec<Failure> {
    let mut all: BTreeMap<(ModeId, &str), Vec<&Recurrence>> = BTreeMap::new();
    for recurrence in &ground.coverage.recurrences {
        // What shares no more than a title has no failure mode to be listed under.
        if let Shared::Mode(mode, service) = &recurrence.failure {
            all.entry((*mode, service)).or_default().push(recurrence);
        }
    }
    let mut failures: Vec<Failure> =
        all.into_iter().map(|((mode, service), of)| failure(ground, mode, service, &of)).collect();
    failures.sort_by_key(|failure| std::cmp::Reverse(failure.times.len()));
    failures
}

fn failure(ground: &Ground<'_>, mode: ModeId, service: &str, of: &[&Recurrence]) -> Failure {
    let mut times: BTreeMap<RiskId, Promised> = BTreeMap::new();
    for recurrence in of {
        times.entry(recurrence.risk).or_default();
        for earlier in &recurrence.earlier {
            times.insert(earlier.risk, promised(earlier));
        }
    }
    let mut times: Vec<Time> = times.into_iter().map(|(risk, promised)| time(ground, risk, promised)).collect();
    times.sort_by(|a, b| (&a.when, a.incident).cmp(&(&b.when, b.incident)));
    let mode = ground.model.modes.mode(mode);
    Failure { mode: mode.id.clone(), title: mode.title.clone(), service: service.to_owned(), times }
}

fn promised(earlier: &Earlier) -> Promised {
    Promised {
        guarded: earlier.count(Fate::Guarded),
        broken: earlier.count(Fate::Broken),
        done: earlier.count(Fate::Done),
        open: earlier.count(Fate::Open),
        unknown: earlier.count(Fate::Unknown),
    }
}

fn time(ground: &Ground<'_>, risk: RiskId, promised: Promised) -> Time {
    let IncidentId(incident) = risk.incident;
    let moment = when(&ground.model.incidents[incident as usize]);
    Time {
        incident: incident as usize,
        risk: risk.risk as usize,
        when: moment.map(|moment| moment.iso.clone()),
        promised,
    }
}
