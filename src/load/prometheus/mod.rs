//! `prometheus.yml`, and the resources of the Operator that stand for one.

mod covering;
pub(in crate::load) mod fields;
mod files;
mod found;
mod namespaces;
mod operator;
mod relabel;
mod scrape;
mod targets;

pub(super) use operator::{picked, read as read_resource, resource, selection};
pub(super) use relabel::all as relabels;

use super::yaml::{Node, Origin};
use crate::model::{Addressee, Alerting, Prometheus, Relabel, RuleSource, Text};
use fields::{Fields, listed, values};
pub(super) use files::find as find_targets;
use found::TargetFiles;

/// Reads a `prometheus.yml`, without the lists of targets that it names.
pub(super) fn read<'n>(origin: Origin<'_>, root: &'n Node<'n>) -> Prometheus {
    read_with(origin, root, &TargetFiles::new())
}

/// Reads a `prometheus.yml`, and of the lists of targets those that are known.
fn read_with<'n>(origin: Origin<'_>, root: &'n Node<'n>, files: &TargetFiles<'n>) -> Prometheus {
    let fields = Fields { origin, node: root };
    let global = root.get("global").unwrap_or(root);
    let of_global = Fields { origin, node: global };
    Prometheus {
        environments: Vec::new(),
        file: origin.file(),
        place: fields.first_key(),
        rules: RuleSource::Files(rule_files(&fields)),
        scrape_interval: of_global.interval("scrape_interval"),
        scrape_timeout: of_global.interval("scrape_timeout").map(|timeout| timeout.millis),
        evaluation_interval: of_global.interval("evaluation_interval"),
        query_offset: of_global.interval("rule_query_offset"),
        external_labels: of_global.labels("external_labels"),
        alerting: root.get("alerting").map(|node| alerting(origin, node, fields.key("alerting"))).unwrap_or_default(),
        scrapes: listed(root.get("scrape_configs"))
            .iter()
            .filter_map(|node| scrape::read(origin, node, files))
            .collect(),
        tenants: tenants(root),
        writes: writes(root),
        further_series: scrape::further_series(&fields),
    }
}

/// Where a Prometheus takes what others write.
const RECEIVER: &str = "/api/v1/write";

/// Is a Prometheus among those that it writes to?
fn writes(root: &Node<'_>) -> bool {
    let mut urls = listed(root.get("remote_write")).iter().filter_map(|node| node.get("url")?.as_str());
    urls.any(|url| url.trim_end_matches('/').ends_with(RECEIVER))
}

/// The header by which Mimir, Cortex and Loki tell tenants apart.
const TENANT: &str = "X-Scope-OrgID";

/// For whom all series are written.
fn tenants(root: &Node<'_>) -> Vec<String> {
    let headers = listed(root.get("remote_write")).iter().filter_map(|node| node.get("headers"));
    let named = headers.flat_map(|headers| headers.entries());
    let is_tenant = |key: &Node<'_>| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case(TENANT));
    named.filter(|(key, _)| is_tenant(key)).filter_map(|(_, value)| Some(value.as_str()?.to_owned())).collect()
}

fn rule_files(fields: &Fields<'_, '_>) -> Vec<Text> {
    let patterns = listed(fields.node.get("rule_files")).iter().filter(|node| !node.is_null());
    patterns.filter_map(|node| fields.origin.text(node)).collect()
}

fn alerting(origin: Origin<'_>, node: &Node<'_>, place: Option<crate::source::Place>) -> Alerting {
    let all = listed(node.get("alertmanagers")).iter();
    let is_left = |it: &&Node<'_>| !targets::all_dropped(it, &relabel::all(origin, it.get("relabel_configs")));
    let alertmanagers: Vec<&Node<'_>> = all.filter(|it| finds_any(it)).filter(is_left).collect();
    let mut relabels = relabel::all(origin, node.get("alert_relabel_configs"));
    relabels.extend(alertmanagers.iter().flat_map(|it| {
        let own = relabel::all(origin, it.get("alert_relabel_configs"));
        // Where there are several, one of them may get what another does not.
        let sure = alertmanagers.len() == 1;
        own.into_iter().map(move |step| if sure { step } else { Relabel { action: "perhaps".into(), ..step } })
    }));
    let alertmanagers = alertmanagers.into_iter().map(|it| addressee(origin, it)).collect();
    Alerting { place, alertmanagers, has_others: false, relabels }
}

fn addressee(origin: Origin<'_>, node: &Node<'_>) -> Addressee {
    let discovers = node.entries().iter().any(|(key, _)| key.as_str().is_some_and(|key| key.ends_with("_sd_configs")));
    let is_plain = !discovers && listed(node.get("relabel_configs")).is_empty();
    let targets = listed(node.get("static_configs")).iter().flat_map(|group| values(group.get("targets")));
    let prefix = node.get("path_prefix").filter(|prefix| !prefix.is_null());
    Addressee {
        place: origin.place(node.range.clone()),
        targets: is_plain.then(|| targets.collect()),
        path_prefix: prefix.and_then(|prefix| origin.text(prefix)),
    }
}

/// Does an entry of `alertmanagers` name a target, or something that finds one?
fn finds_any(node: &Node<'_>) -> bool {
    node.entries().iter().any(|(key, value)| {
        let key = key.as_str().unwrap_or_default();
        let has_targets = |list: &Node<'_>| listed(list.get("targets")).iter().any(|target| !target.is_null());
        match key {
            "static_configs" => listed(Some(value)).iter().any(has_targets),
            _ => key.ends_with("_sd_configs") && !listed(Some(value)).is_empty(),
        }
    })
}

#[cfg(test)]
mod tests;
