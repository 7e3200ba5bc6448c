//! Five whys: a chain whose last answer is the root and whose first is the symptom.

use std::collections::BTreeSet;

use super::cues::CUES;
use super::document::{BlockKind, COLON_LEVEL, Document};
use super::topics::{About, Topic};
use super::weight::is_aside;
use crate::model::Text;

/// A step of fewer words than this is a question without an answer.
const FEWEST: usize = 4;

/// The blocks, as indices into [`Document::blocks`], of chains of whys: what they begin with, and what leads on from there.
/// Their ends are the [`roots`].
pub(super) struct Steps {
    /// The symptoms, and what stands behind the last answer.
    pub(super) symptoms: BTreeSet<usize>,
    /// The answers on the way from the symptom to the root.
    pub(super) on_the_way: BTreeSet<usize>,
}

pub(super) fn steps(document: &Document<'_>, outline: &[About]) -> Steps {
    let mut steps = Steps { symptoms: BTreeSet::new(), on_the_way: BTreeSet::new() };
    for chain in chains(document, outline) {
        let last = last_answer(document, &chain);
        let end = chain.iter().position(|at| Some(*at) == last).unwrap_or(chain.len());
        for (step, at) in chain.into_iter().enumerate().filter(|(step, _)| *step != end) {
            let between = step < end && (step > 0 || gives_a_reason(document, at));
            if between {
                steps.on_the_way.insert(at)
            } else {
                steps.symptoms.insert(at)
            };
        }
    }
    steps
}

/// Does the answer to the first why give a reason, and not what was seen? "Why did logins fail? Because the token had expired."
fn gives_a_reason(document: &Document<'_>, at: usize) -> bool {
    let text = &document.blocks[at].text;
    let answer = text.find(['?', '？']).map(|mark| text[mark..].trim_start_matches(|c: char| !c.is_alphabetic()));
    answer.is_some_and(|answer| CUES.find("because", answer).is_some_and(|because| because.start == 0))
}

/// The last answers of the chains, as indices into [`Document::blocks`].
pub(super) fn roots(document: &Document<'_>, outline: &[About]) -> Vec<usize> {
    chains(document, outline).iter().filter_map(|chain| last_answer(document, chain)).collect()
}

/// "Why? Unknown so far." ends no chain: the answer before it is as far as anybody got.
fn last_answer(document: &Document<'_>, chain: &[usize]) -> Option<usize> {
    let answered = |at: &&usize| !CUES.has("unanswered", &document.blocks[**at].text);
    chain.iter().rfind(answered).or(chain.last()).copied()
}

/// Runs of two and more blocks under one heading that each answer a why.
fn chains(document: &Document<'_>, outline: &[About]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut current: Vec<usize> = Vec::new();
    let mut whys = 0;
    let mut around = None;
    // The section in which a sentence leads to a list of them: "The whole chain, by five whys:".
    let mut led = None;
    for (at, block) in document.blocks.iter().enumerate() {
        let heading = matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Row { header: true, .. });
        let about = &outline[at];
        let of_causes = about.topic == Some(Topic::RootCause);
        let is_item = matches!(block.kind, BlockKind::Item { .. });
        // A short one passes for a heading.
        let leads = block.kind == BlockKind::Paragraph && block.text.ends_with([':', '：'])
            || matches!(block.kind, BlockKind::Heading { level: COLON_LEVEL });
        if leads {
            led = CUES.has("five-whys", &block.text).then_some(block.section);
        }
        let headed = about.because.as_ref().is_some_and(|heading| CUES.has("five-whys", heading));
        let listed = of_causes && (headed || is_item && led == Some(block.section));
        let why = of_causes && CUES.has("why", &block.text);
        let inside = why || listed || of_causes && whys > 0;
        let next = about.because.as_ref().map(|heading| heading.place.start());
        if !inside || (next != around && !why) {
            close(&mut chains, &mut current, &mut whys);
        }
        around = next;
        if inside {
            whys += usize::from(why || listed && is_item);
            if !heading && !block.text.is_empty() && !about.heading && !is_aside(&block.text) {
                current.push(at);
            }
        }
    }
    close(&mut chains, &mut current, &mut whys);
    chains
}

fn close(chains: &mut Vec<Vec<usize>>, current: &mut Vec<usize>, whys: &mut usize) {
    let chain = std::mem::take(current);
    if *whys >= 2 && chain.len() >= 2 {
        chains.push(chain);
    }
    *whys = 0;
}

/// The answers under a heading of five whys, one a why, in the order of the text. Where nothing asks why, each item and
/// each row is an answer; prose is a story, and no chain.
pub(super) fn answers(document: &Document<'_>, outline: &[About]) -> Vec<Text> {
    let of_whys = |about: &About| about.because.as_ref().is_some_and(|heading| CUES.has("five-whys", heading));
    let inside: Vec<usize> = (0..outline.len()).filter(|&at| of_whys(&outline[at]) || is_why(document, at)).collect();
    if !outline.iter().any(of_whys) {
        return Vec::new();
    }
    let whys: Vec<usize> = inside.iter().copied().filter(|&at| is_why(document, at)).collect();
    let listed = |at: &usize| is_step(&document.blocks[*at].kind) && document.blocks[*at].within.is_none();
    let steps = if whys.is_empty() { inside.into_iter().filter(listed).collect() } else { whys };
    let answer = |at: usize| {
        let block = &document.blocks[at];
        let is_question = matches!(block.kind, BlockKind::Heading { .. }) || block.text.trim_end().ends_with('?');
        let text = if is_question { &document.blocks.get(at + 1)?.text } else { &block.text };
        (text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= FEWEST)
            .then(|| text.clone())
    };
    steps.into_iter().filter_map(answer).collect()
}

fn is_why(document: &Document<'_>, at: usize) -> bool {
    CUES.has("why", &document.blocks[at].text)
}

fn is_step(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Item { .. } | BlockKind::Row { header: false, .. })
}

#[cfg(test)]
mod tests {
    use crate::load::read_text;

    fn answers(words: &str) -> usize {
        let text = format!("# Postmortem INC-7: late mails\n\n## Impact\n\nMails were late.\n\n{words}\n");
        read_text("postmortems/INC-7.md", &text).model.incidents[0].told.as_ref().map_or(0, |told| told.whys.len())
    }

    #[test]
    fn answers_are_counted_in_lists_tables_and_headings() {
        for (words, count) in [
            ("## Five whys\n\n1. Why were mails late? The queue was stuck.\n2. Why?\n3. Why?", 1),
            ("## Five whys\n\n1. Why were mails late? The queue was stuck.\n2. Why was it stuck? The worker died.", 2),
            ("## 5 whys\n\n- Mails were late as the queue was stuck", 1),
            (
                "## 5 whys\n\n| Why | Answer |\n|---|---|\n| Why were mails late? | The queue was stuck. |\n| Why? | |",
                1,
            ),
            (
                "## Five whys\n\n### Why were mails late?\n\nThe queue was stuck for hours.\n\n### Why was it?\n\nThe worker died of its memory.",
                2,
            ),
            ("## Five whys\n\nMails were late. The queue was stuck, for the worker had died.", 0),
            ("## Root cause\n\nThe queue was stuck.", 0),
        ] {
            assert_eq!(answers(words), count, "{words}");
        }
    }
}
