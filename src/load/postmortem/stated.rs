//! Causes that more than one block states: a heading with the first words below it, a short item with those inside it.

use std::collections::HashSet;

use super::cues::{CUES, is_nothing};
use super::document::{Block, BlockKind, COLON_LEVEL, Document, slice};
use super::tables;
use super::topics::{About, Topic};
use crate::model::Text;

/// A heading or an item of fewer words names no cause by itself.
const FEWEST: usize = 3;
/// An item of no more words may be the heading of those inside it.
const SHORT: usize = 5;
/// An item of no more words only names one of those that the sentence above is about.
const ONE_OF: usize = 14;
/// So many of them are told with it.
const INSIDE: usize = 3;

/// Words that a heading, or a row of a table, needs one of to state a cause.
const FAULT: [&str; 4] = ["cause-named", "cause", "broke", "unseen"];

/// Does it say that something broke, or why?
pub(super) fn tells_a_fault(words: &str) -> bool {
    FAULT.iter().any(|list| CUES.has(list, words))
}

/// Does a paragraph only say that counted headings follow? `We found three problems:`
pub(super) fn leads_to_headings(document: &Document<'_>, at: usize) -> bool {
    let next = document.blocks.get(at + 1).is_some_and(|next| matches!(next.kind, BlockKind::Heading { .. }));
    next && document.blocks[at].text.ends_with([':', '：']) && is_counted(document, at + 1)
}

/// By block: is it an item that tells no fault, of a list of causes that a sentence leads to which goes on about what was told
/// before? "These calls took that path:"
fn one_of(document: &Document<'_>, outline: &[About]) -> Vec<bool> {
    let is_item = |block: &Block| matches!(block.kind, BlockKind::Item { .. });
    let leads = |lead: &Block, item: &Block| match lead.kind {
        BlockKind::Paragraph => lead.section == item.section && lead.text.ends_with([':', '：']),
        // A short one passes for a heading.
        BlockKind::Heading { level } => level == COLON_LEVEL,
        _ => false,
    };
    // Of the list that the last item stands in.
    let mut led = false;
    let of_list = |(at, block): (usize, &Block)| {
        if is_item(block) && !at.checked_sub(1).is_some_and(|above| is_item(&document.blocks[above])) {
            let above = at.checked_sub(2).map(|told| &document.blocks[told..at]);
            led = above.is_some_and(|above| {
                let told_before = above[0].kind == BlockKind::Paragraph;
                told_before && leads(&above[1], block) && CUES.has("refers-back", &above[1].text)
            });
        }
        let stated = matches!(outline[at].topic, Some(Topic::RootCause | Topic::Factors));
        let short = || block.text.split_whitespace().take(ONE_OF + 1).count() <= ONE_OF;
        led && stated && is_item(block) && short() && !tells_a_fault(&block.text)
    };
    document.blocks.iter().enumerate().map(of_list).collect()
}

/// By block, the text of the cause that begins there and goes on in later blocks.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// The whole cause, where a block begins one.
    pub(super) causes: Vec<Option<Text>>,
    /// The blocks whose cause is what was suspected and confirmed.
    pub(super) confirmed: HashSet<usize>,
    /// Is the block part of a cause that an earlier one begins?
    pub(super) part: Vec<bool>,
    /// Does the block only name one of those that the sentence above its list is about?
    pub(super) one_of: Vec<bool>,
}

/// The causes of a document that go over blocks.
pub(super) fn read(document: &Document<'_>, outline: &[About]) -> Stated {
    let count = document.blocks.len();
    let (causes, part) = (vec![None; count], vec![false; count]);
    let mut stated = Stated { causes, confirmed: HashSet::default(), part, one_of: one_of(document, outline) };
    let (columns, roots) = (tables::cause_columns(document), tables::guarded_roots(document));
    tried(document, outline, &mut stated);
    for (at, about) in outline.iter().enumerate() {
        if stated.part[at] || stated.causes[at].is_some() {
            continue;
        }
        let found = match (&document.blocks[at].kind, about.topic) {
            (BlockKind::Heading { .. }, Some(Topic::RootCause | Topic::Factors)) => {
                let counted = if is_counted(document, at) { of_fault(document, outline, at) } else { None };
                counted.or_else(|| of_heading(document, outline, at))
            }
            (BlockKind::Heading { .. }, Some(Topic::Wrong)) => of_fault(document, outline, at),
            (BlockKind::Item { .. }, Some(Topic::RootCause | Topic::Factors)) if !about.heading => {
                of_item(document, outline, at)
            }
            (BlockKind::Row { header: false, cells, table }, topic) if may_tell_causes(topic) => {
                if roots.get(*table) == Some(&true) {
                    stated.confirmed.insert(at);
                }
                let cause = columns.get(*table).copied().flatten().and_then(|column| cells.get(column));
                cause.filter(|cause| !is_nothing(cause)).map(|cause| (cause.clone(), Vec::new()))
            }
            _ => None,
        };
        if let Some((text, parts)) = found {
            stated.causes[at] = Some(text);
            for part in parts {
                stated.part[part] = true;
            }
        }
    }
    stated
}

/// Of what was suspected and tried, what was confirmed is a cause, and the rest is none.
fn tried(document: &Document<'_>, outline: &[About], stated: &mut Stated) {
    let verdicts = tables::verdict_columns(document);
    for (at, block) in document.blocks.iter().enumerate() {
        let BlockKind::Row { header: false, cells, table } = &block.kind else { continue };
        let Some((suspect, verdict)) = verdicts.get(*table).copied().flatten() else { continue };
        let confirmed = cells.get(verdict).is_some_and(|cell| CUES.has("confirmed", cell));
        match cells.get(suspect).filter(|_| confirmed && may_tell_causes(outline[at].topic)) {
            Some(cause) => {
                stated.causes[at] = Some(cause.clone());
                stated.confirmed.insert(at);
            }
            None => stated.part[at] = true,
        }
    }
}

