//! Regular expressions of rules, each compiled once.

use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;

use crate::patterns::{Letters, Pattern};

/// Values of matchers as regular expressions on whole names, without regard to case.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    known: Mutex<HashMap<String, Arc<Pattern>>>,
}

impl Regexes {
    /// One that does not compile matches nothing.
    pub(super) fn whole(&self, pattern: &str) -> Arc<Pattern> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = known.get(pattern) {
            return regex.clone();
        }
        let regex = Arc::new(Pattern::new(format!("^(?:{pattern})$"), Letters::AnyCase));
        known.insert(pattern.to_owned(), regex.clone());
        regex
    }
}
