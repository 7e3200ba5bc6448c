//! Alerts that something speaks for.

use std::collections::BTreeMap;

use super::coverage::{Evidence, Sees};
use super::scope::Scope;
use crate::model::AlertId;

/// An alert with what speaks for it, before anybody has judged.
#[derive(Debug)]
pub(super) struct Candidate {
    /// What speaks for it, each kind once, in the order in which it was found.
    pub(super) evidence: Vec<Evidence>,
    /// Does it see the cause, or only the symptom?
    pub(super) sees: Sees,
    /// Whether it watches what was hurt.
    pub(super) scope: Scope,
    /// Why inferences must not rest on it, where they must not.
    pub(super) void: Option<String>,
}

impl Candidate {
    /// Is any of its evidence a fact?
    pub(super) fn is_fact(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.kind.is_fact())
    }
}

/// Why no inference may rest on an alert of this scope; `None` where one may.
pub(super) fn why_void(scope: &Scope) -> Option<String> {
    match scope {
        Scope::Names(_) | Scope::Broad => None,
        Scope::Unknown(what, _) => Some(format!("watches {what}; nothing says that this was hurt")),
        Scope::Apart(what, _) | Scope::Excludes(what, _) => Some(format!("watches {what} only")),
    }
}

/// Candidates by alert, so that their order is that of file and line.
pub(super) type Candidates = BTreeMap<AlertId, Candidate>;
