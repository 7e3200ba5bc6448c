//! What a text names, and of which of that it tells a failure mode.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::HashSet;

use super::hurt::{Hurt, names_in, words_of};
use super::index::{Index, Seeing};
use super::modes::{Asserted, Voice};
use super::scope::{Scope, of_selector};
use super::words::WORDS;
use crate::model::{ModeId, RiskKind};

/// The products that the text of a risk, its incident's title and its services name, by index, and the names in the text.
///
/// Of several products of one kind a mode is told of those that its own words name: "the Postgres replica lagged; MySQL kept
/// up" tells nothing of MySQL. What is only named behind those words as spared, or beside a name like it, is not what was
/// hurt: "the disk of users-db was full; orders-db had room".
pub(super) struct Named<'a> {
    index: &'a Index<'a>,
    text: Cow<'a, str>,
    voice: Voice,
    all: BTreeSet<usize>,
    /// What the text asserts, part by part, once asked.
    parts: OnceCell<Vec<Part>>,
    products: RefCell<BTreeMap<ModeId, Rc<BTreeSet<usize>>>>,
    /// What was hurt without the names of others, where there are any.
    hurt: RefCell<BTreeMap<ModeId, Option<Rc<Hurt<'a>>>>>,
}

/// What a part of a text names, and the modes that it tells of.
struct Part {
    products: BTreeSet<usize>,
    modes: Vec<ModeId>,
    names: HashSet<String>,
    /// Its words of several parts: `orders-db`.
    compounds: Vec<String>,
    /// Does it tell of what was not hurt?
    spares: bool,
}

impl<'a> Named<'a> {
    /// Those of the `text` of a risk of such a kind, and the products of what is said `beside` it.
    pub(super) fn new(index: &'a Index<'a>, text: Cow<'a, str>, kind: RiskKind, beside: &[&str]) -> Named<'a> {
        let voice = Voice::of(kind);
        let all = index.products.named_in(&beside.join(" | "));
        let (products, hurt) = (RefCell::default(), RefCell::default());
        Named { index, text, voice, all, parts: OnceCell::new(), products, hurt }
    }

    /// All products.
    pub(super) fn all_products(&self) -> &BTreeSet<usize> {
        &self.all
    }

    /// The products of which `mode` is told.
    pub(super) fn products(&self, mode: ModeId) -> Rc<BTreeSet<usize>> {
        self.products.borrow_mut().entry(mode).or_insert_with(|| Rc::new(self.meant(mode))).clone()
    }

    /// The scope of the selector by which an alert sees `mode`, as seen from what was hurt.
    pub(super) fn scope(&self, hurt: &Hurt<'a>, mode: ModeId, seeing: Seeing) -> Scope {
        let (rule, reading) = (self.index.model.rules.alert(seeing.alert), self.index.reading(seeing.alert));
        let of = |hurt: &Hurt<'_>| of_selector(rule, reading, seeing.selector, hurt);
        let scope = of(hurt);
        if !matches!(scope, Scope::Names(_)) {
            return scope;
        }
        let alone = || Some(self.others(mode)).filter(|others| !others.is_empty()).map(|it| Rc::new(hurt.without(&it)));
        let alone = self.hurt.borrow_mut().entry(mode).or_insert_with(alone).clone();
        alone.map_or(scope, |alone| of(&alone))
    }

    fn meant(&self, mode: ModeId) -> BTreeSet<usize> {
        let mut left = self.all.clone();
        for kind in self.index.products.rivals(&self.all) {
            let mut meant = told_of(self.parts(), mode, &kind);
            if meant.is_empty() {
                // No part tells of it alone: whatever is not spared may be meant.
                meant.extend(self.parts().iter().filter(|part| !part.spares).flat_map(|part| &part.products));
            }
            left.retain(|product| meant.is_empty() || !kind.contains(product) || meant.contains(product));
        }
        left
    }

    /// The names that are not those of what was hurt.
    fn others(&self, mode: ModeId) -> HashSet<String> {
        let parts = self.parts();
        let tells = |part: &&Part| part.modes.contains(&mode);
        let Some(first) = parts.iter().position(|part| tells(&part)) else { return HashSet::default() };
        let told: HashSet<&String> = parts.iter().filter(tells).flat_map(|part| &part.names).collect();
        let compounds = parts.iter().filter(tells).flat_map(|part| &part.compounds);
        let told_ends: HashSet<&str> = compounds.flat_map(|name| ends(name)).collect();
        let is_alike = |name: &&String| ends(name).iter().any(|end| told_ends.contains(end));
        let mut kept = told.clone();
        let mut others: HashSet<String> = HashSet::default();
        for (at, part) in parts.iter().enumerate().filter(|(_, part)| !tells(part)) {
            if at > first && part.spares {
                others.extend(part.names.iter().cloned());
            } else {
                let alike: HashSet<&String> = part.compounds.iter().filter(is_alike).collect();
                kept.extend(part.names.iter().filter(|name| !alike.contains(name)));
                others.extend(alike.into_iter().cloned());
            }
        }
        others.retain(|name| !kept.contains(name));
        others
    }

    fn parts(&self) -> &[Part] {
        self.parts.get_or_init(|| {
            let parts = self.index.texts.parts(&self.text, self.voice);
            // "The memcached tier" before "was half empty all the time" is spared as well.
            let denied: Vec<bool> = parts.iter().skip(1).map(|next| next.is_denied).chain([false]).collect();
            let spared =
                |part: Part, denied: bool| Part { spares: part.spares || denied && part.modes.is_empty(), ..part };
            parts.into_iter().zip(denied).map(|(part, denied)| spared(self.part(part), denied)).collect()
        })
    }

    fn part(&self, Asserted { text, modes, is_denied }: Asserted) -> Part {
        Part {
            products: self.index.products.named_in(&text),
            modes,
            names: names_in(&text),
            compounds: words_of(&text).filter(|word| word.trim_matches('-').contains('-')).collect(),
            spares: is_denied || WORDS.spares(&text),
        }
    }
}

/// How a name of several parts begins and ends: `orders-`, `-db`.
fn ends(name: &str) -> [&str; 2] {
    let first = name.find('-').map_or(name.len(), |at| at + 1);
    [&name[..first], &name[name.rfind('-').unwrap_or(0)..]]
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
