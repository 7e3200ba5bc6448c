//! The labels that every target of a job has. They lie over those that its series bring along, which are called `exported_…`
//! then, unless `honor_labels` keeps them.

use std::collections::BTreeSet;

use super::fields::{listed, sources};
use crate::load::yaml::Node;
use crate::model::{Relabel, TargetLabels};

/// What a scrape gives to every series.
const OF_ALL: [&str; 2] = ["job", "instance"];

/// These labels, where `targets` are known, or where relabelling makes them of what discovery says of every target.
pub(super) fn all(node: &Node<'_>, targets: Option<&[TargetLabels]>, steps: &[Relabel]) -> BTreeSet<String> {
    if let Some(targets) = targets {
        let mut each = targets.iter().map(|labels| labels.keys().cloned().collect::<BTreeSet<String>>());
        let first = each.next().unwrap_or_default();
        return each.fold(first, |both, labels| &both & &labels);
    }
    if steps.iter().any(|step| matches!(step.action.as_str(), "labeldrop" | "labelkeep")) {
        return BTreeSet::new();
    }
    let told = told_of_all(node);
    let copies = |step: &Relabel| {
        let whole = step.regex == "(.*)" && step.replacement == "$1" && step.action == "replace";
        whole && matches!(&step.source_labels[..], [label] if told.contains(&label.as_str()))
    };
    let last = |(at, step): &(usize, &Relabel)| !steps[at + 1..].iter().any(|it| it.may_write(&step.target_label));
    let copied = steps.iter().enumerate().filter(|(_, step)| copies(step)).filter(last);
    copied.map(|(_, step)| step.target_label.clone()).chain(OF_ALL.map(String::from)).collect()
}

/// What service discovery says of each target, if it finds them all in a cluster.
fn told_of_all(node: &Node<'_>) -> Vec<&'static str> {
    if sources(node).any(|key| key != "kubernetes_sd_configs") {
        return Vec::new();
    }
    let mut roles = listed(node.get("kubernetes_sd_configs")).iter().map(|it| {
        let role = it.get("role").and_then(Node::as_str).unwrap_or_default();
        match role {
            "pod" => vec!["__meta_kubernetes_namespace", "__meta_kubernetes_pod_name"],
            "service" | "endpoints" => vec!["__meta_kubernetes_namespace", "__meta_kubernetes_service_name"],
            "endpointslice" | "ingress" => vec!["__meta_kubernetes_namespace"],
            "node" => vec!["__meta_kubernetes_node_name"],
            _ => Vec::new(),
        }
    });
    let first = roles.next().unwrap_or_default();
    roles.fold(first, |both, role| both.into_iter().filter(|label| role.contains(label)).collect())
}
