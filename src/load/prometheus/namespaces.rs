//! The namespace of a cluster in which a job finds all its targets, and the labels that relabelling makes of it.

use std::collections::BTreeMap;

use super::fields::{listed, sources, values};
use crate::load::yaml::Node;
use crate::model::Relabel;

/// What service discovery says of the namespace of a target.
const NAMESPACE: &str = "__meta_kubernetes_namespace";

/// The labels whose value is the one namespace in which a job finds its targets; none where there may be several.
pub(super) fn given(node: &Node<'_>, steps: &[Relabel]) -> BTreeMap<String, String> {
    let Some(namespace) = listed_alone(node).or_else(|| steps.iter().find_map(kept_alone)) else {
        return BTreeMap::new();
    };
    let copies = |step: &Relabel| {
        let whole = step.regex == "(.*)" && step.replacement == "$1" && step.action == "replace";
        whole && step.source_labels == [NAMESPACE]
    };
    let last = |(at, step): &(usize, &Relabel)| !steps[at + 1..].iter().any(|it| it.may_write(&step.target_label));
    let copied = steps.iter().enumerate().filter(|(_, step)| copies(step)).filter(last);
    copied.map(|(_, step)| (step.target_label.clone(), namespace.clone())).collect()
}

/// The only namespace in which it looks.
fn listed_alone(node: &Node<'_>) -> Option<String> {
    let only_cluster = sources(node).all(|key| key == "kubernetes_sd_configs");
    let mut named = listed(node.get("kubernetes_sd_configs")).iter().map(|it| {
        let names = values(it.at(&["namespaces", "names"]));
        let own = it.at(&["namespaces", "own_namespace"]).and_then(Node::as_str) == Some("true");
        <[String; 1]>::try_from(names).ok().filter(|_| !own).map(|[name]| name)
    });
    let first = named.next()??;
    (only_cluster && named.all(|name| name.as_ref() == Some(&first))).then_some(first)
}

/// The only namespace that a step keeps: `kube-system;kube-dns;metrics` of three labels.
fn kept_alone(step: &Relabel) -> Option<String> {
    let at = step.source_labels.iter().position(|label| label == NAMESPACE).filter(|_| step.action == "keep")?;
    let parts: Vec<&str> = step.regex.split(step.separator.as_str()).collect();
    let kept = parts.get(at).filter(|_| parts.len() == step.source_labels.len())?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!kept.is_empty() && kept.chars().all(is_name)).then(|| (*kept).to_owned())
}
