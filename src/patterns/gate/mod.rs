//! Which patterns are worth trying on a text.
//!
//! Every literal that a pattern needs is known by three of its bytes, those that fewest other literals hold. A text is
//! read once, three bytes at a time.

mod build;
mod lower;
mod open;

use std::cell::RefCell;

use super::Letters;
use super::grams::Marks;
use super::known::Literal;
use lower::{Bytes, Head, Lower};
pub(super) use open::Open;

/// So many texts are remembered, each in the place that it says itself. A power of two.
const REMEMBERED: usize = 1024;
/// A longer text is not remembered.
const LONGEST: usize = 2048;

/// A text, and what gates have said about it.
#[derive(Default)]
struct Read {
    text: Vec<u8>,
    letters: Letters,
    lower: Lower,
    /// By the number of the gate: few of them are asked about one text.
    answers: Vec<(u32, Open)>,
}

impl Read {
    fn is_of(&self, text: &[u8], letters: Letters) -> bool {
        self.letters == letters && self.text == text
    }

    /// Becomes that of another text.
    fn begin(&mut self, text: &[u8], letters: Letters) {
        self.letters = letters;
        self.text.clear();
        self.text.extend_from_slice(text);
        self.lower.read(text, letters);
        self.answers.clear();
    }
}

/// Texts, and the place of the last.
type Texts = (Vec<Read>, usize);

thread_local! {
    /// The blocks and sentences of a document are asked about one list after the other, by one reader after the other.
    static TEXTS: RefCell<Texts> = const { RefCell::new((Vec::new(), 0)) };
    /// The patterns of which nothing is missing, a bit each: first as far as the first of their sets goes, and so on. It is
    /// kept from one text to the next.
    static HELD: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// The patterns whose literals are looked for.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// No other gate has it.
    id: u32,
    /// So many words have a bit for each pattern.
    words: usize,
    /// The patterns that need no first set, no second and so on, a bit each.
    free: Vec<u64>,
    /// What is known by its bytes alone.
    scattered: Vec<Scattered>,
    /// That which may stand in a text of ASCII: it is little.
    scattered_of_ascii: Vec<Scattered>,
    /// `keys[bucket]..keys[bucket + 1]` are the literals with a key of this bucket.
    buckets: Vec<u32>,
    /// Those that some key has: most three bytes of a text are no key's.
    marks: Box<Marks>,
    keys: Vec<Key>,
    owners: Vec<Owner>,
    /// The bytes of the literals that the build does not know.
    own: Vec<u8>,
    shift: u32,
    letters: Letters,
}

/// Bytes, and who needs them. All of those hold one byte, which most texts do not.
#[derive(Debug)]
struct Scattered {
    lead: Bytes,
    list: Vec<(Bytes, Owner)>,
}

impl Scattered {
    fn find(&self, bytes: Bytes, held: &mut [u64]) {
        if !self.lead.are_in(bytes) {
            return;
        }
        for (needed, owner) in &self.list {
            if needed.are_in(bytes) {
                owner.take(held);
            }
        }
    }
}

/// Three bytes of a literal, and the patterns that need it: most of the literals that stand in a text, many patterns need.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    gram: u32,
    head: Head,
    literal: Literal,
    /// Where its owners begin in `owners`, and how many they are.
    owners: u32,
    count: u32,
}

/// Patterns that need a literal for one of their sets.
#[derive(Clone, Copy, Debug)]
struct Owner {
    /// The word with their bits.
    word: u32,
    bits: u64,
}

impl Owner {
    fn take(self, held: &mut [u64]) {
        held[self.word as usize] |= self.bits;
    }
}

impl Gate {
    fn bucket(&self, gram: u32) -> usize {
        (gram.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    /// The patterns that may match `text`.
    pub(super) fn open(&self, text: &[u8]) -> Open {
        if text.len() > LONGEST {
            let mut lower = Lower::default();
            lower.read(text, self.letters);
            return self.opened(text, &lower);
        }
        TEXTS.with_borrow_mut(|(texts, last)| {
            if texts.is_empty() {
                texts.resize_with(REMEMBERED, Read::default);
            }
            if !texts[*last].is_of(text, self.letters) {
                *last = place_of(text, self.letters);
                if !texts[*last].is_of(text, self.letters) {
                    texts[*last].begin(text, self.letters);
                }
            }
            let Read { lower, answers, .. } = &mut texts[*last];
            if let Some((_, open)) = answers.iter().find(|(gate, _)| *gate == self.id) {
                return open.clone();
            }
            let open = self.opened(text, lower);
            answers.push((self.id, open.clone()));
            open
        })
    }

    fn opened(&self, text: &[u8], lower: &Lower) -> Open {
        if self.letters.fold_to_ascii(text) {
            return Open::all(self.words);
        }
        HELD.with_borrow_mut(|held| {
            held.clear();
            held.extend_from_slice(&self.free);
            self.find(lower, held);
            let scattered = if lower.is_ascii { &self.scattered_of_ascii } else { &self.scattered };
            scattered.iter().for_each(|scattered| scattered.find(lower.held, held));
            Open::of_each(held, self.words)
        })
    }

    /// Notes who needs the literals that stand in a text.
    fn find(&self, lower: &Lower, held: &mut [u64]) {
        for (at, mark) in lower.marks.iter().enumerate() {
            if self.marks.hold(*mark) {
                self.find_at(at, lower, held);
            }
        }
    }

    /// The same of the literals whose three bytes stand at `at`. It stands apart so that to pass over the other bytes, which
    /// are most, takes a few steps each.
    #[inline(never)]
    fn find_at(&self, at: usize, lower: &Lower, held: &mut [u64]) {
        for key in self.keys_of(lower.gram_at(at)).filter(|key| self.stands(key, lower, at)) {
            self.owners_of(key).iter().for_each(|owner| owner.take(held));
        }
    }

    fn keys_of(&self, gram: u32) -> impl Iterator<Item = &Key> {
        let bucket = self.bucket(gram);
        let keys = &self.keys[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
        keys.iter().filter(move |key| key.gram == gram)
    }

    fn owners_of(&self, key: &Key) -> &[Owner] {
        &self.owners[key.owners as usize..(key.owners + key.count) as usize]
    }

    /// Does the literal stand in a text with its three bytes at `at`?
    fn stands(&self, key: &Key, lower: &Lower, at: usize) -> bool {
        let Key { head, literal, .. } = key;
        let length = usize::from(literal.length);
        let begins = at.checked_sub(usize::from(literal.within)).filter(|at| lower.may_have(*at, *head, length));
        begins.is_some_and(|begins| length <= Head::LENGTH || lower.has(begins, literal.bytes(&self.own)))
    }
}

/// Where a text is remembered.
fn place_of(text: &[u8], letters: Letters) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    let rest = rest.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]);
    let mixed = words.fold(letters as u64 ^ text.len() as u64, |hash, word| {
        (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (mixed >> 32) as usize % REMEMBERED
}
