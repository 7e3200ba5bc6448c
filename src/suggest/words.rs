//! `rules/suggesting.yml`: the words by which suggestions are filled, and what a text says with them.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::shape::Measure;
use crate::link::asked_ahead;
use crate::model::expr::Direction;
use crate::model::seconds_of;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    placeholders: Vec<String>,
    percent: Percent,
    age: Around,
    slow: Around,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    below: Vec<String>,
    above: Vec<String>,
    below_behind: Vec<String>,
    above_behind: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Around {
    front: Vec<String>,
    behind: Vec<String>,
}

/// The words, compiled. Patterns with their direction are tried in their order.
pub(super) struct Words {
    placeholders: Vec<String>,
    percent: Vec<(Regex, Direction)>,
    age: Vec<Regex>,
    slow: Vec<Regex>,
}

const PERCENT: &str = r"(?P<n>\d+(?:\.\d+)?) ?(?:%|percent|per cent)";
const SPAN: &str = r"(?P<n>\d+(?:\.\d+)?)[ -]?(?P<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)\b";

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/suggesting.json")))
        .expect("rules/suggesting.yml is read by a test");
    let percent = &file.percent;
    let behind =
        |words: &[String]| pattern(&format!(r"{PERCENT} (?:\w+ (?:\w+ )?(?:is|are) |is |are )?(?:{})\b", any(words)));
    let front =
        |words: &[String]| pattern(&format!(r"(?:^|[^\w])(?P<by>by )?(?:{}) (?:[a-z]+ ){{0,2}}?{PERCENT}", any(words)));
    Words {
        percent: vec![
            (behind(&percent.below_behind), Direction::Below),
            (behind(&percent.above_behind), Direction::Above),
            (front(&percent.below), Direction::Below),
            (front(&percent.above), Direction::Above),
        ],
        age: spans(&file.age),
        slow: spans(&file.slow),
        placeholders: file.placeholders,
    }
});

fn any(words: &[String]) -> String {
    words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|")
}

fn spans(words: &Around) -> Vec<Regex> {
    let front = pattern(&format!(r"(?:^|[^\w])(?:{}) (?:the |a )?{SPAN}", any(&words.front)));
    let behind = pattern(&format!(r"{SPAN} (?:{})\b", any(&words.behind)));
    vec![behind, front]
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the words of rules/suggesting.yml are compiled by a test")
}

impl Words {
    /// Does the value of `job` stand for whatever service was hurt?
    pub(super) fn is_placeholder(&self, value: &str) -> bool {
        self.placeholders.iter().any(|known| known == value)
    }

    /// The threshold that `text` asks for: a share of one with its direction, or seconds.
    pub(super) fn threshold(&self, text: &str, measure: Measure) -> Option<(f64, Option<Direction>)> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let patterns = match measure {
            Measure::Share { .. } => return self.share(&text),
            Measure::Left | Measure::Days => {
                return asked_ahead(&text).filter(|ahead| *ahead > 0.0).map(|ahead| (ahead, None));
            }
            Measure::Age => &self.age,
            Measure::Quantile | Measure::Seconds => &self.slow,
        };
        let found = patterns.iter().find_map(|pattern| pattern.captures(&text))?;
        Some((found["n"].parse::<f64>().ok()? * seconds_of(&found["unit"]), None))
    }

    fn share(&self, text: &str) -> Option<(f64, Option<Direction>)> {
        self.percent.iter().find_map(|(pattern, direction)| {
            let found = pattern.captures(text).filter(|found| found.name("by").is_none())?;
            Some((found["n"].parse::<f64>().ok()? / 100.0, Some(*direction)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, WORDS};
    use crate::model::expr::Direction::{Above, Below};

    #[test]
    fn a_percentage_says_where_the_alert_is_to_fire() {
        for (text, said) in [
            ("Alert us when disk space is below 10%.", Some((10, Below))),
            ("Page at 85 % usage", Some((85, Above))),
            ("warn when the disk has 15% free", Some((15, Below))),
            ("alert if more than 2% of requests fail", Some((2, Above))),
            ("alert when errors rise by more than 30%", None),
            ("30% of customers noticed", None),
        ] {
            let found = WORDS.threshold(text, Measure::Share { unit: 1.0 });
            let found = found.map(|(share, way)| ((share * 100.0).round() as i32, way.expect("it has a direction")));
            assert_eq!(found, said, "{text}");
        }
    }

    #[test]
    fn a_span_of_time_is_read_as_the_measure_needs_it() {
        for (text, measure, seconds) in [
            ("Alert 30 days before a certificate expires", Measure::Left, Some(2_592_000.0)),
            ("Page when it expires in less than 2 weeks", Measure::Left, Some(1_209_600.0)),
            ("Alert when there was no backup in the last 26 hours", Measure::Age, Some(93_600.0)),
            ("Alert when latency is above 500ms for 10 minutes", Measure::Quantile, Some(0.5)),
            ("Alert when latency is high for 10 minutes", Measure::Quantile, None),
        ] {
            assert_eq!(WORDS.threshold(text, measure).map(|(seconds, _)| seconds), seconds, "{text}");
        }
    }
}
