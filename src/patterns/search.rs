//! What searches for a pattern: at first what is soon made, and for a pattern that is tried often what is fast.
//!
//! Most patterns are tried a few times in a run. An engine that goes back and forth over a short text needs a third of the
//! preparation of an automaton, which a pattern that is tried on every sentence of a thousand documents is worth.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

/// No pattern may grow larger than this when compiled.
const LARGEST: usize = 64 << 20;

/// So often a pattern is tried before an automaton is made of it.
const FEW: u32 = 24;

/// A longer text, in bytes, is always searched by an automaton.
const SHORT: usize = 1024;

/// The engines of a pattern, made when they are first needed.
#[derive(Debug, Default)]
pub(super) struct Search {
    tried: AtomicU32,
    lean: OnceLock<Option<Regex>>,
    fast: OnceLock<Option<Regex>>,
}

impl Search {
    /// What searches `text`; `None` where there is no pattern.
    pub(super) fn engine(&self, text: &[u8], hir: impl FnOnce() -> Option<Hir>) -> Option<Engine<'_>> {
        let is_new = || self.tried.fetch_add(1, Ordering::Relaxed) < FEW;
        let lean = text.len() <= SHORT && self.fast.get().is_none() && is_new();
        let engine = if lean { &self.lean } else { &self.fast };
        engine.get_or_init(|| compiled(&hir()?, lean)).as_ref().map(Engine)
    }
}

/// What searches a text for a pattern.
#[derive(Clone, Copy)]
pub(super) struct Engine<'r>(&'r Regex);

impl Engine<'_> {
    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        // To ask for the earliest match, as `is_match` does, would rule out the engine for short texts.
        self.0.search_half(&Input::new(text)).is_some()
    }

    /// The first match from `from` on; what stands before is looked at by `\b` and `^`.
    pub(super) fn find_from(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        if from > text.len() {
            return None;
        }
        let input = Input::new(text).range(from..).anchored(Anchored::No);
        Some(self.0.find(input)?.range())
    }
}

/// The gate has looked for literals already: to look for them again would take longer to prepare than to do without.
fn compiled(hir: &Hir, lean: bool) -> Option<Regex> {
    let config = Config::new()
        .auto_prefilter(false)
        .onepass(false)
        .hybrid(!lean)
        .dfa(!lean)
        .which_captures(WhichCaptures::Implicit)
        .utf8_empty(false)
        .nfa_size_limit(Some(LARGEST));
    Regex::builder().configure(config).build_from_hir(hir).ok()
}
