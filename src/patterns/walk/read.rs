//! From the syntax tree of a pattern to its steps.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, Flag, Flags, FlagsItemKind, GroupKind, Literal, LiteralKind, Repetition, RepetitionKind,
    RepetitionRange,
};

use super::named::Named;
use super::set::{Case, Set, lower, upper};
use super::{Program, Step, Times};
use crate::patterns::Letters;

/// A pattern of more steps than this is compiled.
const MOST: usize = 4_000;
/// As often as one likes.
const ENDLESS: u32 = u32::MAX;

/// How often a repetition repeats.
fn times_of(repetition: &Repetition) -> Times {
    let (least, most) = match &repetition.op.kind {
        RepetitionKind::ZeroOrOne => (0, 1),
        RepetitionKind::ZeroOrMore => (0, ENDLESS),
        RepetitionKind::OneOrMore => (1, ENDLESS),
        RepetitionKind::Range(RepetitionRange::Exactly(times)) => (*times, *times),
        RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (*least, ENDLESS),
        RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (*least, *most),
    };
    Times { least, most, greedy: repetition.greedy }
}

/// The steps of a pattern; `None` where it holds what a walk does not know.
pub(in crate::patterns) fn program(pattern: &str, letters: Letters) -> Option<Program> {
    let ast = Parser::new().parse(pattern).ok()?;
    let program = Program {
        letters,
        steps: Vec::new(),
        bytes: Vec::new(),
        sets: Vec::new(),
        ways: Vec::new(),
        start: None,
        begins_word: false,
    };
    let case = if letters == Letters::AnyCase { Case::Any } else { Case::Exact };
    let mut reader = Reader { program, case, of_unicode: letters == Letters::AnyCase };
    reader.read(&ast)?;
    reader.program.steps.push(Step::Match);
    Some(reader.program.opened())
}

struct Reader {
    program: Program,
    case: Case,
    of_unicode: bool,
}

impl Reader {
    /// Adds the steps of `ast`; tells whether it may match nothing at all.
    fn read(&mut self, ast: &Ast) -> Option<bool> {
        if self.program.steps.len() > MOST {
            return None;
        }
        match ast {
            Ast::Empty(_) => Some(true),
            Ast::Literal(literal) => self.literal(literal),
            Ast::Dot(_) => self.one(&Named::of([('\n', '\n')]), true),
            Ast::Assertion(assertion) => self.assertion(&assertion.kind),
            Ast::ClassPerl(class) => self.one(&Named::by_escape(class, self.of_unicode)?, class.negated),
            Ast::ClassBracketed(class) => self.one(&Named::in_brackets(class, self.of_unicode)?, class.negated),
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => match &group.kind {
                GroupKind::NonCapturing(flags) => self.flagged(flags, &group.ast),
                GroupKind::CaptureIndex(_) | GroupKind::CaptureName { .. } => self.read(&group.ast),
            },
            Ast::Alternation(alternation) => self.alternation(&alternation.asts),
            Ast::Concat(concat) => {
                let mut empty = true;
                let mut behind_literal = false;
                for part in &concat.asts {
                    empty &= self.read(part)?;
                    let is_literal = matches!(part, Ast::Literal(_));
                    if behind_literal && is_literal {
                        self.join();
                    }
                    behind_literal = is_literal;
                }
                Some(empty)
            }
            Ast::Flags(_) | Ast::ClassUnicode(_) => None,
        }
    }

    fn step(&mut self, step: Step) -> usize {
        self.program.steps.push(step);
        self.program.steps.len() - 1
    }

    fn here(&self) -> u32 {
        self.program.steps.len() as u32
    }

