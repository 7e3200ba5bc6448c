//! Items and causes that count what waits: "more than 10,000 messages", "a lag of 60k".

use regex::Captures;
use serde::Deserialize;

use super::columns::number;
use super::level::{first_above, names};
use super::reached::LONGER;
use crate::link::ladder::TWO_SAMPLES;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Expr};
use crate::patterns::{Late, Patterns};

/// How texts count, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(in crate::link) struct Counts {
    asked: Vec<Late>,
    told: Vec<Late>,
    /// How many there were at most, in a line
    most: Vec<Late>,
    /// that tells of what waits,
    waits: Patterns,
    /// and not elsewhere or on other days.
    elsewhere: Patterns,
    /// What behind a number makes it no count.
    units: Late,
    /// What the name of a metric holds that counts what waits, and what no such name holds.
    metrics: Vec<String>,
    without: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    asked: Vec<String>,
    told: Vec<String>,
    most: Vec<String>,
    waits: Patterns,
    elsewhere: Patterns,
    units: String,
    metrics: Vec<String>,
    without: Vec<String>,
}

/// A number, in the group `n`, and by how much it is multiplied. `10m` may as well be ten minutes.
pub(super) const COUNT: &str =
    r"(?P<n>\d{1,3}(?:[.,'’]\d{3})+|\d+(?:\.\d+)?) ?(?P<times>k\b|thousand\b|million\b|mio\b)?";

impl From<Said> for Counts {
    fn from(said: Said) -> Self {
        let counts =
            |texts: &[String]| texts.iter().map(|text| Late::seldom(&text.replace("{count}", COUNT))).collect();
        Counts {
            asked: counts(&said.asked),
            told: counts(&said.told),
            most: counts(&said.most),
            waits: said.waits,
            elsewhere: said.elsewhere,
            units: Late::seldom(&format!("^(?:{})", said.units)),
            metrics: said.metrics,
            without: said.without,
        }
    }
}

impl Counts {
    /// How many an item asks to be told of.
    pub(super) fn asked(&self, item: &str) -> Option<f64> {
        self.counts(&self.asked, item).reduce(f64::min)
    }

    /// How many there were, where a cause says so.
    pub(super) fn told(&self, cause: &str) -> Option<f64> {
        // "A backlog of 6,000 is normal in the night" tells of other nights.
        let told = || self.counts(&self.told, cause).reduce(f64::max);
        (!self.elsewhere.is_match(cause)).then(told).flatten()
    }

    /// How many waited at most, where a story in lower case says so.
    pub(super) fn at_most(&self, story: &str) -> Option<f64> {
        let lines = story.lines().filter(|line| self.waits.is_match(line) && !self.elsewhere.is_match(line));
        lines.filter_map(|line| self.counts(&self.most, line).reduce(f64::max)).reduce(f64::max)
    }

    fn counts<'t>(&'t self, patterns: &'t [Late], text: &'t str) -> impl Iterator<Item = f64> + 't {
        let found = patterns.iter().flat_map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>());
        found.filter_map(|found| self.count(&found, text))
    }

    fn count(&self, found: &Captures<'_>, text: &str) -> Option<f64> {
        let end = found.name("times").or(found.name("n"))?.end();
        if self.units.is_match(text[end..].trim_start()) {
            return None;
        }
        number_of(found)
    }
}

/// The number that a text counts.
pub(super) fn number_of(found: &Captures<'_>) -> Option<f64> {
    let times = found.name("times").map(|times| times.as_str());
    let digits = found["n"].replace(['\'', '’'], ",");
    // `3.812 Mails` are thousands; `1.250 million` are not.
    let counted = if times.is_some() { digits.replace(',', "").parse().ok()? } else { number(&digits)? };
    let factor = match times {
        Some("k" | "thousand") => 1e3,
        Some(_) => 1e6,
        None => 1.0,
    };
    Some(counted * factor).filter(|count| *count > 0.0)
}

