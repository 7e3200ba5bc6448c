//! Comparisons: which side is the threshold, and what arithmetic with constants does to it.

use std::ops::Range;

use crate::promql::{Binary, Node, NodeKind, Operator, Sign, Tree};

use super::read::Found;
use super::{CompareOp, Comparison, Direction};

/// The value of each node that is a constant number.
pub(super) struct Constants(Vec<Option<f64>>);

impl Constants {
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut values = Vec::with_capacity(tree.nodes().len());
        for (index, node) in tree.nodes().iter().enumerate() {
            let value = match &node.kind {
                NodeKind::Number(value) => Some(*value),
                NodeKind::Paren => values[index - 1],
                NodeKind::Unary(Sign::Plus) => values[index - 1],
                NodeKind::Unary(Sign::Minus) => values[index - 1].map(|value: f64| -value),
                NodeKind::Binary(binary) => {
                    let (left, right) = sides(tree.nodes(), index);
                    let both: Option<(f64, f64)> = values[left].zip(values[right]);
                    both.map(|(left, right)| binary.op.apply(left, right))
                }
                // `vector(1)` is a series, but one with a constant value and no labels.
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

/// The left and the right operand of a binary node.
fn sides(nodes: &[Node<'_>], index: usize) -> (usize, usize) {
    let right = index - 1;
    (nodes[right].first - 1, right)
}

/// A series, the threshold it is compared with, and where it has to be.
#[derive(Clone, Copy)]
struct Sides {
    series: usize,
    threshold: f64,
    direction: Direction,
}

/// The facts of a comparison node.
pub(super) fn comparison(found: &Found<'_, '_>, constants: &Constants) -> Comparison {
    let nodes = found.tree.nodes();
    let node = found.node();
    let (op, op_span, is_bool) = match &node.kind {
        NodeKind::Binary(Binary { op, op_span, is_bool, .. }) => (*op, op_span.clone(), *is_bool),
        // Only comparison nodes come here.
        _ => (Operator::Equal, node.span.clone(), false),
    };
    let (left, right) = sides(nodes, found.index);
    let written = Direction::of(op);
    let (constant, sides) = match (constants.get(left), constants.get(right)) {
        (None, Some(threshold)) => (Some(right), Some(Sides { series: left, threshold, direction: written })),
        (Some(threshold), None) => {
            let direction = written.flipped();
            (Some(left), Some(Sides { series: right, threshold, direction }))
        }
        _ => (None, None),
    };
    let sides = sides.map(|sides| peeled(found.tree, constants, sides));
    let known = sides.filter(|sides| !sides.threshold.is_nan());
    Comparison {
        op: CompareOp::of(op),
        threshold: known.map(|sides| sides.threshold),
        direction: match sides {
            None => written,
            Some(_) => known.map_or(Direction::Unknown, |sides| sides.direction),
        },
        is_bool,
        span: node.span.clone(),
        op_span,
        threshold_span: constant.map(|side| span_of(nodes, side)),
        selectors: found.selectors_of(found.index),
        series: found.selectors_of(sides.map_or(left, |sides| sides.series)),
        role: found.role(),
        branch: found.branch,
    }
}

fn span_of(nodes: &[Node<'_>], index: usize) -> Range<usize> {
    nodes[index].span.clone()
}

/// Moves arithmetic with constants from the series to the threshold, until there is none left.
fn peeled(tree: &Tree<'_>, constants: &Constants, mut sides: Sides) -> Sides {
    let nodes = tree.nodes();
    loop {
        sides = match &nodes[sides.series].kind {
            NodeKind::Paren | NodeKind::Unary(Sign::Plus) => Sides { series: sides.series - 1, ..sides },
            NodeKind::Unary(Sign::Minus) => {
                Sides { series: sides.series - 1, threshold: -sides.threshold, direction: sides.direction.flipped() }
            }
            NodeKind::Binary(binary) => {
                let (left, right) = self::sides(nodes, sides.series);
                let moved = match (constants.get(left), constants.get(right)) {
                    (None, Some(constant)) => without_right(binary, constant, sides, left),
                    (Some(constant), None) => without_left(binary, constant, sides, right),
                    _ => None,
                };
                let Some(moved) = moved else { return sides };
                moved
            }
            _ => return sides,
        };
    }
}

/// `series op constant`, compared with a threshold.
fn without_right(binary: &Binary<'_>, constant: f64, sides: Sides, series: usize) -> Option<Sides> {
    let threshold = match binary.op {
        Operator::Add => sides.threshold - constant,
        Operator::Sub => sides.threshold + constant,
        Operator::Mul => sides.threshold / constant,
        Operator::Div => sides.threshold * constant,
        _ => return holding(binary, constant, sides, series),
    };
    let scales = matches!(binary.op, Operator::Mul | Operator::Div);
    Some(scaled(Sides { series, threshold, ..sides }, scales.then_some(constant)))
}

/// `constant op series`, compared with a threshold.
fn without_left(binary: &Binary<'_>, constant: f64, sides: Sides, series: usize) -> Option<Sides> {
    match binary.op {
        Operator::Add | Operator::Mul => without_right(binary, constant, sides, series),
        Operator::Sub => {
            Some(Sides { series, threshold: constant - sides.threshold, direction: sides.direction.flipped() })
        }
        _ => None,
    }
}

/// A factor below zero turns the comparison around; one of zero, or none at all, leaves nothing to compare.
fn scaled(sides: Sides, factor: Option<f64>) -> Sides {
    match factor {
        None => sides,
        Some(factor) if factor > 0.0 => sides,
        Some(factor) if factor < 0.0 => Sides { direction: sides.direction.flipped(), ..sides },
        Some(_) => Sides { threshold: f64::NAN, ..sides },
    }
}

/// `(series > bool 5) == 1` is `series > 5`, and with `== 0` it is the contrary.
fn holding(binary: &Binary<'_>, constant: f64, sides: Sides, series: usize) -> Option<Sides> {
    if !binary.op.is_comparison() || !binary.is_bool {
        return None;
    }
    let inner = Direction::of(binary.op);
    let holds = match (sides.direction, sides.threshold) {
        (Direction::Equal, 1.0) | (Direction::NotEqual, 0.0) => true,
        (Direction::Equal, 0.0) | (Direction::NotEqual, 1.0) => false,
        (Direction::Above, at) if at > 0.0 && at < 1.0 => true,
        (Direction::Below, at) if at > 0.0 && at < 1.0 => false,
        _ => return None,
    };
    let direction = if holds { inner } else { inner.negated() };
    Some(Sides { series, threshold: constant, direction })
}

impl Direction {
    fn of(op: Operator) -> Self {
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
