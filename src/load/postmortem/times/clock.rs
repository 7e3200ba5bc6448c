//! Finds times of day in text.

use std::ops::Range;

use regex::{Captures, Match};

use super::plain;
use super::stamp::{Clock, number};
use super::words::WORDS;
use super::year_named;
use super::zone::{Zone, is_named, zone_at, zone_before};

/// A time of day, and where it stands, zone included.
pub(super) struct Timed {
    pub(super) range: Range<usize>,
    pub(super) clock: Clock,
    pub(super) zone: Zone,
    /// Written in a way that only counts beside a date, after "at" or at the very start: `10.14`, `1h30`.
    pub(super) weak: bool,
}

/// All times of day of `text`, in order.
pub(super) fn clocks(text: &str) -> Vec<Timed> {
    let mut found = Vec::new();
    let head = text.find(char::is_alphanumeric).unwrap_or(0);
    let mut at = 0;
    while let Some(whole) = WORDS.clock.find_at(text, at) {
        let start = whole.start();
        let written = || WORDS.clock.captures_at(text, start).and_then(|captures| clock_of(text, &captures));
        let plain = plain::clock(whole.as_str());
        match plain.map_or_else(written, |clock| clock_at(text, whole.range(), clock)) {
            Some(clock) => {
                at = clock.range.end;
                found.push(Timed { weak: clock.weak && clock.range.start > head, ..clock });
            }
            None => at = start + text[start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

fn clock_of(text: &str, found: &Captures<'_>) -> Option<Timed> {
    let whole = found.get(0)?;
    let lead = whole.as_str().len() - whole.as_str().trim_start().len();
    // `1052 UTC`: the zone is read below. `1738: orders fail`, `(~1738)`
    let set_in = found.name("eh").zip(found.name("em")).or(found.name("rh").zip(found.name("rm")));
    // `1052hrs`
    let after = |zone: Match<'_>| if zone.as_str().starts_with('h') { zone.end() } else { zone.start() };
    let behind = found.name("zz").map(after).or(set_in.map(|(_, minute)| minute.end()));
    let end = behind.unwrap_or(whole.end());
    // `2026-03-02 2233`: the date is read for itself.
    let after_date = found.name("dh");
    let begins = after_date.or(set_in.map(|(hour, _)| hour)).map(|hour| hour.start());
    let range = begins.unwrap_or(whole.start() + lead)..end;
    if after_date.is_some() && !begins_entry(text, whole.start(), end) {
        return None;
    }
    if set_in.is_some() && may_be_a_year(text, &range) {
        return None;
    }
    let get = |name| number(found.name(name));
    let has = |name| found.name(name).is_some();
    let named = if has("noon") { Some(12) } else { has("midnight").then_some(0) };
    let hour = named.or_else(|| ["h", "kh", "oh", "th", "bh", "zh", "dh", "eh", "rh"].into_iter().find_map(get))?;
    let minute = ["m", "km", "tm", "bm", "zm", "dm", "em", "rm"].into_iter().find_map(get);
    let minute = minute.unwrap_or(if has("half") { 30 } else { 0 });
    let second = get("s").or(get("bs"));
    let (after, before) = (["p", "sp", "op", "lp"].into_iter().any(has), ["a", "sa", "oa", "la"].into_iter().any(has));
    let hour = match hour {
        12 if before => 0,
        1..=11 if after => hour + 12,
        hour => hour,
    };
    if !is_of_day(hour, minute) || second.is_some_and(|s| s > 59) {
        return None;
    }
    if !has("kh") && !has("lp") && !has("la") && !has("bh") && !clock_alone(text, &range) {
        return None;
    }
    // `3시간` is how long it took.
    if text[..range.end].ends_with('시') && text[range.end..].starts_with('간') {
        return None;
    }
    let iso = text[..range.start].ends_with(['T', 't']) || has("bh");
    let (zone, taken) = zone_at(&text[range.end..], iso);
    let plain = found.name("sep").is_none_or(|sep| matches!(sep.as_str(), ":" | "：")) || after || before || has("e");
    // `14h02` is a time, `1h30` more likely how long it took.
    // "1 h 12 min" is how long it took.
    if text[range.end..].trim_start().starts_with(['m', 'M']) && found.name("sep").is_some_and(|sep| sep.len() > 1) {
        return None;
    }
    let lettered =
        found.name("sep").is_some_and(|sep| sep.as_str().trim().eq_ignore_ascii_case("h")) && found["h"].len() == 2;
    let bare = ["bh", "zh", "eh", "rh", "noon", "midnight"].into_iter().any(has);
    let weak = !(plain || lettered || taken > 0) || bare || has("kh") && !has("km") && !has("lp") && !has("la");
    let clock = Clock { hour: hour as i8, minute: minute as i8, second: second.map(|s| s as i8) };
    Some(zoned(text, (range, taken), Timed { range: whole.range(), clock, zone, weak }))
}

fn is_of_day(hour: i32, minute: i32) -> bool {
    hour < 24 && minute <= 59 || hour == 24 && minute == 0
}

/// `10:14`, where it stands alone.
fn clock_at(text: &str, whole: Range<usize>, (hour, minute): (i32, i32)) -> Option<Timed> {
    let range = whole.end - text[whole.clone()].trim_start().len()..whole.end;
    if !is_of_day(hour, minute) || !clock_alone(text, &range) {
        return None;
    }
    let (zone, taken) = zone_at(&text[range.end..], text[..range.start].ends_with(['T', 't']));
    let clock = Clock { hour: hour as i8, minute: minute as i8, second: None };
    Some(zoned(text, (range, taken), Timed { range: whole, clock, zone, weak: false }))
}

/// `timed`, which stands at `range`, with the zone that takes so many bytes behind it, or the one before it: `UTC 10:14`.
fn zoned(text: &str, (range, taken): (Range<usize>, usize), timed: Timed) -> Timed {
    let led = (timed.zone == Zone::Unsaid).then(|| zone_before(&text[..range.start])).flatten();
    let (zone, start) = led.unwrap_or((timed.zone, range.start));
    Timed { range: start..range.end + taken, zone, ..timed }
}

/// Could four digits be a year? Not behind another one: `3 March 2026 (2014)`.
fn may_be_a_year(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end_matches(['(', '~', '≈', ' ']);
    let year = before.get(before.len().saturating_sub(4)..).and_then(year_named);
    year.is_none() && year_named(&text[range.clone()]).is_some()
}

/// Does a date with four digits behind it begin a text, and no other date? "On 2026-03-02 2200 orders failed" counts orders.
fn begins_entry(text: &str, start: usize, end: usize) -> bool {
    !text[..start].contains(char::is_alphanumeric) && !text[end..].starts_with('-')
}

fn clock_alone(text: &str, range: &Range<usize>) -> bool {
    let mut before = text[..range.start].chars().rev();
    let (last, earlier) = (before.next(), before.next());
    let mut after = text[range.end..].chars();
    let (next, second) = (after.next(), after.next());
    let bad_before = match last {
        Some('T' | 't') => !earlier.is_some_and(char::is_numeric),
        // `UTC+9:30` is a zone.
        Some('+' | '-' | '−') => earlier.is_some_and(|c| matches!(c, 'C' | 'T')),
        Some(':' | '.' | '/' | '#' | '$' | '=' | '%') => true,
        Some(c) => c.is_ascii_alphanumeric() || c.is_numeric() || c == '_',
        None => false,
    };
    let bad_after = match next {
        // `03:16/13:46`: the same moment in a second zone.
        Some('/') => second.is_some_and(char::is_numeric) && !WORDS.second_clock.is_match(&text[range.end..]),
        Some(':' | '.') => second.is_some_and(char::is_numeric),
        Some('Z' | 'z') => second.is_some_and(char::is_alphanumeric),
        // `10:14UTC`
        Some(c) if c.is_ascii_alphabetic() => !is_named(&text[range.end..]),
        Some(c) => c.is_ascii_alphanumeric() || c.is_numeric() || c == '%' || c == '_',
        None => false,
    };
    !bad_before && !bad_after
}
