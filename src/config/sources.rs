//! `sources:` what belongs to the repository.

use serde::Deserialize;

use super::Glob;

/// What is read where no path is named on the command line: everything that `include` matches and `exclude` does not.
/// Patterns are relative to the configuration's own folder; one that matches a folder takes what is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SourceGlobs {
    /// What is read; without it, everything.
    pub include: Vec<Glob>,
    /// What of it is left out.
    pub exclude: Vec<Glob>,
}

impl SourceGlobs {
    /// Is a file read that stands at `path`, relative to the configuration's folder, with `/`?
    pub fn take(&self, path: &str) -> bool {
        (self.include.is_empty() || above(path).any(|path| any(&self.include, path))) && !self.leave_out(path)
    }

    /// Is everything at or below `path` left out?
    pub(crate) fn leave_out(&self, path: &str) -> bool {
        above(path).any(|path| any(&self.exclude, path))
    }
}

fn any(globs: &[Glob], path: &str) -> bool {
    globs.iter().any(|glob| glob.matches(path))
}

/// `a/b/c`, and the folders that it is in.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder))
}
