//! What in a section of actions belongs to something else: the details below a numbered paragraph that is an item, the
//! steps of what an item has built, the words that a table sorts by.

use std::ops::Range;

use super::cues::CUES;
use super::document::{BOLD_LEVEL, Block, BlockKind, COLON_LEVEL, Document};
use super::leading::is_order;
use super::sentences::sentences;
use super::stated::words_begin;
use super::topics::{About, Topic};

/// What a block is for the item that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// `**1. Watch the shop from outside** (free)`: the item; its words begin there.
    Item(usize),
    /// What stands below such a paragraph.
    Detail,
    /// `Detect - notice it sooner`, above a table of actions that names the type of each.
    Legend,
}

/// By block, what it is part of; `None` where it stands for itself.
pub(super) fn parts(document: &Document<'_>, outline: &[About]) -> Vec<Option<Part>> {
    let mut parts = vec![None; document.blocks.len()];
    for (at, section) in document.sections.iter().enumerate().filter(|(_, section)| section.level < BOLD_LEVEL) {
        // "And priorities:" in a line of its own is no section.
        let inside = document.sections[at + 1..section.end].iter().take_while(|inner| inner.level >= BOLD_LEVEL);
        let blocks = section.blocks.start..inside.last().map_or(section.blocks.end, |inner| inner.blocks.end);
        let opening = outline.get(section.blocks.start).filter(|_| !section.blocks.is_empty());
        if opening.is_some_and(|about| about.topic == Some(Topic::Actions)) {
            number(document, blocks.clone(), &mut parts);
            explain(document, blocks.clone(), &mut parts);
            describe(document, blocks, &mut parts);
        }
    }
    parts
}

/// Two and more numbered paragraphs that no list goes before are the items of their section.
fn number(document: &Document<'_>, blocks: Range<usize>, parts: &mut [Option<Part>]) {
    let kind = |at: &usize| &document.blocks[*at].kind;
    let listed = |at: &usize| matches!(kind(at), BlockKind::Item { .. } | BlockKind::Row { .. });
    let items: Vec<(usize, usize)> =
        blocks.clone().skip(1).filter_map(|at| Some((at, numbered(&document.blocks[at])?))).collect();
    let [(first, _), _, ..] = items[..] else { return };
    let orders = |at: usize| is_order(&document.blocks[at].text);
    let below = || (first..blocks.end).filter(listed);
    // `**1. Monitoring**` may as well head a list of items.
    let leads = |at: usize| {
        matches!(kind(&at), BlockKind::Heading { .. }) && (at + 1..blocks.end).take(1).any(|at| listed(&at))
    };
    let heads = items.iter().any(|(at, _)| leads(*at));
    let sorts = below().any(orders) || below().any(|at| matches!(kind(&at), BlockKind::Item { task: Some(_), .. }));
    // `**1. Watch it from outside** (free)` says more than a heading of what is listed below it.
    let explained = |(at, _): &(usize, usize)| {
        let block = &document.blocks[*at];
        block.strong.first().is_some_and(|bold| block.text[bold.end..].contains(char::is_alphanumeric))
    };
    let sorts = sorts && !items.iter().all(explained);
    if (blocks.start..first).any(|at| listed(&at)) || heads || sorts {
        return;
    }
    (first..blocks.end).for_each(|at| parts[at] = Some(Part::Detail));
    items.into_iter().for_each(|(at, words)| parts[at] = Some(Part::Item(words)));
}

/// Where the words of a paragraph begin that opens with a number in bold: `**2. Back up the settings** (half an hour)`.
fn numbered(block: &Block) -> Option<usize> {
    let bold = match block.kind {
        BlockKind::Heading { level: BOLD_LEVEL } => 0..block.text.len(),
        BlockKind::Paragraph => block.strong.first().filter(|bold| bold.start == 0)?.clone(),
        _ => return None,
    };
    let words = block.text.get(bold)?;
    let number = words_begin(words);
    let marked =
        words[..number].contains(|c: char| c.is_ascii_digit()) && words[..number].contains(['.', ')', ':', '⃣']);
    (block.within.is_none() && marked && number < words.len()).then_some(number)
}

/// The items of a list above a table, where each says what a word of the table means.
fn explain(document: &Document<'_>, blocks: Range<usize>, parts: &mut [Option<Part>]) {
    let is_item = |at: &usize| matches!(document.blocks[*at].kind, BlockKind::Item { task: None, .. });
    let Some(table) = blocks.clone().find(|at| matches!(document.blocks[*at].kind, BlockKind::Row { .. })) else {
        return;
    };
    let items = || (blocks.start..table).filter(is_item);
    if items().all(|at| CUES.has("legend", &document.blocks[at].text)) {
        items().for_each(|at| parts[at] = Some(Part::Legend));
    }
}

/// A paragraph that tells what was built and goes on to how that works, `It does so in three steps:`, or that needs the list
/// below it, is the item, and that list are its details.
fn describe(document: &Document<'_>, blocks: Range<usize>, parts: &mut [Option<Part>]) {
    let leads = |block: &Block| describes(block) || owns(block) || goes_on(block);
    for at in blocks.clone().filter(|&at| leads(&document.blocks[at])) {
        let numbered = goes_on(&document.blocks[at]);
        let step = |block: &Block| match block.kind {
            BlockKind::Item { ordered, .. } => !(numbered && ordered),
            _ => false,
        };
        let steps = (at + 1..blocks.end).take_while(|at| step(&document.blocks[*at]));
        let steps = at + 1..at + 1 + steps.count();
        let orders = || steps.clone().any(|at| is_order(&document.blocks[at].text));
        if !steps.is_empty() && parts[at].is_none() && !(numbered && orders()) {
            parts[at] = Some(Part::Item(0));
            steps.for_each(|at| parts[at] = Some(Part::Detail));
        }
    }
}

/// Does a sentence need the list below it, of which nothing is to be done by itself: `Ask for approval before any of the
/// following:`, `We do one of these:`?
fn owns(block: &Block) -> bool {
    let leads = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading { level: COLON_LEVEL });
    leads && block.within.is_none() && CUES.has("owns-its-list", &block.text)
}

/// Is a numbered item a sentence that only the list below it, which is none inside it, brings to its end?
fn goes_on(block: &Block) -> bool {
    let numbered = matches!(block.kind, BlockKind::Item { ordered: true, task: None, .. });
    numbered && block.within.is_none() && CUES.has("goes-on-below", &block.text)
}

/// Does a paragraph tell what was done, and lead with a sentence of its own, which nobody of the team is the subject of, to
/// a list?
fn describes(block: &Block) -> bool {
    let told = sentences(&block.text);
    let [first, .., last] = told.as_slice() else { return false };
    let (first, last) = (&block.text[first.clone()], &block.text[last.clone()]);
    let leads = block.kind == BlockKind::Paragraph && block.within.is_none() && last.ends_with(':');
    leads && ["done", "we-did"].iter().any(|list| CUES.has(list, first)) && CUES.has("works-so", last)
}
