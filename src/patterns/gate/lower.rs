//! A text as gates read it.

use crate::patterns::Letters;
use crate::patterns::grams::{grams, mark_of};

/// A text in lower case.
#[derive(Default)]
pub(super) struct Lower {
    pub(super) text: Vec<u8>,
    /// Of every three bytes of `text` that follow each other. Each gate looks for them among its own.
    pub(super) marks: Vec<u16>,
    /// The bytes of `text`.
    pub(super) held: Bytes,
    pub(super) is_ascii: bool,
}

impl Lower {
    /// The same of `text`.
    pub(super) fn read(&mut self, text: &[u8], letters: Letters) {
        self.is_ascii = text.is_ascii();
        self.text.clear();
        self.text.extend_from_slice(text);
        self.text.make_ascii_lowercase();
        if letters == Letters::AnyCase && !self.is_ascii {
            lower_cyrillic(&mut self.text);
        }
        self.marks.clear();
        self.marks.extend(grams(&self.text).map(mark_of));
        self.held = Bytes::of(&self.text);
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
