//! `--only` and `--skip`: which checks run.

use alertgap::check::{Severity, Wanted};
use alertgap::config::{Grade, Grades};
use globset::{GlobBuilder, GlobMatcher};

use super::Refusal;

/// Which checks run.
#[derive(Debug)]
pub(crate) struct Selection {
    only: Vec<GlobMatcher>,
    skip: Vec<GlobMatcher>,
}

impl Selection {
    /// The selection by globs on the ids in `known`; a glob that matches none of them is a mistake.
    pub(crate) fn new(only: &[String], skip: &[String], known: &[&str]) -> Result<Selection, Refusal> {
        let all = |option: &str, globs: &[String]| -> Result<Vec<GlobMatcher>, Refusal> {
            globs.iter().map(|glob| matcher(option, glob, known)).collect()
        };
        Ok(Selection { only: all("--only", only)?, skip: all("--skip", skip)? })
    }

    /// Does the check `id` run, and how grave are its findings? By the command line, then by what is configured.
    pub(crate) fn wanted(&self, id: &str, grades: &Grades) -> Wanted {
        match grades.of(id).filter(|_| self.takes(id)) {
            Some(Grade::Off) => Wanted::No,
            Some(Grade::Error) => Wanted::As(Severity::Error),
            Some(Grade::Warning) => Wanted::As(Severity::Warning),
            Some(Grade::Info) => Wanted::As(Severity::Info),
            None if self.takes(id) => Wanted::Default,
            None => Wanted::No,
        }
    }

    fn takes(&self, id: &str) -> bool {
        let matched = |globs: &[GlobMatcher]| globs.iter().any(|glob| glob.is_match(id));
        (self.only.is_empty() || matched(&self.only)) && !matched(&self.skip)
    }
}

fn matcher(option: &str, glob: &str, known: &[&str]) -> Result<GlobMatcher, Refusal> {
    let built = GlobBuilder::new(glob).literal_separator(true).build();
    let matcher = built.map_err(|error| Refusal(format!("{option} '{glob}': {}", error.kind())))?.compile_matcher();
    if known.iter().any(|id| matcher.is_match(id)) {
        return Ok(matcher);
    }
    let hint = match alertgap::names::nearest(glob.trim_end_matches("/*"), known.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => "`alertgap list checks` shows all".to_owned(),
    };
    Err(Refusal(format!("{option} '{glob}' matches no check; {hint}")))
}

#[cfg(test)]
mod tests {
    use super::Selection;

    const KNOWN: &[&str] = &["coverage/root-cause", "coverage/action-item", "rule/syntax"];

    fn taken(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>, String> {
        let strings = |globs: &[&str]| globs.iter().map(|glob| glob.to_string()).collect::<Vec<_>>();
        let selection = Selection::new(&strings(only), &strings(skip), KNOWN).map_err(|refusal| refusal.0)?;
        Ok(KNOWN.iter().copied().filter(|id| selection.takes(id)).collect())
    }

    #[test]
    fn families_and_single_checks_are_chosen() {
        assert_eq!(taken(&[], &[]).unwrap(), KNOWN);
        assert_eq!(taken(&["coverage/*"], &["*/action-item"]).unwrap(), ["coverage/root-cause"]);
        assert_eq!(taken(&["rule/syntax"], &[]).unwrap(), ["rule/syntax"]);
    }

    #[test]
    fn a_glob_that_matches_nothing_is_a_mistake() {
        let said = taken(&["coverage/root-casue"], &[]).unwrap_err();
        assert_eq!(said, "--only 'coverage/root-casue' matches no check; did you mean coverage/root-cause?");
        assert!(taken(&[], &["["]).unwrap_err().starts_with("--skip '['"));
    }
}
