//! What manifests say of a cluster around the rules: what is applied to it, what is scraped there, and who picks what up.

use std::collections::BTreeSet;

use super::{Container, LimitRange, Picked, Resource, Selection, Text};
use crate::source::{FileId, Place};

/// What all manifests say.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// The `Service`s; read where monitors may select them.
    pub services: Vec<Service>,
    /// `ServiceMonitor`s and `PodMonitor`s.
    pub monitors: Vec<ScrapeMonitor>,
    /// `Alertmanager`s of the Operator.
    pub alertmanagers: Vec<AlertmanagerResource>,
    /// What is applied by kustomize.
    pub kustomizations: Vec<Kustomization>,
    /// What runs there.
    pub workloads: Vec<Workload>,
    /// What is started there, or by docker compose.
    pub containers: Vec<Container>,
    /// `Job`s and `CronJob`s; read where alerts read how they ended, or where pods are scraped.
    pub jobs: Vec<ClusterJob>,
    /// What gives limits to containers that have none; read where alerts read those.
    pub limit_ranges: Vec<LimitRange>,
    /// What lets anybody in to pods.
    pub policies: Vec<NetworkPolicy>,
    /// Kinds of which there are others that nobody could read, or that are not read: templates, mostly.
    pub unread: BTreeSet<&'static str>,
}

/// A `Service`.
#[derive(Clone, Debug)]
pub struct Service {
    /// What it is called.
    pub resource: Resource,
    /// The names of its ports; `None` where its endpoints are written by somebody else.
    pub ports: Option<Vec<String>>,
    /// The same by their numbers.
    pub numbers: Vec<ServicePort>,
    /// The labels of the pods behind it.
    pub selects: Vec<(String, String)>,
}

/// A port of a `Service`.
#[derive(Clone, Debug)]
pub struct ServicePort {
    /// Where it is asked.
    pub number: u16,
    /// The port of the pods, by its number or its name.
    pub target: String,
}

/// A `Job`, or a `CronJob`.
#[derive(Clone, Debug)]
pub struct ClusterJob {
    /// What it is called.
    pub resource: Resource,
    /// Labels of its pods.
    pub labels: Vec<(String, String)>,
    /// The names of their containers.
    pub containers: Vec<String>,
    /// Where it is written that none of them is restarted: `restartPolicy: Never`.
    pub never_restarts: Option<Place>,
    /// How many milliseconds after it failed the cluster deletes it, and where that is written; it stays where nothing says so.
    pub deleted_after: Option<(u64, Place)>,
}

/// A `ServiceMonitor` or a `PodMonitor`.
#[derive(Clone, Debug)]
pub struct ScrapeMonitor {
    /// What it is called.
    pub resource: Resource,
    /// Its kind in the file.
    pub place: Place,
    /// What it selects.
    pub selector: Selection,
    /// In which namespaces.
    pub namespaces: Namespaces,
    /// The label of what it selects that says the job.
    pub job_label: Option<String>,
    /// The ports that it asks for; `None` where one of its endpoints does not name its port.
    pub ports: Option<Vec<Text>>,
    /// May its series have any job, whatever it selects: by relabelling, or by labels of their own?
    pub renames: bool,
    /// Do the labels that the Operator gives to every target lie over those of the series? Neither `honorLabels` nor relabelling
    /// says otherwise.
    pub covers: bool,
    /// The labels that the Operator copies from what it selects to its series.
    pub copies: Copied,
}

/// Labels that a monitor copies, as Prometheus writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// `targetLabels`: those of the `Service`.
    pub services: Vec<String>,
    /// `podTargetLabels`: those of the pods.
    pub pods: Vec<String>,
}

/// What a label is copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// The `Service`.
    OfServices,
    /// The pods behind it.
    OfPods,
}

impl Copied {
    /// From what a label is copied, where it is.
    pub(crate) fn of(&self, label: &str) -> Option<Copies> {
        let has = |labels: &[String]| labels.iter().any(|name| as_label(name) == label);
        let of_services = has(&self.services).then_some(Copies::OfServices);
        of_services.or_else(|| has(&self.pods).then_some(Copies::OfPods))
    }
}

