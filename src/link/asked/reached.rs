//! How far a cause says that it went: "the replica was 20 to 25 minutes behind", "the disk was full for eight minutes".

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Captures;
use serde::Deserialize;

use super::columns::Columns;
use super::digits::{Digits, UNITS, any_of};
use super::level::{SPAN, first_above, in_words, longer_delay, percent, smaller_share, spanned};
use super::one_of::{self, Among, OneOf};
use super::peaks::{Peaks, never_so_many};
use super::quantiles::{Hurt, Quantiles};
use super::rhythm::{self, Rhythm};
use super::sizes::Sizes;
use super::statements::{Statements, never_so_long};
use super::traffic::{self, Traffic};
use super::{count, in_one_case, within};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::operators;
use crate::patterns::Late;

/// How causes say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(in crate::link) struct Reaches {
    /// Numbers in words.
    digits: Digits,
    delay: Vec<Late>,
    mean: Vec<Late>,
    lasted: Vec<Late>,
    /// How long it was, without a number.
    open: Late,
    /// Pauses of a process.
    pauses: Late,
    /// Any span.
    span: Late,
    /// A part in words, and how many hundredths it is.
    parts: BTreeMap<String, f64>,
    part: Late,
    share: Late,
    /// What says the part of all, whatever else was all.
    rate: Late,
    /// The highest figures of a story.
    pub(super) peaks: Peaks,
    percent: Late,
    /// What says that it was all of them.
    whole: Late,
    /// In the names of the metrics whose part that is.
    pub(super) share_metrics: Vec<String>,
    /// Which part of all was slow.
    pub(super) quantiles: Quantiles,
    /// How much was left of something.
    left: Late,
    /// How many requests came in.
    traffic: Traffic,
    /// The same of other things, by what the names of their metrics hold.
    traffic_of: Vec<(String, Traffic)>,
    /// What comes and goes.
    pub(super) rhythm: Rhythm,
    /// How many bytes were free.
    pub(super) sizes: Sizes,
    /// What tables hold.
    pub(super) columns: Columns,
    /// How long statements took.
    pub(super) statements: Statements,
    /// How many of several were hurt, and how often.
    pub(super) one_of: OneOf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    numbers: BTreeMap<String, f64>,
    numbers_abroad: BTreeMap<String, f64>,
    units: BTreeMap<String, String>,
    statements: Statements,
    delay: Vec<String>,
    mean: Vec<String>,
    lasted: Vec<String>,
    open: String,
    pauses: String,
    parts: BTreeMap<String, f64>,
    share: String,
    rate: String,
    peaks: Peaks,
    whole: String,
    share_metrics: Vec<String>,
    quantiles: Quantiles,
    left: String,
    rhythm: Rhythm,
    sizes: Sizes,
    columns: Columns,
    traffic: String,
    things: BTreeMap<String, String>,
    traffic_of: String,
    one_of: one_of::Said,
}

/// What stands before the longer end of two: `20 to 25 minutes`.
const FROM: &str = r"(?:\d+(?:\.\d+)? ?(?:to|and|or|-) ?)?";

impl From<Said> for Reaches {
    fn from(said: Said) -> Self {
        let span = format!("{FROM}{SPAN}");
        let spans = |texts: &[String]| texts.iter().map(|text| Late::seldom(&text.replace("{span}", &span))).collect();
        Reaches {
            statements: said.statements,
            one_of: OneOf::new(said.one_of, &said.numbers),
            traffic: Traffic::new(&said.traffic, &said.numbers),
            traffic_of: Traffic::of(&said.traffic_of, said.things, &said.numbers),
            digits: Digits::new(said.numbers, said.numbers_abroad, said.units),
            delay: spans(&said.delay),
            mean: spans(&said.mean),
            lasted: spans(&said.lasted),
            open: Late::seldom(&said.open),
            pauses: Late::seldom(&said.pauses),
            span: Late::seldom(&format!(r"\b{span}")),
            part: Late::seldom(&format!(r"\b(?P<word>{}) of\b", any_of(&said.parts))),
            parts: said.parts,
            share: Late::seldom(&said.share),
            rate: Late::seldom(&said.rate),
            peaks: said.peaks,
            percent: Late::seldom(r"(?P<n>\d+(?:\.\d+)?) ?(?:%|percent|per cent)"),
            whole: Late::seldom(&said.whole),
            share_metrics: said.share_metrics,
            quantiles: said.quantiles,
            left: Late::seldom(&said.left),
            rhythm: said.rhythm,
            sizes: said.sizes,
            columns: said.columns,
        }
    }
}

