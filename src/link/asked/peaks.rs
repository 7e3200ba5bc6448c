//! The highest that a story tells of: a rate of errors that "was never more than 0.9 %", the highest reading of a sensor.

use serde::Deserialize;

use super::all_missed;
use super::level::{larger_share, names, percent};
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

    /// How many degrees it was at most, where a story says that it was no more.
    pub(super) fn heat(&self, plain: &str) -> Option<f64> {
        let found = self.heat.iter().flat_map(|pattern| pattern.captures_iter(plain));
        found.filter_map(|found| found["n"].parse().ok()).reduce(f64::max)
    }
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
