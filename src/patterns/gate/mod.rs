//! Which patterns are worth trying on a text.
//!
//! Every literal that a pattern needs is known by three of its bytes, those that fewest other literals hold. A text is
//! read once, three bytes at a time.

mod grams;
mod lower;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Letters;
use super::known::known;
use super::needs::{Needs, needs};
use grams::{Marks, commonness, grams};
use lower::{Bytes, Lower};

/// So many answers are remembered, each in the place that its text and gate say. A power of two.
const REMEMBERED: usize = 2048;
/// A longer text is not remembered.
const LONGEST: usize = 2048;

/// What a gate has said about a text.
#[derive(Default)]
struct Answer {
    gate: u32,
    text: Vec<u8>,
    open: Rc<[u32]>,
}

impl Answer {
    fn is_of(&self, gate: u32, text: &[u8]) -> bool {
        self.gate == gate && self.text == text
    }
}

/// The answers, and the place of the last.
type Answers = (Vec<Answer>, usize);

thread_local! {
    /// The blocks and sentences of a document are asked about one list after the other, by one reader after the other.
    static ANSWERS: RefCell<Answers> = const { RefCell::new((Vec::new(), 0)) };
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// What is needed while a text is read, kept from one text to the next.
#[derive(Default)]
struct Scratch {
    /// The text as it was last read, for one gate after the other.
    lower: Lower,
    /// For each pattern, the bits of its sets of which a literal was found. All zero between texts.
    held: Vec<u8>,
    /// The patterns with a bit in `held`.
    touched: Vec<u32>,
    /// The patterns that may match.
    open: Vec<u32>,
}

/// Gates are numbered from 1; 0 is that of no answer.
static GATES: AtomicU32 = AtomicU32::new(1);

/// The patterns whose literals are looked for.
#[derive(Debug, Default)]
pub(super) struct Gate {
    id: u32,
    /// For each pattern, one bit for each set of literals it needs.
    needed: Vec<u8>,
    /// The patterns that need no literal.
    others: Vec<Other>,
    /// Those of them that may match a text of ASCII: they are few.
    others_of_ascii: Vec<Other>,
    /// `keys[bucket]..keys[bucket + 1]` are the literals with a key of this bucket.
    buckets: Vec<u32>,
    /// Those that some key has: most three bytes of a text are no key's.
    marks: Box<Marks>,
    keys: Vec<Key>,
    /// The bytes of all literals.
    bytes: Vec<u8>,
    shift: u32,
    letters: Letters,
}

/// A pattern that needs no literal, with the bytes that open it: one of these sets, or nothing.
#[derive(Clone, Debug)]
struct Other {
    pattern: u32,
    sets: Vec<Bytes>,
}

impl Other {
    fn is_open(&self, held: Bytes) -> bool {
        self.sets.is_empty() || self.sets.iter().any(|bytes| bytes.are_in(held))
    }

    /// On any text; and on one of ASCII, if it may match one.
    fn of(pattern: u32, needs: &Needs) -> (Other, Option<Other>) {
        let sets = |ascii: bool| needs.bytes.iter().filter(move |bytes| !ascii || bytes.is_ascii());
        let of = |ascii| Other { pattern, sets: sets(ascii).map(|bytes| Bytes::of(bytes)).collect() };
        let may_match = needs.bytes.is_empty() || sets(true).next().is_some();
        (of(false), may_match.then(|| of(true)))
    }
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
        let needs_of = |pattern| known(pattern, letters).unwrap_or_else(|| needs(pattern, letters));
        let all: Vec<Needs> = patterns.map(needs_of).collect();
        let others = (0..).zip(&all).filter(|(_, needs)| needs.literals.is_empty());
        let (others, of_ascii): (Vec<Other>, Vec<Option<Other>>) =
            others.map(|(at, needs)| Other::of(at, needs)).unzip();
        let others_of_ascii = of_ascii.into_iter().flatten().collect();
        let sets: Vec<_> = all.into_iter().map(|needs| needs.literals).collect();
        let literals = sets.iter().flatten().flatten().count();
        let size = (literals * 4).next_power_of_two().clamp(64, 1 << 14);
        let id = GATES.fetch_add(1, Ordering::Relaxed);
        let mut gate =
            Gate { id, shift: 32 - size.trailing_zeros(), letters, others, others_of_ascii, ..Gate::default() };
        gate.needed = sets.iter().map(|sets| (1u8 << sets.len()) - 1).collect();
        let mut held = vec![0u32; size];
        for gram in sets.iter().flatten().flatten().flat_map(|literal| grams(literal)) {
            held[gate.bucket(gram)] += 1;
        }
        for (pattern, sets) in sets.iter().enumerate() {
            for (bit, literal) in sets.iter().enumerate().flat_map(|(bit, set)| set.iter().map(move |one| (bit, one))) {
                let common = |gram: u32| u64::from(held[gate.bucket(gram)]) * commonness(gram);
                let rarest = grams(literal).enumerate().min_by_key(|(_, gram)| common(*gram));
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
        keys.iter().for_each(|key| self.marks.add(key.gram));
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
        ANSWERS.with_borrow_mut(|(answers, last)| {
            if answers.is_empty() {
                answers.resize_with(REMEMBERED, Answer::default);
            }
            if !answers[*last].is_of(self.id, text) {
                *last = place_of(self.id, text);
            }
            let answer = &mut answers[*last];
            if !answer.is_of(self.id, text) {
                answer.open = self.opened(text);
                answer.gate = self.id;
                answer.text.clear();
                answer.text.extend(text);
            }
            answer.open.clone()
        })
    }

    fn opened(&self, text: &[u8]) -> Rc<[u32]> {
        if self.letters.fold_to_ascii(text) {
            return (0..self.needed.len() as u32).collect();
        }
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.lower.read(text, self.letters);
            self.find(scratch);
            let Scratch { lower, open, .. } = scratch;
            let others = if lower.is_ascii { &self.others_of_ascii } else { &self.others };
            open.extend(others.iter().filter(|other| other.is_open(lower.held)).map(|other| other.pattern));
            open.sort_unstable();
            open.as_slice().into()
        })
    }

    /// Puts the patterns of whose sets the text holds one literal each into `open`.
    fn find(&self, scratch: &mut Scratch) {
        let Scratch { lower, held, touched, open } = scratch;
        open.clear();
        held.resize(held.len().max(self.needed.len()), 0);
        let text = lower.text.as_slice();
        for (at, gram) in grams(text).enumerate().filter(|(_, gram)| self.marks.hold(*gram)) {
            for key in self.keys_of(gram) {
                let pattern = key.pattern as usize;
                if held[pattern] & key.bit == 0 && self.stands(key, text, at) {
                    if held[pattern] == 0 {
                        touched.push(pattern as u32);
                    }
                    held[pattern] |= key.bit;
                    if held[pattern] == self.needed[pattern] {
                        open.push(pattern as u32);
                    }
                }
            }
        }
        for pattern in touched.drain(..) {
            held[pattern as usize] = 0;
        }
    }

    fn keys_of(&self, gram: u32) -> impl Iterator<Item = &Key> {
        let bucket = self.bucket(gram);
        let keys = &self.keys[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
        keys.iter().filter(move |key| key.gram == gram)
    }

    /// Does the literal stand in `text` with its three bytes at `at`?
    fn stands(&self, key: &Key, text: &[u8], at: usize) -> bool {
        let literal = &self.bytes[key.literal as usize..key.literal as usize + key.length as usize];
        let begins = at.checked_sub(key.within as usize);
        let there = begins.and_then(|begins| text.get(begins..begins + literal.len()));
        there.is_some_and(|there| there == literal)
    }
}

/// Where what a gate says of a text is remembered.
fn place_of(gate: u32, text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    let rest = rest.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]);
    let mixed = words.fold(u64::from(gate) ^ text.len() as u64, |hash, word| {
        (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (mixed >> 32) as usize % REMEMBERED
}
