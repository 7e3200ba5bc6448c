//! Which patterns are worth trying on a text.
//!
//! Every literal that a pattern needs is known by three of its bytes, those that fewest other literals hold. A text is
//! read once, three bytes at a time.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Letters;
use super::needs::{Needs, SHORTEST, needs};

/// So many answers are remembered, each in the place that its text and gate say. A power of two.
const REMEMBERED: usize = 512;
/// A longer text is not remembered.
const LONGEST: usize = 2048;

/// What a gate has said about a text.
#[derive(Default)]
struct Answer {
    gate: u32,
    text: Vec<u8>,
    open: Rc<[u32]>,
}

thread_local! {
    /// The blocks and sentences of a document are asked about one list after the other, by one reader after the other.
    static ANSWERS: RefCell<Vec<Answer>> = const { RefCell::new(Vec::new()) };
}

/// Gates are numbered from 1; 0 is that of no answer.
static GATES: AtomicU32 = AtomicU32::new(1);

/// The patterns whose literals are looked for.
#[derive(Debug, Default)]
pub(super) struct Gate {
    id: u32,
    /// For each pattern, one bit for each set of literals it needs.
    needed: Vec<u8>,
    /// The patterns that need no literal, each with the bytes that open it: one of these sets, or nothing.
    others: Vec<(u32, Vec<Bytes>)>,
    /// `keys[bucket]..keys[bucket + 1]` are the literals with a key of this bucket.
    buckets: Vec<u32>,
    keys: Vec<Key>,
    /// The bytes of all literals.
    bytes: Vec<u8>,
    shift: u32,
    letters: Letters,
}

/// Three bytes of a literal.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    gram: u32,
    /// Where the literal begins in `bytes`, and its length.
    literal: u32,
    length: u16,
    /// Where in the literal the three bytes begin.
    within: u16,
    pattern: u16,
    /// The bit of its set.
    bit: u8,
}

