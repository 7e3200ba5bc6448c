//! Which blocks may state a cause: words of the incident, and no field, no heading of what follows, no detail.

use std::ops::Range;

use super::cues::{CUES, is_nothing};
use super::document::{BOLD_LEVEL, Block, BlockKind, Document};
use super::sentences::sentences;
use super::signs::SIGNS;
use super::stated;
use super::topics::{About, Topic};
use super::undetermined::only_guesses;
use super::weight::{is_stated, says_why};
use crate::model::Text;

/// So many words behind "the root cause was" name it.
const NAMED: usize = 6;

/// A value of a field has fewer words than this,
const FIELD: usize = 8;
/// and fewer characters.
const VALUE: usize = 40;

/// May a block state a cause at all?
pub(super) fn may_state(document: &Document<'_>, outline: &[About], at: usize) -> bool {
    let about = &outline[at];
    let block = &document.blocks[at];
    let words = match &block.kind {
        BlockKind::Paragraph | BlockKind::Item { .. } => true,
        // `Root cause | The card was worn out`; but a table under a heading of causes may hold figures: there a row has to
        // say itself that something broke.
        BlockKind::Row { header: false, cells, .. } if tells_figures(cells) => false,
        BlockKind::Row { header: false, cells, .. } => {
            let labelled = about.says > 0 && is_stated(about.topic);
            labelled
                || is_stated(about.topic) && is_numbered(cells)
                || stated::tells_a_fault(&block.text)
                || CUES.has("why", &block.text)
        }
        BlockKind::Quote => is_stated(about.topic),
        _ => false,
    };
    let elsewhere = matches!(about.topic, Some(Topic::Well | Topic::Lucky | Topic::Aside));
    let inner = block.within.is_some_and(|outer| !outline[outer].heading && outline[outer].topic == about.topic);
    let detail = inner && matches!(about.topic, Some(Topic::RootCause | Topic::Factors | Topic::Wrong));
    // `Time to repair: 0h 7m`: a field, and no statement.
    let story = matches!(about.topic, None | Some(Topic::Summary));
    let is_field =
        |(label, says): (Range<usize>, usize)| is_short(&block.text[says..]) || SIGNS.names_moment(&block.text[label]);
    let timed = matches!(&block.kind, BlockKind::Row { cells, .. } if cells.first().is_some_and(|label| SIGNS.names_moment(label)));
    let field = story && (timed || block.label_range().is_some_and(is_field));
    let leads = (about.heading || stated::leads_to_headings(document, at)) && !tells_before_it_leads(block);
    // `- [ ] Hardware failure`, where another box of the list is ticked.
    let unticked = matches!(block.kind, BlockKind::Item { task: Some(false), .. }) && is_stated(about.topic);
    let aside = elsewhere
        || is_beside(block, about)
        || field
        || detail
        || leads
        || block.struck
        || unticked && has_a_tick(document, block);
    let stands = words && !aside && !is_nothing(&block.text);
    (stands || is_bold_statement(block)) && !only_guesses(document, at)
}

/// Does it only tell something beside the causes that its heading is about: why earlier fixes failed, what was checked and
/// found to be fine?
fn is_beside(block: &Block, about: &About) -> bool {
    let words = &block.text[about.says.min(block.text.len())..];
    let fine = matches!(&block.kind, BlockKind::Row { cells, .. }
        if cells.len() > 1 && cells.last().is_some_and(|cell| CUES.has("check-fine", cell)));
    is_stated(about.topic) && (fine || CUES.has("cause-aside", words))
}

/// Does a row give a figure, and say nothing of it: `nginx | ~300–500 MB`?
fn tells_figures(cells: &[Text]) -> bool {
    let is_figure = |cell: &Text| {
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        cell.contains(|c: char| c.is_ascii_digit()) && letters <= UNIT
    };
    cells.split_first().is_some_and(|(_, figures)| !figures.is_empty() && figures.iter().all(is_figure))
}

/// Is a row a number and a sentence: `F2 | Both of its supplies hung on one UPS.`?
fn is_numbered(cells: &[Text]) -> bool {
    let [number, words] = cells else { return false };
    let is_number = number.contains(|c: char| c.is_ascii_digit()) && number.len() <= UNIT;
    is_number && words.split_whitespace().take(SENTENCE).count() == SENTENCE
}

/// A unit has no more letters.
const UNIT: usize = 5;

/// Is another box ticked in the section of a block?
fn has_a_tick(document: &Document<'_>, block: &Block) -> bool {
    let mut section = document.blocks[document.sections[block.section].blocks.clone()].iter().take(BOXES);
    section.any(|other| matches!(other.kind, BlockKind::Item { task: Some(true), .. }))
}

/// So many blocks of a section are looked at for a tick.
const BOXES: usize = 32;

/// A sentence has so many words.
const SENTENCE: usize = 6;

/// Is it a line in bold that says what caused what: `**A failure of the cache caused a partial outage**`?
pub(super) fn is_bold_statement(block: &Block) -> bool {
    let bold = block.kind == BlockKind::Heading { level: BOLD_LEVEL };
    bold && block.text.split_whitespace().count() >= SENTENCE
        && Topic::of(&block.text).is_none()
        && says_why(&block.text)
}

/// Does a paragraph that leads to a list name the cause before? `The root cause was a typo. We are taking two actions:`
fn tells_before_it_leads(block: &Block) -> bool {
    let told = told_before_it_leads(block);
    block.kind == BlockKind::Paragraph && told > 0 && CUES.has("cause-outright", &block.text[..told])
}

/// Where the last sentence of a block begins; where it ends, if it names the cause itself: `The root cause was a cut in
/// the line that feeds both providers:`
pub(super) fn told_before_it_leads(block: &Block) -> usize {
    let Some(last) = sentences(&block.text).pop() else { return 0 };
    let words = &block.text[last.clone()];
    let named = CUES.find("cause-outright", words).map(|cue| words[cue.end..].split_whitespace().count());
    if named.is_some_and(|named| named >= NAMED) { last.end } else { last.start }
}

/// No more than a few words, as a field's value has.
fn is_short(words: &str) -> bool {
    words.split_whitespace().count() < FIELD && words.chars().count() < VALUE
}
