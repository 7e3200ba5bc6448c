//! What was done to end the incident, told like actions beside what is still to be done.

use std::collections::BTreeMap;

use super::actions::Found;
use super::cues::CUES;
use super::document::{Block, BlockKind, Document};
use super::standing::may_be_past;
use super::topics::Topic;

/// How many of the steps below a heading tell what somebody did, at the least: three
const DID: usize = 3;
/// of four.
const OF: usize = 4;

/// What stands below one heading of what was done.
#[derive(Clone, Copy, Debug, Default)]
struct Steps {
    count: usize,
    /// So many of them tell what somebody did.
    did: usize,
    /// Does somebody track one of them, or does one ask for an alert?
    wanted: bool,
}

impl Steps {
    fn only_ended_it(self) -> bool {
        !self.wanted && self.did * OF >= self.count * DID
    }
}

/// Leaves out the steps told in the past below "Corrective actions taken" or "Recovery actions", where another heading tells
/// what is to be done.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let sections: Vec<Option<usize>> = found.iter().map(|found| mending_section(document, found)).collect();
    if sections.iter().all(Option::is_some) {
        return;
    }
    let mut below: BTreeMap<usize, Steps> = BTreeMap::new();
    for (section, found) in sections.iter().zip(found.iter()) {
        let Some(section) = section else { continue };
        let steps = below.entry(*section).or_default();
        steps.count += 1;
        steps.did += usize::from(may_be_past(&found.item.text));
        steps.wanted |= is_wanted(&document.blocks[found.block], found);
    }
    let ended_it = |section: Option<usize>| section.is_some_and(|section| below[&section].only_ended_it());
    let mut sections = sections.into_iter();
    found.retain(|_| !sections.next().is_some_and(ended_it));
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
    let ticked = matches!(block.kind, BlockKind::Item { task: Some(_), .. }) || CUES.has("box-done", &block.text);
    ticked || item.asks_for_alert || item.owner.is_some() || item.due.is_some() || !item.links.is_empty()
}
