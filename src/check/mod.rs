//! Model and coverage → findings. A check cannot fail and cannot print.

mod coverage;
mod finding;
mod guard;
mod holes;
mod input;
mod rule;
mod subject;

pub use finding::{Finding, Labelled, Severity};

use std::collections::BTreeMap;

use crate::link::Coverage;
use crate::model::Model;
use crate::source::Sources;

/// One check, declared once.
pub struct Check {
    /// Its id, its file and its page: `coverage/root-cause`.
    pub id: &'static str,
    /// Its default severities, as the table of checks shows them: of a stated risk first, then of an inferred one.
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
    /// The state to compare with, where there is one.
    pub base: Option<Base<'a>>,
}

/// The state before a change.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// That state itself; its sources name files by the same ids.
    pub state: &'a Input<'a>,
    /// Which path became which, of files that were renamed.
    pub renamed: &'a BTreeMap<String, String>,
}

/// All checks, in the order of the documentation. Of several that report one hole, the gravest speaks, and among equals
/// the one that stands first here.
pub static CHECKS: &[&Check] = &[
    &coverage::missing_alert::CHECK,
    &coverage::done_without_alert::CHECK,
    &coverage::root_cause::CHECK,
    &coverage::contributing_factor::CHECK,
    &coverage::action_item::CHECK,
    &guard::not_loaded::CHECK,
    &guard::absent_series::CHECK,
    &guard::never_fires::CHECK,
    &guard::vanishes_with_target::CHECK,
    &guard::wrong_scope::CHECK,
    &guard::unrouted::CHECK,
    &guard::muted::CHECK,
    &guard::under_severity::CHECK,
    &guard::unclear::CHECK,
    &guard::too_slow::CHECK,
    &guard::untested::CHECK,
    &rule::syntax::CHECK,
    &rule::template::CHECK,
    &rule::duplicate::CHECK,
    &input::unreadable::CHECK,
];

/// Does a check run, and how grave are its findings?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// It does not run.
    No,
    /// As grave as the check says.
    Default,
    /// All of them as grave as this.
    As(Severity),
}

/// Runs the checks that are `wanted`, by id; one hole gives one finding. Sorted by file, line, column and check.
pub fn run(input: &Input<'_>, wanted: impl Fn(&str) -> Wanted) -> Vec<Finding> {
    let findings = CHECKS.iter().flat_map(|check| match wanted(check.id) {
        Wanted::No => Vec::new(),
        Wanted::Default => (check.run)(input),
        Wanted::As(severity) => (check.run)(input).into_iter().map(|finding| Finding { severity, ..finding }).collect(),
    });
    let mut findings = holes::merge(findings.collect());
    findings.sort_by_cached_key(|finding| {
        let place = finding.places.first().map(|labelled| labelled.place);
        let path = place.map(|place| input.sources.file(place.file).path.clone());
        (path.or_else(|| finding.path.clone()), place.map(|place| place.start), finding.check)
    });
    findings
}
