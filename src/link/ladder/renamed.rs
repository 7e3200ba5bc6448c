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

#[cfg(test)]
mod tests {
    use crate::link::words::WORDS;

    #[test]
    fn a_metric_is_called_otherwise_in_many_words() {
        for (story, is) in [
            ("`pool_backend_total` is `pool_service_total` now.", true),
            ("(`pool_backend_total` -> `pool_service_total`)", true),
            ("the exporter renamed `pool_backend_total` to something else.", true),
            ("pool_backend_total was dropped in 2.0.", true),
            ("since 2.0 pool_backend_total no longer exists.", true),
            ("version 2 no longer exposes the counter pool_backend_total.", true),
            ("pool_backend_total was flat all night.", false),
            ("pool_backend_total_errors was renamed.", false),
            ("we renamed pool_service_total to pool_backend_total.", false),
        ] {
            assert_eq!(WORDS.silences().is_renamed("pool_backend_total", story), is, "{story}");
        }
    }
}
