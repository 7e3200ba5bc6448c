//! Many patterns at once, few of which are ever worth trying.
//!
//! To compile a thousand regular expressions takes longer than everything else that a run does, and one automaton of
//! them all is too large to be quick. So a pattern is read when it is first tried, and it is tried only on a text that
//! holds what every match of it must hold ([`needs`]). It is compiled once it has been tried on many.

mod engine;
#[allow(dead_code, reason = "some are asked for by the build alone")]
mod forms;
mod gate;
mod grams;
mod known;
mod late;
mod letters;
mod needs;
mod pattern;
mod sets;
#[cfg(test)]
mod tests;
mod walk;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub(crate) use forms::{entire, narrowed};
use gate::{Gate, Open};
pub(crate) use late::Late;
pub(crate) use letters::Letters;
pub(crate) use pattern::Pattern;
use pattern::Searched;
use serde::{Deserialize, Deserializer};

/// Does a word boundary of ASCII stand beside a letter that is none of ASCII? It never holds between a blank and an `é`.
#[cfg(test)]
fn is_blind(pattern: &str, letters: Letters) -> bool {
    let boundary = if letters == Letters::Lower { r"\b" } else { r"(?-u:\b)" };
    let is_foreign = |char: Option<char>| char.is_some_and(|char| !char.is_ascii() && char.is_alphabetic());
    let parts: Vec<&str> = pattern.split(boundary).collect();
    parts.windows(2).any(|sides| {
        let ahead = sides[1].trim_start_matches(['(', '?', ':']).chars().next();
        is_foreign(sides[0].trim_end_matches(')').chars().next_back()) || is_foreign(ahead)
    })
}

/// A list of patterns, the alternatives of one big one: those before go before those behind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    family: Arc<Family>,
    /// Those of the family that are in the list.
    range: Range<usize>,
}

/// Lists that are asked about the same texts, behind one gate.
#[derive(Debug, Default)]
struct Family {
    letters: Letters,
    list: Vec<Pattern>,
    /// Where in it each of the lists ends.
    ends: Vec<usize>,
    gate: OnceLock<Gate>,
}

impl Family {
    /// The patterns of all lists that may match `text`.
    fn open(&self, text: &[u8]) -> Open {
        let texts = || self.list.iter().map(Pattern::text);
        self.gate.get_or_init(|| Gate::new(texts(), self.letters)).open(text)
    }
}

/// A list as a file has it, for texts in any case.
impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Patterns, D::Error> {
        Ok(Patterns::new(Vec::<String>::deserialize(deserializer)?, Letters::AnyCase))
    }
}

impl Patterns {
    /// Nothing is read or compiled yet. A pattern that does not compile matches nothing.
    pub(crate) fn new(list: impl IntoIterator<Item = String>, letters: Letters) -> Patterns {
        let mut family = Patterns::family(vec![list.into_iter().collect()], letters);
        family.pop().unwrap_or_default()
    }

    /// Several lists, for the same texts: each text is searched for the literals of all of them at once.
    pub(crate) fn family(lists: Vec<Vec<String>>, letters: Letters) -> Vec<Patterns> {
        let ends = lists.iter().scan(0, |end, list| {
            *end += list.len();
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        let list = lists.into_iter().flatten().map(|text| Pattern::new(text, letters)).collect();
        let family = Arc::new(Family { letters, list, ends, gate: OnceLock::new() });
        let starts = std::iter::once(&0).chain(&family.ends);
        let ranges = starts.zip(&family.ends).map(|(&start, &end)| start..end);
        ranges.map(|range| Patterns { family: family.clone(), range }).collect()
    }

    /// The patterns that may match `text`, in their order: none that matches is left out.
    pub(crate) fn candidates(&self, text: &[u8]) -> impl Iterator<Item = usize> + '_ {
        self.family.open(text).within(self.range.clone()).map(|at| at - self.range.start)
    }

    /// Which list of the family is the first of which a pattern matches?
    pub(crate) fn first_of_family(&self, text: &str) -> Option<usize> {
        let mut open = self.family.open(text.as_bytes()).within(0..self.family.list.len());
        let first = open.find(|at| self.family.list[*at].is_match(text))?;
        Some(self.family.ends.partition_point(|&end| end <= first))
    }

    /// The patterns of all lists of the family that do not compile, or have a word boundary where none can be, for the tests
    /// of whoever wrote them.
    #[cfg(test)]
    pub(crate) fn broken(&self) -> Vec<&str> {
        let is_broken = |pattern: &&Pattern| !pattern.compiles() || is_blind(pattern.text(), self.family.letters);
        self.family.list.iter().filter(is_broken).map(Pattern::text).collect()
    }

    /// The patterns of all lists of the family of which the build has not found what they need, for the tests of whoever
    /// wrote them.
    #[cfg(test)]
    pub(crate) fn unforeseen(&self) -> Vec<&str> {
        let letters = self.family.letters;
        let is_unforeseen =
            |of: &&Pattern| known::needs_known(of.text(), letters) != Some(needs::needs(of.text(), letters));
        self.family.list.iter().filter(is_unforeseen).map(Pattern::text).collect()
    }

    fn pattern(&self, at: usize) -> &Pattern {
        &self.family.list[self.range.start + at]
    }

    /// The first match of pattern `at`.
    pub(crate) fn find_one(&self, at: usize, text: &[u8]) -> Option<Range<usize>> {
        self.pattern(at).find_from(Searched::new(text, self.family.letters), 0)
    }

    /// Does pattern `at` match?
    pub(crate) fn is_match_of(&self, at: usize, text: &[u8]) -> bool {
        self.find_one(at, text).is_some()
    }

    /// The patterns that match, in their order.
    pub(crate) fn matches<'p>(&'p self, text: &'p [u8]) -> impl Iterator<Item = usize> + 'p {
        self.candidates(text).filter(|&at| self.is_match_of(at, text))
    }

    /// Those of `range` that match, in their order.
    pub(crate) fn matches_within<'p>(
        &'p self,
        range: Range<usize>,
        text: &'p [u8],
    ) -> impl Iterator<Item = usize> + 'p {
        let start = self.range.start;
        let open = self.family.open(text).within(start + range.start..start + range.end);
        open.map(move |at| at - start).filter(|&at| self.is_match_of(at, text))
    }

    /// Does one of them match?
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.matches(text.as_bytes()).next().is_some()
    }

    /// The first match: of two that begin at the same place, that of the pattern listed first.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_iter(text).next()
    }

    /// All matches that do not overlap, from left to right.
    pub(crate) fn find_iter<'p>(&'p self, text: &'p str) -> impl Iterator<Item = Range<usize>> + 'p {
        let bytes = text.as_bytes();
        let candidates: Vec<&Pattern> = self.candidates(bytes).map(|at| self.pattern(at)).collect();
        let searched = Searched::new(bytes, self.family.letters);
        let mut next = candidates.iter().map(|pattern| pattern.find_from(searched, 0)).collect::<Vec<_>>();
        let mut from = 0;
        let mut last = None;
        std::iter::from_fn(move || {
            loop {
                for (pattern, known) in candidates.iter().zip(&mut next) {
                    if known.as_ref().is_some_and(|known| known.start < from) {
                        *known = pattern.find_from(searched, from);
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
    pub(crate) fn blanked<'t>(&self, text: &'t str) -> Cow<'t, str> {
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
