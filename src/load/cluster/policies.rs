//! What a cluster lets in: `NetworkPolicy`s.

use super::Manifest;
use crate::load::prometheus::fields::{Fields, listed, values};
use crate::load::prometheus::selection;
use crate::load::yaml::{Node, Origin};
use crate::model::{Admission, NetworkPolicy, Peer, PolicyPort, Selection};

/// The kinds of what lets in besides; that there is one is all that counts.
pub(super) const OTHERS: [&str; 5] = [
    "CiliumNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
    "GlobalNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
];

/// One that says what may come in; `None` where it only says what may go out, or is of somebody else than Kubernetes.
pub(super) fn read(manifest: &Manifest<'_>) -> Option<NetworkPolicy> {
    let spec = manifest.root.get("spec")?;
    let types = values(spec.get("policyTypes"));
    if !types.is_empty() && !types.iter().any(|kind| kind == "Ingress") {
        return None;
    }
    let origin = manifest.origin();
    let fields = Fields { origin, node: spec };
    let everything = Selection { requirements: Vec::new(), place: manifest.place() };
    Some(NetworkPolicy {
        resource: manifest.resource(),
        place: fields.key("ingress").unwrap_or_else(|| manifest.place()),
        pods: spec.get("podSelector").and_then(|node| selection(origin, node)).unwrap_or(everything),
        admits: listed(spec.get("ingress")).iter().map(|rule| admission(origin, rule)).collect(),
    })
}

/// Is it of Kubernetes itself?
pub(super) fn is_of_kubernetes(root: &Node<'_>) -> bool {
    root.get("apiVersion").and_then(Node::as_str).is_some_and(|version| version.starts_with("networking.k8s.io/"))
}

/// What is empty, or not there, admits all.
fn admission(origin: Origin<'_>, rule: &Node<'_>) -> Admission {
    let all = |key: &str| Some(listed(rule.get(key))).filter(|items| !items.is_empty());
    Admission {
        ports: all("ports").map(|ports| ports.iter().filter_map(port).collect()),
        from: all("from").map(|peers| peers.iter().map(|peer| of_peer(origin, peer)).collect()),
    }
}

/// One for TCP, which is what is scraped by.
fn port(node: &Node<'_>) -> Option<PolicyPort> {
    let said = |key: &str| node.get(key).filter(|node| !node.is_null()).and_then(Node::as_str);
    if said("protocol").is_some_and(|protocol| protocol != "TCP") {
        return None;
    }
    let Some(port) = said("port") else { return Some(PolicyPort::Any) };
    let Ok(first) = port.parse::<u16>() else { return Some(PolicyPort::Named(port.to_owned())) };
    let last = said("endPort").map_or(Some(first), |end| end.parse().ok());
    Some(last.map_or(PolicyPort::Any, |last| PolicyPort::Range(first, last)))
}

fn of_peer(origin: Origin<'_>, peer: &Node<'_>) -> Peer {
    let selected = |key: &str| peer.get(key).and_then(|node| selection(origin, node));
    Peer {
        namespaces: selected("namespaceSelector"),
        pods: selected("podSelector"),
        has_addresses: peer.get("ipBlock").is_some(),
    }
}
