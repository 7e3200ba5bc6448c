//! Patches of `kustomization.yaml` that change rules of a `PrometheusRule` one by one: JSON patches, each operation with a path such
//! as `/spec/groups/0/rules/1/for`.

use super::Manifest;
use crate::load::prometheus::fields::listed;
use crate::load::yaml::{self, Node, Origin};
use crate::model::{Cluster, PatchedRules, RuleChange, RulePatch, glob};
use crate::source::Sources;

/// What a kustomization changes of rules. What stands in files of their own is added later ([`add_files`]).
pub(super) fn of(manifest: &Manifest<'_>) -> Vec<PatchedRules> {
    let all = ["patches", "patchesJson6902"].iter().flat_map(|key| listed(manifest.root.get(key)));
    all.filter_map(|patch| one(manifest, patch)).collect()
}

fn one(manifest: &Manifest<'_>, patch: &Node<'_>) -> Option<PatchedRules> {
    let target = patch.get("target")?;
    let said = |key: &str| target.get(key).filter(|node| !node.is_null()).and_then(Node::as_str);
    // What is picked by labels or annotations is not followed.
    let is_plain = !["labelSelector", "annotationSelector"].iter().any(|key| said(key).is_some());
    if said("kind") != Some(PatchedRules::KIND) || !is_plain {
        return None;
    }
    let written = patch.get("patch").and_then(|node| manifest.origin().text(node));
    let changes = written.map(|written| changes(&written, Origin::Within(&written)));
    Some(PatchedRules {
        name: said("name").map(str::to_owned),
        file: patch.get("path").and_then(Node::as_str).map(str::to_owned),
        changes: changes.unwrap_or_default(),
    })
}

/// Adds what stands in files that kustomizations name as patches of rules.
pub(super) fn add_files(sources: &Sources, cluster: &mut Cluster) {
    for kustomization in &mut cluster.kustomizations {
        let at = sources.file(kustomization.file).path.clone();
        for patch in &mut kustomization.patches {
            let Some(path) = patch.file.as_ref().map(|name| glob::beside(&at, name)) else { continue };
            let mut named = sources.iter().filter(|(_, source)| glob::cleaned(&source.path) == path);
            if let Some((file, source)) = named.next() {
                patch.changes = changes(&source.text, Origin::File(file));
            }
        }
    }
}

/// The operations of a JSON patch that change rules, in their order.
fn changes(text: &str, origin: Origin<'_>) -> Vec<RulePatch> {
    let stream = yaml::read(text);
    let roots = stream.documents.iter().filter_map(|document| document.root.as_ref());
    roots.flat_map(Node::items).filter_map(|operation| change(operation, origin)).collect()
}

fn change(operation: &Node<'_>, origin: Origin<'_>) -> Option<RulePatch> {
    let path = operation.get("path")?;
    let place = origin.text(path)?.place;
    let parts: Vec<String> = path.as_str()?.split('/').skip(1).map(unescaped).collect();
    let ["spec", "groups", group, rest @ ..] = &parts.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    let group = group.parse().ok()?;
    let value = || operation.get("value").and_then(|value| origin.text(value));
    let change = match (operation.get("op")?.as_str()?, rest) {
        ("remove", []) => RuleChange::GroupGone,
        ("remove", ["rules", rule]) => RuleChange::Gone(rule.parse().ok()?),
        ("add", ["rules", rule]) => RuleChange::Inserted(rule.parse().ok()),
        ("remove", ["rules", rule, field @ ..]) => RuleChange::Field(rule.parse().ok()?, field.join("/"), None),
        ("add" | "replace", ["rules", rule, field @ ..]) if !field.is_empty() => {
            RuleChange::Field(rule.parse().ok()?, field.join("/"), Some(value()?))
        }
        _ => return None,
    };
    Some(RulePatch { group, change, place })
}

/// A part of a path as it is meant: `~1` is a slash, `~0` a tilde.
fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}
