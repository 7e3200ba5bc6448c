//! Comparisons that no value can pass.

use std::ops::Range;

use super::dial::{Gate, both};
use super::reach::Reach;
use super::value::Value;
use super::{Never, Walk};
use crate::promql::{Binary, NodeKind, Operator};

/// The operands of an operator.
pub(super) struct Sides {
    pub(super) left: Value,
    pub(super) right: Value,
    pub(super) left_at: usize,
    pub(super) right_at: usize,
    /// Are both vectors?
    pub(super) vectors: bool,
}

/// What both sides together give, but for its values.
pub(super) fn joined(binary: &Binary<'_>, span: &Range<usize>, sides: Sides) -> Value {
    let Sides { left, right, vectors, .. } = sides;
    let mut never = left.never.or(right.never);
    let labels = if vectors {
        let why = left.labels.mismatch(&right.labels, binary.matching.as_deref());
        never = never.or(why.map(|it| Never { span: span.clone(), why: it.why, if_scraped: it.if_scraped }));
        left.labels.matched(right.labels, binary)
    } else if left.labels.only.as_ref().is_some_and(Vec::is_empty) {
        right.labels
    } else {
        left.labels
    };
    Value {
        never,
        conditional: left.conditional || right.conditional,
        labels,
        gates: both(left.gates, right.gates),
        ..Value::of(Reach::ANY)
    }
}

impl Walk<'_, '_> {
    pub(super) fn comparison(&self, binary: &Binary<'_>, span: &Range<usize>, sides: Sides) -> Value {
        let difference = sides.left.reach.minus(sides.right.reach);
        let impossible = difference.slope == 0.0 && !can_be(binary.op, difference);
        let certain = difference.slope == 0.0 && !can_be(contrary(binary.op), difference);
        let because = sides.left.because.or(sides.right.because);
        // A number is compared with a series: the value that passes is the series'.
        let number_left = matches!(self.node(sides.left_at).value, crate::promql::Type::Scalar) && !sides.vectors;
        let (series, series_at, other) = match number_left {
            true => (sides.right.clone(), sides.right_at, sides.left.reach.constant()),
            false => (sides.left.clone(), sides.left_at, sides.right.reach.constant()),
        };
        let value = joined(binary, span, sides);
        if binary.is_bool {
            // Not a number compares as 0, and so nothing is ever certain to be 1.
            let high = if impossible { 0.0 } else { 1.0 };
            let low = if certain && matches!(binary.op, Operator::NotEqual) { 1.0 } else { 0.0 };
            return value.with(Reach::between(low, high), because.or(Some("bool gives 0 or 1")));
        }
        let op = if number_left { mirrored(binary.op) } else { binary.op };
        let never = value.never.clone().or(impossible.then(|| never(span, because)));
        let (low, high) = other.map_or((f64::NEG_INFINITY, f64::INFINITY), |other| let_through(op, other));
        let mut filtered = Value { never, conditional: true, ..value };
        filtered.reach = series.reach.within(low, high);
        filtered.because =
            if filtered.reach == series.reach { series.because } else { Some("it has passed another comparison") };
        filtered.passed = other.map(|other| (self.bare(series_at), exactly(op, other)));
        let gate = series.clock.zip(other).and_then(|(dial, other)| Gate::new(dial, op, other));
        filtered.gates = both(filtered.gates, gate.into_iter().collect());
        filtered.clock = series.clock;
        filtered
    }

    /// What was compared, without parentheses.
    fn bare(&self, mut index: usize) -> usize {
        while matches!(self.node(index).kind, NodeKind::Paren) {
            index -= 1;
        }
        index
    }
}

fn never(span: &Range<usize>, because: Option<&'static str>) -> Never {
    let why = because.unwrap_or("the two sides never compare like this");
    Never { span: span.clone(), why: why.to_owned(), if_scraped: false }
}

/// Can the left side minus the right side be such that the comparison holds?
fn can_be(op: Operator, difference: Reach) -> bool {
    let Reach { low, high, .. } = difference;
    match op {
        Operator::Greater => high > 0.0,
        Operator::GreaterEqual => high >= 0.0,
        Operator::Less => low < 0.0,
        Operator::LessEqual => low <= 0.0,
        Operator::Equal => low <= 0.0 && high >= 0.0,
        // A value that is not a number is unlike every other.
        _ => true,
    }
}

fn contrary(op: Operator) -> Operator {
    match op {
        Operator::Greater => Operator::LessEqual,
        Operator::GreaterEqual => Operator::Less,
        Operator::Less => Operator::GreaterEqual,
        Operator::LessEqual => Operator::Greater,
        Operator::NotEqual => Operator::Equal,
        other => other,
    }
}

fn mirrored(op: Operator) -> Operator {
    match op {
        Operator::Greater => Operator::Less,
        Operator::GreaterEqual => Operator::LessEqual,
        Operator::Less => Operator::Greater,
        Operator::LessEqual => Operator::GreaterEqual,
        other => other,
    }
}

/// The values that pass `series op constant`, a little wider than they are.
fn let_through(op: Operator, constant: f64) -> (f64, f64) {
    match op {
        _ if constant.is_nan() => (f64::NEG_INFINITY, f64::INFINITY),
        Operator::Greater | Operator::GreaterEqual => (constant, f64::INFINITY),
        Operator::Less | Operator::LessEqual => (f64::NEG_INFINITY, constant),
        Operator::Equal => (constant, constant),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// The values that pass, as they are.
fn exactly(op: Operator, constant: f64) -> Reach {
    let (low, high) = let_through(op, constant);
    match op {
        Operator::Greater => Reach::between(low.next_up(), high),
        Operator::Less => Reach::between(low, high.next_down()),
        _ => Reach::between(low, high),
    }
}
