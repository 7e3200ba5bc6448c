//! Findings → bytes. The only place that draws.
//!
//! One file per format, each a function from [`Report`] to bytes; nothing here writes them anywhere.

mod clean;
mod concise;
mod explain;
mod export;
mod fingerprint;
mod human;
mod inspect;
mod json;
mod list;
mod look;
mod mask;
#[cfg(test)]
mod sample;
mod suggested;
mod summary;
mod words;

pub use concise::concise;
pub use explain::{explain, nearest};
pub use export::export;
pub use fingerprint::fingerprints;
pub use human::human;
pub use inspect::{files, inspect, inspect_json};
pub use json::json;
pub use list::{checks, failure_modes};
pub use look::{Detail, Look};
pub use suggested::{RuleForm, SuggestedFiles, suggested, suggested_files};
pub use summary::{Counts, statistics};

use crate::check::{Finding, Severity};
use crate::link::Coverage;
use crate::model::Model;
use crate::source::Sources;

/// Everything that a format draws from.
pub struct Report<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// What was read.
    pub model: &'a Model,
    /// What guards what.
    pub coverage: &'a Coverage,
    /// The findings, sorted by file, line, column and check.
    pub findings: Vec<&'a Finding>,
}

impl<'a> Report<'a> {
    /// A report of `findings`, in whatever order they come.
    pub fn new(sources: &'a Sources, model: &'a Model, coverage: &'a Coverage, findings: &'a [Finding]) -> Self {
        let mut findings: Vec<&Finding> = findings.iter().collect();
        findings.sort_by_cached_key(|finding| {
            let spot = Spot::of(sources, finding);
            (spot.path.to_owned(), spot.line, spot.column, finding.check, finding.message.clone())
        });
        Report { sources, model, coverage, findings }
    }

    /// How many findings are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Is there nothing to check, because no postmortem or no rule was found?
    pub fn is_empty(&self) -> bool {
        self.model.incidents.is_empty() || self.has_no_rules()
    }

    /// Was no alerting or recording rule found, not even one that is broken?
    pub fn has_no_rules(&self) -> bool {
        let rules = &self.model.rules;
        rules.alerts.is_empty() && rules.recordings.is_empty() && self.model.faults.is_empty()
    }
}

/// The path, line and column at which a finding is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spot<'a> {
    /// The path as reached from the current directory.
    path: &'a str,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
}

impl<'a> Spot<'a> {
    /// Where `finding` is reported; the first line of a file that has no text.
    fn of(sources: &'a Sources, finding: &'a Finding) -> Spot<'a> {
        match finding.places.first() {
            Some(first) => {
                let start = sources.start(first.place);
                Spot { path: &sources.file(first.place.file).path, line: start.line, column: start.column }
            }
            None => Spot { path: finding.path.as_deref().unwrap_or_default(), line: 1, column: 1 },
        }
    }
}
