//! A ratio of counters as they stand, `hits_total / (hits_total + misses_total)`, is that of all time since their process started: what
//! goes wrong for an hour hardly moves it.

use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Comparison, Expr, Role, Selector};
use crate::model::{Alert, Exposition};

/// Functions that leave a counter what it is.
const PLAIN: [&str; 5] = ["sum", "max", "min", "avg", "count"];

/// Why an alert on such a ratio does not fire; saved pages say what is no counter.
pub(super) fn of_all_time(alert: &Alert, expr: &Expr, pages: &[Exposition]) -> Option<Rung> {
    let is_counter = |selector: &Selector| {
        let name = selector.name().unwrap_or_default();
        is_bare(selector) && name.ends_with("_total") && !pages.iter().any(|page| page.gauges.contains(name))
    };
    let of_counters = |it: &&Comparison| {
        let series = expr.selectors.get(it.series.clone()).unwrap_or_default();
        let written = alert.text.get(it.span.clone()).unwrap_or_default();
        let divides = series.iter().any(|selector| selector.divides) && !written.contains('-');
        it.role == Role::Reads && divides && series.len() > 1 && series.iter().all(is_counter)
    };
    let compared = expr.comparisons.iter().find(of_counters)?;
    let why = "divides counters as they stand: that is the ratio of all time since the start, and an incident hardly moves it";
    Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.at(compared.span.clone())))
}

fn is_bare(selector: &Selector) -> bool {
    let is_plain = selector.within.iter().all(|function| PLAIN.contains(function));
    is_plain && selector.range.is_none() && selector.offset == 0
}

#[cfg(test)]
mod tests {
    use super::of_all_time;
    use crate::link::sample::rules;

    #[test]
    fn a_ratio_wants_rates() {
        for (expr, is_lifelong) in [
            ("hits_total / (hits_total + misses_total) < 0.8", true),
            ("sum(errors_total) / sum(requests_total) > 0.05", true),
            ("100 * sum by (job) (errors_total) / sum by (job) (requests_total) > 5", true),
            ("rate(hits_total[5m]) / (rate(hits_total[5m]) + rate(misses_total[5m])) < 0.8", false),
            ("errors_total / on () group_left () sum(up) > 5", false),
            ("(errors_total - errors_total offset 1h) / (requests_total - requests_total offset 1h) > 0.05", false),
            ("memory_used_bytes / memory_max_bytes > 0.9", false),
            ("errors_total > 5", false),
        ] {
            let rules = rules(&[("A", expr)]);
            let alert = &rules.alerts[0];
            let rung = of_all_time(alert, alert.expr.as_ref().expect("the case parses"), &[]);
            assert_eq!(rung.is_some(), is_lifelong, "{expr}");
        }
    }
}
