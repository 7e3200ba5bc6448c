//! From what patterns need to a gate.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::HashMap;

use super::lower::{Bytes, Head};
use super::open::BITS;
use super::{Gate, Key, Owner, Scattered};
use crate::patterns::Letters;
use crate::patterns::grams::{grams, mark_of, often, rarest};
use crate::patterns::known::{Known, Literal, known};
use crate::patterns::needs::needs;
use crate::patterns::sets::Set;

/// The number of the next gate.
static GATES: AtomicU32 = AtomicU32::new(1);

impl Gate {
    /// For patterns in their order.
    pub(in crate::patterns) fn new<'p>(patterns: impl Iterator<Item = &'p str>, letters: Letters) -> Gate {
        let texts: Vec<&str> = patterns.collect();
        let mut wanted = Wanted::of(texts.len().div_ceil(BITS).max(1));
        for (pattern, text) in texts.into_iter().enumerate() {
            match known(text, letters) {
                Some(known) => wanted.by_known(pattern, known),
                None => wanted.by(pattern, needs(text, letters)),
            }
        }
        let scattered = || wanted.scattered.iter().map(|(bytes, owner)| (bytes.as_slice(), *owner));
        let mut gate = Gate {
            id: GATES.fetch_add(1, Ordering::Relaxed),
            words: wanted.words,
            scattered: grouped(scattered()),
            scattered_of_ascii: grouped(scattered().filter(|(bytes, _)| bytes.is_ascii())),
            letters,
            free: wanted.free,
            own: wanted.own,
            ..Gate::default()
        };
        gate.take(&wanted.list);
        gate
    }

    /// Takes literals, each with a pattern that needs it.
    fn take(&mut self, wanted: &[(Literal, Owner)]) {
        let number = |(at, (literal, _)): (usize, &(Literal, Owner))| u64::from(literal.place) << 32 | at as u64;
        let at = |number: u64| number as u32 as usize;
        // Numbers are sorted in a third of the time that it takes to sort what they stand for.
        let mut order: Vec<u64> = wanted.iter().enumerate().map(number).collect();
        order.sort_unstable();
        let mut needing = Vec::new();
        for same in order.chunk_by(|one, next| wanted[at(*one)].0 == wanted[at(*next)].0) {
            needing.clear();
            needing.extend(same.iter().map(|number| wanted[at(*number)].1));
            needing.sort_unstable_by_key(|owner| owner.word);
            self.push(wanted[at(same[0])].0, &needing);
        }
        self.sort();
    }

    /// Adds a literal that patterns need, which are in the order of their words.
    fn push(&mut self, literal: Literal, needing: &[Owner]) {
        let bytes = literal.bytes(&self.own);
        let gram = grams(bytes).nth(literal.within.into()).unwrap_or_default();
        let head = Head::of(bytes);
        let owners = self.owners.len();
        for beside in needing.chunk_by(|owner, next| owner.word == next.word) {
            let bits = beside.iter().fold(0, |bits, owner| bits | owner.bits);
            self.owners.push(Owner { bits, ..beside[0] });
        }
        let count = (self.owners.len() - owners) as u32;
        self.keys.push(Key { gram, head, literal, owners: owners as u32, count });
    }

    /// Puts the keys of each bucket together.
    fn sort(&mut self) {
        let size = (self.keys.len() * 4).next_power_of_two().clamp(64, 1 << 14);
        self.shift = 32 - size.trailing_zeros();
        let mut buckets = vec![0u32; size + 1];
        for key in &self.keys {
            self.marks.add(mark_of(key.gram));
            buckets[self.bucket(key.gram) + 1] += 1;
        }
        for at in 0..size {
            buckets[at + 1] += buckets[at];
        }
        let mut next = buckets.clone();
        let mut keys = vec![Key::default(); self.keys.len()];
        for key in &self.keys {
            let place = &mut next[self.bucket(key.gram)];
            keys[*place as usize] = *key;
            *place += 1;
        }
        (self.keys, self.buckets) = (keys, buckets);
    }
}

/// What patterns need.
#[derive(Default)]
struct Wanted {
    /// So many words have a bit for each pattern.
    words: usize,
    /// Literals, each with a pattern that needs it.
    list: Vec<(Literal, Owner)>,
    /// The patterns that need no first set, no second and so on.
    free: Vec<u64>,
    /// Bytes, each with a pattern that needs them.
    scattered: Vec<(Vec<u8>, Owner)>,
    /// The bytes of the literals that the build does not know, and where each of them is.
    own: Vec<u8>,
    places: HashMap<Vec<u8>, Literal>,
}

impl Wanted {
    /// Nothing yet. There is always a first set, of which each pattern that needs nothing is free.
    fn of(words: usize) -> Wanted {
        Wanted { words, free: vec![u64::MAX; words], ..Wanted::default() }
    }

    /// Adds what `pattern` needs.
    fn by(&mut self, pattern: usize, needs: Vec<Set>) {
        let mut known = Known { sets: needs.len() as u8, literals: Vec::new(), scattered: Vec::new() };
        for (number, set) in (0..).zip(needs) {
            known.literals.extend(set.literals.into_iter().map(|literal| (number, self.place_of(literal))));
            known.scattered.extend(set.scattered.into_iter().map(|bytes| (number, bytes)));
        }
        self.by_known(pattern, known);
    }

    /// The same of a pattern that the build knows.
    fn by_known(&mut self, pattern: usize, known: Known) {
        let (words, bits) = (self.words, 1 << (pattern % BITS));
        let owner = |set: u8| Owner { word: (usize::from(set) * words + pattern / BITS) as u32, bits };
        if self.free.len() < usize::from(known.sets) * words {
            self.free.resize(usize::from(known.sets) * words, u64::MAX);
        }
        for set in 0..known.sets {
            self.free[owner(set).word as usize] &= !bits;
        }
        self.list.extend(known.literals.into_iter().map(|(set, literal)| (literal, owner(set))));
        self.scattered.extend(known.scattered.into_iter().map(|(set, bytes)| (bytes, owner(set))));
    }

    /// Where a literal is that the build does not know.
    fn place_of(&mut self, literal: Vec<u8>) -> Literal {
        if let Some(known) = self.places.get(&literal) {
            return *known;
        }
        let place = Literal::behind(&self.own, literal.len(), rarest(&literal, |_| 1));
        self.own.extend(&literal);
        self.places.insert(literal, place);
        place
    }
}

/// By their rarest byte.
fn grouped<'n>(scattered: impl Iterator<Item = (&'n [u8], Owner)>) -> Vec<Scattered> {
    let mut groups: BTreeMap<Option<u8>, Vec<(Bytes, Owner)>> = BTreeMap::new();
    for (bytes, owner) in scattered {
        let rarest = bytes.iter().copied().min_by_key(|byte| often(*byte));
        groups.entry(rarest).or_default().push((Bytes::of(bytes), owner));
    }
    let lead = |lead: Option<u8>| lead.map(|lead| Bytes::of(&[lead])).unwrap_or_default();
    groups.into_iter().map(|(of, list)| Scattered { lead: lead(of), list }).collect()
}
