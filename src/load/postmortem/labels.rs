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
        let mut of_lines: Vec<Vec<(usize, usize, usize)>> = lines.iter().map(|line| self.marks(line)).collect();
        if of_lines.iter().any(|marks| !marks.is_empty()) {
            let bare = lines.iter().zip(&mut of_lines).filter(|(_, marks)| marks.is_empty());
            bare.for_each(|(line, marks)| *marks = self.stamps(line));
        }
        let marks = of_lines.concat();
        let mut found = Vec::with_capacity(marks.len());
        for (at, &(start, end, value)) in marks.iter().enumerate() {
            let stop = marks.get(at + 1).map_or(self.text.len(), |next| next.0);
            let says = self.text[value..stop].trim_end_matches([' ', '|', '·', '•']);
            // A sentence may end behind it.
            let says = if is_fact(self.text[start..end].trim()) { says.trim_end_matches('.') } else { says }.len();
            found.push((slice(&self.text, start..end), slice(&self.text, value..value + says)));
        }
        found
    }

    /// The labels of a line that begins with one: several where bars stand between them, `Date: … | Severity: …`, or full
    /// stops, `Severity: high. Service: shop.`
    fn marks(&self, line: &Range<usize>) -> Vec<(usize, usize, usize)> {
        let Some((end, value)) = self.mark(line.clone()) else { return Vec::new() };
        let tells_facts = is_fact(self.text[line.start..end].trim());
        let bars = self.text[value..line.end].match_indices(['|', '·', '•', '.']);
        let mut last = value;
        let rest = bars.filter_map(|(at, bar)| {
            let start = value + at + bar.len();
            // A bar within a label in bold parts nothing.
            let (end, value) = self.mark(start..line.end).filter(|_| start >= last)?;
            let is_next = |label: &str| is_header(label) || tells_facts && is_fact(label);
            if bar == "." && !self.text[start..end].strip_prefix(' ').is_some_and(is_next) {
                return None;
            }
            last = value;
            Some((start, end, value))
        });
        std::iter::once((line.start, end, value)).chain(rest).collect()
    }

    /// The hours of a line that tells them behind their words, below lines with labels: `Started 2026-03-02T05:58Z, detected
    /// 2026-03-02T10:20Z (a person), resolved …`.
    fn stamps(&self, line: &Range<usize>) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let mut start = line.start;
        for part in self.text[line.clone()].split_inclusive([',', ';', '·', '.']) {
            let end = part.trim_start().find(' ').map_or(0, |blank| part.len() - part.trim_start().len() + blank);
            let is_stamped = part[end..].trim_start().starts_with(|c: char| c.is_ascii_digit());
            if is_stamped && SIGNS.names_moment(part[..end].trim()) {
                found.push((start, start + end, start + end));
            } else if found.is_empty() {
                return found;
            }
            start += part.len();
        }
        found
    }

    /// Is it a head in small letters, a label on each of its lines: `who: ada`, `sev: 1`, `how noticed: a user called`?
    fn is_head(&self) -> bool {
        let is_label = |line: &Range<usize>| {
            let words = &self.text[line.clone()];
            words.find(": ").is_some_and(|colon| colon <= HEAD_LABEL)
        };
        (FEWEST_OF_HEAD..MOST_OF_HEAD).contains(&self.breaks.len()) && self.lines().iter().all(is_label)
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
            let is_label = || bold.is_some() || is_plain_label(label) || is_fact(label) && self.is_head();
            if inside && !code && !label.is_empty() && is_label() {
                return Some((line.start + at, line.start + at + c.len_utf8()));
            }
        }
        let bold = bold.filter(|bold| bold.end < line.end && bold.end - bold.start <= 60)?;
        // "But its\n**default route on eth0** answers" goes on with its sentence.
        let ends = self.text[..line.start].trim_end().ends_with(|c: char| !c.is_alphanumeric() && c != ',');
        let goes_on = line.start > 0 && !ends && self.text[bold.clone()].starts_with(char::is_lowercase);
        (!goes_on).then_some((bold.end, bold.end))
    }
}

/// A head has so many lines behind its first,
const FEWEST_OF_HEAD: usize = 2;
/// and fewer than these,
const MOST_OF_HEAD: usize = 16;
/// each with a label of no more bytes.
const HEAD_LABEL: usize = 24;

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

/// Is it a label by which documents say at their head what happened when to what, and who noticed it?
fn is_fact(label: &str) -> bool {
    let is_short = label.split_whitespace().count() <= 2;
    let what = [Field::Severity, Field::Services, Field::Affected, Field::Status];
    let names = || what.into_iter().any(|field| SIGNS.names(field, label)) || SIGNS.names_moment(label);
    is_short && (names() || SIGNS.detection.is_match(label))
}

/// Is it a word by which documents say at their head what happened to what, and that begins no sentence?
fn is_header(label: &str) -> bool {
    let is_word = !label.contains(char::is_whitespace);
    is_word && [Field::Severity, Field::Services].into_iter().any(|field| SIGNS.names(field, label))
}
