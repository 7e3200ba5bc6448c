//! The tree of an expression: nodes in post-order, each with its type and its byte range.
//!
//! Operands stand before the node that uses them, so a pass from the leaves up is a loop over the nodes, and a
//! pass from the root down is the same loop backwards. Nothing here recurses, not even `Drop`: a chain of
//! 100,000 operators is as harmless as one.

use std::borrow::Cow;
use std::ops::Range;

use super::feature::Use;
use super::functions::Function;

/// A parsed and type-checked expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) uses: Vec<Use>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    /// What it is.
    pub kind: NodeKind<'t>,
    /// What it evaluates to.
    pub value: Type,
    /// The bytes it was read from.
    pub span: Range<usize>,
    /// The index of the first node below it, or its own: the whole subtree is `first..=index`.
    pub first: usize,
}

/// What a node is. Operands are found with [`Tree::operands`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind<'t> {
    /// A number, or a duration in the place of one, in seconds.
    Number(f64),
    /// A string, its escapes resolved.
    Text(Cow<'t, str>),
    /// A selector of series, with its range if it has one.
    Selector(Box<Selector<'t>>),
    /// `expr[1h:5m]`
    Subquery(Box<Subquery<'t>>),
    /// `(expr)`
    Paren,
    /// `+expr`, `-expr`
    Unary(Sign),
    /// `left op right`
    Binary(Binary<'t>),
    /// A function call.
    Call(Call),
    /// `sum by (…) (expr)`
    Aggregate(Box<Aggregate<'t>>),
}

/// What an expression evaluates to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// One number.
    Scalar,
    /// Series with one value each.
    Vector,
    /// Series with their values over some time.
    Range,
    /// A string.
    Text,
}

/// A sign in front of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// `metric{label="value"}[5m] offset 1h @ start()`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Selector<'t> {
    /// The metric's name, written before or (since Prometheus 3) inside the braces.
    pub name: Option<Name<'t>>,
    /// The matchers in the order written; those of `__name__` are among them.
    pub matchers: Vec<Matcher<'t>>,
    /// `[5m]`
    pub range: Option<Duration<'t>>,
    /// `offset` and `@`
    pub shift: Shift<'t>,
    /// `anchored` or `smoothed`
    pub extended: Option<Extended>,
    /// The second operand of `info`, which may match everything.
    pub(super) matches_anything: bool,
}

/// A metric's name in a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Name<'t> {
    /// The name, escapes resolved.
    pub text: Cow<'t, str>,
    /// Where it stands, quotes included.
    pub span: Range<usize>,
    /// Whether it stands in the braces: `{"name"}`.
    pub quoted: bool,
}

/// `label="value"`
#[derive(Clone, Debug, PartialEq)]
pub struct Matcher<'t> {
    /// The label's name.
    pub label: Cow<'t, str>,
    /// How it is compared.
    pub op: MatchOp,
    /// The value, escapes resolved.
    pub value: Cow<'t, str>,
    /// The whole matcher.
    pub span: Range<usize>,
    /// The value, quotes included.
    pub value_span: Range<usize>,
}

/// How a matcher compares a label with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`, anchored at both ends
    Regex,
    /// `!~`, anchored at both ends
    NotRegex,
}

/// A span of time as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration<'t> {
    /// Milliseconds, where it does not depend on the query's own step and range.
    pub millis: Option<i64>,
    /// As written: `5m`, `300`, `2 * step()`.
    pub written: &'t str,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Where in time a selector or subquery looks.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shift<'t> {
    /// `offset 5m`
    pub offset: Option<Duration<'t>>,
    /// `@ 1600000000`
    pub at: Option<At>,
}

/// The operand of `@`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// Seconds since 1970.
    Time(f64),
    /// `start()`
    Start,
    /// `end()`
    End,
}

/// How the ends of a range are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extended {
    /// `anchored`
    Anchored,
    /// `smoothed`
    Smoothed,
}

/// `[range:step] offset 5m`
#[derive(Clone, Debug, PartialEq)]
pub struct Subquery<'t> {
    /// How far back it looks.
    pub range: Duration<'t>,
    /// In what steps, if said.
    pub step: Option<Duration<'t>>,
    /// `offset` and `@`
    pub shift: Shift<'t>,
}

/// The operator between two operands.
#[derive(Clone, Debug, PartialEq)]
pub struct Binary<'t> {
    /// The operator.
    pub op: Operator,
    /// Where the operator stands, without its modifiers.
    pub op_span: Range<usize>,
    /// `bool`
    pub is_bool: bool,
    /// `on (…)`, `ignoring (…)`, `group_left (…)`, `fill (…)`
    pub matching: Option<Box<Matching<'t>>>,
}

/// Which series of both sides belong together.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Matching<'t> {
    /// `on` rather than `ignoring`.
    pub on: bool,
    /// The labels of `on` or `ignoring`.
    pub labels: Vec<Cow<'t, str>>,
    /// `group_left`, `group_right`
    pub group: Option<Group<'t>>,
    /// The value for series that the left side lacks.
    pub fill_left: Option<f64>,
    /// The value for series that the right side lacks.
    pub fill_right: Option<f64>,
}

/// `group_left (…)` or `group_right (…)`
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'t> {
    /// Which side has many series for one of the other.
    pub many: Side,
    /// Labels taken from the other side.
    pub include: Vec<Cow<'t, str>>,
}

/// A side of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The left operand.
    Left,
    /// The right operand.
    Right,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function.
    pub function: &'static Function,
    /// Where its name stands.
    pub name_span: Range<usize>,
    /// How many operands it has.
    pub arguments: usize,
}

/// An aggregation.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate<'t> {
    /// `sum`, `topk` and so on, in lower case.
    pub name: &'static str,
    /// Where its name stands.
    pub name_span: Range<usize>,
    /// How many operands it has: a parameter, and the vector.
    pub arguments: usize,
    /// `by (…)` or `without (…)`
    pub grouping: Option<Grouping<'t>>,
}

/// `by (…)` or `without (…)`
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping<'t> {
    /// `without` rather than `by`.
    pub without: bool,
    /// The labels in the order written.
    pub labels: Vec<Cow<'t, str>>,
}

pub use super::operator::Operator;

impl<'t> Tree<'t> {
    /// All nodes; the last one is the root.
    #[must_use]
    pub fn nodes(&self) -> &[Node<'t>] {
        &self.nodes
    }

    /// What the expression uses that not every Prometheus has.
    #[must_use]
    pub(crate) fn uses(&self) -> &[Use] {
        &self.uses
    }

    /// The indices of a node's operands, **from right to left**.
    pub fn operands(&self, index: usize) -> Operands<'_, 't> {
        Operands { nodes: &self.nodes, first: self.nodes[index].first, end: index }
    }
}

/// Walks over the operands of a node from right to left.
pub struct Operands<'n, 't> {
    nodes: &'n [Node<'t>],
    first: usize,
    end: usize,
}

impl Iterator for Operands<'_, '_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let operand = self.end.checked_sub(1).filter(|operand| *operand >= self.first)?;
        self.end = self.nodes[operand].first;
        Some(operand)
    }
}
