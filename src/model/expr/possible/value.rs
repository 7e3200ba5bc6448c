//! What is known of a part of an expression.

use super::reach::Reach;
use super::series::Labels;
use crate::model::expr::Never;

/// What one node gives.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) reach: Reach,
    /// What the reach rests on, in words.
    pub(super) because: Option<&'static str>,
    /// Why it never gives anything.
    pub(super) never: Option<Never>,
    /// Can it give nothing although its series are there?
    pub(super) conditional: bool,
    pub(super) labels: Labels,
    /// Milliseconds of one unit, where it is the number of a minute, an hour or a day.
    pub(super) clock: Option<f64>,
    /// The longest time, in milliseconds, for which it can give something without a break.
    pub(super) hold: Option<u64>,
    /// The series that a comparison with a constant let through, as a node, and the values let through.
    pub(super) passed: Option<(usize, Reach)>,
}

impl Value {
    pub(super) fn of(reach: Reach) -> Value {
        Value {
            reach,
            because: None,
            never: None,
            conditional: false,
            labels: Labels::default(),
            clock: None,
            hold: None,
            passed: None,
        }
    }

    pub(super) fn number(value: f64) -> Value {
        Value { labels: Labels::none(), ..Value::of(Reach::point(value)) }
    }

    /// With another reach; what rested on the old one is gone.
    pub(super) fn with(self, reach: Reach, because: Option<&'static str>) -> Value {
        Value { reach, because, clock: None, passed: None, ..self }
    }
}

/// The shorter of two times, either of which may be unlimited.
pub(super) fn shorter(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
