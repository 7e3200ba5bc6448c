//! Takes the rows of a table that is a time line.

use super::Walk;
use super::columns::Timed;
use crate::load::postmortem::document::Block;
use crate::load::postmortem::stamped::{begins_with, is_alone, is_number};
use crate::load::postmortem::times::{
    Day, Stamp, Zone, hours_of_digits, month_and_day, stamps, year_named, zone_alone, zone_in,
};
use crate::model::Text;

/// The words of several cells. `alert_firing`, as a machine names its events, is two words.
fn joined<'c>(cells: impl IntoIterator<Item = &'c Text>) -> String {
    let spaced = |cell: &'c Text| match cell.contains([' ', '`']) {
        true => cell.value.clone(),
        false => cell.replace('_', " "),
    };
    cells.into_iter().map(spaced).collect::<Vec<_>>().join(" | ")
}

impl Walk {
    /// Takes the head of a table: the zone, the day or the year of its times.
    pub(super) fn head(&mut self, block: &Block, cells: &[Text], table: usize) {
        let over = self.timed.get(&table).and_then(|timed| cells.get(timed.time));
        // `NZST | UTC | Event`: times are read from the first column.
        let first = || cells.iter().find_map(|cell| zone_alone(cell));
        if let Some(zone) = over.and_then(|cell| zone_in(cell)).or_else(first) {
            self.clockwork.zone = Some(zone);
        } else {
            self.zone(&block.text);
            self.clockwork.year = self.clockwork.year.or_else(|| year_named(cells.first()?));
        }
        // `What happened | 2 March 2026, UTC`
        let dated =
            |cell: &Text| stamps(cell).into_iter().find(|stamp| stamp.clock.is_none() && stamp.day != Day::Unsaid);
        if let Some((cell, day)) = over.and_then(|cell| Some((cell, dated(cell)?))) {
            self.clockwork.read(&day, cell);
        }
    }

    /// Takes a row of a table for an entry, or for a labelled time.
    pub(super) fn row(&mut self, block: &Block, cells: &[Text], timed: Option<Timed>) {
        self.open = false;
        let listed = self.listed[block.section] || timed.is_some();
        let digits = |cell: &Text| if listed { hours_of_digits(cell) } else { Vec::new() };
        let lead = cells.iter().take_while(|cell| is_number(cell) && digits(cell).is_empty()).count();
        let Some(first) = cells.get(lead) else { return };
        let mut found = stamps(first);
        if found.is_empty() && listed {
            found.extend(month_and_day(first).into_iter().chain(digits(first)));
        }
        let told = || format!("{} {}", first.value, joined(&cells[lead + 1..]));
        if listed && self.told_from(block, &told(), &found) {
            self.open = false;
            return;
        }
        if begins_with(first, &found) {
            let two_cells = cells.get(lead + 1).map_or_else(Vec::new, |next| stamps(next));
            let beside = found[0].clock.is_none() && two_cells.first().is_some_and(|next| next.day == Day::Unsaid);
            let rest = lead + 1 + usize::from(beside && begins_with(&cells[lead + 1], &two_cells));
            let words = joined(&cells[rest.min(cells.len())..]);
            let after = first[found[0].range.end..].to_owned();
            let mut stamp = found[0].clone();
            if rest == lead + 2 {
                stamp.clock = two_cells[0].clock;
                stamp.zone = two_cells[0].zone.clone();
            }
            Self::zoned(&mut stamp, cells, timed);
            self.entry(block, (&stamp, &first[found[0].range.clone()]), format!("{after} {words}"));
            self.open = false;
            return;
        }
        // `Start | T0 | 10:14`: the time may stand behind what else is said.
        let later = cells.iter().skip(lead + 1).find(|cell| begins_with(cell, &stamps(cell)));
        let value = later.or(cells.get(lead + 1)).map_or("", |value| value);
        if !self.labelled(block, (first, value), first.place) {
            self.timed_behind(block, cells, timed);
        }
    }

    /// `Errors begin | @alice | 14:05`: the time may stand in a later column.
    fn timed_behind(&mut self, block: &Block, cells: &[Text], timed: Option<Timed>) {
        let listed = self.listed[block.section] || timed.is_some();
        let found = cells.iter().enumerate().skip(1).find_map(|(at, cell)| {
            let [stamp] = <[Stamp; 1]>::try_from(stamps(cell)).ok()?;
            (stamp.clock.is_some() && is_alone(cell, &stamp)).then_some((at, stamp))
        });
        if let (Some((at, mut stamp)), true) = (found, listed) {
            Self::zoned(&mut stamp, cells, timed);
            let others = cells.iter().enumerate().filter(|(other, _)| *other != at);
            let words = joined(others.map(|(_, cell)| cell));
            self.entry(block, (&stamp, &cells[at][stamp.range.clone()]), words);
            self.open = false;
        }
    }

    /// The zone of an hour that another cell of its row gives.
    fn zoned(stamp: &mut Stamp, cells: &[Text], timed: Option<Timed>) {
        let zone = timed.and_then(|timed| zone_alone(cells.get(timed.zone?)?));
        if let (Zone::Unsaid, Some(zone)) = (&stamp.zone, zone) {
            stamp.zone = Zone::Offset(zone);
        }
    }
}
