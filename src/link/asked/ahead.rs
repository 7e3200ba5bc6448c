//! Items that ask to be told before something ends: "14 days before a certificate expires".

use serde::Deserialize;

use super::{compared, in_seconds, reads_the_clock};
use crate::link::words::regexes;
use crate::model::expr::{Comparison, Direction};
use crate::model::{Alert, seconds_of};
use crate::patterns::{Late, Patterns};

/// How an item asks to be told before something ends, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Ahead {
    /// So long before, in the groups `n` and `unit`.
    #[serde(deserialize_with = "regexes")]
    spans: Vec<Late>,
    /// At all before.
    at_all: Patterns,
}

impl Ahead {
    /// How many seconds before; zero where nothing says how long.
    pub(in crate::link) fn asked(&self, item: &str) -> Option<f64> {
        let numbered = item.contains(|c: char| c.is_ascii_digit());
        let found = self.spans.iter().filter(|_| numbered).find_map(|span| span.captures(item));
        let span = found
            .and_then(|found| Some(found["n"].parse::<f64>().ok()? * seconds_of(&found["unit"].to_ascii_lowercase())));
        span.or_else(|| self.at_all.is_match(item).then_some(0.0))
    }
}

/// An alert that comes a little later than the item asks for is what it asks for.
const TOLERANCE: f64 = 0.9;

/// Why an alert comes later than so many seconds before the end, where it does.
pub(super) fn too_late(asked: f64, alert: &Alert) -> Option<String> {
    let lead = lead(alert)?;
    if lead <= 0.0 {
        return Some("fires only once it is over, and the item asks to be told before".to_owned());
    }
    let days = |seconds: f64| (seconds / 8_640.0).round() / 10.0;
    (lead < asked * TOLERANCE)
        .then(|| format!("fires {} days before the end, and the item asks for {}", days(lead), days(asked)))
}

/// How many seconds before a time it fires, where the expression compares one with now: 86,400 for `x - time() < 86400`.
pub(in crate::link) fn lead(alert: &Alert) -> Option<f64> {
    let ends = |it: &&Comparison| it.direction == Direction::Below && reads_the_clock(it, &alert.text);
    let leads: Option<Vec<f64>> =
        compared(alert.expr.as_ref()?).filter(ends).map(|it| in_seconds(it, &alert.text)).collect();
    leads?.into_iter().reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use crate::link::words::WORDS;

    #[test]
    fn how_long_before_an_item_asks_to_be_told() {
        for (item, days) in [
            ("Alert 14 days before a certificate expires", Some(14.0)),
            ("ALERT 14 DAYS BEFORE IT EXPIRES", Some(14.0)),
            ("Warn when the licence expires in less than 3 weeks", Some(21.0)),
            ("Alert when the validity of a certificate is below 20 days", Some(20.0)),
            ("Page if less than 36 hours are left until it expires", Some(1.5)),
            ("Alert on tokens that are about to expire", Some(0.0)),
            ("Alert before the domain expires", Some(0.0)),
            ("Alert when a certificate has expired", None),
            ("Restart it before the shop opens", None),
        ] {
            assert_eq!(WORDS.asked_ahead().asked(item).map(|seconds| seconds / 86_400.0), days, "{item}");
        }
    }
}
