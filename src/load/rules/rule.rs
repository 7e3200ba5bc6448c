//! Rules.

use std::ops::Range;

use super::{Reader, comments, fields, names};
use crate::load::yaml::Node;
use crate::model::{Alert, Label, Recording, Text};

/// Reads the rules of a group.
pub(super) fn all(reader: &mut Reader<'_>, group: &Node<'_>) {
    let Some((key, rules)) = group.entries().iter().find(|(key, _)| key.as_str() == Some("rules")) else { return };
    if reader.is_unrendered(rules) {
        reader.unrendered.push(rules.range.clone());
    } else if !rules.is_sequence() && !rules.is_null() {
        reader.fault(Reader::point(key, rules), "rules is a list", "write each rule as \"- alert: …\"");
    }
    listed(reader, key, rules);
}

/// Reads the rules of a list, which stands behind `key`.
pub(super) fn listed(reader: &mut Reader<'_>, key: &Node<'_>, rules: &Node<'_>) {
    let written: Vec<&Node<'_>> = rules.items().iter().filter(|rule| !rule.is_null()).collect();
    for (at, rule) in written.iter().enumerate() {
        let before = at.checked_sub(1).map_or(key.range.end, |before| written[before].range.end);
        one(reader, rule, before);
    }
}

/// The fields of a rule, before anybody asks which kind it is.
#[derive(Default)]
struct Draft {
    alert: Option<Text>,
    record: Option<Text>,
    expr: Option<(Text, Range<usize>)>,
    hold: u64,
    keep: u64,
    labels: Vec<Label>,
    annotations: Vec<Label>,
    /// Keys of what a recording rule may not have.
    for_alerts_only: Vec<Range<usize>>,
    /// A name or an expression is there, but a template has to be rendered before anybody can read it.
    unread: Vec<&'static str>,
}

/// Reads one rule. `before` is where the one before it ends.
fn one(reader: &mut Reader<'_>, node: &Node<'_>, before: usize) {
    // The document broke off inside it; that has been said.
    if node.cut {
        return;
    }
    if reader.is_unrendered(node) {
        reader.unrendered.push(node.range.clone());
        return;
    }
    if !node.is_mapping() {
        reader.fault(node.range.clone(), "a rule is a mapping with alert or record, and expr", "write \"- alert: …\"");
        return;
    }
    reader.unknown_fields(node, fields::RULE, "a rule");
    let draft = draft(reader, node);
    refuse(reader, node, &draft);
    keep(reader, node, draft, before);
}

fn draft(reader: &mut Reader<'_>, node: &Node<'_>) -> Draft {
    let mut draft = Draft::default();
    let mut seen = Vec::new();
    for (key, value) in node.entries() {
        let name = key.as_str().unwrap_or_default();
        // Of a key that stands twice, which is a fault of its own, the first counts.
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        match name {
            "alert" => draft.alert = read_setting(reader, &mut draft.unread, (key, value, "alert")),
            "record" => draft.record = read_setting(reader, &mut draft.unread, (key, value, "record")),
            "expr" => {
                draft.expr =
                    expression_text(reader, &mut draft.unread, (key, value)).map(|text| (text, value.range.clone()));
            }
            "for" => draft.hold = reader.duration(key, value).unwrap_or(0),
            "keep_firing_for" => draft.keep = reader.duration(key, value).unwrap_or(0),
            "labels" => draft.labels = reader.labels(key, value),
            "annotations" => draft.annotations = reader.labels(key, value),
            _ => {}
        }
        let forbidden = match name {
            "for" => draft.hold > 0,
            "keep_firing_for" => draft.keep > 0,
            "annotations" => !draft.annotations.is_empty(),
            _ => false,
        };
        if forbidden {
            draft.for_alerts_only.push(key.range.clone());
        }
    }
    draft
}

type Field<'a, 'n> = (&'a Node<'n>, &'a Node<'n>, &'static str);

fn read_setting(reader: &mut Reader<'_>, unread: &mut Vec<&'static str>, field: Field<'_, '_>) -> Option<Text> {
    let (key, value, name) = field;
    let text = reader.setting(key, value);
    if text.is_none() {
        unread.push(name);
    }
    text.filter(|text| !text.is_empty())
}

/// An expression may hold marks of a template in its strings: it is looked at when it is read.
fn expression_text(
    reader: &mut Reader<'_>,
    unread: &mut Vec<&'static str>,
    (key, value): (&Node<'_>, &Node<'_>),
) -> Option<Text> {
    match reader.input.origin.text(value) {
        Some(text) => Some(text).filter(|text| !text.is_empty()),
        None => read_setting(reader, unread, (key, value, "expr")),
    }
}

/// What Prometheus says about the rule as a whole.
fn refuse(reader: &mut Reader<'_>, node: &Node<'_>, draft: &Draft) {
    let first = Reader::first_key(node);
    let unread = |name| draft.unread.contains(&name);
    match (&draft.alert, &draft.record) {
        (Some(_), Some(record)) => {
            let place = record.place;
            reader.fault_at(place, "a rule with both alert and record", "make two rules of it");
        }
        (None, None) if !unread("alert") && !unread("record") => {
            reader.fault(first.clone(), "a rule with neither alert nor record", "name it: \"- alert: …\"");
        }
        _ => {}
    }
    if draft.expr.is_none() && !unread("expr") {
        reader.fault(first, "a rule without expr", "write the expression that it evaluates");
    }
    let Some(record) = &draft.record else { return };
    for range in &draft.for_alerts_only {
        let name = reader.input.text[range.clone()].trim_matches(['"', '\'']).to_owned();
        reader.fault(range.clone(), format!("a recording rule has no {name}"), "take it out, or make it an alert");
    }
    if !names::is_metric(record) {
        let message = format!("\"{}\" is not the name of a metric", record.value);
        reader.fault_at(record.place, message, "did the expression slip in here? it belongs under expr");
    }
}

/// Adds the rule to the set.
fn keep(reader: &mut Reader<'_>, node: &Node<'_>, draft: Draft, before: usize) {
    let origin = reader.input.origin;
    let place = origin.place(node.range.clone());
    let (text, expr) = match draft.expr {
        Some((text, range)) => {
            let expr = reader.expression(&text, range);
            (text, expr)
        }
        None => (Text::plain("", origin.place(node.range.start..node.range.start)), None),
    };
    let group = reader.part.rules.groups.len().saturating_sub(1);
    if let Some(name) = draft.alert {
        reader.templates(&draft.labels);
        reader.templates(&draft.annotations);
        let comments = comments::of(reader.input, node, before);
        let guards = comments.iter().filter_map(comments::guards).collect();
        let Draft { hold, keep, labels, annotations, .. } = draft;
        let alert = Alert { name, text, expr, hold, keep, labels, annotations, group, place, comments, guards };
        reader.part.rules.alerts.push(alert);
    } else if let Some(name) = draft.record {
        reader.part.rules.recordings.push(Recording { name, text, expr, labels: draft.labels, group, place });
    }
}
