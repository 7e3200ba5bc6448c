//! An expression taken apart at `or`, `and` and `unless`.

use std::collections::HashSet;
use std::ops::Range;

use super::super::Expr;
use super::super::compare::Constants;
use super::super::read::facts;
use super::super::threshold::sides;
use crate::promql::{self, Binary, NodeKind, Operator, Sign, Tree};

/// One of the alternatives of an expression.
pub(super) struct Alternative<'t> {
    pub(super) parts: Vec<Part<'t>>,
    pub(super) span: Range<usize>,
}

/// What has to hold, or must not.
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    /// Where it begins in the whole expression.
    pub(super) at: usize,
    /// Its facts; their spans count from `at`.
    pub(super) expr: Expr,
    /// Does it stand on the right of `unless`?
    pub(super) silences: bool,
    /// `on (…)` and the like in front of it.
    pub(super) matching: String,
    /// Is it what the others stand beside?
    pub(super) is_first: bool,
    /// Its nodes from the leaves up, without what the facts say better: names, matchers, ranges and thresholds.
    pub(super) form: Vec<String>,
    canonical: String,
}

/// The alternatives of an expression; `None` where it cannot be read.
pub(super) fn alternatives(text: &str) -> Option<Vec<Alternative<'_>>> {
    let tree = promql::parse(text).ok()?;
    let roots = spread(&tree, tree.nodes().len().checked_sub(1)?, &[Operator::Or]);
    let read = roots.into_iter().map(|(root, _)| {
        let nodes = spread(&tree, root, &[Operator::And, Operator::Unless]);
        let parts = nodes.iter().enumerate().map(|(at, (node, joined))| part(text, &tree, *node, (at == 0, *joined)));
        Some(Alternative { parts: parts.collect::<Option<_>>()?, span: tree.nodes()[root].span.clone() })
    });
    read.collect()
}

/// The operands of a chain of operators, from left to right, each with the operator in front of it.
fn spread<'n, 't>(tree: &'n Tree<'t>, root: usize, joins: &[Operator]) -> Vec<(usize, Option<&'n Binary<'t>>)> {
    let mut found = Vec::new();
    let mut left = vec![(root, None)];
    while let Some((index, joined)) = left.pop() {
        match &tree.nodes()[index].kind {
            // What stands on the right of an `and` or `unless` stays whole.
            _ if joined.is_some() => found.push((index, joined)),
            NodeKind::Paren => left.push((index - 1, None)),
            NodeKind::Binary(binary) if joins.contains(&binary.op) => {
                let in_front = Some(binary).filter(|binary| binary.op != Operator::Or);
                let mut operands = tree.operands(index);
                left.extend(operands.next().map(|right| (right, in_front)));
                left.extend(operands.map(|left| (left, None)));
            }
            _ => found.push((index, joined)),
        }
    }
    found
}

fn part<'t>(
    text: &'t str,
    tree: &Tree<'_>,
    node: usize,
    (is_first, joined): (bool, Option<&Binary<'_>>),
) -> Option<Part<'t>> {
    let span = tree.nodes()[node].span.clone();
    let text = text.get(span.clone())?;
    let own = promql::parse(text).ok()?;
    let expr = facts(&own);
    let matching = joined.and_then(|binary| binary.matching.as_ref());
    Some(Part {
        text,
        at: span.start,
        silences: joined.is_some_and(|binary| binary.op == Operator::Unless),
        matching: matching.map(|matching| format!("{matching:?}")).unwrap_or_default(),
        is_first,
        form: form(&own),
        canonical: own.to_string(),
        expr,
    })
}

impl Alternative<'_> {
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(one, other)| one.is_same(other))
    }

    pub(super) fn reads_the_same(&self, other: &Self) -> bool {
        self.parts.first().zip(other.parts.first()).is_some_and(|(one, other)| one.reads_the_same(other))
    }
}

