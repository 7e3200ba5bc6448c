//! The products that a risk names.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::index::Index;
use crate::model::ModeId;

/// The products that the text of a risk, its incident's title and its services name, by index. Of several of one kind a
/// mode is told of those that its own words name: "the Postgres replica lagged; MySQL kept up" tells nothing of MySQL.
pub(super) struct Named<'a> {
    index: &'a Index<'a>,
    text: &'a str,
    /// Is it the text of an item that asks?
    asks: bool,
    all: BTreeSet<usize>,
    /// What the text asserts, part by part, where it names several products of one kind; once asked.
    parts: OnceCell<Vec<Part>>,
}

/// The products that a part of a text names, and the modes that it tells of.
struct Part {
    products: BTreeSet<usize>,
    modes: Vec<ModeId>,
}

impl<'a> Named<'a> {
    /// Those of `text`, of an item that `asks` or of a cause, and of what is said `beside` it.
    pub(super) fn new(index: &'a Index<'a>, (text, asks): (&'a str, bool), beside: &[&str]) -> Named<'a> {
        let all = index.products.named_in(&beside.join(" | "));
        Named { index, text, asks, all, parts: OnceCell::new() }
    }

    /// All of them.
    pub(super) fn all(&self) -> &BTreeSet<usize> {
        &self.all
    }

    /// Those of which `mode` is told.
    pub(super) fn of(&self, mode: ModeId) -> Cow<'_, BTreeSet<usize>> {
        let kinds = self.index.products.rivals(&self.all);
        if kinds.is_empty() {
            return Cow::Borrowed(&self.all);
        }
        let parts = self.parts.get_or_init(|| self.parts());
        let mut left = self.all.clone();
        for kind in kinds {
            let meant = meant(parts, mode, &kind);
            left.retain(|product| meant.is_empty() || !kind.contains(product) || meant.contains(product));
        }
        Cow::Owned(left)
    }

    fn parts(&self) -> Vec<Part> {
        let parts = self.index.texts.parts(self.text, self.asks).into_iter();
        parts.map(|(text, modes)| Part { products: self.index.products.named_in(&text), modes }).collect()
    }
}

/// Those of one kind that the parts which tell of `mode` name; of a part that names none, those named last before it.
fn meant(parts: &[Part], mode: ModeId, kind: &BTreeSet<usize>) -> BTreeSet<usize> {
    let named = |part: &Part| part.products.intersection(kind).copied().collect::<BTreeSet<usize>>();
    let telling = (0..parts.len()).filter(|&at| parts[at].modes.contains(&mode));
    let last = |at: usize| parts[..=at].iter().rev().map(named).find(|named| !named.is_empty());
    telling.filter_map(last).flatten().collect()
}
