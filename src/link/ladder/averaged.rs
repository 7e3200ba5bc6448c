//! Whether an outage is too short for an average that looks far back: 43 minutes of nothing leave 64 % of two hours, and 1 % of
//! errors for three quarters of an hour are less than a part in a hundred of the hour.

use std::collections::BTreeSet;

use super::in_time::lasted;
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr, Role, Selector, divides};
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

/// What is told of a share is rounded.
const ROUNDED: f64 = 1.05;

/// Why a rate of errors over so long a range never rises as high as an alert asks for, whatever else it compares: of each of its
/// alternatives one part is not reached.
pub(super) fn burnt_too_slowly(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let (told, lasted) = (asked.figures?.failed()?, lasted(asked.incident)?);
    let missed = |it: &Comparison| {
        let threshold = it.threshold.filter(|asked| it.direction == Direction::Above && (0.0..1.0).contains(asked))?;
        let series = expr.selectors.get(it.series.clone()).filter(|series| series.len() > 1)?;
        let is_rate = |it: &Selector| matches!(it.within.last(), Some(&("rate" | "increase")));
        let range = series.iter().map(|it| it.range).min().flatten().filter(|_| series.iter().all(is_rate))?;
        let is_part = divides(alert.text.get(it.span.clone())?);
        let highest = told * (lasted as f64 / range as f64).min(1.0);
        let why = || format!("over {} that is {:.2} % at most", shown_millis(range), highest * 100.0);
        (is_part && highest * ROUNDED < threshold && lasted < range).then(why)
    };
    let compared = || expr.comparisons.iter().filter(|it| it.role == Role::Reads);
    let branches: BTreeSet<usize> = compared().map(|it| it.branch).collect();
    let of = |branch: &usize| compared().filter(|it| it.branch == *branch).find_map(missed);
    let whys: Vec<String> = branches.iter().map(of).collect::<Option<_>>()?;
    let why = format!("{:.2} % failed for {}: {}", told * 100.0, shown_millis(lasted), whys.first()?);
    Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
}