/// May a table below such a heading have a column of this incident's causes?
fn may_tell_causes(topic: Option<Topic>) -> bool {
    matches!(topic, None | Some(Topic::RootCause | Topic::Factors | Topic::Wrong | Topic::Summary))
}

/// `### Cause 1: The disk filled up`, with what the first paragraph below says.
fn of_heading(document: &Document<'_>, outline: &[About], at: usize) -> Option<(Text, Vec<usize>)> {
    let heading = &document.blocks[at].text;
    let marked = CUES.find("cause-mark", heading).filter(|mark| mark.start == 0 && mark.end < heading.len());
    let own = outline[at].because.as_ref().is_some_and(|because| because.place == heading.place);
    let says = marked.as_ref().map_or(0, |mark| mark.end);
    let words = slice(heading, says..heading.len());
    let told = words.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= FEWEST;
    let states = marked.is_some() || !own && tells_a_fault(&words);
    if !states || !told || heading.ends_with(['?', '？']) || CUES.has("why", &words) {
        return None;
    }
    let fields = fields_below(document, at);
    if let (true, Some(field)) = (marked.is_some(), fields.first()) {
        let (_, value) = document.blocks[*field].label()?;
        return Some((joined(document, &words, &value)?, fields));
    }
    let next = at + 1;
    let goes_on = document.blocks.get(next).is_some_and(|block| {
        let plain = block.kind == BlockKind::Paragraph && block.section == document.blocks[at].section;
        plain && outline[next].topic == outline[at].topic && !outline[next].heading
    });
    let joined = goes_on.then(|| joined(document, &words, &document.blocks[next].text)).flatten();
    Some(joined.map_or((words, Vec::new()), |text| (text, vec![next])))
}

/// The labels with their values below a heading, where nothing else stands there: `- Description: …`, `- Detection: none`.
fn fields_below(document: &Document<'_>, at: usize) -> Vec<usize> {
    let section = document.blocks[at].section;
    let below: Vec<usize> = document.sections[section].blocks.clone().filter(|below| *below != at).collect();
    let field = |below: &usize| {
        let block = &document.blocks[*below];
        matches!(block.kind, BlockKind::Item { .. }) && block.label_range().is_some()
    };
    if below.iter().all(field) { below } else { Vec::new() }
}

/// Is the heading one of several that are counted: `### 1. Old binaries`, `### 2. A strict check`?
fn is_counted(document: &Document<'_>, at: usize) -> bool {
    let own = document.blocks[at].section;
    let level = document.sections[own].level;
    let counted =
        |section: usize| document.sections[section].level == level && is_numbered(&document.sections[section].heading);
    let inside = |section: &usize| document.sections[*section].level >= level;
    let before = (0..own).rev().take_while(inside);
    let behind = (own + 1..document.sections.len()).take_while(inside);
    counted(own) && before.chain(behind).any(counted)
}

/// Does a heading begin with a number? `2. Old binaries`
fn is_numbered(heading: &str) -> bool {
    heading[..words_begin(heading)].contains(|c: char| c.is_ascii_digit())
}

/// Where its words begin, behind a number or a mark.
pub(super) fn words_begin(heading: &str) -> usize {
    heading.find(char::is_alphabetic).unwrap_or(heading.len())
}

/// `### 2. No alerts` below "What went wrong", with the first words below it; whatever else stands there explains them.
fn of_fault(document: &Document<'_>, outline: &[About], at: usize) -> Option<(Text, Vec<usize>)> {
    let heading = &document.blocks[at].text;
    let own = outline[at].because.as_ref().is_some_and(|because| because.place == heading.place);
    let section = document.blocks[at].section;
    let inside = &document.sections[section + 1..document.sections[section].end];
    let cut = inside.iter().any(|inner| inner.level != COLON_LEVEL);
    if own || !is_numbered(heading) || cut || heading.ends_with(['?', '？']) {
        return None;
    }
    let words = slice(heading, words_begin(heading)..heading.len());
    let below = at + 1..document.sections[document.sections[section].end - 1].blocks.end;
    let first = below.clone().find(|&below| {
        let block = &document.blocks[below];
        matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Heading { .. })
    })?;
    let told = &document.blocks[first].text;
    let told = slice(told, 0..told.trim_end_matches([':', '：', ' ']).len());
    Some((joined(document, &words, &told)?, below.collect()))
}

/// `1. **Untested**`, with the items inside it.
fn of_item(document: &Document<'_>, outline: &[About], at: usize) -> Option<(Text, Vec<usize>)> {
    let block = &document.blocks[at];
    let says = outline[at].says.min(block.text.len());
    if block.text[says..].split_whitespace().count() > SHORT || block.text.is_empty() {
        return None;
    }
    let inside = |(part, inner): &(usize, &Block)| {
        inner.within == Some(at) && outline[*part].topic == outline[at].topic && !outline[*part].heading
    };
    let below = document.blocks[at + 1..].iter().enumerate().map(|(below, inner)| (at + 1 + below, inner));
    let parts: Vec<usize> = below.take(INSIDE).take_while(inside).map(|(part, _)| part).collect();
    let mut whole = slice(&block.text, says..block.text.len());
    for part in &parts {
        whole = joined(document, &whole, &document.blocks[*part].text)?;
    }
    (!parts.is_empty()).then_some((whole, parts))
}

/// Two texts of which the second stands below the first.
fn joined(document: &Document<'_>, first: &Text, second: &Text) -> Option<Text> {
    let between = document.text.get(first.place.end()..second.place.start())?;
    between.contains('\n').then(|| first.followed_by(second))
}
