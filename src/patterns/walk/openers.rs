//! What may come next, told by one byte: most ways are no way at a glance.

use super::set::{Set, of_ascii};
use super::{Program, Step};
use crate::patterns::Letters;

/// Bytes that may come next.
#[derive(Clone, Debug, Default)]
pub(super) struct Openers {
    ascii: u128,
    /// Any byte beyond ASCII.
    beyond: bool,
    /// Whatever comes, or nothing.
    any: bool,
}

impl Openers {
    /// May the walk go on where this comes next?
    pub(super) fn may_open(&self, byte: Option<&u8>) -> bool {
        self.any || byte.is_some_and(|byte| self.has(*byte))
    }

    fn has(&self, byte: u8) -> bool {
        // To shift all 128 bits would take three times as long.
        let half = if byte & 64 == 0 { self.ascii as u64 } else { (self.ascii >> 64) as u64 };
        if byte.is_ascii() { half >> (byte & 63) & 1 == 1 } else { self.beyond }
    }

    fn add_byte(&mut self, byte: u8, letters: Letters) {
        if !byte.is_ascii() {
            self.beyond = true;
            return;
        }
        self.ascii |= 1 << byte;
        if letters == Letters::AnyCase {
            self.ascii |= 1 << byte.to_ascii_uppercase();
        }
    }

    fn add_set(&mut self, set: &Set) {
        self.ascii |= set.ascii();
        self.beyond |= set.goes_beyond_ascii();
    }

    /// Are they letters, digits and underscores of ASCII?
    fn are_of_words(&self) -> bool {
        let words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        let words = words.iter().fold(0, |words, (first, last)| words | of_ascii(*first, *last));
        !self.any && !self.beyond && self.ascii & !words == 0
    }

    /// The same, to be looked up. Of a character it is the first byte.
    fn table(&self, letters: Letters) -> [bool; 256] {
        let begins = |byte: usize| letters == Letters::Lower || !(0x80..0xC0).contains(&byte);
        std::array::from_fn(|byte| begins(byte) && self.has(byte as u8))
    }
}

impl Program {
    /// The same program, once all its steps are there.
    pub(super) fn opened(mut self) -> Program {
        for way in 0..self.ways.len() {
            self.ways[way].1 = self.openers(self.ways[way].0);
        }
        let first = self.openers(0);
        self.begins_word = matches!(self.steps[0], Step::Boundary { .. }) && first.are_of_words();
        self.start = (!first.any).then(|| Box::new(first.table(self.letters)));
        self
    }

    /// What may come next where the walk stands at `step`.
    fn openers(&self, step: u32) -> Openers {
        let mut openers = Openers::default();
        let mut seen = vec![false; self.steps.len()];
        let mut ahead = vec![step];
        while let Some(step) = ahead.pop() {
            if std::mem::replace(&mut seen[step as usize], true) {
                continue;
            }
            match self.steps[step as usize] {
                Step::Bytes { from, .. } => openers.add_byte(self.bytes[from as usize], self.letters),
                Step::One(set) => openers.add_set(&self.sets[set as usize]),
                Step::Run { set, times } => {
                    openers.add_set(&self.sets[set as usize]);
                    ahead.extend((times.least == 0).then_some(step + 1));
                }
                Step::Either(first, second) => ahead.extend([first, second]),
                Step::Go(step) => ahead.push(step),
                Step::Ways { from, count } => {
                    let ways = &self.ways[from as usize..(from + count) as usize];
                    ahead.extend(ways.iter().map(|(step, _)| *step));
                }
                Step::Start | Step::Boundary { .. } => ahead.push(step + 1),
                Step::End | Step::Match => openers.any = true,
            }
        }
        openers
    }
}