impl Gate {
    /// For patterns in their order.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p str>, letters: Letters) -> Gate {
        let all: Vec<Needs> = patterns.map(|pattern| needs(pattern, letters)).collect();
        let others = (0..).zip(&all).filter(|(_, needs)| needs.literals.is_empty());
        let bytes_of = |needs: &Needs| needs.bytes.iter().map(|bytes| Bytes::of(bytes)).collect();
        let others = others.map(|(at, needs)| (at, bytes_of(needs))).collect();
        let sets: Vec<_> = all.into_iter().map(|needs| needs.literals).collect();
        let literals = sets.iter().flatten().flatten().count();
        let size = (literals * 4).next_power_of_two().clamp(64, 1 << 14);
        let id = GATES.fetch_add(1, Ordering::Relaxed);
        let mut gate = Gate { id, shift: 32 - size.trailing_zeros(), letters, others, ..Gate::default() };
        gate.needed = sets.iter().map(|sets| (1u8 << sets.len()) - 1).collect();
        let mut held = vec![0u32; size];
        for gram in sets.iter().flatten().flatten().flat_map(|literal| grams(literal)) {
            held[gate.bucket(gram)] += 1;
        }
        for (pattern, sets) in sets.iter().enumerate() {
            for (bit, literal) in sets.iter().enumerate().flat_map(|(bit, set)| set.iter().map(move |one| (bit, one))) {
                let rarest = grams(literal).enumerate().min_by_key(|(_, gram)| held[gate.bucket(*gram)]);
                let (within, gram) = rarest.unwrap_or_default();
                let (literal, length) = (gate.keep(literal), literal.len() as u16);
                let (within, pattern, bit) = (within as u16, pattern as u16, 1 << bit);
                gate.keys.push(Key { gram, literal, length, within, pattern, bit });
            }
        }
        gate.sort(size);
        gate
    }

    fn keep(&mut self, literal: &[u8]) -> u32 {
        let at = self.bytes.len() as u32;
        self.bytes.extend(literal);
        at
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
        (self.keys, self.buckets) = (keys, buckets);
    }

    fn bucket(&self, gram: u32) -> usize {
        (gram.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    /// The patterns that may match `text`, in their order.
    pub(super) fn open(&self, text: &[u8]) -> Rc<[u32]> {
        if text.len() > LONGEST {
            return self.opened(text);
        }
        ANSWERS.with_borrow_mut(|answers| {
            if answers.is_empty() {
                answers.resize_with(REMEMBERED, Answer::default);
            }
            let answer = &mut answers[place_of(self.id, text)];
            if answer.gate != self.id || answer.text != text {
                answer.open = self.opened(text);
                answer.gate = self.id;
                answer.text.clear();
                answer.text.extend(text);
            }
            answer.open.clone()
        })
    }

    fn opened(&self, text: &[u8]) -> Rc<[u32]> {
        if self.folds_to_ascii(text) {
            return (0..self.needed.len() as u32).collect();
        }
        let mut open = self.found(text);
        let held = Bytes::of(text);
        let is_open = |sets: &[Bytes]| sets.is_empty() || sets.iter().any(|bytes| bytes.are_in(held));
        open.extend(self.others.iter().filter(|(_, sets)| is_open(sets)).map(|(at, _)| at));
        open.sort_unstable();
        open.into()
    }

    /// `ſ` and the Kelvin sign are, without regard to case, an `s` and a `k`.
    fn folds_to_ascii(&self, text: &[u8]) -> bool {
        self.letters == Letters::AnyCase
            && !text.is_ascii()
            && (text.windows(2).any(|window| window == "\u{17f}".as_bytes())
                || text.windows(3).any(|window| window == "\u{212a}".as_bytes()))
    }

    /// The patterns of whose sets `text` holds one literal each.
    fn found(&self, text: &[u8]) -> Vec<u32> {
        let mut held = vec![0; self.needed.len()];
        let mut found = Vec::new();
        for (at, gram) in grams(text).enumerate() {
            let bucket = self.bucket(gram);
            for key in &self.keys[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize] {
                let pattern = key.pattern as usize;
                if held[pattern] & key.bit == 0 && key.gram == gram && self.stands(key, text, at) {
                    held[pattern] |= key.bit;
                    if held[pattern] == self.needed[pattern] {
                        found.push(pattern as u32);
                    }
                }
            }
        }
        found
    }

    /// Does the literal stand in `text` with its three bytes at `at`?
    fn stands(&self, key: &Key, text: &[u8], at: usize) -> bool {
        let literal = &self.bytes[key.literal as usize..key.literal as usize + key.length as usize];
        let begins = at.checked_sub(key.within as usize);
        let there = begins.and_then(|begins| text.get(begins..begins + literal.len()));
        there.is_some_and(|there| there.eq_ignore_ascii_case(literal))
    }
}

/// A set of bytes, without regard to the case of ASCII letters, near enough: one beyond ASCII shares the place of one of
/// ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes([u64; 2]);

impl Bytes {
    fn of(text: &[u8]) -> Bytes {
        let mut bytes = Bytes::default();
        for byte in text.iter().map(u8::to_ascii_lowercase) {
            bytes.0[usize::from(byte >> 6 & 1)] |= 1 << (byte & 63);
        }
        bytes
    }

    fn are_in(self, others: Bytes) -> bool {
        (self.0[0] & !others.0[0]) | (self.0[1] & !others.0[1]) == 0
    }
}

/// Where what a gate says of a text is remembered.
fn place_of(gate: u32, text: &[u8]) -> usize {
    let words = text.chunks(8).map(|chunk| chunk.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte)));
    let mixed = words.fold(u64::from(gate) ^ text.len() as u64, |hash, word| {
        (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (mixed >> 32) as usize % REMEMBERED
}

/// Every three bytes that follow each other, in lower case.
fn grams(text: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let low = |at: usize| u32::from(text.get(at).map_or(0, u8::to_ascii_lowercase));
    let mut gram = low(0) << 8 | low(1);
    text.iter().skip(SHORTEST - 1).map(move |byte| {
        gram = (gram << 8 | u32::from(byte.to_ascii_lowercase())) & 0x00FF_FFFF;
        gram
    })
}
