//! What the comparison of a suggestion measures: a share, the time left, an age, a latency.

use std::ops::Range;

use crate::model::expr::Direction;
use crate::promql::{Binary, Node, NodeKind, Operator, Selector, Tree};

/// Nesting beyond this is not looked into.
const DEEPEST: usize = 40;

/// What is compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    /// A share: of 1, or of 100 where the expression says percent.
    Share { unit: f64 },
    /// Seconds until something ends.
    Left,
    /// Seconds since something was.
    Age,
    /// Seconds of a quantile.
    Quantile,
    /// Seconds that a series holds.
    Seconds,
    /// Days that a series holds.
    Days,
}

/// The comparison that decides whether a suggestion fires. Selectors are indices of nodes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub(super) measure: Measure,
    pub(super) direction: Direction,
    /// The threshold as written, and where it stands.
    pub(super) threshold: f64,
    pub(super) span: Range<usize>,
    /// What grows with the measure: the numerator of a share.
    pub(super) part: Vec<usize>,
    /// The denominator of a share.
    pub(super) whole: Vec<usize>,
    /// Is the share subtracted from one?
    pub(super) complement: bool,
}

/// What a part of an expression amounts to.
enum Quantity {
    Constant(f64),
    Time,
    Linear(Linear),
    Ratio { part: Vec<usize>, whole: Vec<usize>, unit: f64, complement: bool },
    Left(Vec<usize>),
    Age(Vec<usize>),
    Quantile(Vec<usize>),
}

/// It doubles where its series double.
#[derive(Default)]
struct Linear {
    selectors: Vec<usize>,
    /// It does not grow by one where its series do.
    steep: bool,
    rate: bool,
    summed: bool,
}

/// The shape of an expression that has a single comparison with a constant at its top, `and` and `unless` aside.
pub(super) fn shape(tree: &Tree<'_>) -> Option<Shape> {
    let (left, right, op) = comparison(tree)?;
    let Quantity::Constant(threshold) = quantity(tree, right, 0)? else { return None };
    let direction = match op {
        Operator::Greater | Operator::GreaterEqual => Direction::Above,
        Operator::Less | Operator::LessEqual => Direction::Below,
        _ => return None,
    };
    let span = tree.nodes()[right].span.clone();
    let quantity = quantity(tree, left, 0)?;
    let complement = matches!(quantity, Quantity::Ratio { complement: true, .. });
    let (measure, part, whole) = measured(tree, quantity, threshold)?;
    Some(Shape { measure, direction, threshold, span, part, whole, complement })
}

fn measured(tree: &Tree<'_>, quantity: Quantity, threshold: f64) -> Option<(Measure, Vec<usize>, Vec<usize>)> {
    let named = |selectors: &[usize], is: fn(&str) -> bool| {
        selectors.iter().all(|&at| selector(tree, at).name.as_ref().is_some_and(|name| is(&name.text)))
    };
    match quantity {
        Quantity::Ratio { part, whole, unit, .. } if threshold > 0.0 && threshold < unit => {
            Some((Measure::Share { unit }, part, whole))
        }
        Quantity::Left(part) => Some((Measure::Left, part, Vec::new())),
        Quantity::Age(part) => Some((Measure::Age, part, Vec::new())),
        Quantity::Quantile(part) if named(&part, |name| name.contains("_seconds")) => {
            Some((Measure::Quantile, part, Vec::new()))
        }
        Quantity::Linear(it) if !it.rate && named(&it.selectors, |name| name.ends_with("_seconds")) => {
            Some((Measure::Seconds, it.selectors, Vec::new()))
        }
        Quantity::Linear(it) if !it.rate && named(&it.selectors, |name| name.ends_with("_days")) => {
            Some((Measure::Days, it.selectors, Vec::new()))
        }
        // Seconds spent a second are a share of the time.
        Quantity::Linear(it)
            if it.rate
                && !it.summed
                && threshold > 0.0
                && threshold < 1.0
                && named(&it.selectors, |name| name.ends_with("_seconds_total")) =>
        {
            Some((Measure::Share { unit: 1.0 }, it.selectors, Vec::new()))
        }
        _ => None,
    }
}

/// The operands and the operator of the comparison at the top.
fn comparison(tree: &Tree<'_>) -> Option<(usize, usize, Operator)> {
    let mut at = tree.nodes().len().checked_sub(1)?;
    loop {
        match &tree.nodes()[at].kind {
            NodeKind::Paren => at -= 1,
            NodeKind::Binary(Binary { op: Operator::And | Operator::Unless, .. }) => at = operands(tree, at)?.0,
            NodeKind::Binary(binary) if binary.op.is_comparison() && !binary.is_bool => {
                let (left, right) = operands(tree, at)?;
                return Some((left, right, binary.op));
            }
            _ => return None,
        }
    }
}

