//! Hours of every day: "a job that runs each night at 00:05" tells nothing of the incident.

use crate::load::postmortem::cues::CUES;
use crate::load::postmortem::moments::tail;
use crate::load::postmortem::times::{Stamp, stamps};

/// Words before an hour that may say so are no more bytes.
const LEAD: usize = 40;

/// The times of `text` that are moments.
pub(super) fn moments_of(text: &str) -> Vec<Stamp> {
    stamps(text).into_iter().filter(|stamp| !recurs(&text[..stamp.range.start])).collect()
}

/// Does the text before an hour say that it is one of every day?
fn recurs(before: &str) -> bool {
    CUES.has("hour-of-every-day", tail(before, LEAD))
}
