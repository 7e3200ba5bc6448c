//! Patterns of which `{span}` is how long something took.

use serde::Deserialize;

use super::in_one_case;
use super::level::SPAN;
use super::reached::longest;
use crate::link::words::WORDS;
use crate::patterns::Late;

/// How texts say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Vec<String>")]
pub(in crate::link) struct Spans(Vec<Late>);

impl From<Vec<String>> for Spans {
    fn from(texts: Vec<String>) -> Self {
        Spans(texts.iter().map(|text| Late::seldom(&text.replace("{span}", SPAN))).collect())
    }
}

impl Spans {
    /// The longest span that a text tells of, in seconds, be it in digits or in words.
    pub(in crate::link) fn longest(&self, text: &str) -> Option<f64> {
        let plain = in_one_case(text);
        longest(self.0.iter(), &WORDS.reaches().in_digits(&plain))
    }
}
