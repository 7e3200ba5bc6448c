//! A regular expression that is compiled when it is first asked.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::Regex;

use super::forms::LATIN;

/// A regular expression in which `\b` and `\w` mean Latin letters, as in [`super::narrowed`], without regard to case. Many
/// stand ready for what a document may hold, and most documents hold little of it.
#[derive(Debug)]
pub(crate) struct Late {
    text: String,
    regex: OnceLock<Regex>,
}

impl Late {
    /// Nothing is compiled yet, but in our own tests: the text is one of ours, with words of `rules/` in it.
    pub(crate) fn new(text: &str) -> Late {
        let text = LATIN.iter().fold(text.to_owned(), |text, (class, latin)| text.replace(class, latin));
        let late = Late { text, regex: OnceLock::new() };
        if cfg!(test) {
            late.as_str();
        }
        late
    }
}

impl Deref for Late {
    type Target = Regex;

    /// # Panics
    ///
    /// Where the text is no regular expression.
    fn deref(&self) -> &Regex {
        let compiled = || regex::RegexBuilder::new(&self.text).case_insensitive(true).build();
        self.regex.get_or_init(|| compiled().unwrap_or_else(|error| panic!("{error}")))
    }
}