    fn flagged(&mut self, flags: &Flags, inner: &Ast) -> Option<bool> {
        let before = (self.case, self.of_unicode);
        let mut on = true;
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Negation => on = false,
                FlagsItemKind::Flag(Flag::CaseInsensitive) => self.case = if on { Case::Any } else { Case::Exact },
                FlagsItemKind::Flag(Flag::Unicode) => self.of_unicode = on,
                FlagsItemKind::Flag(_) => return None,
            }
        }
        // Bytes compare by the case that holds for the whole pattern.
        let is_class = matches!(inner, Ast::ClassBracketed(_));
        let same_case = self.case == before.0 || is_class;
        let same_script = self.of_unicode == before.1 || matches!(inner, Ast::Assertion(_));
        let read = if same_case && same_script { self.read(inner) } else { None };
        (self.case, self.of_unicode) = before;
        read
    }

    fn literal(&mut self, literal: &Literal) -> Option<bool> {
        let char = literal.c;
        if !char.is_ascii() && !matches!(literal.kind, LiteralKind::Verbatim) {
            return None;
        }
        if self.case == Case::Any && !char.is_ascii() && char < '\u{3000}' {
            let cases = [(lower(char), lower(char)), (upper(char), upper(char))];
            return self.one(&Named::of(cases), false);
        }
        let from = self.program.bytes.len() as u32;
        let mut bytes = [0; 4];
        let folded = if self.case == Case::Any { char.to_ascii_lowercase() } else { char };
        self.program.bytes.extend(folded.encode_utf8(&mut bytes).as_bytes());
        let length = char.len_utf8() as u32;
        self.step(Step::Bytes { from, length });
        Some(false)
    }

    /// Two literals that follow each other are one.
    fn join(&mut self) {
        if let [.., Step::Bytes { from, length: first }, Step::Bytes { length: second, .. }] = self.program.steps[..] {
            self.program.steps.truncate(self.program.steps.len() - 2);
            self.step(Step::Bytes { from, length: first + second });
        }
    }

    fn one(&mut self, named: &Named, negated: bool) -> Option<bool> {
        let set = Set::new(named, self.program.letters, self.case)?;
        self.program.sets.push(if negated { set.negated() } else { set });
        let set = self.program.sets.len() as u32 - 1;
        self.step(Step::One(set));
        Some(false)
    }

    fn assertion(&mut self, kind: &AssertionKind) -> Option<bool> {
        let step = match kind {
            AssertionKind::StartLine | AssertionKind::StartText => Step::Start,
            AssertionKind::EndLine | AssertionKind::EndText => Step::End,
            AssertionKind::WordBoundary => Step::Boundary { of_unicode: self.of_unicode },
            _ => return None,
        };
        self.step(step);
        Some(true)
    }

    fn alternation(&mut self, parts: &[Ast]) -> Option<bool> {
        let from = self.program.ways.len() as u32;
        let count = parts.len() as u32;
        self.program.ways.resize_with((from + count) as usize, Default::default);
        self.step(Step::Ways { from, count });
        let mut empty = false;
        let mut ends = Vec::new();
        for (way, part) in (from as usize..).zip(parts) {
            self.program.ways[way].0 = self.here();
            empty |= self.read(part)?;
            ends.push(self.step(Step::Match));
        }
        let here = self.here();
        ends.into_iter().for_each(|end| self.program.steps[end] = Step::Go(here));
        Some(empty)
    }

    fn repetition(&mut self, repetition: &Repetition) -> Option<bool> {
        let times = times_of(repetition);
        let Times { least, most, greedy } = times;
        // Where there may be none, the walk goes on at the end instead.
        let start = self.step(Step::Go(self.here() + 1));
        let empty = self.read(&repetition.ast)?;
        if let (true, Some(Step::One(set))) =
            (self.program.steps.len() == start + 2, self.program.steps.last().copied())
        {
            self.program.steps.truncate(start);
            self.step(Step::Run { set, times });
            return Some(least == 0);
        }
        if (most == ENDLESS && empty) || most == 0 || least as usize > MOST {
            return None;
        }
        for _ in 1..least {
            self.read(&repetition.ast)?;
        }
        let mut eithers = if least == 0 { vec![start] } else { Vec::new() };
        if most == ENDLESS {
            if least > 0 {
                eithers.push(self.step(Step::Match));
                self.read(&repetition.ast)?;
            }
            self.step(Step::Go(eithers[0] as u32));
        } else {
            for _ in least.max(1)..most {
                eithers.push(self.step(Step::Match));
                self.read(&repetition.ast)?;
            }
        }
        for either in eithers {
            self.program.steps[either] = self.either(either as u32 + 1, greedy);
        }
        Some(empty || least == 0)
    }

    /// On at `inner`, or behind all that is there.
    fn either(&self, inner: u32, greedy: bool) -> Step {
        if greedy { Step::Either(inner, self.here()) } else { Step::Either(self.here(), inner) }
    }
}