/// As Prometheus writes the name of a label of Kubernetes: `app.kubernetes.io/name` is `app_kubernetes_io_name`.
pub(crate) fn as_label(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_")
}

/// Where a monitor looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Namespaces {
    /// In its own namespace.
    Own,
    /// In these.
    Named(Vec<String>),
    /// In all.
    Any,
}

/// An `Alertmanager` of the Operator.
#[derive(Clone, Debug)]
pub struct AlertmanagerResource {
    /// What it is called.
    pub resource: Resource,
    /// Its kind in the file.
    pub place: Place,
    /// Which `AlertmanagerConfig`s it takes.
    pub configurations: Picked,
    /// Which alerts it narrows them to.
    pub strategy: Strategy,
    /// The `AlertmanagerConfig` that stands for its whole configuration.
    pub whole: Option<String>,
    /// Does it name a configuration besides: a secret, or that?
    pub names_more: bool,
}

/// Which alerts an `AlertmanagerConfig` gets (`alertmanagerConfigMatcherStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Those of its own namespace.
    OnNamespace,
    /// The same, and all where it stands in the namespace of the Alertmanager.
    ExceptOwn,
    /// All.
    All,
}

/// A `kustomization.yaml`.
#[derive(Clone, Debug)]
pub struct Kustomization {
    /// The file.
    pub file: FileId,
    /// `resources` in it; `None` where it names none.
    pub place: Option<Place>,
    /// All that it names, as it is written: resources, patches, components.
    pub names: Vec<String>,
    /// The namespace that it gives to all.
    pub namespace: Option<String>,
    /// Does it change the names or labels of what it applies, or anything else of it?
    pub changes: bool,
    /// What its patches take away from what it applies.
    pub deletes: Vec<Deleted>,
    /// What its JSON patches change of rules.
    pub patches: Vec<PatchedRules>,
    /// The `ConfigMap`s that it makes: `configMapGenerator`.
    pub makes: Vec<Made>,
}

/// A `ConfigMap` that kustomize makes of files.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it is called, without the hash that kustomize adds.
    pub name: String,
    /// Each key with its file, as a path here.
    pub files: Vec<(String, String)>,
    /// Are these all of its keys? Not where it takes lines or variables in as well, or adds to another.
    pub is_whole: bool,
}

/// A resource that a patch deletes: `$patch: delete`.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// `kind`: `PrometheusRule`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// The patch, or what names it.
    pub place: Place,
}

/// A JSON patch of a kustomization that changes rules.
#[derive(Clone, Debug, Default)]
pub struct PatchedRules {
    /// The `PrometheusRule` that it changes; `None` where it names none, and changes all.
    pub name: Option<String>,
    /// The file that holds it, as it is named; `None` where it stands in the kustomization itself.
    pub file: Option<String>,
    /// What it changes, in its order.
    pub changes: Vec<RulePatch>,
}

impl PatchedRules {
    /// The kind of what such patches change.
    pub(crate) const KIND: &'static str = "PrometheusRule";

    /// Is a resource what it changes? A name is a regular expression there; only plain ones are followed.
    pub(crate) fn targets(&self, resource: &Resource) -> bool {
        resource.kind == PatchedRules::KIND && self.name.as_ref().is_none_or(|name| *name == resource.name)
    }
}

/// One operation of a JSON patch on the rules of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePatch {
    /// Which of the groups, from 0.
    pub group: usize,
    /// What becomes of it.
    pub change: RuleChange,
    /// The path of the operation.
    pub place: Place,
}

/// What a JSON patch does to rules of a group, each by its number from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleChange {
    /// The whole group is taken away.
    GroupGone,
    /// A rule is taken away.
    Gone(usize),
    /// One is put in before that; `None` at the end.
    Inserted(Option<usize>),
    /// A field of a rule (`for`, `labels/severity`) is set; `None` takes it away.
    Field(usize, String, Option<Text>),
}

