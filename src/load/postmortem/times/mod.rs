//! Reads dates, times of day, zones and durations out of text, in many languages and habits.
//!
//! [`stamps`] finds what is written; [`Clockwork`] completes it from what was said before (the date of a heading,
//! "All times in CET") and yields moments. A zone that the document does not say stays unsaid.

mod civil;
mod clock;
mod days;
mod digits;
mod duration;
mod order;
mod plain;
mod relative;
mod remembered;
mod shared;
mod spelling;
mod stamp;
mod twice;
mod words;
mod zone;

use super::moments::head;

pub(super) use civil::{Clockwork, Reading, days_between};
pub(super) use digits::hours_of_digits;
pub(super) use duration::{duration, duration_at};
pub(super) use order::{day_first, whole_dates};
pub(super) use relative::{From, laters, relative};
pub(super) use remembered::stamps;
pub(super) use stamp::{Clock, Day, Stamp, month_and_day, stamps_of_label};
pub(super) use zone::{Zone, unzoned, zone_in};

/// May the word stand before the time of an entry, as in "ca. 10:14 the shop went down", "Monday, 2 March"?
pub(super) fn leads_entry(word: &str) -> bool {
    let weekday = || words::WORDS.weekday(word.trim_end_matches([',', '.'])).is_some();
    words::WORDS.entry_leads.iter().any(|known| known == word) || weekday()
}

/// Is it the name of a month?
pub(super) fn is_month(word: &str) -> bool {
    words::WORDS.month(word).is_some()
}

/// The zone that a line gives to all times: "All times in CET", "Time (UTC)". `None` for a line that has a time itself.
pub(super) fn zone_note(line: &str) -> Option<String> {
    let short = line.len() <= NOTE && words::WORDS.zone_note.is_match(line);
    // "Screenshots have timestamps in UTC+2"
    let of_others = || words::WORDS.other_clock.is_match(line);
    if !short || of_others() || stamps(line).iter().any(|stamp| stamp.clock.is_some()) {
        return None;
    }
    zone_in(line)
}

/// The zone that brackets in a line give to all times: `It began at 10:14 and ended at 10:55 (all times are CET).`
pub(super) fn zone_in_brackets(line: &str) -> Option<String> {
    in_brackets(line).find_map(zone_note)
}

/// What stands in brackets in a line, where it is no longer than a note.
pub(super) fn in_brackets(line: &str) -> impl Iterator<Item = &str> {
    let behind = |(at, open): (usize, &str)| head(&line[at + open.len()..], NOTE);
    let inner = line.match_indices(['(', '（']).map(behind);
    inner.filter_map(|inner| inner.split_once([')', '）']).map(|(inner, _)| inner))
}

/// A note on times has no more bytes.
const NOTE: usize = 200;

/// The day that a line gives to all times: "All events happened on 2026-03-02".
pub(super) fn day_note(line: &str) -> Option<Stamp> {
    if line.len() > NOTE || !words::WORDS.day_note.is_match(line) {
        return None;
    }
    let mut found = stamps(line);
    let day = found.pop().filter(|stamp| stamp.clock.is_none() && stamp.day != Day::Unsaid)?;
    found.is_empty().then_some(day)
}

/// The zone of a line that is nothing but zones, `(UTC+9:30)`, or of the brackets of a heading: `Outage (UTC)`.
pub(super) fn zone_alone(line: &str) -> Option<String> {
    let inner = line.rfind(['(', '（', '[']).map_or(line, |at| &line[at..]);
    let bare = inner.trim_matches(|c: char| !c.is_alphanumeric());
    let only = bare.len() <= 24 && bare.starts_with(char::is_uppercase) && !bare.contains(char::is_lowercase);
    only.then(|| zone_in(bare)).flatten()
}

/// Does a zone stand at the start of `text`, which goes on behind four digits that are then an hour?
pub(super) fn is_hour_before(text: &str) -> bool {
    words::WORDS.hour_zone.is_match(text)
}

/// Is it a month without its day: `2026-03`, `2026-03-??`, "March 2026"?
pub(super) fn is_month_alone(words: &str) -> bool {
    let bare = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = bare.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let month =
        |part: &str| is_month(part) || part.len() == 2 && part.parse().is_ok_and(|at: u8| (1..=12).contains(&at));
    match parts[..] {
        [year, at] | [year, at, "xx" | "XX"] if year_named(year).is_some() => month(at),
        [at, year] => is_month(at) && year_named(year).is_some(),
        _ => false,
    }
}

/// The year that a title, or the head of a column, names: "Outage in January 2026", `Date (2026)`.
pub(super) fn year_named(title: &str) -> Option<i16> {
    let mut words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 4);
    words.find_map(|word| word.parse().ok().filter(|year| (1990..2100).contains(year)))
}

/// Is it what a status page calls the state of an incident: "Investigating"?
pub(super) fn is_state(heading: &str) -> bool {
    let bare = heading.trim_matches(|c: char| !c.is_alphanumeric());
    words::WORDS.pages.states.iter().any(|state| state.eq_ignore_ascii_case(bare))
}

/// `text` without the word before a time by which a status page dates its updates: "Posted".
pub(super) fn unposted(text: &str) -> &str {
    let bare = text.trim_end();
    let word = |posted: &&String| bare.len() >= posted.len() && bare.is_char_boundary(bare.len() - posted.len());
    let ends = |posted: &&String| bare[bare.len() - posted.len()..].eq_ignore_ascii_case(posted);
    let posted = words::WORDS.pages.posted.iter().filter(word).find(ends);
    posted.map_or(text, |posted| &bare[..bare.len() - posted.len()])
}

/// Does the time of an update on a status page end between two lines: `Posted Mar 2, 10:32 UTC`, or the time alone above
/// the state of the next?
pub(super) fn is_posted(line: &str, next: &str) -> bool {
    let bare = line.trim();
    let behind = |posted: &&String| bare.get(..posted.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(posted));
    let word = words::WORDS.pages.posted.iter().find(behind);
    (word.is_some() || is_state(next)) && is_a_time(&bare[word.map_or(0, String::len)..])
}

fn is_a_time(words: &str) -> bool {
    let found = stamps(words);
    let [stamp] = &found[..] else { return false };
    let around = [&words[..stamp.range.start], &words[stamp.range.end..]];
    stamp.clock.is_some() && around.iter().all(|text| !text.contains(char::is_alphanumeric))
}

/// Does the line date the document and not the incident (`Last Modified: 2019-01-23`)?
pub(super) fn dates_the_document(line: &str) -> bool {
    words::WORDS.other_date.is_match(line)
}

/// Do the words between two times make the second the end of what they tell: "went down and stayed so until"?
pub(super) fn is_held(gap: &str) -> bool {
    words::WORDS.held.is_match(gap)
}

/// Where clauses of a sentence end within `range`, which lies between two times of it: the marks or words between them.
pub(super) fn clause_ends(text: &str, range: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let Some(gap) = text.get(range.clone()) else { return Vec::new() };
    words::WORDS.clause.find_iter(gap).map(|end| range.start + end.start()..range.start + end.end()).collect()
}

#[cfg(test)]
mod tests;
