//! What an item asks for, and when it asks to be told: so long before an end, or at such a level. An alert that comes later is
//! no answer to it.

mod ahead;
mod bouts;
mod caps;
mod columns;
mod count;
mod deadlines;
mod digits;
mod level;
mod more;
mod one_of;
mod peaks;
mod quantiles;
mod reached;
mod rhythm;
mod sizes;
mod spans;
mod statements;
mod story;
mod traffic;
mod words;

pub(super) use ahead::{Ahead, lead};
pub(super) use caps::{Cap, beyond};
pub(super) use columns::number;
pub(super) use count::Counts;
pub(super) use level::Levels;
pub(super) use level::{in_words, longest_let_pass, oldest_let_pass};
pub(super) use more::More;
pub(super) use reached::{Reached, Reaches, longest};
pub(super) use rhythm::looks_back;
pub(super) use spans::Spans;
pub(super) use story::Story;
pub(super) use words::Asking;

use super::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Expr, Role, divides};
use one_of::Among;

/// What an item asks for in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Asked {
    /// How many seconds before something ends; zero where it asks to be told before at all.
    pub ahead: Option<f64>,
    /// At which share of one, and on which side of it.
    pub share: Option<(f64, Direction)>,
    /// How many seconds old something has to be.
    pub age: Option<f64>,
    /// How many seconds something has to take.
    pub delay: Option<f64>,
    /// How many have to wait.
    pub count: Option<f64>,
    /// How many seconds a statement of a database has to take.
    pub statement: Option<f64>,
}

impl Asked {
    /// What the words of an item say.
    pub(crate) fn of(item: &str) -> Self {
        let item = in_one_case(item);
        let numbered = item.contains(|c: char| c.is_ascii_digit());
        let levels = numbered.then(|| WORDS.asked_levels());
        Self {
            ahead: WORDS.asked_ahead().asked(&item),
            share: levels.and_then(|levels| levels.share(&item)),
            age: levels.and_then(|levels| levels.age(&item)),
            delay: levels.and_then(|levels| levels.delay(&item)),
            count: numbered.then(|| WORDS.counts().asked(&item)).flatten(),
            statement: WORDS.reaches().statements.told(&item),
        }
    }

    /// Does the item say when, and the alert come then?
    pub(super) fn is_met_by(&self, alert: &Alert) -> bool {
        *self != Self::default() && self.missed_by(alert).is_none()
    }

    /// Why the alert comes later than that, where it does.
    pub(super) fn missed_by(&self, alert: &Alert) -> Option<String> {
        let ahead = || ahead::too_late(self.ahead?, alert);
        let share = || level::above_share(self.share?, alert);
        let age = || level::above_age(self.age?, alert);
        let delay = || level::above_delay(self.delay?, alert);
        let count = || {
            let asked = self.count?;
            Some(format!("fires above {}, and the item asks for {asked}", count::larger(asked, alert)?))
        };
        let statement = || level::later_than(self.statement?, statements::first_of(alert)?);
        ahead().or_else(share).or_else(age).or_else(delay).or_else(count).or_else(statement)
    }
}

/// A text in lower case and with single blanks.
fn in_one_case(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How many a text says were hurt at once, where an alert fires for each of them.
pub(super) fn at_once(text: &str, alert: &Alert) -> Option<f64> {
    WORDS.reaches().one_of.at_once(&in_one_case(text), alert)
}

/// Why an alert does not see the one of so many that was hurt, where it does not.
pub(super) fn hidden_among(all: usize, alert: &Alert) -> Option<String> {
    WORDS.reaches().one_of.hidden(Among::of(all), alert)
}

/// The aggregation over so many by which a comparison does not hold where it would hold of one alone.
pub(super) fn way_of_all(compared: &Comparison, (expr, text): (&Expr, &str), all: f64) -> Option<&'static str> {
    one_of::together(compared, (expr, text), all)
}

/// The number that a word or its digits say.
pub(super) fn number_of(word: &str) -> Option<f64> {
    WORDS.reaches().one_of.number(word)
}

/// The comparisons that make an alert fire.
fn compared(expr: &Expr) -> impl Iterator<Item = &Comparison> {
    expr.comparisons.iter().filter(|it| it.role == Role::Reads)
}

/// Does a comparison compare a time with now?
fn reads_the_clock(compared: &Comparison, text: &str) -> bool {
    within(compared, text).contains("time()")
}

/// The threshold of a comparison in seconds. A division within a function stays there (`round(x / 86400) < 14`): the unit is
/// known only where it is days.
fn in_seconds(compared: &Comparison, text: &str) -> Option<f64> {
    let threshold = compared.threshold?;
    let written = compared.threshold_span.clone().and_then(|span| text.get(span)?.trim().parse().ok());
    let within = within(compared, text);
    if threshold <= 0.0 || written != Some(threshold) || !divides(within) {
        return Some(threshold);
    }
    within.contains("86400").then_some(threshold * 86_400.0)
}

/// The first reason, where every comparison of an alert is missed for one.
fn all_missed(expr: &Expr, missed: impl Fn(&Comparison) -> Option<String>) -> Option<String> {
    let all: Option<Vec<String>> = compared(expr).map(missed).collect();
    all?.into_iter().next()
}

