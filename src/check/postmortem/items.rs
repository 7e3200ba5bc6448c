//! Action items, as a reviewer sees them.

use super::document::Document;
use crate::check::Finding;
use crate::check::reviewing::REVIEWING;
use crate::model::{ActionItem, Status};

/// Further places are shown up to so many; the message tells how many there are.
const SHOWN: usize = 4;

/// The items that somebody still has to do.
pub(super) fn to_do<'a>(document: &Document<'a>) -> impl Iterator<Item = &'a ActionItem> {
    let done = |item: &ActionItem| match item.status {
        Status::Done => true,
        Status::Open => false,
        Status::Unknown => REVIEWING.is_past(&item.text),
    };
    document.incident.action_items.iter().filter(move |item| !done(item))
}

/// One finding for all `items` of a document, at the first; `None` where there are none.
pub(super) fn finding(document: &Document<'_>, check: &'static str, items: &[&ActionItem]) -> Option<Finding> {
    let (first, others) = items.split_first()?;
    let mut finding = document.at(check, first.text.place, "");
    for other in others.iter().take(SHOWN) {
        let place = crate::check::subject::first_line(document.input, other.text.place);
        finding = finding.also(place, "and this one");
    }
    Some(finding)
}

/// `this action item`, `2 of 7 action items`, `none of 7 action items`: how many of all are `some`.
pub(super) fn share(some: usize, all: usize) -> String {
    match (some, all) {
        (1, 1) => "the one action item".into(),
        (some, all) if some == all => format!("all {all} action items"),
        (some, all) => format!("{some} of {all} action items"),
    }
}
