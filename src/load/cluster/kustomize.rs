//! `kustomization.yaml`: what of a folder is applied.

use super::Manifest;
use crate::load::yaml::{Content, Node};
use crate::model::Kustomization;

/// Keys that change neither names, namespaces nor labels of what is applied, nor what stands in it.
const PLAIN: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "namespace",
    "resources",
    "bases",
    "configMapGenerator",
    "secretGenerator",
    "generatorOptions",
    "images",
    "replicas",
    "buildMetadata",
];

/// Is it called as kustomize looks for it?
pub(super) fn is_one(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// Is it one of kustomize, and not what Flux calls so?
pub(super) fn is_of_kustomize(root: &Node<'_>) -> bool {
    let kind = root.get("kind").and_then(Node::as_str).unwrap_or_default();
    let version = root.get("apiVersion").and_then(Node::as_str).unwrap_or_default();
    matches!(kind, "" | "Kustomization" | "Component") && !version.contains(".toolkit.")
}

/// Reads one.
pub(super) fn read(manifest: &Manifest<'_>) -> Kustomization {
    let root = manifest.root;
    let resources = root.get("resources").filter(|resources| !resources.items().is_empty());
    let mut names = Vec::new();
    all_texts(root, &mut names);
    let changes =
        |(key, value): &(Node<'_>, Node<'_>)| !PLAIN.contains(&key.as_str().unwrap_or_default()) && !value.is_null();
    Kustomization {
        file: manifest.file,
        place: resources.map(|resources| manifest.origin().place(resources.range.clone())),
        names,
        namespace: root.get("namespace").and_then(Node::as_str).map(str::to_owned),
        changes: root.entries().iter().any(changes),
    }
}

/// Every text in it.
fn all_texts(node: &Node<'_>, texts: &mut Vec<String>) {
    match &node.content {
        Content::Mapping(entries) => entries.iter().for_each(|(_, value)| all_texts(value, texts)),
        Content::Sequence(items) => items.iter().for_each(|item| all_texts(item, texts)),
        Content::Scalar(scalar) => texts.push(scalar.value.to_string()),
    }
}
