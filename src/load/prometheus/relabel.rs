//! Relabelling.

use std::sync::OnceLock;

use super::fields::{Fields, listed, values};
use crate::load::yaml::{Node, Origin};
use crate::model::Relabel;

/// The steps of a list.
pub(in crate::load) fn all(origin: Origin<'_>, node: Option<&Node<'_>>) -> Vec<Relabel> {
    listed(node).iter().map(|step| one(origin, step)).collect()
}

fn one(origin: Origin<'_>, node: &Node<'_>) -> Relabel {
    let fields = Fields { origin, node };
    // The Operator spells the same fields in camel case.
    let value = |key: &str, other: &str| fields.value(key).or_else(|| fields.value(other));
    let said = |key: &str, other: &str, default: &str| value(key, other).unwrap_or(default).to_owned();
    let sources = node.get("source_labels").or_else(|| node.get("sourceLabels"));
    // An empty replacement is written, and takes the label away.
    let replacement = node.get("replacement").and_then(|node| node.as_str()).unwrap_or("$1").to_owned();
    Relabel {
        source_labels: values(sources),
        separator: node.get("separator").and_then(|node| node.as_str()).unwrap_or(";").to_owned(),
        regex: said("regex", "regex", "(.*)"),
        compiled: OnceLock::new(),
        modulus: fields.value("modulus").and_then(|text| text.parse().ok()).unwrap_or(0),
        target_label: said("target_label", "targetLabel", ""),
        replacement,
        action: said("action", "action", "replace").to_lowercase(),
        place: origin.place(node.range.clone()),
    }
}
