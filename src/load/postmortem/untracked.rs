//! What documents with a list of action items that somebody tracks tell besides: lessons, and how it was repaired.

use super::actions::Found;
use super::cues::CUES;
use super::document::{BlockKind, Document};

/// So many boxes, owners or dates make a list tracked.
const TRACKED: usize = 3;

/// Leaves out what has neither box, owner, date nor link and stands elsewhere, where a heading says in so many words that the
/// action items stand below it, and somebody tracks them: "Process improvements" among the lessons, "Measures now in place".
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let tracked = found.iter().filter(|found| is_listed(document, found) && is_tracked(document, found)).count();
    if tracked >= TRACKED {
        found.retain(|found| is_listed(document, found) || is_tracked(document, found));
    }
}

/// Does it stand below the heading of the action items?
fn is_listed(document: &Document<'_>, found: &Found) -> bool {
    let own = document.blocks[found.block].section;
    let mut around = std::iter::successors(Some(own), |section| document.sections[*section].parent);
    around.any(|section| CUES.has("action-heading", &document.sections[section].heading))
}

fn is_tracked(document: &Document<'_>, found: &Found) -> bool {
    let item = &found.item;
    let block = &document.blocks[found.block];
    let boxed = matches!(block.kind, BlockKind::Item { task: Some(_), .. });
    // `✅ Rotated the logs`, `⚠️ Watch the disk`
    let marked = ["box-open", "box-done", "box-warned"].iter().any(|mark| CUES.has(mark, &block.text));
    boxed || marked || item.owner.is_some() || item.due.is_some() || !item.links.is_empty()
}
