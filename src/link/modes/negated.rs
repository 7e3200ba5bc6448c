//! What stands under a "not" of its clause.

use std::ops::Range;

use serde::Deserialize;

use crate::patterns::Patterns;

/// How a text says that something was not so, from `rules/linking.yml`.
///
/// A pattern of a failure mode leaves room between its words, and a "not" may stand there. Whether the pattern means it is
/// seen by leaving it out: "was not renewed" is told by its "not", and without it by nothing; "the disk was not full" would
/// be told without it as well, so it is denied.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Negations {
    /// The negators of what a clause says of its subject, with the blank before them.
    verbs: Patterns,
    /// Those of a subject, with the blank behind them: "no disk was full".
    subjects: Patterns,
    /// Where a negator reaches no further.
    ends: Patterns,
    /// Behind a negator: it denies nothing, or says that something was lacking.
    spared: Patterns,
}

/// A negator reaches no further than so many characters.
const REACH: usize = 70;

/// What a negator denies as the subject begins no further behind it than this many words.
const SUBJECT: usize = 2;

/// A negator in a part of a text.
pub(super) struct Negation {
    /// The negator itself.
    word: Range<usize>,
    /// What it denies ends here.
    end: usize,
    /// What it denies begins before this.
    before: usize,
    /// Does it deny a subject?
    of_subject: bool,
}

impl Negations {
    /// All of a part of a text in lower case, in the order of the text.
    pub(super) fn of(&self, part: &str) -> Vec<Negation> {
        let verbs = self.verbs.find_iter(part).map(|word| (word, false));
        let subjects = self.subjects.find_iter(part).map(|word| (word, true));
        let reached = |(word, of_subject): (Range<usize>, bool)| {
            let behind = window(&part[word.end..]);
            if self.spared.is_match(behind) {
                return None;
            }
            let end = word.end + self.ends.find(behind).map_or(behind.len(), |end| end.start);
            let second = || behind.match_indices(' ').nth(SUBJECT - 1).map_or(end, |(at, _)| word.end + at);
            let before = if of_subject { second().min(end) } else { end };
            Some(Negation { word, end, before, of_subject })
        };
        let mut all: Vec<Negation> = verbs.chain(subjects).filter_map(reached).collect();
        all.sort_by_key(|negation| negation.word.start);
        all
    }
}

/// As much of a text as a negator before it reaches.
fn window(behind: &str) -> &str {
    let end = behind.char_indices().nth(REACH).map_or(behind.len(), |(at, _)| at);
    &behind[..end]
}

/// What is denied of a part of a text where something was found at `found`; `finds` looks for it in another text. The
/// `negations` are those of the part.
pub(super) fn denied(
    negations: &[Negation],
    part: &str,
    found: &Range<usize>,
    finds: impl Fn(&str) -> Option<Range<usize>>,
) -> Option<Range<usize>> {
    // What begins with a denied subject is denied as a whole: "no mail was lost, all of them came late".
    let end = |negation: &Negation| match negation.of_subject && found.start >= negation.word.start {
        true => negation.end.max(found.end),
        false => negation.end,
    };
    let reaches = |negation: &Negation| {
        found.start < negation.before && found.end > negation.word.end && found.end <= end(negation)
    };
    let is_needless = |negation: &Negation| {
        let word = &negation.word;
        let start = found.start.min(word.start);
        let without = format!("{}{}", &part[start..word.start], &part[word.end..end(negation)]);
        finds(&without).is_some_and(|found| found.end > word.start - start)
    };
    let denying = negations.iter().find(|negation| reaches(negation) && is_needless(negation))?;
    Some(denying.word.start..end(denying))
}

/// Where a denial ends that stands at `denied` in a sentence with these `negations`: as far as its negator reaches, if it has
/// one.
pub(super) fn reach(negations: &[Negation], denied: Range<usize>) -> usize {
    let from = negations.partition_point(|negation| negation.word.start + 1 < denied.start);
    let mut inside = negations[from..].iter().take_while(|negation| negation.word.start < denied.end);
    let negation = inside.find(|negation| negation.word.end <= denied.end && negation.end >= denied.end);
    negation.map_or(denied.end, |negation| negation.end)
}
