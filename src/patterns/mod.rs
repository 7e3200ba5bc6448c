//! Many patterns at once, few of which are ever worth trying.
//!
//! To compile a thousand regular expressions takes longer than everything else that a run does, and one automaton of
//! them all is too large to be quick. So a pattern is compiled when it is first tried, and it is tried only on a text
//! that holds what every match of it must hold ([`needs`]).

mod engine;
mod gate;
mod needs;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::Regex;

use engine::{Engine, find_from};
use gate::Gate;

/// How a list of patterns looks at letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Letters {
    /// As they are, byte by byte: pattern and text are in lower case already. `\w`, `\b` and `.` know ASCII only.
    #[default]
    Lower,
    /// Without regard to case, in every script.
    AnyCase,
}

/// A list of patterns, the alternatives of one big one: those before go before those behind.
#[derive(Debug, Default)]
pub struct Patterns {
    letters: Letters,
    list: Vec<Engine>,
    gate: OnceLock<Gate>,
}

impl Patterns {
    /// Nothing is read or compiled yet. A pattern that does not compile matches nothing.
    pub fn new(list: impl IntoIterator<Item = String>, letters: Letters) -> Patterns {
        let list = list.into_iter().map(|text| Engine::new(text, letters));
        Patterns { letters, list: list.collect(), gate: OnceLock::new() }
    }

    /// The patterns that may match `text`, in their order: none that matches is left out.
    pub fn candidates(&self, text: &[u8]) -> impl Iterator<Item = usize> + '_ {
        let texts = || self.list.iter().map(|pattern| pattern.text.as_str());
        self.gate.get_or_init(|| Gate::new(texts(), self.letters)).open(text)
    }

    /// The first match of pattern `at`.
    pub fn find_one(&self, at: usize, text: &[u8]) -> Option<Range<usize>> {
        find_from(self.list[at].regex(text)?, text, 0)
    }

    /// Does pattern `at` match?
    pub fn is_match_of(&self, at: usize, text: &[u8]) -> bool {
        self.list[at].regex(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The patterns that match, in their order.
    pub fn matches<'p>(&'p self, text: &'p [u8]) -> impl Iterator<Item = usize> + 'p {
        self.candidates(text).filter(|&at| self.is_match_of(at, text))
    }

    /// Does one of them match?
    pub fn is_match(&self, text: &str) -> bool {
        self.matches(text.as_bytes()).next().is_some()
    }

    /// The first match: of two that begin at the same place, that of the pattern listed first.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_iter(text).next()
    }

    /// All matches that do not overlap, from left to right.
    pub fn find_iter<'p>(&'p self, text: &'p str) -> impl Iterator<Item = Range<usize>> + 'p {
        let bytes = text.as_bytes();
        let candidates: Vec<&Regex> = self.candidates(bytes).filter_map(|at| self.list[at].regex(bytes)).collect();
        let mut next = candidates.iter().map(|regex| find_from(regex, bytes, 0)).collect::<Vec<_>>();
        let mut from = 0;
        let mut last = None;
        std::iter::from_fn(move || {
            loop {
                for (regex, known) in candidates.iter().zip(&mut next) {
                    if known.as_ref().is_some_and(|known| known.start < from) {
                        *known = find_from(regex, bytes, from);
                    }
                }
                let first = next.iter().flatten().min_by_key(|found| found.start)?.clone();
                // Nothing at all, right behind the match before, is no match.
                if first.is_empty() && last == Some(first.end) {
                    from = first.end + text[first.end..].chars().next().map_or(1, char::len_utf8);
                    continue;
                }
                (from, last) = (first.end, Some(first.end));
                return Some(first);
            }
        })
    }

    /// The text with a blank in place of every match.
    pub fn blanked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = String::new();
        let mut kept = 0;
        for found in self.find_iter(text) {
            out.push_str(&text[kept..found.start]);
            out.push(' ');
            kept = found.end;
        }
        if kept == 0 && out.is_empty() {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[kept..]);
        Cow::Owned(out)
    }
}
