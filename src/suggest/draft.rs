//! A rule and its unit test while they are being filled.

use std::collections::BTreeMap;

use super::series::Series;
use crate::model::{InputSeries, SuggestedTest, Suggestion};

/// A rule and its unit test while they are being filled.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) expr: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) annotations: BTreeMap<String, String>,
    pub(super) fires: Vec<Series>,
    pub(super) quiet: Vec<Series>,
    /// What whoever takes it over has to know.
    pub(super) notes: Vec<String>,
    /// Can the series of the test follow a change?
    pub(super) is_open: bool,
}

impl Draft {
    /// A suggestion as its failure mode has it.
    pub(super) fn new(suggestion: &Suggestion) -> Draft {
        let read = |series: &[InputSeries]| -> Option<Vec<Series>> { series.iter().map(Series::read).collect() };
        let test = suggestion.test.as_ref();
        let series = test.and_then(|test| read(&test.fires).zip(read(&test.quiet)));
        let is_open = series.is_some();
        let (fires, quiet) = series.unwrap_or_default();
        Draft {
            expr: suggestion.expr.trim().to_owned(),
            labels: suggestion.labels.clone(),
            annotations: suggestion.annotations.clone(),
            fires,
            quiet,
            notes: Vec::new(),
            is_open,
        }
    }

    /// Can it be filled at all? Not where its unit test could not follow.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// All series of the unit test.
    pub(super) fn series(&self) -> impl Iterator<Item = &Series> {
        self.fires.iter().chain(&self.quiet)
    }

    /// The suggestion as filled.
    pub(super) fn filled(&self, suggestion: &Suggestion) -> Suggestion {
        let write = |series: &[Series]| series.iter().map(Series::write).collect();
        let test = |test: &SuggestedTest| SuggestedTest {
            fires: write(&self.fires),
            quiet: write(&self.quiet),
            ..test.clone()
        };
        Suggestion {
            expr: self.expr.clone(),
            labels: self.labels.clone(),
            annotations: self.annotations.clone(),
            test: if self.is_open { suggestion.test.as_ref().map(test) } else { suggestion.test.clone() },
            ..suggestion.clone()
        }
    }
}
