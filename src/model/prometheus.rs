//! What a Prometheus configuration says: `prometheus.yml`, and the resources of the Operator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use regex::Regex;

use super::{Label, Resource, Text, anchored};
use crate::source::{FileId, Place};

/// One configuration of a Prometheus. Several of them are environments.
#[derive(Clone, Debug)]
pub struct Prometheus {
    /// The file it stands in.
    pub file: FileId,
    /// The first key of the configuration.
    pub place: Place,
    /// The environments that it belongs to, by name.
    pub environments: Vec<String>,
    /// How rules are found.
    pub rules: RuleSource,
    /// `scrape_interval` of all jobs that set none.
    pub scrape_interval: Option<Interval>,
    /// `scrape_timeout` of all jobs that set none, in milliseconds.
    pub scrape_timeout: Option<u64>,
    /// `evaluation_interval` of all groups that set none.
    pub evaluation_interval: Option<Interval>,
    /// `rule_query_offset`: how far back all rules look.
    pub query_offset: Option<Interval>,
    /// Labels that alerts get on their way out; an alert's own win.
    pub external_labels: Vec<Label>,
    /// Where alerts are sent.
    pub alerting: Alerting,
    /// What is scraped, in the order written.
    pub scrapes: Vec<Scrape>,
    /// The tenants for whom it writes what it scrapes (`X-Scope-OrgID` of `remote_write`).
    pub tenants: Vec<String>,
    /// Does it write what it scrapes to another Prometheus?
    pub writes: bool,
    /// Why series can come from elsewhere than [`Prometheus::scrapes`]; `None` where nothing says that they can.
    pub further_series: Option<Text>,
}

/// A duration with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// In milliseconds.
    pub millis: u64,
    /// Where it is set.
    pub place: Place,
}

/// How a Prometheus finds its rules.
#[derive(Clone, Debug)]
pub enum RuleSource {
    /// `rule_files` of `prometheus.yml`.
    Files(Vec<Text>),
    /// `ruleSelector` and `ruleNamespaceSelector` of a resource of the Operator.
    Selectors(Box<RuleSelectors>),
}

/// Which `PrometheusRule`s a resource of the Operator selects.
#[derive(Clone, Debug)]
pub struct RuleSelectors {
    /// The resource itself: without a namespace selector, only rules of its own namespace are loaded.
    pub resource: Resource,
    /// `ruleSelector`; `None` selects nothing.
    pub rules: Option<Selection>,
    /// `ruleNamespaceSelector`; `None` selects the own namespace.
    pub namespaces: Option<Selection>,
    /// `enforcedNamespaceLabel`, where no rules are excepted from it: every selector asks for the namespace of its rule by
    /// this label.
    pub enforced: Option<String>,
    /// What it takes of the monitors.
    pub monitors: MonitorSelectors,
}

/// Which monitors a resource of the Operator selects.
#[derive(Clone, Debug, Default)]
pub struct MonitorSelectors {
    /// Of the `ServiceMonitor`s.
    pub services: Picked,
    /// Of the `PodMonitor`s.
    pub pods: Picked,
    /// Can its series come from anywhere else than monitors: `additionalScrapeConfigs`, what is written to it from outside?
    pub has_others: bool,
}

/// What a resource of the Operator takes of one kind.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// By their labels; `None` selects nothing.
    pub labels: Option<Selection>,
    /// By their namespaces; `None` selects the own one.
    pub namespaces: Option<Selection>,
}

/// A label selector of Kubernetes: every requirement has to hold, and none at all selects everything.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The requirements.
    pub requirements: Vec<Requirement>,
    /// The selector in the file.
    pub place: Place,
}

/// One requirement of a label selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label.
    pub label: String,
    /// What is asked of it.
    pub operator: SelectionOperator,
    /// With which values.
    pub values: Vec<String>,
}

/// What a requirement asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionOperator {
    /// One of the values.
    In,
    /// None of the values, or no such label.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is not there.
    DoesNotExist,
    /// Kubernetes does not know it either.
    Unknown,
}

/// Where alerts are sent.
#[derive(Clone, Debug, Default)]
pub struct Alerting {
    /// `alerting:` itself.
    pub place: Option<Place>,
    /// The Alertmanagers that are named.
    pub alertmanagers: Vec<Addressee>,
    /// Does it send to others besides, of which no more than that is known?
    pub has_others: bool,
    /// `alert_relabel_configs`, in order.
    pub relabels: Vec<Relabel>,
}

/// Alertmanagers that alerts are sent to: a list of targets, or what finds them.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The whole entry.
    pub place: Place,
    /// Its targets; `None` where others may be found, or where relabelling may write them.
    pub targets: Option<Vec<String>>,
    /// `path_prefix`.
    pub path_prefix: Option<Text>,
}

/// One step of relabelling. What is not given is empty here; the defaults are Prometheus' own.
#[derive(Clone, Debug)]
pub struct Relabel {
    /// `source_labels`.
    pub source_labels: Vec<String>,
    /// `separator`; `;` where none is given.
    pub separator: String,
    /// `regex`, anchored at both ends; `(.*)` where none is given.
    pub regex: String,
    /// The same, compiled once it is asked for.
    pub compiled: OnceLock<Option<Regex>>,
    /// `modulus`; 0 where none is given.
    pub modulus: u64,
    /// `target_label`.
    pub target_label: String,
    /// `replacement`; `$1` where none is given.
    pub replacement: String,
    /// `action` in lower case; `replace` where none is given, `perhaps` where only one of several Alertmanagers gets it.
    pub action: String,
    /// The whole step.
    pub place: Place,
}

