//! Whether a monitor of the Operator brings the series of a job: the `ServiceMonitor`s here, and the `Service`s that they
//! select.

use super::defined::Vote;
use super::present::Lookup;
use super::selection::{Picker, may_select};
use crate::link::coverage::{Answer, Flaw, Rung};
use crate::link::scope::alternatives;
use crate::link::words::WORDS;
use crate::model::expr::{MatchOp, Selector};
use crate::model::{Namespaces, Picked, RuleSelectors, RuleSource, ScrapeMonitor, Service, Text};

/// Kinds that bring series too, and of which nothing is known but that there are some.
const OTHERS: [&str; 5] = ["ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig", "Service"];

/// What is to be brought.
struct Wanted<'s> {
    metric: &'s str,
    /// Does the selector name its job?
    names_job: bool,
}

/// What a monitor has to do with a job.
enum Brings {
    /// Nothing.
    Nothing,
    /// Its series, perhaps.
    Perhaps,
    /// It is meant for it, and brings nothing: why.
    NothingFor(Rung),
}

impl<'a> Lookup<'_, 'a> {
    /// Why there are no series of the job that a selector asks for, or that the saved pages with its metric are of: it is a `Service`
    /// here, and no monitor that is meant for it brings any.
    pub(super) fn unmonitored(&self, selector: &Selector) -> Option<Rung> {
        let operators = self.operators()?;
        let asked = selector.matchers_of("job").find(|it| matches!(it.op, MatchOp::Equal | MatchOp::Regex));
        let jobs = match asked {
            Some(job) if job.op == MatchOp::Equal => vec![&*job.value],
            Some(job) => alternatives(&job.value)?,
            None => Some(self.jobs_shown(selector)?)
                .filter(|jobs| !jobs.is_empty())
                .or_else(|| self.jobs_beside(selector))?,
        };
        let asked = Wanted { metric: selector.name().unwrap_or_default(), names_job: asked.is_some() };
        let none = |job| self.brought_by_none(job, &asked, &operators);
        let each: Option<Vec<Rung>> = jobs.into_iter().map(none).collect();
        each?.into_iter().next()
    }

    /// The jobs that may bring a metric of an application of which only the namespace is asked: the `Service`s there.
    fn jobs_beside(&self, selector: &Selector) -> Option<Vec<&'a str>> {
        let name = selector.name().filter(|name| !WORDS.is_of_exporter(name))?;
        let namespace = selector.matchers_of("namespace").find(|it| it.op == MatchOp::Equal)?;
        let recorded_or_of_rules = name.contains(':') || name.starts_with("ALERTS");
        let services = self.model.cluster.services.iter().map(|service| &service.resource);
        let there = services.filter(|_| !recorded_or_of_rules).filter(|it| it.namespace == namespace.value);
        Some(there.map(|resource| resource.name.as_str()).collect())
    }

    /// The jobs whose saved pages show a metric, each a `Service` here.
    fn jobs_shown(&self, selector: &Selector) -> Option<Vec<&'a str>> {
        let name = selector.name()?;
        let pages = self.model.expositions.iter().filter(|page| page.of(name).next().is_some());
        let is_here = |job: &str| self.model.cluster.services.iter().any(|service| service.resource.name == job);
        pages.map(|page| Some(page.stem.as_str()).filter(|job| is_here(job))).collect()
    }

    /// The resources that load the alert, where all their series come from monitors, and all of these are here.
    pub(super) fn operators(&self) -> Option<Vec<&RuleSelectors>> {
        let cluster = &self.model.cluster;
        let is_read = OTHERS.iter().all(|kind| cluster.has_read(kind));
        let changes = cluster.kustomizations.iter().any(|it| it.changes || it.namespace.is_some())
            || !cluster.has_read("Kustomization");
        if cluster.monitors.is_empty() || self.loaders.is_empty() || !is_read || changes {
            return None;
        }
        let of = |source: &'_ RuleSource| matches!(source, RuleSource::Selectors(it) if !it.monitors.has_others);
        let all = self.loaders.iter().all(|loader| of(&loader.rules));
        let selectors = self.loaders.iter().filter_map(|loader| match &loader.rules {
            RuleSource::Selectors(selectors) => Some(&**selectors),
            RuleSource::Files(_) => None,
        });
        all.then(|| selectors.collect())
    }

    /// Why no monitor brings series of `job`; `None` where one may, or where none is meant for it.
    fn brought_by_none(&self, job: &str, asked: &Wanted<'_>, operators: &[&RuleSelectors]) -> Option<Rung> {
        let mut first = None;
        for monitor in &self.model.cluster.monitors {
            let unapplied = self.left_out.vote(monitor.place.file).map(|vote| nothing_scrapes(monitor, vote));
            let refused = unapplied.or_else(|| refused(monitor, operators));
            let misnamed = refused.is_none() && asked.names_job;
            match called_otherwise(monitor, job)
                .filter(|_| misnamed)
                .unwrap_or_else(|| self.brings(monitor, (job, asked.metric), refused))
            {
                Brings::Nothing => {}
                Brings::Perhaps => return None,
                Brings::NothingFor(why) => {
                    first.get_or_insert(why);
                }
            }
        }
        first
    }

    fn brings(&self, monitor: &ScrapeMonitor, (job, metric): (&str, &str), refused: Option<Rung>) -> Brings {
        let is_refused = refused.is_some();
        let of_pods = monitor.resource.kind == "PodMonitor";
        if monitor.renames || of_pods && monitor.job_label.is_some() {
            return if is_refused { Brings::Nothing } else { Brings::Perhaps };
        }
        let services = &self.model.cluster.services;
        let selected = |service: &&Service| !of_pods && may_select(&monitor.selector, &service.resource);
        let mut selects_any = false;
        let mut why = None;
        for service in services.iter().filter(selected) {
            selects_any |= looks_at(monitor, service);
            // One that selects everything is meant for what is in its namespace.
            let is_meant = looks_at(monitor, service) || !monitor.selector.requirements.is_empty();
            if job_of(monitor, service) != job || !is_meant {
                continue;
            }
            match refused.clone().or_else(|| misses(monitor, service, metric)) {
                Some(rung) => why = why.or(Some(rung)),
                None => return Brings::Perhaps,
            }
        }
        // What is selected elsewhere may be called the same.
        if !selects_any && !is_refused && why.is_none() && mentions(monitor, job) {
            return Brings::Perhaps;
        }
        why.map_or(Brings::Nothing, Brings::NothingFor)
    }
}

