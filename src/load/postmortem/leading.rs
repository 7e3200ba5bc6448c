//! Items that only lead to those inside them, and items whose inner ones are their details.

use super::asks::asks_for_alert;
use super::cues::CUES;
use super::document::{Block, BlockKind, Document};
use super::headed;
use super::moments::head;
use super::standing::status;
use super::tables;
use crate::model::{Status, Text};

/// So many blocks inside an item are asked whether they are its details.
const DETAILS: usize = 8;
/// An item in bold of no more words is the heading of those inside it,
const HEADING: usize = 6;
/// and of no more than these, where one of those asks for an alert.
const LONG_HEADING: usize = 12;
/// A mark at the beginning of an item has no more bytes: `[in progress]`.
const MARK: usize = 16;

/// Does an item only introduce the items below it? `Monitoring:`, `**Short term**`, `Process`.
pub(super) fn introduces(document: &Document<'_>, at: usize) -> bool {
    let block = &document.blocks[at];
    // What tells who does it, and until when, is told of an item.
    let below = document.blocks.get(at + 1).is_some_and(|next| {
        next.within == Some(at) && matches!(next.kind, BlockKind::Item { .. }) && !headed::is_detail(next)
    });
    let words = block.text.split_whitespace().count();
    let bold = block.strong.iter().any(|bold| bold.len() + 1 >= block.text.len());
    let heads = bold && (words <= HEADING || words <= LONG_HEADING && watched_inside(document, at));
    let opens = block.text.ends_with([':', '：']) || words <= 2 || heads;
    // `1. **Limit the log's growth.**` is a sentence of its own, and what stands below it tells how.
    let whole = block.text.ends_with('.') && is_order(&block.text) && !watched_inside(document, at);
    below && opens && !whole && !orders(document, at) && !tells_what_was_done(block)
}

/// Does one of the first items inside an item ask for an alert, and not the item itself?
fn watched_inside(document: &Document<'_>, at: usize) -> bool {
    let mut inside = document.blocks[at + 1..].iter().take(DETAILS).take_while(|block| block.within == Some(at));
    !asks_for_alert(&document.blocks[at].text) && inside.any(|block| asks_for_alert(&block.text))
}

/// Does it begin with a verb, as an order does, or end with one: `Sperre hinzufügen`?
pub(super) fn is_order(words: &str) -> bool {
    CUES.find("wants", words).is_some_and(|verb| verb.start == 0) || CUES.has("wants-last", words)
}

/// Is an item an order, and none of those inside it? Then they are its details: `**Add a queue**`, `- with a limit`; below
/// `1. **Test the import**`, `- Large files` as well.
fn orders(document: &Document<'_>, at: usize) -> bool {
    let block = &document.blocks[at];
    let mut inside = document.blocks[at + 1..]
        .iter()
        .take(DETAILS)
        .take_while(|block| block.within.is_some_and(|outer| outer >= at));
    let numbered = matches!(block.kind, BlockKind::Item { ordered: true, .. });
    let goes_on = |inner: &Block| numbered || !inner.text.starts_with(char::is_uppercase);
    let plain = inside.all(|block| !is_order(&block.text) && goes_on(block));
    // `**Alerting**: add alerts for:`
    let behind = || block.label_range().is_some_and(|(_, says)| is_order(block.text[says..].trim_start()));
    plain && (is_order(&block.text) || behind())
}

/// Does a numbered item tell what was done, and those inside it how? `1. **Emptied the queue**`; `Planned changes:` sorts.
/// Whoever marks an item as done, `[DONE] A watchdog: it`, does not head others.
fn tells_what_was_done(block: &Block) -> bool {
    let marked = block.text.starts_with(['[', '✅', '☑', '✓']) && status(head(&block.text, MARK)) != Status::Unknown;
    let numbered = matches!(block.kind, BlockKind::Item { ordered: true, depth: 1, task: None });
    marked || numbered && is_past(&block.text)
}

/// Do words begin with what was done, and not with what a kind of thing to do is like: `Disabled the log`, but `Planned changes`?
pub(super) fn is_past(words: &str) -> bool {
    CUES.has("past", words) && !CUES.has("sorts", words)
}

/// By section: does a paragraph of it call what it says an action, so that the others only tell why? `Recommendation: test it`
pub(super) fn marked_sections(document: &Document<'_>) -> Vec<bool> {
    let mut marked = vec![false; document.sections.len()];
    for block in document.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let calls = |(label, value): (Text, Text)| CUES.has("action-label", &label) && !value.is_empty();
        marked[block.section] |= block.label().is_some_and(calls);
    }
    marked
}

/// No more words than this behind a label only tell something of the item before.
const NOTE: usize = 6;
/// "Update the status page" is no word for it.
const NOTED: usize = 3;

/// `Owner: @orders-oncall` in a line of its own, beside the items.
pub(super) fn is_note(block: &Block) -> bool {
    let Some((range, says)) = block.label_range() else { return false };
    let (label, value) = (&block.text[range.clone()], block.text[says..].trim());
    let short = label.split_whitespace().count() <= NOTED && value.split_whitespace().count() <= NOTE;
    // `**Done 2026-05-14** — patch the script` is an item, and so is `**Verify** the backups`.
    let is_named = label.ends_with([':', '：']) || block.text[range.end..says].contains([':', '：', '-', '–', '—']);
    short && is_named && !value.is_empty() && !label.contains(|c: char| c.is_ascii_digit()) && tables::is_detail(label)
}
