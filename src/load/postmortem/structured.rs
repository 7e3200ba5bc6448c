//! Incidents in YAML or JSON: the documented form, which lets postmortems live in another repository.

use super::contradictions::lasting;
use super::declared::{Classify, Declared, Reader};
use super::moments::{Seen, moment};
use super::times::Clockwork;
use crate::load::yaml::{Node, Origin};
use crate::model::{Detector, Incident, Risk, Text, Told};
use crate::source::Place;

/// Keys that only an incident has. One of them, beside an id or a title, is enough.
const TELLING: [&str; 11] = [
    "root_causes",
    "contributing_factors",
    "collateral",
    "action_items",
    "detected_by",
    "started",
    "detected",
    "mitigated",
    "resolved",
    "affected",
    "detected_alert",
];

/// The incidents in `node`, which is one of them or holds a list of them under `incidents`; `None` where it is
/// something else.
pub(super) fn structured(node: &Node<'_>, origin: Origin<'_>, classify: Classify<'_>) -> Option<Vec<Incident>> {
    let list = node.get("incidents").filter(|list| list.is_sequence());
    let nodes: Vec<&Node<'_>> = match list {
        Some(list) => list.items().iter().filter(|item| is_incident(item)).collect(),
        None if is_incident(node) => vec![node],
        None => return None,
    };
    let ours = !nodes.is_empty() || list.is_some_and(|list| list.items().is_empty());
    ours.then(|| nodes.into_iter().map(|node| incident(node, origin, classify)).collect())
}

fn is_incident(node: &Node<'_>) -> bool {
    let named = node.get("id").is_some() || node.get("title").is_some();
    named && TELLING.iter().any(|key| node.get(key).is_some())
}

fn incident(node: &Node<'_>, origin: Origin<'_>, classify: Classify<'_>) -> Incident {
    let place = origin.place(node.range.clone());
    let declared = Reader { origin, classify, clockwork: Clockwork::default() }.read(node);
    let apart = |to: &Option<Seen>| {
        let seconds = to.as_ref()?.0.since(&declared.started.as_ref()?.0)?;
        u64::try_from(seconds).ok()
    };
    let started = declared.started.as_ref();
    let detected_by = declared.detected_by;
    Incident {
        file: place.file,
        place,
        duration: declared.duration.map(|(seconds, _)| seconds).or_else(|| apart(&declared.resolved)),
        duration_place: declared.duration.map(|(_, place)| place),
        time_to_detect: declared.time_to_detect.map(|(seconds, _)| seconds).or_else(|| apart(&declared.detected)),
        time_to_detect_place: declared.time_to_detect.map(|(_, place)| place),
        started: moment(declared.started.clone(), None),
        detected: moment(declared.detected.clone(), started),
        mitigated: moment(declared.mitigated.clone(), started),
        resolved: moment(declared.resolved.clone(), started),
        title: title(&declared, place),
        detected_by: detected_by.map_or(Detector::Unknown, |(by, _)| by),
        detected_place: detected_by.map(|(_, place)| place),
        detected_alert: declared.detected_alert.clone(),
        risks: risks(&declared),
        told: declared.original.is_none().then(|| told(&declared)),
        id: declared.id,
        severity: declared.severity,
        status: declared.status,
        services: declared.services.unwrap_or_default(),
        affected: declared.affected.unwrap_or_default(),
        action_items: declared.action_items.unwrap_or_default(),
        mentions: declared.mentions,
        hosted: declared.hosted.unwrap_or_default(),
        has_timeline: declared.timeline,
        original: declared.original,
    }
}

/// What an incident tells that somebody has written by hand. A key that is there answers its question, even with
/// nothing; of what was exported the postmortem itself tells.
fn told(declared: &Declared) -> Told {
    Told {
        impact: true,
        others: declared.collateral.is_some(),
        declined: declared.action_items.is_some(),
        detection: declared.detected_by.is_some(),
        contradictions: lasting(declared).into_iter().collect(),
        is_data: true,
        ..Told::default()
    }
}

fn title(declared: &Declared, place: Place) -> Text {
    let named = declared.title.clone().or_else(|| declared.id.clone());
    named.unwrap_or_else(|| Text::plain("", Place::new(place.file, place.start()..place.start())))
}

/// Causes, items that ask for an alert, and services harmed: in the order of lines, those of the original first.
fn risks(declared: &Declared) -> Vec<Risk> {
    let mut risks = declared.causes.clone().unwrap_or_default();
    super::guard_the_only_cause(&mut risks, declared.guards.clone());
    risks.extend(super::asking(declared.action_items.as_deref().unwrap_or_default()));
    risks.extend(declared.collateral.clone().unwrap_or_default());
    risks.sort_by_key(|risk| {
        let stood = risk.original.as_ref().map(|original| (original.line, original.column));
        let stands = if stood.is_some() { 0 } else { risk.text.place.start() };
        (stood, stands, risk.kind)
    });
    risks
}
