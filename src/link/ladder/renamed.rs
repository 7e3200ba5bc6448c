//! Whether a postmortem tells that a metric, or the topic or queue that it is of, is called otherwise since: its alert still asks
//! for the old name.

use super::present::is_own;
use super::{Asked, needs_all};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Expr, MatchOp, Matcher, Role};

/// The first metric, or value of a label, that an alert needs and that is not called so any more.
pub(super) fn renamed(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    if asked.story.is_empty() || !needs_all(alert, expr) {
        return None;
    }
    let read = || expr.selectors.iter().filter(|it| it.role == Role::Reads && !it.is_absent());
    let (silences, story) = (WORDS.silences(), asked.story.to_lowercase());
    if let Some(old) = read().find(|it| it.name().is_some_and(|name| silences.is_renamed(name, &story))) {
        let why = format!("the postmortem says that {} is called otherwise, or gone", old.name()?);
        return Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.at(old.metric_span.clone())));
    }
    let mut asked = read().flat_map(|selector| selector.matchers.iter());
    let is_old = |it: &&Matcher| it.op == MatchOp::Equal && is_own(&it.label) && silences.is_moved(&it.value, &story);
    let old = asked.find(is_old)?;
    let why = format!("the postmortem says that all has moved from {} \"{}\" to another", old.label, old.value);
    Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.at(old.span.clone())))
}

#[cfg(test)]
mod tests {
    use crate::link::words::WORDS;

    #[test]
    fn a_topic_moves_to_its_next_version() {
        for (story, is) in [
            ("the producers switched to the topic `orders.v2` in march.", true),
            ("everything moved from orders to orders-2.", true),
            ("the producers switched to the topic `orders`.", false),
            ("the producers switched to the topic `reorders.v2`.", false),
            ("orders.v2 is read by somebody else.", false),
        ] {
            assert_eq!(WORDS.silences().is_moved("orders", story), is, "{story}");
        }
    }

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
