//! Which labels the series of a result have: what `by`, `without`, `on` and the functions leave of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::promql::{Aggregate, Binary, MatchOp, Matching, NodeKind, Operator, Selector, Side, Tree, Type};

use super::Carried;

/// The labels of a whole expression's result.
pub(super) fn carried_of(tree: &Tree<'_>) -> Carried {
    // What the operands of the node at hand have left, the last on top; the stack of a pocket calculator.
    let mut stack: Vec<Carried> = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        let mut pop = || stack.pop().unwrap_or_default();
        let carried = match &node.kind {
            NodeKind::Number(_) | NodeKind::Text(_) => Carried::none(),
            NodeKind::Selector(_) => Carried::all(),
            NodeKind::Subquery(_) | NodeKind::Paren | NodeKind::Unary(_) => continue,
            NodeKind::Binary(binary) => {
                let (right, left) = (pop(), pop());
                let operand = tree.nodes()[index - 1].first - 1;
                let types = (tree.nodes()[operand].value, tree.nodes()[index - 1].value);
                joined(binary, (left, right), types)
            }
            NodeKind::Aggregate(aggregate) => {
                let vector = pop();
                if aggregate.arguments > 1 {
                    stack.pop();
                }
                aggregated(aggregate, vector, parameter(tree, index))
            }
            NodeKind::Call(call) => {
                let operands = stack.split_off(stack.len().saturating_sub(call.arguments));
                called(tree, index, operands)
            }
        };
        stack.push(carried);
    }
    stack.pop().unwrap_or_default()
}

/// What comes out of two operands.
fn joined(binary: &Binary<'_>, operands: (Carried, Carried), types: (Type, Type)) -> Carried {
    let (left, right) = operands;
    match types {
        (Type::Vector, Type::Vector) => {}
        (Type::Vector, _) => return left,
        (_, Type::Vector) => return right,
        _ => return Carried::none(),
    }
    match binary.op {
        Operator::And | Operator::Unless => return left,
        Operator::Or => return left.or(right),
        _ => {}
    }
    let Some(matching) = &binary.matching else {
        return left.and(right);
    };
    grouped(matching, left, right)
}

fn grouped(matching: &Matching<'_>, left: Carried, right: Carried) -> Carried {
    let Some(group) = &matching.group else {
        if matching.on {
            return left.and(right).only(&matching.labels);
        }
        return left.without(&matching.labels).and(right.without(&matching.labels));
    };
    let (many, one) = if group.many == Side::Left { (left, right) } else { (right, left) };
    group.include.iter().fold(many, |many, label| match one.carries(label) {
        Some(true) => many.with(label),
        Some(false) => many.without(std::slice::from_ref(label)),
        None => Carried::Unknown,
    })
}

fn aggregated(aggregate: &Aggregate<'_>, vector: Carried, parameter: Option<&str>) -> Carried {
    if matches!(aggregate.name, "topk" | "bottomk" | "limitk" | "limit_ratio") {
        return vector;
    }
    let left = match &aggregate.grouping {
        None => Carried::none(),
        Some(grouping) if grouping.without => vector.without(&grouping.labels),
        Some(grouping) => vector.only(&grouping.labels),
    };
    match parameter {
        Some(label) if aggregate.name == "count_values" => left.with(label),
        _ => left,
    }
}

/// The second operand from the right, or the only one, if it is a string.
fn parameter<'t>(tree: &'t Tree<'_>, index: usize) -> Option<&'t str> {
    text_at(tree, tree.operands(index).nth(1)?)
}

fn text_at<'t>(tree: &'t Tree<'_>, index: usize) -> Option<&'t str> {
    match &tree.nodes()[index].kind {
        NodeKind::Text(text) => Some(text),
        _ => None,
    }
}

/// What a function leaves.
fn called(tree: &Tree<'_>, index: usize, mut operands: Vec<Carried>) -> Carried {
    let NodeKind::Call(call) = &tree.nodes()[index].kind else {
        return Carried::Unknown;
    };
    if call.function.returns == Type::Scalar || operands.is_empty() {
        return Carried::none();
    }
    let takes_series = |kind: &Type| matches!(kind, Type::Vector | Type::Range);
    let Some(series) = call.function.parameters.iter().position(takes_series) else {
        return Carried::none();
    };
    let carried = if series < operands.len() { operands.swap_remove(series) } else { Carried::none() };
    match call.function.name {
        "absent" | "absent_over_time" => absent(tree, index - 1),
        "histogram_quantile" | "histogram_fraction" => carried.without(&[Cow::Borrowed("le")]),
        "info" => Carried::Unknown,
        "label_replace" | "label_join" => {
            // Operands come from the right; the label written is the second from the left.
            let label = tree.operands(index).nth(call.arguments.saturating_sub(2));
            match label.and_then(|label| text_at(tree, label)) {
                Some(label) => carried.with(label),
                None => Carried::Unknown,
            }
        }
        "histogram_quantiles" => match parameter_from_left(tree, index) {
            Some(label) => carried.without(&[Cow::Borrowed("le")]).with(label),
            None => Carried::Unknown,
        },
        _ => carried,
    }
}

fn parameter_from_left<'t>(tree: &'t Tree<'_>, index: usize) -> Option<&'t str> {
    let operands = tree.operands(index).count();
    text_at(tree, tree.operands(index).nth(operands.checked_sub(2)?)?)
}

/// `absent` only knows the labels that its selector pins down, each by one `=`.
fn absent(tree: &Tree<'_>, operand: usize) -> Carried {
    match &tree.nodes()[operand].kind {
        NodeKind::Selector(selector) => pinned(selector),
        _ => Carried::none(),
    }
}

fn pinned(selector: &Selector<'_>) -> Carried {
    let mut labels: BTreeMap<&str, bool> = BTreeMap::new();
    for matcher in &selector.matchers {
        let alone = !labels.contains_key(matcher.label.as_ref());
        labels.insert(&matcher.label, alone && matcher.op == MatchOp::Equal);
    }
    labels.retain(|label, pinned| *pinned && *label != "__name__");
    Carried::Only(labels.into_keys().map(str::to_owned).collect())
}
