//! `Job`s and `CronJob`s: what becomes of them once they have failed, and of their pods.

use super::Manifest;
use super::workload::pairs;
use crate::load::prometheus::fields::listed;
use crate::load::yaml::Node;
use crate::model::{ClusterJob, Model};
use crate::source::Place;

/// The key that says after how many seconds a job is deleted that has ended.
const DELETED_AFTER: &str = "ttlSecondsAfterFinished";
/// The key of a `CronJob` that says how many failed ones are kept.
const KEPT: &str = "failedJobsHistoryLimit";
/// How the metrics of kube-state-metrics on them, and on the containers of pods, begin.
const METRICS: [&str; 2] = ["kube_job_", "kube_pod_container_"];

/// Does an alert read how jobs ended, or how often containers were started?
pub(super) fn are_read(model: &Model) -> bool {
    let mut read = model.rules.alerts.iter().filter_map(|alert| alert.expr.as_ref()).flat_map(|expr| &expr.selectors);
    read.any(|selector| selector.name().is_some_and(|name| METRICS.iter().any(|of| name.starts_with(of))))
}

/// A `Job`, or a `CronJob`.
pub(super) fn read(manifest: &Manifest<'_>) -> ClusterJob {
    let resource = manifest.resource();
    let spec = manifest.root.get("spec");
    let of_job = if resource.kind == "Job" { spec } else { spec.and_then(|spec| spec.at(&["jobTemplate", "spec"])) };
    let number = |node: Option<&Node<'_>>| -> Option<(u64, Place)> {
        Some((node?.as_str()?.parse().ok()?, manifest.origin().text(node?)?.place))
    };
    let after = number(of_job.and_then(|spec| spec.get(DELETED_AFTER)));
    let after = after.map(|(seconds, place)| (seconds.saturating_mul(1000), place));
    let at_once = number(spec.and_then(|spec| spec.get(KEPT))).filter(|(kept, _)| *kept == 0);
    let labels = pairs(of_job.and_then(|spec| spec.at(&["template", "metadata", "labels"])));
    let pod = of_job.and_then(|spec| spec.at(&["template", "spec"]));
    let listed = listed(pod.and_then(|pod| pod.get("containers"))).iter();
    let containers = listed.filter_map(|container| Some(container.get("name")?.as_str()?.to_owned())).collect();
    let policy = pod.and_then(|pod| pod.get("restartPolicy")).filter(|policy| policy.as_str() == Some("Never"));
    let never_restarts = policy.and_then(|policy| Some(manifest.origin().text(policy)?.place));
    ClusterJob { resource, labels, containers, never_restarts, deleted_after: at_once.or(after) }
}
