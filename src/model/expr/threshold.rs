//! What arithmetic with constants does to a threshold: `x * 100 > 90` compares x with 0.9.

use crate::promql::{Binary, Node, NodeKind, Operator, Sign};

use super::Direction;
use super::compare::Constants;

/// A series, the threshold it is compared with, and where it has to be.
#[derive(Clone, Copy)]
pub(super) struct Sides {
    pub(super) series: usize,
    pub(super) threshold: f64,
    pub(super) direction: Direction,
    /// Whether the threshold itself is outside.
    pub(super) strict: bool,
}

/// The left and the right operand of a binary node.
pub(super) fn sides(nodes: &[Node<'_>], index: usize) -> (usize, usize) {
    let right = index - 1;
    (nodes[right].first - 1, right)
}

/// Whether the threshold itself does not fulfil the comparison.
pub(super) fn is_strict(op: Operator) -> bool {
    matches!(op, Operator::Greater | Operator::Less)
}

/// How many steps of arithmetic are followed. What is left of a longer one still is compared with what is right.
const STEPS: usize = 64;

impl Sides {
    /// Moves arithmetic with constants from the series to the threshold, until there is none left.
    pub(super) fn moved(self, nodes: &[Node<'_>], constants: &Constants) -> Self {
        let mut peeled = self;
        for _ in 0..STEPS {
            let Some(next) = peel(nodes, constants, peeled) else {
                break;
            };
            peeled = next;
        }
        let factor = factor_of(nodes, constants, peeled.series);
        let threshold = peeled.threshold / factor;
        let moved = scaled(Self { threshold, ..peeled }, Some(factor));
        if moved.threshold == self.threshold {
            return moved;
        }
        Self { threshold: rounded(moved.threshold), ..moved }
    }
}

/// One step; nothing where no constant is left at the top of the series.
fn peel(nodes: &[Node<'_>], constants: &Constants, sides: Sides) -> Option<Sides> {
    let series = sides.series.checked_sub(1);
    match &nodes[sides.series].kind {
        NodeKind::Paren | NodeKind::Unary(Sign::Plus) => Some(Sides { series: series?, ..sides }),
        NodeKind::Unary(Sign::Minus) => {
            Some(Sides { series: series?, threshold: -sides.threshold, direction: sides.direction.flipped(), ..sides })
        }
        NodeKind::Binary(binary) => {
            let (left, right) = self::sides(nodes, sides.series);
            match (constants.get(left), constants.get(right)) {
                (None, Some(constant)) => without_right(binary, constant, Sides { series: left, ..sides }),
                (Some(constant), None) => without_left(binary, constant, Sides { series: right, ..sides }),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `series op constant`, compared with a threshold.
fn without_right(binary: &Binary<'_>, constant: f64, sides: Sides) -> Option<Sides> {
    let threshold = match binary.op {
        Operator::Add => sides.threshold - constant,
        Operator::Sub => sides.threshold + constant,
        Operator::Mul => sides.threshold / constant,
        Operator::Div => sides.threshold * constant,
        _ => return holding(binary, constant, sides),
    };
    let scales = matches!(binary.op, Operator::Mul | Operator::Div);
    Some(scaled(Sides { threshold, ..sides }, scales.then_some(constant)))
}

/// `constant op series`, compared with a threshold.
fn without_left(binary: &Binary<'_>, constant: f64, sides: Sides) -> Option<Sides> {
    match binary.op {
        Operator::Add | Operator::Mul => without_right(binary, constant, sides),
        Operator::Sub => {
            Some(Sides { threshold: constant - sides.threshold, direction: sides.direction.flipped(), ..sides })
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
fn holding(binary: &Binary<'_>, constant: f64, sides: Sides) -> Option<Sides> {
    if !binary.op.is_comparison() || !binary.is_bool {
        return None;
    }
    let (at, strict) = (sides.threshold, sides.strict);
    let between = (at > 0.0 && at < 1.0)
        || (at == 0.0 && strict == (sides.direction == Direction::Above))
        || (at == 1.0 && strict == (sides.direction == Direction::Below));
    let holds = match sides.direction {
        Direction::Equal if at == 1.0 => true,
        Direction::NotEqual if at == 0.0 => true,
        Direction::Equal if at == 0.0 => false,
        Direction::NotEqual if at == 1.0 => false,
        Direction::Above if between => true,
        Direction::Below if between => false,
        _ => return None,
    };
    let inner = Direction::of(binary.op);
    let direction = if holds { inner } else { inner.negated() };
    let strict = is_strict(binary.op) == holds;
    Some(Sides { threshold: constant, direction, strict, ..sides })
}

/// The constant in a product or quotient of series: 100 in `100 * a / b`.
fn factor_of(nodes: &[Node<'_>], constants: &Constants, series: usize) -> f64 {
    let (mut at, mut factor) = (series, 1.0);
    for _ in 0..STEPS {
        at = match &nodes[at].kind {
            NodeKind::Paren => at - 1,
            NodeKind::Binary(Binary { op: op @ (Operator::Mul | Operator::Div), .. }) => {
                let (left, right) = sides(nodes, at);
                match (constants.get(left), constants.get(right)) {
                    (None, Some(constant)) => {
                        factor = op.apply(factor, constant);
                        left
                    }
                    (Some(constant), None) if *op == Operator::Mul => {
                        factor *= constant;
                        right
                    }
                    (None, None) => left,
                    _ => break,
                }
            }
            _ => break,
        };
    }
    factor
}

/// Twelve digits are left of a moved threshold, so that `1 - 0.9` is 0.1.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powf(11.0 - value.abs().log10().floor());
    let rounded = (value * scale).round() / scale;
    if rounded.is_finite() { rounded } else { value }
}
