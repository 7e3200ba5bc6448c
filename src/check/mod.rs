//! Model and coverage → findings. A check cannot fail and cannot print.

mod finding;

pub use finding::{Finding, Labelled, Severity};

use crate::link::Coverage;
use crate::model::Model;
use crate::source::Sources;

/// One check, declared once.
pub struct Check {
    /// Its id, its file and its page: `coverage/root-cause`.
    pub id: &'static str,
    /// Its default severity, as the table of checks shows it: of a stated risk, of an inferred one.
    pub severity: &'static [Severity],
    /// Its page, in Markdown: documentation, text of `explain`, and test.
    pub page: &'static str,
    /// Finds.
    pub run: fn(&Input<'_>) -> Vec<Finding>,
}

/// What a check looks at.
pub struct Input<'a> {
    /// The texts, for excerpts in messages.
    pub sources: &'a Sources,
    /// What was read.
    pub model: &'a Model,
    /// What guards what.
    pub coverage: &'a Coverage,
}

/// All checks, in the order of the documentation.
pub static CHECKS: &[&Check] = &[];