/// A `Deployment`, `StatefulSet` or `DaemonSet`, or a service of docker compose.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What it is called.
    pub resource: Resource,
    /// Its kind, or its name, in the file.
    pub place: Place,
    /// The `ConfigMap`s that its volumes name.
    pub config_maps: BTreeSet<String>,
    /// Does one of its containers run Prometheus?
    pub runs: Option<Runs>,
    /// May one of its containers collect `ConfigMap`s that no volume names?
    pub collects: bool,
    /// Labels of its pods.
    pub labels: Vec<(String, String)>,
    /// The ports of its pods that have a name, with that.
    pub ports: Vec<(String, u16)>,
    /// Are its pods on the network of their hosts?
    pub is_on_host: bool,
    /// Annotations of its own, and of its pods.
    pub annotations: [Vec<(String, String)>; 2],
}

/// A `NetworkPolicy` that says what may come in. What no policy takes may be asked by all.
#[derive(Clone, Debug)]
pub struct NetworkPolicy {
    /// What it is called.
    pub resource: Resource,
    /// `ingress`, or its kind where there is none.
    pub place: Place,
    /// The pods that it takes, of its own namespace.
    pub pods: Selection,
    /// What it admits; nothing at all where this is empty.
    pub admits: Vec<Admission>,
}

/// One rule of a policy.
#[derive(Clone, Debug)]
pub struct Admission {
    /// At which ports; `None` at all.
    pub ports: Option<Vec<PolicyPort>>,
    /// From whom; `None` from all.
    pub from: Option<Vec<Peer>>,
}

/// A port of pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyPort {
    /// All, or nobody knows which.
    Any,
    /// From the first to the last.
    Range(u16, u16),
    /// By its name.
    Named(String),
}

/// Somebody who may come in.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Of these namespaces; `None` of that of the policy.
    pub namespaces: Option<Selection>,
    /// These pods; `None` all.
    pub pods: Option<Selection>,
    /// By addresses, which may be anybody's.
    pub has_addresses: bool,
}

/// How a container runs Prometheus.
#[derive(Clone, Debug)]
pub struct Runs {
    /// As an agent, which evaluates no rules: the flag.
    pub agent: Option<Text>,
    /// The configuration that it is given, as a path here, where that can be told.
    pub configuration: Option<String>,
}

impl Cluster {
    /// Is there anything?
    pub(crate) fn holds_any(&self) -> bool {
        let monitors = !self.services.is_empty() || !self.monitors.is_empty() || !self.alertmanagers.is_empty();
        monitors
            || !self.kustomizations.is_empty()
            || !self.workloads.is_empty()
            || !self.containers.is_empty()
            || !self.jobs.is_empty()
            || !self.limit_ranges.is_empty()
            || !self.policies.is_empty()
    }

    /// Adds what another file says.
    pub(crate) fn take(&mut self, mut other: Cluster) {
        self.services.append(&mut other.services);
        self.monitors.append(&mut other.monitors);
        self.alertmanagers.append(&mut other.alertmanagers);
        self.kustomizations.append(&mut other.kustomizations);
        self.workloads.append(&mut other.workloads);
        self.containers.append(&mut other.containers);
        self.jobs.append(&mut other.jobs);
        self.limit_ranges.append(&mut other.limit_ranges);
        self.policies.append(&mut other.policies);
        self.unread.append(&mut other.unread);
    }

    /// How a file of docker compose is called among the kinds.
    pub(crate) const COMPOSE: &'static str = "compose";

    /// Kinds of what runs pods.
    pub(crate) const RUNNING: &[&'static str] = &["Deployment", "StatefulSet", "DaemonSet"];

    /// Was all read that runs pods?
    pub(crate) fn has_read_all_that_runs(&self) -> bool {
        Cluster::RUNNING.iter().all(|kind| self.has_read(kind))
    }

    /// Were all of that kind read?
    pub(crate) fn has_read(&self, kind: &str) -> bool {
        !self.unread.contains(kind)
    }
}
