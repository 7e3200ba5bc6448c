//! Whether a scrape comes through to the pods that it asks: what `NetworkPolicy`s let in, of the namespace of Prometheus and at the
//! port of the pods. Policies add up: one that admits it is enough.

use super::addressed::Address;
use super::present::{Lookup, may_be_of};
use super::selection::{holds_for, may_select};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::Selector;
use crate::model::{Cluster, NetworkPolicy, PolicyPort, Resource, Scrape, Selection, Service, Workload};

/// The label of a namespace that every cluster gives it.
const NAME: &str = "kubernetes.io/metadata.name";

/// The pods that a scrape asks, and who asks.
struct Asked<'c> {
    /// With all labels that are known of them.
    pods: Vec<Resource>,
    /// Are these all of their labels?
    is_all: bool,
    /// Their port, by its number and by its names; no number where only a name is known.
    number: Option<u16>,
    names: Vec<&'c str>,
    prometheus: &'c [&'c Workload],
}

impl Lookup<'_, '_> {
    /// Why no scrape that may have what a selector asks for succeeds: none of its targets is let be asked.
    pub(super) fn unadmitted(&self, selector: &Selector) -> Option<Rung> {
        let cluster = &self.model.cluster;
        let changes = cluster.kustomizations.iter().any(|it| it.changes || it.namespace.is_some());
        let kinds = ["NetworkPolicy", "Service", "Kustomization"];
        let is_read = kinds.iter().all(|kind| cluster.has_read(kind)) && cluster.has_read_all_that_runs();
        if cluster.policies.is_empty() || changes || !is_read {
            return None;
        }
        let runs = cluster.workloads.iter().filter(|it| it.runs.is_some());
        let prometheus: Vec<&Workload> = runs.collect();
        let is_told =
            |it: &&Workload| !it.resource.namespace.is_empty() && !it.is_on_host && it.resource.kind != "service";
        if prometheus.is_empty() || !prometheus.iter().all(is_told) {
            return None;
        }
        let mut scrapes = self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|it| may_be_of(selector, it)).peekable();
        scrapes.peek()?;
        let refused: Option<Vec<(&NetworkPolicy, &Scrape)>> =
            scrapes.map(|scrape| Some((refused(cluster, scrape, &prometheus)?, scrape))).collect();
        let (policy, scrape) = refused?.into_iter().next()?;
        let why = format!(
            "the NetworkPolicy {} lets nobody of the namespace {} in where the job {} asks: no scrape succeeds",
            policy.resource.name, prometheus[0].resource.namespace, &*scrape.job
        );
        Some(Rung::broken(Flaw::AbsentSeries, why).at(policy.place))
    }
}

/// A policy that keeps Prometheus from every target of a job.
fn refused<'c>(cluster: &'c Cluster, scrape: &Scrape, prometheus: &[&Workload]) -> Option<&'c NetworkPolicy> {
    let of_target = |target: &String| {
        let address = Address::of(target);
        let service = service_at(cluster, address.host, prometheus)?;
        keeps_out(cluster, &asked(cluster, service, address.port?, prometheus)?)
    };
    let all: Option<Vec<&NetworkPolicy>> = scrape.addresses.as_ref()?.iter().map(of_target).collect();
    all?.into_iter().next()
}

/// The `Service` of a host: `vault.bank.svc.cluster.local`, `vault.bank`, or `vault` in the namespace of Prometheus.
fn service_at<'c>(cluster: &'c Cluster, host: &str, prometheus: &[&Workload]) -> Option<&'c Service> {
    let mut parts = host.split('.');
    let name = parts.next()?;
    let namespace = parts.next().or_else(|| prometheus.first().map(|it| it.resource.namespace.as_str()))?;
    if !matches!(parts.next(), None | Some("svc")) {
        return None;
    }
    let mut called =
        cluster.services.iter().filter(|it| it.resource.name == name && it.resource.namespace == namespace);
    called.next().filter(|_| called.next().is_none())
}

