//! Regular expressions of rules, each compiled once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

/// None may grow larger than this when compiled.
const LARGEST: usize = 1 << 18;

/// Values of matchers as regular expressions on whole names, without regard to case.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    known: Mutex<HashMap<String, Option<Regex>>>,
}

impl Regexes {
    /// `None` where it does not compile.
    pub(super) fn whole(&self, pattern: &str) -> Option<Regex> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return regex.clone();
        }
        let whole = format!("^(?:{pattern})$");
        let regex = RegexBuilder::new(&whole).case_insensitive(true).size_limit(LARGEST).build().ok();
        known.insert(pattern.to_owned(), regex.clone());
        regex
    }
}
