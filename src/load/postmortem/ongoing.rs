//! Incidents that were not over when they were written down.

use super::cues::CUES;
use super::moments::{Moments, labelled};
use super::pairs::Pair;
use super::signs::{Field, SIGNS};
use super::timeline::Scan;

/// `End: in progress` and `Status: open` say that it is not over: what a time line lets us guess is no end then.
pub(super) fn still_open(moments: &mut Moments, scan: &Scan, pairs: &[Pair]) {
    let says = |field: Field| {
        let mut told = pairs.iter().filter(move |(label, _)| SIGNS.names(field, label));
        told.any(|(_, value)| CUES.has("still-open", value))
    };
    if says(Field::Resolved) || says(Field::Status) && !is_told(moments, scan) {
        moments.resolved = None;
    }
}

/// Does a label give the time at which it was over, or an entry or a sentence say so in so many words?
fn is_told(moments: &Moments, scan: &Scan) -> bool {
    let Some((over, place)) = &moments.resolved else { return false };
    let spans = || scan.labelled.iter().any(|one| one.place == *place);
    let entry = || scan.entries.iter().any(|entry| entry.at.agrees(over) && SIGNS.ends.is_match(&entry.words));
    let sentence = || scan.told.iter().any(|told| told.ends && told.place == *place);
    labelled(&scan.labelled, Field::Resolved).is_some() || spans() || entry() || sentence()
}
