//! Groups of rules.

use std::collections::BTreeSet;

use super::{Dialect, Reader, fields, is_plain, rule};
use crate::load::yaml::Node;
use crate::model::{Group, Text};

/// Reads what stands under `groups`.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node<'_>) {
    reader.unknown_fields(root, fields::FILE, "a rule file");
    let Some((key, groups)) = root.entries().iter().find(|(key, _)| key.as_str() == Some("groups")) else { return };
    if !groups.is_sequence() && !groups.is_null() {
        reader.fault(Reader::point(key, groups), "groups is a list", "write each group as \"- name: …\"");
    }
    let mut names = BTreeSet::new();
    // Prometheus leaves out items with nothing in them.
    for group in groups.items().iter().filter(|group| !group.is_null()) {
        one(reader, group, &mut names);
    }
}

/// A list of rules that stands alone, as a group of its own.
pub(super) fn of_list(reader: &mut Reader<'_>, key: &Node<'_>, rules: &Node<'_>) {
    let origin = reader.input.origin;
    let name = origin.text(key).unwrap_or_else(|| Text::plain("", origin.place(key.range.clone())));
    let group = unnamed(reader, name);
    reader.part.rules.groups.push(group);
    rule::listed(reader, key, rules);
}

fn unnamed(reader: &Reader<'_>, name: Text) -> Group {
    let group = Group::new(name, reader.input.origin.file());
    Group { document: reader.input.document, resource: reader.input.resource.clone(), ..group }
}

fn one(reader: &mut Reader<'_>, node: &Node<'_>, names: &mut BTreeSet<String>) {
    if !node.is_mapping() || reader.is_unrendered(node) {
        if reader.is_unrendered(node) {
            reader.unrendered.push(node.range.clone());
        } else {
            reader.fault(node.range.clone(), "a group is a mapping with name and rules", "write \"- name: …\"");
        }
        return;
    }
    reader.unknown_fields(node, fields::GROUP, "a group");
    let is_vmalert = node.entries().iter().any(|(key, _)| fields::VMALERT.contains(&key.as_str().unwrap_or_default()));
    reader.dialect = if is_vmalert { Dialect::VictoriaMetrics } else { reader.input.dialect };
    let group = head(reader, node, names);
    reader.part.rules.groups.push(group);
    rule::all(reader, node);
}

/// The fields of a group besides its rules.
fn head(reader: &mut Reader<'_>, node: &Node<'_>, names: &mut BTreeSet<String>) -> Group {
    let start = node.range.start..node.range.start;
    let origin = reader.input.origin;
    let mut group = unnamed(reader, Text::plain("", origin.place(start)));
    let mut unread_name = node.cut;
    for (key, value) in node.entries() {
        match key.as_str().unwrap_or_default() {
            "name" => match reader.setting(key, value) {
                Some(name) => group.name = name,
                None => unread_name = true,
            },
            "interval" => group.interval = reader.duration(key, value).filter(|millis| *millis > 0),
            "query_offset" => group.query_offset = reader.duration(key, value),
            "limit" => group.limit = limit(reader, key, value),
            "labels" => group.labels = reader.labels(key, value),
            _ => {}
        }
    }
    if group.name.is_empty() && !unread_name {
        reader.fault(Reader::first_key(node), "a group without a name", "give the group a name of its own");
    } else if !unread_name && !names.insert(group.name.value.clone()) {
        let message = format!("a second group \"{}\" in the same file", group.name.value);
        let place = group.name.place;
        reader.fault_at(place, message, "name each group differently, or put the rules into one group");
    }
    group
}

fn limit(reader: &mut Reader<'_>, key: &Node<'_>, value: &Node<'_>) -> Option<u64> {
    let is_number = |text: &str| {
        let digits = text.trim_start_matches(['+', '-']).replace('_', "");
        digits.parse::<f64>().is_ok()
            || digits.strip_prefix("0x").is_some_and(|hex| u64::from_str_radix(hex, 16).is_ok())
    };
    let text = reader.setting(key, value)?;
    let is_right = value.is_null() || (is_plain(value) && is_number(&text));
    if !is_right {
        reader.fault(
            Reader::point(key, value),
            format!("limit: \"{}\" is not a number", text.value),
            "write a number without quotes",
        );
    }
    text.parse().ok().filter(|_| is_right)
}
