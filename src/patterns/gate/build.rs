//! From what patterns need to a gate.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::HashMap;

use super::lower::Bytes;
use super::{Gate, Key, Others, Owner};
use crate::patterns::Letters;
use crate::patterns::grams::{grams, often, rarest};
use crate::patterns::known::{Known, Literal, known};
use crate::patterns::needs::{Needs, OneOf, needs};

/// The number of the next gate.
static GATES: AtomicU32 = AtomicU32::new(1);

impl Gate {
    /// For patterns in their order.
    pub(in crate::patterns) fn new<'p>(patterns: impl Iterator<Item = &'p str>, letters: Letters) -> Gate {
        let mut wanted = Wanted::default();
        for (pattern, text) in (0..).zip(patterns) {
            match known(text, letters) {
                Some(known) => wanted.by_known(pattern, known),
                None => wanted.by(pattern, needs(text, letters)),
            }
        }
        let others = || wanted.others.iter().map(|(bytes, pattern)| (bytes.as_slice(), *pattern));
        let mut gate = Gate {
            id: GATES.fetch_add(1, Ordering::Relaxed),
            others: grouped(others()),
            others_of_ascii: grouped(others().filter(|(bytes, _)| bytes.is_ascii())),
            letters,
            needed: wanted.needed,
            own: wanted.own,
            ..Gate::default()
        };
        gate.take(wanted.list);
        gate
    }

    fn take(&mut self, mut wanted: Vec<(Literal, Owner)>) {
        wanted.sort_unstable_by_key(|(literal, _)| literal.place);
        for same in wanted.chunk_by(|(literal, _), (next, _)| literal == next) {
            let literal = same[0].0;
            let gram = grams(literal.bytes(&self.own)).nth(literal.within.into()).unwrap_or_default();
            let (owners, count) = (self.owners.len() as u32, same.len() as u32);
            self.keys.push(Key { gram, literal, owners, count });
            self.owners.extend(same.iter().map(|(_, owner)| *owner));
        }
        self.sort();
    }

    /// Puts the keys of each bucket together.
    fn sort(&mut self) {
        let size = (self.keys.len() * 4).next_power_of_two().clamp(64, 1 << 14);
        self.shift = 32 - size.trailing_zeros();
        let mut buckets = vec![0u32; size + 1];
        for key in &self.keys {
            self.marks.add(key.gram);
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
    /// Literals, each with a pattern that needs it.
    list: Vec<(Literal, Owner)>,
    /// For each pattern, one bit for each set of literals it needs.
    needed: Vec<u8>,
    /// The patterns that need no literal, each with every set of bytes that opens it; nothing opens what needs nothing.
    others: Vec<(Vec<u8>, u32)>,
    /// The bytes of the literals that the build does not know, and where each of them is.
    own: Vec<u8>,
    places: HashMap<Vec<u8>, Literal>,
}

impl Wanted {
    /// Adds what `pattern` needs.
    fn by(&mut self, pattern: u32, needs: Needs) {
        let sets = needs.literals.len() as u8;
        let literals = (0..).zip(needs.literals).flat_map(|(set, list)| list.into_iter().map(move |it| (set, it)));
        let literals = literals.map(|(set, literal)| (set, self.place_of(literal))).collect();
        self.by_known(pattern, Known { sets, literals, bytes: needs.bytes });
    }

    /// The same of a pattern that the build knows.
    fn by_known(&mut self, pattern: u32, known: Known) {
        self.needed.push((1 << known.sets) - 1);
        if known.sets == 0 {
            let bytes = if known.bytes.is_empty() { OneOf::from([Vec::new()]) } else { known.bytes };
            self.others.extend(bytes.into_iter().map(|bytes| (bytes, pattern)));
        }
        let owned = |(set, literal): (u8, Literal)| (literal, Owner { pattern, bit: 1u8 << set });
        self.list.extend(known.literals.into_iter().map(owned));
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

/// Patterns by their rarest byte.
fn grouped<'n>(others: impl Iterator<Item = (&'n [u8], u32)>) -> Vec<Others> {
    let mut groups: BTreeMap<Option<u8>, Vec<(Bytes, u32)>> = BTreeMap::new();
    for (bytes, pattern) in others {
        let rarest = bytes.iter().copied().min_by_key(|byte| often(*byte));
        groups.entry(rarest).or_default().push((Bytes::of(bytes), pattern));
    }
    let lead = |lead: Option<u8>| lead.map(|lead| Bytes::of(&[lead])).unwrap_or_default();
    groups.into_iter().map(|(of, list)| Others { lead: lead(of), list }).collect()
}
