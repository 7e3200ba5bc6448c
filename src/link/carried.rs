//! From the root cause to the action items: an alert that would not have fired at what happened answers no item of that incident
//! either, however well it is loaded and delivered.

use super::coverage::{Answer, Guard, RiskCoverage, Rung, Verdict, deciding, sort};
use crate::model::{AlertId, Incident, RiskKind};

/// Takes what is known of the alerts of the only root cause over to the items that name the same alerts.
pub(super) fn over(incident: &Incident, risks: &mut [RiskCoverage]) {
    let Some(cause) = incident.only_root_cause() else { return };
    let dead = |guard: &&Guard| guard.is_fact() && guard.rungs.live.is == Answer::No;
    let dead: Vec<(AlertId, Rung)> =
        risks[cause].guards.iter().filter(dead).map(|guard| (guard.alert, guard.rungs.live.clone())).collect();
    let items = incident.risks.iter().zip(risks).filter(|(risk, _)| risk.kind == RiskKind::ActionItem);
    for (_, item) in items.filter(|(_, item)| item.verdict == Verdict::Covered) {
        for guard in item.guards.iter_mut().filter(|guard| guard.is_fact()) {
            if let Some((_, live)) = dead.iter().find(|(alert, _)| *alert == guard.alert) {
                guard.rungs.live = live.clone();
            }
        }
        sort(&mut item.guards);
        if !deciding(&item.guards).any(Guard::holds) {
            item.verdict = Verdict::Weak;
        }
    }
}
