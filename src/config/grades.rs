//! `severity:` how grave the findings of a check are.

use serde::Deserialize;

use super::{Glob, Table};

/// How grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// The pipeline should stop.
    Error,
    /// Somebody should look.
    Warning,
    /// Good to know.
    Info,
    /// The check does not run.
    Off,
}

/// What is set, check by check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grades {
    /// Patterns on ids of checks, in the order of the file.
    pub list: Vec<(Glob, Grade)>,
}

impl Grades {
    /// The grades, or what is wrong with one of the patterns.
    pub(super) fn new(written: Table<Grade>) -> Result<Grades, (String, String)> {
        let grade = |(text, grade): (String, Grade)| match Glob::new(&text) {
            Ok(glob) => Ok((glob, grade)),
            Err(why) => Err((text, why)),
        };
        Ok(Grades { list: written.entries.into_iter().map(grade).collect::<Result<_, _>>()? })
    }

    /// What is set for the check `id`. Of several patterns that match it, the longest counts, and among equals the last.
    pub fn of(&self, id: &str) -> Option<Grade> {
        let matching = self.list.iter().filter(|(glob, _)| glob.matches(id));
        matching.max_by_key(|(glob, _)| glob.text.len()).map(|(_, grade)| *grade)
    }
}