impl Relabel {
    /// Its expression; `None` where it is none, or too large.
    pub fn pattern(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| anchored(&self.regex)).as_ref()
    }

    /// May it write this label? What it is called by the labels of a target is known only then.
    pub(crate) fn may_write(&self, label: &str) -> bool {
        match self.action.as_str() {
            "labelmap" => true,
            "keep" | "drop" | "keepequal" | "dropequal" | "labeldrop" | "labelkeep" => false,
            _ => self.target_label == label || self.target_label.contains('$'),
        }
    }

    /// May it drop a target or a series?
    pub(crate) fn may_drop(&self) -> bool {
        matches!(self.action.as_str(), "keep" | "drop" | "keepequal" | "dropequal")
    }
}

/// The labels of one target: `instance="db-07:9100"`, `job="node"`.
pub type TargetLabels = BTreeMap<String, String>;

/// One entry of `scrape_configs`.
#[derive(Clone, Debug)]
pub struct Scrape {
    /// `job_name`.
    pub job: Text,
    /// `scrape_interval`, where the job sets one.
    pub interval: Option<Interval>,
    /// `scrape_timeout` in milliseconds, where the job sets one.
    pub timeout: Option<u64>,
    /// Do samples keep the time that their page gives them (`honor_timestamps`)?
    pub keeps_time: bool,
    /// `sample_limit`: a scrape with more samples is refused as a whole.
    pub sample_limit: Option<u64>,
    /// What the label `job` of its series can be.
    pub jobs: Jobs,
    /// The targets of its `static_configs` that relabelling leaves, each with the labels that it has then; `None` where
    /// others may be found, or where that cannot be told.
    pub targets: Option<Vec<TargetLabels>>,
    /// Where it asks these targets, once relabelling is through with them: `db-07.example.com:9100`.
    pub addresses: Option<Vec<String>>,
    /// The selectors by which it takes series from another Prometheus (`match[]` of `/federate`); `None` where it scrapes.
    pub federated: Option<Vec<String>>,
    /// Are all its targets found by the pods of a cluster (`kubernetes_sd_configs`)?
    pub finds_pods: bool,
    /// Are all its targets found among the machines of a cloud? One that was deleted is no target any more.
    pub finds_machines: bool,
    /// The module of the blackbox exporter that it asks by (`module`), where it names one.
    pub module: Option<String>,
    /// The collectors of the exporter that it asks for (`collect[]`); `None` where it asks for all.
    pub collectors: Option<Vec<String>>,
    /// Are series or labels changed after the scrape (`metric_relabel_configs`, `honor_labels`)?
    pub changes_series: bool,
    /// Labels that relabelling gives to whatever target is found in a cluster, with the one value that they can have.
    pub in_namespace: BTreeMap<String, String>,
    /// The labels that all its targets have. They lie over those of the series, which are called `exported_…` then; none where
    /// `honor_labels` keeps the latter.
    pub covering: BTreeSet<String>,
    /// `relabel_configs`.
    pub relabels: Vec<Relabel>,
    /// `metric_relabel_configs`.
    pub metric_relabels: Vec<Relabel>,
    /// The labels that it gives to targets; `None` where files, or those from whom it collects, may give any.
    pub given: Option<Vec<String>>,
    /// The host of each target in its `static_configs`, in lower case, without its port: `db-07.example.com`.
    pub hosts: Vec<String>,
    /// The labels that some of its targets are given, each with the value that all of them have, if it is the same; `None`
    /// where service discovery may find others.
    pub on_targets: Option<BTreeMap<String, Option<String>>>,
}

impl Scrape {
    /// Does it have targets, whatever relabelling drops?
    pub(crate) fn has_targets(&self) -> bool {
        match &self.targets {
            Some(targets) => !targets.is_empty(),
            None => !self.hosts.is_empty() && !self.relabels.iter().any(Relabel::may_drop),
        }
    }

    /// Is there one target, and nothing that may find more?
    pub(crate) fn has_one_target(&self) -> bool {
        self.hosts.len() == 1 && self.on_targets.is_some()
    }

    /// Does it have no target at all? Where `static_configs` are not even there, they may be elsewhere.
    pub(crate) fn has_no_target(&self) -> bool {
        self.targets.as_ref().is_some_and(Vec::is_empty)
    }

    /// May relabelling write this label, of targets or of series?
    fn may_rewrite(&self, label: &str) -> bool {
        self.relabels.iter().chain(&self.metric_relabels).any(|step| step.may_write(label))
    }

    /// The value that a label has on all its targets, empty where none of them has it. `None` where they may differ.
    pub(crate) fn value_on_targets(&self, label: &str) -> Option<&str> {
        let known = self.on_targets.as_ref().filter(|_| !self.may_rewrite(label))?;
        known.get(label).map_or(Some(""), Option::as_deref)
    }

    /// May its targets or series be given this label?
    pub(crate) fn may_label(&self, label: &str) -> bool {
        self.given.as_ref().is_none_or(|given| given.iter().any(|known| known == label)) || self.may_rewrite(label)
    }
}

/// The values that the label `job` of scraped series can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jobs {
    /// These.
    Known(Vec<String>),
    /// Any: why.
    Open(&'static str),
}

impl Prometheus {
    /// Are all its series those of its `scrape_configs`?
    pub(crate) fn scrapes_all(&self) -> bool {
        self.further_series.is_none() && !self.scrapes.is_empty()
    }

    /// May anybody give this label to what it scrapes?
    pub(crate) fn may_label(&self, label: &str) -> bool {
        !self.scrapes_all() || self.scrapes.iter().any(|scrape| scrape.may_label(label))
    }

    /// Does it neither load rules nor send alerts? Then it says nothing of them.
    pub(crate) fn only_scrapes(&self) -> bool {
        matches!(&self.rules, RuleSource::Files(files) if files.is_empty()) && self.alerting.place.is_none()
    }
}