/// An alert that fires only above so many times a count does not fire at it,
const MORE: f64 = 1.5;
/// unless it is so far away that it does not count the same.
const FURTHEST: f64 = 1_000.0;

/// Why so many are not what an alert asks for: a story says that there were no more.
pub(super) fn never_so_many_wait(most: f64, alert: &Alert) -> Option<String> {
    let first = level(alert).filter(|first| (LONGER..FURTHEST).contains(&(first / most)))?;
    Some(format!("fires above {first}, and {most} was the most"))
}

/// The count above which an alert fires, where it is larger than `known`.
pub(super) fn larger(known: f64, alert: &Alert) -> Option<f64> {
    level(alert).filter(|first| (MORE..FURTHEST).contains(&(first / known)))
}

/// The count above which an alert fires that counts what waits.
fn level(alert: &Alert) -> Option<f64> {
    first_above(alert, |it, expr| it.threshold.filter(|_| counts_what_waits(it, expr)))
}

/// Does a comparison count what waits now, and not what came in a while?
fn counts_what_waits(compared: &Comparison, expr: &Expr) -> bool {
    let words = WORDS.counts();
    let holds = |list: &[String], name: &str| list.iter().any(|word| name.contains(word));
    let is_count = |name: &str| {
        // How many sizes were taken is no size.
        let counted = name.strip_suffix("_bytes_count").unwrap_or(name);
        holds(&words.metrics, name) && !holds(&words.without, counted)
    };
    let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
    let grows = series.iter().any(|it| TWO_SAMPLES.iter().any(|function| it.is_within(function)));
    !grows && names(compared, expr).is_some_and(|mut names| names.all(is_count))
}

#[cfg(test)]
mod tests {
    use super::{WORDS, larger};
    use crate::link::sample::rules;

    #[test]
    fn items_and_causes_count_what_waits() {
        let asked = |item| WORDS.counts().asked(item);
        assert_eq!(asked("alert if the lag of a consumer group is above 10,000 messages"), Some(1e4));
        assert_eq!(asked("page when more than 3k jobs wait"), Some(3e3));
        assert_eq!(asked("alert on queue depth > 1.5 million"), Some(1.5e6));
        for other in [
            "alert when the queue is above 80 %",
            "alert when messages wait for more than 10 minutes",
            "alert when more than 5 queues are full",
            "alert when the lag is over 30 s",
            // It may be minutes.
            "alert on consumer lag > 10m",
            "alert when more than 3 pods restart",
        ] {
            assert_eq!(asked(other), None, "{other}");
        }
        let told = |cause| WORDS.counts().told(cause);
        assert_eq!(told("the peak left the consumers with a lag of some 60,000 messages for two hours"), Some(6e4));
        assert_eq!(told("the queue grew to 4000, then to 9000, and 12000 jobs were stuck"), Some(12e3));
        assert_eq!(told("the lag of 40 minutes grew"), None);
        assert_eq!(told("a backlog of up to 6,000 messages is normal at night"), None);
        // Three digits behind a point are thousands, but not of a million, and not behind a zero.
        assert_eq!(told("the backlog reached 3.812 messages"), Some(3812.0));
        assert_eq!(told("the backlog reached 1.250 million messages"), Some(1.25e6));
        assert_eq!(told("the depth was 0.500 messages"), Some(0.5));
    }

    #[test]
    fn an_alert_on_far_more_does_not_fire() {
        let first = |expr| larger(6e4, &rules(&[("A", expr)]).alerts[0]);
        assert_eq!(first("sum by (group) (kafka_consumergroup_lag) > 1e6"), Some(1e6));
        assert_eq!(first("sum by (group) (kafka_consumergroup_lag) > 50000"), None);
        assert_eq!(first("kafka_consumergroup_lag_seconds > 1e6"), None);
        assert_eq!(first("delta(kafka_consumergroup_lag[5m]) > 1e6"), None);
        assert_eq!(first("sum(kafka_consumergroup_lag) > 1e9"), None);
    }
}
