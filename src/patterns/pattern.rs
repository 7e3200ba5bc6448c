//! One pattern, read when it is first tried.
//!
//! It is walked along the texts as it is written ([`Program`]) until that has cost as much as to compile it, or where a walk
//! does not know all of it.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex_automata::meta::Regex;

use super::Letters;
use super::engine;
use super::walk::{LONGEST, Program, program};

/// A pattern that was walked along texts for so many steps is compiled: that takes about as long.
const WORTH_COMPILING: u32 = 20_000;
/// Of each walk so many steps do not count: what is compiled takes 700 instructions to begin and end a search, and a walk of
/// so few steps takes less. Most patterns that begin with the text are over after three.
const NO_LONGER: u32 = 5;

/// A pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    letters: Letters,
    program: OnceLock<Option<Box<Program>>>,
    /// The steps of all walks until now, but for the first [`NO_LONGER`] of each.
    walked: AtomicU32,
    /// For texts of ASCII.
    ascii: OnceLock<Option<Regex>>,
    whole: OnceLock<Option<Regex>>,
}

/// A text that is searched, with what is asked of the whole of it once, however many matches it has.
#[derive(Clone, Copy)]
pub(super) struct Searched<'t> {
    text: &'t [u8],
    /// Is it of ASCII, as far as that matters to letters like these?
    is_ascii: bool,
    folds_to_ascii: bool,
}

impl<'t> Searched<'t> {
    /// `text`, for patterns of such letters.
    pub(super) fn new(text: &'t [u8], letters: Letters) -> Searched<'t> {
        let is_ascii = letters == Letters::AnyCase && text.is_ascii();
        Searched { text, is_ascii, folds_to_ascii: !is_ascii && letters.fold_to_ascii(text) }
    }
}

impl Pattern {
    /// Nothing is read yet. What is no pattern matches nothing.
    pub(crate) fn new(text: String, letters: Letters) -> Pattern {
        let (program, walked) = (OnceLock::new(), AtomicU32::new(0));
        Pattern { text, letters, program, walked, ascii: OnceLock::new(), whole: OnceLock::new() }
    }

    /// Does it match?
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.find_from(Searched::new(text.as_bytes(), self.letters), 0).is_some()
    }

    /// The first match from `from` on; what stands before is looked at by `\b` and `^`.
    pub(super) fn find_from(&self, searched: Searched<'_>, from: usize) -> Option<Range<usize>> {
        let text = searched.text;
        if self.walked.load(Ordering::Relaxed) < WORTH_COMPILING
            && !searched.folds_to_ascii
            && let Some(program) = self.program.get_or_init(|| program(&self.text, self.letters).map(Box::new))
        {
            let walk = program.find(text, from);
            let steps = walk.as_ref().map_or(LONGEST, |(_, steps)| *steps);
            if let Some(longer @ 1..) = steps.checked_sub(NO_LONGER) {
                self.walked.fetch_add(longer, Ordering::Relaxed);
            }
            if let Ok((found, _)) = walk {
                return found;
            }
        }
        engine::find_from(self.regex(searched.is_ascii)?, text, from)
    }

    /// Both forms of it, for any text and for one of ASCII.
    #[cfg(test)]
    pub(super) fn compiles(&self) -> bool {
        self.regex(false).is_some() && self.regex(true).is_some()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What finds it in a text of ASCII, or in any; `None` where the pattern is none.
    fn regex(&self, is_ascii: bool) -> Option<&Regex> {
        if self.letters == Letters::AnyCase && is_ascii {
            return self.ascii.get_or_init(|| engine::for_ascii(&self.text)).as_ref();
        }
        self.whole.get_or_init(|| engine::for_any(&self.text, self.letters)).as_ref()
    }
}
