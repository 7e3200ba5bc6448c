//! What guarded a risk before the change, and what became of it. Only where there is a base to compare with.
//!
//! [`incidents`] says which incident and risk was which, [`alerts`] which alert; [`differences`] what a changed alert
//! lost, [`grade`] how bad that is.

mod alerts;
mod differences;
mod expressions;
mod grade;
mod incidents;

use std::collections::BTreeSet;

use super::{Alerts, Base, Input, Severity};
use crate::link::{Answer, Flaw, Guard};
use crate::model::{Alert, AlertId, IncidentId, RiskId};
use alerts::Successors;
pub(super) use differences::Change;
use differences::Kept;

/// A guard that is not what it was.
pub(super) struct Loss<'a> {
    /// The incident, as it is now.
    pub(super) incident: IncidentId,
    /// Its risks that the alert guarded, those that lose most first; none where it only saw the symptom.
    pub(super) risks: Vec<RiskId>,
    /// The alert as it was.
    pub(super) was: &'a Alert,
    /// What became of it.
    pub(super) fate: Fate,
    /// How bad that is.
    pub(super) severity: Severity,
    /// What still guards the gravest of the risks as well, where something does.
    pub(super) remaining: Option<AlertId>,
}

/// What became of a guard.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It is nowhere.
    Deleted,
    /// An alert of another name asks the same, and nothing ties it to the risk.
    Renamed(AlertId),
    /// It is there, and nothing ties it to the risk any more.
    Untied(AlertId),
    /// It stands where nothing loads it.
    NotLoaded(AlertId),
    /// It sees less, later, or tells others; never empty.
    Changed(AlertId, Vec<Change>),
}

impl Fate {
    /// The alert as it is now.
    pub(super) fn now(&self) -> Option<AlertId> {
        match self {
            Fate::Deleted => None,
            Fate::Renamed(id) | Fate::Untied(id) | Fate::NotLoaded(id) | Fate::Changed(id, _) => Some(*id),
        }
    }
}

/// One guard of one risk, or of an incident's symptom, that is not what it was.
struct Lost<'a> {
    incident: IncidentId,
    risk: Option<RiskId>,
    guard: &'a Guard,
    fate: Fate,
}

/// Every guard that is not what it was, by incident and alert, in the order of the base.
pub(super) fn losses<'a>(input: &'a Input<'a>) -> Vec<Loss<'a>> {
    let Some(base) = &input.base else { return Vec::new() };
    let mut lost = Comparison { input, base, successors: Successors::new(input, base) }.lost();
    lost.retain(|lost| match (lost.fate.now(), input.alerts) {
        (None, Alerts::Only(_)) => false,
        (now, alerts) => now.is_none_or(|id| alerts.takes(id)),
    });
    // What is weaker itself does not make up for another.
    let shaken: BTreeSet<AlertId> = lost.iter().filter_map(|lost| lost.fate.now()).collect();
    let mut losses: Vec<Loss<'a>> = Vec::new();
    for lost in &lost {
        let (severity, remaining) = grade::grade(input, lost, &shaken);
        let was = base.state.model.rules.alert(lost.guard.alert);
        let same = |loss: &&mut Loss<'_>| loss.incident == lost.incident && std::ptr::eq(loss.was, was);
        match losses.iter_mut().find(same) {
            // The gravest risk speaks, the others are named beside it.
            Some(loss) if severity < loss.severity => {
                (loss.severity, loss.remaining) = (severity, remaining);
                let rest = std::mem::take(&mut loss.risks);
                loss.risks = lost.risk.into_iter().chain(rest).collect();
            }
            Some(loss) => loss.risks.extend(lost.risk),
            None => losses.push(Loss {
                incident: lost.incident,
                risks: lost.risk.into_iter().collect(),
                was,
                fate: lost.fate.clone(),
                severity,
                remaining,
            }),
        }
    }
    losses
}

struct Comparison<'a> {
    input: &'a Input<'a>,
    base: &'a Base<'a>,
    successors: Successors,
}

