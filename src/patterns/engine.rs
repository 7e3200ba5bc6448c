//! The regex engine, for patterns that are not walked.
//!
//! Most texts are ASCII throughout, and of a pattern without regard to case only a small part matters there: `[^.]` is
//! one byte, `\w` is no letter of another script. That part alone compiles in a tenth of the time.

use std::ops::Range;

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::{Anchored, Input};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look, Repetition};
use regex_syntax::utf8::Utf8Sequences;

use super::Letters;

/// No pattern may grow larger than this when compiled.
const LARGEST: usize = 64 << 20;

/// Letters in classes of which none stands in a text of ASCII. Without them most patterns are ASCII themselves, and
/// are read in half the time.
const LATIN: &str = "à-ÿ";

/// The pattern without regard to case, for texts of ASCII; `None` where it is none.
pub(super) fn for_ascii(pattern: &str) -> Option<Regex> {
    let text = pattern.replace(LATIN, "");
    if text.is_ascii() && ![r"\p", r"\P", r"\x", r"\u", r"\U"].iter().any(|sign| text.contains(sign)) {
        let mut parser = ParserBuilder::new().unicode(false).case_insensitive(true).utf8(false).build();
        if let Ok(hir) = parser.parse(&text) {
            return compiled(&hir);
        }
    }
    compiled(&of_ascii(&hir(pattern, Letters::AnyCase)?))
}

/// The pattern for all texts; `None` where it is none.
pub(super) fn for_any(pattern: &str, letters: Letters) -> Option<Regex> {
    compiled(&in_bytes(&hir(pattern, letters)?))
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

fn hir(pattern: &str, letters: Letters) -> Option<Hir> {
    let any_case = letters == Letters::AnyCase;
    let mut parser = ParserBuilder::new().unicode(any_case).case_insensitive(any_case).utf8(false).build();
    parser.parse(pattern).ok()
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
