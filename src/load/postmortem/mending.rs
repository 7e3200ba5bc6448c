//! What was done to end the incident, told like actions beside what is still to be done.

use super::actions::Found;
use super::cues::CUES;
use super::document::{Block, BlockKind, Document};
use super::topics::Topic;

/// All but one step in so many tell what somebody did: 3 of 4.
const MOST: usize = 4;

/// Leaves out the steps told in the past below "Corrective actions taken" or "Recovery actions", where another heading tells
/// what is to be done.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let steps: Vec<Option<usize>> = found.iter().map(|found| mending_section(document, found)).collect();
    if steps.iter().all(Option::is_some) {
        return;
    }
    let kept = |section: usize| {
        let of_it =
            || steps.iter().zip(found.iter()).filter(|(step, _)| **step == Some(section)).map(|(_, found)| found);
        let did = of_it().filter(|found| CUES.has("did", &found.item.text)).count();
        did * MOST < of_it().count() * (MOST - 1)
            || of_it().any(|found| is_wanted(&document.blocks[found.block], found))
    };
    let kept: Vec<bool> = steps.iter().map(|step| step.is_none_or(kept)).collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
}

/// The section around an item that says what it is about, where that is what was done to end the incident.
fn mending_section(document: &Document<'_>, found: &Found) -> Option<usize> {
    let own = document.blocks[found.block].section;
    let mut around = std::iter::successors(Some(own), |section| document.sections[*section].parent);
    let heading = |section: &usize| &document.sections[*section].heading;
    let says = around.find(|section| Topic::of(heading(section)).is_some())?;
    CUES.has("mending", heading(&says)).then_some(says)
}

/// Does somebody track it, or does it ask for an alert?
fn is_wanted(block: &Block, found: &Found) -> bool {
    let item = &found.item;
    let ticked = matches!(block.kind, BlockKind::Item { task: Some(_), .. });
    ticked || item.asks_for_alert || item.owner.is_some() || item.due.is_some() || !item.links.is_empty()
}
