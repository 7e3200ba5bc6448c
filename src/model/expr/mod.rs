//! What an expression reads, compares and calls: the facts that everything else asks, never the text.

use std::ops::Range;
use std::sync::Arc;

use crate::promql;
pub(crate) use crate::promql::Sample;
pub use crate::promql::{MatchOp, Need, Use};

mod carried;
mod carry;
mod compare;
pub mod edit;
mod exclusions;
mod given;
mod pairing;
mod pinned;
pub mod possible;
mod read;
mod shared;
#[cfg(test)]
mod tests;
mod threshold;
mod written;

pub use carried::Carried;
pub use pairing::{Pairing, Single};
pub use pinned::Pinned;
pub use possible::{Never, Possible, Presence};
pub(crate) use written::{divides, operators};

/// The facts of one expression. All spans are byte ranges in its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expr {
    /// The selectors in the order of the text.
    pub selectors: Vec<Selector>,
    /// The comparisons, those of operands before those around them.
    pub comparisons: Vec<Comparison>,
    /// The calls of functions and aggregations, those of operands before those around them.
    pub functions: Vec<Call>,
    /// The labels of the result.
    pub carried: Carried,
    /// The values of labels that its matchers say.
    pub pinned: Pinned,
    /// What the expression needs of a Prometheus.
    pub feature: Feature,
    /// Where series of two sides are matched one to one by some of their labels.
    pub pairings: Vec<Pairing>,
    /// What it leaves out by series that are there, whatever their values.
    pub exclusions: Vec<Exclusion>,
    /// What it can give, and what has to be there for it.
    pub possible: Possible,
    /// How many alternatives the expression has at the top, joined by `or`; at least one.
    pub branches: usize,
}

/// Series that leave others out by being there: `a > 5 unless on (cluster) b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// The selectors on the left side, of which series are left out.
    pub of: Range<usize>,
    /// The selector that is the right side.
    pub right: usize,
    /// The labels that have to be the same on both sides; at least one.
    pub on: Vec<String>,
    /// Both sides with what stands between them.
    pub span: Range<usize>,
}

/// One selector of series.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// What it says of the metric's name.
    pub metric: Metric,
    /// Its matchers, without those of `__name__`.
    pub matchers: Arc<[Matcher]>,
    /// How far back it looks, in milliseconds. Nothing for an instant vector, and where the length depends on the
    /// query.
    pub range: Option<u64>,
    /// How far back it looks with the subqueries around it, in milliseconds: its own range and theirs.
    pub window: u64,
    /// How far into the past it is moved, in milliseconds, by its own `offset` and those of subqueries around it.
    pub offset: i64,
    /// From the metric's name to the last modifier.
    pub span: Range<usize>,
    /// Where the metric's name stands; the whole selector where it has none.
    pub metric_span: Range<usize>,
    /// The functions and aggregations around it, outermost first, at most [`DEEPEST`] of them.
    pub within: Vec<&'static str>,
    /// Whether its presence makes the expression fire or keeps it from firing.
    pub role: Role,
    /// Whether the expression falls where the selected series rise: `x` in `time() - x`.
    pub falls: bool,
    /// Are other series divided by it?
    pub divides: bool,
    /// Which of the expression's alternatives it belongs to, counted from zero.
    pub branch: usize,
}

/// For so many milliseconds Prometheus takes a sample for the present one; `--query.lookback-delta` hardly ever says otherwise.
pub const LOOKBACK: u64 = 300_000;

/// How many functions around a selector are remembered. Beyond that, the outermost are dropped.
pub const DEEPEST: usize = 32;

/// What a selector says of the metric's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Exactly this name.
    Named(Arc<str>),
    /// The regular expression of a `__name__` matcher.
    Open(Arc<str>),
    /// Nothing, or only what it is not.
    Any,
}

/// One matcher of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// How it is compared.
    pub op: MatchOp,
    /// With what.
    pub value: String,
    /// The whole matcher.
    pub span: Range<usize>,
    /// The value, with its quotes.
    pub value_span: Range<usize>,
}

/// What a selector does to the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The expression is made of it.
    Reads,
    /// It stands on the right of `unless`: its presence silences.
    Excludes,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The operator as written.
    pub op: CompareOp,
    /// What the series is compared with, arithmetic with constants moved over: 0.9 for `x * 100 > 90`.
    pub threshold: Option<f64>,
    /// On which side of the threshold the series has to be: above for `1 - x < 0.1`. Two series are seen from the
    /// left one. Where the comparison stands on the right of `unless` this is what silences.
    pub direction: Direction,
    /// Whether it gives zero or one instead of filtering.
    pub is_bool: bool,
    /// Both sides with what is between them.
    pub span: Range<usize>,
    /// The operator.
    pub op_span: Range<usize>,
    /// The constant side, if there is one.
    pub threshold_span: Option<Range<usize>>,
    /// The selectors below it: indices into [`Expr::selectors`].
    pub selectors: Range<usize>,
    /// The selectors of the compared series alone: without those of the other side.
    pub series: Range<usize>,
    /// [`Selector::falls`] of the compared series as a whole.
    pub series_falls: bool,
    /// [`Selector::falls`] of the comparison as a whole.
    pub falls: bool,
    /// Whether what it finds fires or silences.
    pub role: Role,
    /// Which of the expression's alternatives it belongs to.
    pub branch: usize,
}

/// The operator of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
}

/// Where a series has to be for a comparison to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Above the threshold, or on it.
    Above,
    /// Below the threshold, or on it.
    Below,
    /// On the threshold.
    Equal,
    /// Anywhere but on the threshold.
    NotEqual,
    /// It cannot be said.
    Unknown,
}

