//! What a file is, told from its content.

use super::yaml::Node;
use super::{blackbox, loki, silences};
use crate::model::Kind;

/// Keys of which one stands in every YAML or JSON file that is read for more than its kind.
const KEYS: &[&str] = &[
    "endsAt",
    "evaluation_interval",
    "external_labels",
    "failure_modes",
    "groups",
    "incidents",
    "prober",
    "receivers",
    "root_causes",
    "rule_files",
    "schema_config",
    "scrape_configs",
    "scrape_interval",
];
/// Kinds of resources of which nothing else may be known.
const RESOURCES: &[&str] = &["PrometheusRule", "VMRule", "ThanosRuler", "AlertmanagerConfig", "kind: Prometheus"];
/// Fields of a Grafana rule group, which is no rule file although it has groups and rules.
const GRAFANA: &[&str] = &["orgId", "folder"];

/// May the text be of a kind that is read at all? Every other chart of a repository is no business of ours, broken or
/// not.
pub(super) fn is_worth_parsing(text: &str) -> bool {
    let is_key = |key: &&'static str| {
        let after =
            |(at, _): (usize, &str)| text[at + key.len()..].trim_start_matches(['"', '\'', ' ']).starts_with(':');
        text.match_indices(*key).any(after)
    };
    let holds_rules = ["rules", "expr"].iter().all(is_key) && ["alert", "record"].iter().any(is_key);
    holds_rules || KEYS.iter().any(is_key) || RESOURCES.iter().any(|kind| text.contains(kind))
}

/// What a YAML or JSON document is.
pub(super) fn kind_of(root: &Node<'_>) -> Kind {
    match root.get("kind").and_then(Node::as_str) {
        Some("PrometheusRule" | "VMRule") => Kind::RuleResource,
        Some("ConfigMap") => Kind::ConfigMap,
        Some("Prometheus" | "ThanosRuler") if root.get("apiVersion").is_some() => Kind::PrometheusResource,
        Some("AlertmanagerConfig") => Kind::Alertmanager,
        _ if silences::is_list(root) => Kind::Silences,
        _ if is_rules_dump(root) => Kind::RulesDump,
        _ if is_rule_file(root) => Kind::Rules,
        _ => configuration(root),
    }
}

fn configuration(root: &Node<'_>) -> Kind {
    let has = |key: &str| root.get(key).is_some();
    let is_list = |key: &str| root.get(key).is_some_and(Node::is_sequence);
    let is_global = |key: &&str| root.at(&["global", key]).is_some();
    let is_prometheus = || ["scrape_interval", "evaluation_interval", "external_labels"].iter().any(is_global);
    if is_list("tests") && (has("rule_files") || has("evaluation_interval") || has("group_eval_order")) {
        Kind::UnitTests
    } else if has("route") && has("receivers") {
        Kind::Alertmanager
    } else if loki::is_loki(root) || loki::is_shipper(root) {
        Kind::Loki
    } else if is_list("scrape_configs") || is_list("rule_files") || is_prometheus() {
        Kind::Prometheus
    } else if blackbox::is_one(root) {
        Kind::Blackbox
    } else if is_list("failure_modes") {
        Kind::Modes
    } else if has("alertgap") && has("findings") {
        // What `check` wrote, lying beside what it read.
        Kind::OtherData
    } else if is_list("incidents") || (is_list("root_causes") && (has("title") || has("id"))) {
        Kind::Incident
    } else {
        Kind::OtherData
    }
}

/// The answer of `/api/v1/rules`, with or without its envelope.
fn is_rules_dump(root: &Node<'_>) -> bool {
    let groups = root.at(&["data", "groups"]).filter(|_| root.get("status").is_some()).or_else(|| root.get("groups"));
    let Some(groups) = groups.filter(|groups| groups.is_sequence()) else { return false };
    let is_answer = root.at(&["data", "groups"]).is_some();
    let evaluated = |group: &Node<'_>| {
        group.get("evaluationTime").is_some() || group.get("lastEvaluation").is_some() || group.get("file").is_some()
    };
    is_answer || groups.items().first().is_some_and(evaluated)
}

/// `groups:` with `rules:`, as far as it can be told of a file that may be faulty.
pub(super) fn is_rule_file(root: &Node<'_>) -> bool {
    let Some(groups) = root.get("groups") else { return is_misspelt(root) };
    if root.get("kind").is_some() || groups.items().iter().any(is_grafana) {
        return false;
    }
    let has_rules = |group: &Node<'_>| group.get("rules").is_some();
    let is_only = |node: &Node<'_>| node.entries().iter().all(|(key, _)| key.as_str() == Some("groups"));
    groups.items().iter().any(has_rules)
        || (root.cut && groups.items().iter().any(|group| group.cut))
        || (is_only(root) && (groups.is_null() || groups.items().iter().all(|group| group.get("name").is_some())))
}

/// A rule file whose only key is nearly `groups`.
fn is_misspelt(root: &Node<'_>) -> bool {
    let is_rule = |rule: &Node<'_>| rule.get("expr").is_some();
    let has_rules = |group: &Node<'_>| group.get("rules").is_some_and(|rules| rules.items().iter().any(is_rule));
    let is_near = |key: &Node<'_>| key.as_str().is_some_and(|key| strsim::damerau_levenshtein(key, "groups") <= 2);
    matches!(root.entries(), [(key, groups)] if is_near(key) && groups.items().iter().any(has_rules))
}

fn is_grafana(group: &Node<'_>) -> bool {
    let queries = |rule: &Node<'_>| rule.get("uid").is_some() || rule.get("condition").is_some();
    GRAFANA.iter().any(|field| group.get(field).is_some())
        || group.get("rules").is_some_and(|rules| rules.items().iter().any(queries))
}

/// Does the text look like what `curl /metrics` saves? Most of its lines are samples or `# TYPE` and `# HELP`.
pub(super) fn is_exposition(text: &str) -> bool {
    let lines = || text.lines().take(200).map(str::trim).filter(|line| !line.is_empty());
    let declares = lines().any(|line| line.starts_with("# TYPE ") || line.starts_with("# HELP "));
    let (mut samples, mut others) = (0, 0);
    for line in lines().filter(|line| !line.starts_with('#')) {
        if is_sample(line) {
            samples += 1;
        } else {
            others += 1;
        }
    }
    samples > 0 && samples >= others * 9 && (declares || others == 0)
}

/// `name{…} 1.5`, with a time behind it perhaps.
fn is_sample(line: &str) -> bool {
    let name = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':')).count();
    let rest = &line[name..];
    let value = match rest.strip_prefix('{') {
        Some(labels) => labels.rfind('}').map(|end| &labels[end + 1..]),
        None => rest.strip_prefix([' ', '\t']),
    };
    let number = |text: &str| text.parse::<f64>().is_ok() || matches!(text, "+Inf" | "-Inf" | "NaN");
    let first = value.and_then(|value| value.split_whitespace().next());
    let starts = line.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | ':' | '{'));
    starts && first.is_some_and(number)
}
