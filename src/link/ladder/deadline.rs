//! The hour after which nothing could be done any more, where a postmortem tells it: who is paged later is paged in vain.

use jiff::civil::DateTime;

use super::Asked;
use super::delivered::hour_of;
use super::in_time::may_lead;
use crate::link::coverage::Rung;
use crate::model::Alert;
use crate::model::expr::{Comparison, Expr, Role};

const DAY: i64 = 24 * 60;

/// Why an alert comes too late that takes `at_least` so many milliseconds after the beginning.
pub(super) fn too_late(alert: &Alert, asked: &Asked<'_>, at_least: u64) -> Option<Rung> {
    let deadline = asked.figures?.deadline()?;
    let start = hour_of(asked.incident.started.as_ref()?)?;
    let expr = alert.expr.as_ref().filter(|expr| !may_lead(expr) || asks_for_any(expr))?;
    let own = minutes_of(start);
    // The text may be by another clock than the front matter: it tells the beginning, too.
    let shifts = deadline.offsets.iter().copied().chain([0]);
    let begun = shifts.map(|shift| (own + shift).rem_euclid(DAY)).find(|minutes| tells(asked.story, *minutes))?;
    let until = if deadline.minutes <= begun { deadline.minutes + DAY } else { deadline.minutes };
    let fires = begun + (at_least / 60_000) as i64;
    let why = || {
        let [fires, until] = [fires, until].map(clock);
        format!("pages at {fires} at the earliest, and after {until} it was too late, as the postmortem says")
    };
    let place = expr.selectors.first().map_or(alert.text.place, |selector| alert.text.at(selector.span.clone()));
    (fires > until).then(|| Rung::no(why()).at(place))
}

/// Does it fire for anything above zero, which only the failure brings?
fn asks_for_any(expr: &Expr) -> bool {
    let is_any = |it: &Comparison| it.threshold == Some(0.0) && it.holds_at(1.0) && !it.holds_at(0.0);
    let mut compared = expr.comparisons.iter().filter(|it| it.role == Role::Reads).peekable();
    compared.peek().is_some() && compared.all(is_any)
}

fn minutes_of(moment: DateTime) -> i64 {
    i64::from(moment.hour()) * 60 + i64::from(moment.minute())
}

/// Does a text name that minute of the day?
fn tells(text: &str, minutes: i64) -> bool {
    let (hour, minute) = (minutes / 60, minutes % 60);
    [':', '.', 'h'].iter().any(|mark| text.contains(&format!("{hour}{mark}{minute:02}")))
}

/// `17:07`
fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
