//! Which labels of a result have values that the expression itself says: those of its matchers, as far as they survive.

use std::collections::{BTreeMap, BTreeSet};

use crate::promql::{Aggregate, Binary, MatchOp, Matching, NodeKind, Operator, Selector, Side, Tree, Type};

/// Labels with the values that they can have in the result, where it has them at all. An empty value: it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pinned(Vec<(String, Vec<String>)>);

impl Pinned {
    /// No label is pinned.
    pub const fn none() -> Pinned {
        Pinned(Vec::new())
    }

    /// The values that a label can have, sorted; `None` where that cannot be said.
    pub fn get(&self, label: &str) -> Option<&[String]> {
        let at = self.0.binary_search_by(|(pinned, _)| pinned.as_str().cmp(label)).ok()?;
        Some(&self.0[at].1)
    }
}

/// The same while it is found out.
type Pins = BTreeMap<String, BTreeSet<String>>;

/// The pinned labels of a whole expression's result.
pub(super) fn pinned_of(tree: &Tree<'_>) -> Pinned {
    // A set of one takes the room of eleven.
    Pinned(pins_of(tree).into_iter().map(|(label, values)| (label, values.into_iter().collect())).collect())
}

fn pins_of(tree: &Tree<'_>) -> Pins {
    // As in [`super::carried`]: what the operands of the node at hand have left, the last on top.
    let mut stack: Vec<Pins> = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        let mut pop = || stack.pop().unwrap_or_default();
        let pinned = match &node.kind {
            NodeKind::Number(_) | NodeKind::Text(_) => Pins::new(),
            NodeKind::Selector(selector) => of_selector(selector),
            NodeKind::Subquery(_) | NodeKind::Paren | NodeKind::Unary(_) => continue,
            NodeKind::Binary(binary) => {
                let (right, left) = (pop(), pop());
                let operand = tree.nodes()[index - 1].first - 1;
                joined(binary, (left, right), (tree.nodes()[operand].value, tree.nodes()[index - 1].value))
            }
            NodeKind::Aggregate(aggregate) => {
                let vector = pop();
                if aggregate.arguments > 1 {
                    stack.pop();
                }
                aggregated(tree, index, aggregate, vector)
            }
            NodeKind::Call(call) => {
                let operands = stack.split_off(stack.len().saturating_sub(call.arguments));
                called(tree, index, operands)
            }
        };
        stack.push(pinned);
    }
    stack.pop().unwrap_or_default()
}

fn of_selector(selector: &Selector<'_>) -> Pins {
    let mut pinned = Pins::new();
    for matcher in selector.matchers.iter().filter(|matcher| matcher.label != "__name__") {
        let values = match matcher.op {
            MatchOp::Equal => Some([matcher.value.to_string()].into()),
            MatchOp::Regex => alternatives(&matcher.value),
            MatchOp::NotEqual | MatchOp::NotRegex => None,
        };
        if let Some(values) = values {
            narrow(&mut pinned, matcher.label.to_string(), values);
        }
    }
    pinned
}

/// The values of `a|b|c`, where there is nothing but plain text between the bars.
fn alternatives(pattern: &str) -> Option<BTreeSet<String>> {
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let plain = |c: char| c.is_alphanumeric() || "-_/ :|".contains(c);
    inner.chars().all(plain).then(|| inner.split('|').map(str::to_owned).collect())
}

/// A label that is pinned twice has a value of both.
fn narrow(pinned: &mut Pins, label: String, values: BTreeSet<String>) {
    let both = match pinned.get(&label) {
        Some(known) => known.intersection(&values).cloned().collect(),
        None => values,
    };
    // Nothing in common: the expression finds nothing, and whatever is said of its labels is as good.
    if !both.is_empty() {
        pinned.insert(label, both);
    }
}

fn joined(binary: &Binary<'_>, operands: (Pins, Pins), types: (Type, Type)) -> Pins {
    let (left, right) = operands;
    match types {
        (Type::Vector, Type::Vector) => {}
        (Type::Vector, _) => return left,
        (_, Type::Vector) => return right,
        _ => return Pins::new(),
    }
    match binary.op {
        Operator::Unless => return left,
        Operator::Or => return either(left, &right),
        Operator::And => return matched(binary.matching.as_deref(), left, right),
        _ => {}
    }
    let Some(matching) = binary.matching.as_deref() else { return matched(None, left, right) };
    let Some(group) = &matching.group else {
        let both = matched(Some(matching), left, right);
        return both.into_iter().filter(|(label, _)| is_matched(Some(matching), label)).collect();
    };
    let (many, one) = if group.many == Side::Left { (left, right) } else { (right, left) };
    let taken: Vec<_> = group.include.iter().map(|label| (label.to_string(), one.get(&**label).cloned())).collect();
    let mut pinned = matched(Some(matching), many, one);
    for (label, values) in taken {
        pinned.remove(&label);
        pinned.extend(values.map(|values| (label, values)));
    }
    pinned
}