impl Reaches {
    /// A text in one case, with digits for the numbers that have a unit: `11 minutes`.
    pub(super) fn in_digits<'t>(&self, plain: &'t str) -> Cow<'t, str> {
        self.digits.of(plain)
    }

    /// How many seconds an answer took at most, in a story in lower case.
    pub(super) fn slow_in(&self, lines: &str) -> Option<f64> {
        self.peaks.slow(lines).flat_map(|sentence| self.spans(sentence)).reduce(f64::max)
    }

    /// How many seconds something was behind at most, in a story in lower case.
    pub(super) fn farthest_in(&self, lines: &str) -> Option<f64> {
        self.peaks.farthest(lines).flat_map(|sentence| self.spans(&ungrouped(sentence))).reduce(f64::max)
    }

    /// Which part of the requests a cause says that failed, as a share of one.
    fn share_in(&self, plain: &str) -> Option<f64> {
        let digits = |found: &Captures<'_>| format!("{} % of", self.parts[&found["word"]]);
        let text = self.part.replace_all(plain, digits);
        let highest = |pattern: &Late| numbers(pattern, &text).reduce(f64::max).map(|told| told / 100.0);
        if let Some(rate) = highest(&self.rate) {
            // What was higher at another time is told as well.
            return highest(&self.percent).is_none_or(|other| other <= rate).then_some(rate);
        }
        let told = highest(&self.share)?;
        let beside = self.share.replace_all(&text, |_: &Captures<'_>| String::new());
        (!self.whole.is_match(&beside)).then_some(told)
    }

    /// All shares that a text tells of, in hundredths.
    pub(in crate::link) fn percents<'t>(&'t self, text: &'t str) -> impl Iterator<Item = f64> + 't {
        numbers(&self.percent, text)
    }

    /// All spans that a text tells of, in seconds.
    pub(in crate::link) fn spans(&self, text: &str) -> Vec<f64> {
        let digits = self.in_digits(text);
        // `11:05 h` is a time of day.
        let is_span = |found: &Captures<'_>| !digits[..found.get(0).map_or(0, |all| all.start())].ends_with(':');
        self.span.captures_iter(&digits).filter(is_span).filter_map(|found| spanned(&found)).collect()
    }

    /// The same of a whole story, in which much is nothing, or complete: only of requests does it say there that it was all.
    pub(super) fn share_in_story(&self, plain: &str) -> Option<f64> {
        let highest = || numbers(&self.share, plain).reduce(f64::max);
        (!self.were_all(plain)).then(highest).flatten().map(|percent| percent / 100.0)
    }

    /// Does a story say that it was all of them, beside which part of all it was?
    fn were_all(&self, plain: &str) -> bool {
        let beside = self.share.replace_all(plain, |_: &Captures<'_>| String::new());
        self.whole.captures_iter(&beside).any(|found| found[0].contains([' ', '%']))
    }

    /// Which part of all a whole story says was slow of what a cause is about.
    pub(super) fn slow_in_story(&self, plain: &str, cause: &str) -> Hurt {
        let told = || self.quantiles.of(plain, cause, self.share_in_story(plain));
        if self.were_all(plain) { Hurt::default() } else { told() }
    }

    /// How many requests came in a second at most.
    pub(super) fn traffic_in(&self, plain: &str) -> Option<f64> {
        self.traffic.told(plain, &self.digits.numbers)
    }

    /// How many of something else came in a second at most, and what the names of its metrics hold.
    pub(super) fn traffic_of_things<'w>(&'w self, plain: &str) -> Option<(f64, &'w str)> {
        self.traffic_of.iter().find_map(|(stem, it)| Some((it.told(plain, &self.digits.numbers)?, stem.as_str())))
    }

    /// Which part of something was left, as a share of one.
    fn left_in(&self, plain: &str) -> Option<f64> {
        numbers(&self.left, plain).reduce(f64::min).filter(|left| *left > 0.0).map(|left| left / 100.0)
    }
}

