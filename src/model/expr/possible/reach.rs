//! Which values something can have.

use super::known::METRICS;
use crate::model::expr::LOOKBACK;

/// Clocks differ; a time in the past may lie this many seconds ahead of ours.
const SKEW: f64 = 300.0;

/// How old, in seconds, the last sample of a series may be.
const OLDEST: f64 = LOOKBACK as f64 / 1_000.0;

/// All values lie in `low..=high`, after `slope` times the present, in seconds since 1970, has been taken off. A value
/// that is not a number may always come on top: no comparison holds for it except `!=`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reach {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) slope: f64,
}

impl Reach {
    pub(super) const ANY: Reach = Reach { low: f64::NEG_INFINITY, high: f64::INFINITY, slope: 0.0 };
    pub(super) const NOT_NEGATIVE: Reach = Reach { low: 0.0, high: f64::INFINITY, slope: 0.0 };
    pub(super) const NOW: Reach = Reach { low: 0.0, high: 0.0, slope: 1.0 };
    /// A sample that Prometheus still takes for the present one: it looks back for 5 minutes.
    pub(super) const RECENT: Reach = Reach { low: -OLDEST, high: SKEW, slope: 1.0 };
    pub(super) const PAST: Reach = Reach { low: f64::NEG_INFINITY, high: SKEW, slope: 1.0 };

    pub(super) fn between(low: f64, high: f64) -> Reach {
        // Nothing follows from what is not a number.
        if low.is_nan() || high.is_nan() { Reach::ANY } else { Reach { low, high, slope: 0.0 } }
    }

    pub(super) fn point(value: f64) -> Reach {
        Reach::between(value, value)
    }

    /// The one value that it has.
    pub(super) fn constant(self) -> Option<f64> {
        (self.slope == 0.0 && self.low == self.high).then_some(self.low)
    }

    /// Everything that either can be.
    pub(super) fn or(self, other: Reach) -> Reach {
        if self.slope != other.slope {
            return Reach::ANY;
        }
        Reach { low: self.low.min(other.low), high: self.high.max(other.high), slope: self.slope }
    }

    pub(super) fn negated(self) -> Reach {
        Reach { low: -self.high, high: -self.low, slope: -self.slope }
    }

    pub(super) fn plus(self, other: Reach) -> Reach {
        let (low, high, slope) = (self.low + other.low, self.high + other.high, self.slope + other.slope);
        if low.is_nan() || high.is_nan() { Reach::ANY } else { Reach { low, high, slope } }
    }

    pub(super) fn minus(self, other: Reach) -> Reach {
        self.plus(other.negated())
    }

    pub(super) fn times(self, other: Reach) -> Reach {
        match (self.constant(), other.constant()) {
            (_, Some(factor)) => self.scaled(factor),
            (Some(factor), _) => other.scaled(factor),
            _ if self.is_not_negative() && other.is_not_negative() => Reach::NOT_NEGATIVE,
            _ => Reach::ANY,
        }
    }

    pub(super) fn divided(self, other: Reach) -> Reach {
        match other.constant() {
            Some(divisor) if divisor != 0.0 && divisor.is_finite() => self.scaled(1.0 / divisor),
            _ if self.is_not_negative() && other.is_not_negative() => Reach::NOT_NEGATIVE,
            _ => Reach::ANY,
        }
    }

    fn scaled(self, factor: f64) -> Reach {
        if factor == 0.0 || !factor.is_finite() {
            return Reach::ANY;
        }
        let (low, high, slope) = (self.low * factor, self.high * factor, self.slope * factor);
        if factor > 0.0 { Reach { low, high, slope } } else { Reach { low: high, high: low, slope } }
    }

    pub(super) fn is_not_negative(self) -> bool {
        self.slope == 0.0 && self.low >= 0.0
    }

    /// What it was at any moment before.
    pub(super) fn before(self) -> Reach {
        if self.slope == 0.0 {
            self
        } else if self.slope == 1.0 {
            Reach { low: f64::NEG_INFINITY, ..self }
        } else {
            Reach::ANY
        }
    }

    /// What is left of it within `low..=high`; without a slope only.
    pub(super) fn within(self, low: f64, high: f64) -> Reach {
        if self.slope != 0.0 {
            return self;
        }
        Reach { low: self.low.max(low), high: self.high.min(high), slope: 0.0 }
    }

    /// Is there no value at all?
    pub(super) fn is_empty(self) -> bool {
        self.low > self.high
    }
}

/// What a name says of a metric's values, and why.
pub(super) fn of_metric(name: &str) -> (Reach, Option<&'static str>) {
    const COUNTERS: [&str; 3] = ["_total", "_count", "_bucket"];
    // A gauge may be called a total, too: a balance can be below zero.
    const SIGNED: [&str; 5] = ["balance", "profit", "delta", "diff", "drift"];
    if matches!(name, "up" | "probe_success") {
        return (Reach::between(0.0, 1.0), Some("it is 0 or 1"));
    }
    let says = |words: &[&str]| words.iter().any(|part| name.split('_').any(|word| word.starts_with(part)));
    if COUNTERS.iter().any(|end| name.ends_with(end)) && !says(&SIGNED) {
        return (Reach::NOT_NEGATIVE, Some("a counter is never negative"));
    }
    if METRICS.is_amount(name) {
        return (Reach::NOT_NEGATIVE, Some("it is never negative"));
    }
    // A time without its unit may be in milliseconds, and then lies far ahead of the present.
    let stamped = name.ends_with("_timestamp_seconds");
    let of_last =
        stamped && says(&["last"]) && !says(&["expir", "next", "not", "until", "valid", "end", "due", "dead"]);
    if of_last || METRICS.is_past(name) {
        return (Reach::PAST, Some("it is a time in the past"));
    }
    (Reach::ANY, None)
}
