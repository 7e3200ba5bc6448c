//! How an action item stands: open, done, or nothing that we know.

use super::actions::Found;
use super::asks;
use super::cues::{CUES, is_nothing};
use super::document::{Block, Document};
use crate::model::{Status, Text};

/// A cell, or what stands behind a label, that has more words than this tells more than how an item stands.
const STANDING: usize = 6;

/// Brackets at the end of an item that hold more words tell more than that, too.
const TAIL: usize = 4;

/// What an item's own words say of its status.
pub(super) fn status(text: &str) -> Status {
    if CUES.has("open", text) {
        Status::Open
    } else if [text, unlabelled(text)].iter().any(|words| CUES.has("done", words) || CUES.has("we-did", words)) {
        Status::Done
    } else {
        Status::Unknown
    }
}

/// What stands behind the label of an item: `Runbook: we also wrote one`.
fn unlabelled(text: &str) -> &str {
    let told = text.split_once(": ").filter(|(label, _)| label.split_whitespace().count() <= STANDING);
    told.map_or(text, |(_, told)| told)
}

/// What an item says of its status, behind a word for it (`Status: in review.`) or in any words.
pub(super) fn said_status(text: &str) -> Status {
    let value = CUES.find("state-mark", text).map(|mark| &text[mark.end..]);
    let told = value.map(|value| told_status(value.split(['.', ';', ',', ')', '|', '。']).next().unwrap_or(value)));
    let told = told.filter(|told| *told != Status::Unknown).or_else(|| tail_status(text));
    match told.unwrap_or_else(|| status(text)) {
        // "We will add an alert."
        Status::Unknown if CUES.has("will-do", text) => Status::Open,
        told => told,
    }
}

/// What an item says of its status in brackets at its end: `Turn the cache on again [live]`.
fn tail_status(text: &str) -> Option<Status> {
    let bare = text.trim_end().strip_suffix([']', ')'])?;
    let tail = &bare[bare.rfind(['[', '('])? + 1..];
    // `(issue created)` is open, brackets and all.
    if tail.split_whitespace().count() > TAIL || CUES.has("open", text) {
        return None;
    }
    // `(active monitoring)` is no status.
    let one = !tail.trim().contains(char::is_whitespace);
    let done = CUES.has("done", tail) || one && CUES.has("state-done", tail);
    done.then_some(Status::Done)
}

/// What a cell that is there for the status says. Teams name the stages of their work as they like (`Noted`, `Assigned`,
/// `Design`, `40 %`): what is neither done nor given up is open.
pub(super) fn told_status(cell: &str) -> Status {
    let is = |list| CUES.has(list, cell);
    if is("open") || is("answer-no") {
        return Status::Open;
    }
    if is("state-dropped") || cell.split_whitespace().count() > STANDING {
        // `configured; takes effect on the next reboot`
        let lead = cell.split([';', '.', '(', '–', '—']).next().unwrap_or(cell);
        let stands = || lead.split_whitespace().count() <= STANDING && CUES.has("state-done", lead);
        return if is("done") || !is("state-dropped") && stands() { Status::Done } else { Status::Unknown };
    }
    if is("done") || is("state-done") {
        Status::Done
    } else if is_nothing(cell) || asks::is_ticket(cell) {
        // Where it is tracked says nothing of how it stands.
        Status::Unknown
    } else {
        Status::Open
    }
}

/// The status that a cell says in a word, whatever its column is called: `Done` among notes.
pub(super) fn noted_status(cells: &[Text]) -> Status {
    let words = cells.iter().filter(|cell| cell.split_whitespace().count() <= 2);
    words.map(|cell| status(cell)).find(|told| *told != Status::Unknown).unwrap_or(Status::Unknown)
}

/// What the heading that an item stands under says of its status, or the one around it: `### Done`, `## Fixes applied`.
pub(super) fn heading_status(document: &Document<'_>, block: &Block) -> Status {
    let of = |section: usize| {
        let heading = &*document.sections[section].heading.value;
        // `Recommendations for the coming weeks (to do):`
        let aside = heading.rsplit_once('(').map_or(Status::Unknown, |(_, aside)| status(aside));
        // The tick of `✅ Action items` is an ornament.
        let named = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
        let ornate = named.len() < heading.len() && CUES.has("action-heading", named);
        let heading = if ornate { named } else { heading };
        let long = heading.split_whitespace().count() > 5;
        if long || aside != Status::Unknown { aside } else { status(heading) }
    };
    match of(block.section) {
        // "The next priorities are:" below "What has changed" lie ahead.
        Status::Unknown if CUES.has("lies-ahead", &document.sections[block.section].heading) => Status::Unknown,
        Status::Unknown => {
            let around =
                std::iter::successors(document.sections[block.section].parent, |at| document.sections[*at].parent);
            // `# All mounts were removed` is the title.
            let titles = |at: &usize| *at == 1 && document.sections[1].level == 1;
            let around = around.filter(|at| !titles(at));
            around.map(of).find(|told| *told != Status::Unknown).unwrap_or(Status::Unknown)
        }
        told => told,
    }
}

/// Do words begin with what was done? `Set up alarms` is an order as well: among those that are none, it was done too.
pub(super) fn may_be_past(words: &str) -> bool {
    CUES.has("past", words) || CUES.has("past-or-order", words)
}

/// "Improved monitoring of the queue" may be what somebody would like to have. Where all items of a section begin so, and
/// one of them was done, all were.
pub(super) fn agree(document: &Document<'_>, found: &mut [Found]) {
    let section = |found: &Found| document.blocks[found.block].section;
    for items in found.chunk_by_mut(|one, next| section(one) == section(next)) {
        let done = items.iter().any(|found| found.item.status == Status::Done);
        let past = |found: &Found| CUES.has("past", &found.item.text);
        if done && items.iter().any(past) && items.iter().all(|found| may_be_past(&found.item.text)) {
            let unknown = items.iter_mut().filter(|found| found.item.status == Status::Unknown);
            unknown.for_each(|found| found.item.status = Status::Done);
        }
    }
}
