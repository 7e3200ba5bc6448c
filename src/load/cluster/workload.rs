//! What runs: how a container runs Prometheus, and which `ConfigMap`s it sees.

use std::collections::BTreeSet;

use super::arguments::{self, Variables};
use super::{Manifest, compose, limits};
use crate::load::prometheus::fields::{Fields, listed};
use crate::load::yaml::{Node, Origin};
use crate::model::{Container, Given, Runs, Text, Workload, program_of};

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
        ports: list("containers").iter().flat_map(ports).collect(),
        is_on_host: spec.and_then(|spec| spec.get("hostNetwork")).and_then(Node::as_str) == Some("true"),
        annotations: [pairs(manifest.root.at(&["metadata", "annotations"])), pairs(of_pods("annotations"))],
    }
}

pub(super) fn pairs(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let entries = node.map_or(&[][..], |node| node.entries()).iter();
    entries.filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.as_str()?.to_owned()))).collect()
}

/// The ports of a container that have names.
fn ports(container: &Node<'_>) -> Vec<(String, u16)> {
    let named = listed(container.get("ports")).iter().filter_map(|port| {
        let name = port.get("name")?.as_str()?.to_owned();
        Some((name, port.get("containerPort")?.as_str()?.parse().ok()?))
    });
    named.collect()
}

/// The name of the image of a container.
fn image_of<'n>(container: &'n Node<'_>) -> &'n str {
    program_of(container.get("image").and_then(Node::as_str).unwrap_or_default())
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

/// The containers of the pods of a `Deployment`, `StatefulSet` or `DaemonSet`.
pub(super) fn containers(manifest: &Manifest<'_>) -> Vec<Container> {
    let template = manifest.root.at(&["spec", "template"]);
    let listed = listed(template.and_then(|template| template.at(&["spec", "containers"]))).iter();
    let labels = pairs(template.and_then(|template| template.at(&["metadata", "labels"])));
    let volumes = super::volumes::of_pod(template);
    let of = |container: &Node<'_>| Container {
        labels: labels.clone(),
        mounts: super::volumes::mounts(&volumes, container),
        ..in_pod(manifest, container)
    };
    listed.map(of).collect()
}

fn in_pod(manifest: &Manifest<'_>, container: &Node<'_>) -> Container {
    let origin = manifest.origin();
    let how = (Variables::Kubernetes, image_of(container));
    let started = arguments::of(origin, container, &["command", "args"], how);
    let variables = listed(container.get("env")).iter().filter_map(|it| it.get("name")?.as_str().map(str::to_owned));
    let fields = Fields { origin, node: container };
    let place = fields.first_key();
    Container {
        of: manifest.resource(),
        place,
        names: Vec::new(),
        image: container.get("image").and_then(Node::as_str).unwrap_or_default().to_owned(),
        arguments: started.all,
        is_whole: started.is_whole,
        variables: container.get("envFrom").is_none().then(|| variables.collect()),
        mounts: Vec::new(),
        mounted: fields.key("volumeMounts").unwrap_or(place),
        labels: Vec::new(),
        resources: limits::of_container(container),
    }
}

/// The Prometheis that a file of docker compose runs, and all that it starts.
pub(super) fn of_compose(manifest: &Manifest<'_>) -> (Vec<Workload>, Vec<Container>) {
    let services = manifest.root.get("services");
    let containers = compose::containers(manifest);
    let prometheus = containers.iter().filter(|container| container.program() == "prometheus");
    let workload = |container: &Container| {
        let service = services.and_then(|services| services.get(&container.of.name));
        let agent = service.and_then(|service| agent(&arguments(manifest.origin(), service)));
        Workload {
            resource: container.of.clone(),
            place: container.place,
            config_maps: BTreeSet::new(),
            runs: Some(Runs { agent, configuration: configuration(container) }),
            collects: false,
            labels: Vec::new(),
            ports: Vec::new(),
            is_on_host: false,
            annotations: [Vec::new(), Vec::new()],
        }
    };
    (prometheus.map(workload).collect(), containers)
}

/// The file here that is mounted where the container looks for its configuration.
pub(super) fn configuration(container: &Container) -> Option<String> {
    let wanted = match container.given("config.file") {
        Given::As(argument) => argument.value.as_deref()?,
        _ => CONFIGURATION,
    };
    container.mounts.iter().find_map(|mount| {
        let rest = wanted.strip_prefix(mount.target.trim_end_matches('/'))?;
        let source = mount.source.as_ref().filter(|_| rest.is_empty() || rest.starts_with('/'))?;
        Some(format!("{source}{rest}"))
    })
}
