//! What is known since the build: what every match of each pattern of `rules/` must hold. To read them all at every start
//! would take a third of a small run.

use super::Letters;
use super::needs::hash_of;
#[cfg(test)]
use super::sets::{OneOf, Set};

/// Numbers of the patterns, in their order ([`hash_of`]), and where in [`NEEDS`] each of them has its own.
static HASHES: &[u64] = &include!(concat!(env!("OUT_DIR"), "/needs_hashes.rs"));
static PLACES: &[u32] = &include!(concat!(env!("OUT_DIR"), "/needs_places.rs"));
static NEEDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/needs.bin"));
/// Of each literal, where it begins in [`BYTES`], its length, and where in it the three bytes begin by which it is known.
static LITERALS: &[(u32, u8, u8)] = &include!(concat!(env!("OUT_DIR"), "/literals.rs"));
static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/literals.bin"));

/// A literal of the build, or of a gate, which has those behind them that it alone knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Literal {
    /// Where it begins.
    pub(super) place: u32,
    pub(super) length: u16,
    /// Where in it the three bytes begin by which it is known.
    pub(super) within: u16,
}

impl Literal {
    fn numbered(number: u32) -> Option<Literal> {
        let &(place, length, within) = LITERALS.get(number as usize)?;
        Some(Literal { place, length: length.into(), within: within.into() })
    }

    /// The next of those that a gate alone knows, `own`.
    pub(super) fn behind(own: &[u8], length: usize, within: usize) -> Literal {
        Literal { place: (BYTES.len() + own.len()) as u32, length: length as u16, within: within as u16 }
    }

    /// Its bytes, where a gate alone knows `own`.
    pub(super) fn bytes<'o>(&self, own: &'o [u8]) -> &'o [u8] {
        let (bytes, place) = match (self.place as usize).checked_sub(BYTES.len()) {
            Some(place) => (own, place),
            None => (BYTES, self.place as usize),
        };
        &bytes[place..place + usize::from(self.length)]
    }
}

/// What every match of a pattern must hold, as the build has written it.
#[derive(Debug)]
pub(super) struct Known {
    /// How many sets.
    pub(super) sets: u8,
    /// The literals, each with the number of its set.
    pub(super) literals: Vec<(u8, Literal)>,
    /// The same of what is scattered.
    pub(super) scattered: Vec<(u8, Vec<u8>)>,
}

/// What the build has found; `None` of a pattern that is not ours.
pub(super) fn known(pattern: &str, letters: Letters) -> Option<Known> {
    let at = HASHES.binary_search(&hash_of(pattern, letters)).ok()?;
    let mut reader = Reader { rest: NEEDS.get(*PLACES.get(at)? as usize..)? };
    let sets = reader.number();
    let (mut literals, mut scattered) = (Vec::new(), Vec::new());
    for set in 0..sets {
        for _ in 0..reader.number() {
            literals.push((set, Literal::numbered(reader.long_number())?));
        }
        for _ in 0..reader.number() {
            scattered.push((set, reader.bytes()));
        }
    }
    Some(Known { sets, literals, scattered })
}

/// The same, as it is found, for the tests.
#[cfg(test)]
pub(super) fn needs_known(pattern: &str, letters: Letters) -> Option<Vec<Set>> {
    let Known { sets, literals, scattered } = known(pattern, letters)?;
    let literals =
        |number| literals.iter().filter(move |(set, _)| *set == number).map(|(_, it)| it.bytes(&[]).to_vec());
    let scattered = |number| scattered.iter().filter(move |(set, _)| *set == number).map(|(_, it)| it.clone());
    let set = |number| Set { literals: literals(number).collect(), scattered: scattered(number).collect::<OneOf>() };
    Some((0..sets).map(set).collect())
}

/// Reads what `write.rs` wrote, which is a part of the build alone.
struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn number(&mut self) -> u8 {
        let Some((number, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *number
    }

    fn long_number(&mut self) -> u32 {
        u32::from_le_bytes([self.number(), self.number(), self.number(), 0])
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = usize::from(self.number()).min(self.rest.len());
        let (bytes, rest) = self.rest.split_at(length);
        self.rest = rest;
        bytes.to_vec()
    }
}
