//! One pattern, compiled when it is first tried.
//!
//! Most texts are ASCII throughout, and of a pattern without regard to case only a small part matters there: `[^.]` is
//! one byte, `\w` is no letter of another script. That part alone compiles in a tenth of the time.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::{Anchored, Input};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition};

use super::Letters;

/// No pattern may grow larger than this when compiled.
const LARGEST: usize = 64 << 20;

/// Letters in classes of which none stands in a text of ASCII. Without them most patterns are ASCII themselves, and
/// are read in half the time.
const LATIN: &str = "à-ÿ";

/// A pattern.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    letters: Letters,
    ascii: OnceLock<Option<Regex>>,
    whole: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Nothing is compiled yet. What does not compile matches nothing.
    pub fn new(text: String, letters: Letters) -> Pattern {
        Pattern { text, letters, ascii: OnceLock::new(), whole: OnceLock::new() }
    }

    /// Does it match?
    pub fn is_match(&self, text: &str) -> bool {
        self.regex(text.as_bytes()).is_some_and(|regex| regex.is_match(text))
    }

    /// Both forms of it, for any text and for one of ASCII.
    pub(super) fn compiles(&self) -> bool {
        self.regex("ü".as_bytes()).is_some() && self.regex(b"u").is_some()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What finds it in `text`; `None` where the pattern is none.
    pub(super) fn regex(&self, text: &[u8]) -> Option<&Regex> {
        if self.letters == Letters::AnyCase && text.is_ascii() {
            return self.ascii.get_or_init(|| compiled(&self.ascii_hir()?)).as_ref();
        }
        self.whole.get_or_init(|| compiled(&self.hir()?)).as_ref()
    }

    /// What of it can match on a text of ASCII.
    fn ascii_hir(&self) -> Option<Hir> {
        let text = self.text.replace(LATIN, "");
        if text.is_ascii() && ![r"\p", r"\P", r"\x", r"\u", r"\U"].iter().any(|sign| text.contains(sign)) {
            let mut parser = ParserBuilder::new().unicode(false).case_insensitive(true).utf8(false).build();
            if let Ok(hir) = parser.parse(&text) {
                return Some(hir);
            }
        }
        Some(of_ascii(&self.hir()?))
    }

    fn hir(&self) -> Option<Hir> {
        let any_case = self.letters == Letters::AnyCase;
        let mut parser = ParserBuilder::new().unicode(any_case).case_insensitive(any_case).utf8(false).build();
        parser.parse(&self.text).ok()
    }
}

/// The first match from `from` on; what stands before is looked at by `\b` and `^`.
pub(super) fn find_from(regex: &Regex, text: &[u8], from: usize) -> Option<Range<usize>> {
    if from > text.len() {
        return None;
    }
    let input = Input::new(text).range(from..).anchored(Anchored::No);
    Some(regex.find(input)?.range())
}

/// The gate has looked for literals already: to look for them again would take longer to prepare than to do without.
fn compiled(hir: &Hir) -> Option<Regex> {
    let config = Config::new()
        .auto_prefilter(false)
        .onepass(false)
        .which_captures(WhichCaptures::Implicit)
        .utf8_empty(false)
        .nfa_size_limit(Some(LARGEST));
    Regex::builder().configure(config).build_from_hir(hir).ok()
}

/// What of a pattern can match on a text of ASCII.
fn of_ascii(hir: &Hir) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(of_ascii).collect();
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Class(Class::Bytes(class)) => Hir::class(Class::Bytes(class.clone())),
        HirKind::Class(Class::Unicode(class)) => {
            let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
            let byte = |char: char| u8::try_from(char).unwrap_or(0x7F).min(0x7F);
            let ascii = ascii.map(|range| ClassBytesRange::new(byte(range.start()), byte(range.end())));
            Hir::class(Class::Bytes(ClassBytes::new(ascii)))
        }
        HirKind::Look(look) => Hir::look(of_ascii_look(*look)),
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(of_ascii(&repetition.sub)), ..repetition.clone() })
        }
        HirKind::Capture(capture) => of_ascii(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
    }
}

fn of_ascii_look(look: Look) -> Look {
    match look {
        Look::WordUnicode => Look::WordAscii,
        Look::WordUnicodeNegate => Look::WordAsciiNegate,
        Look::WordStartUnicode => Look::WordStartAscii,
        Look::WordEndUnicode => Look::WordEndAscii,
        Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
        Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
        other => other,
    }
}
