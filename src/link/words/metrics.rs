//! What the name of a metric says of what it tells.

use super::Words;

impl Words {
    /// Is it a metric on the failed jobs of a cluster, which is gone with them?
    pub(in crate::link) fn tells_of_failed_jobs(&self, metric: &str) -> bool {
        self.file.failed_jobs.contains(metric)
    }

    /// Does it count how often the container of a pod was started again?
    pub(in crate::link) fn counts_restarts(&self, metric: &str) -> bool {
        self.file.restart_counters.contains(metric)
    }

    /// Is it a metric that is still there when what it tells of is down, or that tells of it afterwards?
    pub(in crate::link) fn outlives(&self, metric: &str) -> bool {
        self.file.outliving.is_match(metric)
    }

    /// Is it a metric that is one, and zero where its target is gone: `up`, `pg_up`?
    pub(in crate::link) fn is_flag(&self, metric: &str) -> bool {
        self.file.flags.contains(metric.rsplit_once('_').filter(|(_, end)| *end == "up").map_or(metric, |(_, end)| end))
    }

    /// Is it a metric that is one as long as two are connected: `session_logged_on`?
    pub(in crate::link) fn is_tie(&self, metric: &str) -> bool {
        self.file.ties.iter().any(|end| metric.strip_suffix(end.as_str()).is_some_and(|rest| rest.ends_with('_')))
    }

    /// Is it a metric whose samples an exporter takes from elsewhere, minutes later, with their own time?
    pub(in crate::link) fn comes_late(&self, metric: &str) -> bool {
        self.file.late_metrics.iter().any(|start| metric.starts_with(start.as_str()))
    }
}
