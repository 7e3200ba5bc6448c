//! The same weakness elsewhere: a failure mode that is guarded for the service that had the incident, and for no other
//! service that exposes the same metric.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::coverage::{Guard, IncidentCoverage, Sees, Verdict};
use super::index::Index;
use super::ladder::admits;
use super::names_a_service;
use super::reading::ReadSelector;
use crate::model::expr::{MatchOp, Matcher, Metric, Role};
use crate::model::{AlertId, IncidentId, RiskId, RiskKind};
use crate::source::Place;

/// An alert that guards one service, where others have the same metric and nothing that watches it.
#[derive(Clone, Debug)]
pub struct Weakness {
    /// The root cause that it guards.
    pub risk: RiskId,
    /// The alert.
    pub alert: AlertId,
    /// The metric that it reads.
    pub metric: String,
    /// The matcher that keeps it to one service, in words: `job="checkout"`.
    pub matcher: String,
    /// That matcher, in the rule file.
    pub place: Place,
    /// The other services, by the value of that label.
    pub others: BTreeSet<String>,
}

/// Metric and label → the values under which the metric is known, from metrics pages and from rules.
type Exposed = HashMap<(String, String), BTreeSet<String>>;

/// Every such alert once, for the first root cause that it guards.
pub(super) fn all(index: &Index<'_>, coverage: &[IncidentCoverage]) -> Vec<Weakness> {
    let mut others = Others { index, exposed: exposed(index), unwatched: HashMap::new() };
    let mut told: HashSet<AlertId> = HashSet::new();
    let mut found = Vec::new();
    for (at, (incident, coverage)) in index.model.incidents.iter().zip(coverage).enumerate() {
        for (risk_at, (risk, coverage)) in incident.risks.iter().zip(&coverage.risks).enumerate() {
            if risk.kind != RiskKind::RootCause || coverage.verdict != Verdict::Covered {
                continue;
            }
            let risk = RiskId { incident: IncidentId(at as u32), risk: risk_at as u32 };
            let holding = |guard: &&Guard| guard.sees == Sees::Cause && guard.holds();
            for guard in coverage.guards.iter().filter(holding) {
                if told.insert(guard.alert) {
                    found.extend(of_guard(&mut others, risk, guard.alert));
                }
            }
        }
    }
    found
}

/// Under which values of its service labels each metric is known. Only labels that say which service is watched count.
fn exposed(index: &Index<'_>) -> Exposed {
    let mut found = Exposed::new();
    for exposition in &index.model.expositions {
        for series in &exposition.series {
            for (label, value) in series.labels.iter().filter(|(label, _)| names_a_service(label, Some(&series.name))) {
                found.entry((series.name.clone(), label.clone())).or_default().insert(value.clone());
            }
        }
    }
    let recorded = index.model.rules.recordings.iter().filter_map(|rule| rule.expr.as_ref());
    let of_recordings = recorded.flat_map(|expr| &expr.selectors).filter_map(|selector| match &selector.metric {
        Metric::Named(name) => Some((&**name, &selector.matchers)),
        Metric::Open(_) | Metric::Any => None,
    });
    let of_alerts = index.readings.iter().flat_map(|reading| &reading.selectors);
    let of_alerts = of_alerts.filter_map(|selector| Some((selector.name()?, &selector.matchers)));
    for (name, matchers) in of_recordings.chain(of_alerts) {
        let exact = matchers.iter().filter(|it| it.op == MatchOp::Equal && !it.value.is_empty());
        for matcher in exact.filter(|it| names_a_service(&it.label, Some(name))) {
            found.entry((name.to_owned(), matcher.label.clone())).or_default().insert(matcher.value.clone());
        }
    }
    found
}

fn of_guard(others: &mut Others<'_>, risk: RiskId, id: AlertId) -> Option<Weakness> {
    let index = others.index;
    let alert = index.model.rules.alert(id);
    let selectors = index.reading(id).selectors.iter().filter(|it| it.role == Role::Reads && it.direct);
    let named = selectors.filter_map(|selector| Some((selector.name()?, &selector.matchers)));
    let pairs = named.flat_map(|(metric, matchers)| matchers.iter().map(move |matcher| (metric, matcher)));
    let narrow = pairs.filter(|(metric, it)| it.op == MatchOp::Equal && names_a_service(&it.label, Some(metric)));
    for (metric, matcher) in narrow {
        let unwatched = others.unwatched(metric, &matcher.label);
        if !unwatched.is_empty() {
            let (others, place) = (unwatched.clone(), alert.text.at(matcher.span.clone()));
            let matcher = super::scope::shown(matcher);
            return Some(Weakness { risk, alert: id, metric: metric.to_owned(), matcher, place, others });
        }
    }
    None
}

/// What is known of a metric's services, each asked once.
struct Others<'a> {
    index: &'a Index<'a>,
    exposed: Exposed,
    unwatched: HashMap<(String, String), BTreeSet<String>>,
}

impl Others<'_> {
    /// The values of `label` whose series of `metric` no alert reads.
    fn unwatched(&mut self, metric: &str, label: &str) -> &BTreeSet<String> {
        let key = (metric.to_owned(), label.to_owned());
        let (index, exposed) = (self.index, &self.exposed);
        self.unwatched.entry(key).or_insert_with_key(|key| {
            let mut left = exposed.get(key).cloned().unwrap_or_default();
            let readers = index.by_metric.get(key.0.as_str()).map_or(&[][..], Vec::as_slice);
            let selectors = readers.iter().flat_map(|alert| &index.reading(*alert).selectors);
            for selector in selectors.filter(|it| it.role == Role::Reads && it.name() == Some(key.0.as_str())) {
                take_watched(&mut left, selector, &key.1);
            }
            left
        })
    }
}

/// Takes the values out that a selector lets through.
fn take_watched(left: &mut BTreeSet<String>, selector: &ReadSelector, label: &str) {
    let of_label: Vec<&Matcher> = selector.matchers.iter().filter(|matcher| matcher.label == label).collect();
    match of_label.as_slice() {
        [only] if only.op == MatchOp::Equal => {
            left.remove(&only.value);
        }
        all => left.retain(|value| !all.iter().all(|matcher| admits(matcher, value))),
    }
}
