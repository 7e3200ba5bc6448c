//! Whether failed jobs are deleted before an alert has waited for them: their series go with them.

use super::Asked;
use super::present::{Lookup, admits};
use crate::link::asked::looks_back;
use crate::link::coverage::{Flaw, Rung};
use crate::link::scope::is_always_open;
use crate::link::words::WORDS;
use crate::model::expr::{Expr, MatchOp, Matcher, Role, Selector};
use crate::model::{Alert, ClusterJob, shown_millis};

/// The label that holds the name of a job.
const NAME: &str = "job_name";
/// What a `CronJob` puts behind its name for each of its jobs.
const RUN: &str = "-28812345";

impl Lookup<'_, '_> {
    /// Why an alert on failed jobs never waits long enough: each of those that it may mean is deleted before.
    pub(super) fn cleared_away(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let read: Vec<&Selector> = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).collect();
        let of_jobs = |selector: &&Selector| selector.name().is_some_and(|name| WORDS.tells_of_failed_jobs(name));
        if read.is_empty() || !read.iter().all(of_jobs) || looks_back(alert) {
            return None;
        }
        let text = asked.text.to_lowercase();
        let meant =
            self.model.cluster.jobs.iter().filter(|job| read.iter().all(|selector| is_meant(job, selector, &text)));
        let cleared: Option<Vec<(&ClusterJob, u64)>> =
            meant.map(|job| Some((job, cleared_after(job, alert)?))).collect();
        let (job, after) = cleared?.into_iter().next()?;
        let (_, place) = job.deleted_after?;
        let when = match after {
            0 => "as soon as it has failed".to_owned(),
            after => {
                format!("{} after it has failed, and for asks for {}", shown_millis(after), shown_millis(alert.hold))
            }
        };
        let why = format!("the {} {} is deleted {when}, and its series with it", job.resource.kind, job.resource.name);
        Some(Rung::broken(Flaw::NeverFires, why).at(place))
    }
}

/// How long after it failed a job is deleted, where that is too early for an alert.
fn cleared_after(job: &ClusterJob, alert: &Alert) -> Option<u64> {
    let (after, _) = job.deleted_after?;
    (after == 0 || alert.hold > after).then_some(after)
}

/// Does a selector let a job through, and is it this one: by the name that the selector asks for, or that the text names?
fn is_meant(job: &ClusterJob, selector: &Selector, text: &str) -> bool {
    let name = &job.resource.name;
    let run = if job.resource.kind == "Job" { name.clone() } else { format!("{name}{RUN}") };
    let asks =
        |matcher: &Matcher| matches!(matcher.op, MatchOp::Equal | MatchOp::Regex) && !is_always_open(&matcher.value);
    let is_asked = selector.matchers_of(NAME).any(asks);
    let is_here = selector.matchers_of("namespace").all(|it| admits(it, &job.resource.namespace));
    let is_let = selector.matchers_of(NAME).all(|it| admits(it, &run));
    !name.is_empty() && is_let && (is_asked || is_told(job, text)) && (is_here || job.resource.namespace.is_empty())
}

/// Does a text, in lower case, name a job?
pub(super) fn is_told(job: &ClusterJob, text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.any(|word| word == job.resource.name.as_str())
}
