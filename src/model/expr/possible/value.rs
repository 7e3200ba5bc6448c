//! What is known of a part of an expression.

use super::dial::{Dial, Gate};
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
    /// Where it is a number that the clock shows now.
    pub(super) clock: Option<Dial>,
    /// What the clock has to show for it to give anything.
    pub(super) gates: Vec<Gate>,
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
            gates: Vec::new(),
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
