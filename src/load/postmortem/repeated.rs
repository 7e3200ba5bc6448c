//! Action items that stand twice: told in a list, and tracked in a table below, under the same tickets.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::actions::Found;
use super::document::{BlockKind, Document};
use crate::model::{ActionItem, Status};

static TICKET: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?-u:\b)[A-Z][A-Z0-9]+-[0-9]+(?-u:\b)|(?:#|/(?:issues|pull|pulls|merge_requests)/)([0-9]+)(?-u:\b)";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Leaves out what a list tells where a table of another section tracks each of its tickets. What asks for an alert stays
/// unless what tracks it asks for one too.
pub(super) fn leave_out(document: &Document<'_>, found: &mut Vec<Found>) {
    let tracked: Vec<(usize, BTreeSet<String>, bool)> = found
        .iter()
        .filter(|found| is_row(document, found) && found.item.status != Status::Unknown)
        .map(|found| (section(document, found), tickets(&found.item), found.item.asks_for_alert))
        .collect();
    if tracked.is_empty() {
        return;
    }
    found.retain(|told| {
        let own = tickets(&told.item);
        if own.is_empty() || is_row(document, told) || told.item.status == Status::Done {
            return true;
        }
        let rows = || tracked.iter().filter(|(place, ..)| *place != section(document, told));
        let all = own.iter().all(|ticket| rows().any(|(_, tickets, _)| tickets.contains(ticket)));
        let asks = rows().any(|(_, tickets, asks)| *asks && !tickets.is_disjoint(&own));
        !(all && (asks || !told.item.asks_for_alert))
    });
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
