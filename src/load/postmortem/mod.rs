//! Postmortems in Markdown, HTML, reStructuredText and plain text: text → [`Incident`].

#[cfg(test)]
mod accounts_tests;
mod actions;
mod alone;
#[cfg(test)]
mod announced_tests;
#[cfg(test)]
mod asides_tests;
#[cfg(test)]
mod asked_tests;
mod asks;
mod assigned;
#[cfg(test)]
mod beside_tests;
mod blocks;
mod carried;
mod causes;
#[cfg(test)]
mod closing_tests;
#[cfg(test)]
mod columns_tests;
mod contradictions;
mod csv;
mod cues;
mod dated;
#[cfg(test)]
mod days_tests;
mod declared;
mod detection;
mod document;
#[cfg(test)]
mod eastern_tests;
mod echoes;
mod episodes;
mod exported;
mod facts;
#[cfg(test)]
mod facts_tests;
#[cfg(test)]
mod finished_tests;
#[cfg(test)]
mod formats_tests;
#[cfg(test)]
mod forms_tests;
mod front;
mod gather;
mod grouped;
#[cfg(test)]
mod habits_tests;
mod headed;
mod hosted;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod hours_tests;
#[cfg(test)]
mod houses_tests;
mod html;
mod ideas;
#[cfg(test)]
mod ideas_tests;
mod identity;
mod jira;
#[cfg(test)]
mod kinds_tests;
mod labels;
mod lasting;
#[cfg(test)]
mod layouts_tests;
mod leading;
mod leftovers;
mod line;
mod lined;
mod listed;
mod mending;
mod mentions;
mod moments;
#[cfg(test)]
mod nordic_tests;
#[cfg(test)]
mod noticed_tests;
mod ongoing;
mod org;
mod pairs;
mod paragraphs;
mod piped;
mod plain;
#[cfg(test)]
mod precision_tests;
mod promised;
mod prose;
#[cfg(test)]
mod prose_tests;
mod recognise;
mod remembered;
mod repeated;
#[cfg(test)]
mod reports_tests;
#[cfg(test)]
mod reviews_tests;
mod sentences;
mod setin;
mod shape;
#[cfg(test)]
mod shapes_tests;
mod signs;
#[cfg(test)]
mod spans_tests;
mod stamped;
mod standing;
mod stated;
mod stating;
#[cfg(test)]
mod story_tests;
#[cfg(test)]
mod strangers_tests;
mod stripped;
mod structured;
#[cfg(test)]
mod structured_tests;
mod style;
#[cfg(test)]
mod styles_tests;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod timeline;
mod times;
pub(super) mod told;
mod toml;
mod topics;
mod undetermined;
mod untracked;
mod weight;
mod whys;
#[cfg(test)]
mod wishes_tests;
mod witness;
#[cfg(test)]
mod witness_tests;
#[cfg(test)]
mod wordings_tests;
mod words;
#[cfg(test)]
mod written_tests;

use super::part::Part;
use super::yaml::{Node, Origin};
use crate::model::{ActionItem, ActionKind, Basis, Incident, Kind, Risk, RiskKind, Text, Told};
use crate::source::{FileId, Place};
use document::Document;
use topics::{About, Topic};
pub(super) use {exported::exported, topics::languages, words::speak};

/// Reads a document into `part`; `false` where it is no postmortem.
pub(super) fn read(file: FileId, path: &str, text: &str, part: &mut Part) -> bool {
    let document = document::read(file, path, text);
    let outline = topics::outline(&document);
    let sure = recognise::is_postmortem(&document, &outline);
    if !sure && !recognise::may_declare_causes(&document) {
        return false;
    }
    let incident = incident(&document, &outline);
    if !sure && !declares_a_cause(&document, &incident) {
        return false;
    }
    part.kinds.push(Kind::Postmortem);
    part.incidents.push(incident);
    part.skipped.extend(front::broken(&document));
    true
}

