//! Action items that stand outside any section of actions: boxes to tick, rows of a table of measures.

use super::cues::CUES;
use super::document::{Block, BlockKind, Document};
use super::topics::{About, Topic, leaves_open};
use crate::model::Status;

/// So many blocks of a section are asked whether they are boxes.
const NEAR: usize = 16;

/// Is a block an item although nothing around it speaks of actions? `measures`: by table, whether it holds some.
pub(super) fn is_item(document: &Document<'_>, block: &Block, about: &About, measures: &[bool]) -> bool {
    leaves_open(about.topic) && (is_boxed(document, block) || is_measure(block, measures))
}

/// A box to tick.
fn is_boxed(document: &Document<'_>, block: &Block) -> bool {
    match block.kind {
        BlockKind::Item { task: Some(_), .. } => true,
        BlockKind::Item { .. } if CUES.has("box-open", &block.text) => true,
        // `✅ Restored` alone tells how it ended.
        BlockKind::Item { .. } if CUES.has("box-done", &block.text) => {
            let section = &document.blocks[document.sections[block.section].blocks.clone()];
            section.iter().rev().take(NEAR).any(|block| CUES.has("box-open", &block.text))
        }
        _ => false,
    }
}

/// A row of a table that says by its heads that it holds measures.
fn is_measure(block: &Block, measures: &[bool]) -> bool {
    let held = |table: usize| measures.get(table).copied().unwrap_or(false);
    matches!(block.kind, BlockKind::Row { header: false, table, .. } if held(table))
}

/// How a measure of a table that tells how it ended stands, where nothing says it: it was taken.
pub(super) fn taken(status: Status, about: &About) -> Status {
    if status == Status::Unknown && about.topic == Some(Topic::Resolution) { Status::Done } else { status }
}
