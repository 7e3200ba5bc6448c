//! Which incident and which risk was which before the change.

use std::collections::HashMap;

use crate::check::{Base, Input};
use crate::model::{Incident, IncidentId, Risk};

/// Incidents that are in both states: now, and before. By their id, else by their file, through renames.
pub(super) fn paired(input: &Input<'_>, base: &Base<'_>) -> Vec<(IncidentId, IncidentId)> {
    let (now, was) = (&input.model.incidents, &base.state.model.incidents);
    let path = |incident: &Incident| {
        let path = &base.state.sources.file(incident.file).path;
        base.renamed.get(path).unwrap_or(path).clone()
    };
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, incident) in was.iter().enumerate() {
        by_id.entry(key(incident)).or_default().push(at);
        by_path.entry(path(incident)).or_default().push(at);
    }
    let mut taken = vec![false; was.len()];
    let mut pairs = Vec::new();
    for (at, incident) in now.iter().enumerate() {
        let here = &input.sources.file(incident.file).path;
        let same_id = by_id.get(&key(incident)).filter(|_| incident.id.is_some());
        let same_path = by_path.get(here);
        let both = same_id.into_iter().flatten().find(|was| same_path.is_some_and(|paths| paths.contains(was)));
        // Another id in the same file is another incident only where the file holds several.
        let alone = same_path.filter(|paths| paths.len() == 1);
        let candidates = both.into_iter().chain(same_id.into_iter().flatten()).chain(alone.into_iter().flatten());
        if let Some(&found) = candidates.into_iter().find(|was| !taken[**was]) {
            taken[found] = true;
            pairs.push((IncidentId(at as u32), IncidentId(found as u32)));
        }
    }
    pairs
}

fn key(incident: &Incident) -> String {
    incident.id.as_ref().map(|id| id.to_lowercase()).unwrap_or_default()
}

/// Risks that are in both: now, and before. By id, else by their words, else by their order where as many are left of a
/// kind.
pub(super) fn risks(now: &Incident, was: &Incident) -> Vec<(usize, usize)> {
    let mut left: Vec<usize> = (0..was.risks.len()).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let rules: [fn(&Risk, &Risk) -> bool; 2] = [
        |one, other| one.id.is_some() && id_of(one) == id_of(other),
        |one, other| one.kind == other.kind && words(one) == words(other),
    ];
    let mut free: Vec<usize> = (0..now.risks.len()).collect();
    for rule in rules {
        free.retain(|&at| {
            let same = left.iter().position(|&old| rule(&now.risks[at], &was.risks[old]));
            found.extend(same.map(|position| (at, left.remove(position))));
            same.is_none()
        });
    }
    for at in free.clone() {
        let kind = now.risks[at].kind;
        let of_kind: Vec<usize> = left.iter().copied().filter(|&old| was.risks[old].kind == kind).collect();
        let others = free.iter().filter(|&&at| now.risks[at].kind == kind).count();
        if others == of_kind.len() {
            found.push((at, of_kind[0]));
            left.retain(|old| *old != of_kind[0]);
            free.retain(|other| *other != at);
        }
    }
    found.sort_unstable();
    found
}

fn id_of(risk: &Risk) -> Option<String> {
    risk.id.as_ref().map(|id| id.to_lowercase())
}

fn words(risk: &Risk) -> String {
    let words = risk.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
