//! Action items that stand twice: told in a list, and tracked in a table below, under the same tickets;
//! and once more in a check list.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use super::actions::Found;
use super::cues::CUES;
use super::document::{BlockKind, Document};
use crate::model::{ActionItem, Status, Text};

static TICKET: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?-u:\b)[A-Z][A-Z0-9]+-[0-9]+(?-u:\b)|(?:#|/(?:issues|pull|pulls|merge_requests)/)([0-9]+)(?-u:\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// The sections whose tables track a ticket: all, and those where the row asks for an alert.
#[derive(Default)]
struct Tracked {
    sections: BTreeSet<usize>,
    asking: BTreeSet<usize>,
}

/// Leaves out what a list tells where a table of another section tracks each of its tickets. What asks for an alert stays
/// unless what tracks it asks for one too.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let mut tracked: HashMap<String, Tracked> = HashMap::new();
    for row in found.iter().filter(|found| is_row(document, found) && found.item.status != Status::Unknown) {
        for ticket in tickets(&row.item) {
            let tracked = tracked.entry(ticket).or_default();
            tracked.sections.insert(section(document, row));
            if row.item.asks_for_alert {
                tracked.asking.insert(section(document, row));
            }
        }
    }
    if tracked.is_empty() {
        return;
    }
    found.retain(|told| {
        let own = tickets(&told.item);
        if own.is_empty() || is_row(document, told) || told.item.status == Status::Done {
            return true;
        }
        let elsewhere = |sections: &BTreeSet<usize>| sections.iter().any(|place| *place != section(document, told));
        let all = own.iter().all(|ticket| tracked.get(ticket).is_some_and(|rows| elsewhere(&rows.sections)));
        let asks = || own.iter().filter_map(|ticket| tracked.get(ticket)).any(|rows| elsewhere(&rows.asking));
        !(all && (!told.item.asks_for_alert || asks()))
    });
}

/// Leaves out the check list of "Action items status" where all of it was told before.
pub(super) fn leave_out_check_list(document: &Document<'_>, found: &mut Vec<Found>) {
    let restates = |found: &Found| CUES.has("restates", heading(document, found));
    let again = found.iter().filter(|found| restates(found)).count();
    if again > 0 && found.len() - again >= again {
        found.retain(|found| !restates(found));
    }
}

/// The heading that an item stands under.
pub(super) fn heading<'d>(document: &'d Document<'_>, found: &Found) -> &'d Text {
    &document.sections[section(document, found)].heading
}

fn section(document: &Document<'_>, found: &Found) -> usize {
    document.blocks[found.block].section
}

fn is_row(document: &Document<'_>, found: &Found) -> bool {
    matches!(document.blocks[found.block].kind, BlockKind::Row { .. })
}

/// The tickets that an item names: `OPS-12`, and `#12` for the twelfth issue of whatever place.
fn tickets(item: &ActionItem) -> BTreeSet<String> {
    let found = item.links.iter().flat_map(|link| TICKET.captures_iter(link));
    let name = |found: regex::Captures<'_>| {
        found.get(1).map_or_else(|| found[0].to_owned(), |number| format!("#{}", number.as_str()))
    };
    found.map(name).collect()
}
