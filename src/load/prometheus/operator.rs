//! `Prometheus`, `PrometheusAgent` and `ThanosRuler`, as the Operator reads them.

use super::fields::{Fields, listed, values};
use crate::load::yaml::{Node, Origin};
use crate::model::{
    Addressee, Alerting, Interval, MonitorSelectors, Picked, Prometheus, Requirement, Resource, RuleSelectors,
    RuleSource, Selection, SelectionOperator, Text,
};

/// What excepts rules from the label that is forced on them.
const EXCEPTIONS: [&str; 2] = ["excludedFromEnforcement", "prometheusRulesExcludedFromEnforce"];
/// Selectors of what is scraped. Without any of them the Operator leaves the configuration to others.
const SELECTORS: [&str; 4] = ["serviceMonitorSelector", "podMonitorSelector", "probeSelector", "scrapeConfigSelector"];
/// Ways by which series come that no monitor asks for, or get another job than monitors say.
const OTHER_SERIES: [&str; 10] = [
    "additionalScrapeConfigs",
    "additionalArgs",
    "remoteRead",
    "enableRemoteWriteReceiver",
    "enableOTLPReceiver",
    "enableFeatures",
    "otlp",
    "scrapeClasses",
    "ignoreNamespaceSelectors",
    "containers",
];

/// Reads a resource whose `kind` is one of the above.
pub(in crate::load) fn read(origin: Origin<'_>, root: &Node<'_>) -> Prometheus {
    let spec = root.get("spec").unwrap_or(root);
    let of_root = Fields { origin, node: root };
    let fields = Fields { origin, node: spec };
    let selectors = RuleSelectors {
        resource: resource(root),
        rules: spec.get("ruleSelector").and_then(|node| selection(origin, node)),
        namespaces: spec.get("ruleNamespaceSelector").and_then(|node| selection(origin, node)),
        enforced: fields
            .value("enforcedNamespaceLabel")
            .filter(|_| !EXCEPTIONS.iter().any(|key| fields.key(key).is_some()))
            .map(str::to_owned),
        monitors: monitors(origin, spec, resource(root).kind == "Prometheus"),
    };
    // What is not given, the Operator writes out as 30 seconds.
    let usual = Interval { millis: 30_000, place: of_root.first_key() };
    let interval = |key: &str| fields.interval(key).or(Some(usual));
    // Series come from ServiceMonitors and the like, which are read by nobody here.
    let further_series = Text::plain("ServiceMonitors", of_root.first_key());
    Prometheus {
        environments: Vec::new(),
        file: origin.file(),
        place: of_root.first_key(),
        rules: RuleSource::Selectors(Box::new(selectors)),
        scrape_interval: interval("scrapeInterval"),
        scrape_timeout: fields.interval("scrapeTimeout").map(|timeout| timeout.millis),
        evaluation_interval: interval("evaluationInterval"),
        query_offset: fields.interval("ruleQueryOffset"),
        external_labels: labels_of(&fields),
        alerting: alerting(&fields),
        scrapes: Vec::new(),
        tenants: Vec::new(),
        writes: false,
        further_series: Some(further_series),
    }
}

/// Which monitors it takes. Where it names no selector at all, its configuration is written by somebody else.
fn monitors(origin: Origin<'_>, spec: &Node<'_>, is_prometheus: bool) -> MonitorSelectors {
    let is_given = |key: &&str| spec.get(key).is_some_and(|node| !node.is_null());
    MonitorSelectors {
        services: picked(origin, spec, ["serviceMonitorSelector", "serviceMonitorNamespaceSelector"]),
        pods: picked(origin, spec, ["podMonitorSelector", "podMonitorNamespaceSelector"]),
        has_others: !is_prometheus || OTHER_SERIES.iter().any(is_given) || !SELECTORS.iter().any(is_given),
    }
}

/// What a resource takes of one kind: by labels, and by namespaces.
pub(in crate::load) fn picked(origin: Origin<'_>, spec: &Node<'_>, [labels, namespaces]: [&str; 2]) -> Picked {
    let selection = |key: &str| spec.get(key).and_then(|node| selection(origin, node));
    Picked { labels: selection(labels), namespaces: selection(namespaces) }
}

/// `externalLabels` of a Prometheus, `labels` of a ThanosRuler.
fn labels_of(fields: &Fields<'_, '_>) -> Vec<crate::model::Label> {
    let mut labels = fields.labels("externalLabels");
    labels.extend(fields.labels("labels"));
    labels
}

fn alerting(fields: &Fields<'_, '_>) -> Alerting {
    // A ThanosRuler names its Alertmanagers in other fields, some of them by secrets.
    let keys = ["alerting", "alertmanagersUrl", "alertmanagersConfig", "additionalAlertManagerConfigs"];
    let places: Vec<_> = keys.iter().filter_map(|key| fields.key(key)).collect();
    let named = listed(fields.node.at(&["alerting", "alertmanagers"])).iter();
    let elsewhere = keys[1..].iter().filter_map(|key| fields.key(key));
    Alerting {
        place: places.first().copied(),
        alertmanagers: named.map(|node| fields.origin.place(node.range.clone())).chain(elsewhere).map(found).collect(),
        has_others: keys[1..].iter().any(|key| fields.key(key).is_some()),
        relabels: super::relabel::all(fields.origin, fields.node.get("alertRelabelConfigs")),
    }
}

/// Alertmanagers that a `Service` or a secret names.
fn found(place: crate::source::Place) -> Addressee {
    Addressee { place, targets: None, path_prefix: None }
}

/// `metadata` of a resource.
pub(in crate::load) fn resource(root: &Node<'_>) -> Resource {
    let said = |key: &str| root.at(&["metadata", key]).and_then(|node| node.as_str()).unwrap_or_default().to_owned();
    let labels = root.at(&["metadata", "labels"]).map_or(&[][..], |node| node.entries()).iter();
    let label = |(key, value): &(Node<'_>, Node<'_>)| Some((key.as_str()?.to_owned(), value.as_str()?.to_owned()));
    let kind = root.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    Resource { kind, namespace: said("namespace"), name: said("name"), labels: labels.filter_map(label).collect() }
}

/// A label selector; `None` where it is null, which is another thing than empty.
pub(in crate::load) fn selection(origin: Origin<'_>, node: &Node<'_>) -> Option<Selection> {
    if node.is_null() {
        return None;
    }
    let labels = node.get("matchLabels").map_or(&[][..], |node| node.entries()).iter().map(|(key, value)| {
        let values = vec![value.as_str().unwrap_or_default().to_owned()];
        Requirement { label: key.as_str().unwrap_or_default().to_owned(), operator: SelectionOperator::In, values }
    });
    let expressions = listed(node.get("matchExpressions")).iter().map(|node| Requirement {
        label: node.get("key").and_then(|key| key.as_str()).unwrap_or_default().to_owned(),
        operator: operator(node.get("operator").and_then(|operator| operator.as_str()).unwrap_or_default()),
        values: values(node.get("values")),
    });
    Some(Selection { requirements: labels.chain(expressions).collect(), place: origin.place(node.range.clone()) })
}

fn operator(written: &str) -> SelectionOperator {
    match written {
        "In" => SelectionOperator::In,
        "NotIn" => SelectionOperator::NotIn,
        "Exists" => SelectionOperator::Exists,
        "DoesNotExist" => SelectionOperator::DoesNotExist,
        _ => SelectionOperator::Unknown,
    }
}
