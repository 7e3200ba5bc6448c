//! From the root cause to the action items: an alert that would not have fired at what happened answers no item of that incident
//! either, however well it is loaded and delivered.

use super::coverage::{Answer, Guard, RiskCoverage, Rung, Sees, Verdict};
use crate::model::{AlertId, Incident, RiskKind};

/// Takes what is known of the alerts of the only root cause over to the items that name the same alerts.
pub(super) fn over(incident: &Incident, risks: &mut [RiskCoverage]) {
    let mut causes = incident.risks.iter().zip(&*risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
    let (Some((_, cause)), None) = (causes.next(), causes.next()) else { return };
    let dead = |guard: &&Guard| guard.is_fact() && guard.rungs.live.is == Answer::No;
    let dead: Vec<(AlertId, Rung)> =
        cause.guards.iter().filter(dead).map(|guard| (guard.alert, guard.rungs.live.clone())).collect();
    let items = incident.risks.iter().zip(risks).filter(|(risk, _)| risk.kind == RiskKind::ActionItem);
    for (_, item) in items.filter(|(_, item)| item.verdict == Verdict::Covered) {
        for guard in item.guards.iter_mut().filter(|guard| guard.is_fact()) {
            if let Some((_, live)) = dead.iter().find(|(alert, _)| *alert == guard.alert) {
                guard.rungs.live = live.clone();
            }
        }
        item.guards
            .sort_by_key(|guard| (guard.rungs.failed().count(), guard.sees, guard.evidence[0].kind, guard.alert));
        let facts = item.guards.iter().any(|guard| guard.sees == Sees::Cause && guard.is_fact());
        let holds = |guard: &Guard| guard.sees == Sees::Cause && guard.holds() && (guard.is_fact() || !facts);
        if !item.guards.iter().any(holds) {
            item.verdict = Verdict::Weak;
        }
    }
}
