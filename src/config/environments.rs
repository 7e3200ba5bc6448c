//! `environments:` and `receivers:` which configurations belong together, which of them count, and who is woken.

use serde::Deserialize;

use super::{Glob, Table};

/// Configurations that belong together: those of production, those of a test site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Environment {
    /// Which configurations of Prometheus, and Prometheus resources of the Operator, belong to it. Patterns are
    /// relative to the configuration's own folder.
    pub prometheus: Vec<Glob>,
    /// Which configurations of Alertmanager belong to it.
    pub alertmanager: Vec<Glob>,
    /// Is it the one that counts? Then what the others say is left aside. At most one can.
    pub counts: bool,
}

/// The environment of which two are said to count, and why that is wrong.
pub(super) fn fault(environments: &Table<Environment>) -> Option<(String, String)> {
    let mut counting = environments.entries.iter().filter(|(_, environment)| environment.counts);
    let (first, second) = (counting.next()?, counting.next()?);
    Some((second.0.clone(), format!("both {} and {} count; say it of one", first.0, second.0)))
}

/// What receivers do, by name, where their kind does not tell. Of several lists that match a receiver, the last one
/// here counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Receivers {
    /// They wake somebody.
    pub page: Vec<Glob>,
    /// They notify, and wake nobody.
    pub notify: Vec<Glob>,
    /// They tell nobody: an archive, a dead man's switch.
    pub nobody: Vec<Glob>,
}

/// What a receiver does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// It wakes somebody.
    Pages,
    /// It notifies, and wakes nobody.
    Notifies,
    /// It tells nobody.
    Nobody,
}

impl Receivers {
    /// What the receiver called `name` does, where that is said.
    pub fn told(&self, name: &str) -> Option<Duty> {
        let lists = [(&self.nobody, Duty::Nobody), (&self.notify, Duty::Notifies), (&self.page, Duty::Pages)];
        lists.into_iter().find(|(globs, _)| globs.iter().any(|glob| glob.matches(name))).map(|(_, told)| told)
    }
}