impl Part<'_> {
    /// Where it stands in the whole expression.
    pub(super) fn span(&self) -> Range<usize> {
        self.within(0..self.text.len())
    }

    /// A range of its text, in the whole expression.
    pub(super) fn within(&self, range: Range<usize>) -> Range<usize> {
        self.at + range.start..self.at + range.end
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.silences == other.silences && self.canonical == other.canonical && self.matching == other.matching
    }

    pub(super) fn reads_the_same(&self, other: &Self) -> bool {
        let names = |part: &Part<'_>| {
            let mut names: Vec<String> = part.expr.metrics().map(str::to_owned).collect();
            names.sort();
            names
        };
        self.silences == other.silences && names(self) == names(other)
    }

    pub(super) fn has_the_same_form(&self, other: &Self) -> bool {
        self.silences == other.silences && self.form == other.form
    }
}

/// The nodes from the leaves up. Constants are told with the operator beside them, unless the threshold of a comparison
/// has taken them in.
fn form(tree: &Tree<'_>) -> Vec<String> {
    let constants = Constants::of(tree);
    let moved = moved(tree, &constants);
    let mut form: Vec<String> = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        let is_constant = constants.get(index).is_some();
        if !is_constant && !moved.contains(&index) {
            form.extend(told(tree, index, &constants).filter(|_| !matches!(node.kind, NodeKind::Paren)));
        }
    }
    form
}

fn told(tree: &Tree<'_>, index: usize, constants: &Constants) -> Option<String> {
    Some(match &tree.nodes()[index].kind {
        NodeKind::Number(_) | NodeKind::Paren | NodeKind::Unary(Sign::Plus) => return None,
        NodeKind::Unary(Sign::Minus) => "-".to_owned(),
        NodeKind::Text(text) => format!("{text:?}"),
        NodeKind::Selector(selector) => {
            format!("{:?} {:?} {}", selector.shift.at, selector.extended, selector.range.is_some())
        }
        NodeKind::Subquery(subquery) => format!("[:{}]", subquery.step.as_ref().map_or("", |it| it.written)),
        NodeKind::Call(call) => format!("{}/{}", call.function.name, call.arguments),
        NodeKind::Aggregate(call) => format!("{}/{} {:?}", call.name, call.arguments, grouping(call)),
        NodeKind::Binary(Binary { op, is_bool, matching, .. }) if op.is_comparison() => {
            format!("compares {is_bool} {matching:?}")
        }
        NodeKind::Binary(Binary { op, matching, .. }) => {
            let beside: Vec<Option<f64>> = tree.operands(index).map(|operand| constants.get(operand)).collect();
            format!("{op:?} {matching:?} {beside:?}")
        }
    })
}

/// Arithmetic with constants that the threshold of a comparison has taken in: `* 100` of `x * 100 > 90`.
fn moved(tree: &Tree<'_>, constants: &Constants) -> HashSet<usize> {
    let mut moved = HashSet::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        if !matches!(&node.kind, NodeKind::Binary(binary) if binary.op.is_comparison()) {
            continue;
        }
        let (left, right) = sides(tree.nodes(), index);
        let (mut at, mut is_product) = match (constants.get(left), constants.get(right)) {
            (None, Some(_)) => (left, false),
            (Some(_), None) => (right, false),
            _ => continue,
        };
        loop {
            at = match &tree.nodes()[at].kind {
                NodeKind::Paren => at - 1,
                NodeKind::Unary(_) if !is_product => at - 1,
                NodeKind::Binary(binary) => {
                    let scales = matches!(binary.op, Operator::Mul | Operator::Div);
                    let shifts = matches!(binary.op, Operator::Add | Operator::Sub) && !is_product;
                    let (left, right) = sides(tree.nodes(), at);
                    match (constants.get(left), constants.get(right)) {
                        (None, Some(_)) if scales || shifts => {
                            moved.insert(at);
                            left
                        }
                        (Some(_), None) if binary.op == Operator::Mul || shifts => {
                            moved.insert(at);
                            right
                        }
                        (None, None) if scales => {
                            is_product = true;
                            left
                        }
                        _ => break,
                    }
                }
                _ => break,
            };
        }
    }
    moved
}

/// The labels of `by` or `without`, whose order does not count.
fn grouping(call: &promql::Aggregate<'_>) -> Option<(bool, Vec<String>)> {
    let grouping = call.grouping.as_ref()?;
    let mut labels: Vec<String> = grouping.labels.iter().map(|label| label.to_string()).collect();
    labels.sort();
    Some((grouping.without, labels))
}