/// The numbers of all matches.
fn numbers<'t>(pattern: &'t Late, text: &'t str) -> impl Iterator<Item = f64> + 't {
    pattern.captures_iter(text).filter_map(|found| found["n"].parse::<f64>().ok())
}

/// A text without the commas between thousands: `2,400 seconds`.
fn ungrouped(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let groups = |at: usize| at > 0 && is_digit(at - 1) && (1..=3).all(|next| is_digit(at + next)) && !is_digit(at + 4);
    text.char_indices().filter(|&(at, c)| c != ',' || !groups(at)).map(|(_, c)| c).collect()
}

/// An alert that waits so much longer than something lasted did not fire.
pub(super) const LONGER: f64 = 1.2;
/// A level so many times lower than what was left is in another unit: `* 100 < 0.05` where 3 % were free.
const OTHER_UNIT: f64 = 10.0;

/// How far something went, where a text says so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::link) struct Reached {
    /// How many seconds something was late at most.
    delay: Option<f64>,
    /// How many seconds it took on average.
    mean: Option<f64>,
    /// How many seconds it lasted at most.
    lasted: Option<f64>,
    /// How many waited at most.
    count: Option<f64>,
    /// Which part of the requests failed at most, as a share of one.
    share: Option<f64>,
    /// Which part of something was left at least, as a share of one.
    left: Option<f64>,
    /// How many requests came in a second at most.
    traffic: Option<f64>,
    /// How many seconds it lasted each time that it came.
    bout: Option<f64>,
    /// How many seconds lay between one event and the next.
    every: Option<f64>,
    /// Of so many one was hurt.
    among: Option<Among>,
    /// Were all of several hurt?
    all: bool,
    /// Did it happen once?
    once: bool,
    /// How many seconds the statements of a database took at most.
    statement: Option<f64>,
}

impl Reached {
    /// What the words of a cause say.
    pub(in crate::link) fn of(cause: &str) -> Reached {
        let words = WORDS.reaches();
        let numbered = cause.contains(|c: char| c.is_ascii_digit()) || UNITS.iter().any(|unit| cause.contains(unit));
        let plain = in_one_case(cause);
        let text = if numbered { words.in_digits(&plain) } else { plain.as_str().into() };
        let share = (text.contains(" of ") || text.contains('%')).then(|| words.share_in(&text)).flatten();
        let left = (text.contains('%') || text.contains("cent")).then(|| words.left_in(&text)).flatten();
        let says = |words: [&str; 2]| words.iter().any(|word| plain.contains(word));
        let among = says(["one ", "other"]).then(|| words.one_of.among(&plain)).flatten();
        let once = says(["once", " time"]) && words.one_of.is_once(&plain);
        let traffic = words.traffic_in(&plain);
        let all = says(["all ", "both"]) && words.one_of.are_all(&plain);
        let statement = words.statements.told(&plain);
        let reached = Reached { share, left, among, all, once, traffic, statement, ..Reached::default() };
        if !numbered {
            return reached;
        }
        let pauses = words.pauses.is_match(&text);
        let lasts =
            !pauses && !words.open.is_match(&text) && words.lasted.iter().any(|pattern| pattern.is_match(&text));
        Reached {
            delay: longest(words.delay.iter(), &text),
            mean: longest(words.mean.iter(), &text),
            lasted: longest(std::iter::once(&words.span), &text).filter(|_| lasts),
            count: WORDS.counts().told(&plain),
            bout: words.rhythm.bout(&text).filter(|_| !pauses),
            every: words.rhythm.every(&text),
            ..reached
        }
    }

    /// Why an alert did not fire at that, where it did not.
    pub(in crate::link) fn missed_by(&self, alert: &Alert) -> Option<String> {
        let brief = || never_so_long(self.statement?, alert);
        self.too_little_for(alert).or_else(brief).or_else(|| {
            let (lasted, waits) = (self.lasted?, alert.hold as f64 / 1_000.0);
            let why = || format!("waits for {}, and it lasted {}", in_words(waits), in_words(lasted));
            (waits >= lasted * LONGER).then(why)
        })
    }

