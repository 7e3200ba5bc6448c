//! Series that are gone with the thing that exports them.

use super::reading::{ReadSelector, Reading};
use crate::model::expr::{MatchOp, Matcher, Role};
use crate::model::{Alert, Incident};

/// Metrics that somebody else exports about a target.
const FROM_OUTSIDE: [&str; 8] =
    ["up", "probe_", "kube_", "ALERTS", "scrape_", "container_", "kubelet_", "node_systemd_"];

/// Does the alert read nothing but series that a service of the incident exports itself? Said only where every selector
/// names the service, by its job or by the first part of the metric's name.
pub(super) fn reads_only_the_target(alert: &Alert, reading: &Reading, incident: &Incident) -> bool {
    let mut leaves = leaves(reading).peekable();
    let services: Vec<String> = incident.services.iter().map(|service| service.trim().to_lowercase()).collect();
    leaves.peek().is_some()
        && alert.expr.as_ref().is_some_and(|expr| !expr.is_absent())
        && leaves.all(|selector| is_of(selector, &services))
}

/// What is read in the end, after recording rules.
fn leaves(reading: &Reading) -> impl Iterator<Item = &ReadSelector> {
    reading.selectors.iter().filter(|it| it.role == Role::Reads && it.name().is_none_or(|name| !name.contains(':')))
}

fn is_of(selector: &ReadSelector, services: &[String]) -> bool {
    let Some(name) = selector.name() else { return false };
    if speaks_from_outside(selector) {
        return false;
    }
    let job = selector.matchers.iter().find(|it| it.label == "job" && it.op == MatchOp::Equal);
    match job {
        Some(job) => services.contains(&job.value.to_lowercase()),
        None => services.iter().any(|service| {
            let own = service.replace('-', "_");
            name.to_lowercase().strip_prefix(&own).is_some_and(|rest| rest.starts_with('_'))
        }),
    }
}

/// Is it read from outside of the target: `up`, a probe, the orchestrator, or the absence of something?
fn speaks_from_outside(selector: &ReadSelector) -> bool {
    let name = selector.name().unwrap_or_default();
    let outside =
        FROM_OUTSIDE.iter().any(|from| if from.ends_with('_') { name.starts_with(from) } else { name == *from });
    outside || selector.within.iter().any(|function| function.starts_with("absent"))
}

/// Would the alert speak up when all series of `job` are gone? It is given the benefit of the doubt.
pub(super) fn speaks_up_for(reading: &Reading, job: &str) -> bool {
    let from_outside = reading.selectors.iter().filter(|it| it.role == Role::Reads && speaks_from_outside(it));
    let mut admitting = from_outside.filter(|it| {
        let of_job = |matcher: &&Matcher| matcher.label == "job";
        let name = it.name().unwrap_or_default();
        // Probes and the orchestrator have jobs of their own, whatever they watch.
        let of_others = name != "up" && !it.within.iter().any(|function| function.starts_with("absent"));
        of_others || it.matchers.iter().filter(of_job).all(|matcher| super::ladder::admits(matcher, job))
    });
    admitting.next().is_some()
}

/// The job, or the service, whose own series the alert reads.
pub(super) fn job_of(reading: &Reading, incident: &Incident) -> Option<String> {
    let job = leaves(reading).flat_map(|it| &it.matchers).find(|it| it.label == "job" && it.op == MatchOp::Equal);
    job.map(|matcher| matcher.value.clone()).or_else(|| incident.services.first().map(|it| it.value.clone()))
}
