//! What searches for a pattern.

use std::ops::Range;

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

/// No pattern may grow larger than this when compiled.
const LARGEST: usize = 64 << 20;

/// The gate has looked for literals already: to look for them again would take longer to prepare than to do without.
pub(super) fn compiled(hir: &Hir) -> Option<Regex> {
    let config = Config::new()
        .auto_prefilter(false)
        .onepass(false)
        .which_captures(WhichCaptures::Implicit)
        .utf8_empty(false)
        .nfa_size_limit(Some(LARGEST));
    Regex::builder().configure(config).build_from_hir(hir).ok()
}

/// The first match from `from` on; what stands before is looked at by `\b` and `^`.
pub(super) fn find_from(regex: &Regex, text: &[u8], from: usize) -> Option<Range<usize>> {
    if from > text.len() {
        return None;
    }
    let input = Input::new(text).range(from..).anchored(Anchored::No);
    Some(regex.find(input)?.range())
}
