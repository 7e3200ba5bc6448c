//! How far a cause says that it went: "the replica was 20 to 25 minutes behind", "the disk was full for eight minutes".

use std::collections::BTreeMap;

use regex::Captures;
use serde::Deserialize;

use super::level::{SPAN, in_words, longer_delay};
use super::{count, in_one_case};
use crate::link::words::WORDS;
use crate::model::{Alert, seconds_of};
use crate::patterns::Late;

/// How causes say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(in crate::link) struct Reaches {
    /// A number in words, and what it is.
    numbers: BTreeMap<String, f64>,
    number: Late,
    delay: Vec<Late>,
    lasted: Vec<Late>,
    /// How long it was, without a number.
    open: Late,
    /// Any span.
    span: Late,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    numbers: BTreeMap<String, f64>,
    delay: Vec<String>,
    lasted: Vec<String>,
    open: String,
}

/// What stands before the longer end of two: `20 to 25 minutes`.
const FROM: &str = r"(?:\d+(?:\.\d+)? ?(?:to|and|or|-) ?)?";

/// The units that a number in words may have.
const UNITS: [&str; 6] = ["second", "minute", "hour", "day", "week", "month"];

impl From<Said> for Reaches {
    fn from(said: Said) -> Self {
        let span = format!("{FROM}{SPAN}");
        let spans = |texts: &[String]| texts.iter().map(|text| Late::new(&text.replace("{span}", &span))).collect();
        let numbers = said.numbers.keys().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
        Reaches {
            number: Late::new(&format!(r"\b(?P<word>{numbers}) (?P<unit>(?:{})s?)\b", UNITS.join("|"))),
            numbers: said.numbers,
            delay: spans(&said.delay),
            lasted: spans(&said.lasted),
            open: Late::new(&said.open),
            span: Late::new(&format!(r"\b{span}")),
        }
    }
}

/// An alert that waits so much longer than something lasted did not fire.
const LONGER: f64 = 1.2;

/// How far something went, where a text says so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::link) struct Reached {
    /// How many seconds something was late at most.
    delay: Option<f64>,
    /// How many seconds it lasted at most.
    lasted: Option<f64>,
    /// How many waited at most.
    count: Option<f64>,
}

impl Reached {
    /// What the words of a cause say.
    pub(in crate::link) fn of(cause: &str) -> Reached {
        let words = WORDS.reaches();
        let numbered = cause.contains(|c: char| c.is_ascii_digit()) || UNITS.iter().any(|unit| cause.contains(unit));
        if !numbered {
            return Reached::default();
        }
        let plain = in_one_case(cause);
        let digits = |found: &Captures<'_>| format!("{} {}", words.numbers[&found["word"]], &found["unit"]);
        let text = words.number.replace_all(&plain, digits);
        let lasts = !words.open.is_match(&text) && words.lasted.iter().any(|pattern| pattern.is_match(&text));
        Reached {
            delay: longest(words.delay.iter(), &text),
            lasted: longest(std::iter::once(&words.span), &text).filter(|_| lasts),
            count: WORDS.counts().told(&plain),
        }
    }

    /// Why an alert did not fire at that, where it did not.
    pub(in crate::link) fn missed_by(&self, alert: &Alert) -> Option<String> {
        let delay = self.delay.and_then(|delay| {
            let first = longer_delay(delay, alert)?;
            Some(format!("fires above {}, and it was {}", in_words(first), in_words(delay)))
        });
        let count = || {
            let told = self.count?;
            Some(format!("fires above {}, and it was {told}", count::larger(told, alert)?))
        };
        delay.or_else(count).or_else(|| {
            let (lasted, waits) = (self.lasted?, alert.hold as f64 / 1_000.0);
            let why = || format!("waits for {}, and it lasted {}", in_words(waits), in_words(lasted));
            (waits >= lasted * LONGER).then(why)
        })
    }
}

fn longest<'p>(patterns: impl Iterator<Item = &'p Late>, text: &str) -> Option<f64> {
    let found = patterns.flat_map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>());
    let spans = found.filter_map(|found| Some(found["n"].parse::<f64>().ok()? * seconds_of(&found["unit"])));
    spans.reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::Reached;

    #[test]
    fn a_cause_says_how_far_it_went() {
        for (cause, delay, lasted) in [
            ("The replica was 20 to 25 minutes behind during the load.", Some(1500.0), None),
            ("A replication delay of 300 to 800 ms is enough.", Some(0.8), None),
            ("The lag never grew to more than 40 s.", None, None),
            ("The disk was full for perhaps eight minutes.", None, Some(480.0)),
            ("The job hung for half an hour, three days after the move.", None, Some(259_200.0)),
            ("The disk was full for hours, for ten minutes entirely.", None, None),
            ("The disk was full.", None, None),
            ("A timeout of 30 seconds was too short.", None, None),
        ] {
            assert_eq!(Reached::of(cause), Reached { delay, lasted, count: None }, "{cause}");
        }
    }
}
