//! How many requests came in at most: "some three requests a second". An alert that asks for more traffic than that beside
//! its errors did not fire.

use std::collections::BTreeMap;

use regex::Captures;

use super::level::{first_above, names};
use super::reached::LONGER;
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Expr, divides};
use crate::patterns::Late;

/// How causes say so.
pub(super) struct Traffic {
    told: Late,
}

impl Traffic {
    /// By a pattern in which `{n}` stands for a number, in digits or one of these words.
    pub(super) fn new(told: &str, numbers: &BTreeMap<String, f64>) -> Traffic {
        let words: Vec<String> = numbers.keys().map(|it| regex::escape(it)).collect();
        let number = format!(r"(?P<n>\d+(?:[.,]\d+)*|{})", words.join("|"));
        Traffic { told: Late::seldom(&told.replace("{n}", &number)) }
    }

    /// The same of each of some things, which `{thing}` stands for, with what the names of its metrics hold.
    pub(super) fn of(
        told: &str,
        things: BTreeMap<String, String>,
        numbers: &BTreeMap<String, f64>,
    ) -> Vec<(String, Traffic)> {
        let each = |(thing, stem): (String, String)| (stem, Traffic::new(&told.replace("{thing}", &thing), numbers));
        things.into_iter().map(each).collect()
    }

    /// How many a second, where a cause says so in one case and with single blanks.
    pub(super) fn told(&self, plain: &str, numbers: &BTreeMap<String, f64>) -> Option<f64> {
        if !plain.contains(" second") && !plain.contains("/s") {
            return None;
        }
        let found = self.told.captures_iter(plain);
        let is_usual = |found: &Captures<'_>| found.name("usual").or(found.name("later")).is_some();
        let rates = found.filter(|found| !is_usual(found)).filter_map(|found| {
            let count = &found["n"];
            numbers.get(count).copied().or_else(|| count.replace(',', "").parse().ok())
        });
        rates.reduce(f64::max)
    }
}

/// Why so few requests a second are too few for an alert that asks for some.
pub(super) fn too_quiet(told: f64, alert: &Alert) -> Option<String> {
    let first = larger(told * LONGER, alert)?;
    Some(format!("fires above {first} requests a second, and there were {told}"))
}

/// The same of other things, where the alert reads nothing but what is called after them.
pub(super) fn too_quiet_of((told, stem): (f64, &str), alert: &Alert) -> Option<String> {
    let mut named = alert.expr.iter().flat_map(|expr| &expr.selectors).map(|it| it.name());
    named.all(|name| name.is_some_and(|name| name.contains(stem))).then(|| too_quiet(told, alert))?
}

/// The requests a second above which an alert fires, where these are more than `known`.
fn larger(known: f64, alert: &Alert) -> Option<f64> {
    let first = first_above(alert, |it, expr| it.threshold.filter(|_| is_traffic(it, expr, &alert.text)))?;
    (first > known).then_some(first)
}

/// Does a comparison ask how many requests come in a second, and not which part of them?
fn is_traffic(compared: &Comparison, expr: &Expr, text: &str) -> bool {
    let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
    let is_rate = series.iter().all(|it| it.is_within("rate") || it.is_within("irate"));
    let words = &WORDS.reaches().share_metrics;
    let counts = |name: &str| words.iter().any(|word| name.contains(word.as_str())) && !name.contains("_seconds");
    let is_part = text.get(compared.span.clone()).is_none_or(divides);
    is_rate && !is_part && names(compared, expr).is_some_and(|mut names| names.all(counts))
}

#[cfg(test)]
mod tests {
    use super::larger;
    use crate::link::asked::Reached;
    use crate::link::sample::rules;

    #[test]
    fn an_alert_that_asks_for_more_traffic_than_there_was_missed_it() {
        let errors = "sum(rate(http_requests_total{code=~'5..'}[5m])) / sum(rate(http_requests_total[5m])) > 0.01";
        let busy = format!("{errors} and sum(rate(http_requests_total[5m])) > 20");
        let rules = rules(&[("A", &busy), ("B", errors)]);
        let missed = |cause, at: usize| Reached::of(cause).missed_by(&rules.alerts[at]).is_some();
        assert!(missed("With some 3 requests a second, the replica gave 500 for half of them.", 0));
        assert!(missed("The shop saw three calls per second, and half of them failed.", 0));
        assert!(missed(
            "Unlike the day's 60 to 90 requests a second, there were 3 to 4 requests a second: half failed.",
            0
        ));
        assert!(missed("There were 3 requests a second, 90 requests a second by day, and half of them failed.", 0));
        assert!(!missed("With some 140 requests per second, the replica gave 500 for half of them.", 0));
        assert!(!missed("With some 3 requests a second, the replica gave 500 for half of them.", 1));
        assert!(!missed("The replica gave 500 for half of its requests.", 0));
        assert_eq!(larger(3.0, &rules.alerts[0]), Some(20.0));
    }
}
