//! What headings say of the sections below them.

use std::ops::Range;

use super::{LABEL_WORDS, LONGEST_CODE};
use crate::load::postmortem::document::{Block, BlockKind, Document};
use crate::load::postmortem::signs::SIGNS;
use crate::load::postmortem::stamped::{begins_with, tells_in_order};
use crate::load::postmortem::times::{Day, From, Stamp, relative, stamps};

/// A name in a chat has no more bytes.
const NAME: usize = 32;

/// So many lines that begin with a time of their own are a time line.
const FEWEST: usize = 3;

/// For every section: does it stand under a time line? A heading that is a time goes on with the one before, whatever
/// its level.
pub(super) fn listed(document: &Document<'_>) -> Vec<bool> {
    let mut found = inherited(document, |heading| SIGNS.timeline.is_match(heading));
    let counted = told_from(document);
    let chatted = document.blocks.iter().filter(|block| is_chat(block)).map(|block| block.section);
    chatted.for_each(|section| found[section] = true);
    counted.into_iter().enumerate().for_each(|(section, lines)| found[section] |= lines >= FEWEST);
    for (at, section) in document.sections.iter().enumerate().skip(1) {
        let heading = &section.heading;
        found[at] |= SIGNS.aside.is_match(heading) && tells_in_order(document, at);
        let goes_on = || found[at - 1] && heading.len() <= LABEL_WORDS && begins_with(heading, &stamps(heading));
        found[at] |= section.parent.is_some_and(|parent| found[parent]) || goes_on();
    }
    found
}

/// By section: how many of its lines begin with a time that is told from another on, `+5 min: an alert fires`?
fn told_from(document: &Document<'_>) -> Vec<usize> {
    let mut counted = vec![0; document.sections.len()];
    for block in document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Code))
    {
        let from_start = |line: &Range<usize>| is_told_from_start(block.text[line.clone()].trim());
        counted[block.section] += block.lines().iter().take(LONGEST_CODE).filter(|line| from_start(line)).count();
    }
    counted
}

/// Do words begin with a time that is told from the beginning on: `T+7m`?
pub(super) fn is_told_from_start(words: &str) -> bool {
    relative(words).is_some_and(|told| told.from == From::Start)
}

/// Is a block of code what was written in a chat: `[10:14] ida: is the shop down?`, `10:14 <tom> yes`? A log has seconds.
pub(super) fn is_chat(block: &Block) -> bool {
    let said = |words: &str| {
        let found = stamps(words);
        let led = || named_before(words, &found).is_some();
        let Some(first) = found.first().filter(|_| begins_with(words, &found) || led()) else { return false };
        let behind = words[first.range.end..].trim_start_matches([']', ')', ' ', '-', '|']);
        let name = |name: &str| !name.is_empty() && name.len() <= NAME && !name.contains(char::is_whitespace);
        let tagged =
            || behind.strip_prefix('<').and_then(|rest| rest.split_once('>')).is_some_and(|(who, _)| name(who));
        let named = || behind.split_once(": ").is_some_and(|(who, _)| name(who));
        first.clock.is_some_and(|clock| clock.second.is_none()) && (tagged() || named() || led())
    };
    let lines = || block.lines().into_iter().take(LONGEST_CODE).map(|line| block.text[line].trim());
    let says = |line: &&str| line.contains(char::is_alphanumeric);
    block.kind == BlockKind::Code && {
        let (all, chat) = (lines().filter(says).count(), lines().filter(|line| said(line)).count());
        chat >= FEWEST && 3 * chat >= 2 * all
    }
}

/// What stands behind the hour of a line that a chat shows with its author first: `ida  3:44 PM   is the shop down?`
pub(super) fn named_before<'w>(words: &'w str, found: &[Stamp]) -> Option<&'w str> {
    let first = found.first().filter(|first| first.clock.is_some() && first.day == Day::Unsaid)?;
    let name = words[..first.range.start].trim_end_matches([' ', '[', '(']);
    let is_name = !name.is_empty() && name.len() <= NAME && !name.contains(|c: char| c.is_whitespace() || c == ':');
    let behind = words[first.range.end..].trim_start_matches([']', ')']);
    (is_name && behind.starts_with(' ')).then_some(behind.trim_start())
}

/// For every section: does its heading, or one around it, match?
pub(in crate::load::postmortem) fn inherited(document: &Document<'_>, matches: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(document.sections.len());
    for (at, section) in document.sections.iter().enumerate() {
        let around = section.parent.is_some_and(|parent| found[parent]);
        // The first heading of the highest level is the title; some write every heading on that level.
        let titled = section.level <= 1 && at <= 1;
        found.push(around || !titled && matches(&section.heading));
    }
    found
}
