//! A pattern that is walked along a text as it is written, with nothing compiled.
//!
//! Most patterns are tried on a few sentences, of which each is over before an automaton would be built. What is taken here
//! is the common part of the syntax; what a walk does not know, or what takes it too long, is left to the regex engine, of
//! which every answer is the same.

mod named;
mod openers;
mod read;
mod set;

use std::cell::RefCell;
use std::ops::Range;

use super::Letters;
use openers::Openers;
pub(super) use read::program;
use set::{Set, is_word_at, is_word_before};

/// A walk of more steps than this on one text is given up: there are texts on which it would never end.
pub(super) const LONGEST: u32 = 10_000;

/// A pattern, as steps along a text.
#[derive(Debug)]
pub(super) struct Program {
    letters: Letters,
    steps: Vec<Step>,
    /// The bytes of all literals; in lower case where case does not matter.
    bytes: Vec<u8>,
    sets: Vec<Set>,
    /// The ways that alternatives begin, and the bytes that may come next on each.
    ways: Vec<(u32, Openers)>,
    /// A match begins with one of these bytes; `None` where it may be empty.
    start: Option<Box<[bool; 256]>>,
    /// A match begins where a word does, with its first letter.
    begins_word: bool,
}

/// What is asked of the text where the walk stands.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// These bytes come next.
    Bytes {
        from: u32,
        length: u32,
    },
    /// A character of this set comes next.
    One(u32),
    /// Characters of this set come next.
    Run {
        set: u32,
        times: Times,
    },
    /// The walk goes on at the first, or else at the second.
    Either(u32, u32),
    Go(u32),
    /// The walk goes on at the first of these ways, or else at the next.
    Ways {
        from: u32,
        count: u32,
    },
    Start,
    End,
    /// A letter, digit or underscore stands on one side only: of any script, or of ASCII.
    Boundary {
        of_unicode: bool,
    },
    Match,
}

/// How often something comes.
#[derive(Clone, Copy, Debug)]
struct Times {
    least: u32,
    most: u32,
    /// Rather often than seldom.
    greedy: bool,
}

/// Where the walk may go on when it has lost its way.
enum Choice {
    At {
        step: u32,
        at: usize,
    },
    /// Behind a run that takes one character less, as long as it ends behind `least`.
    Less {
        step: u32,
        at: usize,
        least: usize,
    },
    /// Behind a run that takes one character of `set` more, as long as there are any `left`.
    More {
        step: u32,
        at: usize,
        set: u32,
        left: u32,
    },
}

/// A match, and the number of steps that it took.
type Found = (Option<Range<usize>>, u32);

thread_local! {
    /// Those of one walk, whose room the next takes over.
    static CHOICES: RefCell<Vec<Choice>> = const { RefCell::new(Vec::new()) };
}

/// It took too long.
#[derive(Debug)]
pub(super) struct TooLong;

impl Program {
    /// The first match that begins at `from` or behind it, and the number of steps that it took.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Result<Found, TooLong> {
        CHOICES.with_borrow_mut(|choices| self.find_with(choices, text, from))
    }

    fn find_with(&self, choices: &mut Vec<Choice>, text: &[u8], from: usize) -> Result<Found, TooLong> {
        let mut walk = Walk { program: self, text, choices, taken: 0 };
        let is_anchored = matches!(self.steps[0], Step::Start);
        let text = if is_anchored { &text[..text.len().min(from + 1)] } else { text };
        let mut start = from;
        while let Some(next) = self.next_start(text, start) {
            if let Some(end) = walk.end_from(next)? {
                return Ok((Some(next..end), walk.taken));
            }
            start = next + 1;
        }
        // Every byte at which no match could begin was looked at as well.
        Ok((None, walk.taken + (text.len().saturating_sub(from) / 8) as u32))
    }

    /// Where a match may begin, at `from` or behind it.
    fn next_start(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut from = from;
        let Some(opens) = &self.start else {
            while self.is_within(text, from) {
                from += 1;
            }
            return (from <= text.len()).then_some(from);
        };
        loop {
            let rest = text.get(from..)?;
            let at = from + rest.iter().position(|byte| opens[usize::from(*byte)])?;
            if !self.begins_word || at == 0 || !is_of_word(text.get(at - 1)) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    /// Does `at` stand within a character?
    fn is_within(&self, text: &[u8], at: usize) -> bool {
        self.letters == Letters::AnyCase && text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80)
    }
}

