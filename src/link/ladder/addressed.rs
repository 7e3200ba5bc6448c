//! Which container answers at an address: by the name of a service of docker compose, beside a Prometheus that runs there, or by a
//! `Service` of the cluster that Prometheus runs in.

use std::collections::BTreeMap;

use super::inside::{Inside, is_changed};
use super::programs::Program;
use super::{glob, path_of};
use crate::link::words::WORDS;
use crate::model::{Cluster, Container, Model, Prometheus, Service};
use crate::source::{FileId, Sources};

/// What is started here, but for trials.
pub(super) struct Started<'a> {
    all: Vec<&'a Container>,
    /// Those that the Prometheus of a file of docker compose may find by their names.
    named: Vec<&'a Container>,
    /// Those that a Prometheus of a cluster may find by a `Service`, with the hosts that this is known by.
    behind: Vec<(Vec<String>, Vec<&'a Container>)>,
    /// Those of which another file says more.
    changed: Vec<&'a Container>,
    /// The containers that run with the configurations of these files.
    running: BTreeMap<FileId, &'a Container>,
    /// The files that start a Prometheus.
    with_prometheus: Vec<FileId>,
    /// Was everything read that starts anything?
    is_read: bool,
}

/// `shop:8080`, taken apart.
pub(super) struct Address<'t> {
    pub(super) host: &'t str,
    pub(super) port: Option<u16>,
}

impl<'t> Address<'t> {
    pub(super) fn of(target: &'t str) -> Address<'t> {
        let target = target.split_once("://").map_or(target, |(_, rest)| rest);
        let target = target.split('/').next().unwrap_or(target);
        let (host, port) = target.rsplit_once(':').unwrap_or((target, ""));
        Address { host, port: port.parse().ok() }
    }
}

impl<'a> Started<'a> {
    pub(super) fn new(sources: &Sources, model: &'a Model, insides: &[Inside<'a>]) -> Started<'a> {
        let cluster = &model.cluster;
        let is_on_trial =
            |it: &&Container| WORDS.places().is_on_trial(path_of(sources, it.place.file)) && it.of.kind == "service";
        let all: Vec<&Container> = cluster.containers.iter().filter(|it| !is_on_trial(it)).collect();
        let (changed, whole): (Vec<&Container>, Vec<&Container>) =
            all.iter().partition(|it| is_changed(sources, cluster, it));
        let with_prometheus: Vec<FileId> =
            all.iter().filter(|it| it.program() == "prometheus").map(|it| it.place.file).collect();
        let with_compose = all.iter().any(|it| it.program() == "prometheus" && it.of.kind == "service");
        let in_cluster = cluster.workloads.iter().any(|it| it.runs.is_some() && it.resource.kind != "service");
        let by_name = cluster.has_read(Cluster::COMPOSE) && !in_cluster && with_compose;
        let named = whole.into_iter().filter(|it| by_name && !it.names.is_empty()).collect();
        let changes = cluster.kustomizations.iter().any(|it| it.changes);
        let is_read = cluster.has_read(Cluster::COMPOSE) && cluster.has_read_all_that_runs() && !changes;
        let running = running((sources, model), &all, insides);
        let behind = if with_compose { Vec::new() } else { behind(cluster, &all) };
        Started { all, named, behind, changed, running, with_prometheus, is_read }
    }

    /// The container that runs with a configuration, where one is known.
    pub(super) fn running(&self, prometheus: &Prometheus) -> Option<&'a Container> {
        self.running.get(&prometheus.file).copied()
    }

    /// The containers that are called so; none where nobody knows what answers there.
    pub(super) fn at(&self, host: &str) -> Vec<&'a Container> {
        let is_called = |names: &[String]| names.iter().any(|name| name == host);
        let behind = self.behind.iter().filter(|(hosts, _)| is_called(hosts)).flat_map(|(_, containers)| containers);
        self.named.iter().filter(|container| is_called(&container.names)).chain(behind).copied().collect()
    }

    /// The containers that run a program and that nobody is known to ask by their names, where these are all that there are.
    /// One beside Prometheus is of its own host, and `elsewhere` asks for others.
    pub(super) fn others(&self, program: &Program, asked: &[&str], elsewhere: bool) -> Vec<&'a Container> {
        let is_asked = |container: &Container| container.names.iter().any(|name| asked.contains(&name.as_str()));
        let is_beside = |container: &Container| elsewhere && self.with_prometheus.contains(&container.place.file);
        if !self.is_read || self.changed.iter().any(|it| program.is_run_by(it)) {
            return Vec::new();
        }
        let of_program = self.all.iter().filter(|container| program.is_run_by(container));
        of_program.filter(|it| !is_asked(it) && !is_beside(it)).copied().collect()
    }
}

/// The containers behind each `Service`, where all is known of them.
fn behind<'a>(cluster: &Cluster, all: &[&'a Container]) -> Vec<(Vec<String>, Vec<&'a Container>)> {
    let changes = cluster.kustomizations.iter().any(|it| it.changes || it.namespace.is_some());
    let is_read = cluster.has_read("Service") && cluster.has_read_all_that_runs() && !changes;
    let runs: Vec<&str> =
        cluster.workloads.iter().filter(|it| it.runs.is_some()).map(|it| it.resource.namespace.as_str()).collect();
    if !is_read || runs.is_empty() {
        return Vec::new();
    }
    let told = cluster.services.iter().filter(|it| !it.resource.namespace.is_empty() && !it.selects.is_empty());
    let of = |service: &Service| {
        let (name, namespace) = (&service.resource.name, &service.resource.namespace);
        let is_near = runs.iter().all(|own| own == namespace);
        let ends = ["", ".svc", ".svc.cluster.local"].map(|end| format!("{name}.{namespace}{end}"));
        let hosts = ends.into_iter().chain(is_near.then(|| name.clone())).collect();
        let is_behind = |it: &&&Container| {
            it.of.namespace == *namespace && service.selects.iter().all(|pair| it.labels.contains(pair))
        };
        (hosts, all.iter().filter(is_behind).copied().collect())
    };
    told.map(of).collect()
}

/// The container of each configuration: that in which it is mounted; or the only Prometheus of a cluster, of the only one.
fn running<'a>(
    (sources, model): (&Sources, &'a Model),
    all: &[&'a Container],
    insides: &[Inside<'a>],
) -> BTreeMap<FileId, &'a Container> {
    let runs: Vec<&&Container> = all.iter().filter(|it| it.program() == "prometheus").collect();
    if let ([only], [one]) = (&model.prometheus[..], &runs[..])
        && one.of.kind != "service"
        && model.cluster.has_read_all_that_runs()
    {
        return [(only.file, **one)].into();
    }
    let of = |it: &Prometheus| {
        let inside = Inside::of(insides, (sources, model), &glob::cleaned(path_of(sources, it.file)))?;
        Some((it.file, inside.container))
    };
    model.prometheus.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_taken_apart() {
        for (target, host, port) in [
            ("shop:8080", "shop", Some(8080)),
            ("http://shop:8080/x", "shop", Some(8080)),
            ("shop", "shop", None),
            ("[::1]:90", "[::1]", Some(90)),
        ] {
            let address = Address::of(target);
            assert_eq!((address.host, address.port), (host, port), "{target}");
        }
    }
}
