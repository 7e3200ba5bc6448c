//! Whether a postmortem tells that a metric is called otherwise since: its alert still asks for the old name.

use super::{Asked, needs_all};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Expr, Role};

/// The first metric that an alert needs and that is not called so any more.
pub(super) fn renamed(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    if asked.story.is_empty() || !needs_all(alert, expr) {
        return None;
    }
    let mut read = expr.selectors.iter().filter(|it| it.role == Role::Reads && !it.is_absent());
    let story = asked.story.to_lowercase();
    let old = read.find(|it| it.name().is_some_and(|name| WORDS.silences().is_renamed(name, &story)))?;
    let why = format!("the postmortem says that {} is called otherwise, or gone", old.name()?);
    Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.at(old.metric_span.clone())))
}
