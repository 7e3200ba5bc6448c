//! Whether the labels of an alert change with every value that it sees: each change begins a new alert, whose `for` begins anew.

use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr, divides};
use crate::model::{Alert, Label, shown_millis};

/// Functions whose results are hardly ever the same twice.
const RESTLESS: [&str; 7] = ["rate", "irate", "increase", "deriv", "histogram_quantile", "quantile", "avg_over_time"];
/// What a template does with a value that leaves nothing of its changes, or may leave nothing.
const ROUNDED: [&str; 7] = ["%.0f", "%d", "if ", "eq ", "gt ", "lt ", "humanize"];

/// The label that keeps `for` from ever being over, in what is told.
pub(super) fn restless_label(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let compared = only_compared(expr).filter(|_| alert.hold > 0)?;
    let label = alert.labels.iter().find(|label| prints_value(label))?;
    let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
    let moves = series.iter().any(|selector| selector.within.iter().any(|function| RESTLESS.contains(function)));
    // What is used up stays so: a part of all may stand still at the end.
    let is_part = || alert.text.get(compared.span.clone()).is_some_and(divides);
    // An age is another each time; a level, where it is told to move.
    let silences = WORDS.silences();
    let is_told = || silences.is_moving(asked.text) || silences.is_moving(asked.story);
    let is_age = || alert.text.get(compared.span.clone()).is_some_and(|written| written.contains("time()"));
    let goes_on = || {
        let is_used_up = || silences.is_used_up(asked.text) || silences.is_used_up(asked.story);
        (is_part() || is_age() || is_told()) && !is_used_up()
    };
    if compared.is_bool || compared.direction == Direction::Equal || !(moves || goes_on()) {
        return None;
    }
    let why = format!(
        "its label {} changes with the value, and each time it begins anew to wait for {}",
        &*label.name,
        shown_millis(alert.hold)
    );
    Some(Rung::broken(Flaw::NeverFires, why).at(label.value.place))
}

/// Does the template of a label print the value as it is?
fn prints_value(label: &Label) -> bool {
    let mut actions =
        label.value.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(action, _)| action);
    actions.any(|action| {
        let is_of_value = action.contains("$value") || action.contains(".Value");
        is_of_value && !ROUNDED.iter().any(|word| action.contains(word))
    })
}
