//! What is written once for both ends of a span: the day, the zone, the half of the day.

use super::stamp::{Clock, Day, Stamp};
use super::words::WORDS;
use super::zone::Zone;

/// Both ends of a span are in the zone, and on the day, that is written once.
pub(super) fn share(found: &mut [Stamp], at: usize) {
    if found[at].clock.is_none() || found[at - 1].clock.is_none() {
        return;
    }
    if found[at - 1].day == Day::Unsaid && found[at - 1].clock <= found[at].clock {
        found[at - 1].day = found[at].day;
    }
    if found[at - 1].zone == Zone::Unsaid {
        found[at - 1].zone = found[at].zone.clone();
    } else if found[at].zone == Zone::Unsaid {
        found[at].zone = found[at - 1].zone.clone();
    }
}

/// "From 5:40 to 7:25 pm": both count from noon, where the first then still lies before the second.
pub(super) fn share_noon(text: &str, found: &mut [Stamp], at: usize) {
    let written = |stamp: &Stamp| &text[stamp.range.clone()];
    let (from, to) = (&found[at - 1], &found[at]);
    let told = WORDS.past_noon.is_match(written(to)) && !WORDS.half_day.is_match(written(from));
    let later = from.clock.filter(|clock| told && (1..12).contains(&clock.hour));
    let later = later.map(|clock| Clock { hour: clock.hour + 12, ..clock });
    if let Some(later) = later.filter(|later| Some(*later) < to.clock) {
        found[at - 1].clock = Some(later);
    }
}
