//! Reports on several incidents, each told in a section of its own that begins with its day: "### Search (minor)", "On 3 March
//! 2026, …".

use std::ops::Range;

use super::cues::CUES;
use super::document::{BlockKind, Document};
use super::times::{Day, stamps};
use super::topics::Topic;
use super::weight::says_why;

/// Fewer such sections side by side are steps of one incident.
const FEWEST: usize = 3;
/// A section begins with its day where no more bytes stand before it: "Also on Thursday, ".
const LEAD: usize = 24;

/// By section: does it tell of one of several incidents?
pub(super) fn told(document: &Document<'_>) -> Vec<bool> {
    let sections = &document.sections;
    let begun: Vec<bool> = (0..sections.len()).map(|at| begins_with_its_day(document, at)).collect();
    let beside = |at: usize| {
        let own = (sections[at].parent, sections[at].level);
        let from = sections[at].parent.map_or(0, |parent| parent + 1);
        let siblings = (from..sections.len()).take_while(|other| *other < FAR + from);
        siblings.filter(|other| begun[*other] && (sections[*other].parent, sections[*other].level) == own).count()
    };
    (0..sections.len()).map(|at| begun[at] && beside(at) >= FEWEST).collect()
}

/// So many sections behind their parent are looked at.
const FAR: usize = 64;

/// Do paragraphs alone stand below its heading, the first with a day at its beginning?
fn begins_with_its_day(document: &Document<'_>, section: usize) -> bool {
    let blocks = &document.blocks[document.sections[section].blocks.clone()];
    let Some((heading, told)) = blocks.split_first() else { return false };
    let prose = |kind: &BlockKind| matches!(kind, BlockKind::Paragraph);
    let dated = || {
        let found = told.first().map_or_else(Vec::new, |first| stamps(&first.text));
        found.first().is_some_and(|first| first.day != Day::Unsaid && first.range.start <= LEAD)
    };
    matches!(heading.kind, BlockKind::Heading { .. }) && told.iter().all(|block| prose(&block.kind)) && dated()
}

/// May a heading around it leave open what such a section tells of its incident?
pub(super) fn leaves_open(topic: Option<Topic>) -> bool {
    matches!(topic, None | Some(Topic::Timeline | Topic::Summary))
}

/// The sentences of a text, those joined with the one before that tell what came of it: `We changed the relay. This caused …`
pub(super) fn going_on(text: &str, sentences: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let words = &text[sentence.clone()];
        let refers = CUES.has("refers-back", words) && says_why(words);
        match joined.last_mut().filter(|_| refers) {
            Some(before) => before.end = sentence.end,
            None => joined.push(sentence),
        }
    }
    joined
}
