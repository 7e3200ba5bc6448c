//! From tree to facts: one pass down for what surrounds a node, one pass up for what lies below it.

use crate::promql::{self, MatchOp, Node, NodeKind, Operator, Side, Sign, Tree};

use super::carry::carried_of;
use super::compare::{Constants, comparison};
use super::exclusions::exclusions;
use super::pinned::pinned_of;
use super::possible::possible;
use super::shared::shared;
use super::{Call, DEEPEST, Expr, Feature, Matcher, Metric, Pairing, Role, Selector, Single};

/// Functions of one argument that give one series for each.
const ONE_BY_ONE: [&str; 9] = [
    "rate",
    "irate",
    "increase",
    "delta",
    "avg_over_time",
    "max_over_time",
    "min_over_time",
    "last_over_time",
    "sum_over_time",
];

pub(super) fn facts(tree: &Tree<'_>) -> Expr {
    let nodes = tree.nodes();
    let around = around(tree);
    let constants = Constants::of(tree);
    let mut expr = Expr {
        carried: carried_of(tree),
        pinned: pinned_of(tree),
        feature: Feature { uses: tree.uses().to_vec() },
        possible: possible(tree),
        ..Expr::default()
    };
    // How many selectors there are before each node.
    let mut before = Vec::with_capacity(nodes.len());
    let mut branch = 0;
    for (index, node) in nodes.iter().enumerate() {
        before.push(expr.selectors.len());
        let found = Found { tree, around: &around, before: &before, index, branch };
        match &node.kind {
            NodeKind::Selector(selector) => expr.selectors.push(found.selector(selector)),
            NodeKind::Binary(binary) => {
                if binary.op.is_comparison() {
                    expr.comparisons.push(comparison(&found, binary, &constants));
                }
                expr.pairings.extend(found.pairing(binary));
            }
            NodeKind::Call(call) => {
                let name = (call.function.name, call.name_span.clone());
                expr.functions.push(found.call(name, &constants));
            }
            NodeKind::Aggregate(call) => {
                let name = (call.name, call.name_span.clone());
                expr.functions.push(found.call(name, &constants));
            }
            _ => {}
        }
        branch += usize::from(around[index].ends_branch);
    }
    expr.branches = branch;
    expr.exclusions = exclusions(tree, &before);
    // Most expressions have one of each, and a list takes room for four.
    expr.selectors.shrink_to_fit();
    expr.comparisons.shrink_to_fit();
    expr.functions.shrink_to_fit();
    expr
}

/// What surrounds a node.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// The nearest call or aggregation, and how many there are.
    call: Option<usize>,
    depth: usize,
    /// How far the subqueries around it move it into the past, in milliseconds.
    offset: i64,
    /// How far the subqueries around it look back, in milliseconds.
    window: u64,
    pub(super) role: Role,
    /// Whether the expression falls where this rises.
    falls: bool,
    /// Whether other series are divided by it.
    divides: bool,
    /// Whether only `or` and parentheses are around it.
    top: bool,
    /// Whether it is a whole alternative of the expression.
    ends_branch: bool,
}

/// What surrounds each node, found from the root down.
fn around(tree: &Tree<'_>) -> Vec<Around> {
    let nodes = tree.nodes();
    let root = Around {
        call: None,
        depth: 0,
        offset: 0,
        window: 0,
        role: Role::Reads,
        falls: false,
        divides: false,
        top: true,
        ends_branch: false,
    };
    let mut around = vec![root; nodes.len()];
    for (index, node) in nodes.iter().enumerate().rev() {
        let mut inner = around[index];
        let is_or = matches!(&node.kind, NodeKind::Binary(binary) if binary.op == Operator::Or);
        inner.top &= is_or || matches!(node.kind, NodeKind::Paren);
        around[index].ends_branch = around[index].top && !inner.top;
        match &node.kind {
            NodeKind::Call(_) | NodeKind::Aggregate(_) => {
                (inner.call, inner.depth) = (Some(index), inner.depth + 1);
            }
            NodeKind::Subquery(subquery) => {
                let offset = millis_of(subquery.shift.offset.as_ref());
                inner.offset = inner.offset.saturating_add(offset);
                let range = millis_of(Some(&subquery.range));
                inner.window = inner.window.saturating_add(range.unsigned_abs());
            }
            _ => {}
        }
        let silences = matches!(&node.kind, NodeKind::Binary(binary) if binary.op == Operator::Unless);
        for (position, operand) in tree.operands(index).enumerate() {
            around[operand] = inner;
            if silences && position == 0 {
                around[operand].role = inner.role.opposite();
            }
            around[operand].falls ^= subtracts(node) && position == 0;
            around[operand].divides |= position == 0 && divides(tree, index);
        }
    }
    around
}

