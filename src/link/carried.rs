//! From the root cause to the action items: an alert that would not have fired at what happened answers no item of that incident
//! either, however well it is loaded and delivered.

use super::coverage::{Answer, Guard, RiskCoverage, Rung, Verdict, deciding, sort};
use crate::model::{AlertId, Incident, Risk, RiskKind};

/// Takes what is known of the alerts of root causes over to the items that name the same alerts.
pub(super) fn over(incident: &Incident, risks: &mut [RiskCoverage]) {
    let of_cause = |(risk, _): &(&Risk, &RiskCoverage)| risk.kind == RiskKind::RootCause;
    let causes = incident.risks.iter().zip(&*risks).filter(of_cause);
    let facts: Vec<&Guard> = causes.flat_map(|(_, it)| it.guards.iter().filter(|guard| guard.is_fact())).collect();
    let is_dead = |guard: &&&Guard| guard.rungs.live.is == Answer::No;
    // It may fire at another root cause.
    let fires = |alert: AlertId| facts.iter().any(|other| other.alert == alert && other.rungs.live.is != Answer::No);
    let dead = facts.iter().filter(is_dead).filter(|guard| !fires(guard.alert));
    let dead: Vec<(AlertId, Rung)> = dead.map(|guard| (guard.alert, guard.rungs.live.clone())).collect();
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
