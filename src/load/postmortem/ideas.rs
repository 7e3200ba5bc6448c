//! What could be done, beside what was decided; and what is told again to say how far it is.

use super::actions::Found;
use super::cues::CUES;
use super::document::Document;
use crate::model::Status;

/// Leaves out what stands under "What we could do" where another heading tells what will be done. What somebody tracks
/// stays, and so does what asks for an alert, unless what was decided asks for one too.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let stands_under = |found: &Found, list: &str| {
        let section = document.blocks[found.block].section;
        CUES.has(list, &document.sections[section].heading)
    };
    let decided: Vec<bool> =
        found.iter().filter(|found| stands_under(found, "decided")).map(|found| found.item.asks_for_alert).collect();
    if decided.is_empty() {
        return;
    }
    let asks = decided.contains(&true);
    found.retain(|idea| {
        let item = &idea.item;
        let tracked = item.status != Status::Unknown || item.owner.is_some() || !item.links.is_empty();
        tracked || item.asks_for_alert && !asks || !stands_under(idea, "ideas")
    });
}

/// Leaves out the check list of "Action items status" where all of it was told before.
pub(super) fn leave_out_restated(document: &Document<'_>, found: &mut Vec<Found>) {
    let heading = |found: &Found| &document.sections[document.blocks[found.block].section].heading;
    let restates = |found: &Found| CUES.has("restates", heading(found));
    let again = found.iter().filter(|found| restates(found)).count();
    if again > 0 && found.len() - again >= again {
        found.retain(|found| !restates(found));
    }
}