/// One call of a function or an aggregation.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `rate`, `sum`, `absent` and so on.
    pub name: &'static str,
    /// From the name to the closing parenthesis, or to the end of a grouping behind it.
    pub span: Range<usize>,
    /// The name alone.
    pub name_span: Range<usize>,
    /// The arguments that are constant numbers, in their order: the horizon of `predict_linear`, in seconds.
    pub constants: Vec<f64>,
    /// The selectors below it: indices into [`Expr::selectors`].
    pub selectors: Range<usize>,
    /// Which of the expression's alternatives it belongs to.
    pub branch: usize,
}

/// What an expression needs of a Prometheus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feature {
    /// Everything that not every Prometheus has, in the order of the text.
    pub uses: Vec<Use>,
}

impl Feature {
    /// Whether every Prometheus since 2.42 evaluates the expression without a flag.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.uses.is_empty()
    }
}

impl Expr {
    /// Whether it fires whatever its series say, and whether they are there or not: `x > 5 or vector(0)`. What reads no series
    /// at all is meant to.
    #[must_use]
    pub fn fires_always(&self) -> bool {
        let needs_none = || self.possible.presence(|_| Presence::Missing) == Presence::There;
        self.possible.unconditional && !self.selectors.is_empty() && needs_none()
    }

    /// Reads the facts of an expression.
    ///
    /// # Errors
    ///
    /// What is wrong with it, where it is not valid PromQL.
    pub fn read(text: &str) -> Result<Self, Vec<promql::Error>> {
        promql::parse(text).map(|tree| read::facts(&tree))
    }

    /// Is it in LogQL, the language of Loki, and so no PromQL?
    #[must_use]
    pub fn is_of_logs(text: &str) -> bool {
        let errors = promql::parse(text).err().unwrap_or_default();
        errors.first().is_some_and(|error| error.kind == promql::ErrorKind::Dialect(promql::Dialect::LogQl))
    }

    /// The expression in its one form: blanks, comments, quotes and the ways to write a number do not count. `None`
    /// where it is not valid PromQL.
    #[must_use]
    pub fn canonical(text: &str) -> Option<String> {
        promql::parse(text).ok().map(|tree| tree.to_string())
    }

    /// The names of the metrics read, in the order of the text, repeated as they are.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        self.selectors.iter().filter_map(|selector| match &selector.metric {
            Metric::Named(name) => Some(&**name),
            Metric::Open(_) | Metric::Any => None,
        })
    }

    /// Whether the expression fires on series that are missing: `absent`, or `absent_over_time`.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.selectors.iter().any(|selector| selector.role == Role::Reads && selector.is_absent())
    }

    /// The calls of a function or aggregation.
    pub fn calls(&self, name: &str) -> impl Iterator<Item = &Call> {
        self.functions.iter().filter(move |call| call.name == name)
    }

    /// How far ahead the expression looks, in seconds: the largest horizon of its `predict_linear`s.
    #[must_use]
    pub fn horizon(&self) -> Option<f64> {
        let horizons = self.calls("predict_linear").filter_map(|call| call.constants.first());
        horizons.copied().reduce(f64::max)
    }

    /// How far back the expression looks at most, in milliseconds: the longest range, subqueries included.
    #[must_use]
    pub fn longest_window(&self) -> u64 {
        self.selectors.iter().map(|selector| selector.window).max().unwrap_or(0)
    }
}

/// What gives one of the values it gets, or one between them.
const OF_THE_SAME_LEVEL: [&str; 7] =
    ["max", "min", "avg", "max_over_time", "min_over_time", "avg_over_time", "last_over_time"];

impl Selector {
    /// The metric's name, if there is exactly one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.metric {
            Metric::Named(name) => Some(name),
            Metric::Open(_) | Metric::Any => None,
        }
    }

    /// Is what the expression has of it no more than its series say, and no less than the least of them: their largest, their
    /// average, the last? What is summed or counted is another quantity.
    #[must_use]
    pub fn keeps_its_level(&self) -> bool {
        self.within.iter().all(|function| OF_THE_SAME_LEVEL.contains(function))
    }

    /// Whether a function or aggregation of that name is around it.
    #[must_use]
    pub fn is_within(&self, name: &str) -> bool {
        self.within.contains(&name)
    }

    /// Whether it is asked for its absence.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.is_within("absent") || self.is_within("absent_over_time")
    }

    /// The values that it wants a label to be, each exactly.
    pub fn pinned(&self, label: &str) -> impl Iterator<Item = &str> {
        self.matchers_of(label).filter(|matcher| matcher.op == MatchOp::Equal).map(|matcher| matcher.value.as_str())
    }

    /// The matchers of a label.
    pub fn matchers_of(&self, label: &str) -> impl Iterator<Item = &Matcher> {
        self.matchers.iter().filter(move |matcher| matcher.label == label)
    }
}

impl Comparison {
    /// Does it hold where the compared series has this value? Where that cannot be said, it may.
    #[must_use]
    pub fn holds_at(&self, value: f64) -> bool {
        let Some(threshold) = self.threshold else { return true };
        let with_threshold = matches!(self.op, CompareOp::GreaterEqual | CompareOp::LessEqual);
        match self.direction {
            Direction::Above => value > threshold || with_threshold && value == threshold,
            Direction::Below => value < threshold || with_threshold && value == threshold,
            Direction::Equal => value == threshold,
            Direction::NotEqual => value != threshold,
            Direction::Unknown => true,
        }
    }
}

impl Direction {
    /// The direction seen from the other side: multiplied with a negative number, or with sides exchanged.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Above => Self::Below,
            Self::Below => Self::Above,
            other => other,
        }
    }

    /// The direction in which the comparison does not hold.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Above => Self::Below,
            Self::Below => Self::Above,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Unknown => Self::Unknown,
        }
    }
}
