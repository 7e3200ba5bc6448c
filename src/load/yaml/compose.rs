//! YAML inside YAML: places of the inner text, carried to the outer file.

use std::ops::Range;

use crate::model::Text;
use crate::source::{FileId, Place};

use super::Node;

/// Where a YAML text stands: a file, or a scalar of one (a rule file inside a `ConfigMap`).
#[derive(Clone, Copy, Debug)]
pub(in crate::load) enum Origin<'a> {
    /// The text is the file.
    File(FileId),
    /// The text is the value of this scalar.
    Within(&'a Text),
    /// The text is encoded in a scalar that stands here; nothing of it can be found there.
    Encoded(Place),
}

impl Origin<'_> {
    /// The file that everything ends up in.
    pub(in crate::load) fn file(&self) -> FileId {
        match self {
            Origin::File(file) => *file,
            Origin::Within(outer) => outer.place.file,
            Origin::Encoded(place) => place.file,
        }
    }

    /// The place of a byte range of the text.
    pub(in crate::load) fn place(&self, range: Range<usize>) -> Place {
        match self {
            Origin::File(file) => Place::new(*file, range),
            Origin::Within(outer) => outer.at(range),
            Origin::Encoded(place) => *place,
        }
    }

    /// The text of a stretch of the input that stands for itself, such as a comment.
    pub(in crate::load) fn piece(&self, value: &str, start: usize) -> Text {
        let inner = |file| Text::plain(value, Place::new(file, start..start + value.len()));
        match self {
            Origin::File(file) => inner(*file),
            Origin::Within(outer) => through(inner(outer.place.file), outer),
            Origin::Encoded(place) => Text::plain(value, *place),
        }
    }

    /// A scalar's text; `None` of a list or mapping.
    pub(in crate::load) fn text(&self, node: &Node<'_>) -> Option<Text> {
        match self {
            Origin::File(file) => node.text(*file),
            Origin::Within(outer) => node.text(outer.place.file).map(|inner| through(inner, outer)),
            Origin::Encoded(place) => node.as_str().map(|value| Text::plain(value, *place)),
        }
    }
}

/// `inner` stands in the value of `outer`: the same text with its places in the file.
fn through(inner: Text, outer: &Text) -> Text {
    let place = outer.at(inner.place.range());
    let whole = [(0, inner.place.start())];
    let runs = if inner.runs.is_empty() { &whole[..] } else { &inner.runs[..] };
    let mut composed = Vec::with_capacity(runs.len());
    for (at, &(value, middle)) in runs.iter().enumerate() {
        composed.push((value, outer.at(middle..middle).start()));
        let length = runs.get(at + 1).map_or(inner.value.len(), |next| next.0).saturating_sub(value);
        // The outer runs that begin inside this stretch split it.
        let from = outer.runs.partition_point(|run| run.0 <= middle);
        let to = outer.runs.partition_point(|run| run.0 < middle + length);
        for &(outer_value, file) in &outer.runs[from..to.max(from)] {
            composed.push((value + (outer_value - middle), file));
        }
    }
    if composed[..] == [(0, place.start())] {
        composed.clear();
    }
    Text { value: inner.value, place, runs: composed.into() }
}