/// Is the last operand of the node taken away?
fn subtracts(node: &Node<'_>) -> bool {
    match &node.kind {
        NodeKind::Binary(binary) => binary.op == Operator::Sub,
        NodeKind::Unary(sign) => *sign == Sign::Minus,
        _ => false,
    }
}

/// Are series divided by the last operand of the node? What share something is of it tells nothing of itself.
fn divides(tree: &Tree<'_>, index: usize) -> bool {
    let nodes = tree.nodes();
    let is_division = matches!(&nodes[index].kind, NodeKind::Binary(binary) if binary.op == Operator::Div);
    let divided = tree.operands(index).nth(1).filter(|_| is_division);
    divided.is_some_and(|left| {
        nodes[nodes[left].first..=left].iter().any(|node| matches!(node.kind, NodeKind::Selector(_)))
    })
}

impl Role {
    /// What silences a silence fires.
    fn opposite(self) -> Self {
        match self {
            Self::Reads => Self::Excludes,
            Self::Excludes => Self::Reads,
        }
    }
}

/// A node with all that is known around it.
pub(super) struct Found<'f, 't> {
    pub(super) tree: &'f Tree<'t>,
    around: &'f [Around],
    before: &'f [usize],
    pub(super) index: usize,
    pub(super) branch: usize,
}

