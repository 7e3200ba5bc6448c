//! What is scraped, and under which name.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Fields, listed, sources, values};
use super::found::{Found, TargetFiles};
use super::{covering, namespaces, relabel, targets};
use crate::load::yaml::{Node, Origin};
use crate::model::{Jobs, Relabel, Scrape, Text};

/// Fields at the top that bring series in besides `scrape_configs`.
const FURTHER: &[&str] = &["scrape_config_files", "remote_read", "otlp"];

/// Service discovery that finds the machines of a cloud which are there.
const CLOUDS: &[&str] = &[
    "azure_sd_configs",
    "digitalocean_sd_configs",
    "ec2_sd_configs",
    "gce_sd_configs",
    "hetzner_sd_configs",
    "ionos_sd_configs",
    "lightsail_sd_configs",
    "linode_sd_configs",
    "openstack_sd_configs",
    "scaleway_sd_configs",
    "vultr_sd_configs",
];

/// One entry of `scrape_configs`.
pub(super) fn read<'n>(origin: Origin<'_>, node: &'n Node<'n>, files: &TargetFiles<'n>) -> Option<Scrape> {
    let found = Found::of(node, files);
    let fields = Fields { origin, node };
    let job = origin.text(node.get("job_name")?)?;
    let honours = fields.value("honor_labels") == Some("true");
    let after = relabel::all(origin, node.get("metric_relabel_configs"));
    let changes_series = honours || !after.is_empty();
    let before = relabel::all(origin, node.get("relabel_configs"));
    let (targets, addresses) = targets::of_job(&fields, &job, (&found, &before)).unzip();
    Some(Scrape {
        interval: fields.interval("scrape_interval"),
        timeout: fields.interval("scrape_timeout").map(|timeout| timeout.millis),
        keeps_time: fields.value("honor_timestamps") != Some("false"),
        sample_limit: fields.value("sample_limit").and_then(|text| text.parse().ok()).filter(|limit| *limit > 0),
        jobs: jobs(&Named { node, found: &found, job: &job, honours, targets: targets.as_deref() }, &before, &after),
        covering: if honours { BTreeSet::new() } else { covering::all(node, targets.as_deref(), &before) },
        targets,
        addresses,
        federated: federated(&fields),
        finds_pods: finds_pods(node),
        finds_machines: finds_machines(node),
        module: node.at(&["params", "module"]).and_then(|names| values(Some(names)).into_iter().next()),
        collectors: fields
            .node
            .at(&["params", "collect[]"])
            .map(|names| values(Some(names)))
            .filter(|names| !names.is_empty()),
        changes_series,
        in_namespace: namespaces::given(node, &before),
        relabels: before,
        metric_relabels: after,
        given: given(&fields, &job, &found),
        hosts: hosts(&found.groups),
        on_targets: (!found.discovers).then(|| on_targets(&found.groups)),
        job,
    })
}

/// The selectors by which an entry takes series from another Prometheus.
fn federated(fields: &Fields<'_, '_>) -> Option<Vec<String>> {
    let federates = fields.value("metrics_path").is_some_and(|path| path.ends_with("/federate"));
    federates.then(|| values(fields.node.at(&["params", "match[]"])))
}

/// Is it pods, or what they stand behind, and nothing else that gives an entry its targets?
fn finds_pods(node: &Node<'_>) -> bool {
    const OF_PODS: [&str; 3] = ["pod", "endpoints", "endpointslice"];
    let mut sources = sources(node).peekable();
    let roles = listed(node.get("kubernetes_sd_configs")).iter().map(|it| it.get("role").and_then(Node::as_str));
    sources.peek().is_some()
        && sources.all(|key| key == "kubernetes_sd_configs")
        && roles.into_iter().all(|role| OF_PODS.contains(&role.unwrap_or_default()))
}

/// Is it a cloud, and nothing else that gives an entry its targets?
fn finds_machines(node: &Node<'_>) -> bool {
    let mut sources = sources(node).peekable();
    sources.peek().is_some() && sources.all(|key| CLOUDS.contains(&key))
}

