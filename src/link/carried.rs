//! From the root causes to the action items: an alert that would not have fired at what happened, or told nobody of it, answers no
//! item of that incident either.

use super::coverage::{Answer, Guard, RiskCoverage, Rung, Verdict, deciding, sort};
use crate::model::{AlertId, Incident, Risk, RiskKind};

/// Takes what is known of the alerts of root causes over to the items that name the same alerts.
pub(super) fn over(incident: &Incident, risks: &mut [RiskCoverage]) {
    let of_cause = |(risk, _): &(&Risk, &RiskCoverage)| risk.kind == RiskKind::RootCause;
    let causes = incident.risks.iter().zip(&*risks).filter(of_cause);
    let facts: Vec<&Guard> = causes.flat_map(|(_, it)| it.guards.iter().filter(|guard| guard.is_fact())).collect();
    let stands = |guard: &Guard| guard.rungs.live.is != Answer::No && guard.rungs.delivered.is != Answer::No;
    // It may fire at another root cause.
    let fires = |alert: AlertId| facts.iter().any(|other| other.alert == alert && stands(other));
    let dead = facts.iter().filter(|guard| !stands(guard) && !fires(guard.alert));
    let dead: Vec<(AlertId, [Rung; 2])> =
        dead.map(|guard| (guard.alert, [&guard.rungs.live, &guard.rungs.delivered].map(Rung::clone))).collect();
    let items = incident.risks.iter().zip(risks).filter(|(risk, _)| risk.kind == RiskKind::ActionItem);
    for (_, item) in items.filter(|(_, item)| item.verdict == Verdict::Covered) {
        for guard in item.guards.iter_mut().filter(|guard| guard.is_fact()) {
            let Some((_, [live, delivered])) = dead.iter().find(|(alert, _)| *alert == guard.alert) else { continue };
            for (own, of_cause) in [(&mut guard.rungs.live, live), (&mut guard.rungs.delivered, delivered)] {
                if of_cause.is == Answer::No {
                    *own = of_cause.clone();
                }
            }
        }
        sort(&mut item.guards);
        if !deciding(&item.guards).any(Guard::holds) {
            item.verdict = Verdict::Weak;
        }
    }
}
