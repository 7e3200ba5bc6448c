//! A text as gates read it.

use crate::patterns::Letters;
use crate::patterns::grams::{grams, mark_of};

/// So many bytes stand behind a text, so that a [`Head`] can be read wherever a literal may begin.
const BEHIND: usize = size_of::<u64>();

/// A text in lower case.
#[derive(Default)]
pub(super) struct Lower {
    /// With [`BEHIND`] bytes more than the text has.
    padded: Vec<u8>,
    /// Of every three bytes of the text that follow each other. Each gate looks for them among its own.
    pub(super) marks: Vec<u16>,
    /// The bytes of the text.
    pub(super) held: Bytes,
    pub(super) is_ascii: bool,
}

impl Lower {
    /// The same of `text`.
    pub(super) fn read(&mut self, text: &[u8], letters: Letters) {
        self.is_ascii = text.is_ascii();
        self.padded.clear();
        self.padded.extend_from_slice(text);
        self.padded.make_ascii_lowercase();
        if letters == Letters::AnyCase && !self.is_ascii {
            lower_cyrillic(&mut self.padded);
        }
        self.marks.clear();
        self.marks.extend(grams(&self.padded).map(mark_of));
        self.held = Bytes::of(&self.padded);
        self.padded.extend([0; BEHIND]);
    }

    /// The three bytes at `at`, as [`grams`] tells them.
    pub(super) fn gram_at(&self, at: usize) -> u32 {
        u32::from_be_bytes([0, self.padded[at], self.padded[at + 1], self.padded[at + 2]])
    }

    /// May a literal of `length` bytes that begins with `head` stand at `at`?
    pub(super) fn may_have(&self, at: usize, head: Head, length: usize) -> bool {
        let ahead = self.padded.get(at..).and_then(<[u8]>::first_chunk);
        at + length + BEHIND <= self.padded.len()
            && ahead.is_some_and(|ahead| head.begins(u64::from_le_bytes(*ahead), length))
    }

    /// Do these bytes stand at `at`?
    pub(super) fn has(&self, at: usize, literal: &[u8]) -> bool {
        self.padded[at..].starts_with(literal)
    }
}

/// The first bytes of a literal. Most literals whose three bytes stand in a text differ in them already, and those that do
/// not are seldom longer: to compare one number is half of the work of looking the literal up and comparing its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head(u64);

impl Head {
    /// So many bytes are all that it tells.
    pub(super) const LENGTH: usize = BEHIND;

    pub(super) fn of(literal: &[u8]) -> Head {
        let mut first = [0; BEHIND];
        first.iter_mut().zip(literal).for_each(|(first, byte)| *first = *byte);
        Head(u64::from_le_bytes(first))
    }

    /// Does it begin what stands `ahead`, as far as a literal of `length` bytes goes?
    fn begins(self, ahead: u64, length: usize) -> bool {
        let beyond = 8 * (BEHIND - length.clamp(1, BEHIND));
        (ahead ^ self.0) << beyond == 0
    }
}

/// A set of bytes, near enough: one beyond ASCII shares the place of one of ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bytes([u64; 2]);

impl Bytes {
    pub(super) fn of(text: &[u8]) -> Bytes {
        let mut bytes = Bytes::default();
        for byte in text {
            bytes.0[usize::from(byte >> 6 & 1)] |= 1 << (byte & 63);
        }
        bytes
    }

    pub(super) fn are_in(self, others: Bytes) -> bool {
        (self.0[0] & !others.0[0]) | (self.0[1] & !others.0[1]) == 0
    }
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