impl<'a> Comparison<'a> {
    fn lost(&self) -> Vec<Lost<'a>> {
        let pairs = incidents::paired(self.input, self.base);
        pairs.into_iter().flat_map(|(now, was)| self.of_incident(now, was)).collect()
    }

    fn of_incident(&self, now: IncidentId, was: IncidentId) -> Vec<Lost<'a>> {
        let (input, state) = (self.input, self.base.state);
        let (after, before) = (&input.model.incidents[now.0 as usize], &state.model.incidents[was.0 as usize]);
        let (covered, of_base) = (input.coverage.incident(now), state.coverage.incident(was));
        let mut lost = Vec::new();
        for (risk, old) in incidents::risks(after, before) {
            let (is, was) = (&after.risks[risk], &before.risks[old]);
            let untouched = is.text.value == was.text.value && same_words(&is.alerts, &was.alerts);
            let untouched = untouched && same_words(&after.services, &before.services);
            for guard in &of_base.risks[old].guards {
                if let Some(fate) = self.fate(guard, &covered.risks[risk].guards, untouched) {
                    let risk = Some(RiskId { incident: now, risk: risk as u32 });
                    lost.push(Lost { incident: now, risk, guard, fate });
                }
            }
        }
        for guard in &of_base.guards {
            let told = lost.iter().any(|lost| lost.guard.alert == guard.alert);
            // Only the postmortem's word that it paged ties it. Who takes that back has lost nothing.
            let fate = self.fate(guard, &covered.guards, false);
            if let (Some(fate), false) = (fate, told) {
                lost.push(Lost { incident: now, risk: None, guard, fate });
            }
        }
        lost
    }

    /// What became of `guard`; `None` where it is as good as it was. `untouched`: does the postmortem say the same?
    fn fate(&self, guard: &'a Guard, now: &[Guard], untouched: bool) -> Option<Fate> {
        let guards = |id: AlertId| now.iter().find(|guard| guard.alert == id);
        let Some(next) = self.successors.of(guard.alert) else {
            let renamed = self.successors.renamed(guard.alert);
            return match renamed.map(|id| (id, guards(id))) {
                None => Some(Fate::Deleted),
                Some((id, None)) => Some(Fate::Renamed(id)),
                Some((alert, now @ Some(_))) => self.change(Kept { was: guard, alert, now }),
            };
        };
        let kept = Kept { was: guard, alert: next, now: guards(next) };
        let untied = || (untouched && kept.now.is_none()).then_some(Fate::Untied(next));
        self.change(kept).or_else(untied)
    }

    /// What became of a guard that is still there.
    fn change(&self, kept: Kept<'_>) -> Option<Fate> {
        let was = kept.was.rungs.defined.is;
        let is_unloaded = |now: &Guard| now.rungs.defined.flaw == Some(Flaw::NotLoaded) && was != Answer::No;
        // What loaded it under its old path and leads to no file now has lost it, whatever may stand elsewhere.
        let is_lost =
            |now: &Guard| (was, now.rungs.defined.is) == (Answer::Yes, Answer::Unknown) && self.has_moved(kept);
        if kept.now.is_some_and(|now| is_unloaded(now) || is_lost(now)) {
            return Some(Fate::NotLoaded(kept.alert));
        }
        let changes = differences::changes(self.input, self.base, kept);
        (!changes.is_empty()).then_some(Fate::Changed(kept.alert, changes))
    }

    /// Does an alert stand in another file than before, where configurations say what is loaded?
    fn has_moved(&self, kept: Kept<'_>) -> bool {
        let path = |input: &'a Input<'a>, id: AlertId| {
            let alert = input.model.rules.alert(id);
            &input.sources.file(alert.name.place.file).path
        };
        let moved = path(self.input, kept.alert) != path(self.base.state, kept.was.alert);
        moved && !self.input.model.prometheus.is_empty()
    }
}

fn same_words(now: &[crate::model::Text], was: &[crate::model::Text]) -> bool {
    now.iter().map(|text| &text.value).eq(was.iter().map(|text| &text.value))
}
