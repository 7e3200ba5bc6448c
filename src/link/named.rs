//! The products that a risk names.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::index::Index;
use super::words::WORDS;
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
    by_mode: RefCell<BTreeMap<ModeId, Rc<BTreeSet<usize>>>>,
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
        Named { index, text, asks, all, parts: OnceCell::new(), by_mode: RefCell::default() }
    }

    /// All of them.
    pub(super) fn all(&self) -> &BTreeSet<usize> {
        &self.all
    }

    /// Those of which `mode` is told.
    pub(super) fn of(&self, mode: ModeId) -> Rc<BTreeSet<usize>> {
        self.by_mode.borrow_mut().entry(mode).or_insert_with(|| Rc::new(self.meant(mode))).clone()
    }

    fn meant(&self, mode: ModeId) -> BTreeSet<usize> {
        let mut left = self.all.clone();
        for kind in self.index.products.rivals(&self.all) {
            let meant = told_of(self.parts.get_or_init(|| self.parts()), mode, &kind);
            left.retain(|product| meant.is_empty() || !kind.contains(product) || meant.contains(product));
        }
        left
    }

    fn parts(&self) -> Vec<Part> {
        let text = WORDS.without_exceptions(self.text);
        let parts = self.index.texts.parts(&text, self.asks).into_iter();
        parts.map(|(text, modes)| Part { products: self.index.products.named_in(&text), modes }).collect()
    }
}

/// Those of one kind that the parts which tell of `mode` name; of a part that names none, those named last before it.
fn told_of(parts: &[Part], mode: ModeId, kind: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut last = BTreeSet::new();
    let mut meant = BTreeSet::new();
    for part in parts {
        let named: BTreeSet<usize> = part.products.intersection(kind).copied().collect();
        if !named.is_empty() {
            last = named;
        }
        if part.modes.contains(&mode) {
            meant.extend(&last);
        }
    }
    meant
}
