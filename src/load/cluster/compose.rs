//! Files of docker compose: their services, what each is started with, and what is mounted in it.

use super::Manifest;
use super::arguments::{self, Variables};
use crate::load::prometheus::fields::{Fields, listed};
use crate::load::yaml::Node;
use crate::model::{Container, Mount, Resource, Resources, program_of};

/// Keys by which another file says more of a service.
const CHANGED_BY: [&str; 3] = ["extends", "volumes_from", "develop"];
/// Where anything may come to.
const EVERYWHERE: &str = "/";

/// May a text be one, before anybody reads it?
pub(super) fn may_be_one(text: &str) -> bool {
    let has_services = text.starts_with("services:") || text.contains("\nservices:");
    has_services && (text.contains("image:") || text.contains("build:"))
}

/// Is it one: services, each of an image or of a folder that one is built from?
pub(super) fn is_one(root: &Node<'_>) -> bool {
    let services = root.get("services").map_or(&[][..], Node::entries);
    let is_service = |(_, service): &(Node<'_>, Node<'_>)| service.get("image").or(service.get("build")).is_some();
    root.get("kind").is_none() && services.iter().any(is_service)
}

/// Its services.
pub(super) fn containers(manifest: &Manifest<'_>) -> Vec<Container> {
    let services = manifest.root.get("services").map_or(&[][..], Node::entries);
    services.iter().filter_map(|(name, service)| container(manifest, name, service)).collect()
}

fn container(manifest: &Manifest<'_>, name: &Node<'_>, service: &Node<'_>) -> Option<Container> {
    let origin = manifest.origin();
    let said = |key: &str| service.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let own = name.as_str()?.to_owned();
    let image = said("image");
    let how = (Variables::Compose, program_of(&image));
    let started = arguments::of(origin, service, &["entrypoint", "command"], how);
    let is_changed = CHANGED_BY.iter().any(|key| service.get(key).is_some()) || service.get("image").is_none();
    let is_built = service.get("build").is_some();
    let place = origin.place(name.range.clone());
    let fields = Fields { origin, node: service };
    let mut mounts = mounts(manifest, service);
    if is_changed || is_built {
        mounts.push(Mount { source: None, target: EVERYWHERE.to_owned(), shows: None });
    }
    Some(Container {
        resources: Resources::default(),
        of: Resource { kind: "service".into(), name: own.clone(), ..Resource::default() },
        place,
        names: if service.get("network_mode").is_some() { Vec::new() } else { names(service, own) },
        image,
        arguments: started.all,
        is_whole: started.is_whole && !is_changed && !is_built,
        variables: variables(service),
        mounts,
        mounted: fields.key("volumes").unwrap_or(place),
        labels: Vec::new(),
    })
}

/// The names by which other services find it.
fn names(service: &Node<'_>, own: String) -> Vec<String> {
    let said = |key: &str| service.get(key).and_then(Node::as_str).map(str::to_owned);
    let networks = service.get("networks").map_or(&[][..], Node::entries);
    let aliases = networks.iter().flat_map(|(_, network)| listed(network.get("aliases")));
    let aliases = aliases.filter_map(|alias| alias.as_str().map(str::to_owned));
    [own].into_iter().chain(said("container_name")).chain(said("hostname")).chain(aliases).collect()
}

/// The names of the variables that it is given; `None` where a file holds them.
fn variables(service: &Node<'_>) -> Option<Vec<String>> {
    if service.get("env_file").is_some() {
        return None;
    }
    let given = service.get("environment");
    let listed = listed(given).iter().filter_map(|item| item.as_str()?.split('=').next());
    let mapped = given.map_or(&[][..], Node::entries).iter().filter_map(|(name, _)| name.as_str());
    Some(listed.chain(mapped).map(str::to_owned).collect())
}

/// What is mounted in a service: volumes, configurations, and what lives in memory.
fn mounts(manifest: &Manifest<'_>, service: &Node<'_>) -> Vec<Mount> {
    let volumes = listed(service.get("volumes")).iter().filter_map(|volume| volume_of(manifest, volume));
    let configs = listed(service.get("configs")).iter().filter_map(|config| config_of(manifest, config));
    let memory = service.get("tmpfs").into_iter();
    let memory = memory.flat_map(|node| listed(Some(node)).iter().chain(Some(node)).filter_map(Node::as_str));
    let memory = memory.map(|target| mount(None, target.split(':').next().unwrap_or(target)));
    volumes.chain(configs).chain(memory).collect()
}

fn volume_of(manifest: &Manifest<'_>, volume: &Node<'_>) -> Option<Mount> {
    if let Some(short) = volume.as_str() {
        let Some((source, rest)) = short.split_once(':').filter(|_| !short.starts_with('$')) else {
            return Some(mount(None, if short.starts_with('/') { short } else { EVERYWHERE }));
        };
        let target = rest.split(':').next().unwrap_or(rest);
        return Some(mount(here(manifest, source, source.starts_with('.')), target));
    }
    let said = |key: &str| volume.get(key).and_then(Node::as_str);
    let is_bound = said("type") == Some("bind");
    Some(mount(said("source").and_then(|source| here(manifest, source, is_bound)), said("target")?))
}

/// One of `configs`, whose file the end of the document names.
fn config_of(manifest: &Manifest<'_>, config: &Node<'_>) -> Option<Mount> {
    let name = config.as_str().or_else(|| config.get("source").and_then(Node::as_str))?;
    let file = manifest.root.at(&["configs", name, "file"]).and_then(Node::as_str);
    let beside = format!("/{name}");
    let target = config.get("target").and_then(Node::as_str).unwrap_or(&beside);
    Some(mount(file.and_then(|file| here(manifest, file, true)), target))
}

/// What a variable says may be any path.
fn mount(source: Option<String>, target: &str) -> Mount {
    match target.contains('$') {
        true => Mount { source: None, target: EVERYWHERE.to_owned(), shows: None },
        false => Mount { source, target: target.to_owned(), shows: None },
    }
}

/// A path of the host as one here, where it is beside the file. What begins with a name alone is a volume of that name.
fn here(manifest: &Manifest<'_>, source: &str, is_path: bool) -> Option<String> {
    let folder = manifest.source.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let is_here = is_path && !source.starts_with(['/', '~']) && !source.contains('$');
    is_here.then(|| format!("{folder}{source}"))
}
