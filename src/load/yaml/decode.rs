//! From a decoded scalar back to its bytes.
//!
//! The parser says what a scalar means and where it stands, not which byte gave which character. Here the raw bytes
//! are walked again by the rules of quoting and folding, until every stretch of the value has its bytes.

use std::ops::Range;

use granit_parser::ScalarStyle;

/// As in [`crate::model::Text::runs`], of a scalar that is `value` and stands at `range` of `source`, quotes included.
pub(super) fn runs(source: &str, range: &Range<usize>, style: ScalarStyle, value: &str) -> Vec<(usize, usize)> {
    let raw = &source[range.clone()];
    let quotes = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) && raw.len() >= 2;
    let inner = if quotes { &raw[1..raw.len() - 1] } else { raw };
    if inner == value {
        return Vec::new();
    }
    let start = range.start + usize::from(quotes);
    let walked = match style {
        ScalarStyle::Literal | ScalarStyle::Folded => block(source, range, style == ScalarStyle::Folded, value),
        _ => flow(inner, start, style),
    };
    match walked {
        Some(walk) if walk.value == value => walk.runs(start),
        // Every character at the start of the scalar: coarse, but never beside it.
        _ => value.char_indices().map(|(at, _)| at).chain([value.len()]).map(|at| (at, start)).collect(),
    }
}

/// A value as it grows, with the bytes of each stretch.
#[derive(Default)]
struct Walk {
    value: String,
    stretches: Vec<Stretch>,
}

struct Stretch {
    value: Range<usize>,
    file: Range<usize>,
}

impl Stretch {
    fn is_verbatim(&self) -> bool {
        self.value.len() == self.file.len()
    }
}

impl Walk {
    /// Bytes that stand for themselves.
    fn copy(&mut self, piece: &str, at: usize) {
        if piece.is_empty() {
            return;
        }
        let file = at..at + piece.len();
        let start = self.value.len();
        self.value.push_str(piece);
        match self.stretches.last_mut() {
            Some(last) if last.is_verbatim() && last.file.end == file.start => {
                last.value.end = self.value.len();
                last.file.end = file.end;
            }
            _ => self.stretches.push(Stretch { value: start..self.value.len(), file }),
        }
    }

    /// Bytes that stand for one other character.
    fn stand_in(&mut self, character: char, file: Range<usize>) {
        let start = self.value.len();
        self.value.push(character);
        self.stretches.push(Stretch { value: start..self.value.len(), file });
    }

    /// Of each stretch its start, and its end where the next does not follow at once.
    fn runs(&self, start: usize) -> Vec<(usize, usize)> {
        let mut runs = Vec::with_capacity(self.stretches.len() + 1);
        for (at, stretch) in self.stretches.iter().enumerate() {
            runs.push((stretch.value.start, stretch.file.start));
            let next = self.stretches.get(at + 1);
            let ends_here = match next {
                Some(next) => next.file.start != stretch.file.end,
                None => !stretch.is_verbatim(),
            };
            if ends_here {
                runs.push((stretch.value.end, stretch.file.end));
            }
        }
        if runs.len() == 1 && runs[0] == (0, start) { Vec::new() } else { runs }
    }
}

/// The length of the line break that `text` begins with, or 0.
fn break_len(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    }
}

fn blanks_len(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// A plain or quoted scalar: lines are folded, blanks around line breaks do not count.
fn flow(inner: &str, start: usize, style: ScalarStyle) -> Option<Walk> {
    let mut walk = Walk::default();
    let mut at = 0;
    while at < inner.len() {
        let rest = &inner[at..];
        let blanks = blanks_len(rest);
        if break_len(&rest[blanks..]) > 0 {
            at += blanks + fold(&rest[blanks..], start + at + blanks, &mut walk);
        } else if blanks > 0 {
            walk.copy(&rest[..blanks], start + at);
            at += blanks;
        } else if style == ScalarStyle::SingleQuoted && rest.starts_with("''") {
            walk.stand_in('\'', start + at..start + at + 2);
            at += 2;
        } else if style == ScalarStyle::DoubleQuoted && rest.starts_with('\\') {
            at += escape(rest, start + at, &mut walk)?;
        } else {
            let character = rest.chars().next()?;
            walk.copy(&rest[..character.len_utf8()], start + at);
            at += character.len_utf8();
        }
    }
    Some(walk)
}

/// A line break and the empty lines after it: a space, or one line break less than there are. Says how many bytes.
fn fold(rest: &str, at: usize, walk: &mut Walk) -> usize {
    let first = break_len(rest);
    let mut used = first + blanks_len(&rest[first..]);
    let mut empty_lines = 0;
    loop {
        let width = break_len(&rest[used..]);
        if width == 0 {
            break;
        }
        walk.stand_in('\n', at + used..at + used + width);
        empty_lines += 1;
        used += width;
        used += blanks_len(&rest[used..]);
    }
    if empty_lines == 0 {
        walk.stand_in(' ', at..at + first);
    }
    used
}

/// A backslash in double quotes and what follows it. Says how many bytes; `None` of an unknown escape.
fn escape(rest: &str, at: usize, walk: &mut Walk) -> Option<usize> {
    let width = break_len(&rest[1..]);
    if width > 0 {
        return Some(1 + width + joined_lines(&rest[1 + width..], at + 1 + width, walk));
    }
    let letter = rest[1..].chars().next()?;
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            walk.stand_in(named_escape(letter)?, at..at + 2);
            return Some(2);
        }
    };
    let (character, used) = numbered_escape(rest, digits)?;
    walk.stand_in(character, at..at + used);
    Some(used)
}