/// What a `PodMonitor` brings that is meant for a job, and calls it after itself and its namespace; `None` where it may be called so.
fn called_otherwise(monitor: &ScrapeMonitor, job: &str) -> Option<Brings> {
    let names_job = monitor.resource.kind == "PodMonitor" && monitor.job_label.is_none() && !monitor.renames;
    let name = &monitor.resource.name;
    let is_own = job.rsplit_once('/').is_some_and(|(namespace, last)| {
        last == name && (namespace == monitor.resource.namespace || monitor.resource.namespace.is_empty())
    });
    if !names_job || is_own || !mentions(monitor, job) {
        return None;
    }
    let namespace = if monitor.resource.namespace.is_empty() { "…" } else { &monitor.resource.namespace };
    let why = format!("{} has no jobLabel, and its job is \"{namespace}/{name}\"", shown(monitor));
    Some(Brings::NothingFor(Rung::broken(Flaw::AbsentSeries, why).at(monitor.place)))
}

/// Why none of these resources takes a monitor.
fn refused(monitor: &ScrapeMonitor, operators: &[&RuleSelectors]) -> Option<Rung> {
    let votes = operators.iter().map(|selectors| picker(monitor, selectors).vote(&monitor.resource));
    let refusals: Option<Vec<Vote>> = votes.map(|vote| (vote.answer == Answer::No).then_some(vote)).collect();
    Some(nothing_scrapes(monitor, refusals?.into_iter().next()?))
}

