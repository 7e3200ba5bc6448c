//! Paragraphs among actions, and the items they tell.

use std::ops::Range;

use super::actions::{from_sentence, from_words};
use super::cues::CUES;
use super::document::{Block, BlockKind, Document, slice};
use super::leading::is_order;
use super::lined::lines_of_orders;
use super::promised;
use super::sentences::sentences;
use super::standing::heading_status;
use super::tables;
use super::topics::{About, Topic};
use super::weight::tells_the_time;
use crate::model::{ActionItem, ActionKind, Status, Text};

/// Sections whose actions are paragraphs: they hold neither lists nor tables.
pub(super) fn sections_of_prose(document: &Document<'_>, outline: &[About]) -> Vec<bool> {
    let mut prose = vec![true; document.sections.len()];
    for (block, about) in document.blocks.iter().zip(outline) {
        if is_listed(block) && about.topic == Some(Topic::Actions) && !about.heading {
            prose[block.section] = false;
        }
    }
    prose
}

/// Of so many paragraphs among actions, half tell one by their words: then the others are some as well.
const SEVERAL: usize = 3;

/// Sections of prose in which each paragraph is an item: most of them say so themselves.
pub(super) fn sections_of_items(document: &Document<'_>, outline: &[About], prose: &[bool]) -> Vec<bool> {
    let mut counts = vec![(0, 0); document.sections.len()];
    for (block, about) in document.blocks.iter().zip(outline) {
        let among = about.topic == Some(Topic::Actions) && !about.heading && prose[block.section];
        if !among || block.kind != BlockKind::Paragraph || plain(block, about.says).is_none() {
            continue;
        }
        let (all, told) = &mut counts[block.section];
        *all += 1;
        *told += usize::from(!items(document, block, about.says).is_empty());
    }
    counts.into_iter().map(|(all, told)| all >= SEVERAL && told * 2 >= all).collect()
}

/// The item that a paragraph is where those around it are some: whatever it says, but for what nobody is to do.
pub(super) fn plain(block: &Block, says: usize) -> Option<ActionItem> {
    let words = &block.text[says.min(block.text.len())..];
    let beside = ["lead-in", "beside-actions", "sorry", "thanks"].iter().any(|list| CUES.has(list, words));
    let asks = words.trim_end().ends_with(['?', '？', ':', '：']);
    from_words(block, says, None).filter(|_| !beside && !asks && !tells_the_time(words))
}

fn is_listed(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. })
}

/// Does a paragraph among actions tell one? Behind a label of its own (`TODO: …`) whatever stands there is one.
pub(super) fn is_action(item: &ActionItem, says: usize) -> bool {
    let promised = ["promise", "pledge", "done"].iter().any(|list| CUES.has(list, &item.text));
    let told = item.kind != ActionKind::Other || !item.links.is_empty() || promised || is_order(&item.text);
    // `Ticket: 889123` is none.
    let words = || item.text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() > 1;
    let foreign = || !item.text.is_ascii();
    !CUES.has("lead-in", &item.text)
        && !CUES.has("beside-actions", &item.text)
        && (told || says > 0 && (words() || foreign()))
}

/// The items of a paragraph among actions: its lines, where each is a sentence that tells an action, else the whole.
pub(super) fn items(document: &Document<'_>, block: &Block, says: usize) -> Vec<ActionItem> {
    let says = says.min(block.text.len());
    if let Some(items) = from_lines(block, says) {
        return items;
    }
    let done = heading_status(document, block) == Status::Done;
    if let Some(lines) = lines_of_orders(block, says, done) {
        return lines.into_iter().map(|line| from_sentence(block, slice(&block.text, line))).collect();
    }
    let told: Vec<Text> = sentences(&block.text[says..])
        .into_iter()
        .map(|range| slice(&block.text, says + range.start..says + range.end))
        .collect();
    let own_line = |text: &Text| document.text[..text.place.start()].trim_end_matches([' ', '\t']).ends_with('\n');
    if told.len() > 1 && told.iter().skip(1).all(own_line) {
        let items: Vec<ActionItem> = told.into_iter().map(|text| from_sentence(block, text)).collect();
        if items.iter().all(|item| is_action(item, 0)) {
            return items;
        }
    }
    if says == 0
        && let Some(promised) = promised::within(block)
    {
        return vec![from_sentence(block, promised)];
    }
    let item = from_words(block, says, None).filter(|item| is_action(item, says) || is_titled(block));
    let mixed = CUES.has("mixed-heading", &document.sections[block.section].heading);
    let told = |item: &ActionItem| promised::tells_of_something_else(&item.text, mixed);
    Vec::from_iter(item.filter(|item| !told(item)))
}

/// Does a paragraph begin with a title in bold, and no name of a field? `**Admission control.** The proxy sheds load.`
fn is_titled(block: &Block) -> bool {
    let bold = block.strong.first().filter(|bold| bold.start == 0 && bold.end < block.text.len());
    bold.is_some_and(|bold| !tables::is_detail(&block.text[bold.clone()])) && !CUES.has("lead-in", &block.text)
}

/// Lines, those joined that go on with the item of a line before: of two and more that begin with a mark, what has none.
fn going_on(block: &Block, lines: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let marked =
        |line: &Range<usize>| CUES.find("list-mark", &block.text[line.clone()]).is_some_and(|mark| mark.start == 0);
    if lines.iter().filter(|line| marked(line)).take(2).count() < 2 || !lines.first().is_some_and(marked) {
        return lines;
    }
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    for line in lines {
        match joined.last_mut().filter(|_| !marked(&line)) {
            Some(last) => last.end = line.end,
            None => joined.push(line),
        }
    }
    joined
}

/// The lines of a paragraph that are a list all the same, each behind its own mark: `• Add a limit`, `(1) Add a limit`,
/// or orders, or tickets, one below the other.
fn from_lines(block: &Block, says: usize) -> Option<Vec<ActionItem>> {
    let linked = |line: &Range<usize>| CUES.has("ticket-link", &block.text[line.clone()]);
    let lines = block.lines().into_iter().filter(|line| line.start >= says && !linked(line)).collect();
    let lines = going_on(block, lines);
    let mark = |list: &str, line: &Range<usize>| {
        let words = &block.text[line.clone()];
        CUES.find(list, words).filter(|mark| mark.start == 0 && mark.end < words.len())
    };
    let every = |list: &str| lines.iter().all(|line| mark(list, line).is_some());
    let single = lines.len() < 2 && block.text.starts_with(char::is_alphanumeric);
    let counted = || CUES.has("section-mark", &block.text[lines[0].clone()]);
    let ordered = || mark("list-mark", &lines[0]).is_some_and(|mark| is_order(&block.text[mark.end..])) || counted();
    let alone = single && !(lines.len() == 1 && ordered());
    let orders = || ["wants", "ticket-mark"].into_iter().any(every);
    if lines.is_empty() || alone || !(every("list-mark") || lines.len() > 1 && orders()) {
        return None;
    }
    let item = |line: &Range<usize>| {
        let mut item = from_sentence(block, slice(&block.text, line.clone()));
        let words = line.start + mark("list-mark", line).map_or(0, |mark| mark.end);
        item.text = slice(&block.text, words..line.end);
        item
    };
    Some(lines.iter().map(item).collect())
}
