//! A regular expression that is compiled when it is first asked.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression in which `\b` means Latin letters, without regard to case. Many stand ready for what a document may
/// hold, and most documents hold little of it.
#[derive(Debug)]
pub struct Late {
    text: String,
    regex: OnceLock<Regex>,
}

impl Late {
    /// Nothing is compiled yet, but in our own tests: the text is one of ours, with words of `rules/` in it.
    pub fn new(text: &str) -> Late {
        // A word boundary of Unicode keeps an expression from its fast engine on every text that is not ASCII.
        let late = Late { text: text.replace(r"\b", r"(?-u:\b)"), regex: OnceLock::new() };
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
