//! Plain data: what the files say, before anybody judges it.
//!
//! Nothing here reads a file, links an alert or prints. [`Model`] is what `load` hands on.

mod anchored;
mod cluster;
mod container;
pub mod expr;
mod fingerprint;
pub mod glob;
mod incident;
mod loki;
mod lower;
mod millis;
mod mode;
mod prober;
mod prometheus;
mod route;
mod rules;
mod series;
mod silence;
mod text;
mod told;
mod unit_test;
mod waiver;

use std::sync::Arc;

pub use anchored::anchored;
pub(crate) use cluster::as_label;
pub use cluster::{
    Admission, AlertmanagerResource, Cluster, ClusterJob, Copied, Copies, Deleted, Kustomization, Made, Namespaces,
    NetworkPolicy, PatchedRules, Peer, PolicyPort, RuleChange, RulePatch, Runs, ScrapeMonitor, Service, ServicePort,
    Strategy, Workload,
};
pub(crate) use container::program_of;
pub use container::{Argument, Container, Given, LimitRange, Mount, Resources, Shows};
pub use expr::Expr;
pub(crate) use fingerprint::{EMPTY, fingerprint_of, hashed};
pub use incident::{
    ActionItem, ActionKind, Basis, Detector, Exported, Hosted, Incident, IncidentId, Moment, Monitor, Original, Risk,
    RiskId, RiskKind, Status,
};
pub use loki::{LogShipper, Loki};
pub(crate) use lower::lower_pattern;
pub(crate) use millis::{millis_of, seconds_of, shown_millis};
pub use mode::{
    Examples, FailureMode, InputSeries, ModeId, Modes, Product, Says, SeenBy, Signature, SuggestedTest, Suggestion,
    Way, pattern,
};
pub use prober::Prober;
pub use prometheus::{
    Addressee, Alerting, Interval, Jobs, MonitorSelectors, Picked, Prometheus, Relabel, Requirement, RuleSelectors,
    RuleSource, Scrape, Selection, SelectionOperator, TargetLabels,
};
pub use route::{
    Alertmanager, Form, Inhibition, Integration, LabelMatcher, Pattern, Receiver, Route, TimeInterval, Times,
};
pub use rules::{Alert, AlertId, Group, Label, Recording, Resource, RuleSet};
pub use series::{Exposition, LoadedRule, RulesDump, Series};
pub use silence::Silence;
pub use text::Text;
pub(crate) use told::FRONT_MATTER;
pub use told::{Contradiction, Remark, RemarkKind, Told};
pub use unit_test::{Assertion, Ran, UnitTests};
pub use waiver::{Covers, Waiver, Written};

use crate::config::{self, Services};
use crate::source::{FileId, Place};

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Model {
    /// What each file was taken for, in the order of [`crate::source::Sources`]; one entry a file that was read.
    pub files: Vec<FileKind>,
    /// Incidents, in the order of file and line.
    pub incidents: Vec<Incident>,
    /// Guards that exports name, in the order of file and line.
    pub exported: Vec<Exported>,
    /// Alerting and recording rules.
    pub rules: RuleSet,
    /// Alertmanager configurations, in the order of file and line.
    pub alertmanagers: Vec<Alertmanager>,
    /// Configurations of Prometheus, in the order of file and line.
    pub prometheus: Vec<Prometheus>,
    /// Files of unit tests.
    pub unit_tests: Vec<UnitTests>,
    /// Saved `/metrics` pages.
    pub expositions: Vec<Exposition>,
    /// Modules of blackbox exporters, in the order of file and line.
    pub probers: Vec<Prober>,
    /// Configurations of Loki, in the order of file and line.
    pub lokis: Vec<Loki>,
    /// Configurations of what sends logs to it, in the order of file and line.
    pub log_shippers: Vec<LogShipper>,
    /// Relabelling of alerts among the values of charts, in the order of file and line.
    pub alert_relabels: Vec<Relabel>,
    /// Silences of a running Alertmanager, in the order of file and line.
    pub silences: Vec<Silence>,
    /// Answers of `/api/v1/rules`.
    pub rules_dumps: Vec<RulesDump>,
    /// What manifests say of a cluster.
    pub cluster: Cluster,
    /// What Prometheus would refuse.
    pub faults: Vec<Fault>,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
    /// Comments to alertgap that it cannot follow, in the order of file and line.
    pub misread: Vec<Misread>,
    /// Settings of the configuration that do nothing.
    pub idle: Vec<Idle>,
    /// Findings that are accepted in writing.
    pub waivers: Vec<Waiver>,
    /// The known failure modes.
    pub modes: Arc<Modes>,
    /// What the configuration says of services.
    pub services: Services,
    /// What watches from outside Prometheus.
    pub monitors: Vec<config::Monitor>,
}

