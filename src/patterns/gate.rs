//! Which patterns are worth trying on a text.
//!
//! Every literal that a pattern needs is known by three of its bytes, those that fewest other literals hold. A text is
//! read once, three bytes at a time.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Letters;
use super::known::known;
use super::needs::{Needs, SHORTEST, needs};

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
    /// The text in lower case.
    text: Vec<u8>,
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
    /// The patterns that need no literal, each with the bytes that open it: one of these sets, or nothing.
    others: Vec<(u32, Vec<Bytes>)>,
    /// `keys[bucket]..keys[bucket + 1]` are the literals with a key of this bucket.
    buckets: Vec<u32>,
    /// A bit for each of [`MARKS`] that some key has: most three bytes of a text are no key's.
    marks: Vec<u64>,
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
        let needs_of = |pattern| known(pattern, letters).unwrap_or_else(|| needs(pattern, letters));
        let all: Vec<Needs> = patterns.map(needs_of).collect();
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
        self.marks = vec![0; MARKS / 64];
        for key in &keys {
            let mark = mark_of(key.gram);
            self.marks[mark / 64] |= 1 << (mark % 64);
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
            scratch.text.clear();
            scratch.text.extend(text.iter().map(u8::to_ascii_lowercase));
            if self.letters == Letters::AnyCase {
                lower_cyrillic(&mut scratch.text);
            }
            self.find(scratch);
            let held = Bytes::of(&scratch.text);
            let is_open = |sets: &[Bytes]| sets.is_empty() || sets.iter().any(|bytes| bytes.are_in(held));
            scratch.open.extend(self.others.iter().filter(|(_, sets)| is_open(sets)).map(|(at, _)| at));
            scratch.open.sort_unstable();
            scratch.open.as_slice().into()
        })
    }

    /// Puts the patterns of whose sets the text holds one literal each into `open`.
    fn find(&self, scratch: &mut Scratch) {
        let Scratch { text, held, touched, open } = scratch;
        open.clear();
        held.resize(held.len().max(self.needed.len()), 0);
        for (at, gram) in grams(text).enumerate() {
            let mark = mark_of(gram);
            if self.marks[mark / 64] >> (mark % 64) & 1 == 0 {
                continue;
            }
            let bucket = self.bucket(gram);
            for key in &self.keys[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize] {
                let pattern = key.pattern as usize;
                if held[pattern] & key.bit == 0 && key.gram == gram && self.stands(key, text, at) {
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

    /// Does the literal stand in `text` with its three bytes at `at`?
    fn stands(&self, key: &Key, text: &[u8], at: usize) -> bool {
        let literal = &self.bytes[key.literal as usize..key.literal as usize + key.length as usize];
        let begins = at.checked_sub(key.within as usize);
        let there = begins.and_then(|begins| text.get(begins..begins + literal.len()));
        there.is_some_and(|there| there == literal)
    }
}

/// A set of bytes, near enough: one beyond ASCII shares the place of one of
/// ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes([u64; 2]);

impl Bytes {
    fn of(text: &[u8]) -> Bytes {
        let mut bytes = Bytes::default();
        for byte in text {
            bytes.0[usize::from(byte >> 6 & 1)] |= 1 << (byte & 63);
        }
        bytes
    }

    fn are_in(self, others: Bytes) -> bool {
        (self.0[0] & !others.0[0]) | (self.0[1] & !others.0[1]) == 0
    }
}

/// So many three bytes are told apart before the keys are looked at.
const MARKS: usize = 1 << 16;

fn mark_of(gram: u32) -> usize {
    (gram.wrapping_mul(0x85EB_CA6B) >> 16) as usize
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

/// Puts Cyrillic letters into lower case, which takes as many bytes.
fn lower_cyrillic(text: &mut [u8]) {
    if !text.contains(&CAPITALS) {
        return;
    }
    for at in 1..text.len() {
        let (lead, next) = match (text[at - 1], text[at]) {
            (CAPITALS, next @ 0x80..=0x8F) => (CAPITALS + 1, next + 0x10),
            (CAPITALS, next @ 0x90..=0x9F) => (CAPITALS, next + 0x20),
            (CAPITALS, next @ 0xA0..=0xAF) => (CAPITALS + 1, next - 0x20),
            same => same,
        };
        (text[at - 1], text[at]) = (lead, next);
    }
}

/// The first byte of all Cyrillic capitals, and of some small letters.
const CAPITALS: u8 = 0xD0;

/// How common three letters are in prose, as the product of how common each is.
fn commonness(gram: u32) -> u64 {
    /// Of a thousand characters of English, with the space behind `z`.
    const OFTEN: [u16; 27] =
        [65, 12, 22, 34, 102, 18, 16, 49, 56, 1, 6, 32, 19, 56, 60, 15, 1, 48, 51, 73, 23, 8, 19, 1, 16, 1, 180];
    let often = |byte: u8| match byte {
        b'a'..=b'z' => u64::from(OFTEN[usize::from(byte - b'a')]),
        b' ' => u64::from(OFTEN[26]),
        _ => 1,
    };
    gram.to_be_bytes()[1..].iter().map(|byte| often(*byte)).product()
}

/// Every three bytes that follow each other.
fn grams(text: &[u8]) -> impl Iterator<Item = u32> + '_ {
    text.windows(SHORTEST).map(|three| three.iter().fold(0, |gram, byte| gram << 8 | u32::from(*byte)))
}
