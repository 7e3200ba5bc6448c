//! What could be done, beside what was decided.

use super::actions::{Found, is_tracked};
use super::cues::CUES;
use super::document::Document;
use super::repeated::heading;

/// Leaves out what stands under "What we could do" where another heading tells what will be done. What somebody tracks
/// stays, and so does what asks for an alert, unless what was decided asks for one too.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let stands_under = |found: &Found, list: &str| CUES.has(list, heading(document, found));
    let decided: Vec<bool> =
        found.iter().filter(|found| stands_under(found, "decided")).map(|found| found.item.asks_for_alert).collect();
    if decided.is_empty() {
        return;
    }
    let asks = decided.contains(&true);
    found.retain(|idea| is_tracked(&idea.item) || idea.item.asks_for_alert && !asks || !stands_under(idea, "ideas"));
}
