//! Is there a unit test in which it fires?

use super::{Ladder, glob, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::{Alert, Assertion, Model, Ran, UnitTests};
use crate::source::Sources;

/// The unit tests, with where they look for rules.
pub(super) struct Tests<'a> {
    files: Vec<TestFile<'a>>,
}

struct TestFile<'a> {
    tests: &'a UnitTests,
    path: &'a str,
    /// Patterns of rule files, as paths here are written.
    patterns: Vec<String>,
}

impl<'a> Tests<'a> {
    pub(super) fn new(sources: &'a Sources, model: &'a Model) -> Tests<'a> {
        let file = |tests: &'a UnitTests| {
            let path = path_of(sources, tests.file);
            let patterns = tests.rule_files.iter().map(|it| glob::beside(&glob::escaped(path), it));
            TestFile { tests, path, patterns: patterns.collect() }
        };
        Tests { files: model.unit_tests.iter().map(file).collect() }
    }
}

impl Ladder<'_> {
    pub(super) fn proven(&self, alert: &Alert) -> Rung {
        if self.tests.files.is_empty() {
            return Rung::unknown("give promtool unit tests to see it fire");
        }
        let group = &self.model.rules.groups[alert.group];
        let rule_file = glob::cleaned(path_of(self.sources, group.file));
        let mut silent = None;
        let mut elsewhere = None;
        let mut failing = None;
        for file in &self.tests.files {
            let named = file.tests.assertions.iter().filter(|it| it.alert.value.trim() == alert.name.value.trim());
            let leads = file.patterns.iter().any(|pattern| glob::matches(pattern, &rule_file) == Some(true));
            for assertion in named {
                if !leads {
                    elsewhere = elsewhere.or(Some((file, assertion)));
                } else if fires(assertion, alert) {
                    match self.asserted(file, assertion) {
                        Ok(rung) => return rung,
                        Err(rung) => failing = failing.or(Some(rung)),
                    }
                } else {
                    silent = silent.or(Some((file, assertion)));
                }
            }
        }
        if let Some(rung) = failing {
            return rung;
        }
        match (silent, elsewhere) {
            (Some((file, assertion)), _) => {
                Rung::no(format!("{} only asserts that it stays silent", file.path)).at(assertion.place)
            }
            (None, Some((file, assertion))) => {
                let why = format!("{} tests a rule of that name, but its rule_files do not lead here", file.path);
                Rung::no(why).at(assertion.place)
            }
            (None, None) => Rung::no("no unit test makes it fire").at(alert.name.place),
        }
    }
}

impl<'a> Ladder<'a> {
    /// What an assertion is worth that the alert fires: a yes, unless promtool has run the file and it does not hold.
    fn asserted(&self, file: &TestFile<'a>, assertion: &Assertion) -> Result<Rung, Rung> {
        let line = self.sources.start(assertion.place).line;
        let path = file.path;
        let named = if assertion.words.is_empty() { String::new() } else { self.named_by(assertion) };
        match &file.tests.ran {
            None => {
                let why = format!("a unit test asserts that it fires ({path}:{line}){named}; it was not run here");
                Ok(Rung::yes(why).at(assertion.place))
            }
            Some(Ran::Passed) => {
                Ok(Rung::yes(format!("promtool makes it fire ({path}:{line}){named}")).at(assertion.place))
            }
            Some(Ran::Failed(why)) => {
                Err(Rung::broken(Flaw::Disproven, format!("promtool says that {path} fails: {why}"))
                    .at(assertion.place))
            }
        }
    }

    /// The incident that a test names in its own name or in a comment.
    fn named_by(&self, assertion: &Assertion) -> String {
        let ids = self.model.incidents.iter().filter_map(|incident| incident.id.as_ref());
        let is_named = |id: &str| assertion.words.iter().any(|text| holds_word(text, id));
        let found = ids.into_iter().find(|id| is_named(id));
        found.map(|id| format!(", and names {}", id.value)).unwrap_or_default()
    }
}

/// Does `text` hold `word` as a whole word?
fn holds_word(text: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let mut found = text.match_indices(word);
    found.any(|(at, _)| !inside(text[..at].chars().next_back()) && !inside(text[at + word.len()..].chars().next()))
}

/// Is one of the alerts expected that this rule can give? Alerts of one name differ in their labels.
fn fires(assertion: &Assertion, alert: &Alert) -> bool {
    assertion.fires.iter().any(|expected| {
        expected.iter().all(|label| {
            let own = alert.label(&label.name).filter(|value| !value.contains("{{"));
            own.is_none_or(|own| own.value == label.value.value)
        })
    })
}
