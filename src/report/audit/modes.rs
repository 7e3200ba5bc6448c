//! Failure modes by how often they hurt, against what would see them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ground;
use crate::link::{RiskCoverage, Verdict};
use crate::model::{ModeId, RiskKind};

/// A failure mode of root causes.
#[derive(Default, Serialize)]
pub(super) struct ModeRow {
    /// `null` of the root causes that match no known mode.
    pub(super) mode: Option<String>,
    pub(super) title: Option<String>,
    pub(super) root_causes: usize,
    pub(super) covered: usize,
    pub(super) inferred: usize,
    pub(super) weak: usize,
    pub(super) gaps: usize,
    /// Watched elsewhere, waived, or not to be seen by any metric.
    pub(super) other: usize,
}

/// Every mode once, the most frequent first; what matches none comes last.
pub(super) fn modes(ground: &Ground<'_>) -> Vec<ModeRow> {
    let mut all: BTreeMap<Option<ModeId>, ModeRow> = BTreeMap::new();
    for (incident, coverage) in ground.model.incidents.iter().zip(&ground.coverage.incidents) {
        let causes = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
        for (_, of) in causes {
            all.entry(ground.model.modes.leading(&of.modes)).or_default().add(of);
        }
    }
    let mut rows: Vec<ModeRow> = all.into_iter().map(|(id, row)| named(ground, id, row)).collect();
    rows.sort_by_key(|row| (row.mode.is_none(), std::cmp::Reverse((row.root_causes, row.gaps))));
    rows
}

fn named(ground: &Ground<'_>, id: Option<ModeId>, row: ModeRow) -> ModeRow {
    let mode = id.map(|id| ground.model.modes.mode(id));
    ModeRow { mode: mode.map(|mode| mode.id.clone()), title: mode.map(|mode| mode.title.clone()), ..row }
}

impl ModeRow {
    fn add(&mut self, of: &RiskCoverage) {
        self.root_causes += 1;
        match of.verdict {
            Verdict::Covered => {
                self.covered += 1;
                self.inferred += usize::from(!of.guards.iter().any(crate::report::summary::is_known));
            }
            Verdict::Weak => self.weak += 1,
            Verdict::Gap => self.gaps += 1,
            Verdict::Elsewhere | Verdict::Waived | Verdict::NotMonitorable => self.other += 1,
        }
    }
}
