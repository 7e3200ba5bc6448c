//! Whether an alert compares with yesterday what grew a little every day: `p95 > 1.5 * (p95 offset 1d)`.

use super::{Asked, only_compared};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Direction, Expr};
use crate::model::{Alert, shown_millis};

/// What is further back may be from before it began.
const FURTHEST: i64 = 2 * 86_400_000;

/// Why an alert on a change against a time before sees nothing of what crept.
pub(super) fn crept(alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
    let compared = only_compared(expr).filter(|it| it.threshold.is_none() && it.direction != Direction::Equal)?;
    let [one, other] = expr.selectors.get(compared.selectors.clone())? else { return None };
    let (now, before) = if one.offset == 0 { (one, other) } else { (other, one) };
    let is_same = now.offset == 0 && now.name().is_some() && now.name() == before.name();
    let told = || WORDS.silences().is_creeping(asked.text) || WORDS.silences().is_creeping(&asked.incident.title);
    let ago =
        u64::try_from(before.offset).ok().filter(|_| is_same && before.offset <= FURTHEST && before.offset > 0)?;
    let why = || format!("compares with {} before, and it grew by little each day", shown_millis(ago));
    told().then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.at(compared.span.clone())))
}
