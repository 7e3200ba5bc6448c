//! Five whys: a chain whose last answer is the root and whose first is the symptom.

use std::collections::BTreeMap;

use super::cues::CUES;
use super::document::{BlockKind, Document};
use super::topics::{About, Topic};

/// Blocks that belong to a chain of whys, and whether they are steps on the way (`true`) or its end.
pub(super) fn steps(document: &Document<'_>, outline: &[About]) -> BTreeMap<usize, bool> {
    let mut found = BTreeMap::new();
    for chain in chains(document, outline) {
        let last = chain.last().copied();
        found.extend(chain.into_iter().map(|block| (block, Some(block) != last)));
    }
    found
}

/// The last answers of the chains.
pub(super) fn roots(document: &Document<'_>, outline: &[About]) -> Vec<usize> {
    chains(document, outline).into_iter().filter_map(|chain| chain.last().copied()).collect()
}

/// Runs of two and more blocks under one heading that each answer a why.
fn chains(document: &Document<'_>, outline: &[About]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut current: Vec<usize> = Vec::new();
    let mut whys = 0;
    let mut around = None;
    for (at, block) in document.blocks.iter().enumerate() {
        let heading = matches!(block.kind, BlockKind::Heading { .. });
        let about = &outline[at];
        let listed = about.because.as_ref().is_some_and(|heading| CUES.has("five-whys", heading));
        let why = CUES.has("why", &block.text);
        let inside = about.topic == Some(Topic::RootCause) && (why || listed || whys > 0);
        let next = about.because.as_ref().map(|heading| heading.place.start);
        if !inside || (next != around && !why) {
            close(&mut chains, &mut current, &mut whys);
        }
        around = next;
        if inside {
            whys += usize::from(why || (listed && matches!(block.kind, BlockKind::Item { .. })));
            if !heading && !block.text.is_empty() && !about.heading {
                current.push(at);
            }
        }
    }
    close(&mut chains, &mut current, &mut whys);
    chains
}

fn close(chains: &mut Vec<Vec<usize>>, current: &mut Vec<usize>, whys: &mut usize) {
    let chain = std::mem::take(current);
    if *whys >= 2 && chain.len() >= 2 {
        chains.push(chain);
    }
    *whys = 0;
}