/// What says which jobs an entry has.
struct Named<'n, 'a> {
    node: &'n Node<'a>,
    found: &'n Found<'a>,
    job: &'n Text,
    honours: bool,
    targets: Option<&'n [BTreeMap<String, String>]>,
}

fn jobs(named: &Named<'_, '_>, before: &[Relabel], after: &[Relabel]) -> Jobs {
    let Named { node, found, job, honours, targets } = *named;
    if honours {
        return Jobs::Open("honor_labels takes the label job from the target");
    }
    let writes = |steps: &[Relabel]| steps.iter().any(|step| step.may_write("job"));
    if writes(after) || targets.is_none() && writes(before) {
        return Jobs::Open("relabelling writes the label job");
    }
    let mut names: Vec<String> = Vec::new();
    if let Some(targets) = targets {
        names.extend(targets.iter().filter_map(|labels| labels.get("job").cloned()));
        names.sort();
        names.dedup();
        return Jobs::Known(names);
    }
    if found.is_open {
        return Jobs::Open("the files of service discovery can set the label job");
    }
    let own = |group: &&Node<'_>| group.at(&["labels", "job"]).and_then(|it| it.as_str()).unwrap_or(job).to_owned();
    names.extend(found.groups.iter().map(own));
    let discovers = |(key, value): &(Node<'_>, Node<'_>)| {
        key.as_str().is_some_and(|key| key.ends_with("_sd_configs")) && !listed(Some(value)).is_empty()
    };
    if found.discovers && node.entries().iter().any(discovers) {
        names.push(job.value.clone());
    }
    if names.is_empty() {
        // Nothing says what its targets are; its name is taken all the same, because they may come.
        names.push(job.value.clone());
    }
    names.sort();
    names.dedup();
    Jobs::Known(names)
}

/// The labels that a job gives to its targets; `None` where the files of service discovery may give any, or where it collects
/// what others have scraped or pushed.
fn given(fields: &Fields<'_, '_>, job: &Text, found: &Found<'_>) -> Option<Vec<String>> {
    let collects = fields.value("metrics_path").is_some_and(|path| path.contains("federate")) || job.contains("push");
    if collects || found.is_open {
        return None;
    }
    let given = found.groups.iter().filter_map(|group| group.get("labels")).flat_map(|labels| labels.entries());
    Some(given.filter_map(|(label, _)| Some(label.as_str()?.to_owned())).collect())
}

/// The hosts that its targets name: `https://shop.example.com/health` and `db-07.example.com:9100` name one each.
fn hosts(groups: &[&Node<'_>]) -> Vec<String> {
    let targets = groups.iter().flat_map(|group| listed(group.get("targets")));
    let host = |target: &Node<'_>| {
        let address = target.as_str()?;
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = address.split(['/', ':', '?']).next()?.to_lowercase();
        (!host.is_empty()).then_some(host)
    };
    targets.filter_map(host).collect()
}

/// The labels that it gives to some target, each with the value that all its targets have, if they have the same.
fn on_targets(groups: &[&Node<'_>]) -> BTreeMap<String, Option<String>> {
    let labels = groups.iter().filter_map(|group| group.get("labels")).flat_map(|labels| labels.entries());
    let names = labels.filter_map(|(label, _)| label.as_str());
    let value = |label: &str| {
        let mut values = groups.iter().map(|group| group.at(&["labels", label]).and_then(|value| value.as_str()));
        let first = values.next()??;
        values.all(|value| value == Some(first)).then(|| first.to_owned())
    };
    names.map(|label| (label.to_owned(), value(label))).collect()
}

/// What brings in series besides `scrape_configs`.
pub(super) fn further_series(fields: &Fields<'_, '_>) -> Option<Text> {
    let mut entries = fields.node.entries().iter();
    let found = entries.find(|(key, value)| FURTHER.contains(&key.as_str().unwrap_or_default()) && !value.is_null());
    found.and_then(|(key, _)| fields.origin.text(key))
}
