//! Quantiles that no bucket reaches.

use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{CompareOp, Comparison, Expr, Role};
use crate::model::{Alert, Exposition};

impl Lookup<'_, '_> {
    /// The first comparison of `expr` that asks for a quantile beyond the last bucket with an end: pages show none that is
    /// larger, and what lies beyond it counts as its end.
    pub(super) fn beyond_buckets(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.comparisons.iter().find_map(|compared| {
            let threshold =
                compared.threshold.filter(|_| expr.branches == 1 && asks_for_a_quantile(alert, compared))?;
            let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
            let shown = |page: &Exposition| {
                let ends = self.asked(page, selector).into_iter().filter_map(|series| series.labels.get("le"));
                ends.filter_map(|end| end.parse::<f64>().ok()).filter(|end| end.is_finite()).reduce(f64::max)
            };
            let pages = self.model.expositions.iter().filter(|page| page.is_whole);
            let pages = pages.filter_map(|page| Some((shown(page)?, page)));
            let (last, page) = pages.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
            let beyond = match compared.op {
                CompareOp::Greater => threshold >= last,
                _ => threshold > last,
            };
            let (name, path) = (selector.name()?, path_of(self.sources, page.file));
            let why = format!("the last bucket of {name} in {path} ends at {last}, and a quantile is never above it");
            beyond.then(|| Rung::broken(Flaw::NeverFires, why).at(alert.text.at(compared.span.clone())))
        })
    }
}

/// Does it ask that a quantile, as it is, be above a number?
fn asks_for_a_quantile(alert: &Alert, compared: &Comparison) -> bool {
    let above = matches!(compared.op, CompareOp::Greater | CompareOp::GreaterEqual) && !compared.is_bool;
    let quantile = || alert.text.get(compared.span.clone()).is_some_and(|it| it.starts_with("histogram_quantile("));
    above && compared.role == Role::Reads && quantile()
}
