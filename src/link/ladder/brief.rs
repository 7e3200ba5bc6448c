//! Whether a state is over before an alert has waited for it: a battery carries a room for eleven minutes, and its alert waits for
//! fifteen.

use globset::GlobSet;
use serde::Deserialize;

use super::Asked;
use super::silent::metrics;
use crate::link::asked::{Spans, in_words, looks_back};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Expr, Role};

/// What lasts only so long: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brief {
    /// The metrics that tell of it.
    #[serde(deserialize_with = "metrics")]
    metrics: GlobSet,
    /// How texts say how long it lasted.
    told: Spans,
}

/// Why the condition of an alert was over before `for` had passed.
pub(super) fn over_before_it_fires(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
    read.peek().filter(|_| alert.hold > 0 && !looks_back(alert))?;
    let names: Option<Vec<&str>> = read.map(|selector| selector.name()).collect();
    let names = names?;
    let of = |brief: &&Brief| names.iter().all(|name| brief.metrics.is_match(name));
    let told = WORDS
        .fading()
        .brief
        .iter()
        .filter(of)
        .find_map(|brief| brief.told.longest(asked.text).or_else(|| brief.told.longest(asked.story)))?;
    let waits = alert.hold as f64 / 1_000.0;
    let why = format!("waits for {}, and it lasted {}", in_words(waits), in_words(told));
    (waits >= told).then(|| Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
}
