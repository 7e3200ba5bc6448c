//! Incidents and their risks, a row each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{At, Ground};
use crate::link::ladder::delivered;
use crate::link::{
    Answer, Evidence, Guard, IncidentCoverage, RiskCoverage, Rung, RungName, Sees, Verdict, name_of, record,
};
use crate::model::{ActionItem, Incident, IncidentId, Risk, RiskKind, Text};
use crate::report::{fingerprint, words};

/// One incident.
#[derive(Serialize)]
pub(super) struct IncidentRow {
    /// What people call it: its id, or the name of its file.
    pub(super) name: String,
    pub(super) at: At,
    pub(super) id: Option<String>,
    pub(super) title: String,
    pub(super) severity: Option<String>,
    /// The graver, the smaller.
    pub(super) severity_rank: u8,
    /// Should somebody have been paged for it?
    pub(super) severe: bool,
    /// Would one of its alerts page today: `yes`, `no`, `unknown`?
    pub(super) pages: &'static str,
    pub(super) services: Vec<String>,
    pub(super) affected: Vec<String>,
    pub(super) detected_by: &'static str,
    /// As exact as the document is.
    pub(super) started: Option<String>,
    pub(super) duration_seconds: Option<u64>,
    pub(super) time_to_detect_seconds: Option<u64>,
    pub(super) verdict: &'static str,
    /// How often the same failure was there before.
    pub(super) repeats: usize,
    pub(super) risks: Vec<RiskRow>,
}

/// One risk.
#[derive(Serialize)]
pub(super) struct RiskRow {
    /// The same in the next audit, wherever it stands then.
    pub(super) key: String,
    pub(super) kind: &'static str,
    pub(super) basis: &'static str,
    pub(super) id: Option<String>,
    pub(super) at: At,
    pub(super) text: String,
    pub(super) failure_modes: Vec<String>,
    pub(super) verdict: &'static str,
    /// Covered, and no fact says so.
    pub(super) inferred: bool,
    /// The guard that decides the verdict, where one sees the cause; else the best that sees the symptom.
    pub(super) guard: Option<GuardRow>,
    pub(super) guards: usize,
    pub(super) nearest: Vec<NearRow>,
    /// Of an action item.
    pub(super) item: Option<ItemRow>,
}

/// An alert that guards a risk.
#[derive(Serialize)]
pub(super) struct GuardRow {
    pub(super) alert: String,
    pub(super) at: At,
    pub(super) sees: &'static str,
    pub(super) basis: &'static str,
    pub(super) evidence: Vec<Reason>,
    pub(super) rungs: Vec<Step>,
}

/// Why an alert is believed to guard a risk.
#[derive(Serialize)]
pub(super) struct Reason {
    pub(super) kind: &'static str,
    pub(super) detail: String,
}

/// One rung of the ladder.
#[derive(Serialize)]
pub(super) struct Step {
    pub(super) rung: RungName,
    pub(super) is: &'static str,
    pub(super) why: String,
    /// Is it a `no` for which the guard does not count?
    pub(super) fails: bool,
}

/// An alert that comes near and does not count.
#[derive(Serialize)]
pub(super) struct NearRow {
    pub(super) alert: String,
    pub(super) at: At,
    pub(super) why_not: String,
    /// Close enough to be shown beside the gap.
    pub(super) close: bool,
}

/// What an action item says of itself.
#[derive(Serialize)]
pub(super) struct ItemRow {
    pub(super) status: &'static str,
    pub(super) owner: Option<String>,
    pub(super) due: Option<String>,
}

/// All incidents, in the order of the model.
pub(super) fn rows(ground: &Ground<'_>) -> Vec<IncidentRow> {
    let pairs = ground.model.incidents.iter().zip(&ground.coverage.incidents).zip(0..);
    let mut rows: Vec<IncidentRow> =
        pairs.map(|((incident, coverage), at)| row(ground, incident, coverage, IncidentId(at))).collect();
    number_alike(&mut rows);
    rows
}

/// Risks that say the same word for word are told apart by their order.
fn number_alike(rows: &mut [IncidentRow]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for risk in rows.iter_mut().flat_map(|row| &mut row.risks) {
        let number = seen.entry(risk.key.clone()).or_default();
        *number += 1;
        if *number > 1 {
            risk.key = fingerprint::of_text(&format!("{} {number}", risk.key));
        }
    }
}

