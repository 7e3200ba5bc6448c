//! The answer in numbers.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Ground;
use super::incidents::IncidentRow;
use crate::link::{Guard, Sees, Verdict};
use crate::model::{Kind, RiskKind};
use crate::report::summary::Counts;

/// What it comes to.
#[derive(Serialize)]
pub(super) struct Answer {
    /// Postmortems, structured incidents and other documents that were read.
    pub(super) documents: usize,
    pub(super) postmortems: usize,
    pub(super) with_root_cause: usize,
    pub(super) alerts: usize,
    /// Files that could not be read, or not to their end.
    pub(super) unread: usize,
    pub(super) root_causes: Tally,
    /// Of the gaps and weak ones: those that an alert on the symptom may still tell of.
    pub(super) open_by_symptom: usize,
    /// Contributing factors, action items that ask for an alert, services that were harmed.
    pub(super) others: Tally,
    pub(super) severe: Severe,
}

/// Risks by verdict: the first is the sum of the others, but for `inferred`, which is part of `covered`.
#[derive(Serialize)]
pub(super) struct Tally {
    pub(super) all: usize,
    pub(super) covered: usize,
    pub(super) inferred: usize,
    pub(super) weak: usize,
    pub(super) gaps: usize,
    pub(super) elsewhere: usize,
    pub(super) waived: usize,
    pub(super) not_monitorable: usize,
}

/// Incidents for which somebody should have been paged.
#[derive(Serialize)]
pub(super) struct Severe {
    pub(super) all: usize,
    /// Nobody would be paged for them today.
    pub(super) without_page: usize,
    /// Nothing was supplied that could tell.
    pub(super) unknown: usize,
    /// How many incidents do not say how grave they were.
    pub(super) unsaid: usize,
}

/// The answer, from the rows that show it.
pub(super) fn answer(ground: &Ground<'_>, incidents: &[IncidentRow]) -> Answer {
    let document = |kind: &Kind| matches!(kind, Kind::Postmortem | Kind::Incident | Kind::OtherDocument);
    let has_cause = |row: &&IncidentRow| row.risks.iter().any(|risk| risk.kind == "root-cause");
    Answer {
        documents: ground.model.files.iter().filter(|file| file.kinds.iter().any(document)).count(),
        postmortems: incidents.len(),
        with_root_cause: incidents.iter().filter(has_cause).count(),
        alerts: ground.model.rules.alerts.len(),
        unread: ground.model.skipped.iter().map(|skipped| &*skipped.path).collect::<BTreeSet<_>>().len(),
        root_causes: Counts::of(ground.report, |kind| kind == RiskKind::RootCause).into(),
        open_by_symptom: open_by_symptom(ground),
        others: Counts::of(ground.report, |kind| kind != RiskKind::RootCause).into(),
        severe: severe(incidents),
    }
}

fn open_by_symptom(ground: &Ground<'_>) -> usize {
    let pairs = ground.model.incidents.iter().zip(&ground.coverage.incidents);
    let open = pairs.flat_map(|(incident, coverage)| {
        let causes = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
        let open = causes.filter(|(_, of)| matches!(of.verdict, Verdict::Gap | Verdict::Weak));
        open.map(|(_, of)| of.guards.iter().chain(&coverage.guards))
    });
    let holds = |guard: &Guard| guard.sees == Sees::Symptom && guard.holds();
    open.filter(|guards| guards.clone().any(holds)).count()
}

fn severe(incidents: &[IncidentRow]) -> Severe {
    let count = |pages: &str| incidents.iter().filter(|row| row.severe && row.pages == pages).count();
    Severe {
        all: incidents.iter().filter(|row| row.severe).count(),
        without_page: count("no"),
        unknown: count("unknown"),
        unsaid: incidents.iter().filter(|row| row.severity.is_none()).count(),
    }
}

impl From<Counts> for Tally {
    fn from(counts: Counts) -> Tally {
        Tally {
            all: counts.risks,
            covered: counts.covered,
            inferred: counts.inferred,
            weak: counts.weak,
            gaps: counts.gaps,
            elsewhere: counts.elsewhere,
            waived: counts.waived,
            not_monitorable: counts.not_monitorable,
        }
    }
}
