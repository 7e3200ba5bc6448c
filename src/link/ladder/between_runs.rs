//! Series that the pods of a job bring along: they are there while a run lasts, and what is gone grows no older.

use super::fades::SOON;
use super::present::{Lookup, is_called_after};
use super::selection::may_select;
use super::{Asked, needs_all, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr, LOOKBACK, Selector};
use crate::model::{Alert, ClusterJob, Resource, ScrapeMonitor};

impl Lookup<'_, '_> {
    /// Why an age never passes its limit: nothing but the pods of a job tells it, and they end with each run.
    pub(super) fn gone_between_runs(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let compared = only_compared(expr).filter(|_| needs_all(alert, expr))?;
        let is_age = alert.text.get(compared.span.clone()).is_some_and(|written| written.contains("time()"));
        let is_old = compared.direction == Direction::Above && compared.threshold.is_some_and(|limit| limit >= SOON);
        let lasts =
            asked.modes.iter().any(|mode| WORDS.fading().lasting_runs.contains(&self.model.modes.mode(*mode).id));
        if !is_age || !is_old || lasts || expr.is_absent() {
            return None;
        }
        let series = expr.selectors.get(compared.series.clone())?;
        let jobs: Option<Vec<&ClusterJob>> = series.iter().map(|selector| self.only_job_of(selector)).collect();
        let Resource { kind, name, .. } = &jobs?.first()?.resource;
        let why = format!(
            "its series come from the pods of the {kind} {name}, and are gone when a run is over: nothing is there to grow old; \
             look back with last_over_time, or ask kube-state-metrics when it last succeeded"
        );
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// The job whose pods alone bring the series of a selector, which it reads as they are now.
    fn only_job_of(&self, selector: &Selector) -> Option<&ClusterJob> {
        let name = selector.name().filter(|_| selector.range.is_none() && selector.window <= LOOKBACK)?;
        if !self.recordings.of(selector).is_empty() {
            return None;
        }
        let cluster = &self.model.cluster;
        let selects = |monitor: &ScrapeMonitor, labels: &[(String, String)]| {
            let pod = Resource { labels: labels.to_vec(), ..Resource::default() };
            may_select(&monitor.selector, &pod)
        };
        let is_only = |monitor: &&ScrapeMonitor| {
            let narrows = monitor.resource.kind == "PodMonitor" && !monitor.selector.requirements.is_empty();
            narrows && !cluster.workloads.iter().any(|it| selects(monitor, &it.labels))
        };
        let tells = |job: &ClusterJob, monitor: &ScrapeMonitor| {
            let called = [&job.resource.name, &monitor.resource.name];
            let mut pages = self.model.expositions.iter().filter(|page| page.of(name).next().is_some());
            let is_shown = pages.any(|page| called.iter().any(|it| is_called_after(&page.stem, it)));
            let is_own = name.starts_with(&job.resource.name.replace('-', "_"));
            let is_pinned = selector.pinned("job").any(|it| it.ends_with(&format!("/{}", monitor.resource.name)));
            is_shown || is_own || is_pinned
        };
        let monitors: Vec<&ScrapeMonitor> = cluster.monitors.iter().filter(is_only).collect();
        cluster.jobs.iter().find(|job| {
            let mut own = monitors.iter().filter(|monitor| selects(monitor, &job.labels));
            !job.labels.is_empty() && own.any(|monitor| tells(job, monitor))
        })
    }
}
