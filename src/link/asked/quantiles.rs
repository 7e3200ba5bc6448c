//! Which part of all a story says was slow, and the quantile that an alert compares: 0.6 % of the requests are none of the fastest
//! 99 %. Where the quantile is taken by route or by customer, the part within one of these counts.

use regex::Captures;
use serde::Deserialize;

use super::level::percent;
use super::{compared, within};
use crate::link::words::{WORDS, regexes};
use crate::model::Alert;
use crate::model::expr::{Carried, Comparison, Expr, MatchOp};
use crate::patterns::Late;

/// How texts say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quantiles {
    /// Labels by which requests differ that ask for different things.
    of_paths: Vec<String>,
    /// And those of who asks.
    of_callers: Vec<String>,
    /// So many of so many a second are of the one that was hurt, in the groups `part`, `all` and `who`.
    #[serde(deserialize_with = "regexes")]
    rates: Vec<Late>,
    /// Such a part of all is of the one that was hurt, in the groups `n` and `who`.
    #[serde(deserialize_with = "regexes")]
    shares: Vec<Late>,
    /// Such a part of all was slow, whoever it was.
    #[serde(deserialize_with = "regexes")]
    of_all: Vec<Late>,
    /// Such a part was slow of what was of that one.
    #[serde(deserialize_with = "regexes")]
    slow: Vec<Late>,
}

/// A shorter word names nobody.
const SHORTEST: usize = 3;

/// Which part was hurt at most, as a share of one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Hurt {
    of_all: Option<f64>,
    /// The same of what the one that was hurt got alone.
    within: Option<f64>,
    /// Is it known that this is one of those who ask?
    is_caller: bool,
}

impl Quantiles {
    /// What a text tells of what a cause is about, `share` being what it says that failed.
    pub(super) fn of(&self, plain: &str, cause: &str, share: Option<f64>) -> Hurt {
        let parts: Vec<(f64, bool)> = self.parts(plain, cause).collect();
        let highest = parts.iter().map(|(part, _)| *part).reduce(f64::max);
        let told = self.of_all.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let told =
            told.filter_map(|found| found["n"].replace(',', ".").parse::<f64>().ok()).map(|percent| percent / 100.0);
        let of_all = share.into_iter().chain(highest).chain(told).reduce(f64::max);
        let is_caller = !parts.is_empty() && parts.iter().all(|(_, is_caller)| *is_caller);
        let slow = self.slow.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let within = slow.filter_map(|found| number(&found, "n")).reduce(f64::max).map(|percent| percent / 100.0);
        Hurt { of_all, within, is_caller }
    }

    /// The parts of all that somebody or something has whom the cause names, and is it somebody who asks?
    fn parts<'t>(&'t self, plain: &'t str, cause: &'t str) -> impl Iterator<Item = (f64, bool)> + 't {
        let rates = self.rates.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let rates = rates.filter_map(|found| Some((number(&found, "part")? / number(&found, "all")?, found)));
        let shares = self.shares.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let shares = shares.filter_map(|found| Some((number(&found, "n")? / 100.0, found)));
        rates.chain(shares).filter_map(move |(part, found)| {
            let who = found.name("who")?.as_str().trim_matches(['`', '"', '\'', '.', ':']);
            let words = || who.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= SHORTEST);
            let is_meant = words().any(|word| cause.contains(word.trim_end_matches('s')));
            (is_meant && part <= 1.0).then(|| (part, !who.contains(['/', '.', '_'])))
        })
    }

    /// Does an alert tell those apart of which one was hurt?
    fn tells_apart(&self, expr: &Expr, is_caller: bool) -> bool {
        let of_paths = self.of_paths.iter().filter(|_| !is_caller);
        let mut labels = self.of_callers.iter().chain(of_paths);
        let pins = |label: &String| {
            let mut asked = expr.selectors.iter().flat_map(|it| it.matchers_of(label));
            asked.any(|matcher| matcher.op == MatchOp::Equal)
        };
        labels.any(|label| matches!(&expr.carried, Carried::Only(kept) if kept.contains(label)) || pins(label))
    }
}

fn number(found: &Captures<'_>, name: &str) -> Option<f64> {
    found.name(name)?.as_str().replace(',', "").parse().ok()
}

impl Hurt {
    /// Of a part of all alone.
    pub(super) fn part(share: f64) -> Hurt {
        Hurt { of_all: Some(share), ..Hurt::default() }
    }

    /// Why so small a part of all moves no quantile that an alert compares: 7 % of the calls are none of the fastest 90 %.
    pub(super) fn below_quantile(self, alert: &Alert) -> Option<String> {
        let expr = alert.expr.as_ref()?;
        let quantile = |it: &Comparison| {
            let written = within(it, &alert.text).split_once("histogram_quantile(")?.1;
            written.split(',').next()?.trim().parse::<f64>().ok()
        };
        let quantiles: Option<Vec<f64>> = compared(expr).map(quantile).collect();
        let highest = quantiles?.into_iter().reduce(f64::max)?;
        let apart = WORDS.reaches().quantiles.tells_apart(expr, self.is_caller);
        let share = if apart { self.within } else { self.of_all }?;
        let beyond = 1.0 - highest;
        (share <= beyond - 1e-9).then(|| format!("compares the {highest} quantile, and {} % were hurt", percent(share)))
    }
}
