//! The targets that are written down, with the labels that they have once `relabel_configs` are through with them.

use super::fields::{Fields, listed};
use super::found::{Found, TargetFiles};
use crate::load::yaml::Node;
use crate::model::{Relabel, TargetLabels};

/// Of more targets, nothing is worked out.
const MOST: usize = 512;

/// What names a target before relabelling, and after it what it is asked at.
const ADDRESS: &str = "__address__";

/// The targets that a job has: the labels of each, and the address that it is asked at. `None` where something may find others,
/// or where what becomes of them cannot be told.
pub(super) fn of_job(
    fields: &Fields<'_, '_>,
    job: &str,
    (found, steps): (&Found<'_>, &[Relabel]),
) -> Option<(Vec<TargetLabels>, Vec<String>)> {
    let given = |key: &str, default: &str| fields.value(key).unwrap_or(default).to_owned();
    let mut own: TargetLabels = [
        ("job".to_owned(), job.to_owned()),
        ("__scheme__".to_owned(), given("scheme", "http")),
        ("__metrics_path__".to_owned(), given("metrics_path", "/metrics")),
    ]
    .into();
    for (name, values) in fields.node.get("params").map_or(&[][..], |params| params.entries()) {
        if let (Some(name), Some(first)) = (name.as_str(), listed(Some(values)).first().and_then(|it| it.as_str())) {
            own.insert(format!("__param_{name}"), first.to_owned());
        }
    }
    let mut left = named(found, &own, steps)?;
    let mut addresses = Vec::new();
    for labels in &mut left {
        let address = labels.get(ADDRESS).cloned().unwrap_or_default();
        labels.entry("instance".to_owned()).or_insert_with(|| address.clone());
        labels.retain(|name, _| !name.starts_with("__"));
        addresses.push(address);
    }
    Some((left, addresses))
}

/// Is an Alertmanager named of which no target is left?
pub(super) fn all_dropped<'n>(node: &'n Node<'n>, steps: &[Relabel]) -> bool {
    let own: TargetLabels =
        [("__scheme__".to_owned(), "http".to_owned()), ("__alerts_path__".to_owned(), "/api/v2/alerts".to_owned())]
            .into();
    named(&Found::of(node, &TargetFiles::new()), &own, steps).is_some_and(|left| left.is_empty())
}

/// The targets that are written down and that relabelling leaves, where nothing else finds any.
fn named(found: &Found<'_>, own: &TargetLabels, steps: &[Relabel]) -> Option<Vec<TargetLabels>> {
    if found.discovers || !found.is_written {
        return None;
    }
    let mut left = Vec::new();
    let mut count = 0;
    for group in &found.groups {
        let labels = group.get("labels").map_or(&[][..], |labels| labels.entries());
        let labels =
            labels.iter().filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value.as_str()?.to_owned())));
        let labels: TargetLabels = own.clone().into_iter().chain(labels).collect();
        for address in listed(group.get("targets")).iter().filter_map(|target| target.as_str()) {
            count += 1;
            if count > MOST {
                return None;
            }
            let mut labels = labels.clone();
            labels.insert(ADDRESS.to_owned(), address.to_owned());
            left.extend(relabelled(labels, steps)?);
        }
    }
    Some(left)
}

/// The labels that all steps leave of these: nothing where one drops them; `None` where a step cannot be followed.
fn relabelled(mut labels: TargetLabels, steps: &[Relabel]) -> Option<Option<TargetLabels>> {
    for step in steps {
        let source: Vec<&str> =
            step.source_labels.iter().map(|label| labels.get(label).map_or("", String::as_str)).collect();
        let source = source.join(&step.separator);
        let regex = step.pattern()?;
        let target = || labels.get(&step.target_label).map_or("", String::as_str);
        let is_kept = match step.action.as_str() {
            "keep" => regex.is_match(&source),
            "drop" => !regex.is_match(&source),
            "keepequal" => source == target(),
            "dropequal" => source != target(),
            _ => true,
        };
        if !is_kept {
            return Some(None);
        }
        write(&mut labels, step, &source)?;
    }
    let has_address = labels.get(ADDRESS).is_some_and(|address| !address.is_empty());
    Some(has_address.then_some(labels))
}

/// Writes what a step writes; `None` where that cannot be told.
fn write(labels: &mut TargetLabels, step: &Relabel, source: &str) -> Option<()> {
    let regex = step.pattern()?;
    match step.action.as_str() {
        "keep" | "drop" | "keepequal" | "dropequal" => {}
        "labeldrop" => labels.retain(|name, _| !regex.is_match(name)),
        "labelkeep" => labels.retain(|name, _| regex.is_match(name)),
        "labelmap" => {
            let copied = labels.iter().filter(|(name, _)| regex.is_match(name));
            let copied: TargetLabels = copied
                .map(|(name, value)| (regex.replace(name, step.replacement.as_str()).into_owned(), value.clone()))
                .collect();
            labels.extend(copied);
        }
        "lowercase" => set(labels, &step.target_label, source.to_lowercase()),
        "uppercase" => set(labels, &step.target_label, source.to_uppercase()),
        "replace" => {
            if let Some(found) = regex.captures(source) {
                let expanded = |template: &str| {
                    let mut text = String::new();
                    found.expand(template, &mut text);
                    text
                };
                set(labels, &expanded(&step.target_label), expanded(&step.replacement));
            }
        }
        _ => return None,
    }
    Some(())
}

/// An empty label is none.
fn set(labels: &mut TargetLabels, name: &str, value: String) {
    if value.is_empty() {
        labels.remove(name);
    } else {
        labels.insert(name.to_owned(), value);
    }
}
