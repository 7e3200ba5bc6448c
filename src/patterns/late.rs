//! A regular expression that is compiled when it is first asked about a text that it may match.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{Captures, Match, Regex, Replacer};

use super::forms::LATIN;
use super::{Letters, Patterns};

/// A regular expression in which `\b` and `\w` mean Latin letters, as in [`super::narrowed`], without regard to case. Many
/// stand ready for what a document may hold, and most documents hold little of it.
#[derive(Debug)]
pub(crate) struct Late {
    text: String,
    /// It alone, where it is to be asked first what a text must hold.
    alone: Option<Patterns>,
    regex: OnceLock<Regex>,
}

impl Late {
    /// For what is asked of every line: it is compiled when it is first asked.
    pub(crate) fn new(text: &str) -> Late {
        let text = LATIN.iter().fold(text.to_owned(), |text, (class, latin)| text.replace(class, latin));
        let late = Late { text, alone: None, regex: OnceLock::new() };
        // The text is one of ours, with words of `rules/` in it.
        if cfg!(test) {
            late.compiled();
        }
        late
    }

    /// For what is seldom asked, and matches still more seldom: it is compiled when a text first holds all that a match must
    /// hold. To look for that takes longer than to ask it once it is compiled.
    pub(crate) fn seldom(text: &str) -> Late {
        let late = Late::new(text);
        Late { alone: Some(Patterns::new([late.text.clone()], Letters::AnyCase)), ..late }
    }

    /// Does a text hold all that a match must hold? Where it does not, none of its parts matches.
    pub(crate) fn may_match(&self, text: &str) -> bool {
        self.alone.as_ref().is_none_or(|alone| alone.candidates(text.as_bytes()).next().is_some())
    }

    /// `None` where it does not match.
    fn regex(&self, text: &str) -> Option<&Regex> {
        (self.regex.get().is_some() || self.may_match(text)).then(|| self.compiled())
    }

    /// # Panics
    ///
    /// Where the text is no regular expression.
    fn compiled(&self) -> &Regex {
        let compiled = || regex::RegexBuilder::new(&self.text).case_insensitive(true).build();
        self.regex.get_or_init(|| compiled().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Does it match?
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The first match.
    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex(text)?.find(text)
    }

    /// The first match from `start` on; what stands before is looked at by `\b` and `^`.
    pub(crate) fn find_at<'t>(&self, text: &'t str, start: usize) -> Option<Match<'t>> {
        self.regex(text)?.find_at(text, start)
    }

    /// All matches that do not overlap.
    pub(crate) fn find_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'r, 't> {
        self.regex(text).into_iter().flat_map(move |regex| regex.find_iter(text))
    }

    /// The first match with its groups.
    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex(text)?.captures(text)
    }

    /// The same with its groups.
    pub(crate) fn captures_at<'t>(&self, text: &'t str, start: usize) -> Option<Captures<'t>> {
        self.regex(text)?.captures_at(text, start)
    }

    /// All matches that do not overlap, with their groups.
    pub(crate) fn captures_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'r, 't> {
        self.regex(text).into_iter().flat_map(move |regex| regex.captures_iter(text))
    }

    /// The text with something else in place of every match.
    pub(crate) fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        self.regex(text).map_or(Cow::Borrowed(text), |regex| regex.replace_all(text, by))
    }
}

#[cfg(test)]
mod tests {
    use super::Late;

    #[test]
    fn it_answers_as_the_expression_does() {
        let late = Late::seldom(r"(?P<n>\d+) Größen?\b");
        assert_eq!(late.captures("in 12 GRÖSSE, 7 GRÖßEN").map(|found| found["n"].to_owned()), Some("7".to_owned()));
        assert_eq!(late.captures_iter("1 Größe, 2 größen").count(), 2);
        assert!(!late.is_match("12"));
        assert_eq!(late.replace_all("eine, 3 Größen", "alle"), "eine, alle");
    }
}
