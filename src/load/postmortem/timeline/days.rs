//! The year of a time line beside the day that the document says its incident was on.

use jiff::civil::Date;

use super::Entry;

/// Moves the entries to the year of `day` where all of them are of another one, and the first is of the same day and month:
/// in January people write the year before.
pub(super) fn to_year_of(day: Date, entries: &mut [Entry]) {
    let mut days = entries.iter().filter_map(|entry| entry.at.date).peekable();
    let slip = |first: &Date| (first.month(), first.day()) == (day.month(), day.day());
    if !days.peek().is_some_and(slip) || days.any(|date| date.year() == day.year()) {
        return;
    }
    for entry in entries {
        if let Some(at) = entry.at.in_year(day.year()) {
            entry.at = at;
        }
    }
}