fn operands(tree: &Tree<'_>, at: usize) -> Option<(usize, usize)> {
    let mut operands = tree.operands(at);
    let right = operands.next()?;
    Some((operands.next()?, right))
}

pub(super) fn selector<'n, 't>(tree: &'n Tree<'t>, at: usize) -> &'n Selector<'t> {
    match &tree.nodes()[at].kind {
        NodeKind::Selector(selector) => selector,
        _ => unreachable!("only selectors are collected"),
    }
}

fn quantity(tree: &Tree<'_>, at: usize, depth: usize) -> Option<Quantity> {
    if depth > DEEPEST {
        return None;
    }
    let node: &Node<'_> = &tree.nodes()[at];
    let below = |at: usize| quantity(tree, at, depth + 1);
    match &node.kind {
        NodeKind::Number(value) => Some(Quantity::Constant(*value)),
        NodeKind::Paren => below(at - 1),
        NodeKind::Selector(selector) if selector.shift.offset.is_none() && selector.shift.at.is_none() => {
            Some(Quantity::Linear(Linear { selectors: vec![at], ..Linear::default() }))
        }
        NodeKind::Aggregate(aggregate) => aggregated(aggregate.name, below(tree.operands(at).next()?)?),
        NodeKind::Call(call) if call.function.name == "time" => Some(Quantity::Time),
        NodeKind::Call(call) => called(call.function.name, below(tree.operands(at).next()?)?),
        NodeKind::Binary(binary) => {
            let (left, right) = operands(tree, at)?;
            match binary.op {
                Operator::And | Operator::Unless => below(left),
                op => combined(op, below(left)?, below(right)?),
            }
        }
        _ => None,
    }
}

fn aggregated(name: &str, inner: Quantity) -> Option<Quantity> {
    match (name, inner) {
        ("sum", Quantity::Linear(it)) => Some(Quantity::Linear(Linear { steep: true, summed: true, ..it })),
        ("min" | "max" | "avg", inner) => Some(inner),
        _ => None,
    }
}

fn called(name: &str, inner: Quantity) -> Option<Quantity> {
    let Quantity::Linear(it) = inner else { return None };
    match name {
        "rate" | "irate" | "increase" => Some(Quantity::Linear(Linear { steep: true, rate: true, ..it })),
        "avg_over_time" | "max_over_time" | "min_over_time" | "last_over_time" => Some(Quantity::Linear(it)),
        "histogram_quantile" => Some(Quantity::Quantile(it.selectors)),
        _ => None,
    }
}

fn combined(op: Operator, left: Quantity, right: Quantity) -> Option<Quantity> {
    use Quantity::{Age, Constant, Left, Linear as Lin, Ratio, Time};
    match (op, left, right) {
        (Operator::Mul, Constant(a), Constant(b)) => Some(Constant(a * b)),
        (Operator::Div, Constant(a), Constant(b)) => Some(Constant(a / b)),
        (Operator::Div, Lin(part), Lin(whole)) => {
            Some(Ratio { part: part.selectors, whole: whole.selectors, unit: 1.0, complement: false })
        }
        (Operator::Mul, Constant(by), Ratio { part, whole, unit, complement: false })
        | (Operator::Mul, Ratio { part, whole, unit, complement: false }, Constant(by)) => {
            (by * unit == 100.0).then_some(Ratio { part, whole, unit: 100.0, complement: false })
        }
        (Operator::Add, Lin(a), Lin(b)) => {
            let selectors = a.selectors.into_iter().chain(b.selectors).collect();
            Some(Lin(Linear { selectors, steep: true, rate: true, summed: true }))
        }
        (Operator::Sub, Lin(it), Time) if !it.steep => Some(Left(it.selectors)),
        (Operator::Sub, Time, Lin(it)) if !it.steep => Some(Age(it.selectors)),
        (Operator::Sub, Constant(whole_of), Ratio { part, whole, unit, complement: false }) if whole_of == unit => {
            Some(Ratio { part, whole, unit, complement: true })
        }
        // A filter on zero stays where it is when the series grow.
        (op, Lin(it), Constant(0.0)) if op.is_comparison() => Some(Lin(Linear { steep: true, ..it })),
        _ => None,
    }
}
