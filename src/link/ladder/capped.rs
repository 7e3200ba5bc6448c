//! Counts of all series of a target that ask for more than `sample_limit` lets a scrape bring.

use super::present::{Lookup, may_be_of};
use super::{needs_all, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::model::Alert;
use crate::model::expr::{Direction, Expr, Metric};

/// What Prometheus adds to the samples of a scrape: `up`, `scrape_duration_seconds` and the like.
const OF_SCRAPE: f64 = 8.0;

impl Lookup<'_, '_> {
    /// Why a target never has so many series: a scrape that brings more than the limit of its job is refused as a whole, and
    /// leaves none.
    pub(super) fn above_sample_limit(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let compared = only_compared(expr).filter(|_| needs_all(alert, expr))?;
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let per_target = selector.within == ["count"] && expr.carried.carries("instance") == Some(true);
        let limit = compared.threshold.filter(|_| per_target && compared.direction == Direction::Above)?;
        if selector.metric != Metric::Any {
            return None;
        }
        let mut scrapes = self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|it| may_be_of(selector, it)).peekable();
        let first = *scrapes.peek()?;
        let highest = scrapes.map(|scrape| scrape.sample_limit).collect::<Option<Vec<u64>>>()?.into_iter().max()?;
        let why = || {
            format!(
                "sample_limit of the job {} is {highest}: a scrape with more is refused as a whole, so no target has more than \
                 {limit} series",
                &*first.job
            )
        };
        (highest as f64 + OF_SCRAPE <= limit).then(|| Rung::broken(Flaw::NeverFires, why()).at(alert.text.place))
    }
}
