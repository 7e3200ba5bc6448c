//! Causes that nobody found: what is said instead is a guess.

use super::cues::CUES;
use super::document::{BlockKind, Document};
use super::sentences::sentences;

/// Does a block only say that the cause was not found, or does it list what it may have been?
pub(super) fn only_guesses(document: &Document<'_>, at: usize) -> bool {
    let block = &document.blocks[at];
    if !matches!(block.kind, BlockKind::Item { .. }) {
        return CUES.has("undetermined", &block.text);
    }
    if CUES.has("undetermined", &block.text) && sentences(&block.text).len() == 1 {
        return true;
    }
    let section = &document.sections[block.section];
    let before = document.blocks[section.blocks.start..at].iter().rev();
    let lead = before.into_iter().find(|block| !matches!(block.kind, BlockKind::Item { .. }));
    lead.is_some_and(|lead| CUES.has("undetermined", &lead.text) && CUES.has("may-be", &lead.text))
}
