//! Gathers the words of a block from the pieces that the Markdown parser gives.

use std::ops::Range;

use super::document::{Block, BlockKind, slice};
use crate::model::Text;
use crate::source::{FileId, Place};

/// The words of one block, while they are read.
#[derive(Debug)]
pub(super) struct Gather<'t> {
    file: FileId,
    source: &'t str,
    value: String,
    runs: Vec<(usize, usize)>,
    end: usize,
    breaks: Vec<usize>,
    strong: Vec<Range<usize>>,
    codes: Vec<Range<usize>>,
    links: Vec<Text>,
    open_strong: Option<usize>,
    struck_depth: usize,
    /// Where what is struck out from the beginning ends.
    struck_to: Option<usize>,
    /// Is there a word that is not struck out?
    plain: bool,
}

impl<'t> Gather<'t> {
    pub(super) fn new(file: FileId, source: &'t str) -> Gather<'t> {
        Gather {
            file,
            source,
            value: String::new(),
            runs: Vec::new(),
            end: 0,
            breaks: Vec::new(),
            strong: Vec::new(),
            codes: Vec::new(),
            links: Vec::new(),
            open_strong: None,
            struck_depth: 0,
            struck_to: None,
            plain: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// How long the words are so far.
    pub(super) fn len(&self) -> usize {
        self.value.len()
    }

    /// A stretch of the words so far.
    pub(super) fn piece(&self, range: Range<usize>) -> Text {
        let whole = Place::new(self.file, 0..self.source.len());
        let from = self.runs.partition_point(|(value, _)| *value <= range.start).saturating_sub(1);
        let runs = self.runs[from..].iter().take_while(|(value, _)| *value < range.end);
        let runs =
            runs.map(|(value, file)| (value.saturating_sub(range.start), *file + range.start.saturating_sub(*value)));
        let text = Text { value: self.value[range.clone()].to_owned(), place: whole, runs: runs.collect() };
        slice(&text, 0..range.len())
    }

    /// Words that stand at `range` of the file, decoded. Where decoding made them longer (a NUL becomes U+FFFD), the
    /// bytes of the file are taken, so that every offset stays inside the range.
    pub(super) fn push(&mut self, words: &str, range: Range<usize>) {
        let source = &self.source[range.clone()];
        let words = if words.len() > source.len() { source } else { words };
        self.run(range.start);
        self.value.push_str(words);
        self.end = range.start + words.len();
        if words != source {
            // What follows begins a run of its own.
            self.end = usize::MAX;
        }
        self.plain |= self.struck_depth == 0 && !words.trim().is_empty();
    }

    /// A code span; its range holds the backticks too.
    pub(super) fn code(&mut self, range: Range<usize>) {
        let source = &self.source[range.clone()];
        let inner = source.trim_matches('`');
        let start = range.start + (source.len() - source.trim_start_matches('`').len());
        let from = self.value.len();
        self.run(start);
        self.value.extend(inner.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
        self.end = start + inner.len();
        self.codes.push(from..self.value.len());
        self.plain |= self.struck_depth == 0;
    }

    /// A line of the file ends at `at`.
    pub(super) fn line_break(&mut self, at: usize) {
        if !self.value.is_empty() && self.breaks.last() != Some(&self.value.len()) {
            self.run(at);
            self.breaks.push(self.value.len());
            self.value.push(' ');
            self.end = usize::MAX;
        }
    }

    /// Something between two stretches of words: `separator`, of ASCII, stands for it. Each of its bytes is placed at
    /// the one byte before `at`, the bar of a table.
    pub(super) fn gap(&mut self, separator: &str, at: usize) {
        let bar = if at > 0 && self.source.is_char_boundary(at - 1) { at - 1 } else { at };
        for c in separator.chars() {
            self.runs.push((self.value.len(), bar));
            self.value.push(c);
        }
        self.end = usize::MAX;
    }

    fn run(&mut self, file: usize) {
        if self.end != file || self.runs.is_empty() {
            self.runs.push((self.value.len(), file));
        }
    }

    pub(super) fn start_strong(&mut self) {
        self.open_strong.get_or_insert(self.value.len());
    }

    pub(super) fn end_strong(&mut self) {
        if let Some(start) = self.open_strong.take() {
            self.strong.push(start..self.value.len());
        }
    }

    pub(super) fn start_struck(&mut self) {
        self.struck_depth += 1;
    }

    pub(super) fn end_struck(&mut self) {
        self.struck_depth = self.struck_depth.saturating_sub(1);
        if self.struck_to.is_none() && !self.plain {
            self.struck_to = Some(self.value.len());
        }
    }

    /// The link at `range` leads to `url`.
    pub(super) fn link(&mut self, url: &str, range: Range<usize>) {
        let inside = self.source[range.clone()].rfind(url).filter(|_| !url.is_empty());
        let place = inside.map_or(range.clone(), |at| range.start + at..range.start + at + url.len());
        self.links.push(Text::plain(url, Place::new(self.file, place)));
    }

    /// Is all struck out but a note in brackets? `~~Raise the limit~~ (Aylin, OPS-811)`
    fn struck_but_for_a_note(&self) -> bool {
        let note = self.struck_to.and_then(|end| self.value.get(end..)).map_or("", str::trim);
        note.starts_with(['(', '[']) && note.ends_with([')', ']'])
    }

    /// The words gathered so far as a block, trimmed; `at` is where it stands if there are none.
    pub(super) fn take(&mut self, kind: BlockKind, at: usize) -> Block {
        self.end_strong();
        let done = std::mem::replace(self, Gather::new(self.file, self.source));
        self.struck_depth = done.struck_depth;
        let lead = done.value.len() - done.value.trim_start().len();
        let len = done.value.trim().len();
        let shift = |range: &Range<usize>| range.start.saturating_sub(lead)..range.end.saturating_sub(lead).min(len);
        Block {
            kind,
            struck: len > 0 && (!done.plain || done.struck_but_for_a_note()),
            section: 0,
            within: None,
            breaks: done.breaks.iter().filter(|&&b| b >= lead && b < lead + len).map(|b| b - lead).collect(),
            strong: done.strong.iter().map(shift).filter(|range| range.start < range.end).collect(),
            codes: done.codes.iter().map(shift).filter(|range| range.start < range.end).collect(),
            text: done.text(lead, len, at),
            links: done.links,
        }
    }

    fn text(&self, lead: usize, len: usize, at: usize) -> Text {
        if len == 0 {
            return Text::plain("", Place::new(self.file, at..at));
        }
        let whole = Place::new(self.file, 0..self.source.len());
        let whole = Text { value: self.value.clone(), place: whole, runs: self.runs.as_slice().into() };
        let mut text = slice(&whole, lead..lead + len);
        if text.runs.len() == 1 && self.source[text.place.range()] == text.value {
            text.runs = Box::default();
        }
        text
    }
}
