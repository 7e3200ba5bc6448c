//! Whether relabelling keeps the pods of a job: it asks for an annotation that stands on the `Deployment`, and not on its
//! pods.

use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::Selector;
use crate::model::{Jobs, Relabel, Scrape, Workload};

/// What service discovery calls the annotations and the labels of a pod.
const ANNOTATION: &str = "__meta_kubernetes_pod_annotation_";
const LABEL: &str = "__meta_kubernetes_pod_label_";
impl Lookup<'_, '_> {
    /// Why there are no series of the job that a selector asks for: every scrape that may have it drops its pods.
    pub(super) fn unannotated(&self, selector: &Selector) -> Option<Rung> {
        let cluster = &self.model.cluster;
        let job = selector.pinned("job").next()?;
        if cluster.workloads.is_empty()
            || !cluster.has_read_all_that_runs()
            || cluster.kustomizations.iter().any(|it| it.changes)
        {
            return None;
        }
        let mut first = None;
        for (loader, scrape) in self.all_scrapes()? {
            if matches!(&scrape.jobs, Jobs::Known(jobs) if !jobs.iter().any(|known| known == job)) {
                continue;
            }
            let (workload, step) = self.drops_pods_of(scrape, job)?;
            first.get_or_insert((loader, workload, step));
        }
        let (loader, workload, step) = first?;
        let why = format!(
            "{} keeps pods by {}, which stands on the {} {} itself and not on its pods",
            path_of(self.sources, loader.file),
            step.source_labels.join(", "),
            workload.resource.kind,
            workload.resource.name
        );
        Some(Rung::broken(Flaw::AbsentSeries, why).at(workload.place))
    }

    /// A workload whose pods are those of `job`, and the step that drops them, and those of all others of that job.
    fn drops_pods_of<'s>(&self, scrape: &'s Scrape, job: &str) -> Option<(&Workload, &'s Relabel)> {
        let label = job_label(scrape).filter(|_| scrape.finds_pods && !scrape.changes_series)?;
        let is_of = |(name, value): &(String, String)| as_discovered(name) == label && value == job;
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

/// The label of a pod that says its job, where nothing else does.
fn job_label(scrape: &Scrape) -> Option<&str> {
    let mut writes = scrape.relabels.iter().filter(|step| step.may_write("job"));
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
