//! `incidents`, with their action items, risks and guards.

use serde::Serialize;

use super::recurs::{self, Repeated};
use crate::link::{Evidence, Guard, Near, RiskCoverage, Rung, Rungs};
use crate::model::{ActionItem, IncidentId, Moment, Risk, Text};
use crate::report::{Report, words};

#[derive(Serialize)]
pub(super) struct Incident<'a> {
    file: &'a str,
    id: Option<&'a str>,
    title: &'a str,
    severity: Option<&'a str>,
    status: Option<&'a str>,
    services: Vec<&'a str>,
    affected: Vec<&'a str>,
    detected_by: &'static str,
    detected_alert: Option<&'a str>,
    started: Option<&'a str>,
    detected: Option<&'a str>,
    mitigated: Option<&'a str>,
    resolved: Option<&'a str>,
    duration_seconds: Option<u64>,
    time_to_detect_seconds: Option<u64>,
    verdict: &'static str,
    guards: Vec<Guarding<'a>>,
    recurs: Vec<Repeated<'a>>,
    action_items: Vec<Item<'a>>,
    risks: Vec<Risked<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    line: usize,
    end_line: usize,
    text: &'a str,
    kind: &'static str,
    status: &'static str,
    owner: Option<&'a str>,
    due: Option<&'a str>,
    links: Vec<&'a str>,
    asks_for_alert: bool,
}

#[derive(Serialize)]
struct Risked<'a> {
    kind: &'static str,
    basis: &'static str,
    id: Option<&'a str>,
    line: usize,
    end_line: usize,
    text: &'a str,
    failure_modes: Vec<&'a str>,
    verdict: &'static str,
    guards: Vec<Guarding<'a>>,
    nearest: Vec<Nearby<'a>>,
}

#[derive(Serialize)]
struct Guarding<'a> {
    alert: &'a str,
    file: &'a str,
    line: usize,
    sees: &'static str,
    basis: &'static str,
    evidence: Vec<Reason<'a>>,
    rungs: Ladder<'a>,
}

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'static str,
    detail: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Ladder<'a> {
    defined: Step<'a>,
    live: Step<'a>,
    scoped: Step<'a>,
    in_time: Step<'a>,
    delivered: Step<'a>,
    proven: Step<'a>,
}

#[derive(Serialize)]
pub(in crate::report) struct Step<'a> {
    is: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct Nearby<'a> {
    alert: &'a str,
    file: &'a str,
    line: usize,
    why_not: &'a str,
}

/// All incidents, by file and line.
pub(super) fn all<'a>(report: &Report<'a>) -> Vec<Incident<'a>> {
    let mut all: Vec<IncidentId> = (0..report.model.incidents.len()).map(|at| IncidentId(at as u32)).collect();
    all.sort_by_cached_key(|id| {
        let incident = &report.model.incidents[id.0 as usize];
        (&report.sources.file(incident.file).path, incident.place.start())
    });
    all.into_iter().map(|id| told(report, id)).collect()
}

fn told<'a>(report: &Report<'a>, id: IncidentId) -> Incident<'a> {
    let incident = &report.model.incidents[id.0 as usize];
    let coverage = report.coverage.incident(id);
    Incident {
        file: &report.sources.file(incident.file).path,
        id: value(&incident.id),
        title: &incident.title,
        severity: value(&incident.severity),
        status: value(&incident.status),
        services: values(&incident.services),
        affected: values(&incident.affected),
        detected_by: words::detector(incident.detected_by),
        detected_alert: value(&incident.detected_alert),
        started: iso(&incident.started),
        detected: iso(&incident.detected),
        mitigated: iso(&incident.mitigated),
        resolved: iso(&incident.resolved),
        duration_seconds: incident.duration,
        time_to_detect_seconds: incident.time_to_detect,
        verdict: coverage.verdict.map_or("unknown", words::verdict),
        guards: coverage.guards.iter().map(|guard| guarding(report, guard)).collect(),
        recurs: recurs::of(report, id),
        action_items: incident.action_items.iter().map(|item| action_item(report, item)).collect(),
        risks: incident.risks.iter().zip(&coverage.risks).map(|(risk, of)| risked(report, risk, of)).collect(),
    }
}

fn action_item<'a>(report: &Report<'a>, item: &'a ActionItem) -> Item<'a> {
    let (line, end_line) = report.sources.lines(item.text.place);
    Item {
        line,
        end_line,
        text: &item.text,
        kind: words::action_kind(item.kind),
        status: words::status(item.status),
        owner: value(&item.owner),
        due: value(&item.due),
        links: values(&item.links),
        asks_for_alert: item.asks_for_alert,
    }
}

fn risked<'a>(report: &Report<'a>, risk: &'a Risk, coverage: &'a RiskCoverage) -> Risked<'a> {
    let (line, end_line) = report.sources.lines(risk.text.place);
    Risked {
        kind: words::risk_kind(risk.kind),
        basis: words::basis(risk.basis),
        id: value(&risk.id),
        line,
        end_line,
        text: &risk.text,
        failure_modes: coverage.modes.iter().map(|mode| report.model.modes.mode(*mode).id.as_str()).collect(),
        verdict: words::verdict(coverage.verdict),
        guards: coverage.guards.iter().map(|guard| guarding(report, guard)).collect(),
        nearest: coverage.nearest.iter().map(|near| nearby(report, near)).collect(),
    }
}

fn guarding<'a>(report: &Report<'a>, guard: &'a Guard) -> Guarding<'a> {
    let alert = report.model.rules.alert(guard.alert);
    Guarding {
        alert: &alert.name,
        file: &report.sources.file(alert.place.file).path,
        line: report.sources.start(alert.place).line,
        sees: words::sees(guard.sees),
        basis: if guard.is_fact() { "fact" } else { "inferred" },
        evidence: guard.evidence.iter().map(reason).collect(),
        rungs: ladder(&guard.rungs),
    }
}

fn reason(evidence: &Evidence) -> Reason<'_> {
    Reason { kind: words::evidence(evidence.kind), detail: &evidence.detail }
}

/// The six rungs.
pub(in crate::report) fn ladder(rungs: &Rungs) -> Ladder<'_> {
    Ladder {
        defined: step(&rungs.defined),
        live: step(&rungs.live),
        scoped: step(&rungs.scoped),
        in_time: step(&rungs.in_time),
        delivered: step(&rungs.delivered),
        proven: step(&rungs.proven),
    }
}

fn step(rung: &Rung) -> Step<'_> {
    Step { is: words::answer(rung.is), why: &rung.why }
}

fn nearby<'a>(report: &Report<'a>, near: &'a Near) -> Nearby<'a> {
    let alert = report.model.rules.alert(near.alert);
    Nearby {
        alert: &alert.name,
        file: &report.sources.file(alert.place.file).path,
        line: report.sources.start(alert.place).line,
        why_not: &near.why_not,
    }
}

fn value(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(|text| text.value.as_str())
}

fn values(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

fn iso(moment: &Option<Moment>) -> Option<&str> {
    moment.as_ref().map(|moment| moment.iso.as_str())
}
