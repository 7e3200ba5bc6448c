//! Who noticed, where that stands beside the time at which somebody did.

use super::cues::CUES;
use super::detection::{ANSWER, Found, detector_asked};
use super::document::{Block, BlockKind, Document, slice};
use super::signs::{Field, SIGNS};
use super::times::stamps;
use crate::model::{Detector, Text};

/// `Time to detect: 5 minutes (alert)`, `First seen: 10:20, by a customer`, `Paged: 10:20`
pub(super) fn beside_the_time(document: &Document<'_>, pairs: &[(Text, Text)]) -> Found {
    let plain = document.blocks.iter().filter_map(plain_pair);
    let mut told = pairs.iter().cloned().chain(plain).filter(|(_, value)| value.len() <= ANSWER);
    told.find_map(|(label, value)| Some((detector_beside(&label, &value)?, value.place)))
}

fn detector_beside(label: &str, value: &str) -> Option<Detector> {
    if is_time(value) && CUES.has("alerted-label", label) {
        return Some(Detector::Alert);
    }
    [Field::TimeToDetect, Field::Detected].iter().find(|field| SIGNS.names(**field, label))?;
    let who = &value[value.find(['(', ',', '–', '—'])?..];
    // "by the control room"
    detector_asked(who).or_else(|| CUES.has("by-whom", who).then_some(Detector::Person))
}

/// `* known to us: 10:20, by mail`: an item is a label with its value where that is a time.
fn plain_pair(block: &Block) -> Option<(Text, Text)> {
    let at = block.text.find(": ").filter(|_| matches!(block.kind, BlockKind::Item { .. }))?;
    let value = slice(&block.text, at + 2..block.text.len());
    is_time(&value).then(|| (slice(&block.text, 0..at), value))
}

fn is_time(value: &str) -> bool {
    value.starts_with(|first: char| first.is_ascii_digit()) && !stamps(value).is_empty()
}