    /// The same, whoever says that it guards it: of how long it lasted, a cause says many other things.
    pub(in crate::link) fn too_little_for(&self, alert: &Alert) -> Option<String> {
        let delay = self.delay.and_then(|delay| {
            let first = longer_delay(delay, alert)?;
            Some(format!("fires above {}, and it was {}", in_words(first), in_words(delay)))
        });
        let mean = || {
            let mean = self.mean?;
            let first = mean_above(alert).filter(|first| *first >= mean * LONGER)?;
            Some(format!("fires above a mean of {}, and it was {}", in_words(first), in_words(mean)))
        };
        let count = || {
            let told = self.count?;
            Some(format!("fires above {}, and it was {told}", count::larger(told, alert)?))
        };
        mean()
            .or(delay)
            .or_else(count)
            .or_else(|| never_so_many(self.share?, alert))
            .or_else(|| self.never_so_low(LONGER, alert))
            .or_else(|| traffic::too_quiet(self.traffic?, alert))
            .or_else(|| self.hidden_from(alert))
    }

    /// Why an alert could not see it at all, whoever says that it guards it: one of many is lost among them, one event is over
    /// before the alert fires, and what counts those that are up finds nothing to count.
    pub(in crate::link) fn hidden_from(&self, alert: &Alert) -> Option<String> {
        let hidden = self.among.and_then(|among| WORDS.reaches().one_of.hidden(among, alert));
        let few = || self.among.and_then(|_| WORDS.reaches().one_of.too_few(alert));
        let hidden = hidden.or_else(few);
        let lone = || OneOf::too_lone(alert).filter(|_| self.once);
        let other_unit = || self.never_so_low(OTHER_UNIT, alert);
        let too_short = || rhythm::too_short(self.bout?, alert);
        let too_few = || rhythm::too_few(self.every?, alert);
        let hidden = hidden.or_else(lone).or_else(other_unit).or_else(too_short).or_else(too_few);
        hidden
            .or_else(|| Hurt::part(self.share?).below_quantile(alert))
            .or_else(|| one_of::uncounted(alert).filter(|_| self.all))
    }

    /// Of how many one was hurt.
    pub(in crate::link) fn one_of(&self) -> Option<f64> {
        self.among.map(Among::all)
    }

    /// Were all of several hurt?
    pub(in crate::link) fn were_all_hurt(&self) -> bool {
        self.all
    }

    /// How long an alert fires each time, in milliseconds, where it comes and goes and no function looks back.
    pub(in crate::link) fn bout_of(&self, alert: &Alert) -> Option<u64> {
        let bout = self.bout.filter(|_| !rhythm::looks_back(alert))?;
        Some((bout * 1_000.0) as u64)
    }

    /// Why what was left was never so little as the alert asks for, not by this factor.
    fn never_so_low(&self, factor: f64, alert: &Alert) -> Option<String> {
        let told = self.left?;
        let first = smaller_share(told / factor, alert)?;
        Some(format!("fires below {} %, and {} % was left", percent(first), percent(told)))
    }
}

/// The mean in seconds above which an alert fires that divides the sum of what it measures by its count.
fn mean_above(alert: &Alert) -> Option<f64> {
    first_above(alert, |it, _| {
        let written = within(it, &alert.text);
        let (sum, count) = written.split_at(operators(written, &['/']).next()?.0);
        let divides = sum.contains("_seconds_sum") && count.contains("_seconds_count");
        it.threshold.filter(|_| divides)
    })
}

/// The longest span that a text tells, in seconds.
pub(in crate::link) fn longest<'p>(patterns: impl Iterator<Item = &'p Late>, text: &str) -> Option<f64> {
    let found = patterns.flat_map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>());
    let spans = found.filter_map(|found| spanned(&found));
    spans.reduce(f64::max)
}

#[cfg(test)]
#[path = "reached_tests.rs"]
mod tests;
