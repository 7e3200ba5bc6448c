//! Whether the rules of a `ConfigMap` come to the Prometheus that runs here: its volumes name it, or something collects it.

use std::collections::BTreeMap;

use super::defined::Vote;
use super::mentioned::mentioned;
use super::path_of;
use crate::model::{Group, Model, Resource, Workload};
use crate::source::{FileId, Sources};

/// The Prometheis that run here, and the `ConfigMap`s that may come to them.
pub(super) struct Mounts<'a> {
    sources: &'a Sources,
    model: &'a Model,
    /// Where each `ConfigMap` with rules is named.
    named: BTreeMap<&'a str, Vec<FileId>>,
    /// Is all known of what runs here?
    is_known: bool,
}

impl<'a> Mounts<'a> {
    pub(super) fn new(sources: &'a Sources, model: &'a Model) -> Mounts<'a> {
        let cluster = &model.cluster;
        let is_read = cluster.has_read_all_that_runs();
        let changes = cluster.kustomizations.iter().any(|it| it.changes);
        let is_known = is_read && !changes && !cluster.workloads.iter().any(|workload| workload.collects);
        let runs = cluster.workloads.iter().any(|workload| workload.runs.is_some());
        let held = model.rules.groups.iter().filter_map(held).map(|held| held.name.as_str());
        let named = if is_known && runs { mentioned(sources, held.collect()) } else { BTreeMap::new() };
        Mounts { sources, model, named, is_known }
    }

    /// Why the rules of a group are not loaded: no Prometheus here is given their `ConfigMap`, or only agents are.
    pub(super) fn vote(&self, group: &Group) -> Option<Vote> {
        let held = held(group).filter(|_| self.is_known)?;
        let workloads = &self.model.cluster.workloads;
        let mut given = workloads.iter().filter(|workload| workload.config_maps.contains(&held.name)).peekable();
        if given.peek().is_some() {
            let agents: Option<Vec<Vote>> = given.map(of_agent).collect();
            return agents?.into_iter().next();
        }
        let mounts = |workload: &&Workload| workload.runs.is_some() && !workload.config_maps.is_empty();
        let workload = workloads.iter().find(mounts)?;
        // Once it is named where it stands.
        if self.named.get(held.name.as_str()).map_or(&[][..], Vec::as_slice) != [group.file] {
            return None;
        }
        let mounted: Vec<&str> = workload.config_maps.iter().map(String::as_str).collect();
        let why = format!(
            "{} in {} runs Prometheus and mounts the ConfigMap {}, not {}",
            shown(workload),
            path_of(self.sources, workload.place.file),
            mounted.join(", "),
            held.name
        );
        Some(Vote::no(why, Some(workload.place)))
    }
}

/// The `ConfigMap` that holds a group.
fn held(group: &Group) -> Option<&Resource> {
    group.resource.as_ref().filter(|resource| resource.kind == "ConfigMap" && !resource.name.is_empty())
}

/// Why what a workload is given is never evaluated: it runs Prometheus as an agent.
pub(super) fn of_agent(workload: &Workload) -> Option<Vote> {
    let flag = workload.runs.as_ref()?.agent.as_ref()?;
    let why = format!("{} runs Prometheus as an agent ({}), which evaluates no rules", shown(workload), flag.trim());
    Some(Vote::no(why, Some(flag.place)))
}

fn shown(workload: &Workload) -> String {
    format!("the {} {}", workload.resource.kind, workload.resource.name)
}
