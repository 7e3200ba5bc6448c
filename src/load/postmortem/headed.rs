//! Action items that are headings: `### Action 1: Add a limit`, `### 3. Move the mails to a queue`, `### Alerts added @db`.

use super::assigned;
use super::cues::CUES;
use super::document::{Block, BlockKind, Document, slice};
use super::leading::{is_order, is_past};
use super::standing;
use super::tables;
use super::topics::{About, Topic};
use crate::model::{Status, Text};

/// By section, the words of its heading that are an action item; what stands below such a heading are its details.
pub(super) fn items(document: &Document<'_>, outline: &[About]) -> Vec<Option<Text>> {
    let mut items = vec![None; document.sections.len()];
    for (at, section) in document.sections.iter().enumerate() {
        let opening = section.blocks.start;
        let is_heading =
            document.blocks.get(opening).is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. }));
        if is_heading && outline[opening].topic == Some(Topic::Actions) && section.end == at + 1 {
            items[at] = item(document, at);
        }
    }
    items
}

fn item(document: &Document<'_>, section: usize) -> Option<Text> {
    let heading = &document.sections[section].heading;
    // `Change requests that follow from it` orders nothing.
    if CUES.has("action-heading", heading) {
        return None;
    }
    let below = &document.blocks[document.sections[section].blocks.clone()];
    let told = below.iter().skip(1).any(|block| !matches!(block.kind, BlockKind::Comment));
    if let Some(mark) = CUES.find("item-mark", heading).filter(|mark| mark.end < heading.len()) {
        return told.then(|| slice(heading, mark.end..heading.len()));
    }
    // `### 2. [DONE] Import each file once`
    let unmarked = |words: &str| match words.split_once(']').filter(|_| words.starts_with('[')) {
        Some((mark, rest)) if standing::status(&mark[1..]) != Status::Unknown => rest.len(),
        _ => words.len(),
    };
    let bare = heading.trim_start_matches(|c: char| !c.is_alphabetic() && c != '@' && c != '[');
    let marked = unmarked(bare) < bare.len();
    let bare = &bare[bare.len() - unmarked(bare)..];
    let number = heading.len() - bare.trim_start_matches(|c: char| !c.is_alphabetic() && c != '@').len();
    let words = &heading[number..];
    let wants = words.split_whitespace().count() > 1 && is_order(words);
    let several = words.split_whitespace().count() > 2;
    // `#### Disabled the access log`: what stands below tells how.
    if told && several && is_past(words) && Topic::of(words).is_none() {
        return Some(slice(heading, number..heading.len()));
    }
    // Below `What we are doing`, `Done: …` is an item.
    let labelled = || Topic::of(words).is_none() && below.iter().any(is_label);
    let named = several && (assigned::handle(heading).is_some() || labelled());
    // `### 4. Attach a role`, and below it the numbered steps that it takes.
    let numbered = heading.starts_with(|c: char| c.is_ascii_digit()) && wants;
    let explains = |block: &Block| is_detail(block) || numbered && is_step(block);
    (told && (wants || named || marked) && below.iter().all(explains)).then(|| slice(heading, number..heading.len()))
}

fn is_step(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Item { ordered: true, task: None, .. })
}

/// A line of prose that tells who does it, until when, or how it stands.
fn is_label(block: &Block) -> bool {
    let column = || tables::column_of(&block.label()?.0);
    let told = || matches!(column(), Some("column-owner" | "column-status"));
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. }) && told()
}

/// Prose, or a line that tells who does it, until when, or how it stands.
pub(super) fn is_detail(block: &Block) -> bool {
    match block.kind {
        BlockKind::Item { task, .. } => {
            task.is_none()
                && block
                    .label()
                    .is_some_and(|(label, _)| tables::is_detail(&label) || tables::column_of(&label).is_some())
        }
        BlockKind::Row { .. } => false,
        _ => true,
    }
}
