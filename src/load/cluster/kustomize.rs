//! `kustomization.yaml`: what of a folder is applied.

use super::{Manifest, patches};
use crate::load::prometheus::fields::listed;
use crate::load::yaml::{self, Content, Node, Origin};
use crate::model::{Cluster, Deleted, Kustomization, Made, glob};
use crate::source::{Place, Sources};

/// The key of a patch that says what becomes of a resource, and the value that deletes it.
const PATCH: (&str, &str) = ("$patch", "delete");

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
        deletes: texts_of_patches(root).flat_map(|patch| written_in(manifest, patch)).collect(),
        patches: patches::of(manifest),
        makes: listed(root.get("configMapGenerator")).iter().filter_map(|made| make(manifest, made)).collect(),
    }
}

/// One of `configMapGenerator`.
fn make(manifest: &Manifest<'_>, made: &Node<'_>) -> Option<Made> {
    let file = |written: &str| {
        let (key, path) = written.split_once('=').unwrap_or_else(|| {
            let name = written.rfind('/').map_or(0, |slash| slash + 1);
            (&written[name..], written)
        });
        (key.to_owned(), glob::beside(&manifest.source.path, path))
    };
    let more = ["literals", "envs", "env", "behavior"];
    Some(Made {
        name: made.get("name")?.as_str()?.to_owned(),
        files: listed(made.get("files")).iter().filter_map(Node::as_str).map(file).collect(),
        is_whole: !more.iter().any(|key| made.get(key).is_some_and(|node| !node.is_null())),
    })
}

/// Its patches, of which each is a text, the name of a file, or a mapping that holds one of these.
fn texts_of_patches<'n>(root: &'n Node<'n>) -> impl Iterator<Item = &'n Node<'n>> {
    ["patches", "patchesStrategicMerge"].into_iter().filter_map(|key| root.get(key)).flat_map(Node::items)
}

/// What a patch deletes that stands in the kustomization itself. Where it names a target, that is what it deletes.
fn written_in(manifest: &Manifest<'_>, patch: &Node<'_>) -> Vec<Deleted> {
    let text = patch.get("patch").unwrap_or(patch);
    let (Some(written), Some(at)) = (text.as_str(), manifest.origin().text(text)) else { return Vec::new() };
    let target = |key: &str| patch.at(&["target", key]).and_then(Node::as_str).map(str::to_owned);
    let mut found = deleted(written, |_| at.place);
    for one in &mut found {
        one.kind = target("kind").unwrap_or_else(|| one.kind.clone());
        one.name = target("name").unwrap_or_else(|| one.name.clone());
    }
    found
}

/// The resources that the documents of a patch delete.
fn deleted(text: &str, place: impl Fn(&Node<'_>) -> Place) -> Vec<Deleted> {
    if !text.contains(PATCH.0) {
        return Vec::new();
    }
    let stream = yaml::read(text);
    let roots = stream.documents.iter().filter_map(|document| document.root.as_ref());
    let deletes = roots.filter(|root| root.get(PATCH.0).and_then(Node::as_str) == Some(PATCH.1));
    let said = |root: &Node<'_>, path: &[&str]| root.at(path).and_then(Node::as_str).unwrap_or_default().to_owned();
    let one = |root: &Node<'_>| Deleted {
        kind: said(root, &["kind"]),
        name: said(root, &["metadata", "name"]),
        place: place(root),
    };
    deletes.map(one).collect()
}

/// Adds what the files delete that kustomizations name as patches.
pub(super) fn add_deleted_by_files(sources: &Sources, cluster: &mut Cluster) {
    if cluster.kustomizations.is_empty() {
        return;
    }
    let patches = sources.iter().filter(|(_, source)| source.is_data() && source.text.contains(PATCH.0));
    for (file, source) in patches {
        let (path, place) =
            (glob::cleaned(&source.path), |root: &Node<'_>| Origin::File(file).place(root.range.clone()));
        for kustomization in &mut cluster.kustomizations {
            let at = &sources.file(kustomization.file).path;
            if kustomization.names.iter().any(|name| glob::beside(at, name) == path) {
                kustomization.deletes.extend(deleted(&source.text, place));
            }
        }
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
