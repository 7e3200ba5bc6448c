//! A piece of text with its place, through YAML's quoting and folding.

use std::ops::Range;

use crate::source::Place;

/// A decoded value and where it stands.
///
/// The value of a quoted, folded or block scalar is not the bytes of the file; `runs` says where each stretch of the
/// value begins in the file, so that a range inside the value can be underlined in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The decoded value.
    pub value: String,
    /// The whole scalar in the file, without quotes and trailing blanks.
    pub place: Place,
    /// Pairs (offset in the value, offset in the file), both rising; empty where the value is the bytes of the place.
    /// A stretch ends where the next begins; where its bytes end sooner, a pair with the next one's first offset says so.
    pub runs: Box<[(usize, usize)]>,
}

impl Text {
    /// A value that stands in the file as it is.
    pub(crate) fn plain(value: impl Into<String>, place: Place) -> Text {
        Text { value: value.into(), place, runs: Box::default() }
    }

    /// The place in the file of `range` of the value.
    pub fn at(&self, range: Range<usize>) -> Place {
        let start = self.offset(range.start).min(self.place.end());
        let end = if range.end > range.start { self.end(range.end) } else { start };
        self.place.moved_to(start..end.min(self.place.end()))
    }

    /// The value with that of a text behind it in the same file, and a blank between the two.
    pub(crate) fn followed_by(&self, next: &Text) -> Text {
        let runs = |text: &Text, shift: usize| {
            let own = if text.runs.is_empty() { vec![(0, text.place.start())] } else { text.runs.to_vec() };
            own.into_iter().map(move |(value, file)| (value + shift, file))
        };
        let shift = self.value.len() + 1;
        let gap = (self.value.len(), self.place.end());
        Text {
            value: format!("{} {}", self.value, next.value),
            place: self.place.moved_to(self.place.start()..next.place.end().max(self.place.end())),
            runs: runs(self, 0).chain([gap]).chain(runs(next, shift)).collect(),
        }
    }

    /// Where the character that ends at `end` of the value ends in the file.
    fn end(&self, end: usize) -> usize {
        let after = self.runs.partition_point(|(value, _)| *value < end);
        let verbatim = self.offset(end - 1) + 1;
        let (Some(&(next, next_file)), true) = (self.runs.get(after), after > 0) else { return verbatim };
        let start = self.runs[after - 1].0;
        let one_character = self.value.get(start..next).is_some_and(|stretch| stretch.chars().count() == 1);
        // One character may stand for more or fewer bytes than its own: an escape.
        if next == end && one_character { next_file } else { verbatim.min(next_file) }
    }

    fn offset(&self, at: usize) -> usize {
        match self.runs.partition_point(|(value, _)| *value <= at) {
            0 => self.place.start() + at,
            n => self.runs[n - 1].1 + (at - self.runs[n - 1].0),
        }
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}
