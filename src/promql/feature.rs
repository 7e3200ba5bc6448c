//! What an expression asks of the Prometheus that is to evaluate it.

use std::ops::Range;

/// Something in an expression that not every Prometheus understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What it is, as one would name it in a sentence.
    pub what: &'static str,
    /// What it needs.
    pub need: Need,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a Prometheus must be, or be started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Prometheus 2; version 3 no longer has it.
    Prometheus2,
    /// Prometheus 3, or one of the last of version 2.
    Prometheus3,
    /// An experimental flag: `--enable-feature=<flag>`.
    Flag(&'static str),
}

/// `--enable-feature` for functions and aggregations on trial.
pub(super) const FUNCTIONS: Need = Need::Flag("promql-experimental-functions");
/// `--enable-feature` for `[2 * step()]`.
pub(super) const DURATIONS: Need = Need::Flag("promql-duration-expr");
/// `--enable-feature` for `anchored` and `smoothed`.
pub(super) const EXTENDED: Need = Need::Flag("promql-extended-range-selectors");
/// `--enable-feature` for `fill`.
pub(super) const FILL: Need = Need::Flag("promql-binop-fill-modifiers");
