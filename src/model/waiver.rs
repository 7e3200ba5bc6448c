//! Findings that are accepted in writing.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::config::{Day, Glob};
use crate::source::{FileId, Place};

/// One waiver.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Patterns on the ids of checks.
    pub checks: Vec<Glob>,
    /// Whose findings it accepts.
    pub covers: Covers,
    /// The last day on which it holds; without it, it holds for good.
    pub until: Option<Day>,
    /// Why; empty where nothing is said.
    pub reason: String,
    /// Where it is written.
    pub written: Written,
    /// What is wrong with it, and what to write instead: it accepts nothing then.
    pub fault: Option<String>,
}

/// Whose findings a waiver accepts.
#[derive(Clone, Debug)]
pub enum Covers {
    /// Those of the item or rule on these lines, from 1.
    Lines(FileId, RangeInclusive<usize>),
    /// Those of what is named; everything that is given has to fit.
    Named {
        /// The id of the incident.
        incident: Option<String>,
        /// The id of the risk in it.
        risk: Option<String>,
        /// A pattern on the name of the alert.
        alert: Option<Glob>,
        /// The paths of the files, those that cannot be read among them; `None` for all.
        files: Option<BTreeSet<String>>,
    },
}

/// Where a waiver is written.
#[derive(Clone, Debug)]
pub enum Written {
    /// In a comment.
    Comment(Place),
    /// In the configuration: its path, and the line from 1.
    Configuration(String, usize),
}
