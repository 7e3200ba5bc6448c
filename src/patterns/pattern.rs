//! One pattern, compiled when it is first tried.
//!
//! Most texts are ASCII throughout, and of a pattern without regard to case only a small part matters there: `[^.]` is
//! one byte, `\w` is no letter of another script. That part alone compiles in a tenth of the time.

use std::sync::OnceLock;

use regex_automata::meta::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look, Repetition};
use regex_syntax::utf8::Utf8Sequences;

use super::Letters;
use super::search::compiled;

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
        self.whole.get_or_init(|| compiled(&in_bytes(&self.hir()?))).as_ref()
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

/// What of a pattern can match on a text of ASCII.
fn of_ascii(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Bytes(ascii_of(class))),
        HirKind::Look(look) => Hir::look(of_ascii_look(*look)),
        HirKind::Capture(capture) => of_ascii(&capture.sub),
        _ => with_parts(hir, of_ascii),
    }
}

/// The same, with the bytes of UTF-8 in place of the characters of every class. A class that holds all beyond ASCII, such
/// as `.`, then takes a tenth of the room: of bytes that follow the first of a character it takes all there are. A match
/// still ends where a character does, unless something asks for no word boundary.
fn in_bytes(hir: &Hir) -> Hir {
    use Look::{End, EndLF, Start, StartLF, WordAscii, WordUnicode};
    let plain = [Start, End, StartLF, EndLF, WordAscii, WordUnicode];
    if hir.properties().look_set().iter().all(|look| plain.contains(&look)) { spelled(hir) } else { hir.clone() }
}

fn spelled(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => spelled_class(class),
        HirKind::Capture(capture) => spelled(&capture.sub),
        _ => with_parts(hir, spelled),
    }
}

fn spelled_class(class: &ClassUnicode) -> Hir {
    let bytes = |from, to| Hir::class(Class::Bytes(ClassBytes::new([ClassBytesRange::new(from, to)])));
    let mut ways = vec![Hir::class(Class::Bytes(ascii_of(class)))];
    if class.ranges().last().is_some_and(|last| last.start() <= '\u{80}' && last.end() == char::MAX) {
        let rest = Repetition { min: 0, max: None, greedy: true, sub: Box::new(bytes(0x80, 0xBF)) };
        ways.push(Hir::concat(vec![bytes(0xC2, 0xF4), Hir::repetition(rest)]));
        return Hir::alternation(ways);
    }
    for range in class.ranges().iter().filter(|range| !range.end().is_ascii()) {
        for sequence in Utf8Sequences::new(range.start().max('\u{80}'), range.end()) {
            let each = sequence.as_slice().iter().map(|range| bytes(range.start, range.end));
            ways.push(Hir::concat(each.collect()));
        }
    }
    Hir::alternation(ways)
}

/// The characters of ASCII in a class.
fn ascii_of(class: &ClassUnicode) -> ClassBytes {
    let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
    let byte = |char: char| u8::try_from(char).unwrap_or(0x7F).min(0x7F);
    ClassBytes::new(ascii.map(|range| ClassBytesRange::new(byte(range.start()), byte(range.end()))))
}

/// The same pattern of other parts; what has none stays as it is.
fn with_parts(hir: &Hir, part: fn(&Hir) -> Hir) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(part).collect();
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(part(&repetition.sub)), ..repetition.clone() })
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        _ => hir.clone(),
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
