//! Manifests of a cluster: what is applied to it, what is scraped there, and who picks what up.
//!
//! They are read for what they say of rules, and only where they may say something: a `Service` where monitors stand
//! beside it, a `Deployment` where rules stand in a `ConfigMap`. What is no clean YAML is not complained of, for most of
//! it is a chart's; it is kept in mind that there is more than was read.

mod arguments;
mod compose;
mod jobs;
mod kustomize;
mod limits;
mod monitors;
mod patches;
mod policies;
mod volumes;
mod workload;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::prometheus::fields::Fields;
use super::prometheus::{picked, resource};
use super::yaml::{self, Node, Origin};
use crate::model::{AlertmanagerResource, Cluster, Kind, Model, Resource, Strategy};
use crate::source::{FileId, SourceFile, Sources};

/// Kinds that are read wherever they stand.
const ALWAYS: &[&str] =
    &["ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig", "Alertmanager", "AlertmanagerConfig", "Kustomization"];
/// Kinds that are read where monitors stand beside them.
const MONITORED: &[&str] = &["Service"];
/// Kinds that are read where it matters what runs.
const RUNNING: &[&str] = Cluster::RUNNING;
/// The kind of what lets in to pods.
const POLICY: &[&str] = &["NetworkPolicy"];
/// Kinds that are read where alerts read how they ended.
const ENDING: &[&str] = &["Job", "CronJob"];
/// The kind that is read where alerts read limits of containers.
const LIMITS: &[&str] = &["LimitRange"];
/// A file of docker compose.
const COMPOSE: &str = Cluster::COMPOSE;

