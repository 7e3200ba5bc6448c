//! What an expression asks: the facts that linking and the ladder work with.

use std::ops::Range;

/// The facts of one PromQL expression. All ranges are byte ranges of the expression's text.
#[derive(Clone, Debug, Default)]
pub struct Expr {
    /// Every selector, in the order written.
    pub selectors: Vec<Selector>,
    /// Every comparison, in the order written.
    pub comparisons: Vec<Comparison>,
    /// Every call of a function, in the order written.
    pub functions: Vec<Call>,
}

/// One vector selector.
#[derive(Clone, Debug)]
pub struct Selector {
    /// What it selects by name.
    pub metric: Metric,
    /// Its matchers, `__name__` left out.
    pub matchers: Vec<Matcher>,
    /// `[5m]` in milliseconds.
    pub range: Option<u64>,
    /// `offset` in milliseconds.
    pub offset: i64,
    /// Where it stands.
    pub span: Range<usize>,
    /// Functions and aggregations around it, outermost first.
    pub within: Vec<String>,
    /// Does its presence make the alert fire, or silence it?
    pub role: Role,
    /// Which branch of the outermost `or`, from 0.
    pub branch: usize,
}

/// The name that a selector asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metric {
    /// `up`
    Named(String),
    /// A regex on `__name__`.
    Open(String),
    /// No name at all.
    Any,
}

/// Which way a selector counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is read.
    Reads,
    /// It stands on the right of `unless`.
    Excludes,
}

/// One label matcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// `=`, `!=`, `=~` or `!~`.
    pub op: MatchOp,
    /// The decoded value.
    pub value: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// How a matcher compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Regex,
    /// `!~`
    NotRegex,
}

/// One comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The constant side, folded; `None` where both sides are series.
    pub threshold: Option<f64>,
    /// Seen from the series.
    pub direction: Direction,
    /// Where it stands.
    pub span: Range<usize>,
    /// Indices into [`Expr::selectors`] of what stands below it.
    pub selectors: Range<usize>,
}

/// Which way a series has to go to fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Above the threshold.
    Above,
    /// Below it.
    Below,
    /// Exactly it.
    Equal,
    /// Anything else.
    NotEqual,
    /// It cannot be said.
    Unknown,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
}
