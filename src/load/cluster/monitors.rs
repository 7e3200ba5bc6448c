//! What the Operator scrapes: `ServiceMonitor`, `PodMonitor`, and the `Service`s that they select.

use super::Manifest;
use super::workload::pairs;
use crate::load::prometheus::fields::{listed, values};
use crate::load::prometheus::selection;
use crate::load::yaml::{Node, Origin};
use crate::model::{Copied, Namespaces, ScrapeMonitor, Selection, Service, ServicePort, Text};

/// A `Service`. Of one without a selector, somebody writes the endpoints and calls their ports as he likes.
pub(super) fn service(manifest: &Manifest<'_>) -> Service {
    let spec = manifest.root.get("spec");
    let selects = spec.and_then(|spec| spec.get("selector")).is_some_and(|node| !node.entries().is_empty());
    let ports = listed(spec.and_then(|spec| spec.get("ports"))).iter();
    let named = ports.map(|port| port.get("name").and_then(Node::as_str).unwrap_or_default().to_owned());
    let numbers = listed(spec.and_then(|spec| spec.get("ports"))).iter().filter_map(numbered).collect();
    let pods = spec.and_then(|spec| spec.get("selector"));
    Service { resource: manifest.resource(), ports: selects.then(|| named.collect()), numbers, selects: pairs(pods) }
}

/// A port for TCP. Where it names none of the pods, it is theirs.
fn numbered(port: &Node<'_>) -> Option<ServicePort> {
    let said = |key: &str| port.get(key).filter(|node| !node.is_null()).and_then(Node::as_str);
    let own = said("port").filter(|_| said("protocol").is_none_or(|protocol| protocol == "TCP"))?;
    Some(ServicePort { number: own.parse().ok()?, target: said("targetPort").unwrap_or(own).to_owned() })
}

/// A monitor.
pub(super) fn monitor(manifest: &Manifest<'_>) -> ScrapeMonitor {
    let spec = manifest.root.get("spec").unwrap_or(manifest.root);
    let endpoints = listed(spec.get("endpoints").or_else(|| spec.get("podMetricsEndpoints")));
    let everything = || Selection { requirements: Vec::new(), place: manifest.place() };
    let job_label = spec.get("jobLabel").and_then(Node::as_str).filter(|label| !label.is_empty());
    ScrapeMonitor {
        resource: manifest.resource(),
        place: manifest.place(),
        selector: spec.get("selector").and_then(|node| selection(manifest.origin(), node)).unwrap_or_else(everything),
        namespaces: namespaces(spec.get("namespaceSelector")),
        job_label: job_label.map(str::to_owned),
        ports: endpoints.iter().map(|endpoint| port(manifest.origin(), endpoint)).collect::<Option<Vec<_>>>(),
        renames: endpoints.iter().any(renames) || spec.get("scrapeClass").is_some(),
        copies: Copied { services: values(spec.get("targetLabels")), pods: values(spec.get("podTargetLabels")) },
        covers: !endpoints.is_empty() && endpoints.iter().all(covers) && spec.get("scrapeClass").is_none(),
    }
}

fn namespaces(selector: Option<&Node<'_>>) -> Namespaces {
    let Some(selector) = selector else { return Namespaces::Own };
    let names = values(selector.get("matchNames"));
    match selector.get("any").and_then(Node::as_str) {
        Some("true") => Namespaces::Any,
        _ if names.is_empty() => Namespaces::Own,
        _ => Namespaces::Named(names),
    }
}

/// The port of the `Service` that an endpoint asks for. A `targetPort` is one of the pods, whatever the `Service` says.
fn port(origin: Origin<'_>, endpoint: &Node<'_>) -> Option<Text> {
    let is_given = |key: &&str| endpoint.get(key).is_some_and(|node| !node.is_null());
    let others = ["targetPort", "portNumber"].iter().any(is_given);
    let port = endpoint.get("port").filter(|port| !others && !port.is_null())?;
    origin.text(port).filter(|port| !port.is_empty())
}

/// Does an endpoint leave the labels of its targets as the Operator writes them, over those of the series?
fn covers(endpoint: &Node<'_>) -> bool {
    let says = |key: &&str| endpoint.get(key).is_some_and(|node| !node.is_null());
    honors(endpoint) != Some("true") && !["relabelings", "metricRelabelings"].iter().any(says)
}

fn honors<'n>(endpoint: &'n Node<'_>) -> Option<&'n str> {
    endpoint.get("honorLabels").and_then(Node::as_str)
}

/// May the series of an endpoint have another job than the Operator gives them?
fn renames(endpoint: &Node<'_>) -> bool {
    let steps = ["relabelings", "metricRelabelings"].iter().flat_map(|key| listed(endpoint.get(key)));
    let said = |step: &Node<'_>, key: &str| step.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let writes = |step: &Node<'_>| {
        let target = said(step, "targetLabel");
        target == "job" || target.contains('$') || said(step, "action").eq_ignore_ascii_case("labelmap")
    };
    honors(endpoint) == Some("true") || steps.into_iter().any(writes)
}
