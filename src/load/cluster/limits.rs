//! What containers may use, and what a `LimitRange` gives to those that say nothing of it.

use super::Manifest;
use crate::load::prometheus::fields::listed;
use crate::load::yaml::Node;
use crate::model::{LimitRange, Model, Resources};

/// How the metrics of kube-state-metrics on them begin.
const METRICS: &str = "kube_pod_container_resource_";

/// Does an alert read them?
pub(super) fn are_read(model: &Model) -> bool {
    let mut read = model.rules.alerts.iter().filter_map(|alert| alert.expr.as_ref()).flat_map(|expr| &expr.selectors);
    read.any(|selector| selector.name().is_some_and(|name| name.starts_with(METRICS)))
}

/// Those of a container.
pub(super) fn of_container(container: &Node<'_>) -> Resources {
    let of = |key: &str| keys(container.at(&["resources", key]));
    let (limits, mut requests) = (of("limits"), of("requests"));
    requests.extend(limits.iter().cloned());
    Resources { of: container.get("name").and_then(Node::as_str).unwrap_or_default().to_owned(), limits, requests }
}

/// What a `LimitRange` gives to containers.
pub(super) fn of_range(manifest: &Manifest<'_>) -> LimitRange {
    let mut range = LimitRange { namespace: manifest.resource().namespace, ..LimitRange::default() };
    for limit in listed(manifest.root.at(&["spec", "limits"])) {
        if limit.get("type").and_then(Node::as_str) == Some("Container") {
            let limits = keys(limit.get("default"));
            range.gives.requests.extend(keys(limit.get("defaultRequest")).into_iter().chain(limits.iter().cloned()));
            range.gives.limits.extend(limits);
        }
    }
    range
}

fn keys(node: Option<&Node<'_>>) -> Vec<String> {
    let entries = node.map_or(&[][..], |node| node.entries()).iter();
    entries.filter_map(|(key, _)| Some(key.as_str()?.to_owned())).collect()
}
