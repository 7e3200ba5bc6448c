//! What suggestions are filled with: `rules/suggesting.yml`, and the figures that a text asks for.

use std::sync::LazyLock;

use serde::Deserialize;

use super::shape::Measure;
use crate::link::Asked;
use crate::model::expr::Direction;

/// The words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    placeholders: Vec<String>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/suggesting.json")))
        .expect("rules/suggesting.yml is read by a test")
});

impl Words {
    /// Does the value of `job` stand for whatever service was hurt?
    pub(super) fn is_placeholder(&self, value: &str) -> bool {
        self.placeholders.iter().any(|known| known == value)
    }
}

/// The threshold that `text` asks for: a share of one with its direction, or seconds.
pub(super) fn threshold(text: &str, measure: Measure) -> Option<(f64, Option<Direction>)> {
    let asked = Asked::of(text);
    let seconds = match measure {
        Measure::Share { .. } => return asked.share.map(|(share, way)| (share, Some(way))),
        Measure::Left | Measure::Days => asked.ahead.filter(|ahead| *ahead > 0.0),
        Measure::Age => asked.age,
        Measure::Quantile | Measure::Seconds => asked.delay,
    };
    Some((seconds?, None))
}

#[cfg(test)]
mod tests {
    use super::{Measure, threshold};
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
            let found = threshold(text, Measure::Share { unit: 1.0 });
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
            assert_eq!(threshold(text, measure).map(|(seconds, _)| seconds), seconds, "{text}");
        }
    }
}
