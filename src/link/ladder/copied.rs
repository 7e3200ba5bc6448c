//! Labels that the Operator copies from what a monitor selects (`targetLabels`, `podTargetLabels`), and that nothing of it has.

use super::monitored::looks_at;
use super::present::{Lookup, admits, is_own};
use super::selection::may_select;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Matcher, Selector};
use crate::model::{Cluster, Copies, ScrapeMonitor, Service, as_label};

impl Lookup<'_, '_> {
    /// Why no series has a label that a selector asks for: each monitor that is to copy it from what it selects finds it nowhere,
    /// and the saved pages show no series of the metric that has it by itself.
    pub(super) fn uncopied(&self, selector: &Selector) -> Option<Rung> {
        self.operators()?;
        let wanted = selector.matchers.iter().filter(|matcher| is_own(&matcher.label) && !admits(matcher, ""));
        let name = selector.name()?;
        let mut pages = self.model.expositions.iter().flat_map(|page| page.of(name)).peekable();
        pages.peek()?;
        let shown: Vec<_> = pages.collect();
        let mut wanted = wanted.filter(|it| !shown.iter().any(|series| series.labels.contains_key(&it.label)));
        wanted.find_map(|matcher| copied_from_nothing(&self.model.cluster, matcher))
    }
}

fn copied_from_nothing(cluster: &Cluster, matcher: &Matcher) -> Option<Rung> {
    // What is relabelled may have any label.
    if !cluster.monitors.iter().all(|monitor| monitor.covers) {
        return None;
    }
    let label = &matcher.label;
    let copying = cluster.monitors.iter().filter_map(|monitor| Some((monitor, monitor.copies.of(label)?)));
    let none: Option<Vec<Rung>> = copying.map(|(monitor, from)| lacking(cluster, (monitor, from), label)).collect();
    none?.into_iter().next()
}

/// Why a monitor copies a label from nothing; `None` where something that it may select has it.
fn lacking(cluster: &Cluster, (monitor, from): (&ScrapeMonitor, Copies), label: &str) -> Option<Rung> {
    let selected = |service: &&Service| looks_at(monitor, service) && may_select(&monitor.selector, &service.resource);
    let services: Vec<&Service> = cluster.services.iter().filter(selected).collect();
    let first = services.first().filter(|_| monitor.resource.kind == "ServiceMonitor")?;
    let has = |labels: &[(String, String)]| labels.iter().any(|(name, _)| as_label(name) == label);
    let pods = |service: &Service| {
        let of = |labels: &[(String, String)]| service.selects.iter().all(|asked| labels.contains(asked));
        cluster.workloads.iter().any(|it| of(&it.labels) && has(&it.labels)) || !cluster.has_read_all_that_runs()
    };
    let is_there = services.iter().any(|service| match from {
        Copies::OfServices => has(&service.resource.labels),
        Copies::OfPods => pods(service),
    });
    let (key, whose) = match from {
        Copies::OfServices => ("targetLabels", format!("the Service {}", first.resource.name)),
        Copies::OfPods => ("podTargetLabels", format!("the pods behind {}", first.resource.name)),
    };
    let why = || format!("{key} of {} copies {label} of {whose}, where no such label is", monitor.resource.name);
    (!is_there).then(|| Rung::broken(Flaw::AbsentSeries, why()).at(monitor.place))
}
