//! Whether the rules of a `ConfigMap` come to the Prometheus that runs here: its volumes name it, or something collects it.

use super::applied::mentions;
use super::defined::Vote;
use super::path_of;
use crate::model::{Group, Model, Runs, Workload};
use crate::source::Sources;

/// Kinds of what runs.
const RUNNING: [&str; 3] = ["Deployment", "StatefulSet", "DaemonSet"];

/// Why the rules of a group are not loaded: no Prometheus here is given their `ConfigMap`, or only agents are.
pub(super) fn vote(sources: &Sources, model: &Model, group: &Group) -> Option<Vote> {
    let held = group.resource.as_ref().filter(|resource| resource.kind == "ConfigMap" && !resource.name.is_empty())?;
    let cluster = &model.cluster;
    let is_known =
        RUNNING.iter().all(|kind| cluster.has_read(kind)) && !cluster.kustomizations.iter().any(|it| it.changes);
    if !is_known || cluster.workloads.iter().any(|workload| workload.collects) {
        return None;
    }
    let mut given = cluster.workloads.iter().filter(|workload| workload.config_maps.contains(&held.name)).peekable();
    if given.peek().is_some() {
        let agents: Option<Vec<&Workload>> = given.map(|it| agent_of(it).is_some().then_some(it)).collect();
        return agents?.first().and_then(|workload| of_agent(workload));
    }
    let (workload, _) = cluster.workloads.iter().find_map(|workload| Some((workload, workload.runs.as_ref()?)))?;
    // A volume names it in another kind of resource, or it is the same file that does.
    let others = sources.iter().filter(|(file, _)| *file != group.file);
    let own = sources.file(group.file).text.matches(held.name.as_str()).count();
    if workload.config_maps.is_empty() || own > 1 || others.into_iter().any(|(_, it)| mentions(&it.text, &held.name)) {
        return None;
    }
    let mounted: Vec<&str> = workload.config_maps.iter().map(String::as_str).collect();
    let why = format!(
        "{} in {} runs Prometheus and mounts the ConfigMap {}, not {}",
        shown(workload),
        path_of(sources, workload.place.file),
        mounted.join(", "),
        held.name
    );
    Some(Vote::no(why, Some(workload.place)))
}

/// Why what a workload is given is never evaluated: it runs Prometheus as an agent.
pub(super) fn of_agent(workload: &Workload) -> Option<Vote> {
    let flag = agent_of(workload)?;
    let why = format!("{} runs Prometheus as an agent ({}), which evaluates no rules", shown(workload), flag.trim());
    Some(Vote::no(why, Some(flag.place)))
}

fn agent_of(workload: &Workload) -> Option<&crate::model::Text> {
    workload.runs.as_ref().and_then(|runs: &Runs| runs.agent.as_ref())
}

fn shown(workload: &Workload) -> String {
    format!("the {} {}", workload.resource.kind, workload.resource.name)
}
