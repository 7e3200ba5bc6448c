//! Postmortems in Markdown: text → [`Incident`].

mod actions;
mod asks;
mod blocks;
mod causes;
mod cues;
mod document;
mod facts;
mod gather;
mod mentions;
mod recognise;
mod sentences;
mod tables;
mod topics;
mod whys;
mod words;

use super::part::Part;
use crate::model::{Basis, Incident, Kind, Risk, RiskKind};
use crate::source::{FileId, Place};
use topics::Topic;

/// Reads a document into `part`; `false` where it is no postmortem.
pub(super) fn read(file: FileId, path: &str, text: &str, part: &mut Part) -> bool {
    let document = document::read(file, path, text);
    let outline = topics::outline(&document);
    if !recognise::is_postmortem(&document, &outline) {
        return false;
    }
    let actions = actions::read(&document, &outline);
    let mut risks = causes::read(&document, &outline);
    risks.extend(actions.iter().enumerate().filter(|(_, found)| found.item.asks_for_alert).map(|(at, found)| Risk {
        kind: RiskKind::ActionItem,
        basis: Basis::Stated,
        id: None,
        text: found.item.text.clone(),
        because: "the action item asks for an alert or monitor".to_owned(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: Some(at),
    }));
    risks.sort_by_key(|risk| (risk.text.place.start, risk.kind));
    let facts = facts::read(&document);
    part.kinds.push(Kind::Postmortem);
    part.incidents.push(Incident {
        file,
        place: Place::new(file, 0..text.len()),
        id: facts.id,
        title: facts.title,
        severity: facts.severity,
        status: facts.status,
        services: facts.services,
        affected: facts.affected,
        detected_by: facts.detected_by,
        detected_place: facts.detected_place,
        detected_alert: facts.detected_alert,
        started: facts.started,
        detected: facts.detected,
        mitigated: facts.mitigated,
        resolved: facts.resolved,
        duration: facts.duration,
        time_to_detect: facts.time_to_detect,
        risks,
        action_items: actions.into_iter().map(|found| found.item).collect(),
        mentions: mentions::read(&document),
        has_timeline: outline.iter().any(|about| about.topic == Some(Topic::Timeline)),
    });
    true
}

/// Reads incidents that stand in YAML or JSON into `part`; `false` where they are in no form we know.
pub(super) fn read_structured(
    _origin: super::yaml::Origin<'_>,
    _root: &super::yaml::Node<'_>,
    _part: &mut Part,
) -> bool {
    false
}