/// After an escaped line break: empty lines count, blanks at the start of the next line do not.
fn joined_lines(rest: &str, at: usize, walk: &mut Walk) -> usize {
    let mut used = blanks_len(rest);
    loop {
        let width = break_len(&rest[used..]);
        if width == 0 {
            return used;
        }
        walk.stand_in('\n', at + used..at + used + width);
        used += width;
        used += blanks_len(&rest[used..]);
    }
}

fn named_escape(letter: char) -> Option<char> {
    Some(match letter {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' | '"' | '/' | '\\' | '\'' => letter,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}

/// `\x41`, `\u00e9`, a pair of surrogates as JSON writes them: the character, and how many bytes it took.
fn numbered_escape(rest: &str, digits: usize) -> Option<(char, usize)> {
    let code = |from: usize, digits: usize| u32::from_str_radix(rest.get(from..from + digits)?, 16).ok();
    let used = 2 + digits;
    let first = code(2, digits)?;
    if !(0xD800..0xDC00).contains(&first) {
        return Some((char::from_u32(first)?, used));
    }
    let second = rest.get(used..)?.starts_with("\\u").then(|| code(used + 2, 4)).flatten()?;
    let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((first - 0xD800) << 10) + low)?, used + 6))
}

/// A literal or folded scalar. `range` begins at the first character of the content, which gives the indentation.
fn block(source: &str, range: &Range<usize>, folded: bool, value: &str) -> Option<Walk> {
    let line_start = source[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indent = range.start - line_start;
    let mut walk = Walk::default();
    // Empty lines before the content stand before its place; they count as its first byte.
    for _ in value.bytes().take_while(|byte| *byte == b'\n') {
        walk.stand_in('\n', range.start..range.start);
    }
    let mut lines = Lines { source, at: line_start, end: range.end, indent };
    let mut held = Breaks::default();
    let mut after_blank = false;
    while let Some((content, line_break)) = lines.next_line() {
        if content.is_empty() {
            held.empty.push(line_break);
            continue;
        }
        let before_blank = source[content.clone()].starts_with([' ', '\t']);
        held.join(folded && !after_blank && !before_blank, &mut walk);
        walk.copy(&source[content.clone()], content.start);
        after_blank = before_blank;
        held = Breaks { last: line_break, empty: Vec::new() };
    }
    held.finish(value.len(), &mut walk);
    Some(walk)
}

/// Line breaks that wait for the next line of content.
#[derive(Default)]
struct Breaks {
    /// The one that ends the last line of content; empty at the start and at the end of the file.
    last: Range<usize>,
    /// Those of the empty lines since.
    empty: Vec<Range<usize>>,
}

impl Breaks {
    fn join(&mut self, fold: bool, walk: &mut Walk) {
        if walk.value.is_empty() || self.last.is_empty() {
            return;
        }
        if !fold {
            walk.stand_in('\n', self.last.clone());
        } else if self.empty.is_empty() {
            walk.stand_in(' ', self.last.clone());
        }
        for line_break in &self.empty {
            walk.stand_in('\n', line_break.clone());
        }
    }

    /// As many of them as the value still lacks: chomping has already been decided.
    fn finish(&self, length: usize, walk: &mut Walk) {
        let breaks = std::iter::once(&self.last).chain(&self.empty).filter(|range| !range.is_empty());
        for line_break in breaks.take(length.saturating_sub(walk.value.len())) {
            walk.stand_in('\n', line_break.clone());
        }
    }
}

/// The lines of a block scalar, their indentation taken off.
struct Lines<'a> {
    source: &'a str,
    at: usize,
    end: usize,
    indent: usize,
}

impl Lines<'_> {
    /// Content and line break of the next line; `None` after the last, and at a line that is indented less.
    fn next_line(&mut self) -> Option<(Range<usize>, Range<usize>)> {
        if self.at >= self.end {
            return None;
        }
        let line = &self.source[self.at..];
        let length = line.find(['\n', '\r']).unwrap_or(line.len());
        let spaces = line.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        if spaces < self.indent && spaces < length {
            return None;
        }
        let content = self.at + spaces.min(length)..self.at + length;
        let line_break = content.end..content.end + break_len(&line[length..]);
        self.at = line_break.end.max(self.at + 1);
        Some((content, line_break))
    }
}
