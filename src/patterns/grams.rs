//! Three bytes that follow each other.

use super::sets::SHORTEST;

/// How common a byte is in prose: of a thousand characters of English, with the space behind `z`.
pub(super) fn often(byte: u8) -> u64 {
    const OFTEN: [u16; 27] =
        [65, 12, 22, 34, 102, 18, 16, 49, 56, 1, 6, 32, 19, 56, 60, 15, 1, 48, 51, 73, 23, 8, 19, 1, 16, 1, 180];
    match byte {
        b'a'..=b'z' => u64::from(OFTEN[usize::from(byte - b'a')]),
        b' ' => u64::from(OFTEN[26]),
        _ => 1,
    }
}

/// How common three letters are in prose, as the product of how common each is.
fn commonness(gram: u32) -> u64 {
    gram.to_be_bytes()[1..].iter().map(|byte| often(*byte)).product()
}

/// Every three bytes that follow each other.
pub(super) fn grams(text: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let (ahead, rest) = text.split_at(text.len().min(SHORTEST - 1));
    let next = |gram: u32, byte: &u8| gram << 8 & 0xFF_FFFF | u32::from(*byte);
    let mut last = ahead.iter().fold(0, next);
    rest.iter().map(move |byte| {
        last = next(last, byte);
        last
    })
}

/// Where in `literal` the three bytes begin by which it is known: those that are rarest in prose, of which each counts as
/// often as `held` says.
pub(super) fn rarest(literal: &[u8], held: impl Fn(u32) -> u64) -> usize {
    let rarest = grams(literal).enumerate().min_by_key(|(_, gram)| held(*gram) * commonness(*gram));
    rarest.map_or(0, |(at, _)| at)
}

/// A bit for each of 65,536 kinds of three bytes.
#[derive(Debug)]
pub(super) struct Marks([u64; 1 << 10]);

impl Default for Marks {
    fn default() -> Marks {
        Marks([0; 1 << 10])
    }
}

impl Marks {
    pub(super) fn add(&mut self, mark: u16) {
        let (word, bit) = Marks::place_of(mark);
        self.0[word] |= bit;
    }

    pub(super) fn hold(&self, mark: u16) -> bool {
        let (word, bit) = Marks::place_of(mark);
        self.0[word] & bit != 0
    }

    fn place_of(mark: u16) -> (usize, u64) {
        (usize::from(mark >> 6), 1 << (mark & 63))
    }
}

/// Which of the 65,536 kinds they are of.
pub(super) fn mark_of(gram: u32) -> u16 {
    (gram.wrapping_mul(0x85EB_CA6B) >> 16) as u16
}
