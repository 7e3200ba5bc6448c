//! Does a service that was harmed have an alert of its own?
//!
//! Any alert that names the service by a matcher or a label, unless it is known to see something that a service may be
//! hurt without: a certificate that expires says nothing of orders that fail. It is always an inference.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use serde::Deserialize;

use super::coverage::{Evidence, EvidenceKind, Guard, IncidentCoverage, Sees, Verdict};
use super::index::Index;
use super::ladder::{Asked, rungs};
use super::record::called;
use super::scope::{Scope, shown};
use super::{Options, names_a_service};
use crate::config::Service;
use crate::model::expr::{MatchOp, Role};
use crate::model::{AlertId, ModeId, RiskKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shows_harm: Vec<String>,
}

/// The failure modes whose alerts speak up when a service is hurt, whatever hurts it.
static SHOWS_HARM: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/record.json")))
        .expect("rules/record.yml is read by a test");
    file.shows_harm
});

/// An alert that names a service, and the words by which it does.
type Own = (AlertId, String);

/// Gives every harmed service the guards that it has. Where only facts count, it has none but those that are declared.
pub(super) fn guard(index: &Index<'_>, incidents: &mut [IncidentCoverage], options: Options) {
    let harmed = |kind| kind == RiskKind::Collateral;
    let asked = index.model.incidents.iter().any(|it| it.risks.iter().any(|risk| harmed(risk.kind)));
    if options.strict || !asked {
        return;
    }
    let own = by_service(index);
    for (incident, coverage) in index.model.incidents.iter().zip(incidents) {
        let risks = incident.risks.iter().zip(&mut coverage.risks).filter(|(risk, _)| harmed(risk.kind));
        for (risk, coverage) in risks.filter(|(_, coverage)| coverage.verdict == Verdict::Gap) {
            let service = called(&risk.text, &index.model.services);
            let alerts = own.get(&service).map_or(&[][..], Vec::as_slice);
            coverage.guards.extend(alerts.iter().map(|(id, names)| {
                let scope = Scope::Names(names.clone());
                let rungs = rungs(index, &Asked::of_incident(*id, &scope, incident));
                let detail = format!("it watches {names}, an alert of its own");
                let evidence = vec![Evidence { kind: EvidenceKind::Metric, detail }];
                Guard { alert: *id, sees: Sees::Cause, evidence, rungs }
            }));
            coverage.guards.sort_by_key(|guard| (guard.rungs.failed().count(), guard.sees, guard.alert));
            if let Some(best) = coverage.guards.iter().find(|guard| guard.sees == Sees::Cause) {
                coverage.verdict = if best.holds() { Verdict::Covered } else { Verdict::Weak };
                coverage.nearest.clear();
            }
        }
    }
}

/// The alerts of each service that show harm to it.
fn by_service(index: &Index<'_>) -> HashMap<String, Vec<Own>> {
    let shows = shows_harm(index);
    let mut found: HashMap<String, Vec<Own>> = HashMap::new();
    for ((id, _), shows) in index.model.rules.ids().zip(shows) {
        for (service, words) in named(index, id).into_iter().filter(|_| shows) {
            let alerts = found.entry(service).or_default();
            if alerts.last().is_none_or(|(last, _)| *last != id) {
                alerts.push((id, words));
            }
        }
    }
    found
}

/// Does each alert show harm? One that sees no known failure mode measures something of the service's own.
fn shows_harm(index: &Index<'_>) -> Vec<bool> {
    let count = index.model.rules.alerts.len();
    let (mut harm, mut other) = (vec![false; count], vec![false; count]);
    for (at, mode) in index.model.modes.list.iter().enumerate() {
        let of = if SHOWS_HARM.contains(&mode.id) { &mut harm } else { &mut other };
        for seeing in index.seers(ModeId(at as u16)).all() {
            of[seeing.alert.0 as usize] = true;
        }
    }
    harm.into_iter().zip(other).map(|(harm, other)| harm || !other).collect()
}

/// The services that an alert names, by a matcher of what it reads, by a label, or by a declared selector.
fn named(index: &Index<'_>, id: AlertId) -> Vec<(String, String)> {
    let (alert, reading) = (index.model.rules.alert(id), index.reading(id));
    let services = &index.model.services;
    let mut found = Vec::new();
    for selector in reading.selectors.iter().filter(|selector| selector.role == Role::Reads) {
        for matcher in selector.matchers.iter() {
            let service = names_a_service(&matcher.label, selector.name());
            let values = if service { values(matcher.op, &matcher.value) } else { Vec::new() };
            found.extend(values.into_iter().map(|value| (called(value, services), shown(matcher))));
        }
        let asks = |label: &String, value: &String| {
            selector.matchers.iter().any(|it| it.label == *label && it.op == MatchOp::Equal && it.value == *value)
        };
        let selected = |service: &&Service| {
            service.selectors.iter().any(|labels| labels.iter().all(|(label, value)| asks(label, value)))
        };
        let declared = services.list.iter().filter(selected);
        found.extend(declared.map(|service| (service.name.clone(), format!("the series of {}", service.name))));
    }
    let label =
        alert.labels.iter().find(|label| matches!(&*label.name, "service" | "app") && !label.value.contains("{{"));
    found.extend(label.map(|label| (called(&label.value, services), format!("{}: {}", &*label.name, &*label.value))));
    found
}

/// The values that a matcher asks for, where they can be listed.
fn values(op: MatchOp, value: &str) -> Vec<&str> {
    let plain = |value: &&str| !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    match op {
        MatchOp::Equal => vec![value],
        MatchOp::Regex if value.split('|').all(|value| plain(&value)) => value.split('|').collect(),
        MatchOp::Regex | MatchOp::NotEqual | MatchOp::NotRegex => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::SHOWS_HARM;

    #[test]
    fn modes_are_named_each_once() {
        let mut names = SHOWS_HARM.clone();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), SHOWS_HARM.len());
    }
}
