//! What stands in every match of a pattern: literals, or no more than bytes, wherever in it they stand.
//!
//! A pattern with an alternative that has no literal of some length is still tried on no text that lacks a letter of it:
//! `błąd` on none of ASCII, though it may hold a `b`. The build reads this file too.

use std::cmp::Reverse;

/// A literal of fewer bytes is found in nearly every text.
pub(super) const SHORTEST: usize = 3;

/// One of these stands in every match. Letters of ASCII and, without regard to case, Cyrillic ones are in lower case.
pub(super) type OneOf = Vec<Vec<u8>>;

/// So many sets of bytes are told apart.
const APART: usize = 64;

/// What stands in every match of a pattern: one of the literals, or the bytes of one of those that are scattered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) literals: OneOf,
    /// Of these the bytes alone are looked for.
    pub(super) scattered: OneOf,
}

impl Set {
    /// One of these literals; `None` where one is empty, and so stands anywhere.
    pub(super) fn of_literals(mut literals: OneOf) -> Option<Set> {
        literals.sort_by_key(Vec::len);
        let mut kept = OneOf::new();
        for literal in literals {
            // What holds another one of them tells no more than that does.
            let holds = |known: &Vec<u8>| literal.windows(known.len().max(1)).any(|window| window == known.as_slice());
            if literal.is_empty() {
                return None;
            }
            if !kept.iter().any(holds) {
                kept.push(literal);
            }
        }
        Some(Set { literals: kept, ..Set::default() })
    }

    /// One of any of the sets.
    pub(super) fn united(sets: Vec<Set>) -> Option<Set> {
        let apart = sets.into_iter().map(|set| (set.literals, set.scattered));
        let (literals, scattered): (Vec<OneOf>, Vec<OneOf>) = apart.unzip();
        Some(Set { scattered: scattered.concat(), ..Set::of_literals(literals.concat())? })
    }

    pub(super) fn len(&self) -> usize {
        self.literals.len() + self.scattered.len()
    }

    /// The more is looked for, the fewer are found in most texts and the fewer there are to look for, the more a set is worth.
    pub(super) fn worth(&self) -> (usize, Reverse<usize>, Reverse<usize>) {
        let literals = self.literals.iter().map(|literal| match literal.len() {
            length @ SHORTEST.. => length.min(6),
            _ => worth_scattered(literal),
        });
        let each = literals.chain(self.scattered.iter().map(|bytes| worth_scattered(bytes)));
        let weak = each.clone().filter(|worth| *worth < SHORTEST).count();
        (each.min().unwrap_or(0), Reverse(weak), Reverse(self.len()))
    }

    /// The same, with the literals that are too short among what is scattered.
    pub(super) fn sorted(self) -> Set {
        let (literals, short): (OneOf, OneOf) = self.literals.into_iter().partition(|it| it.len() >= SHORTEST);
        let short = short.into_iter().map(in_order);
        Set { literals, scattered: least(self.scattered.into_iter().chain(short).collect()) }
    }
}

/// Most texts hold any two letters, and few hold one that is not of ASCII.
fn worth_scattered(bytes: &[u8]) -> usize {
    if bytes.is_ascii() { bytes.len().min(SHORTEST - 1) } else { SHORTEST }
}

/// The bytes of one of these are in every match; empty where nothing is known. Each is in order and holds a byte once.
#[derive(Clone, Debug, Default)]
pub(super) struct Held(OneOf);

impl Held {
    /// Of what is one of `literals`.
    pub(super) fn one_of(literals: &[Vec<u8>]) -> Held {
        Held::of(literals.iter().map(|literal| in_order(literal.clone())).collect())
    }

    /// Of a letter that may be written in several ways, where it is known how they begin: with the same byte in either case,
    /// but for `å`, `ß` and `ÿ`. What `ı` is in the other case is a matter of taste. Signs have no case, but for letters in
    /// circles.
    pub(super) fn by_first_byte(letter: char) -> Held {
        let is_plain = match letter {
            'å' => return Held::either_byte([0xC3, 0xE2]),
            'ß' => return Held::either_byte([0xC3, 0xE1]),
            'ÿ' => return Held::either_byte([0xC3, 0xC5]),
            '\0'..='\x7f' => !letter.is_ascii_uppercase(),
            'à'..='þ' => true,
            'Ā'..='ž' => !matches!(letter, 'İ' | 'ı' | 'Ŀ' | 'ŀ' | 'ŉ' | 'Ÿ'),
            '‐'..='‧' | '←'..='⒵' | '─'..='⯿' | '\u{1f300}'..='\u{1faff}' => true,
            _ => false,
        };
        if is_plain { Held(vec![letter.encode_utf8(&mut [0; 4]).as_bytes()[..1].to_vec()]) } else { Held::default() }
    }

    fn either_byte(bytes: [u8; 2]) -> Held {
        Held(bytes.map(|byte| vec![byte]).to_vec())
    }

    /// Of what is one of `parts`.
    pub(super) fn either(parts: impl Iterator<Item = Held>) -> Held {
        let known = parts.map(|part| Some(part.0).filter(|sets| !sets.is_empty()));
        known.collect::<Option<Vec<OneOf>>>().map_or_else(Held::default, |parts| Held::of(parts.concat()))
    }

    /// Of this with `next` behind it.
    pub(super) fn and(self, next: Held) -> Held {
        match (self.0.len(), next.0.len()) {
            (_, 0) => self,
            (0, _) => next,
            (first, second) if first * second <= APART => {
                let both = |a: &Vec<u8>| next.0.iter().map(|b| in_order([a.as_slice(), b].concat())).collect::<OneOf>();
                Held::of(self.0.iter().flat_map(both).collect())
            }
            (first, second) if first <= second => self,
            _ => next,
        }
    }

    /// What may hold nothing at all tells nothing, nor does what is one of very many.
    fn of(sets: OneOf) -> Held {
        let least = least(sets);
        if least.len() > APART || least.first().is_some_and(Vec::is_empty) { Held::default() } else { Held(least) }
    }

    /// As a set; `None` where nothing is known.
    pub(super) fn set(self) -> Option<Set> {
        (!self.0.is_empty()).then_some(Set { literals: OneOf::new(), scattered: self.0 })
    }
}

/// Without those that hold all bytes of another one: where they are, that one is.
fn least(mut sets: OneOf) -> OneOf {
    sets.sort_by_key(Vec::len);
    let mut kept = OneOf::new();
    for bytes in sets {
        let holds = |known: &Vec<u8>| known.iter().all(|byte| bytes.contains(byte));
        if !kept.iter().any(holds) {
            kept.push(bytes);
        }
    }
    kept
}

fn in_order(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.sort_unstable();
    bytes.dedup();
    bytes
}