fn row(ground: &Ground<'_>, incident: &Incident, coverage: &IncidentCoverage, id: IncidentId) -> IncidentRow {
    let name = name_of(incident, incident.path(ground.sources));
    let risks = incident.risks.iter().zip(&coverage.risks);
    IncidentRow {
        at: ground.incident_at(incident),
        id: value(&incident.id),
        title: incident.title.to_string(),
        severity: value(&incident.severity),
        severity_rank: super::severity::rank(incident),
        severe: delivered::is_severe(incident),
        pages: words::answer(would_page(ground, incident, coverage)),
        services: values(&incident.services),
        affected: values(&incident.affected),
        detected_by: words::detector(incident.detected_by),
        started: record::when(incident).map(|moment| moment.iso.clone()),
        duration_seconds: incident.duration,
        time_to_detect_seconds: incident.time_to_detect,
        verdict: coverage.verdict.map_or("unknown", words::verdict),
        repeats: ground.coverage.recurrence(id).map_or(0, |recurrence| recurrence.times),
        risks: risks.map(|(risk, of)| risk_row(ground, (incident, risk, &name), of)).collect(),
        name,
    }
}

/// Would somebody be paged for every root cause, by an alert that sees it or the symptom, and of which no required rung
/// fails? Of what no root cause is known of, only an alert on the symptom can say so.
fn would_page(ground: &Ground<'_>, incident: &Incident, coverage: &IncidentCoverage) -> Answer {
    let best = |guards: &[Guard]| {
        let all = guards.iter().map(|guard| delivered::would_page(ground.model, guard));
        all.max_by_key(|answer| certainty(*answer))
    };
    let symptom = best(&coverage.guards);
    let causes = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind == RiskKind::RootCause);
    let of_causes = causes.map(|(_, of)| {
        let own = best(&of.guards).into_iter().chain(symptom);
        own.max_by_key(|answer| certainty(*answer)).unwrap_or(Answer::No)
    });
    of_causes.min_by_key(|answer| certainty(*answer)).or(symptom).unwrap_or(Answer::Unknown)
}

fn certainty(answer: Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Yes => 2,
    }
}

fn risk_row(ground: &Ground<'_>, (incident, risk, name): (&Incident, &Risk, &str), of: &RiskCoverage) -> RiskRow {
    let guard = deciding(of);
    RiskRow {
        key: fingerprint::of_text(&format!(
            "{name} {} {}",
            words::risk_kind(risk.kind),
            fingerprint::words(&risk.text)
        )),
        kind: words::risk_kind(risk.kind),
        basis: words::basis(risk.basis),
        id: value(&risk.id),
        at: ground.risk_at(risk),
        text: risk.text.to_string(),
        failure_modes: of.modes.iter().map(|mode| ground.model.modes.mode(*mode).id.clone()).collect(),
        verdict: words::verdict(of.verdict),
        inferred: of.verdict == Verdict::Covered && !of.guards.iter().any(crate::report::summary::is_known),
        guard: guard.map(|guard| guard_row(ground, guard)),
        guards: of.guards.len(),
        nearest: of.nearest.iter().map(|near| near_row(ground, near)).collect(),
        item: risk.item.and_then(|at| incident.action_items.get(at)).map(item_row).filter(|_| is_item(risk)),
    }
}

fn is_item(risk: &Risk) -> bool {
    risk.kind == RiskKind::ActionItem
}

/// The guard that the verdict rests on: one that sees the cause and holds, a fact before an inference; else the first.
fn deciding(of: &RiskCoverage) -> Option<&Guard> {
    let rank = |guard: &&Guard| (guard.sees == Sees::Symptom, !guard.holds(), !guard.is_fact());
    of.guards.iter().min_by_key(rank)
}

pub(super) fn guard_row(ground: &Ground<'_>, guard: &Guard) -> GuardRow {
    let failed: Vec<RungName> = guard.rungs.failed().map(|(name, _)| name).collect();
    let step = |(rung, said): (RungName, &Rung)| Step {
        rung,
        is: words::answer(said.is),
        why: said.why.to_string(),
        fails: failed.contains(&rung),
    };
    let alert = ground.model.rules.alert(guard.alert);
    GuardRow {
        alert: alert.name.to_string(),
        at: ground.at(alert.place),
        sees: words::sees(guard.sees),
        basis: if guard.is_fact() { "fact" } else { "inferred" },
        evidence: guard.evidence.iter().map(reason).collect(),
        rungs: guard.rungs.each().into_iter().map(step).collect(),
    }
}

fn reason(evidence: &Evidence) -> Reason {
    Reason { kind: words::evidence(evidence.kind), detail: evidence.detail.clone() }
}

fn near_row(ground: &Ground<'_>, near: &crate::link::Near) -> NearRow {
    let alert = ground.model.rules.alert(near.alert);
    NearRow {
        alert: alert.name.to_string(),
        at: ground.at(alert.place),
        why_not: near.why_not.clone(),
        close: near.close,
    }
}

fn item_row(item: &ActionItem) -> ItemRow {
    ItemRow { status: words::status(item.status), owner: value(&item.owner), due: value(&item.due) }
}

fn value(text: &Option<Text>) -> Option<String> {
    text.as_ref().map(|text| text.value.clone())
}

fn values(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
