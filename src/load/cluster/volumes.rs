//! What the containers of a pod see of its volumes: of a `ConfigMap` that kustomize makes, the files here that it makes it of.

use crate::load::prometheus::fields::listed;
use crate::load::yaml::Node;
use crate::model::{Cluster, Container, Made, Mount, Shows};

/// The volumes of a pod that show a `ConfigMap`, each with its name.
pub(super) fn of_pod(template: Option<&Node<'_>>) -> Vec<(String, Shows)> {
    let volumes = listed(template.and_then(|template| template.at(&["spec", "volumes"]))).iter();
    let shown = |volume: &Node<'_>| {
        let map = volume.get("configMap")?;
        let item = |item: &Node<'_>| {
            let said = |key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
            Some((said("key")?, said("path")?))
        };
        let items = listed(map.get("items")).iter().filter_map(item).collect();
        let config_map = map.get("name")?.as_str()?.to_owned();
        Some((volume.get("name")?.as_str()?.to_owned(), Shows { config_map, key: None, items }))
    };
    volumes.filter_map(shown).collect()
}

/// What is mounted in a container of a pod with these volumes.
pub(super) fn mounts(volumes: &[(String, Shows)], container: &Node<'_>) -> Vec<Mount> {
    let mount = |mount: &Node<'_>| {
        let said = |key: &str| mount.get(key).and_then(Node::as_str);
        let shows = volumes.iter().find(|(name, _)| said("name") == Some(name)).map(|(_, shows)| shows.clone());
        let key = said("subPath").map(str::to_owned);
        Some(Mount {
            source: None,
            target: said("mountPath")?.to_owned(),
            shows: shows.map(|shows| Shows { key, ..shows }).filter(|_| said("subPathExpr").is_none()),
        })
    };
    listed(container.get("volumeMounts")).iter().filter_map(mount).collect()
}

/// Puts the files here in the place of the `ConfigMap`s that kustomize makes of them, where it changes nothing else.
pub(super) fn fill(cluster: &mut Cluster) {
    if cluster.kustomizations.iter().any(|kustomization| kustomization.changes) {
        return;
    }
    let made: Vec<&Made> = cluster.kustomizations.iter().flat_map(|kustomization| &kustomization.makes).collect();
    for container in &mut cluster.containers {
        let filled = |mount: &Mount| filled(&made, mount).unwrap_or_else(|| vec![mount.clone()]);
        container.mounts = container.mounts.iter().flat_map(filled).collect();
    }
    let is_pod = |container: &&Container| container.of.kind != "service" && container.program() == "prometheus";
    for container in cluster.containers.iter().filter(is_pod) {
        let workload = cluster.workloads.iter_mut().find(|workload| workload.resource == container.of);
        if let Some(runs) = workload.and_then(|workload| workload.runs.as_mut()) {
            runs.configuration = super::workload::configuration(container);
        }
    }
}

/// The files of the one `ConfigMap` that is made by the name which a mount shows, each where it is seen.
fn filled(made: &[&Made], mount: &Mount) -> Option<Vec<Mount>> {
    let shows = mount.shows.as_ref()?;
    let mut of_name = made.iter().filter(|made| made.name == shows.config_map);
    let made = of_name.next().filter(|made| made.is_whole && of_name.next().is_none())?;
    let folder = mount.target.trim_end_matches('/');
    let target = |key: &str| match (&shows.key, &shows.items[..]) {
        // `items` may give a key another name, of which `subPath` then speaks.
        (Some(one), items) => {
            let name = items.iter().find(|(of, _)| of == key).map_or(key, |(_, path)| path);
            (name == one).then(|| mount.target.clone())
        }
        (None, []) => Some(format!("{folder}/{key}")),
        (None, items) => items.iter().find(|(of, _)| of == key).map(|(_, path)| format!("{folder}/{path}")),
    };
    let files = made
        .files
        .iter()
        .filter_map(|(key, path)| Some(Mount { source: Some(path.clone()), target: target(key)?, shows: None }));
    Some(files.collect())
}
