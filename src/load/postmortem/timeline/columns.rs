//! Tables that are time lines by what stands in them, whatever heading they stand under.

use std::collections::BTreeMap;

use crate::load::postmortem::document::{BlockKind, Document};
use crate::load::postmortem::stamped::{is_alone, is_span};
use crate::load::postmortem::times::{relative, stamps, zone_alone};
use crate::model::Text;

/// Fewer rows with an hour are no time line.
const FEWEST: usize = 3;
/// What tells an event has so many words.
const WORDS: usize = 3;

/// A table of events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timed {
    /// The column of the hours, or of what is told from another time on.
    pub(super) time: usize,
    /// The column that says in which zone they are.
    pub(super) zone: Option<usize>,
}

/// The tables of a document most of whose rows have an hour, and tell something: by their number.
pub(super) fn timed(document: &Document<'_>) -> BTreeMap<usize, Timed> {
    let mut tables: BTreeMap<usize, Vec<&[Text]>> = BTreeMap::new();
    for block in &document.blocks {
        if let BlockKind::Row { header: false, cells, table } = &block.kind {
            tables.entry(*table).or_default().push(cells);
        }
    }
    tables.into_iter().filter_map(|(table, rows)| Some((table, of(&rows)?))).collect()
}

fn of(rows: &[&[Text]]) -> Option<Timed> {
    let width = rows.iter().map(|cells| cells.len()).max()?;
    let count = |fits: &dyn Fn(&[Text]) -> bool| rows.iter().filter(|cells| fits(cells)).count();
    let most = |fits: &dyn Fn(&[Text]) -> bool| count(fits) >= FEWEST.max(rows.len().div_ceil(2));
    let cell_is = |at: usize, fits: &dyn Fn(&str) -> bool| most(&|cells| cells.get(at).is_some_and(|cell| fits(cell)));
    let time = (0..width).find(|&at| cell_is(at, &is_hour))?;
    let tells = |cells: &[Text]| {
        let mut others = cells.iter().enumerate().filter(|(at, _)| *at != time);
        others.any(|(_, cell)| cell.split_whitespace().take(WORDS).count() == WORDS)
    };
    let zone = (0..width).find(|&at| at != time && cell_is(at, &|cell: &str| zone_alone(cell).is_some()));
    most(&tells).then_some(Timed { time, zone })
}

/// Is a cell nothing but an hour, perhaps with its day, or `T+7m`?
fn is_hour(cell: &str) -> bool {
    match stamps(cell).as_slice() {
        [] => relative(cell).is_some_and(|told| !cell[told.end..].contains(char::is_alphanumeric)),
        [stamp] => stamp.clock.is_some() && is_alone(cell, stamp),
        [from, to] => is_span(&[from.clone(), to.clone()]) && !cell[to.range.end..].contains(char::is_alphanumeric),
        _ => false,
    }
}
