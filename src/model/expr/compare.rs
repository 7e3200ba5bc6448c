//! Comparisons: which side is the threshold, and what arithmetic with constants does to it.

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
    /// Whether the threshold itself is outside.
    strict: bool,
}

/// The facts of a comparison node.
pub(super) fn comparison(found: &Found<'_, '_>, constants: &Constants) -> Comparison {
    let nodes = found.tree.nodes();
    let node = found.node();
    let (op, op_span, is_bool) = match &node.kind {
        NodeKind::Binary(Binary {
            op,
            op_span,
            is_bool,
            ..
        }) => (*op, op_span.clone(), *is_bool),
        // Only comparison nodes come here.
        _ => (Operator::Equal, node.span.clone(), false),
    };
    let (left, right) = sides(nodes, found.index);
    let written = Direction::of(op);
    let strict = is_strict(op);
    let (constant, sides) = match (constants.get(left), constants.get(right)) {
        (None, Some(threshold)) => (
            Some(right),
            Some(Sides {
                series: left,
                threshold,
                direction: written,
                strict,
            }),
        ),
        (Some(threshold), None) => {
            let direction = written.flipped();
            (
                Some(left),
                Some(Sides {
                    series: right,
                    threshold,
                    direction,
                    strict,
                }),
            )
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
        threshold_span: constant.map(|side| nodes[side].span.clone()),
        selectors: found.selectors_of(found.index),
        series: found.selectors_of(sides.map_or(left, |sides| sides.series)),
        role: found.role(),
        branch: found.branch,
    }
}

fn is_strict(op: Operator) -> bool {
    matches!(op, Operator::Greater | Operator::Less)
}

/// How many steps of arithmetic are followed. What is left of a longer one still is compared with what is right.
const STEPS: usize = 64;

/// Moves arithmetic with constants from the series to the threshold, until there is none left.
fn peeled(tree: &Tree<'_>, constants: &Constants, sides: Sides) -> Sides {
    let mut peeled = sides;
    for _ in 0..STEPS {
        let Some(next) = peel(tree.nodes(), constants, peeled) else {
            break;
        };
        peeled = next;
    }
    let factor = factor_of(tree.nodes(), constants, peeled.series);
    let threshold = peeled.threshold / factor;
    let moved = scaled(
        Sides {
            threshold,
            ..peeled
        },
        Some(factor),
    );
    let changed = moved.threshold != sides.threshold;
    Sides {
        threshold: if changed {
            rounded(moved.threshold)
        } else {
            moved.threshold
        },
        ..moved
    }
}

/// One step; nothing where no constant is left at the top of the series.
fn peel(nodes: &[Node<'_>], constants: &Constants, sides: Sides) -> Option<Sides> {
    let series = sides.series.checked_sub(1);
    match &nodes[sides.series].kind {
        NodeKind::Paren | NodeKind::Unary(Sign::Plus) => Some(Sides {
            series: series?,
            ..sides
        }),
        NodeKind::Unary(Sign::Minus) => Some(Sides {
            series: series?,
            threshold: -sides.threshold,
            direction: sides.direction.flipped(),
            ..sides
        }),
        NodeKind::Binary(binary) => {
            let (left, right) = self::sides(nodes, sides.series);
            match (constants.get(left), constants.get(right)) {
                (None, Some(constant)) => without_right(
                    binary,
                    constant,
                    Sides {
                        series: left,
                        ..sides
                    },
                ),
                (Some(constant), None) => without_left(
                    binary,
                    constant,
                    Sides {
                        series: right,
                        ..sides
                    },
                ),
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
    Some(scaled(
        Sides { threshold, ..sides },
        scales.then_some(constant),
    ))
}

/// `constant op series`, compared with a threshold.
fn without_left(binary: &Binary<'_>, constant: f64, sides: Sides) -> Option<Sides> {
    match binary.op {
        Operator::Add | Operator::Mul => without_right(binary, constant, sides),
        Operator::Sub => Some(Sides {
            threshold: constant - sides.threshold,
            direction: sides.direction.flipped(),
            ..sides
        }),
        _ => None,
    }
}

/// A factor below zero turns the comparison around; one of zero, or none at all, leaves nothing to compare.
fn scaled(sides: Sides, factor: Option<f64>) -> Sides {
    match factor {
        None => sides,
        Some(factor) if factor > 0.0 => sides,
        Some(factor) if factor < 0.0 => Sides {
            direction: sides.direction.flipped(),
            ..sides
        },
        Some(_) => Sides {
            threshold: f64::NAN,
            ..sides
        },
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
    Some(Sides {
        threshold: constant,
        direction,
        strict,
        ..sides
    })
}

/// The constant in a product or quotient of series: 100 in `100 * a / b`.
fn factor_of(nodes: &[Node<'_>], constants: &Constants, series: usize) -> f64 {
    let (mut at, mut factor) = (series, 1.0);
    for _ in 0..STEPS {
        at = match &nodes[at].kind {
            NodeKind::Paren => at - 1,
            NodeKind::Binary(Binary {
                op: op @ (Operator::Mul | Operator::Div),
                ..
            }) => {
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
