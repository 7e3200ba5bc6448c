//! Comparisons: which side is the threshold, and which operands are constant.

use crate::promql::{Binary, NodeKind, Operator, Sign, Tree};

use super::read::Found;
use super::threshold::{Sides, is_strict, sides};
use super::{CompareOp, Comparison, Direction};

/// The value of each node that is a constant number.
pub(super) struct Constants(Vec<Option<f64>>);

impl Constants {
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut values = Vec::with_capacity(tree.nodes().len());
        for (index, node) in tree.nodes().iter().enumerate() {
            let value = match &node.kind {
                NodeKind::Number(value) => Some(*value),
                NodeKind::Paren | NodeKind::Unary(Sign::Plus) => values[index - 1],
                NodeKind::Unary(Sign::Minus) => values[index - 1].map(|value: f64| -value),
                NodeKind::Binary(binary) => {
                    let (left, right) = sides(tree.nodes(), index);
                    let both: Option<(f64, f64)> = values[left].zip(values[right]);
                    both.map(|(left, right)| binary.op.apply(left, right))
                }
                _ => None,
            };
            values.push(value);
        }
        Self(values)
    }

    pub(super) fn get(&self, index: usize) -> Option<f64> {
        self.0[index]
    }
}

/// The facts of a comparison node.
pub(super) fn comparison(found: &Found<'_, '_>, binary: &Binary<'_>, constants: &Constants) -> Comparison {
    let nodes = found.tree.nodes();
    let (left, right) = sides(nodes, found.index);
    let (constant, written) = constant_side(binary.op, constants, (left, right));
    let moved = written.map(|sides| sides.moved(nodes, constants));
    let known = moved.filter(|sides| !sides.threshold.is_nan());
    let direction = match moved {
        None => Direction::of(binary.op),
        Some(_) => known.map_or(Direction::Unknown, |sides| sides.direction),
    };
    let series = moved.map_or(left, |sides| sides.series);
    Comparison {
        op: CompareOp::of(binary.op),
        threshold: known.map(|sides| sides.threshold),
        direction,
        is_bool: binary.is_bool,
        span: found.node().span.clone(),
        op_span: binary.op_span.clone(),
        threshold_span: constant.map(|side| nodes[side].span.clone()),
        selectors: found.selectors_of(found.index),
        series: found.selectors_of(series),
        series_falls: found.falls(series),
        falls: found.falls(found.index),
        role: found.role(),
        branch: found.branch,
    }
}

/// Which of two operands is the constant, and the comparison as seen from the other.
fn constant_side(op: Operator, constants: &Constants, operands: (usize, usize)) -> (Option<usize>, Option<Sides>) {
    let (left, right) = operands;
    let (strict, direction) = (is_strict(op), Direction::of(op));
    match (constants.get(left), constants.get(right)) {
        (None, Some(threshold)) => (Some(right), Some(Sides { series: left, threshold, direction, strict })),
        (Some(threshold), None) => {
            let direction = direction.flipped();
            (Some(left), Some(Sides { series: right, threshold, direction, strict }))
        }
        _ => (None, None),
    }
}

impl Direction {
    pub(super) fn of(op: Operator) -> Self {
        match op {
            Operator::Greater | Operator::GreaterEqual => Self::Above,
            Operator::Less | Operator::LessEqual => Self::Below,
            Operator::Equal => Self::Equal,
            Operator::NotEqual => Self::NotEqual,
            _ => Self::Unknown,
        }
    }
}

impl CompareOp {
    fn of(op: Operator) -> Self {
        match op {
            Operator::NotEqual => Self::NotEqual,
            Operator::Greater => Self::Greater,
            Operator::GreaterEqual => Self::GreaterEqual,
            Operator::Less => Self::Less,
            Operator::LessEqual => Self::LessEqual,
            _ => Self::Equal,
        }
    }
}
