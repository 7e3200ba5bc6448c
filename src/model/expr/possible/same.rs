//! Whether two parts of an expression ask the same thing.

use crate::promql::{MatchOp, Matcher, NodeKind, Operator, Selector, Tree};

/// Parts larger than this are not compared.
const MOST: usize = 64;

/// Are the two parts written alike, but for blanks and parentheses?
pub(super) fn is_same(tree: &Tree<'_>, one: usize, other: usize) -> bool {
    alike(tree, one, other, |one, other| one.len() == other.len())
}

/// Is the part at `one` a sum over some of the series that `other` sums up? Then by which constant it is multiplied.
pub(super) fn part_of(tree: &Tree<'_>, one: usize, other: usize) -> Option<f64> {
    let (one, factor) = unscaled(tree, one);
    let other = bare(tree, other);
    let NodeKind::Aggregate(sum) = &tree.nodes()[one].kind else { return None };
    let below = tree.nodes()[one].first..one;
    let mut inner = tree.nodes()[below].iter();
    let per_series = inner.all(|node| {
        matches!(node.kind, NodeKind::Selector(_) | NodeKind::Call(_) | NodeKind::Paren | NodeKind::Number(_))
    });
    let sums = matches!(sum.name, "sum" | "count") && per_series;
    (sums && alike(tree, one, other, |_, _| true)).then_some(factor)
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

/// Node for node the same, where selectors may have more matchers on the left if `may_differ` says so.
fn alike(tree: &Tree<'_>, one: usize, other: usize, may_differ: fn(&[&Matcher<'_>], &[&Matcher<'_>]) -> bool) -> bool {
    let parts = |index: usize| {
        let nodes = tree.nodes()[tree.nodes()[index].first..=index].iter();
        nodes.filter(|node| !matches!(node.kind, NodeKind::Paren)).take(MOST + 1).collect::<Vec<_>>()
    };
    let (left, right) = (parts(one), parts(other));
    left.len() == right.len()
        && left.len() <= MOST
        && left.iter().zip(&right).all(|(one, other)| is_alike(&one.kind, &other.kind, may_differ))
}

fn is_alike(
    one: &NodeKind<'_>,
    other: &NodeKind<'_>,
    may_differ: fn(&[&Matcher<'_>], &[&Matcher<'_>]) -> bool,
) -> bool {
    match (one, other) {
        (NodeKind::Number(one), NodeKind::Number(other)) => one == other,
        (NodeKind::Text(one), NodeKind::Text(other)) => one == other,
        (NodeKind::Unary(one), NodeKind::Unary(other)) => one == other,
        (NodeKind::Selector(one), NodeKind::Selector(other)) => selects(one, other, may_differ),
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

/// Does `one` select the same, or with more matchers a part of it?
fn selects(one: &Selector<'_>, other: &Selector<'_>, may_differ: fn(&[&Matcher<'_>], &[&Matcher<'_>]) -> bool) -> bool {
    let name = |selector: &Selector<'_>| selector.name.as_ref().map(|name| name.text.clone().into_owned());
    let millis = |selector: &Selector<'_>| {
        let offset = selector.shift.offset.as_ref().map(|it| it.millis);
        (selector.range.as_ref().map(|it| it.millis), offset, selector.shift.at, selector.extended)
    };
    if name(one).is_none() || name(one) != name(other) || millis(one) != millis(other) {
        return false;
    }
    let key = |matcher: &Matcher<'_>| -> (String, MatchOp, String) {
        (matcher.label.clone().into_owned(), matcher.op, matcher.value.clone().into_owned())
    };
    let has = |selector: &Selector<'_>, wanted: &Matcher<'_>| selector.matchers.iter().any(|it| key(it) == key(wanted));
    let all = other.matchers.iter().all(|wanted| has(one, wanted));
    let ones: Vec<_> = one.matchers.iter().collect();
    let others: Vec<_> = other.matchers.iter().collect();
    all && may_differ(&ones, &others)
}
