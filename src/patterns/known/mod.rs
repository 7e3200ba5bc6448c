//! What is known since the build: what every match of each pattern of `rules/` must hold. To read them all at every start
//! would take a third of a small run.

use super::Letters;
use super::needs::{Needs, OneOf, hash_of};

/// Numbers of the patterns, in their order ([`hash_of`]), and where in [`NEEDS`] each of them has its own.
static HASHES: &[u64] = &include!(concat!(env!("OUT_DIR"), "/needs_hashes.rs"));
static PLACES: &[u32] = &include!(concat!(env!("OUT_DIR"), "/needs_places.rs"));
static NEEDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/needs.bin"));

/// What the build has found; `None` of a pattern that is not ours.
pub(super) fn known(pattern: &str, letters: Letters) -> Option<Needs> {
    let at = HASHES.binary_search(&hash_of(pattern, letters)).ok()?;
    let mut reader = Reader { rest: NEEDS.get(*PLACES.get(at)? as usize..)? };
    let literals = (0..reader.number()).map(|_| reader.one_of()).collect();
    Some(Needs { literals, bytes: reader.one_of() })
}

/// Reads what `write.rs` wrote, which is a part of the build alone.
struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn number(&mut self) -> usize {
        let Some((number, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        usize::from(*number)
    }

    fn one_of(&mut self) -> OneOf {
        (0..self.number()).map(|_| self.literal()).collect()
    }

    fn literal(&mut self) -> Vec<u8> {
        let length = self.number().min(self.rest.len());
        let (literal, rest) = self.rest.split_at(length);
        self.rest = rest;
        literal.to_vec()
    }
}
