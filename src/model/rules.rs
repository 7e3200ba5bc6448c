//! Alerting and recording rules.

use super::{Expr, Text};
use crate::source::{FileId, Place};

/// Index of an alert in [`RuleSet::alerts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertId(pub u32);

/// All rules of a run.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// Rule groups, in the order of file and line.
    pub groups: Vec<Group>,
    /// Alerting rules, in the order of file and line.
    pub alerts: Vec<Alert>,
    /// Recording rules, in the order of file and line.
    pub recordings: Vec<Recording>,
}

impl RuleSet {
    /// The alert that `id` names.
    pub fn alert(&self, id: AlertId) -> &Alert {
        &self.alerts[id.0 as usize]
    }

    /// All alerts with their ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (AlertId, &Alert)> {
        self.alerts.iter().enumerate().map(|(at, alert)| (AlertId(at as u32), alert))
    }
}

/// A group of rules.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name; empty where none was given.
    pub name: Text,
    /// The file it stands in.
    pub file: FileId,
    /// Evaluation interval in milliseconds, where the group sets one.
    pub interval: Option<u64>,
    /// `query_offset` in milliseconds, where the group sets one.
    pub query_offset: Option<u64>,
    /// How many alerts each of its rules may give at a time: with more, the rule fails and all of them are dropped.
    pub limit: Option<u64>,
    /// Labels that the group adds to its rules (Prometheus 3).
    pub labels: Vec<Label>,
    /// Which YAML document of the file, from 0. Of a plain rule file, Prometheus loads document 0 only.
    pub document: usize,
    /// `namespace` and `name` of the Kubernetes resource around it, where there is one.
    pub resource: Option<Resource>,
}

impl Group {
    /// One of this name in this file, which sets nothing.
    pub fn new(name: Text, file: FileId) -> Group {
        Group {
            name,
            file,
            interval: None,
            query_offset: None,
            limit: None,
            labels: Vec::new(),
            document: 0,
            resource: None,
        }
    }
}

/// The Kubernetes resource that a group stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// `kind`: `PrometheusRule`, `VMRule`, `ConfigMap`.
    pub kind: String,
    /// `metadata.namespace`; empty where none is given.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.labels`.
    pub labels: Vec<(String, String)>,
}

impl Resource {
    /// The value of one of its labels.
    pub(crate) fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(label, _)| label == name).map(|(_, value)| value.as_str())
    }
}

/// A label or an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: Text,
    /// Its value, templates and all.
    pub value: Text,
}

/// An alerting rule.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its name: any text.
    pub name: Text,
    /// Its expression, as written.
    pub text: Text,
    /// What the expression asks; `None` where it does not parse, or is in another language.
    pub expr: Option<Expr>,
    /// `for` in milliseconds; 0 where none is given.
    pub hold: u64,
    /// `keep_firing_for` in milliseconds; 0 where none is given.
    pub keep: u64,
    /// Labels, in the order written; those of the group are not repeated here.
    pub labels: Vec<Label>,
    /// Annotations, in the order written.
    pub annotations: Vec<Label>,
    /// Index into [`RuleSet::groups`].
    pub group: usize,
    /// The rule from its first key to the end of its last value.
    pub place: Place,
    /// Comments inside the rule or right above it, each without the leading `#`.
    pub comments: Vec<Text>,
    /// What those of them say that it guards, each as it stands behind `alertgap: guards`: `INC-2031, INC-2044/RC1`.
    pub guards: Vec<Text>,
}

impl Alert {
    /// The value of label `name`.
    pub fn label(&self, name: &str) -> Option<&Text> {
        find(&self.labels, name)
    }

    /// The value of annotation `name`.
    pub(crate) fn annotation(&self, name: &str) -> Option<&Text> {
        find(&self.annotations, name)
    }
}

fn find<'a>(labels: &'a [Label], name: &str) -> Option<&'a Text> {
    labels.iter().find(|label| &*label.name == name).map(|label| &label.value)
}

/// A recording rule.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The metric it records.
    pub name: Text,
    /// Its expression, as written.
    pub text: Text,
    /// What the expression reads; `None` where it does not parse.
    pub expr: Option<Expr>,
    /// Labels it adds.
    pub labels: Vec<Label>,
    /// Index into [`RuleSet::groups`].
    pub group: usize,
    /// The rule from its first key to the end of its last value.
    pub place: Place,
}
