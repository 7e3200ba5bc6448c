//! Series that are gone with the thing that exports them.

use globset::{GlobBuilder, GlobMatcher};

use super::coverage::{IncidentCoverage, Sees, Vanishing};
use super::index::Index;
use super::reading::{ReadSelector, Reading};
use super::words::WORDS;
use crate::model::expr::{MatchOp, Matcher, Role};
use crate::model::{Alert, Incident, IncidentId, ModeId, Model, RiskId};

/// Every guard of a risk whose mode lets the target die, that is gone with it, and that no other alert stands in for.
pub(super) fn all(index: &Index<'_>, coverage: &[IncidentCoverage]) -> Vec<Vanishing> {
    let mut all = Vec::new();
    for (at, (incident, of_incident)) in index.model.incidents.iter().zip(coverage).enumerate() {
        for (risk, of_risk) in of_incident.risks.iter().enumerate() {
            let Some(target) = Target::new(index.model, incident, &of_risk.modes) else { continue };
            for guard in of_risk.guards.iter().filter(|guard| guard.sees == Sees::Cause) {
                let reading = index.reading(guard.alert);
                let job = job_of(reading);
                let alone = || !index.readings.iter().any(|other| speaks_up_for(other, job.as_deref()));
                if target.exports_all(index.model.rules.alert(guard.alert), reading) && alone() {
                    let risk = RiskId { incident: IncidentId(at as u32), risk: risk as u32 };
                    all.push(Vanishing { risk, alert: guard.alert, job });
                }
            }
        }
    }
    all
}

/// What fails, and stops exporting with it.
pub(super) struct Target {
    services: Vec<String>,
    metrics: Vec<GlobMatcher>,
}

impl Target {
    /// `None` where the failure mode leaves the exporter alone.
    pub(super) fn new(model: &Model, incident: &Incident, modes: &[ModeId]) -> Option<Target> {
        let mode = modes.first().map(|mode| model.modes.mode(*mode)).filter(|mode| mode.target_dies)?;
        let services = incident.services.iter().map(|service| service.trim().to_lowercase()).collect();
        let globs =
            mode.own_metrics.iter().filter_map(|glob| GlobBuilder::new(glob).case_insensitive(true).build().ok());
        Some(Target { services, metrics: globs.map(|glob| glob.compile_matcher()).collect() })
    }

    /// Does the alert read nothing but series that the target exports itself? Said only where every selector names the
    /// target: by its job, by the first part of the metric's name, or by a metric that the failure mode lists.
    pub(super) fn exports_all(&self, alert: &Alert, reading: &Reading) -> bool {
        let mut leaves = leaves(reading).peekable();
        leaves.peek().is_some()
            && alert.expr.as_ref().is_some_and(|expr| !expr.is_absent())
            && leaves.all(|selector| self.exports(selector))
    }

    fn exports(&self, selector: &ReadSelector) -> bool {
        let Some(name) = selector.name().filter(|_| !speaks_from_outside(selector)) else { return false };
        if self.metrics.iter().any(|glob| glob.is_match(name)) {
            return true;
        }
        let job = selector.matchers.iter().find(|it| it.label == "job" && it.op == MatchOp::Equal);
        match job {
            Some(job) => self.services.contains(&job.value.to_lowercase()),
            None => self.services.iter().any(|service| {
                let own = service.replace('-', "_");
                name.to_lowercase().strip_prefix(&own).is_some_and(|rest| rest.starts_with('_'))
            }),
        }
    }
}

/// What is read in the end, after recording rules.
fn leaves(reading: &Reading) -> impl Iterator<Item = &ReadSelector> {
    reading.selectors.iter().filter(|it| it.role == Role::Reads && it.name().is_none_or(|name| !name.contains(':')))
}

/// Is it read from outside of the target: `up`, a probe, the orchestrator, an exporter that outlives what it asks
/// (`pg_up`), or the absence of something? Or does it tell of the death afterwards?
fn speaks_from_outside(selector: &ReadSelector) -> bool {
    let outside = selector.name().is_some_and(|name| WORDS.outlives(name));
    outside || selector.within.iter().any(|function| function.starts_with("absent"))
}

/// Would the alert speak up when all series of `job` are gone? It is given the benefit of the doubt.
fn speaks_up_for(reading: &Reading, job: Option<&str>) -> bool {
    let from_outside = reading.selectors.iter().filter(|it| it.role == Role::Reads && speaks_from_outside(it));
    let mut admitting = from_outside.filter(|it| {
        let of_job = |matcher: &&Matcher| matcher.label == "job";
        // Probes and the orchestrator have jobs of their own, whatever they watch.
        let own_job = it.name() == Some("up") || it.within.iter().any(|function| function.starts_with("absent"));
        let admits = |matcher: &Matcher| job.is_none_or(|job| super::ladder::admits(matcher, job));
        !own_job || it.matchers.iter().filter(of_job).all(admits)
    });
    admitting.next().is_some()
}

/// The job whose series the alert reads, where it names one.
fn job_of(reading: &Reading) -> Option<String> {
    let job = leaves(reading).flat_map(|it| it.matchers.iter()).find(|it| it.label == "job" && it.op == MatchOp::Equal);
    job.map(|matcher| matcher.value.clone())
}
