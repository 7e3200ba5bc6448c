//! Rules and Alertmanager configurations among other things: the values of a chart, the variables of a playbook.
//!
//! A chart renders them by rules of its own, so that nothing here says whether Prometheus loads them.

use super::rules::Dialect;
use super::yaml::{Content, Node};
use super::{alertmanager, recognise};
use crate::model::Resource;

/// How deep they may be nested.
const DEPTH: usize = 16;
/// Resources of Kubernetes that hold values; no other resource ships rules among other things.
const HOLDERS: &[&str] = &["Application", "ApplicationSet", "HelmChart", "HelmChartConfig", "HelmRelease"];
/// Keys that switch off what stands beside them.
const SWITCHES: &[&str] = &["enabled", "create"];

/// How kube-prometheus-stack calls what it makes `alert_relabel_configs` of.
const ALERT_RELABELS: &str = "additionalAlertRelabelConfigs";

/// What is held by a key.
pub(super) struct Held<'n, 'a> {
    /// The keys that lead there, joined by dots.
    pub(super) path: String,
    /// What it is.
    pub(super) what: What<'n, 'a>,
}

/// What may be held.
pub(super) enum What<'n, 'a> {
    /// A mapping with `groups`, as in a rule file.
    Groups(&'n Node<'a>),
    /// A key, and a list of rules without a group.
    Rules(&'n Node<'a>, &'n Node<'a>),
    /// An Alertmanager configuration.
    Alertmanager(&'n Node<'a>),
    /// Steps of relabelling that a chart hands over to its Prometheus, for alerts on their way out.
    AlertRelabels(&'n Node<'a>),
    /// A text that may be a file with any of these.
    Text(&'n Node<'a>),
}

impl Held<'_, '_> {
    /// Whose rules they are.
    pub(super) fn dialect(&self) -> Dialect {
        if self.path.contains("ictoria") { Dialect::VictoriaMetrics } else { Dialect::Prometheus }
    }

    /// As what surrounds the rules.
    pub(super) fn resource(&self) -> Resource {
        Resource { kind: "values".into(), namespace: String::new(), name: self.path.clone(), labels: Vec::new() }
    }
}

/// All that `root` holds, in the order of the file. What is switched off there is not held.
pub(super) fn held<'n, 'a>(root: &'n Node<'a>) -> Vec<Held<'n, 'a>> {
    let mut found = Vec::new();
    // What `check` wrote holds suggestions of rules.
    let is_report = root.get("alertgap").is_some() && root.get("findings").is_some();
    let is_holder = root.get("kind").and_then(Node::as_str).is_none_or(|kind| HOLDERS.contains(&kind));
    if is_holder && !is_report {
        walk(root, &mut Vec::new(), &mut found);
    }
    found
}

fn walk<'n, 'a>(node: &'n Node<'a>, path: &mut Vec<&'n str>, found: &mut Vec<Held<'n, 'a>>) {
    if path.len() > DEPTH || is_off(node) {
        return;
    }
    let mut hold = |what| found.push(Held { path: path.join("."), what });
    match &node.content {
        Content::Mapping(_) if !path.is_empty() && recognise::is_rule_file(node) => hold(What::Groups(node)),
        Content::Mapping(_) if !path.is_empty() && alertmanager::is_configuration(node) => {
            hold(What::Alertmanager(node));
        }
        Content::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            path.push(key.as_str().unwrap_or_default());
            if is_rules(value) {
                found.push(Held { path: path.join("."), what: What::Rules(key, value) });
            } else if key.as_str() == Some(ALERT_RELABELS) {
                found.push(Held { path: path.join("."), what: What::AlertRelabels(value) });
            } else {
                walk(value, path, found);
            }
            path.pop();
        }),
        Content::Sequence(items) => items.iter().for_each(|item| {
            path.push("-");
            walk(item, path, found);
            path.pop();
        }),
        Content::Scalar(scalar) if is_file(&scalar.value) => hold(What::Text(node)),
        Content::Scalar(_) => {}
    }
}

/// `prometheusRule: {enabled: false, rules: […]}`
fn is_off(node: &Node<'_>) -> bool {
    SWITCHES.iter().any(|switch| node.get(switch).and_then(Node::as_str) == Some("false"))
}

/// A list of rules that all have a name and an expression.
fn is_rules(node: &Node<'_>) -> bool {
    let is_rule =
        |rule: &Node<'_>| rule.get("expr").is_some() && (rule.get("alert").is_some() || rule.get("record").is_some());
    !node.items().is_empty() && node.items().iter().all(is_rule)
}

fn is_file(text: &str) -> bool {
    let has_rules = text.contains("alert:") || text.contains("record:");
    text.contains('\n') && ((text.contains("expr:") && has_rules) || text.contains("receivers:"))
}
