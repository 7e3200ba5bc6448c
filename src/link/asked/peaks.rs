//! The highest that a story tells of: a rate of errors that "was never more than 0.9 %", the highest reading of a sensor.

use serde::Deserialize;

use super::all_missed;
use super::level::{in_words, larger_share, longest_let_pass, names, percent};
use super::reached::LONGER;
use crate::link::words::{WORDS, regexes};
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction};
use crate::patterns::{Late, Patterns};

/// How stories say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Peaks {
    /// A rate of errors, in the group `n`.
    #[serde(deserialize_with = "regexes")]
    errors: Vec<Late>,
    /// What says of such a rate that it was on other days, or elsewhere.
    elsewhere: Patterns,
    /// The highest temperature.
    #[serde(deserialize_with = "regexes")]
    heat: Vec<Late>,
    /// In the names of the metrics that say how hot it is.
    heat_metrics: Vec<String>,
    /// A sentence tells how long answers took.
    slow: Patterns,
}

impl Peaks {
    /// The highest rate of errors that a story tells, as a share of one; nothing where it tells those of other days, too, of which
    /// nobody knows where they end.
    pub(super) fn errors(&self, plain: &str) -> Option<f64> {
        let all = || self.errors.iter().flat_map(|pattern| pattern.captures_iter(plain));
        if all().any(|found| self.elsewhere.is_match(&found[0])) {
            return None;
        }
        let told = all().filter_map(|found| found["n"].parse::<f64>().ok().filter(|_| found.name("usual").is_none()));
        told.reduce(f64::max).map(|percent| percent / 100.0)
    }

    /// The sentences of a text in lower case that tell how long answers took. How long an outage was may stand there as well.
    pub(super) fn slow<'t>(&'t self, lines: &'t str) -> impl Iterator<Item = &'t str> {
        let sentences = lines.split(['\n', ';']).flat_map(|line| line.split(". "));
        sentences.filter(|sentence| self.slow.is_match(sentence))
    }

    /// How many degrees it was at most, where a story says that it was no more.
    pub(super) fn heat(&self, plain: &str) -> Option<f64> {
        let found = self.heat.iter().flat_map(|pattern| pattern.captures_iter(plain));
        found.filter_map(|found| found["n"].parse().ok()).reduce(f64::max)
    }
}

/// Answers that took so much longer than any of a story are those of another unit.
const OTHER_UNIT: f64 = 50.0;
/// What tells a quantile of a histogram.
const QUANTILE: &str = "histogram_quantile";

/// Why no answer took so long as an alert asks for, on a quantile of how long they take: it takes seconds for milliseconds.
pub(super) fn never_so_slow(told: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let is_quantile = expr.selectors.iter().all(|selector| selector.is_within(QUANTILE));
    let first = longest_let_pass(alert).filter(|first| is_quantile && *first >= told * OTHER_UNIT)?;
    Some(format!("fires above {}, and nothing is told of that took longer than {}", in_words(first), in_words(told)))
}

/// Why so small a part of the requests is not what an alert asks for.
pub(super) fn never_so_many(share: f64, alert: &Alert) -> Option<String> {
    let first = larger_share(share * LONGER, alert, &WORDS.reaches().share_metrics)?;
    Some(format!("fires above {} %, and it was {} %", percent(first), percent(share)))
}

/// Why it was never so hot as an alert asks for.
pub(super) fn never_so_hot(told: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let missed = |it: &Comparison| {
        let is_of_heat = |name: &str| WORDS.reaches().peaks.heat_metrics.iter().any(|word| name.contains(word));
        let names = names(it, expr)?.all(is_of_heat);
        let more = it.threshold.filter(|_| names && it.direction == Direction::Above)?;
        (more > told).then(|| format!("fires above {more} degrees, and {told} was the most"))
    };
    all_missed(expr, missed)
}
