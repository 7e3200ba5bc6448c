//! What runs: how a container runs Prometheus, and which `ConfigMap`s it sees.

use std::collections::BTreeSet;

use super::Manifest;
use crate::load::prometheus::fields::listed;
use crate::load::yaml::{Node, Origin};
use crate::model::{Resource, Runs, Text, Workload};
use crate::source::SourceFile;

/// Images of containers beside Prometheus that bring it no rules.
const BESIDE: &[&str] = &[
    "alertmanager",
    "alpine",
    "blackbox-exporter",
    "busybox",
    "configmap-reload",
    "kube-rbac-proxy",
    "nginx",
    "node-exporter",
    "oauth-proxy",
    "oauth2-proxy",
    "prometheus",
    "prometheus-config-reloader",
    "pushgateway",
    "thanos",
];
/// The image of what collects `ConfigMap`s by their labels.
const COLLECTOR: &str = "k8s-sidecar";
/// Where Prometheus looks for its configuration when nobody says.
const CONFIGURATION: &str = "/etc/prometheus/prometheus.yml";

/// A `Deployment`, `StatefulSet` or `DaemonSet`.
pub(super) fn read(manifest: &Manifest<'_>) -> Workload {
    let template = manifest.root.at(&["spec", "template"]);
    let spec = template.and_then(|template| template.get("spec"));
    let list = |key: &str| listed(spec.and_then(|spec| spec.get(key)));
    let containers: Vec<&Node<'_>> = list("containers").iter().chain(list("initContainers")).collect();
    let images = || containers.iter().map(|container| image_of(container));
    let origin = manifest.origin();
    let runs = containers
        .iter()
        .find(|container| is_prometheus(container))
        .map(|container| Runs { agent: agent(&arguments(origin, container)), configuration: None });
    // Beside Prometheus, whatever is not known may bring rules; elsewhere, what is known to collect.
    let collects = images().any(|image| image == COLLECTOR || runs.is_some() && !BESIDE.contains(&image));
    let of_pods = |key: &str| template.and_then(|template| template.at(&["metadata", key]));
    Workload {
        resource: manifest.resource(),
        place: manifest.place(),
        config_maps: list("volumes").iter().flat_map(config_maps).collect(),
        runs,
        collects,
        labels: pairs(of_pods("labels")),
        annotations: [pairs(manifest.root.at(&["metadata", "annotations"])), pairs(of_pods("annotations"))],
    }
}

fn pairs(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let entries = node.map_or(&[][..], |node| node.entries()).iter();
    entries.filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.as_str()?.to_owned()))).collect()
}

/// The name of an image without registry, owner and tag: `prometheus` of `quay.io/prometheus/prometheus:v2.53.0`.
fn image_of<'n>(container: &'n Node<'_>) -> &'n str {
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split([':', '@']).next().unwrap_or(name)
}

fn is_prometheus(container: &Node<'_>) -> bool {
    image_of(container) == "prometheus"
}

fn arguments(origin: Origin<'_>, container: &Node<'_>) -> Vec<Text> {
    let of = |key: &str| {
        let node = container.get(key);
        let alone = node.into_iter().filter(|node| node.scalar().is_some());
        listed(node).iter().chain(alone).filter_map(|node| origin.text(node)).collect::<Vec<_>>()
    };
    ["command", "entrypoint", "args"].into_iter().flat_map(of).collect()
}

/// The argument that makes an agent of Prometheus.
fn agent(arguments: &[Text]) -> Option<Text> {
    let mut after_feature = false;
    arguments
        .iter()
        .find(|argument| argument.split_whitespace().any(|word| is_agent(word, &mut after_feature)))
        .cloned()
}

fn is_agent(word: &str, after_feature: &mut bool) -> bool {
    let features = word.strip_prefix("--enable-feature=").or_else(|| after_feature.then_some(word));
    *after_feature = word == "--enable-feature";
    word == "--agent" || features.is_some_and(|features| features.split(',').any(|feature| feature == "agent"))
}

/// The `ConfigMap`s that a volume names.
fn config_maps(volume: &Node<'_>) -> Vec<String> {
    let projected = listed(volume.at(&["projected", "sources"])).iter();
    let named = |node: &Node<'_>| node.at(&["configMap", "name"]).and_then(Node::as_str).map(str::to_owned);
    projected.chain([volume]).filter_map(named).collect()
}

/// Is it a file of docker compose that runs Prometheus?
pub(super) fn is_compose(file: &SourceFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let is_called = ["compose", "docker-compose"].iter().any(|start| name.starts_with(start));
    is_called && name.ends_with("ml") && file.text.contains("/prometheus")
}

/// The Prometheis that it runs.
pub(super) fn of_compose(manifest: &Manifest<'_>) -> Vec<Workload> {
    let services = manifest.root.get("services").map_or(&[][..], |services| services.entries());
    let prometheus = services.iter().filter(|(_, service)| is_prometheus(service));
    let workload = |(name, service): &(Node<'_>, Node<'_>)| {
        let origin = manifest.origin();
        let arguments = arguments(origin, service);
        let runs = Runs { agent: agent(&arguments), configuration: configuration(manifest, service, &arguments) };
        let name_of = name.as_str().unwrap_or_default().to_owned();
        Workload {
            resource: Resource { kind: "service".into(), name: name_of, ..Resource::default() },
            place: origin.place(name.range.clone()),
            config_maps: BTreeSet::new(),
            runs: Some(runs),
            collects: false,
            labels: Vec::new(),
            annotations: [Vec::new(), Vec::new()],
        }
    };
    prometheus.map(workload).collect()
}

/// The file here that is mounted where the container looks for its configuration.
fn configuration(manifest: &Manifest<'_>, service: &Node<'_>, arguments: &[Text]) -> Option<String> {
    let words = arguments.iter().flat_map(|argument| argument.split_whitespace());
    let given = words.filter_map(|word| word.strip_prefix("--config.file=")).next_back();
    let wanted = given.unwrap_or(CONFIGURATION);
    let mounted = |volume: &Node<'_>| {
        let (source, target) = match volume.as_str() {
            Some(short) => {
                short.split_once(':').map(|(source, rest)| (source, rest.split(':').next().unwrap_or(rest)))?
            }
            None => (volume.get("source")?.as_str()?, volume.get("target")?.as_str()?),
        };
        let rest = wanted.strip_prefix(target.trim_end_matches('/'))?;
        let is_here = source.starts_with('.') && (rest.is_empty() || rest.starts_with('/'));
        is_here.then(|| format!("{source}{rest}"))
    };
    let path = listed(service.get("volumes")).iter().find_map(mounted)?;
    let folder = manifest.source.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    Some(format!("{folder}{path}"))
}
