//! Whether a comparison asks for the contrary of what failed: much space left, where it ran out.

use globset::GlobSet;
use serde::Deserialize;

use super::silent::metrics;
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Direction, Expr, MatchOp, Selector, operators};
use crate::patterns::Patterns;

/// Metrics that fall while something is so, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Falling {
    #[serde(deserialize_with = "metrics")]
    metrics: GlobSet,
    /// The label, and its value, by which the metric says how much is left: `mode="idle"`.
    label: Option<(String, String)>,
    /// How texts say that it is so.
    told: Patterns,
}

impl Falling {
    fn is_meant(&self, selector: &Selector) -> bool {
        let is_named = selector.name().is_some_and(|name| self.metrics.is_match(name));
        let is_labelled = |(label, value): &(String, String)| {
            selector.matchers_of(label).any(|matcher| matcher.op == MatchOp::Equal && matcher.value == *value)
        };
        is_named && self.label.as_ref().is_none_or(is_labelled)
    }
}

/// Why an alert is silent in such a failure: it fires where much is left of what was used up.
pub(super) fn asks_for_the_contrary(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let compared = only_compared(expr).filter(|it| it.direction == Direction::Above && !it.is_bool)?;
    // What is taken off, in brackets perhaps, is the other part.
    let written = alert.text.get(compared.span.clone())?;
    if operators(written, &['-']).next().is_some() {
        return None;
    }
    // Of a part of all, the left one counts: `avail / size > 0.9`.
    let first = expr.selectors.get(compared.series.clone())?.first()?;
    let mut known = WORDS.falling().iter().filter(|falling| falling.is_meant(first));
    known.find(|falling| falling.told.is_match(asked.text))?;
    let why =
        format!("fires where much is left by {}, and none was: the comparison is the wrong way round", first.name()?);
    Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.at(compared.op_span.clone())))
}