impl Found<'_, '_> {
    pub(super) fn node(&self) -> &Node<'_> {
        &self.tree.nodes()[self.index]
    }

    pub(super) fn role(&self) -> Role {
        self.around[self.index].role
    }

    /// Does the expression fall where the node at `index` rises?
    pub(super) fn falls(&self, index: usize) -> bool {
        self.around[index].falls
    }

    /// The selectors below a node that comes before this one, or is it: indices into the facts.
    pub(super) fn selectors_of(&self, index: usize) -> std::ops::Range<usize> {
        let node = &self.tree.nodes()[index];
        let leaf = matches!(node.kind, NodeKind::Selector(_));
        self.before[node.first]..self.before[index] + usize::from(leaf)
    }

    /// Where series match by labels that it names.
    fn pairing(&self, binary: &promql::Binary<'_>) -> Option<Pairing> {
        let fills = |it: &&promql::Matching<'_>| it.fill_left.or(it.fill_right).is_some();
        let matching = binary.matching.as_deref().filter(|it| it.on && !fills(it))?;
        let single = match (binary.op, matching.group.as_ref().map(|group| group.many)) {
            (Operator::Or | Operator::Unless, _) => return None,
            (Operator::And, _) if matching.labels.is_empty() => return None,
            (Operator::And, _) => Single::Neither,
            (_, None) => Single::Both,
            (_, Some(Side::Left)) => Single::Right,
            (_, Some(Side::Right)) => Single::Left,
        };
        let mut sides = self.tree.operands(self.index);
        let (right, left) = (sides.next()?, sides.next()?);
        let side = |index| if single == Single::Neither { self.filtered(index) } else { self.plain(index) };
        let on = matching.labels.iter().map(|label| label.clone().into_owned()).collect();
        Some(Pairing { left: side(left), right: side(right), on, single, span: self.node().span.clone() })
    }

    /// The selector some of whose series a node gives: `rate(x[5m]) > 5`.
    fn filtered(&self, index: usize) -> Option<usize> {
        let mut operands = self.tree.operands(index);
        match &self.tree.nodes()[index].kind {
            NodeKind::Paren => self.filtered(operands.next()?),
            NodeKind::Binary(binary) if binary.op.is_comparison() => {
                let (right, left) = (operands.next()?, operands.next()?);
                let is_number = |index: usize| matches!(self.tree.nodes()[index].kind, NodeKind::Number(_));
                if is_number(right) { self.plain(left) } else { self.plain(right).filter(|_| is_number(left)) }
            }
            _ => self.plain(index),
        }
    }

    /// The selector whose series a node gives as they are, one by one.
    fn plain(&self, index: usize) -> Option<usize> {
        match &self.tree.nodes()[index].kind {
            NodeKind::Selector(_) => Some(self.before[index]),
            NodeKind::Paren => self.plain(self.tree.operands(index).next()?),
            NodeKind::Call(call) if ONE_BY_ONE.contains(&call.function.name) => {
                self.plain(self.tree.operands(index).next()?)
            }
            _ => None,
        }
    }

    fn selector(&self, selector: &promql::Selector<'_>) -> Selector {
        let around = self.around[self.index];
        let named = selector.matchers.iter().filter(|matcher| matcher.label != "__name__");
        let span = self.node().span.clone();
        let range = selector.range.as_ref().and_then(|range| range.millis);
        let range = range.and_then(|millis| u64::try_from(millis).ok());
        let offset = millis_of(selector.shift.offset.as_ref());
        Selector {
            metric: metric_of(selector),
            matchers: named.map(Matcher::of).collect(),
            range,
            window: around.window.saturating_add(range.unwrap_or(0)),
            offset: offset.saturating_add(around.offset),
            metric_span: selector.name.as_ref().map_or(span.clone(), |name| name.span.clone()),
            span,
            within: self.within(),
            role: around.role,
            falls: around.falls,
            divides: around.divides,
            branch: self.branch,
        }
    }

    fn within(&self) -> Vec<&'static str> {
        let mut around = self.around[self.index];
        let mut names = Vec::with_capacity(around.depth.min(DEEPEST));
        while let Some(index) = around.call.filter(|_| names.len() < DEEPEST) {
            names.push(match &self.tree.nodes()[index].kind {
                NodeKind::Call(call) => call.function.name,
                NodeKind::Aggregate(aggregate) => aggregate.name,
                _ => "",
            });
            around = self.around[index];
        }
        names.reverse();
        names
    }

    fn call(&self, name: (&'static str, std::ops::Range<usize>), constants: &Constants) -> Call {
        let (name, name_span) = name;
        let operands = self.tree.operands(self.index);
        let mut numbers: Vec<f64> = operands.filter_map(|operand| constants.get(operand)).collect();
        numbers.reverse();
        Call {
            name,
            span: self.node().span.clone(),
            name_span,
            constants: numbers,
            selectors: self.selectors_of(self.index),
            branch: self.branch,
        }
    }
}

fn millis_of(duration: Option<&promql::Duration<'_>>) -> i64 {
    duration.and_then(|duration| duration.millis).unwrap_or(0)
}

/// A name, or the first `__name__` matcher that says what the name is rather than what it is not.
fn metric_of(selector: &promql::Selector<'_>) -> Metric {
    if let Some(name) = &selector.name {
        return Metric::Named(shared(&name.text));
    }
    let mut of_name = selector.matchers.iter().filter(|matcher| matcher.label == "__name__");
    let said = of_name.find(|matcher| matches!(matcher.op, MatchOp::Equal | MatchOp::Regex));
    match said {
        Some(matcher) if matcher.op == MatchOp::Equal => Metric::Named(shared(&matcher.value)),
        Some(matcher) => Metric::Open(shared(&matcher.value)),
        None => Metric::Any,
    }
}

impl Matcher {
    fn of(matcher: &promql::Matcher<'_>) -> Self {
        Self {
            label: matcher.label.clone().into_owned(),
            op: matcher.op,
            value: matcher.value.clone().into_owned(),
            span: matcher.span.clone(),
            value_span: matcher.value_span.clone(),
        }
    }
}
