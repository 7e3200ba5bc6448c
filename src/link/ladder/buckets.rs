//! Quantiles that no bucket reaches.

use super::path_of;
use super::present::Lookup;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{CompareOp, Comparison, Expr, Role, Selector};
use crate::model::{Alert, Exposition};

const QUANTILE: &str = "histogram_quantile(";

impl Lookup<'_, '_> {
    /// The first comparison of `expr` that asks for a quantile beyond the last bucket with an end: pages show none that is
    /// larger, and what lies beyond it counts as its end.
    pub(super) fn beyond_buckets(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.comparisons.iter().find_map(|compared| {
            let threshold = compared.threshold.filter(|_| expr.branches == 1 && is_above(compared))?;
            let selector = self.quantile_of(compared, (alert, expr))?;
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

    /// The buckets whose quantile is compared, as it is, by the alert itself or by the rule that records what it reads.
    fn quantile_of<'e>(&'e self, compared: &Comparison, (alert, expr): (&Alert, &'e Expr)) -> Option<&'e Selector> {
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        // What it is multiplied by stands in the threshold.
        if alert.text.get(compared.span.clone())?.starts_with(QUANTILE) {
            return Some(selector);
        }
        let [rule] = self.recordings.of(selector) else { return None };
        let [buckets] = &rule.expr.as_ref()?.selectors[..] else { return None };
        (selector.within.is_empty() && is_quantile(&rule.text)).then_some(buckets)
    }
}

/// Does it ask that something be above a number?
fn is_above(compared: &Comparison) -> bool {
    let above = matches!(compared.op, CompareOp::Greater | CompareOp::GreaterEqual) && !compared.is_bool;
    above && compared.role == Role::Reads
}

/// Is an expression a quantile and nothing else? What it is multiplied by may be above its last bucket.
fn is_quantile(text: &str) -> bool {
    let Some(inside) = text.trim().strip_prefix(QUANTILE) else { return false };
    let mut open = 1;
    let end = inside.find(|c| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    });
    end.is_some_and(|end| end + 1 == inside.len())
}

#[cfg(test)]
mod tests {
    use super::is_quantile;

    #[test]
    fn a_quantile_stands_alone() {
        for (text, is) in [
            ("histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))", true),
            (" histogram_quantile(0.9, a_bucket) ", true),
            ("histogram_quantile(0.9, a_bucket) * 1000", false),
            ("max(histogram_quantile(0.9, a_bucket))", false),
            ("histogram_quantile(0.9, a_bucket", false),
        ] {
            assert_eq!(is_quantile(text), is, "{text}");
        }
    }
}
