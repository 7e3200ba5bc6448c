//! What every match of a pattern must hold.
//!
//! The build reads this file too, and finds it for the patterns of `rules/` ([`super::known`]).
//!
//! Patterns are read by a small reader of their own: a full parser takes ten times as long as everything else that is
//! done with most of them. What it does not know it asks nothing of.

use std::cmp::Reverse;

use super::Letters;
use super::sets::{Held, OneOf, SHORTEST, Set};

/// So many literals are written out where alternatives follow each other.
const CROSSED: usize = 16;
/// So many literals stand for one alternation.
const UNITED: usize = 64;
/// More characters than this are no letter spelled in several ways.
const SPELLINGS: usize = 4;
/// So many sets are asked for, the best ones.
const ASKED: usize = 3;

/// The number of a pattern among ours, by FNV-1a. Of those of others, one in 10^15 may have the number of one of ours; the
/// build asserts that ours differ.
pub(super) fn hash_of(pattern: &str, letters: Letters) -> u64 {
    let bytes = std::iter::once(letters as u8).chain(pattern.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// What every match of `pattern` must hold: one of each of these sets. Empty where nothing can be told.
pub(super) fn needs(pattern: &str, letters: Letters) -> Vec<Set> {
    let mut reader = Reader { rest: pattern, letters, depth: 0 };
    let read = reader.alternatives().filter(|_| reader.rest.is_empty());
    let mut sets = read.map(Part::sets).unwrap_or_default();
    sets.sort_by_key(|set| Reverse(set.worth()));
    sets.dedup();
    // Where nothing is worth much, one set is.
    let worthy = sets.partition_point(|set| set.worth().0 >= SHORTEST);
    sets.truncate(worthy.clamp(1, ASKED));
    sets.into_iter().map(Set::sorted).collect()
}

/// What a part of a pattern must hold.
#[derive(Default)]
struct Part {
    /// Everything that it matches, where that is little.
    exact: Option<OneOf>,
    /// Else sets of which each has one in every match,
    sets: Vec<Set>,
    /// and the bytes that are in every match.
    held: Held,
}

impl Part {
    fn exact(literals: OneOf) -> Part {
        Part { exact: Some(literals), ..Part::default() }
    }

    fn held(&self) -> Held {
        self.exact.as_deref().map_or_else(|| self.held.clone(), Held::one_of)
    }

    fn sets(self) -> Vec<Set> {
        let held = self.held().set();
        held.into_iter().chain(self.sets).chain(self.exact.and_then(Set::of_literals)).collect()
    }
}

/// Groups within groups are read to this depth.
const DEEPEST: usize = 40;

/// Reads a pattern from left to right; `None` where it meets what it does not know.
struct Reader<'p> {
    rest: &'p str,
    letters: Letters,
    depth: usize,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Option<Part> {
        let mut parts = vec![self.sequence()?];
        while self.eat("|") {
            parts.push(self.sequence()?);
        }
        if parts.len() > 1 { Some(alternation(parts)) } else { parts.pop() }
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut run = Run::default();
        loop {
            run.letters(self.plain_letters());
            let Some(next) = self.rest.chars().next().filter(|next| !matches!(next, '|' | ')')) else { break };
            self.rest = &self.rest[next.len_utf8()..];
            let mut part = self.atom(next)?;
            while let Some((least, most)) = self.times()? {
                part = repeated(part, least, most);
            }
            run.push(part);
        }
        Some(run.end())
    }

    /// The letters of ASCII that come next, each by itself and once.
    fn plain_letters(&mut self) -> &str {
        let bytes = self.rest.as_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b',' | b':');
        let mut length = bytes.iter().take_while(|byte| is_plain(byte)).count();
        if matches!(bytes.get(length), Some(b'?' | b'*' | b'+' | b'{')) {
            length = length.saturating_sub(1);
        }
        let (plain, rest) = self.rest.split_at(length);
        self.rest = rest;
        plain
    }

    fn atom(&mut self, first: char) -> Option<Part> {
        match first {
            '(' => self.group(),
            '[' => self.class(),
            '\\' => self.escape(),
            '.' => Some(Part::default()),
            '^' | '$' => Some(Part::exact(vec![Vec::new()])),
            '*' | '+' | '?' | '{' => None,
            letter => Some(self.letter(letter)),
        }
    }

    /// A letter that can be written in several ways is a gap, in which its first byte may stand for certain.
    fn letter(&self, letter: char) -> Part {
        if self.letters == Letters::AnyCase && !is_spelled_once(letter) {
            return Part { held: Held::by_first_byte(letter), ..Part::default() };
        }
        let mut lower = letter.to_lowercase();
        let lower = if self.letters == Letters::AnyCase { lower.next() } else { Some(letter.to_ascii_lowercase()) };
        let mut bytes = [0; 4];
        Part::exact(vec![lower.unwrap_or(letter).encode_utf8(&mut bytes).as_bytes().to_vec()])
    }

    fn group(&mut self) -> Option<Part> {
        if self.eat("?P<") {
            self.rest = self.rest.split_once('>')?.1;
        }
        let known = self.eat("?:") || self.eat("?-u:") || self.eat("?-i:") || !self.rest.starts_with('?');
        if !known || self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let inner = self.alternatives()?;
        self.depth -= 1;
        self.eat(")").then_some(inner)
    }

    /// `[ae]` is one of its letters; larger classes are gaps.
    fn class(&mut self) -> Option<Part> {
        if self.rest.starts_with([']', '^']) && self.rest.trim_start_matches('^').starts_with(']') {
            return None;
        }
        let end = self.rest.char_indices().skip(1).find(|(_, char)| *char == ']').map(|(at, _)| at)?;
        let inner = &self.rest[..end];
        if inner.contains(['[', '\\']) {
            return self.large_class();
        }
        self.rest = &self.rest[end + 1..];
        if inner.starts_with('^') || inner.contains(['-', '&', '~']) {
            return Some(Part::default());
        }
        let spelled = |char: char| self.letter(char).exact;
        let few = inner.chars().count() <= SPELLINGS;
        let spellings: Option<Vec<OneOf>> = if few { inner.chars().map(spelled).collect() } else { None };
        let held = Held::either(inner.chars().map(Held::by_first_byte));
        Some(Part { exact: spellings.map(|spellings| spellings.concat()), held, ..Part::default() })
    }

    /// One with classes or escapes in it.
    fn large_class(&mut self) -> Option<Part> {
        let mut depth = 1;
        let mut escaped = false;
        for (at, byte) in self.rest.bytes().enumerate() {
            match byte {
                _ if std::mem::take(&mut escaped) => {}
                b'\\' => escaped = true,
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &self.rest[at + 1..];
                return Some(Part::default());
            }
        }
        None
    }

    fn escape(&mut self) -> Option<Part> {
        let escaped = self.rest.chars().next()?;
        self.rest = &self.rest[escaped.len_utf8()..];
        match escaped {
            'b' | 'B' if !self.rest.starts_with('{') => Some(Part::exact(vec![Vec::new()])),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'n' | 't' => Some(Part::default()),
            'p' | 'P' if self.rest.starts_with('{') => {
                self.rest = &self.rest[self.rest.find('}')? + 1..];
                Some(Part::default())
            }
            mark if mark.is_ascii_punctuation() && !matches!(mark, '<' | '>') => Some(self.letter(mark)),
            ' ' => Some(self.letter(' ')),
            _ => None,
        }
    }

    /// How often the part before is repeated, at least and at most, where it is.
    fn times(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let signs = [("?", 0, Some(1)), ("*", 0, None), ("+", 1, None)];
        let sign = signs.into_iter().find(|(sign, ..)| self.eat(sign));
        let times = match sign {
            Some((_, least, most)) => (least, most),
            None if self.eat("{") => {
                let (inner, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
                (least.parse().ok()?, if most.is_empty() { None } else { Some(most.parse().ok()?) })
            }
            None => return Some(None),
        };
        self.eat("?");
        Some(Some(times))
    }

    fn eat(&mut self, sign: &str) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn repeated(part: Part, least: u32, most: Option<u32>) -> Part {
    match (least, most) {
        (0, Some(1)) => match part.exact {
            Some(exact) => Part::exact(exact.into_iter().chain([Vec::new()]).collect()),
            None => Part::default(),
        },
        (0, _) => Part::default(),
        _ => Part { exact: None, held: part.held(), sets: part.sets() },
    }
}

/// Is there one way only to write it in a text of which ASCII and Cyrillic are in lower case?
fn is_spelled_once(char: char) -> bool {
    matches!(char, '\0'..='\x7f' | 'Ѐ'..='џ' | '\u{3000}'..='\u{9fff}' | '가'..='힣')
}

/// Parts that follow each other.
struct Run {
    sets: Vec<Set>,
    /// The bytes that are held before the last parts.
    held: Held,
    /// What the last parts match, as long as that is little.
    last: OneOf,
    /// Is that everything?
    whole: bool,
}

impl Default for Run {
    fn default() -> Run {
        Run { sets: Vec::new(), held: Held::default(), last: vec![Vec::new()], whole: true }
    }
}

impl Run {
    fn letters(&mut self, letters: &str) {
        let lower = letters.bytes().map(|byte| byte.to_ascii_lowercase());
        self.last.iter_mut().for_each(|literal| literal.extend(lower.clone()));
    }

    fn push(&mut self, part: Part) {
        match part.exact.as_deref() {
            Some([only]) => self.last.iter_mut().for_each(|literal| literal.extend(only)),
            Some(next) if self.last.len() * next.len() <= CROSSED => self.last = crossed(&self.last, next),
            _ => {
                self.whole = false;
                self.sets.extend(part.sets);
                let next = part.exact.unwrap_or_else(|| vec![Vec::new()]);
                let last = std::mem::replace(&mut self.last, next);
                self.held = std::mem::take(&mut self.held).and(Held::one_of(&last)).and(part.held);
                self.sets.extend(Set::of_literals(last));
            }
        }
    }

    fn end(mut self) -> Part {
        if self.whole {
            return Part::exact(self.last);
        }
        let held = self.held.and(Held::one_of(&self.last));
        self.sets.extend(Set::of_literals(self.last));
        Part { exact: None, sets: self.sets, held }
    }
}

fn crossed(first: &[Vec<u8>], second: &[Vec<u8>]) -> OneOf {
    first.iter().flat_map(|a| second.iter().map(|b| [a.as_slice(), b].concat())).collect()
}

/// Everything that one of the parts matches, or the best set of each of them.
fn alternation(parts: Vec<Part>) -> Part {
    let lengths: Option<Vec<usize>> = parts.iter().map(|part| part.exact.as_ref().map(Vec::len)).collect();
    if lengths.is_some_and(|lengths| lengths.iter().sum::<usize>() <= UNITED) {
        return Part::exact(parts.into_iter().filter_map(|part| part.exact).flatten().collect());
    }
    let held = Held::either(parts.iter().map(Part::held));
    let best = parts.into_iter().map(|part| part.sets().into_iter().min_by_key(|set| Reverse(set.worth())));
    let best: Option<Vec<Set>> = best.collect();
    let united = best.filter(|sets| sets.iter().map(Set::len).sum::<usize>() <= UNITED).and_then(Set::united);
    Part { exact: None, sets: united.into_iter().collect(), held }
}

#[cfg(test)]
mod tests {
    use super::{Letters, needs};

    fn of(pattern: &str, letters: Letters) -> Vec<Vec<String>> {
        let text = |literal: Vec<u8>| String::from_utf8(literal).expect("the patterns here hold whole characters");
        let literals = needs(pattern, letters).into_iter().map(|set| set.literals.into_iter().map(text).collect());
        literals.filter(|literals: &Vec<String>| !literals.is_empty()).collect()
    }

    #[test]
    fn a_pattern_needs_what_stands_around_its_gaps() {
        assert_eq!(of(r"\bcert(s|\.x)?.{0,40}expired", Letters::Lower), [["expired"], ["cert"]]);
        assert_eq!(of(r"(the |a )?(root|main) cause\b", Letters::Lower), [["root cause", "main cause"]]);
        assert_eq!(of(r"(\w+ (foo|quux)|bar)+", Letters::Lower), [["bar", " foo", " quux"]]);
        assert!(of(r"\w+|disk", Letters::Lower).is_empty());
        assert!(of(r"(disk)*", Letters::Lower).is_empty());
        assert!(of("a[bc]?", Letters::Lower).is_empty());
    }

    #[test]
    fn what_has_no_literal_needs_bytes() {
        let bytes =
            |pattern: &str| needs(pattern, Letters::AnyCase).into_iter().map(|set| set.scattered).collect::<Vec<_>>();
        assert_eq!(bytes(r"^[^a-z]*\{\{[^}]*\}"), [[b"{}"]]);
        assert_eq!(bytes("caíd?"), [[b"ac\xC3"]]);
        assert_eq!(bytes("[a-z]ö[a-z]"), [[[0xC3]]]);
        assert_eq!(bytes("bł(ąd|ęd[a-z]*)")[0], [b"bd\xC4\xC5"]);
        assert_eq!(bytes("på"), [[b"p\xC3", b"p\xE2"]]);
        assert_eq!(bytes("-+|x+"), [[b"-", b"x"]]);
        assert!(bytes("(ı|a)b?").is_empty());
        assert!(bytes(r"\w+|-").is_empty());
        assert!(needs("a{{disk", Letters::AnyCase).is_empty());
    }

    #[test]
    fn of_alternatives_some_have_a_literal_and_the_others_bytes() {
        let [set] = &needs("(løst|rettet|ok)[a-z]", Letters::AnyCase)[..] else { panic!("one set") };
        assert_eq!(set.literals, [b"rettet"]);
        assert_eq!(set.scattered, [b"ko".to_vec(), b"lst\xC3".to_vec()]);
    }

    #[test]
    fn a_letter_with_two_cases_beyond_ascii_is_a_gap() {
        assert_eq!(of("Ausgelöste", Letters::AnyCase), [["ausgel"], ["ste"]]);
        assert_eq!(of("ausgelöst", Letters::Lower), [["ausgelöst"]]);
        assert_eq!(of("根本原因(は|が)", Letters::AnyCase), [["根本原因は", "根本原因が"]]);
        assert_eq!(of("때문에", Letters::AnyCase), [["때문에"]]);
        assert_eq!(of("Причин[аы]", Letters::AnyCase), [["причина", "причины"]]);
    }
}
