//! What every match of a pattern must hold.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::Letters;

/// A literal of fewer bytes is found in nearly every text.
pub(super) const SHORTEST: usize = 3;

/// One of these stands in every match. ASCII letters are in lower case, to be compared without regard to case.
pub(super) type OneOf = Vec<Vec<u8>>;

/// So many literals are written out where alternatives follow each other.
const CROSSED: usize = 16;
/// So many literals stand for one alternation.
const UNITED: usize = 64;
/// More characters than this are no letter spelled in several ways.
const SPELLINGS: usize = 4;
/// So many sets are asked for, the best ones.
const ASKED: usize = 3;

/// What every match of `pattern` must hold: one literal of each of the sets. Empty where nothing can be told.
pub(super) fn needs(pattern: &str, letters: Letters) -> Vec<OneOf> {
    let unicode = letters == Letters::AnyCase;
    let parsed = ParserBuilder::new().unicode(unicode).utf8(false).build().parse(pattern);
    let Ok(hir) = parsed else { return Vec::new() };
    let mut sets = Reader { letters }.read(&hir).sets();
    sets.sort_by_key(|set| std::cmp::Reverse(worth(set)));
    sets.dedup();
    sets.truncate(ASKED);
    sets
}

/// The longer the shortest literal and the fewer they are, the more a set is worth.
fn worth(set: &OneOf) -> (usize, std::cmp::Reverse<usize>) {
    let shortest = set.iter().map(Vec::len).min().unwrap_or(0);
    (shortest.min(6), std::cmp::Reverse(set.len()))
}

/// What a part of a pattern must hold.
#[derive(Default)]
struct Part {
    /// Everything that it matches, where that is little.
    exact: Option<OneOf>,
    /// Else sets of which each has one literal in every match.
    sets: Vec<OneOf>,
}

impl Part {
    fn exact(literals: OneOf) -> Part {
        Part { exact: Some(literals), sets: Vec::new() }
    }

    fn sets(self) -> Vec<OneOf> {
        let exact = self.exact.and_then(usable);
        self.sets.into_iter().chain(exact).collect()
    }
}

/// The set without literals that hold another one of it; `None` where a literal is too short to be looked for.
fn usable(mut literals: OneOf) -> Option<OneOf> {
    literals.sort_by_key(Vec::len);
    let mut kept: OneOf = Vec::new();
    for literal in literals {
        let holds = |known: &Vec<u8>| literal.windows(known.len().max(1)).any(|window| window == known.as_slice());
        if literal.len() < SHORTEST {
            return None;
        }
        if !kept.iter().any(holds) {
            kept.push(literal);
        }
    }
    Some(kept)
}

struct Reader {
    letters: Letters,
}

impl Reader {
    fn read(&self, hir: &Hir) -> Part {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Part::exact(vec![Vec::new()]),
            HirKind::Literal(literal) => self.literal(&literal.0),
            HirKind::Class(class) => self.class(class),
            HirKind::Repetition(repetition) => self.repetition(repetition),
            HirKind::Capture(capture) => self.read(&capture.sub),
            HirKind::Concat(parts) => concat(parts.iter().map(|part| self.read(part))),
            HirKind::Alternation(parts) => alternation(parts.iter().map(|part| self.read(part)).collect()),
        }
    }

    /// A letter that can be written in several ways is a gap.
    fn literal(&self, bytes: &[u8]) -> Part {
        if self.letters == Letters::Lower || bytes.is_ascii() {
            return Part::exact(vec![bytes.to_ascii_lowercase()]);
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Part::default() };
        let pieces = text.split_inclusive(|char| !has_one_case(char)).flat_map(|piece| {
            let end = piece.char_indices().next_back().filter(|(_, last)| !has_one_case(*last));
            let (kept, gap) = piece.split_at(end.map_or(piece.len(), |(at, _)| at));
            let gap = (!gap.is_empty()).then(Part::default);
            [Some(Part::exact(vec![kept.to_ascii_lowercase().into_bytes()])), gap].into_iter().flatten()
        });
        concat(pieces)
    }

    fn class(&self, class: &Class) -> Part {
        let chars: Option<Vec<Vec<u8>>> = match class {
            Class::Unicode(class) => {
                let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(SPELLINGS + 1);
                chars.map(|char| has_one_case(char).then(|| char.to_ascii_lowercase().to_string().into())).collect()
            }
            Class::Bytes(class) => {
                let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(SPELLINGS + 1);
                Some(bytes.map(|byte| vec![byte.to_ascii_lowercase()]).collect())
            }
        };
        chars.filter(|chars| !chars.is_empty() && chars.len() <= SPELLINGS).map(Part::exact).unwrap_or_default()
    }

    fn repetition(&self, repetition: &Repetition) -> Part {
        let sub = || self.read(&repetition.sub);
        match (repetition.min, repetition.max) {
            (0, Some(1)) => match sub().exact {
                Some(exact) => Part::exact(exact.into_iter().chain([Vec::new()]).collect()),
                None => Part::default(),
            },
            (0, _) => Part::default(),
            _ => Part { exact: None, sets: sub().sets() },
        }
    }
}

/// Without regard to case, is there one way only to write it, but for those of ASCII?
fn has_one_case(char: char) -> bool {
    let cjk = ('\u{3000}'..='\u{9fff}').contains(&char);
    char.is_ascii() || cjk
}

fn concat(parts: impl Iterator<Item = Part>) -> Part {
    let mut sets = Vec::new();
    let mut run: OneOf = vec![Vec::new()];
    let mut whole = true;
    for part in parts {
        match part.exact {
            Some(next) if run.len() * next.len() <= CROSSED => run = crossed(&run, &next),
            exact => {
                whole = false;
                sets.extend(part.sets);
                sets.extend(usable(std::mem::replace(&mut run, exact.unwrap_or_else(|| vec![Vec::new()]))));
            }
        }
    }
    if whole {
        return Part::exact(run);
    }
    sets.extend(usable(run));
    Part { exact: None, sets }
}

fn crossed(first: &OneOf, second: &OneOf) -> OneOf {
    first.iter().flat_map(|a| second.iter().map(|b| [a.as_slice(), b].concat())).collect()
}

/// Everything that one of the parts matches, or the best set of each of them.
fn alternation(parts: Vec<Part>) -> Part {
    let lengths: Option<Vec<usize>> = parts.iter().map(|part| part.exact.as_ref().map(Vec::len)).collect();
    if lengths.is_some_and(|lengths| lengths.iter().sum::<usize>() <= UNITED) {
        return Part::exact(parts.into_iter().filter_map(|part| part.exact).flatten().collect());
    }
    let best = parts.into_iter().map(|part| part.sets().into_iter().max_by_key(worth));
    let best: Option<Vec<OneOf>> = best.collect();
    let united = best.map(|sets| sets.concat()).filter(|set| set.len() <= UNITED).and_then(usable);
    Part { exact: None, sets: united.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::{Letters, needs};

    fn of(pattern: &str, letters: Letters) -> Vec<Vec<String>> {
        let text = |literal: Vec<u8>| String::from_utf8(literal).expect("the patterns here hold whole characters");
        needs(pattern, letters).into_iter().map(|set| set.into_iter().map(text).collect()).collect()
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
    fn a_letter_with_two_cases_beyond_ascii_is_a_gap() {
        assert_eq!(of("Ausgelöste", Letters::AnyCase), [["ausgel"], ["ste"]]);
        assert_eq!(of("ausgelöst", Letters::Lower), [["ausgelöst"]]);
        assert_eq!(of("根本原因(は|が)", Letters::AnyCase), [["根本原因が", "根本原因は"]]);
    }
}
