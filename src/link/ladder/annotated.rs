//! Whether relabelling keeps the pods of a job: it asks for an annotation that stands on the `Deployment`, and not on its
//! pods.

use super::path_of;
use super::present::{Lookup, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{MatchOp, Matcher, Selector};
use crate::model::{Prometheus, Relabel, Scrape, Workload};

/// What service discovery calls the annotations and the labels of a pod.
const ANNOTATION: &str = "__meta_kubernetes_pod_annotation_";
const LABEL: &str = "__meta_kubernetes_pod_label_";
impl Lookup<'_, '_> {
    /// Why there are no series of the job, or of the pods, that a selector asks for: every scrape that may have them drops these
    /// pods.
    pub(super) fn unannotated(&self, selector: &Selector) -> Option<Rung> {
        let cluster = &self.model.cluster;
        if cluster.workloads.is_empty()
            || !cluster.has_read_all_that_runs()
            || cluster.kustomizations.iter().any(|it| it.changes)
        {
            return None;
        }
        let named = selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal);
        let (loader, workload, step) = named.into_iter().find_map(|matcher| self.dropped(selector, matcher))?;
        let why = format!(
            "{} keeps pods by {}, which stands on the {} {} itself and not on its pods",
            path_of(self.sources, loader.file),
            step.source_labels.join(", "),
            workload.resource.kind,
            workload.resource.name
        );
        Some(Rung::broken(Flaw::AbsentSeries, why).at(workload.place))
    }

    /// The first workload whose pods a matcher asks for, where all scrapes drop them, and the step by which one does.
    fn dropped(&self, selector: &Selector, matcher: &Matcher) -> Option<(&Prometheus, &Workload, &Relabel)> {
        let mut first = None;
        for (loader, scrape) in self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape)) {
            let (workload, step) = self.drops_pods_of(scrape, matcher)?;
            first.get_or_insert((loader, workload, step));
        }
        first
    }

    /// A workload whose pods are those that a matcher asks for, and the step that drops them, and those of all others like them.
    fn drops_pods_of<'s>(&self, scrape: &'s Scrape, matcher: &Matcher) -> Option<(&Workload, &'s Relabel)> {
        let label = pod_label(scrape, &matcher.label).filter(|_| scrape.finds_pods && !scrape.changes_series)?;
        let is_of = |(name, value): &(String, String)| as_discovered(name) == label && *value == matcher.value;
        let workloads: Vec<&Workload> =
            self.model.cluster.workloads.iter().filter(|it| it.labels.iter().any(is_of)).collect();
        let step = scrape.relabels.iter().find(|step| {
            let keeps = |workload: &&Workload| keeps(step, &workload.annotations[1]) == Some(false);
            annotation_of(step).is_some() && workloads.iter().all(keeps)
        })?;
        let is_meant = |workload: &&Workload| keeps(step, &workload.annotations[0]) == Some(true);
        Some((workloads.into_iter().find(is_meant)?, step))
    }
}

/// The label of a pod that says what a label of its series is, where nothing else does.
fn pod_label<'s>(scrape: &'s Scrape, label: &str) -> Option<&'s str> {
    let mut writes = scrape.relabels.iter().filter(|step| step.may_write(label));
    let step = writes.next().filter(|_| writes.next().is_none())?;
    let is_whole = matches!(step.regex.as_str(), "(.*)" | "(.+)") && matches!(step.replacement.as_str(), "$1" | "${1}");
    match &step.source_labels[..] {
        [label] if is_whole && step.action == "replace" => label.strip_prefix(LABEL),
        _ => None,
    }
}

/// The annotation by which a step keeps pods.
fn annotation_of(step: &Relabel) -> Option<&str> {
    match &step.source_labels[..] {
        [label] if step.action == "keep" => label.strip_prefix(ANNOTATION),
        _ => None,
    }
}

/// Does a step keep what has these annotations?
fn keeps(step: &Relabel, annotations: &[(String, String)]) -> Option<bool> {
    let wanted = annotation_of(step)?;
    let value = annotations.iter().find(|(name, _)| as_discovered(name) == wanted);
    Some(step.pattern()?.is_match(value.map_or("", |(_, value)| value)))
}

/// `prometheus.io/scrape` as `prometheus_io_scrape`.
fn as_discovered(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
