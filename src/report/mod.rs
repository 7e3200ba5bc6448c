//! Findings → bytes. The only place that draws.
//!
//! One file per format, each a function from [`Report`] to bytes; nothing here writes them anywhere.

mod alike;
mod audit;
mod baseline;
mod checkstyle;
mod clean;
mod comment;
mod concise;
mod explain;
mod export;
mod fingerprint;
mod formats;
mod github;
mod gitlab;
mod home;
mod human;
mod inspect;
mod json;
mod junit;
mod ladder;
mod link;
mod list;
mod look;
mod mask;
mod plain;
mod prometheus;
#[cfg(test)]
mod sample;
mod sarif;
mod skeleton;
mod suggested;
mod summary;
mod trends;
mod words;
mod xml;

/// The audit report: everything in one file, in several forms.
pub use audit::{
    Audit, Earlier, Language, csv as audit_csv, html as audit_html, json as audit_json, markdown as audit_markdown,
};
pub use baseline::{Baseline, Known};
pub use clean::harmless;
pub use concise::concise;
pub use explain::explain;
pub use export::export;
pub use fingerprint::fingerprints;
pub use formats::{FORMATS, Format};
pub use home::Home;
pub use human::human;
pub use inspect::{files, inspect, inspect_json};
pub use json::json;
pub use link::LinkTemplate;
pub use list::{checks, failure_modes};
pub use look::{Detail, Look};
pub use skeleton::{Named, skeleton, skeleton_languages};
pub use suggested::{RuleForm, SuggestedFiles, suggested, suggested_files};
pub use summary::{Counts, statistics};

use crate::check::{Finding, Severity};
use crate::link::Coverage;
use crate::model::Model;
use crate::source::{Place, Sources};

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
    /// Findings that do not count, in the same order.
    pub suppressed: Vec<Suppressed<'a>>,
    /// Where the repository begins.
    pub home: Home,
    /// The least grave findings that fail the run; `None` where none does.
    pub fails_from: Option<Severity>,
}

/// A finding that does not count.
#[derive(Clone, Debug)]
pub struct Suppressed<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// By what.
    pub by: SuppressedBy,
    /// The reason that was given.
    pub why: String,
}

/// What makes a finding not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A waiver at its place.
    Waiver,
    /// A waiver in the configuration.
    Configuration,
    /// The baseline.
    Baseline,
}

impl<'a> Report<'a> {
    /// A report of `findings`, in whatever order they come.
    pub fn new(sources: &'a Sources, model: &'a Model, coverage: &'a Coverage, findings: &'a [Finding]) -> Self {
        let mut findings: Vec<&Finding> = findings.iter().collect();
        findings.sort_by_cached_key(|finding| order(sources, finding));
        let (suppressed, home, fails_from) = (Vec::new(), Home::default(), Some(Severity::Error));
        Report { sources, model, coverage, findings, suppressed, home, fails_from }
    }

    /// With the repository around the current directory.
    #[must_use]
    pub fn at(mut self, home: Home) -> Self {
        self.home = home;
        self
    }

    /// With the least grave findings that fail the run; `None` where none is to.
    #[must_use]
    pub fn failing_from(mut self, least: Option<Severity>) -> Self {
        self.fails_from = least;
        self
    }

    /// Does this finding fail the run?
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fails_from.is_some_and(|least| finding.severity <= least)
    }

    /// With findings that do not count, in whatever order they come.
    #[must_use]
    pub fn with_suppressed(mut self, suppressed: Vec<Suppressed<'a>>) -> Self {
        self.suppress(suppressed);
        self
    }

    fn suppress(&mut self, more: Vec<Suppressed<'a>>) {
        self.suppressed.extend(more);
        self.suppressed.sort_by_cached_key(|it| order(self.sources, it.finding));
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

/// Findings stand in the order of file, line, column, check and message.
fn order(sources: &Sources, finding: &Finding) -> (String, usize, usize, &'static str, String) {
    let spot = Spot::of(sources, finding);
    (spot.path.to_owned(), spot.line, spot.column, finding.check, finding.message.clone())
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
            Some(first) => Spot::at(sources, first.place),
            None => Spot { path: finding.path.as_deref().unwrap_or_default(), line: 1, column: 1 },
        }
    }

    /// Where `place` begins.
    fn at(sources: &'a Sources, place: Place) -> Spot<'a> {
        let start = sources.start(place);
        Spot { path: &sources.file(place.file).path, line: start.line, column: start.column }
    }
}
