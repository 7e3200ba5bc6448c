//! Whether a total outage is too short for an average that looks far back: 43 minutes of nothing leave 64 % of two hours.

use super::in_time::lasted;
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr};
use crate::model::{Alert, shown_millis};

/// Why the average of a flag over its range never falls as low as an alert asks for, however complete the outage was.
pub(super) fn diluted(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let compared = only_compared(expr)?;
    let threshold = compared.threshold.filter(|_| compared.direction == Direction::Below && !compared.is_bool)?;
    let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
    let is_average = selector.within.last() == Some(&"avg_over_time") && selector.within.len() == 1;
    let range = selector.range.filter(|_| is_average && selector.name().is_some_and(|name| WORDS.is_flag(name)))?;
    let lasted = lasted(asked.incident)?;
    let lowest = 1.0 - lasted as f64 / range as f64;
    let why = || {
        format!(
            "over {} the average of {} without an answer is {:.2} at the lowest, and it asks for less than {threshold}",
            shown_millis(range),
            shown_millis(lasted),
            lowest
        )
    };
    (lowest > threshold).then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.at(compared.span.clone())))
}