/// What a file was taken for.
#[derive(Clone, Debug)]
pub struct FileKind {
    /// The file.
    pub file: FileId,
    /// Its kinds: more than one where a multi-document file holds several, in order and without repetition.
    pub kinds: Vec<Kind>,
}

/// The kinds of file that are recognised, by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A postmortem in Markdown.
    Postmortem,
    /// The documented form of incidents in YAML or JSON.
    Incident,
    /// `groups:` with `rules:`.
    Rules,
    /// A `PrometheusRule` or `VMRule`, alone or in a `List`.
    RuleResource,
    /// A `ConfigMap` that holds rule files.
    ConfigMap,
    /// Values of a chart, or anything else, with rules or an Alertmanager's configuration among them.
    Values,
    /// `prometheus.yml`.
    Prometheus,
    /// A `Prometheus` or `ThanosRuler` of the Operator.
    PrometheusResource,
    /// `alertmanager.yml`, or an `AlertmanagerConfig`.
    Alertmanager,
    /// promtool unit tests.
    UnitTests,
    /// A `/metrics` dump.
    Exposition,
    /// The configuration of a blackbox exporter.
    Blackbox,
    /// The configuration of Loki, or of promtail.
    Loki,
    /// JSON of `/api/v1/rules`.
    RulesDump,
    /// A list of silences.
    Silences,
    /// Manifests that say what is applied to a cluster, and what is scraped there.
    Manifest,
    /// A file of failure modes in our own form.
    Modes,
    /// A Markdown document that is no postmortem.
    OtherDocument,
    /// YAML or JSON that is nothing of the above.
    OtherData,
}

/// Something in a rule file that Prometheus refuses.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What Prometheus would say, in plain words.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Is it a template of labels or annotations? Then `rule/template` reports it, else `rule/syntax`.
    pub template: bool,
}

/// A file, or a part of one, that could not be read.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// The path as reached from the current directory, with `/`.
    pub path: String,
    /// Where reading stopped; `None` where no text was read at all.
    pub place: Option<Place>,
    /// Why, in plain words.
    pub why: String,
    /// What to do.
    pub help: String,
    /// Was the file named on the command line itself?
    pub named: bool,
    /// Is its YAML broken, so that no other program reads any of the file?
    pub broken: bool,
}

impl Skipped {
    /// A file or folder of which nothing was read; it was not named.
    pub(crate) fn unread(path: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Skipped {
        Skipped { path: path.into(), place: None, why: why.into(), help: help.into(), named: false, broken: false }
    }
}

/// A setting of the configuration that does nothing.
#[derive(Clone, Debug)]
pub struct Idle {
    /// The configuration, as reached from the current directory.
    pub path: String,
    /// Why, in plain words.
    pub why: String,
    /// What to do.
    pub help: &'static str,
}

/// A comment that is meant for alertgap, and that it cannot follow.
#[derive(Clone, Debug)]
pub struct Misread {
    /// The comment.
    pub place: Place,
    /// Why, in plain words.
    pub why: String,
    /// What to write instead.
    pub help: String,
}
