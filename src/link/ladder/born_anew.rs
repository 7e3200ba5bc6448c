//! Restarts that are counted where nothing restarts: with `restartPolicy: Never`, each attempt of a job is a pod of its own.

use super::Asked;
use super::cleared::is_told;
use super::present::{Lookup, admits};
use super::{needs_all, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr, Selector};
use crate::model::{Alert, ClusterJob};

impl Lookup<'_, '_> {
    /// Why no container of what failed ever counts a restart: those of the jobs that the alert means are not restarted.
    pub(super) fn born_anew(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let compared = only_compared(expr).filter(|_| needs_all(alert, expr))?;
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let counts = selector.name().is_some_and(|name| WORDS.counts_restarts(name));
        if !counts || compared.direction != Direction::Above {
            return None;
        }
        let text = asked.text.to_lowercase();
        let meant = self.model.cluster.jobs.iter().filter(|job| is_meant(job, selector, &text));
        let never: Option<Vec<_>> = meant.map(|job| Some((job, job.never_restarts?))).collect();
        let (job, place) = never?.into_iter().next()?;
        let why = format!(
            "restartPolicy of the {} {} is Never: each attempt is a pod of its own, and none counts a restart",
            job.resource.kind, job.resource.name
        );
        Some(Rung::broken(Flaw::NeverFires, why).at(place))
    }
}

/// Does a selector let the containers of a job through, and is it this one: by the container that the selector asks for, or by its
/// name in the text?
fn is_meant(job: &ClusterJob, selector: &Selector, text: &str) -> bool {
    let is_here = selector.matchers_of("namespace").all(|it| admits(it, &job.resource.namespace));
    let mut asked = selector.matchers_of("container").peekable();
    let narrows = asked.peek().is_some();
    let is_let = asked.all(|it| job.containers.iter().any(|name| admits(it, name)));
    (is_here || job.resource.namespace.is_empty()) && is_let && (narrows || is_told(job, text))
}
