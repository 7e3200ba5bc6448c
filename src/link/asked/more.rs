//! What an item asks for beside an alert that sees its failure mode.

use foldhash::HashSet;
use serde::Deserialize;

use crate::patterns::Patterns;

/// What an item may ask for, so that no alert on its failure mode is an answer; from `rules/linking.yml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct More {
    /// `the item asks for an alert on what is logged`
    pub(in crate::link) why: String,
    /// Is it nothing more where the things that the item wants are told apart?
    #[serde(default)]
    unless_told_apart: bool,
    /// Failure modes of which it is nothing more: an alert on jobs answers an item about the job that cleans up.
    #[serde(default)]
    not_of: HashSet<String>,
    /// Does it ask for a change of an alert that is there?
    #[serde(default)]
    pub(in crate::link) is_change: bool,
    any: Patterns,
}

impl More {
    /// Does `item` ask for it? So many things that it wants are told apart.
    pub(in crate::link) fn is_asked(&self, item: &str, told_apart: usize) -> bool {
        !(self.unless_told_apart && told_apart > 0) && self.any.is_match(item)
    }

    /// Is it more than an alert on any failure mode?
    pub(in crate::link) fn exceeds_all(&self) -> bool {
        self.not_of.is_empty()
    }

    /// Is it more than an alert on the failure mode of this id?
    pub(in crate::link) fn exceeds(&self, mode: &str) -> bool {
        !self.not_of.contains(mode)
    }

    /// For the tests that every pattern compiles and every mode is known.
    #[cfg(test)]
    pub(in crate::link) fn named(&self) -> (&Patterns, &HashSet<String>) {
        (&self.any, &self.not_of)
    }
}
