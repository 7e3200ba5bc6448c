//! What a document tells beside the facts of its incident: whether it asks the questions that a review asks.

use super::Text;

/// What the prose of a postmortem tells. Nothing of it is known of an incident that was written or exported as data.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Does it say who was hurt, and how?
    pub impact: bool,
    /// Does it ask who or what else was hurt, even if the answer is nobody?
    pub others: bool,
    /// Does it say that nothing is worth doing?
    pub declined: bool,
    /// Does it say how the incident was noticed?
    pub detection: bool,
    /// Sentences that tell of harm, in the order of the text: those of an impact section, those that say what else was
    /// hurt, and those entries of the time line in which something breaks.
    pub harm: Vec<Text>,
    /// What it says about alerts that failed people, in the order of the text.
    pub remarks: Vec<Remark>,
    /// Links to files, relative to the document's own folder.
    pub links: Vec<Text>,
    /// Those of them that lead nowhere.
    pub dead_links: Vec<Text>,
    /// What the document tells in two ways that do not agree.
    pub contradictions: Vec<Contradiction>,
    /// The answers under a heading of five whys, in the order of the text.
    pub whys: Vec<Text>,
    /// Was it written as data? Then nobody can ask for what only prose tells: a time line, a sentence about harm.
    pub is_data: bool,
}

/// A sentence about alerts that failed people.
#[derive(Clone, Debug)]
pub struct Remark {
    /// How they failed.
    pub kind: RemarkKind,
    /// The sentence.
    pub text: Text,
}

/// How an alert failed people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// It fired, and nobody was paged.
    Unheard,
    /// It was noisy, ignored or silenced.
    Distrusted,
}

/// What [`Contradiction::by`] calls front matter.
pub(crate) const FRONT_MATTER: &str = "in front matter";

/// The same fact, told in two ways.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// What is told: `severity`.
    pub what: &'static str,
    /// What says it otherwise: `in front matter`, `by the times`.
    pub by: &'static str,
    /// As that says it.
    pub declared: Text,
    /// As the text says it.
    pub told: Text,
}