/// What the first side pins, and what the second pins of the labels that have to be the same.
fn matched(matching: Option<&Matching<'_>>, mut kept: Pins, other: Pins) -> Pins {
    for (label, values) in other {
        if is_matched(matching, &label) {
            narrow(&mut kept, label, values);
        }
    }
    kept
}

fn is_matched(matching: Option<&Matching<'_>>, label: &str) -> bool {
    matching.is_none_or(|matching| matching.labels.iter().any(|other| other == label) == matching.on)
}

fn either(left: Pins, right: &Pins) -> Pins {
    let both = left.into_iter().filter_map(|(label, mut values)| {
        values.extend(right.get(&label)?.iter().cloned());
        Some((label, values))
    });
    both.collect()
}

fn aggregated(tree: &Tree<'_>, index: usize, aggregate: &Aggregate<'_>, mut vector: Pins) -> Pins {
    if matches!(aggregate.name, "topk" | "bottomk" | "limitk" | "limit_ratio") {
        return vector;
    }
    match &aggregate.grouping {
        None => vector.clear(),
        Some(grouping) => {
            vector.retain(|label, _| grouping.labels.iter().any(|other| other == label) != grouping.without);
        }
    }
    if aggregate.name == "count_values" {
        match tree.operands(index).nth(1).and_then(|operand| text_at(tree, operand)) {
            Some(label) => vector.remove(label),
            None => return Pins::new(),
        };
    }
    vector
}

fn called(tree: &Tree<'_>, index: usize, mut operands: Vec<Pins>) -> Pins {
    let NodeKind::Call(call) = &tree.nodes()[index].kind else { return Pins::new() };
    let takes_series = |kind: &Type| matches!(kind, Type::Vector | Type::Range);
    let series = call.function.parameters.iter().position(takes_series).filter(|series| *series < operands.len());
    let Some(series) = series else { return Pins::new() };
    let mut pinned = operands.swap_remove(series);
    if matches!(call.function.name, "label_replace" | "label_join" | "histogram_quantiles") {
        let written = tree.operands(index).nth(call.arguments.saturating_sub(2)).and_then(|at| text_at(tree, at));
        match written {
            Some(label) => pinned.remove(label),
            None => return Pins::new(),
        };
    }
    pinned
}

fn text_at<'t>(tree: &'t Tree<'_>, index: usize) -> Option<&'t str> {
    match &tree.nodes()[index].kind {
        NodeKind::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Expr;

    fn pinned(text: &str) -> String {
        let expr = Expr::read(text).expect("it is PromQL");
        let shown = expr.pinned.0.iter().map(|(label, values)| format!("{label}={}", values.join("|")));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn matchers_that_survive_are_known() {
        for (text, want) in [
            ("up{job=\"a\", env!=\"dev\", zone=~\"x|y\"} == 0", "job=a zone=x|y"),
            ("sum by (job) (rate(x{job=\"a\", env=\"b\"}[5m])) > 1", "job=a"),
            ("max without (job) (x{job=\"a\", env=\"b\"})", "env=b"),
            ("a{job=\"x\"} / b{job=\"x\", env=\"prod\"}", "env=prod job=x"),
            ("a{job=\"x\"} / on (job) b{job=\"x\", env=\"prod\"}", "job=x"),
            ("a{job=\"x\"} and on (env) b{job=\"y\", env=\"prod\"}", "env=prod job=x"),
            ("a{job=\"x\"} * on (pod) group_left (team) b{job=\"y\", team=\"db\"}", "job=x team=db"),
            ("a{job=\"x\"} or b{job=\"y\", env=\"prod\"}", "job=x|y"),
            ("a{job=\"x\"} unless b{job=\"y\"}", "job=x"),
            ("label_replace(a{job=\"x\", env=\"p\"}, \"job\", \"$1\", \"pod\", \"(.*)\")", "env=p"),
            ("absent(up{job=\"a\"})", "job=a"),
            ("vector(1)", ""),
        ] {
            assert_eq!(pinned(text), want, "{text}");
        }
    }
}
