//! The year of a time line beside the day that the document says its incident was on.

use jiff::civil::Date;

use super::Entry;
use crate::source::Place;

/// Moves the entries to the year of `day` where all of them are of another one, and the first is of the same day and month:
/// in January people write the year before. Returns the year that is written, that of `day`, and where the first entry stands.
pub(super) fn to_year_of(day: Date, entries: &mut [Entry]) -> Option<(i16, i16, Place)> {
    let mut dated = entries.iter().filter_map(|entry| Some((entry.at.date?, entry.place))).peekable();
    let (first, place) = *dated.peek()?;
    let same_day = (first.month(), first.day()) == (day.month(), day.day());
    if !same_day || dated.any(|(date, _)| date.year() == day.year()) {
        return None;
    }
    for entry in entries {
        if let Some(at) = entry.at.in_year(day.year()) {
            entry.at = at;
        }
    }
    Some((first.year(), day.year(), place))
}
