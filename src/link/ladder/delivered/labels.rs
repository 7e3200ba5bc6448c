//! The labels of an alert when it leaves Prometheus, as far as the files tell.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::link::words::WORDS;
use crate::model::expr::{Carried, Pinned};
use crate::model::{Alert, Group, Label, Prometheus, RuleSource};

use super::inhibit::OtherRules;

/// How many values of one label are told apart.
const MOST: usize = 16;

/// What a label can be. A missing label is an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// One of these; never empty.
    OneOf(BTreeSet<String>),
    /// Anything: only known when it fires.
    Open,
}

impl Value {
    pub(super) fn known(value: impl Into<String>) -> Value {
        Value::OneOf([value.into()].into())
    }

    pub(super) fn of(values: BTreeSet<String>) -> Value {
        if values.is_empty() || values.len() > MOST { Value::Open } else { Value::OneOf(values) }
    }

    fn absent() -> Value {
        Value::known("")
    }

    /// The one value that it has.
    pub(super) fn one(&self) -> Option<&str> {
        match self {
            Value::OneOf(values) if values.len() == 1 => values.first().map(String::as_str),
            _ => None,
        }
    }

    /// With `other` in the place of a missing value.
    fn or(self, other: &Value) -> Value {
        let Value::OneOf(mut values) = self else { return Value::Open };
        if !values.remove("") {
            return Value::OneOf(values);
        }
        match other {
            Value::Open => Value::Open,
            Value::OneOf(others) => {
                values.extend(others.iter().cloned());
                Value::of(values)
            }
        }
    }
}

/// The label of the series that a template stands for, where it is nothing else: `{{ $labels.owner }}`.
fn label_in(template: &str) -> Option<&str> {
    let inside = template.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let inside = inside.strip_prefix('-').unwrap_or(inside);
    let inside = inside.strip_suffix('-').unwrap_or(inside).trim();
    let label = inside.strip_prefix("$labels.").or_else(|| inside.strip_prefix(".Labels."))?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!label.is_empty() && label.chars().all(is_name)).then_some(label)
}

/// The label of its namespace that the Operator gives to every rule of a group.
fn enforced(group: &Group, prometheus: Option<&Prometheus>) -> Option<(String, String)> {
    let resource = group.resource.as_ref().filter(|resource| !resource.namespace.is_empty())?;
    match &prometheus?.rules {
        RuleSource::Selectors(selectors) => Some((selectors.enforced.clone()?, resource.namespace.clone())),
        RuleSource::Files(_) => None,
    }
}

/// The labels of an alert.
#[derive(Clone, Debug)]
pub(super) struct Labels<'a> {
    /// Those that rule, group and relabelling set.
    own: BTreeMap<String, Value>,
    /// Those of the series that it fires for.
    carried: Option<&'a Carried>,
    pinned: Option<&'a Pinned>,
    /// Those that Prometheus adds; `None` where no configuration is known.
    external: Option<&'a [Label]>,
    /// The alert, and what scrapes its series, where that is known and no rule records them.
    scraped: Option<(&'a Alert, &'a Prometheus)>,
    /// Names that relabelling has taken away from what is not in `own`: those that match, or those that do not.
    gone: Vec<(Regex, bool)>,
    /// Nothing can be said of any label.
    is_open: bool,
}

impl<'a> Labels<'a> {
    /// The labels that `alert` has before relabelling, in this Prometheus.
    pub(super) fn new(alert: &'a Alert, others: &OtherRules<'_>, prometheus: Option<&'a Prometheus>) -> Labels<'a> {
        let expr = alert.expr.as_ref();
        let mut labels = Labels {
            own: BTreeMap::new(),
            carried: expr.map(|expr| &expr.carried),
            pinned: expr.map(|expr| &expr.pinned),
            external: prometheus.map(|prometheus| &prometheus.external_labels[..]),
            scraped: prometheus.filter(|_| others.record_nothing_of(alert)).map(|prometheus| (alert, prometheus)),
            gone: Vec::new(),
            is_open: false,
        };
        let name = labels.external("alertname");
        labels.own.insert("alertname".into(), Value::known(alert.name.value.clone()).or(&name));
        for label in others.group_of(alert).labels.iter().chain(&alert.labels) {
            let value = match label.value.value.as_str() {
                template if template.contains("{{") => label_in(template).map_or(Value::Open, |of| labels.series(of)),
                value => Value::known(value),
            };
            let added = labels.external(&label.name);
            labels.own.insert(label.name.value.clone(), value.or(&added));
        }
        if let Some((label, namespace)) = enforced(others.group_of(alert), prometheus) {
            labels.own.insert(label, Value::known(namespace));
        }
        labels
    }

    /// No label at all, and none that anybody adds.
    pub(super) fn none() -> Labels<'static> {
        static NOTHING: (Carried, Pinned) = (Carried::Only(Vec::new()), Pinned::none());
        let (carried, pinned) = (Some(&NOTHING.0), Some(&NOTHING.1));
        Labels {
            own: BTreeMap::new(),
            carried,
            pinned,
            external: Some(&[]),
            scraped: None,
            gone: Vec::new(),
            is_open: false,
        }
    }

