//! Text → failure modes.
//!
//! A thousand patterns with gaps in them make one automaton too large to be quick. So one `RegexSet` holds only how
//! each pattern begins, up to its first gap; the few patterns whose beginning stands in a sentence are then compiled,
//! once, and tried in full. Everything is matched in lower case, byte by byte.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexSet, RegexSetBuilder};

use crate::model::{ModeId, Modes, lower_pattern, pattern};

/// The beginnings of all patterns together may not grow larger than this when compiled.
const GATE_BYTES: usize = 64 << 20;

/// The `says` of all failure modes.
#[derive(Debug, Default)]
pub struct RiskMatcher {
    modes: Vec<Sayings>,
    /// How the patterns of `any` begin; a match at index `i` opens `opens[i]`.
    gate: RegexSet,
    opens: Vec<(u16, u16)>,
}

#[derive(Debug, Default)]
struct Sayings {
    any: Vec<Pattern>,
    all: Vec<Pattern>,
    none: Vec<Pattern>,
    monitorable: bool,
    general: bool,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl RiskMatcher {
    /// All modes, compiled once. Patterns that do not compile match nothing; `load` has refused them.
    pub fn new(modes: &Modes) -> RiskMatcher {
        let sayings: Vec<Sayings> = modes.list.iter().map(Sayings::new).collect();
        let mut opens = Vec::new();
        let mut beginnings = Vec::new();
        for (mode, saying) in sayings.iter().enumerate() {
            for (at, pattern) in saying.any.iter().enumerate() {
                opens.push((mode as u16, at as u16));
                beginnings.push(beginning(&pattern.text));
            }
        }
        let gate = RegexSetBuilder::new(&beginnings).unicode(false).size_limit(GATE_BYTES).build();
        match gate {
            Ok(gate) => RiskMatcher { modes: sayings, gate, opens },
            Err(_) => RiskMatcher { modes: sayings, gate: RegexSet::empty(), opens: Vec::new() },
        }
    }

    /// The modes that `text` speaks of, those that say most about it first. Where one says what broke, those that only
    /// say how it felt ("errors rose") are left out: they are its symptom.
    pub fn modes(&self, text: &str) -> Vec<ModeId> {
        let text = plain(text);
        let mut longest: BTreeMap<u16, usize> = BTreeMap::new();
        for sentence in sentences(&text) {
            let sentence = &text.as_bytes()[sentence];
            for opened in self.gate.matches(sentence) {
                let (mode, at) = self.opens[opened];
                if let Some(length) = self.modes[mode as usize].any[at as usize].length(sentence) {
                    let best = longest.entry(mode).or_default();
                    *best = length.max(*best);
                }
            }
        }
        longest.retain(|&mode, _| self.modes[mode as usize].allows(text.as_bytes()));
        let says_more = |mode: &u16| !self.modes[*mode as usize].general && self.modes[*mode as usize].monitorable;
        if longest.keys().any(says_more) {
            longest.retain(|&mode, _| !self.modes[mode as usize].general);
        }
        let mut found: Vec<(u16, usize)> = longest.into_iter().collect();
        found.sort_by_key(|&(mode, length)| {
            let saying = &self.modes[mode as usize];
            (!saying.monitorable, saying.general, Reverse(length), mode)
        });
        found.into_iter().map(|(mode, _)| ModeId(mode)).collect()
    }
}

impl Sayings {
    fn new(mode: &crate::model::FailureMode) -> Sayings {
        let patterns = |list: &[String]| list.iter().map(|text| Pattern::new(text)).collect();
        Sayings {
            any: patterns(&mode.says.any),
            all: patterns(&mode.says.all),
            none: patterns(&mode.says.none),
            monitorable: mode.monitorable,
            general: mode.general,
        }
    }

    fn allows(&self, text: &[u8]) -> bool {
        self.all.iter().all(|pattern| pattern.length(text).is_some())
            && self.none.iter().all(|pattern| pattern.length(text).is_none())
    }
}

impl Pattern {
    fn new(text: &str) -> Pattern {
        Pattern { text: lower_pattern(text), compiled: OnceLock::new() }
    }

    /// How long its first match is, in bytes; `None` where it does not match.
    fn length(&self, text: &[u8]) -> Option<usize> {
        let regex = self.compiled.get_or_init(|| pattern(&self.text).ok());
        regex.as_ref()?.find(text).map(|found| found.len())
    }
}

/// A text as the patterns see it: lower case, single blanks, plain quotes and hyphens, no emphasis or code marks.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '*' | '`' => {}
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            blank if blank.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.extend(other.to_lowercase()),
        }
    }
    out
}

/// A sentence ends at `.`, `!`, `?` or `;` before a blank, but not in "e.g. this".
fn sentences(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let ends = bytes[at] == b' ' && matches!(bytes[at - 1], b'.' | b'!' | b'?' | b';');
        let abbreviated = at >= 3 && (bytes[at - 3] == b'.' || bytes[at - 3] == b' ' || bytes[..at].ends_with(b"vs."));
        if ends && !abbreviated {
            all.push(start..at);
            start = at;
        }
    }
    all.push(start..bytes.len());
    all
}

/// What stands before the first gap (a `.` outside of all brackets); the whole pattern where that cannot be told, or
/// would be next to nothing.
fn beginning(pattern: &str) -> &str {
    let mut depth = 0usize;
    let mut class = false;
    let mut escaped = false;
    let mut cut = pattern.len();
    for (at, byte) in pattern.bytes().enumerate() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match byte {
            b'\\' => escaped = true,
            b'[' => class = true,
            b']' => class = false,
            b'(' if !class => depth += 1,
            b')' if !class => depth = depth.saturating_sub(1),
            b'|' if depth == 0 && !class => return pattern,
            b'.' if depth == 0 && !class => cut = cut.min(at),
            _ => {}
        }
    }
    if cut < 4 { pattern } else { &pattern[..cut] }
}

#[cfg(test)]
mod tests {
    use super::{beginning, plain, sentences};

    #[test]
    fn a_pattern_begins_before_its_first_gap() {
        assert_eq!(beginning(r"\bcert(s|\.x)?.{0,40}expired"), r"\bcert(s|\.x)?");
        assert_eq!(beginning("a.*b|cert"), "a.*b|cert");
        assert_eq!(beginning(r"[(.]full\b"), r"[(.]full\b");
    }

    #[test]
    fn a_text_is_made_plain_and_cut_into_sentences() {
        let text = plain("The `cert`\n  didn\u{2019}t renew. It lapsed, e.g. at api.example.com. ");
        assert_eq!(text, "the cert didn't renew. it lapsed, e.g. at api.example.com. ");
        let cut: Vec<&str> = sentences(&text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(cut, ["the cert didn't renew.", "it lapsed, e.g. at api.example.com.", ""]);
        assert_eq!(sentences("").len(), 1);
    }
}