/// Reads the manifests among `sources`.
pub(super) fn find(sources: &Sources, model: &mut Model) {
    let read: Vec<(FileId, Vec<&'static str>)> = sources
        .iter()
        .filter(|(_, file)| file.is_data() || kustomize::is_one(&file.path))
        .map(|(id, file)| (id, kinds_in(file)))
        .collect();
    let wanted = wanted(model, &read);
    let files: Vec<&(FileId, Vec<&'static str>)> =
        read.iter().filter(|(_, kinds)| kinds.iter().any(|kind| wanted.contains(kind))).collect();
    let parts: Vec<Cluster> = files.par_iter().map(|(id, kinds)| of_file(*id, sources.file(*id), kinds)).collect();
    for ((id, _), part) in files.into_iter().zip(parts) {
        if part.holds_any() {
            mark(model, *id);
        }
        model.cluster.take(part);
    }
    kustomize::add_deleted_by_files(sources, &mut model.cluster);
    patches::add_files(sources, &mut model.cluster);
    volumes::fill(&mut model.cluster);
}

/// The kinds of which something is to be read here.
fn wanted(model: &Model, read: &[(FileId, Vec<&'static str>)]) -> BTreeSet<&'static str> {
    let stands_here = |kind: &str| read.iter().any(|(_, kinds)| kinds.contains(&kind));
    let in_config_map = model.rules.groups.iter().filter_map(|group| group.resource.as_ref());
    let runs = in_config_map.into_iter().any(|resource| resource.kind == "ConfigMap") || !model.prometheus.is_empty();
    let scrapes = !model.prometheus.is_empty();
    let reads_limits = limits::are_read(model);
    let more: [(bool, &[&'static str]); 8] = [
        (true, ALWAYS),
        (stands_here("ServiceMonitor") || scrapes, MONITORED),
        (scrapes, POLICY),
        (scrapes, &policies::OTHERS),
        (runs || reads_limits, RUNNING),
        (reads_limits, LIMITS),
        (jobs::are_read(model) || stands_here("PodMonitor"), ENDING),
        (scrapes, &[COMPOSE]),
    ];
    more.into_iter().filter(|(is_wanted, _)| *is_wanted).flat_map(|(_, kinds)| kinds.iter().copied()).collect()
}

/// All kinds that are ever read, but for files of docker compose.
fn known() -> impl Iterator<Item = &'static &'static str> {
    [ALWAYS, MONITORED, RUNNING, ENDING, POLICY, LIMITS, &policies::OTHERS].into_iter().flatten()
}

/// The kinds of resources that a text seems to hold, of those that are ever read.
fn kinds_in(file: &SourceFile) -> Vec<&'static str> {
    let quotes = ['"', '\'', ' '];
    let mut kinds: Vec<&'static str> = Vec::new();
    for (at, key) in file.text.match_indices("kind") {
        let after = file.text[at + key.len()..].trim_start_matches(quotes);
        let Some(value) = after.strip_prefix(':') else { continue };
        let value = value.trim_start_matches(quotes);
        let end = value.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(value.len());
        let kind = known().find(|kind| **kind == &value[..end]);
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
    }
    if kustomize::is_one(&file.path) && !kinds.contains(&"Kustomization") {
        kinds.push("Kustomization");
    }
    if compose::may_be_one(&file.text) {
        kinds.push(COMPOSE);
    }
    kinds
}

/// What one file says. Should the parser stumble over it, all of it is unread.
fn of_file(file: FileId, source: &SourceFile, kinds: &[&'static str]) -> Cluster {
    let read = catch_unwind(AssertUnwindSafe(|| {
        let stream = yaml::read(&source.text);
        let mut cluster = Cluster::default();
        for document in &stream.documents {
            if document.error.is_some() {
                cluster.unread.extend(kinds);
            }
            if let Some(root) = &document.root {
                of_root(&Manifest { file, source, root }, &mut cluster);
            }
        }
        cluster
    }));
    read.unwrap_or_else(|_| Cluster { unread: kinds.iter().copied().collect(), ..Cluster::default() })
}

/// One resource.
struct Manifest<'m> {
    file: FileId,
    source: &'m SourceFile,
    root: &'m Node<'m>,
}

impl Manifest<'_> {
    fn origin(&self) -> Origin<'_> {
        Origin::File(self.file)
    }

    /// Does somebody still have to fill something in? `${1}` is a replacement of relabelling.
    fn is_template(&self) -> bool {
        let text = self.source.text.get(self.root.range.clone()).unwrap_or_default();
        let fills = |(at, _): (usize, &str)| !text[at + 2..].starts_with(|c: char| c.is_ascii_digit());
        text.contains("{{") || text.contains("{%") || text.match_indices("${").any(fills)
    }

    fn resource(&self) -> Resource {
        resource(self.root)
    }

    fn place(&self) -> crate::source::Place {
        let fields = Fields { origin: self.origin(), node: self.root };
        fields.key("kind").unwrap_or_else(|| fields.first_key())
    }
}

fn of_root(manifest: &Manifest<'_>, cluster: &mut Cluster) {
    let kind = manifest.root.get("kind").and_then(Node::as_str).unwrap_or_default();
    if let (true, Some(items)) = (kind.ends_with("List"), manifest.root.get("items")) {
        items.items().iter().for_each(|root| of_root(&Manifest { root, ..*manifest }, cluster));
        return;
    }
    let is_kustomization = kustomize::is_one(&manifest.source.path) && kustomize::is_of_kustomize(manifest.root);
    if compose::is_one(manifest.root) {
        return of_compose(manifest, cluster);
    }
    let known = known().find(|known| **known == kind);
    let Some(known) = known.copied().or(is_kustomization.then_some("Kustomization")) else { return };
    if manifest.is_template() || manifest.root.cut {
        cluster.unread.insert(known);
        return;
    }
    match known {
        "Service" => cluster.services.push(monitors::service(manifest)),
        "ServiceMonitor" | "PodMonitor" => cluster.monitors.push(monitors::monitor(manifest)),
        "Alertmanager" => cluster.alertmanagers.push(alertmanager(manifest)),
        "Kustomization" if is_kustomization => cluster.kustomizations.push(kustomize::read(manifest)),
        "Deployment" | "StatefulSet" | "DaemonSet" => {
            cluster.workloads.push(workload::read(manifest));
            cluster.containers.extend(workload::containers(manifest));
        }
        "LimitRange" => cluster.limit_ranges.push(limits::of_range(manifest)),
        "Job" | "CronJob" => cluster.jobs.push(jobs::read(manifest)),
        "NetworkPolicy" if policies::is_of_kubernetes(manifest.root) => {
            cluster.policies.extend(policies::read(manifest));
        }
        // Others add to what policies let in.
        known if known == "NetworkPolicy" || policies::OTHERS.contains(&known) => {
            cluster.unread.insert("NetworkPolicy");
        }
        // It is read where all of its kind are.
        "AlertmanagerConfig" => {}
        // A probe, the jobs of a `ScrapeConfig`, or a `Kustomization` of Flux: that there is one is all that counts.
        known => {
            cluster.unread.insert(known);
        }
    }
}

/// A file of docker compose. `${NAME}` in it is no template: the variable may stand for one value alone.
fn of_compose(manifest: &Manifest<'_>, cluster: &mut Cluster) {
    let text = manifest.source.text.get(manifest.root.range.clone()).unwrap_or_default();
    if manifest.root.cut || text.contains("{{") || text.contains("{%") {
        cluster.unread.insert(COMPOSE);
        return;
    }
    let (workloads, containers) = workload::of_compose(manifest);
    cluster.workloads.extend(workloads);
    cluster.containers.extend(containers);
}

/// An `Alertmanager` of the Operator.
fn alertmanager(manifest: &Manifest<'_>) -> AlertmanagerResource {
    let spec = manifest.root.get("spec").unwrap_or(manifest.root);
    let keys = ["alertmanagerConfigSelector", "alertmanagerConfigNamespaceSelector"];
    let is_given = |key: &&str| spec.get(key).is_some_and(|node| !node.is_null());
    AlertmanagerResource {
        resource: manifest.resource(),
        place: manifest.place(),
        configurations: picked(manifest.origin(), spec, keys),
        strategy: match spec.at(&["alertmanagerConfigMatcherStrategy", "type"]).and_then(Node::as_str) {
            Some("None") => Strategy::All,
            Some("OnNamespaceExceptForAlertmanagerNamespace") => Strategy::ExceptOwn,
            _ => Strategy::OnNamespace,
        },
        whole: spec.at(&["alertmanagerConfiguration", "name"]).and_then(Node::as_str).map(str::to_owned),
        names_more: ["configSecret", "alertmanagerConfiguration"].iter().any(is_given),
    }
}

/// A file that was taken for nothing is one of manifests.
fn mark(model: &mut Model, file: FileId) {
    let Some(found) = model.files.iter_mut().find(|found| found.file == file) else { return };
    found.kinds.retain(|kind| *kind != Kind::OtherData);
    if !found.kinds.contains(&Kind::Manifest) {
        found.kinds.push(Kind::Manifest);
    }
}
