//! Sets of characters.

use regex_syntax::is_word_character;

use super::named::Named;
use crate::patterns::Letters;

/// Does the case of letters count?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Exact,
    Any,
}

/// A set of characters, or, where [`Letters::Lower`], of bytes.
#[derive(Clone, Debug)]
pub(super) struct Set {
    letters: Letters,
    /// Those of ASCII, a bit each.
    ascii: u128,
    /// The characters beyond ASCII that were named.
    ranges: Vec<(char, char)>,
    /// Letters, digits and underscores of all scripts were named.
    words: bool,
    /// Beyond ASCII, it is those that were not named.
    others: bool,
    case: Case,
}

impl Set {
    /// What is `named`. `None` where a letter of it may have more than two cases.
    pub(super) fn new(named: &Named, letters: Letters, case: Case) -> Option<Set> {
        let (ranges, words) = (&named.ranges, named.words);
        let beyond: Vec<_> = ranges.iter().copied().filter(|(_, last)| !last.is_ascii()).collect();
        if (letters == Letters::Lower && !beyond.is_empty()) || (case == Case::Any && !beyond.iter().all(has_two_cases))
        {
            return None;
        }
        let mut ascii = ranges.iter().fold(0, |ascii, &(first, last)| ascii | of_ascii(first, last));
        if case == Case::Any {
            let (upper, lower) = (ascii & of_ascii('A', 'Z'), ascii & of_ascii('a', 'z'));
            ascii |= upper << 32 | lower >> 32;
        }
        Some(Set { letters, ascii, ranges: beyond, words, others: false, case })
    }

    /// All others.
    pub(super) fn negated(self) -> Set {
        Set { ascii: !self.ascii, others: !self.others, ..self }
    }

    /// Where the character at `at` ends, if it is one of the set.
    pub(super) fn past(&self, text: &[u8], at: usize) -> Option<usize> {
        let byte = *text.get(at)?;
        if byte.is_ascii() {
            return (self.ascii >> byte & 1 == 1).then_some(at + 1);
        }
        if self.letters == Letters::Lower {
            return self.others.then_some(at + 1);
        }
        let (char, length) = char_at(text, at)?;
        (self.names(char) != self.others).then_some(at + length)
    }

    /// Those of ASCII, a bit each.
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }

    /// Does it hold any that are not of ASCII?
    pub(super) fn goes_beyond_ascii(&self) -> bool {
        self.others || self.words || !self.ranges.is_empty()
    }

    fn names(&self, char: char) -> bool {
        let named = |char: char| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&char));
        named(char)
            || (self.words && is_word_character(char))
            || (self.case == Case::Any && (named(lower(char)) || named(upper(char))))
    }
}

/// The characters of ASCII from `first` to `last`, a bit each.
pub(super) fn of_ascii(first: char, last: char) -> u128 {
    let (first, last) = (u32::from(first), u32::from(last).min(127));
    if first > last { 0 } else { u128::MAX << first & u128::MAX >> (127 - last) }
}

/// Has every letter of the range two cases at most, of which one is what the other becomes in upper or lower case? So it is
/// with Latin letters, punctuation, and what is no alphabet; there are Greek letters with three.
fn has_two_cases(&(first, last): &(char, char)) -> bool {
    last <= '\u{17e}' || first >= '\u{2190}' || (first >= '\u{2000}' && last <= '\u{206f}')
}

/// The character beyond ASCII that begins at `at`, and its length.
fn char_at(text: &[u8], at: usize) -> Option<(char, usize)> {
    let length = match text.get(at)? {
        0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let bytes = text.get(at..at + length)?;
    let char = std::str::from_utf8(bytes).ok()?.chars().next()?;
    Some((char, length))
}

/// Is the character that ends before `at` a letter, digit or underscore of any script?
pub(super) fn is_word_before(text: &[u8], at: usize) -> bool {
    let starts = (1..=4).filter_map(|length| at.checked_sub(length));
    let start = starts.into_iter().find(|start| text[*start] & 0xC0 != 0x80);
    start.and_then(|start| char_at_or_ascii(text, start)).is_some_and(is_word_character)
}

/// Is the character that begins at `at` one?
pub(super) fn is_word_at(text: &[u8], at: usize) -> bool {
    char_at_or_ascii(text, at).is_some_and(is_word_character)
}

fn char_at_or_ascii(text: &[u8], at: usize) -> Option<char> {
    let byte = *text.get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { char_at(text, at).map(|(char, _)| char) }
}

/// The letter in lower case, where that is one letter.
pub(super) fn lower(char: char) -> char {
    let mut lower = char.to_lowercase();
    lower.next().filter(|_| lower.next().is_none()).unwrap_or(char)
}

/// The letter in upper case, where that is one letter.
pub(super) fn upper(char: char) -> char {
    let mut upper = char.to_uppercase();
    upper.next().filter(|_| upper.next().is_none()).unwrap_or(char)
}
