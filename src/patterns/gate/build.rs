//! From what patterns need to a gate.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use foldhash::HashMap;

use super::grams::{commonness, grams, often};
use super::lower::Bytes;
use super::{Gate, Key, Others, Owner};
use crate::patterns::Letters;
use crate::patterns::known::known;
use crate::patterns::needs::{Needs, needs};

/// The number of the next gate.
static GATES: AtomicU32 = AtomicU32::new(1);

impl Gate {
    /// For patterns in their order.
    pub(in crate::patterns) fn new<'p>(patterns: impl Iterator<Item = &'p str>, letters: Letters) -> Gate {
        let needs_of = |pattern| known(pattern, letters).unwrap_or_else(|| needs(pattern, letters));
        let all: Vec<Needs> = patterns.map(needs_of).collect();
        let mut gate = Gate {
            id: GATES.fetch_add(1, Ordering::Relaxed),
            needed: all.iter().map(|needs| (1u8 << needs.literals.len()) - 1).collect(),
            others: grouped(without_literals(&all)),
            others_of_ascii: grouped(without_literals(&all).filter(|(bytes, _)| bytes.is_ascii())),
            letters,
            ..Gate::default()
        };
        let mut wanted = Wanted::default();
        (0..).zip(&all).for_each(|(pattern, needs)| wanted.by(pattern, needs));
        gate.take(&wanted);
        gate
    }

    fn take(&mut self, wanted: &Wanted<'_>) {
        let literals = || wanted.list.iter().map(|(literal, _)| *literal);
        let size = (literals().count() * 4).next_power_of_two().clamp(64, 1 << 14);
        self.shift = 32 - size.trailing_zeros();
        let mut held = vec![0u32; size];
        for gram in literals().flat_map(grams) {
            held[self.bucket(gram)] += 1;
        }
        for (literal, owners) in &wanted.list {
            let common = |gram: u32| u64::from(held[self.bucket(gram)]) * commonness(gram);
            let rarest = grams(literal).enumerate().min_by_key(|(_, gram)| common(*gram));
            let (within, gram) = rarest.unwrap_or_default();
            self.keys.push(Key {
                gram,
                literal: self.bytes.len() as u32,
                length: literal.len() as u16,
                within: within as u16,
                owners: self.owners.len() as u32,
                count: owners.len() as u32,
            });
            self.bytes.extend(*literal);
            self.owners.extend(owners);
        }
        self.sort(size);
    }

    fn sort(&mut self, size: usize) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_by_key(|key| self.bucket(key.gram));
        let mut buckets = vec![0u32; size + 1];
        for key in &keys {
            buckets[self.bucket(key.gram) + 1] += 1;
        }
        for at in 0..size {
            buckets[at + 1] += buckets[at];
        }
        keys.iter().for_each(|key| self.marks.add(key.gram));
        (self.keys, self.buckets) = (keys, buckets);
    }
}

/// Literals, and the patterns that need each.
#[derive(Default)]
struct Wanted<'n> {
    list: Vec<(&'n [u8], Vec<Owner>)>,
    /// Where each literal is in the list.
    places: HashMap<&'n [u8], usize>,
}

impl<'n> Wanted<'n> {
    /// Adds what `pattern` needs.
    fn by(&mut self, pattern: u32, needs: &'n Needs) {
        let sets = needs.literals.iter().enumerate();
        for (bit, literal) in sets.flat_map(|(bit, set)| set.iter().map(move |literal| (bit, literal.as_slice()))) {
            let place = *self.places.entry(literal).or_insert_with(|| {
                self.list.push((literal, Vec::new()));
                self.list.len() - 1
            });
            self.list[place].1.push(Owner { pattern, bit: 1 << bit });
        }
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

/// The patterns that need no literal, each with every set of bytes that opens it; nothing opens what needs nothing.
fn without_literals(all: &[Needs]) -> impl Iterator<Item = (&[u8], u32)> {
    let others = (0..).zip(all).filter(|(_, needs)| needs.literals.is_empty());
    others.flat_map(|(pattern, needs)| {
        let nothing = needs.bytes.is_empty().then_some(&[][..]);
        needs.bytes.iter().map(Vec::as_slice).chain(nothing).map(move |bytes| (bytes, pattern))
    })
}
