//! Which alert was which before the change.

use std::collections::{BTreeMap, HashMap};

use crate::check::{Base, Input};
use crate::model::{Alert, AlertId, Expr, RuleSet};

/// The alerts of now, by those of the base.
pub(super) struct Successors {
    by_name: HashMap<AlertId, AlertId>,
    renamed: HashMap<AlertId, AlertId>,
}

/// The alerts of one name, by id.
type ByName<'a> = BTreeMap<&'a str, Vec<AlertId>>;

impl Successors {
    /// By name; of several with one name, those that are most alike.
    pub(super) fn new(input: &Input<'_>, base: &Base<'_>) -> Successors {
        let (now, was) = (&input.model.rules, &base.state.model.rules);
        let (of_now, of_base) = (by_name(now), by_name(was));
        let mut successors = Successors { by_name: HashMap::new(), renamed: HashMap::new() };
        for (name, old) in &of_base {
            let new = of_now.get(name).map(Vec::as_slice).unwrap_or_default();
            successors.by_name.extend(alike(input, base, old, new));
        }
        let is_new = |alert: &Alert| !of_base.contains_key(alert.name.trim());
        let new: Vec<(AlertId, &Alert)> = now.ids().filter(|(_, alert)| is_new(alert)).collect();
        let gone = was
            .ids()
            .filter(|(id, alert)| !successors.by_name.contains_key(id) && !of_now.contains_key(alert.name.trim()));
        for (id, alert) in gone {
            let mut same = new.iter().filter(|(_, other)| asks_the_same(alert, other));
            if let (Some((one, _)), None) = (same.next(), same.next()) {
                successors.renamed.insert(id, *one);
            }
        }
        successors
    }

    /// The alert of the same name.
    pub(super) fn of(&self, id: AlertId) -> Option<AlertId> {
        self.by_name.get(&id).copied()
    }

    /// The one new alert that asks the same.
    pub(super) fn renamed(&self, id: AlertId) -> Option<AlertId> {
        self.renamed.get(&id).copied()
    }
}

fn by_name(rules: &RuleSet) -> ByName<'_> {
    let mut names = ByName::new();
    for (id, alert) in rules.ids() {
        names.entry(alert.name.trim()).or_default().push(id);
    }
    names
}

/// Pairs of two lists, the most alike first.
fn alike(input: &Input<'_>, base: &Base<'_>, old: &[AlertId], new: &[AlertId]) -> Vec<(AlertId, AlertId)> {
    if let ([old], [new]) = (old, new) {
        return vec![(*old, *new)];
    }
    let mut scored = Vec::new();
    for (at, &was) in old.iter().enumerate() {
        for (position, &now) in new.iter().enumerate() {
            let likeness = likeness(input, base, was, now);
            scored.push((std::cmp::Reverse(likeness), at.abs_diff(position), was, now));
        }
    }
    scored.sort_unstable();
    let mut pairs: Vec<(AlertId, AlertId)> = Vec::new();
    for (_, _, was, now) in scored {
        if pairs.iter().all(|(old, new)| *old != was && *new != now) {
            pairs.push((was, now));
        }
    }
    pairs
}

fn likeness(input: &Input<'_>, base: &Base<'_>, was: AlertId, now: AlertId) -> u32 {
    let (was, now) = (base.state.model.rules.alert(was), input.model.rules.alert(now));
    let path = &base.state.sources.file(was.place.file).path;
    let same_file = base.renamed.get(path).unwrap_or(path) == &input.sources.file(now.place.file).path;
    let labels = |alert: &Alert| {
        let mut labels: Vec<(String, String)> =
            alert.labels.iter().map(|label| (label.name.value.clone(), label.value.value.clone())).collect();
        labels.sort();
        labels
    };
    u32::from(same_file) * 4 + u32::from(asks_the_same(was, now)) * 3 + u32::from(labels(was) == labels(now)) * 2
}

fn asks_the_same(one: &Alert, other: &Alert) -> bool {
    let same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    one.text.value == other.text.value || same(Expr::canonical(&one.text), Expr::canonical(&other.text))
}
