//! Labels within the text of a block: `**Severity:** high`, `Date: … | Severity: …`.

use std::ops::Range;

use super::document::{Block, slice};
use super::signs::{Field, SIGNS};
use crate::model::Text;

impl Block {
    /// The label that the block begins with and what it says: `**Severity:** high`, `Severity: high`, `Severity：high`.
    pub(super) fn label(&self) -> Option<(Text, Text)> {
        self.mark(self.first_line()).and_then(|_| self.labels().into_iter().next())
    }

    /// The range of the label that the block begins with, and where what it says begins.
    pub(super) fn label_range(&self) -> Option<(Range<usize>, usize)> {
        let line = self.first_line();
        self.mark(line.clone()).map(|(end, value)| (line.start..end, value))
    }

    fn first_line(&self) -> Range<usize> {
        0..self.breaks.first().copied().unwrap_or(self.text.len())
    }

    /// Is this line of the block a label with its value?
    pub(super) fn is_label(&self, line: Range<usize>) -> bool {
        self.mark(line).is_some()
    }

    /// Every line of the block that is a label with its value. The value runs on to the next such line.
    pub(super) fn labels(&self) -> Vec<(Text, Text)> {
        let lines = self.lines();
        let marks: Vec<(usize, usize, usize)> = lines.iter().flat_map(|line| self.marks(line)).collect();
        let mut found = Vec::with_capacity(marks.len());
        for (at, &(start, end, value)) in marks.iter().enumerate() {
            let stop = marks.get(at + 1).map_or(self.text.len(), |next| next.0);
            let says = self.text[value..stop].trim_end_matches([' ', '|', '·', '•']);
            // A sentence may end behind it.
            let says = if is_header(self.text[start..end].trim()) { says.trim_end_matches('.') } else { says }.len();
            found.push((slice(&self.text, start..end), slice(&self.text, value..value + says)));
        }
        found
    }

    /// The labels of a line that begins with one: several where bars stand between them, `Date: … | Severity: …`, or full
    /// stops, `Severity: high. Service: shop.`
    fn marks(&self, line: &Range<usize>) -> Vec<(usize, usize, usize)> {
        let Some((end, value)) = self.mark(line.clone()) else { return Vec::new() };
        let bars = self.text[value..line.end].match_indices(['|', '·', '•', '.']);
        let mut last = value;
        let rest = bars.filter_map(|(at, bar)| {
            let start = value + at + bar.len();
            // A bar within a label in bold parts nothing.
            let (end, value) = self.mark(start..line.end).filter(|_| start >= last)?;
            if bar == "." && !self.text[start..end].strip_prefix(' ').is_some_and(is_header) {
                return None;
            }
            last = value;
            Some((start, end, value))
        });
        std::iter::once((line.start, end, value)).chain(rest).collect()
    }

    /// Of a line that begins with a label: where the label ends and where its value begins.
    fn mark(&self, line: Range<usize>) -> Option<(usize, usize)> {
        let words = &self.text[line.clone()];
        let indent = words.len() - words.trim_start().len();
        // Bold that goes on from the line before labels nothing.
        let bold = self.bold_at(line.start + indent).filter(|bold| bold.start >= line.start);
        let limit = if bold.is_some() { 80 } else { 40 };
        // `:Severity: high`, as a field is written elsewhere
        let mut colons = words.char_indices().take(limit).filter(|&(at, c)| at > indent || c != ':');
        let colon = colons.find(|&(at, c)| is_label_colon(words, at, c));
        if let Some((at, c)) = colon {
            let inside = bold.is_none_or(|bold| line.start + at <= bold.end + 1);
            let label = words[..at].trim().trim_start_matches(':');
            let next = self.codes.partition_point(|code| code.end <= line.start + at);
            let code = self.codes.get(next).is_some_and(|code| code.start <= line.start + at);
            if inside && !code && !label.is_empty() && (bold.is_some() || is_plain_label(label)) {
                return Some((line.start + at, line.start + at + c.len_utf8()));
            }
        }
        let bold = bold.filter(|bold| bold.end < line.end && bold.end - bold.start <= 60)?;
        Some((bold.end, bold.end))
    }
}

fn is_label_colon(words: &str, at: usize, c: char) -> bool {
    let apart = || words[at + 1..].chars().next().is_none_or(|next| next.is_whitespace() || next == '*');
    // Behind kanji and kana no blank is needed.
    let unspaced = || words[..at].ends_with(|before| ('\u{3040}'..'\u{ac00}').contains(&before));
    c == '：' || (c == ':' && (apart() || unspaced()))
}

/// A label without bold has to look like one: up to five words that begin with a capital, or with a letter of a script
/// without capitals; but `severity:` is one as well.
fn is_plain_label(label: &str) -> bool {
    let begins = label.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase());
    (begins || is_header(label))
        && label.split_whitespace().count() <= 5
        && !label.contains(['.', ',', ';', '?', '!', '。', '、'])
}

/// Is it a word by which documents say at their head what happened to what, and that begins no sentence?
fn is_header(label: &str) -> bool {
    let is_word = !label.contains(char::is_whitespace);
    is_word && [Field::Severity, Field::Services].into_iter().any(|field| SIGNS.names(field, label))
}