    /// What a label can be.
    pub(super) fn value(&self, label: &str) -> Value {
        if self.is_open {
            return Value::Open;
        }
        if let Some(value) = self.own.get(label) {
            return value.clone();
        }
        if self.gone.iter().any(|(names, matching)| names.is_match(label) == *matching) {
            return Value::absent();
        }
        self.series(label).or(&self.external(label))
    }

    /// Has it the value that the series have, whatever that is?
    pub(super) fn is_of_series(&self, label: &str) -> bool {
        let is_gone = || self.gone.iter().any(|(names, matching)| names.is_match(label) == *matching);
        let is_kept = || self.carried.is_some_and(|carried| carried.carries(label) == Some(true));
        !self.is_open && !self.own.contains_key(label) && !is_gone() && is_kept()
    }

    /// What the series have.
    fn series(&self, label: &str) -> Value {
        let (Some(carried), Some(pinned)) = (self.carried, self.pinned) else { return Value::Open };
        let carries = carried.carries(label);
        match (carries, pinned.get(label)) {
            (Some(false), _) => Value::absent(),
            (Some(true), Some(values)) => Value::of(values.iter().cloned().collect()),
            (None, Some(values)) => Value::of(values.iter().cloned().chain([String::new()]).collect()),
            (_, None) if self.is_given_by_nobody(label) => Value::absent(),
            (_, None) => Value::Open,
        }
    }

    /// Is it a label that no exporter gives to its series, as it gives none to `up`, that no job here gives to its targets, and
    /// that the expression does not bring along: `* on (instance) group_left (team) owners`?
    fn is_given_by_nobody(&self, label: &str) -> bool {
        let Some((alert, prometheus)) = self.scraped else { return false };
        let selectors = alert.expr.as_ref().map_or(&[][..], |expr| &expr.selectors);
        let of_targets = !selectors.is_empty() && selectors.iter().all(|selector| selector.name() == Some("up"));
        if !of_targets && !WORDS.is_of_the_organisation(label) {
            return false;
        }
        let mut words = alert.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        !prometheus.may_label(label) && !words.any(|word| word == label)
    }

    fn external(&self, label: &str) -> Value {
        let Some(external) = self.external else { return Value::Open };
        match external.iter().find(|other| &*other.name == label) {
            // `$` stands for a variable of the environment.
            Some(label) if label.value.contains('$') => Value::Open,
            Some(label) => Value::known(label.value.value.clone()),
            None => Value::absent(),
        }
    }

    pub(super) fn set(&mut self, label: &str, value: Value) {
        self.own.insert(label.to_string(), value);
    }

    /// Gives to those that the series carry, and of which nothing else is known, one of these values.
    pub(super) fn narrow(&mut self, told: BTreeMap<String, BTreeSet<String>>) {
        for (label, values) in told {
            if self.is_of_series(&label) && self.value(&label) == Value::Open {
                self.set(&label, Value::of(values));
            }
        }
    }

    /// Nothing can be said any more.
    pub(super) fn open(&mut self) {
        self.is_open = true;
    }

    /// Takes away the labels whose names match, or those whose names do not.
    pub(super) fn remove(&mut self, names: &Regex, matching: bool) {
        for (_, value) in self.own.iter_mut().filter(|(label, _)| names.is_match(label) == matching) {
            *value = Value::absent();
        }
        self.gone.push((names.clone(), matching));
    }

    /// Is every label that the alert can have known by name?
    pub(super) fn names(&self) -> Option<BTreeSet<String>> {
        let (Some(Carried::Only(kept)), Some(external)) = (self.carried, self.external) else { return None };
        let external = external.iter().map(|label| label.name.value.clone());
        Some(self.own.keys().cloned().chain(kept.iter().cloned()).chain(external).collect())
    }
}