/// Does a cause stand in the front matter?
fn declares_a_cause(document: &Document<'_>, incident: &Incident) -> bool {
    let in_front = |place: Place| document.front.as_ref().is_some_and(|front| front.range.contains(&place.start()));
    incident.risks.iter().any(|risk| risk.kind == RiskKind::RootCause && in_front(risk.text.place))
}

/// The incidents of a YAML or JSON document in our documented form; `None` where it is something else.
pub(super) fn structured(node: &Node<'_>, origin: Origin<'_>) -> Option<Vec<Incident>> {
    structured::structured(node, origin, &classify)
}

/// What an action item wants, and whether it asks for an alert.
fn classify(text: &str) -> (ActionKind, bool) {
    (asks::kind(text), asks::asks_for_alert(text))
}

fn incident(document: &Document<'_>, outline: &[About]) -> Incident {
    let facts = facts::read(document, &classify);
    let items = || actions::read(document, outline).into_iter().map(|found| found.item).collect();
    let action_items: Vec<ActionItem> = facts.action_items.unwrap_or_else(items);
    let mut risks = facts.causes.unwrap_or_else(|| causes::read(document, outline));
    guard_the_only_cause(&mut risks, facts.guards);
    risks.extend(asking(&action_items));
    // A label may name whatever was touched; only front matter declares.
    risks.extend(facts.collateral.unwrap_or_default());
    risks.sort_by_key(|risk| (risk.text.place.start(), risk.kind));
    Incident {
        file: document.file,
        place: Place::new(document.file, 0..document.text.len()),
        original: None,
        id: facts.identity.id,
        title: facts.identity.title,
        severity: facts.identity.severity,
        status: facts.identity.status,
        services: facts.identity.services,
        affected: facts.identity.affected,
        detected_by: facts.detection.by,
        detected_place: facts.detection.place,
        detected_alert: facts.detection.alert,
        started: facts.started,
        detected: facts.detected,
        mitigated: facts.mitigated,
        resolved: facts.resolved,
        duration: facts.duration,
        time_to_detect: facts.time_to_detect,
        duration_place: facts.duration_place,
        time_to_detect_place: facts.time_to_detect_place,
        risks,
        action_items,
        mentions: facts.mentions.into_iter().chain(mentions::read(document)).collect(),
        hosted: facts.hosted.unwrap_or_else(|| hosted::read(document, outline)),
        has_timeline: facts.has_timeline || outline.iter().any(|about| about.topic == Some(Topic::Timeline)),
        told: Some(Told {
            contradictions: facts.contradictions,
            whys: whys::answers(document, outline),
            ..told::read(document, outline)
        }),
    }
}

/// Gives the only root cause the alerts that stand beside all causes, where it names none itself.
fn guard_the_only_cause(risks: &mut [Risk], alerts: Vec<Text>) {
    let mut causes = risks.iter_mut().filter(|risk| risk.kind == RiskKind::RootCause);
    if let (Some(only), None) = (causes.next(), causes.next())
        && only.alerts.is_empty()
    {
        only.alerts = alerts;
    }
}

/// The action items that ask for an alert, as risks.
fn asking(items: &[ActionItem]) -> impl Iterator<Item = Risk> + '_ {
    let asking = items.iter().enumerate().filter(|(_, item)| item.asks_for_alert);
    asking.map(|(at, item)| Risk {
        kind: RiskKind::ActionItem,
        basis: Basis::Stated,
        id: None,
        text: item.text.clone(),
        because: "the action item asks for an alert or monitor".to_owned(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: Some(at),
        original: item.original.clone(),
    })
}

/// Services that were declared as harmed, as risks.
fn harmed(declared: &[Text]) -> impl Iterator<Item = Risk> + '_ {
    declared.iter().map(|service| Risk {
        kind: RiskKind::Collateral,
        basis: Basis::Stated,
        id: None,
        text: service.clone(),
        because: "affected".to_owned(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: None,
        original: None,
    })
}
