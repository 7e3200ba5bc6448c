//! States that texts tell of, and what metrics say in them: `ceph_health_status` is 1 at HEALTH_WARN.

use globset::GlobSet;
use serde::Deserialize;

use super::present::admits;
use super::silent::metrics;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Selector};
use crate::patterns::Patterns;

/// What leaves the value of a state what it is.
const PLAIN: [&str; 6] = ["max", "min", "sum", "max_over_time", "min_over_time", "last_over_time"];

/// What metrics say while something is so: a value, or that of a label whose series is 1 then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    #[serde(deserialize_with = "metrics")]
    pub(super) metrics: GlobSet,
    pub(super) told: Patterns,
    value: Option<f64>,
    label: Option<(String, String)>,
    /// Do texts tell of it beside others in which it was later?
    #[serde(default)]
    passing: bool,
    pub(super) why: String,
}

impl State {
    /// Does a comparison not hold in it?
    pub(super) fn is_missed_by(&self, compared: &Comparison, series: &[Selector]) -> bool {
        if self.passing || !series.iter().all(is_plain) {
            return false;
        }
        let value = |value: f64| !compared.holds_at(value);
        let label = |(label, value): &(String, String)| {
            let lets = |selector: &Selector| selector.matchers_of(label).all(|matcher| admits(matcher, value));
            // `== 0` asks for another that is not so; of what counts, there may be many.
            let asks_for_some = compared.holds_at(1.0) || compared.direction == Direction::Above;
            asks_for_some && !compared.holds_at(0.0) && !series.iter().any(lets)
        };
        self.value.is_some_and(value) || self.label.as_ref().is_some_and(label)
    }

    /// Does a comparison hold in it, for certain?
    fn is_seen_by(&self, compared: &Comparison, selector: &Selector) -> bool {
        let is_one = compared.threshold.is_some() && is_plain(selector);
        let label = |(label, value): &(String, String)| {
            let mut asked = selector.matchers_of(label).peekable();
            let lets = asked.peek().is_some() && asked.all(|matcher| admits(matcher, value));
            lets && compared.holds_at(1.0) && !compared.holds_at(0.0)
        };
        is_one && (self.value.is_some_and(|value| compared.holds_at(value)) || self.label.as_ref().is_some_and(label))
    }
}

fn is_plain(selector: &Selector) -> bool {
    selector.within.iter().all(|function| PLAIN.contains(function))
}

/// Does a text tell of a state in which the only comparison of an alert holds?
pub(super) fn holds_in_state(alert: &Alert, text: &str) -> bool {
    let only = || {
        let expr = alert.expr.as_ref().filter(|expr| expr.branches == 1 && !expr.is_absent())?;
        let ([compared], [selector]) = (&expr.comparisons[..], &expr.selectors[..]) else { return None };
        Some((compared, selector, selector.name()?))
    };
    only().is_some_and(|(compared, selector, name)| {
        let known = WORDS.silences().states.iter().filter(|it| it.metrics.is_match(name) && it.told.is_match(text));
        known.into_iter().any(|it| it.is_seen_by(compared, selector))
    })
}
