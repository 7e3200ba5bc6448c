//! Spans of days that name their month once: `July 16–17, 2026`, `16./17. Juli 2026`, `2026-07-16/17`.

use std::ops::Range;

use jiff::civil::Date;
use regex::Captures;

use super::stamp::{Day, Stamp, number};
use super::words::WORDS;
use super::zone::Zone;
use crate::load::postmortem::moments::{head, tail};

/// So many bytes before or behind a date may hold the other day.
const NEAR: usize = 24;

/// Both days of each span, where only one of them was found with its month. An hour behind both is one of the first.
pub(super) fn told_both(text: &str, found: Vec<Stamp>) -> Vec<Stamp> {
    let mut both: Vec<Stamp> = Vec::with_capacity(found.len());
    for at in 0..found.len() {
        let stamp = found[at].clone();
        let from = at.checked_sub(1).map_or(0, |before| found[before].range.end);
        let until = found.get(at + 1).map_or(text.len(), |next| next.range.start);
        match spanned(text, &stamp, from..until) {
            // `16–17 July 2026, 22:10–01:30`: the hour is of the first day.
            Some((first, _)) if stamp.clock.is_some() => {
                both.push(Stamp { day: first.day, range: first.range.start..stamp.range.end, ..stamp });
            }
            Some((first, last)) => both.extend([first, last]),
            None => both.push(stamp),
        }
    }
    both
}

fn spanned(text: &str, stamp: &Stamp, within: Range<usize>) -> Option<(Stamp, Stamp)> {
    if !matches!(stamp.day, Day::On(_) | Day::Yearless(..)) {
        return None;
    }
    let day = |range: Range<usize>, day: Day, until: bool| Stamp { range, day, clock: None, zone: Zone::Unsaid, until };
    let (start, end) = (stamp.range.start, stamp.range.end);
    if let Some((at, first)) = first_before(text, start).filter(|(at, _)| *at >= within.start) {
        let first = earlier(stamp.day, first)?;
        return Some((day(at..start, first, false), day(start..end, stamp.day, true)));
    }
    if stamp.clock.is_some() {
        return None;
    }
    let behind = WORDS.last_day.captures(head(&text[start..within.end], end - start + NEAR))?;
    let whole = start + behind.get(0)?.end();
    let last = behind.name("last")?;
    if whole < end || !ends_there(&behind, &text[whole..]) {
        return None;
    }
    let first_day = number(behind.name("year")).map_or(stamp.day, |year| in_year(stamp.day, year));
    let last_day = later(first_day, i8::try_from(number(Some(last))?).ok()?)?;
    let cut = start + last.start();
    Some((day(start..cut, first_day, false), day(cut..end.max(whole), last_day, true)))
}

/// The day that a dash joins to the date at `start`, and where it stands: `16./` before `17. Juli`.
pub(super) fn first_before(text: &str, start: usize) -> Option<(usize, i8)> {
    let before = tail(&text[..start], NEAR);
    let from = start - before.len();
    let found = WORDS.first_day.captures(before)?;
    let first = found.name("first")?;
    let dash = found.name("dash")?.as_str();
    // `Phase 2 – 17 July` is no span.
    let is_numbered = dash.starts_with(' ') && !dash.trim().starts_with(char::is_alphabetic) && {
        let lead = text[..from + first.start()].trim_end();
        lead.ends_with(char::is_alphanumeric)
    };
    if is_numbered {
        return None;
    }
    Some((from + first.start(), i8::try_from(number(Some(first))?).ok()?))
}

/// Is the second day no number of something else: `2 March - 3 nodes`?
fn ends_there(found: &Captures<'_>, behind: &str) -> bool {
    let mut next = behind.chars();
    let (first, second) = (next.next(), next.next());
    let apart = found.name("dash").is_some_and(|dash| dash.as_str().starts_with(' '));
    let is_year = || behind.trim_start_matches([',', ' ']).starts_with("20");
    let is_named = found.get(0).is_some_and(|whole| whole.as_str().ends_with(['日', '일']));
    match first {
        None => true,
        Some(c) if is_named => !c.is_ascii_digit(),
        Some('.' | ',' | ';' | ')' | '|' | '*' | ']') => !second.is_some_and(|c| c.is_ascii_digit()),
        Some(' ') => !apart || is_year(),
        Some(_) => false,
    }
}

/// The day of the same month that is `last`, where it is later than `day`.
fn later(day: Day, last: i8) -> Option<Day> {
    another(day, last).filter(|_| of_month(day) < last)
}

fn earlier(day: Day, first: i8) -> Option<Day> {
    another(day, first).filter(|_| first < of_month(day))
}

/// `March 2 and 3, 2026`: the year that stands behind both.
fn in_year(day: Day, year: i32) -> Day {
    match (day, i16::try_from(year)) {
        (Day::Yearless(month, of_month), Ok(year)) => Date::new(year, month, of_month).map_or(day, Day::On),
        _ => day,
    }
}

fn of_month(day: Day) -> i8 {
    match day {
        Day::On(date) => date.day(),
        Day::Yearless(_, day) => day,
        _ => 0,
    }
}

fn another(day: Day, of_month: i8) -> Option<Day> {
    match day {
        Day::On(date) => Date::new(date.year(), date.month(), of_month).ok().map(Day::On),
        Day::Yearless(month, _) => Date::new(2024, month, of_month).ok().map(|_| Day::Yearless(month, of_month)),
        _ => None,
    }
}