/// The pods behind a port of a `Service`: those of the workloads that it selects, or as much as it says of their labels.
fn asked<'c>(
    cluster: &'c Cluster,
    service: &'c Service,
    port: u16,
    prometheus: &'c [&'c Workload],
) -> Option<Asked<'c>> {
    let port = service.numbers.iter().find(|it| it.number == port)?;
    let namespace = &service.resource.namespace;
    let has = |it: &Workload| service.selects.iter().all(|pair| it.labels.contains(pair));
    let is_behind = |it: &&Workload| it.resource.namespace == *namespace && has(it);
    let workloads: Vec<&Workload> = cluster.workloads.iter().filter(is_behind).collect();
    if service.selects.is_empty() || workloads.iter().any(|it| it.is_on_host) {
        return None;
    }
    let pod = |labels: &[(String, String)]| Resource {
        namespace: namespace.clone(),
        labels: labels.to_vec(),
        ..Resource::default()
    };
    let is_all = !workloads.is_empty();
    let said = (!is_all).then(|| pod(&service.selects));
    let pods = workloads.iter().map(|it| pod(&it.labels)).chain(said).collect();
    let (number, names) = named(&workloads, &port.target);
    Some(Asked { pods, is_all, number, names, prometheus })
}

/// The number and the names of a port that a `Service` calls so, as far as its workloads tell.
fn named<'c>(workloads: &[&'c Workload], target: &'c str) -> (Option<u16>, Vec<&'c str>) {
    let ports: Vec<&(String, u16)> = workloads.iter().flat_map(|it| &it.ports).collect();
    let by_name = ports.iter().find(|(name, _)| name == target).map(|(_, number)| *number);
    let number = target.parse().ok().or(by_name);
    let names = ports.iter().filter(|(_, it)| Some(*it) == number).map(|(name, _)| name.as_str());
    (number, names.chain(Some(target)).collect())
}

/// A policy that takes these pods, where none that may take them admits Prometheus.
fn keeps_out<'c>(cluster: &'c Cluster, asked: &Asked<'_>) -> Option<&'c NetworkPolicy> {
    let namespace = &asked.pods.first()?.namespace;
    let of_namespace = || {
        let near = |it: &&NetworkPolicy| it.resource.namespace == *namespace || it.resource.namespace.is_empty();
        cluster.policies.iter().filter(near)
    };
    let is_admitted = of_namespace().any(|policy| {
        let may_take = asked.pods.iter().any(|pod| !asked.is_all || may_select(&policy.pods, pod));
        may_take
            && policy.admits.iter().any(|rule| {
                let by_port = rule.ports.as_ref().is_none_or(|ports| ports.iter().any(|port| asked.may_be(port)));
                by_port
                    && rule.from.as_ref().is_none_or(|from| from.iter().any(|peer| asked.may_come_from(policy, peer)))
            })
    });
    let takes = |policy: &&NetworkPolicy| {
        let has = |pod: &Resource| holds_for(&policy.pods, |label| pod.label(label)) == Some(true);
        policy.resource.namespace == *namespace && asked.pods.iter().all(has)
    };
    of_namespace().find(takes).filter(|_| !is_admitted)
}

impl Asked<'_> {
    fn may_be(&self, port: &PolicyPort) -> bool {
        match port {
            PolicyPort::Any => true,
            PolicyPort::Range(first, last) => self.number.is_none_or(|number| (*first..=*last).contains(&number)),
            PolicyPort::Named(name) => !self.is_all || self.names.contains(&name.as_str()),
        }
    }

    /// May one of the Prometheis be meant?
    fn may_come_from(&self, policy: &NetworkPolicy, peer: &crate::model::Peer) -> bool {
        let is_meant = |it: &&&Workload| {
            let namespace = &it.resource.namespace;
            let by_namespace = match &peer.namespaces {
                Some(selection) => may_be_called(selection, namespace),
                None => policy.resource.namespace == *namespace,
            };
            let pod = Resource { labels: it.labels.clone(), ..Resource::default() };
            by_namespace && peer.pods.as_ref().is_none_or(|pods| may_select(pods, &pod))
        };
        peer.has_addresses || self.prometheus.iter().any(|it| is_meant(&it))
    }
}

/// May a namespace of this name be selected? What other labels it has, nobody knows.
fn may_be_called(selection: &Selection, namespace: &str) -> bool {
    let known = |label: &str| (label == NAME).then_some(Some(namespace));
    super::selection::may_hold(selection, known)
}
