//! What a postmortem says a metric was, all the while: "`node_timex_sync_status` was 1 on both machines during the whole incident".

use super::present::Lookup;
use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Expr, Selector};

impl Lookup<'_, '_> {
    /// Why the condition of an alert did not hold: the postmortem says what its metric was all the while.
    pub(super) fn had_another_value(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let compared = only_compared(expr)?;
        let series = expr.selectors.get(compared.series.clone())?;
        let [selector] = series else { return None };
        let name = selector.name().filter(|_| is_plain(selector))?;
        let value = told(asked.text, name).or_else(|| told(asked.story, name))?;
        let why = || format!("{name} was {value} all the while, as is told, and the alert asks for something else");
        (!compared.holds_at(value)).then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.place))
    }
}

/// Is what is compared the value of a series as it stands, or that of one of several?
fn is_plain(selector: &Selector) -> bool {
    selector.range.is_none() && selector.within.iter().all(|function| matches!(*function, "max" | "min" | "sum"))
}

/// What a text says that a metric was for all of the time.
fn told(text: &str, name: &str) -> Option<f64> {
    text.match_indices(name).find_map(|(at, _)| {
        let range = at..at + name.len();
        let sentence = &text[sentence_around(text, range.clone())];
        WORDS.silences().lasting_value(sentence, &text[range.end..])
    })
}