/// Both sides of a comparison, as written.
fn within<'t>(compared: &Comparison, text: &'t str) -> &'t str {
    text.get(compared.span.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Asked;
    use crate::link::sample::rules;

    /// Why an alert of this expression misses what the item asks for.
    fn missed(item: &str, expr: &str) -> Option<String> {
        Asked::of(item).missed_by(&rules(&[("A", expr)]).alerts[0])
    }

    #[test]
    fn what_comes_later_before_an_end_than_asked_is_not_what_is_asked_for() {
        let over = "fires only once it is over, and the item asks to be told before";
        let late_by_far = "fires 7 days before the end, and the item asks for 30";
        for (item, expr, why) in [
            ("Alert before it expires", "not_after - time() <= 0", Some(over)),
            ("Alert before it expires", "not_after - time() < 86400", None),
            ("Alert 30 days before it expires", "(not_after - time()) / 86400 < 7", Some(late_by_far)),
            ("Alert 30 days before it expires", "(not_after - time()) / 86400 < 28", None),
            ("Alert 30 days before it expires", "round((not_after - time()) / 86400) < 7", Some(late_by_far)),
            ("Alert 30 days before it expires", "min(floor((not_after - time()) / 86400)) < 7", Some(late_by_far)),
            ("Alert 30 days before it expires", "7 > (not_after - time()) / 86400", Some(late_by_far)),
            ("Alert 30 days before it expires", "not_after - time() < 7 * 86400", Some(late_by_far)),
            // Its unit is not known.
            ("Alert 30 days before it expires", "round((not_after - time()) / 3600) < 7", None),
            ("Alert 30 days before it expires", "time() - last_success > 86400", None),
            ("Alert 30 days before it expires", "up == 0", None),
        ] {
            assert_eq!(missed(item, expr).as_deref(), why, "{item}: {expr}");
        }
    }

    #[test]
    fn a_share_that_comes_late_is_not_what_is_asked_for() {
        for (item, expr, why) in [
            (
                "Alert when the disk is 80% full",
                "avail / size < 0.1",
                Some("fires above 90 %, and the item asks for 80 %"),
            ),
            ("Alert when the disk is 85% full", "avail / size * 100 < 10", None),
            ("Alert when the disk is 95% full", "avail / size < 0.1", None),
            (
                "Alert below 20% free",
                "(1 - avail / size) * 100 > 90",
                Some("fires below 10 %, and the item asks for 20 %"),
            ),
            ("Alert below 10% free", "avail / size < 0.05", Some("fires below 5 %, and the item asks for 10 %")),
            (
                "Alert when CPU is above 70%",
                "rds_cpu_utilization > 90",
                Some("fires above 90 %, and the item asks for 70 %"),
            ),
            (
                "Alert when CPU is above 70%",
                "rate(cpu_seconds_total[5m]) > 0.9",
                Some("fires above 90 %, and the item asks for 70 %"),
            ),
            (
                "Alert when more than 1% fail",
                "failed / total > 0.05",
                Some("fires above 5 %, and the item asks for 1 %"),
            ),
            ("Alert when more than 1% fail", "failed / total > 0.015", None),
            ("Alert when more than 5% fail", "failed / total > 0.01", None),
            ("Alert when more than 1% are slow", "rate(a_seconds_sum[5m]) / rate(a_seconds_count[5m]) > 0.5", None),
            ("Alert when more than 1% fail", "jobs_failed > 20", None),
            ("Alert when errors rise by more than 1%", "failed / total > 0.2", None),
            ("Alert when the disk is 80% full", "up unless avail / size < 0.1", None),
            (
                "Alert when the disk is 80% full",
                "predict_linear(avail[1h], 86400) < 0",
                Some("foretells, and the item asks for a level of 80 %"),
            ),
            (
                "Alert when the disk is 80% full",
                "node_condition{condition=\"DiskPressure\"} == 1",
                Some("tells of a state, and the item asks for a level of 80 %"),
            ),
            ("Alert when the disk is full", "node_condition{condition=\"DiskPressure\"} == 1", None),
        ] {
            assert_eq!(missed(item, expr).as_deref(), why, "{item}: {expr}");
        }
    }

    #[test]
    fn what_takes_longer_than_asked_is_not_what_is_asked_for() {
        let quantile = "histogram_quantile(0.99, sum by (le) (rate(http_seconds_bucket[5m]))) > 2";
        for (item, expr, why) in [
            ("Alert when p99 is above 500 ms", quantile, Some("fires above 2 s, and the item asks for 500 ms")),
            ("Alert when p99 is above 1.5s for 10 minutes", quantile, None),
            ("Alert when p99 is high for more than 10 minutes", quantile, None),
            (
                "Alert when it lags more than 10s",
                "lag_seconds > 30",
                Some("fires above 30 s, and the item asks for 10 s"),
            ),
            ("Alert when it lags more than 10s", "lag_messages > 30", None),
        ] {
            assert_eq!(missed(item, expr).as_deref(), why, "{item}: {expr}");
        }
    }

    #[test]
    fn what_is_older_than_asked_is_not_what_is_asked_for() {
        let old = "time() - backup_last_success_seconds > 86400 * 3";
        for (item, expr, why) in [
            (
                "Alert when there was no backup in 26 hours",
                old,
                Some("fires above 3 days, and the item asks for 26 hours"),
            ),
            (
                "Alert when there was no backup in 26 hours",
                "round((time() - last_success) / 86400) > 3",
                Some("fires above 3 days, and the item asks for 26 hours"),
            ),
            ("Alert when the backup is older than 2 days", "time() - last_success > 1.2 * 172800", None),
            ("Alert when a backup fails for more than 5 minutes", old, None),
            ("Alert when there was no backup in 26 hours", "backups_failed_total > 100000", None),
        ] {
            assert_eq!(missed(item, expr).as_deref(), why, "{item}: {expr}");
        }
    }
}
