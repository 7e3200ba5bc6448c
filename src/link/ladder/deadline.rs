//! The hour after which nothing could be done any more, where a postmortem tells it: who is paged later is paged in vain.

use jiff::civil::DateTime;

use super::delivered::{Hours, hour_of};
use super::in_time::{self, may_lead};
use super::{Asked, Ladder, admits, needs_all, only_compared, path_of};
use crate::link::asked::oldest_let_pass;
use crate::link::coverage::Rung;
use crate::model::expr::{Comparison, Expr, Role};
use crate::model::{Alert, Exposition, Incident, Series};

const DAY: i64 = 24 * 60;

/// Why an alert comes too late that takes `at_least` so many milliseconds after the beginning.
pub(super) fn too_late(ladder: &Ladder<'_>, alert: &Alert, asked: &Asked<'_>, at_least: u64) -> Option<Rung> {
    let of_age = ladder.of_age(alert, asked.incident);
    let expr = alert.expr.as_ref()?;
    let fires = match &of_age {
        Some(aged) => aged.minutes,
        None if may_lead(expr) && !asks_for_any(expr) => return None,
        None => (at_least / 60_000) as i64,
    };
    let why = in_vain(asked, fires).or_else(|| {
        let lasted = (in_time::lasted(asked.incident)? / 60_000) as i64;
        let all_over = || "pages when all was over at the earliest".to_owned();
        (of_age.is_some() && fires > lasted).then(all_over)
    })?;
    let by = of_age.map_or(String::new(), |aged| format!(": it was last done when {} says", aged.page));
    let place = expr.selectors.first().map_or(alert.text.place, |selector| alert.text.at(selector.span.clone()));
    Some(Rung::no(format!("{why}{by}")).at(place))
}

/// Why it is in vain to page so many minutes after the beginning, where the postmortem says so.
fn in_vain(asked: &Asked<'_>, fires: i64) -> Option<String> {
    let deadline = asked.figures?.deadline()?;
    let own = minutes_of(hour_of(asked.incident.started.as_ref()?)?);
    // The text may be by another clock than the front matter: it tells the beginning, too.
    let shifts = deadline.offsets.iter().copied().chain([0]);
    let begun = shifts.map(|shift| (own + shift).rem_euclid(DAY)).find(|minutes| tells(asked.story, *minutes))?;
    let until = if deadline.minutes <= begun { deadline.minutes + DAY } else { deadline.minutes };
    let fires = begun + fires;
    let [at, over] = [fires, until].map(clock);
    (fires > until)
        .then(|| format!("pages at {at} at the earliest, and after {over} it was too late, as the postmortem says"))
}

/// When an alert on an age fires.
struct Aged<'a> {
    /// So many minutes after the beginning, and more than none.
    minutes: i64,
    /// The page that says when it was last done.
    page: &'a str,
}

impl<'a> Ladder<'a> {
    /// When an alert fires that compares with now when something was last done, by the pages that show that: what they show of
    /// before the incident. It may have been done once more behind that, so it fires no sooner.
    fn of_age(&self, alert: &Alert, incident: &Incident) -> Option<Aged<'a>> {
        let expr = alert.expr.as_ref().filter(|expr| needs_all(alert, expr))?;
        let age = oldest_let_pass(alert)?;
        let begun = Hours::of(incident)?.beginning()?.as_second() as f64;
        let [stamp] = expr.selectors.get(only_compared(expr)?.series.clone())? else { return None };
        let lets = |series: &&Series| {
            stamp.matchers.iter().all(|it| series.labels.get(&it.label).is_none_or(|value| admits(it, value)))
        };
        let of_page = |page: &'a Exposition| {
            let values = page.of(stamp.name()?).filter(lets).map(|series| series.value);
            let first = values.reduce(f64::min)?;
            Some((first, path_of(self.sources, page.file)))
        };
        let shown = self.model.expositions.iter().filter_map(of_page);
        let (last, page) = shown.min_by(|one, other| one.0.total_cmp(&other.0)).filter(|(last, _)| *last <= begun)?;
        let seconds = last + age + (alert.hold / 1_000) as f64 - begun;
        (seconds > 0.0).then_some(Aged { minutes: (seconds / 60.0) as i64, page })
    }
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