/// One walk along one text.
struct Walk<'p> {
    program: &'p Program,
    text: &'p [u8],
    choices: &'p mut Vec<Choice>,
    taken: u32,
}

impl Walk<'_> {
    /// Where the match that begins at `start` ends.
    fn end_from(&mut self, start: usize) -> Result<Option<usize>, TooLong> {
        self.choices.clear();
        let mut here = Some((0, start));
        while let Some((step, at)) = here {
            self.taken += 1;
            if self.taken > LONGEST {
                return Err(TooLong);
            }
            if matches!(self.program.steps[step as usize], Step::Match) {
                return Ok(Some(at));
            }
            here = self.next(step, at).or_else(|| self.choice());
        }
        Ok(None)
    }

    /// Where the walk goes on from `step`; `None` where the text is another.
    fn next(&mut self, step: u32, at: usize) -> Option<(u32, usize)> {
        let program = self.program;
        let ahead = self.text.get(at);
        let stays = |holds: bool| holds.then_some((step + 1, at));
        match program.steps[step as usize] {
            Step::Bytes { from, length } => {
                let literal = &program.bytes[from as usize..(from + length) as usize];
                self.has(literal, at).then_some((step + 1, at + literal.len()))
            }
            Step::One(set) => Some((step + 1, program.sets[set as usize].past(self.text, at)?)),
            Step::Run { set, times } => self.run((step, at), set, times),
            Step::Either(first, second) => {
                self.choices.push(Choice::At { step: second, at });
                Some((first, at))
            }
            Step::Go(step) => Some((step, at)),
            Step::Ways { from, count } => {
                let ways = &program.ways[from as usize..(from + count) as usize];
                for (step, _) in ways.iter().rev().filter(|(_, openers)| openers.may_open(ahead)) {
                    self.choices.push(Choice::At { step: *step, at });
                }
                None
            }
            Step::Start => stays(at == 0),
            Step::End => stays(at == self.text.len()),
            Step::Boundary { of_unicode } => {
                let before = at.checked_sub(1).and_then(|before| self.text.get(before));
                let known = |byte: Option<&u8>| !of_unicode || byte.is_none_or(u8::is_ascii);
                let is_word_before = if known(before) { is_of_word(before) } else { is_word_before(self.text, at) };
                let is_word_ahead = if known(ahead) { is_of_word(ahead) } else { is_word_at(self.text, at) };
                stays(is_word_before != is_word_ahead)
            }
            Step::Match => None,
        }
    }

    fn has(&self, literal: &[u8], at: usize) -> bool {
        let there = self.text.get(at..at + literal.len());
        there.is_some_and(|there| match self.program.letters {
            Letters::AnyCase => there.eq_ignore_ascii_case(literal),
            Letters::Lower => there == literal,
        })
    }

    /// Takes a run from `here` on, and keeps the other lengths that it may have for later.
    fn run(&mut self, here: (u32, usize), set: u32, times: Times) -> Option<(u32, usize)> {
        let (step, start) = here;
        let Times { least, most, greedy } = times;
        let characters = &self.program.sets[set as usize];
        let mut at = start;
        for _ in 0..least {
            at = characters.past(self.text, at)?;
        }
        let step = step + 1;
        if !greedy {
            if most > least {
                self.choices.push(Choice::More { step, at, set, left: most - least });
            }
            return Some((step, at));
        }
        let shortest = at;
        for _ in least..most {
            let Some(past) = characters.past(self.text, at) else { break };
            at = past;
        }
        self.taken += ((at - start) / 8) as u32;
        if at > shortest {
            self.choices.push(Choice::Less { step, at, least: shortest });
        }
        Some((step, at))
    }

    /// The last choice that is left.
    fn choice(&mut self) -> Option<(u32, usize)> {
        loop {
            match self.choices.pop()? {
                Choice::At { step, at } => return Some((step, at)),
                Choice::Less { step, at, least } => {
                    let mut at = at - 1;
                    while self.program.is_within(self.text, at) {
                        at -= 1;
                    }
                    if at > least {
                        self.choices.push(Choice::Less { step, at, least });
                    }
                    return Some((step, at));
                }
                Choice::More { step, at, set, left } => {
                    let Some(at) = self.program.sets[set as usize].past(self.text, at) else { continue };
                    if left > 1 {
                        self.choices.push(Choice::More { step, at, set, left: left - 1 });
                    }
                    return Some((step, at));
                }
            }
        }
    }
}

fn is_of_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
