//! What could not be read, and what nothing supplied could tell.

use serde::Serialize;

use super::incidents::IncidentRow;
use super::{At, Ground};
use crate::link::RungName;
use crate::report::summary;

/// A file, or a part of one, that could not be read.
#[derive(Serialize)]
pub(super) struct Unread {
    pub(super) at: At,
    pub(super) why: String,
    pub(super) help: String,
}

/// A rung of the ladder that is unknown for some guards.
#[derive(Serialize)]
pub(super) struct Unknown {
    pub(super) rung: RungName,
    /// Of how many guards that a verdict rests on.
    pub(super) guards: usize,
    /// Of all of them.
    pub(super) of: usize,
    /// Was any file given that this rung is read from?
    pub(super) given: bool,
}

pub(super) fn unread(ground: &Ground<'_>) -> Vec<Unread> {
    let all = ground.model.skipped.iter().map(|skipped| Unread {
        at: match skipped.place {
            Some(place) => ground.at(place),
            None => At { line: None, ..ground.line(&skipped.path, 1) },
        },
        why: skipped.why.clone(),
        help: skipped.help.clone(),
    });
    all.collect()
}

/// The rungs that are unknown for any guard, in the order of the ladder.
pub(super) fn unknown(ground: &Ground<'_>, incidents: &[IncidentRow]) -> Vec<Unknown> {
    let guards: Vec<_> =
        incidents.iter().flat_map(|row| row.risks.iter().filter_map(|risk| risk.guard.as_ref())).collect();
    let all = RungName::ALL.into_iter().map(|rung| {
        let unknown = |guard: &&&super::incidents::GuardRow| {
            guard.rungs.iter().any(|step| step.rung == rung && step.is == "unknown")
        };
        let (count, of) = (guards.iter().filter(unknown).count(), guards.len());
        Unknown { rung, guards: count, of, given: summary::is_given(ground.report, rung) }
    });
    all.filter(|unknown| unknown.guards > 0).collect()
}
