//! One hole, one finding: the gravest check speaks, the others are its further places.

use std::collections::HashMap;

use super::{CHECKS, Finding, guard};
use crate::model::{AlertId, IncidentId, RiskId};

/// Findings of one incident with one hole become one; all others stay as they are.
pub(super) fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut known: HashMap<(IncidentId, String), usize> = HashMap::new();
    for finding in findings {
        let key = finding.incident.zip(finding.hole.clone());
        match key.as_ref().and_then(|key| known.get(key)) {
            Some(&at) => {
                let other = std::mem::replace(&mut kept[at], finding);
                kept[at] = one(other, kept[at].clone());
            }
            None => {
                known.extend(key.map(|key| (key, kept.len())));
                kept.push(finding);
            }
        }
    }
    kept
}

/// That a guard is not loaded is told with what it guarded where the change is what did it.
pub(super) fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let removed: Vec<AlertId> =
        findings.iter().filter(|it| it.check == guard::removed::CHECK.id).filter_map(|it| it.alert).collect();
    let is_told = |finding: &Finding| finding.alert.is_some_and(|alert| removed.contains(&alert));
    let stays = |finding: &Finding| finding.check != guard::not_loaded::CHECK.id || !is_told(finding);
    findings.into_iter().filter(stays).collect()
}

fn one(a: Finding, b: Finding) -> Finding {
    let (mut first, second) = if gravity(&b) < gravity(&a) { (b, a) } else { (a, b) };
    // Of the second finding only its own line is news: the nearest alerts are those of the first.
    for labelled in second.places.into_iter().take(1) {
        if !first.places.iter().any(|known| known.place == labelled.place) {
            first.places.insert(1.min(first.places.len()), labelled);
        }
    }
    first
}

/// The graver, the smaller.
fn gravity(finding: &Finding) -> (super::Severity, usize, Option<RiskId>) {
    let rank = CHECKS.iter().position(|check| check.id == finding.check).unwrap_or(CHECKS.len());
    (finding.severity, rank, finding.risk)
}
