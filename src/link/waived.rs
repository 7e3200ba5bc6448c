//! Risks that are accepted in writing: no gap, and never covered.

use std::collections::BTreeSet;

use super::coverage::{Coverage, Verdict};
use super::verdict::worst;
use crate::model::{Model, RiskId};

impl Coverage {
    /// Marks as waived what of `accepted` is a gap, or weakly guarded; what is covered stays so.
    pub fn waive(&mut self, model: &Model, accepted: &BTreeSet<RiskId>) {
        for id in accepted {
            let coverage = &mut self.incidents[id.incident.0 as usize];
            let risk = &mut coverage.risks[id.risk as usize];
            if matches!(risk.verdict, Verdict::Gap | Verdict::Weak) {
                risk.verdict = Verdict::Waived;
            }
            coverage.verdict = worst(&model.incidents[id.incident.0 as usize], &coverage.risks);
        }
    }
}
