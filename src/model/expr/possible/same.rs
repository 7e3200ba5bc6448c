//! Whether two parts of an expression ask the same thing.

use super::known::METRICS;
use crate::promql::{MatchOp, Matcher, NodeKind, Operator, Selector, Tree};

/// Parts larger than this are not compared.
const MOST: usize = 64;

/// In what two parts may differ that are written alike otherwise.
#[derive(Clone, Copy)]
struct Allowed {
    /// In the names of metrics?
    names: fn(&str, &str) -> bool,
    /// In the matchers of selectors? The left one has all those of the right one.
    matchers: fn(&[Matcher<'_>], &[Matcher<'_>]) -> bool,
}

/// Are the two parts written alike, but for blanks and parentheses?
pub(super) fn is_same(tree: &Tree<'_>, one: usize, other: usize) -> bool {
    let allowed = Allowed { names: |one, other| one == other, matchers: |one, other| one.len() == other.len() };
    alike(tree, one, other, allowed)
}

/// Is the part at `one` a part of what is at `other`, of each series or summed up? Either some of its series, or a metric that
/// counts a part of what the other counts. Then by which constant it is multiplied.
pub(super) fn part_of(tree: &Tree<'_>, one: usize, other: usize) -> Option<f64> {
    let (one, factor) = unscaled(tree, one);
    let other = bare(tree, other);
    let inner = || tree.nodes()[tree.nodes()[one].first..one].iter();
    let plain = inner().all(|node| matches!(node.kind, NodeKind::Selector(_) | NodeKind::Paren));
    let per_series = inner().all(|node| {
        matches!(node.kind, NodeKind::Selector(_) | NodeKind::Call(_) | NodeKind::Paren | NodeKind::Number(_))
    });
    let (sums, keeps_order) = match &tree.nodes()[one].kind {
        NodeKind::Aggregate(aggregate) => {
            let sums = matches!(aggregate.name, "sum" | "count") && per_series;
            (sums, matches!(aggregate.name, "sum" | "min" | "max" | "avg") && plain)
        }
        NodeKind::Selector(_) => (false, true),
        _ => (false, false),
    };
    let some = Allowed { names: |one, other| one == other, matchers: |_, _| true };
    let part =
        Allowed { names: |part, whole| METRICS.is_part(part, whole), matchers: |one, other| one.len() == other.len() };
    let named = Allowed { names: |part, whole| METRICS.is_named_part(part, whole), ..part };
    let is_part = sums && [some, named].into_iter().any(|allowed| alike(tree, one, other, allowed))
        || keeps_order && alike(tree, one, other, part);
    is_part.then_some(factor)
}

/// Is the part at `one`, but for a constant factor, written like `other`, by which it is divided? Then that factor.
pub(super) fn quotient_of(tree: &Tree<'_>, one: usize, other: usize) -> Option<f64> {
    let (one, factor) = unscaled(tree, one);
    is_same(tree, one, other).then_some(factor)
}

/// Is the part at `one` a number that is divided by what is written like `other`? Then that number: `100 / x * x`.
pub(super) fn divided_by(tree: &Tree<'_>, one: usize, other: usize) -> Option<f64> {
    let index = bare(tree, one);
    let NodeKind::Binary(binary) = &tree.nodes()[index].kind else { return None };
    let divisor = index - 1;
    let NodeKind::Number(number) = &tree.nodes()[tree.nodes()[divisor].first - 1].kind else { return None };
    let divides = binary.op == Operator::Div && is_same(tree, divisor, other);
    divides.then_some(*number)
}

/// Without parentheses around it.
fn bare(tree: &Tree<'_>, mut index: usize) -> usize {
    while matches!(tree.nodes()[index].kind, NodeKind::Paren) {
        index -= 1;
    }
    index
}

/// Without a constant factor in front of it or behind it.
fn unscaled(tree: &Tree<'_>, index: usize) -> (usize, f64) {
    let index = bare(tree, index);
    let NodeKind::Binary(binary) = &tree.nodes()[index].kind else { return (index, 1.0) };
    let right = index - 1;
    let left = tree.nodes()[right].first - 1;
    match (&tree.nodes()[left].kind, &tree.nodes()[right].kind, binary.op) {
        (NodeKind::Number(factor), _, Operator::Mul) => (bare(tree, right), *factor),
        (_, NodeKind::Number(factor), Operator::Mul) => (bare(tree, left), *factor),
        _ => (index, 1.0),
    }
}

/// Node for node the same, but for what is allowed.
fn alike(tree: &Tree<'_>, one: usize, other: usize, allowed: Allowed) -> bool {
    let parts = |index: usize| {
        let nodes = tree.nodes()[tree.nodes()[index].first..=index].iter();
        nodes.filter(|node| !matches!(node.kind, NodeKind::Paren)).take(MOST + 1).collect::<Vec<_>>()
    };
    let (left, right) = (parts(one), parts(other));
    left.len() == right.len()
        && left.len() <= MOST
        && left.iter().zip(&right).all(|(one, other)| is_alike(&one.kind, &other.kind, allowed))
}

fn is_alike(one: &NodeKind<'_>, other: &NodeKind<'_>, allowed: Allowed) -> bool {
    match (one, other) {
        (NodeKind::Number(one), NodeKind::Number(other)) => one == other,
        (NodeKind::Text(one), NodeKind::Text(other)) => one == other,
        (NodeKind::Unary(one), NodeKind::Unary(other)) => one == other,
        (NodeKind::Selector(one), NodeKind::Selector(other)) => selects(one, other, allowed),
        (NodeKind::Call(one), NodeKind::Call(other)) => {
            one.function.name == other.function.name && one.arguments == other.arguments
        }
        (NodeKind::Aggregate(one), NodeKind::Aggregate(other)) => {
            one.name == other.name && one.grouping == other.grouping && one.arguments == other.arguments
        }
        (NodeKind::Binary(one), NodeKind::Binary(other)) => {
            one.op == other.op && one.is_bool == other.is_bool && one.matching == other.matching
        }
        // Subqueries are not compared.
        _ => false,
    }
}

/// Does `one` select the same, but for what is allowed?
fn selects(one: &Selector<'_>, other: &Selector<'_>, allowed: Allowed) -> bool {
    let (Some(name), Some(whole)) = (&one.name, &other.name) else { return false };
    let millis = |selector: &Selector<'_>| {
        let offset = selector.shift.offset.as_ref().map(|it| it.millis);
        (selector.range.as_ref().map(|it| it.millis), offset, selector.shift.at, selector.extended)
    };
    if !(allowed.names)(&name.text, &whole.text) || millis(one) != millis(other) {
        return false;
    }
    let key = |matcher: &Matcher<'_>| -> (String, MatchOp, String) {
        (matcher.label.clone().into_owned(), matcher.op, matcher.value.clone().into_owned())
    };
    let has = |selector: &Selector<'_>, wanted: &Matcher<'_>| selector.matchers.iter().any(|it| key(it) == key(wanted));
    let all = other.matchers.iter().all(|wanted| has(one, wanted));
    all && (allowed.matchers)(&one.matchers, &other.matchers)
}
