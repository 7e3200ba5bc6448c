//! The zone and the day of a document that tells them once, wherever that is: in a footnote, or beside the first of its times.

use jiff::civil::Date;

use super::dates_a_commit;
use crate::load::postmortem::document::{Block, BlockKind, Document};
use crate::load::postmortem::times::{
    Day, Zone, in_brackets, stamps, zone_alone, zone_in, zone_in_brackets, zone_note,
};

/// A line of a day and a zone has no more bytes.
const SHORT: usize = 60;

/// The only zone that the times and the notes of a document have; `None` where there are several.
pub(super) fn only_zone(document: &Document<'_>) -> Option<String> {
    let mut only: Option<String> = None;
    for block in document.blocks.iter().filter(|block| tells(block)) {
        for line in block.lines() {
            for zone in zones(block.text[line].trim())? {
                if only.as_ref().is_some_and(|known| *known != zone) {
                    return None;
                }
                only = Some(zone);
            }
        }
    }
    only
}

fn tells(block: &Block) -> bool {
    !matches!(block.kind, BlockKind::Code | BlockKind::Comment | BlockKind::Quote) && !dates_a_commit(&block.text)
}

/// The only day that a document names, wherever that is: "Day of all entries: 2 March 2026".
pub(super) fn only_day(document: &Document<'_>) -> Option<Date> {
    let mut only = None;
    for block in document.blocks.iter().filter(|block| tells(block)) {
        for stamp in stamps(&block.text) {
            match stamp.day {
                Day::On(day) if only.is_none_or(|known| known == day) => only = Some(day),
                Day::Unsaid => {}
                _ => return None,
            }
        }
    }
    only
}

/// The zones that a line names; `None` where one is not clear.
fn zones(line: &str) -> Option<Vec<String>> {
    let found = stamps(line);
    let mut zones = Vec::new();
    for stamp in found.iter().filter(|stamp| stamp.clock.is_some()) {
        match &stamp.zone {
            Zone::Offset(zone) => zones.push(zone.clone()),
            Zone::Unclear => return None,
            Zone::Unsaid => {}
        }
    }
    // `2 March 2026 (UTC) — Start 10:14`
    zones.extend(in_brackets(line).filter_map(zone_alone));
    if zones.is_empty() && !found.iter().any(|stamp| stamp.clock.is_some()) {
        // `18 March 2026, UTC`
        let day = || found.first().filter(|_| found.len() == 1 && line.len() <= SHORT);
        let beside = || zone_in(&line[day()?.range.end..]);
        zones.extend(zone_note(line).or_else(|| zone_alone(line)).or_else(|| zone_in_brackets(line)).or_else(beside));
    }
    Some(zones)
}