fn nothing_scrapes(monitor: &ScrapeMonitor, vote: Vote) -> Rung {
    let why = format!("nothing scrapes {}: {}", shown(monitor), vote.why);
    Rung::broken(Flaw::AbsentSeries, why).at(vote.place.unwrap_or(monitor.place))
}

fn picker<'s>(monitor: &ScrapeMonitor, selectors: &'s RuleSelectors) -> Picker<'s> {
    let (picked, selector): (&Picked, _) = match monitor.resource.kind.as_str() {
        "PodMonitor" => (&selectors.monitors.pods, "podMonitorSelector"),
        _ => (&selectors.monitors.services, "serviceMonitorSelector"),
    };
    let (labels, namespaces) = (picked.labels.as_ref(), picked.namespaces.as_ref());
    Picker { by: &selectors.resource, selector, what: "monitors", labels, namespaces }
}

/// The job of what a monitor finds by a `Service`.
fn job_of<'s>(monitor: &ScrapeMonitor, service: &'s Service) -> &'s str {
    let labelled = monitor.job_label.as_ref().and_then(|label| service.resource.label(label));
    labelled.filter(|job| !job.is_empty()).unwrap_or(&service.resource.name)
}

/// Why a monitor finds nothing of a metric at a `Service` that its labels are meant for.
fn misses(monitor: &ScrapeMonitor, service: &Service, metric: &str) -> Option<Rung> {
    if !looks_at(monitor, service) {
        let why = format!(
            "{} looks at other namespaces than {}, where the Service {} is",
            shown(monitor),
            service.resource.namespace,
            service.resource.name
        );
        return Some(Rung::broken(Flaw::AbsentSeries, why).at(monitor.place));
    }
    let (asked, ports) = (monitor.ports.as_ref()?, service.ports.as_ref()?);
    let is_there = |port: &&Text| ports.contains(&port.value);
    let (there, gone): (Vec<&Text>, Vec<&Text>) = asked.iter().partition(is_there);
    // Of several, one that is there may bring it, unless it is called after one that is not.
    let is_named = |port: &Text| WORDS.shares_a_name(port, metric);
    let port = match there[..] {
        [] => gone.first().copied(),
        _ if there.iter().any(|port| is_named(port)) => None,
        _ => gone.into_iter().find(|port| is_named(port)),
    }?;
    let named: Vec<&str> = ports.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let has = if named.is_empty() { "names none".to_owned() } else { format!("has {}", named.join(", ")) };
    let why =
        format!("{} asks for the port {}, and the Service {} {has}", shown(monitor), &**port, service.resource.name);
    Some(Rung::broken(Flaw::AbsentSeries, why).at(port.place))
}

/// May a `Service` be in a namespace where a monitor looks?
pub(super) fn looks_at(monitor: &ScrapeMonitor, service: &Service) -> bool {
    let (own, theirs) = (&monitor.resource.namespace, &service.resource.namespace);
    theirs.is_empty()
        || match &monitor.namespaces {
            Namespaces::Any => true,
            Namespaces::Named(names) => names.contains(theirs),
            Namespaces::Own => own.is_empty() || own == theirs,
        }
}

/// Does a monitor name the job, or ask for it by any label?
fn mentions(monitor: &ScrapeMonitor, job: &str) -> bool {
    let mut values = monitor.selector.requirements.iter().flat_map(|requirement| &requirement.values);
    monitor.resource.name.contains(job) || values.any(|value| value.contains(job))
}

fn shown(monitor: &ScrapeMonitor) -> String {
    format!("{} {}", monitor.resource.kind, monitor.resource.name)
}
