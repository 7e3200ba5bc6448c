//! Action items that stand outside any section of actions: boxes to tick, rows of a table of measures.

use super::cues::CUES;
use super::document::{Block, BlockKind, Document};
use super::tables::Holds;
use super::topics::{About, Topic, leaves_open};
use crate::model::Status;

/// So many blocks of a section are asked whether they are boxes.
const NEAR: usize = 16;

/// Is a block an item although nothing around it speaks of actions? `tables`: what each holds.
pub(super) fn is_item(document: &Document<'_>, block: &Block, about: &About, tables: &[Holds]) -> bool {
    match held(block, tables) {
        Holds::Actions => about.topic != Some(Topic::Aside),
        Holds::Measures => leaves_open(about.topic),
        Holds::Other => leaves_open(about.topic) && is_boxed(document, block),
    }
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

/// What the table holds that the block is a row of.
fn held(block: &Block, tables: &[Holds]) -> Holds {
    match block.kind {
        BlockKind::Row { header: false, table, .. } => tables.get(table).copied().unwrap_or_default(),
        _ => Holds::Other,
    }
}

/// How a measure of a table that tells how it ended stands, where nothing says it: it was taken.
pub(super) fn taken(status: Status, about: &About) -> Status {
    if status == Status::Unknown && about.topic == Some(Topic::Resolution) { Status::Done } else { status }
}
