//! How an action item stands: open, done, or nobody says.

use super::cues::CUES;
use super::document::{Block, Document};
use crate::model::{Status, Text};

/// What an item's own words say of its status.
pub(super) fn status(text: &str) -> Status {
    if CUES.has("open", text) {
        Status::Open
    } else if CUES.has("done", text) {
        Status::Done
    } else {
        Status::Unknown
    }
}

/// What a cell that is there for the status says.
pub(super) fn told_status(cell: &str) -> Status {
    let bare = cell.trim().to_lowercase();
    if CUES.has("open", cell) || ["no", "nein", "non", "não", "否"].contains(&bare.as_str()) {
        Status::Open
    } else if CUES.has("done", cell) || ["yes", "y", "ja", "oui", "sí", "sim", "是"].contains(&bare.as_str()) {
        Status::Done
    } else {
        Status::Unknown
    }
}

/// The status that a cell says in a word, whatever its column is called: `Done` among notes.
pub(super) fn noted_status(cells: &[Text]) -> Status {
    let words = cells.iter().filter(|cell| cell.split_whitespace().count() <= 2);
    words.map(|cell| status(cell)).find(|told| *told != Status::Unknown).unwrap_or(Status::Unknown)
}

/// What the heading that an item stands under says of its status, or the one around it: `### Done`, `## Fixes applied`.
pub(super) fn heading_status(document: &Document<'_>, block: &Block) -> Status {
    let of = |section: usize| {
        let heading = &document.sections[section].heading;
        if heading.split_whitespace().count() > 5 { Status::Unknown } else { status(heading) }
    };
    match of(block.section) {
        Status::Unknown => document.sections[block.section].parent.map_or(Status::Unknown, of),
        told => told,
    }
}
