//! Finds dates and times in text, each with its range.

use std::ops::Range;

use jiff::civil::Date;
use regex::{Captures, Match};

use super::clock::{Timed, clocks};
use super::days::{first_before, told_both};
use super::duration::digits;
use super::order::dotted;
use super::plain;
use super::shared::{share, share_noon};
use super::twice::told_once;
use super::words::WORDS;
use super::year_named;
use super::zone::{Zone, zone_at};

/// A date, a time of day, or both, as written.
#[derive(Clone, Debug)]
pub(in crate::load::postmortem) struct Stamp {
    /// Where it stands, zone included.
    pub(in crate::load::postmortem) range: Range<usize>,
    /// Its date.
    pub(in crate::load::postmortem) day: Day,
    /// Its time of day.
    pub(in crate::load::postmortem) clock: Option<Clock>,
    /// Its zone.
    pub(in crate::load::postmortem) zone: Zone,
    /// Does a span run from the stamp before to this one?
    pub(in crate::load::postmortem) until: bool,
}

/// A date, as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load::postmortem) enum Day {
    /// No date: it is the one of the text around.
    Unsaid,
    /// A day of the week, 0 for Monday: the first such day from the one of the text around.
    Weekday(i8),
    /// The day before the one of the text around.
    Before,
    /// A whole date.
    On(Date),
    /// Month and day.
    Yearless(i8, i8),
    /// "Tuesday the 9th": the day of a month that the text around tells.
    OfMonth(i8),
    /// `02/03 10:14`: the day first, or the month first.
    Slashed(i8, i8),
    /// `02/03/2026`: the day first, or the month first.
    Either(Date, Date),
    /// A day that no calendar has.
    Impossible,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::load::postmortem) struct Clock {
    /// 0..=24; 24 only with minute 0.
    pub(in crate::load::postmortem) hour: i8,
    /// 0..=59
    pub(in crate::load::postmortem) minute: i8,
    /// 0..=59, where written.
    pub(in crate::load::postmortem) second: Option<i8>,
}

impl Clock {
    /// Is it late in the evening?
    pub(in crate::load::postmortem) fn is_late(self) -> bool {
        self.hour >= 20
    }

    /// Is it between midnight and dawn?
    pub(in crate::load::postmortem) fn is_small_hour(self) -> bool {
        self.hour < 6
    }
}

/// All dates and times of `text`, in order, without overlap. Linear in its length.
pub(super) fn read(text: &str) -> Vec<Stamp> {
    if !text.contains(|c: char| c.is_numeric()) {
        return Vec::new();
    }
    let (days, clocks) = (days(text), clocks(text));
    let mut found = told_both(text, told_once(text, merged(text, days, clocks)));
    on_weekdays(text, &mut found);
    for at in 1..found.len() {
        let gap = &text[found[at - 1].range.end..found[at].range.start];
        if gap.len() <= 48 && WORDS.until.is_match(gap) {
            found[at].until = true;
            share(&mut found, at);
            share_noon(text, &mut found, at);
        }
    }
    found
}

/// The same of the value of a label, where an arrow between two hours or days makes a span of them whatever is said beside it:
/// `(broken 10:14 → fixed 10:55)`.
pub(in crate::load::postmortem) fn stamps_of_label(value: &str) -> Vec<Stamp> {
    let mut found = read(value);
    for at in 1..found.len() {
        let gap = &value[found[at - 1].range.end..found[at].range.start];
        let days = found[at].day != Day::Unsaid && found[at - 1].day != Day::Unsaid;
        let ends = days || found[at].clock.is_some();
        if !found[at].until && ends && gap.len() <= 80 && WORDS.arrow.is_match(gap) {
            found[at].until = true;
            share(&mut found, at);
        }
    }
    found
}

/// "on Monday at 08:12", "08:12 on Monday".
fn on_weekdays(text: &str, found: &mut [Stamp]) {
    let mut from = 0;
    for at in 0..found.len() {
        let until = found.get(at + 1).map_or(text.len(), |next| next.range.start);
        let stamp = &mut found[at];
        let before = lead(text.get(from..stamp.range.start).unwrap_or_default());
        let behind = text.get(stamp.range.end..until).unwrap_or_default();
        from = stamp.range.end;
        if stamp.day != Day::Unsaid {
            continue;
        }
        let led = WORDS.weekday_before.captures(before);
        let followed = WORDS.weekday_behind.captures(behind).filter(|_| led.is_none());
        let taken = followed.as_ref().and_then(|found| found.name("day")).map_or(0, |day| day.end());
        if let Some(day) = led.or(followed).and_then(|found| WORDS.weekday(&found["day"])) {
            stamp.day = Day::Weekday(day);
            stamp.range.end += taken;
        } else if WORDS.day_before.is_match(behind) {
            stamp.day = Day::Before;
        }
    }
}

type Dated = (Range<usize>, Day);

/// Walks both lists once: a date takes the clock time right behind it, else the one right before it.
fn merged(text: &str, days: Vec<Dated>, clocks: Vec<Timed>) -> Vec<Stamp> {
    let mut found: Vec<Stamp> = Vec::new();
    let mut clocks = clocks.into_iter().peekable();
    for (range, day) in days {
        // What a time has taken is no date as well.
        if found.last().is_some_and(|last| last.range.end > range.start) {
            continue;
        }
        while let Some(clock) = clocks.next_if(|clock| clock.range.start < range.start) {
            push_clock(text, &mut found, clock, range.start);
        }
        // `12.05., 09:30`: the day could pass for an hour.
        while clocks.next_if(|clock| range.start <= clock.range.start && clock.range.end <= range.end).is_some() {}
        let before = found.last().is_some_and(|last| {
            last.day == Day::Unsaid
                && range.start - last.range.end <= 30
                && WORDS.before.is_match(&text[last.range.end..range.start])
        });
        let behind = clocks.next_if(|clock| {
            let near = clock.range.start >= range.end && clock.range.start - range.end <= 60;
            let gap = || &text[range.end..clock.range.start];
            // `10:00 on March 2, 2026 to 10:30`
            near && WORDS.between.is_match(gap()) && !(before && WORDS.until.is_match(gap()))
        });
        match (behind, before.then(|| found.pop()).flatten()) {
            (None, Some(last)) => found.push(dated_behind(text, last, range, day)),
            (behind, last) => {
                found.extend(last);
                found.push(dated(range, day, behind));
            }
        }
    }
    clocks.for_each(|clock| push_clock(text, &mut found, clock, text.len()));
    found
}

fn dated(range: Range<usize>, day: Day, behind: Option<Timed>) -> Stamp {
    let end = behind.as_ref().map_or(range.end, |clock| clock.range.end);
    let (clock, zone) = behind.map_or((None, Zone::Unsaid), |timed| (Some(timed.clock), timed.zone));
    Stamp { range: range.start..end, day, clock, zone, until: false }
}

/// A clock time with its date behind it, and perhaps its zone behind that: `10:52 on 5 March (UTC)`.
fn dated_behind(text: &str, last: Stamp, date: Range<usize>, day: Day) -> Stamp {
    let (zone, taken) = if last.zone == Zone::Unsaid { zone_at(&text[date.end..], false) } else { (last.zone, 0) };
    Stamp { range: last.range.start..date.end + taken, day, clock: last.clock, zone, until: false }
}

fn push_clock(text: &str, found: &mut Vec<Stamp>, timed: Timed, limit: usize) {
    let (start, end) = (timed.range.start, timed.range.end);
    let inside = end > limit || found.last().is_some_and(|last| start < last.range.end);
    let ends = |last: &Stamp| last.clock.is_some() && WORDS.until.is_match(&text[last.range.end..start]);
    let named = || WORDS.hour_name.is_match(lead(&text[..start]));
    let led = || WORDS.lead_in.is_match(lead(&text[..start])) && !named() || found.last().is_some_and(ends);
    if !inside && (!timed.weak || led()) {
        found.push(Stamp {
            range: timed.range,
            day: Day::Unsaid,
            clock: Some(timed.clock),
            zone: timed.zone,
            until: false,
        });
    }
}

/// The last few characters of `text`, which lead to what stands behind it.
pub(super) fn lead(text: &str) -> &str {
    let at = text.char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    &text[at..]
}

pub(super) fn days(text: &str) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(whole) = WORDS.date.find_at(text, at) {
        let written = || WORDS.date.captures_at(text, whole.start()).and_then(|captures| day_of(text, &captures));
        let whole = whole.range();
        match plain::date(&text[whole.clone()]).map_or_else(written, |date| day_on(text, whole.clone(), date)) {
            Some((range, day)) => {
                at = range.end;
                found.push((range, day));
            }
            None => at = whole.start + text[whole.start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// `2026-03-02`, where it stands alone.
fn day_on(text: &str, range: Range<usize>, (year, month, day): (i32, i32, i32)) -> Option<Dated> {
    stands_alone(text, &range, false).then(|| (range, exact(year, month, day)))
}

pub(super) fn number(found: Option<Match<'_>>) -> Option<i32> {
    digits(found?.as_str()).parse().ok()
}

fn day_of(text: &str, found: &Captures<'_>) -> Option<Dated> {
    let whole = found.get(0)?;
    let hour = found.name("my").filter(|year| is_hour(year.as_str(), &text[year.end()..]));
    let clock = ["st", "bt", "xt"].into_iter().find_map(|name| found.name(name)).or(hour);
    // `14.03., 10:14`: the full stop is the date's.
    let behind = |clock: Match<'_>| clock.start() + clock.as_str().rfind(' ').unwrap_or(0);
    let end = clock.map_or(whole.end(), |clock| text[..behind(clock)].trim_end_matches([' ', ',']).len());
    let range = whole.start()..end;
    if !stands_alone(text, &range, found.name("dm").is_some()) {
        return None;
    }
    let get = |name| number(found.name(name));
    let day = if let Some(year) = get("iy").or(get("by")) {
        exact(year, get("im").or(get("bm"))?, get("id").or(get("bd"))?)
    } else if let Some(month) = get("cm") {
        perhaps_yearless(get("cy"), month, get("cd")?)
    } else if let Some(month) = ["dm", "mm", "wm"].into_iter().find_map(|name| found.name(name)) {
        let year = get("dy").or(get("my").filter(|_| hour.is_none())).or(get("wy"));
        let year = year.or(get("ds").map(|short| 2000 + short));
        if text[month.end()..].starts_with(char::is_alphabetic) {
            return None;
        }
        if year.is_none() && is_common_word(month.as_str(), found.name("dm").is_some()) {
            return None;
        }
        perhaps_yearless(year, WORDS.month(month.as_str())?.into(), get("dd").or(get("md")).or(get("wd"))?)
    } else if let Some(first) = get("na") {
        numeric(first, get("nb")?, found)?
    } else if let Some(first) = get("xa") {
        slashed(first, get("xb")?, found["xs"] == *".")?
    } else if let Some(day) = get("od") {
        of_month(day, &text[range.end..])?
    } else if let Some(day) = get("ga") {
        dotted(text, range.start, perhaps_yearless(None, get("gb")?, day))?
    } else {
        perhaps_yearless(None, get("sm")?, get("sd")?)
    };
    Some((range, day))
}

/// "on the 9th" names a day where no word follows that is counted: "on the 9th attempt".
fn of_month(day: i32, behind: &str) -> Option<Day> {
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    WORDS.behind_of_month.is_match(behind).then_some(Day::OfMonth(day))
}

/// Is what stands where a year could an hour: `Mar 3 0117 UTC`? What may be the year as well, `Mar 3 2026 UTC`, is one only
/// at the beginning of an entry, `Mar 3 2026 UTC: the shop went down`.
fn is_hour(digits: &str, behind: &str) -> bool {
    let zone = WORDS.hour_zone.find(behind);
    let begins = |zone: regex::Match<'_>| behind[zone.end()..].starts_with(':');
    digits.len() == 4
        && match year_named(digits) {
            Some(_) => zone.is_some_and(begins),
            None => digits.starts_with('0') || zone.is_some(),
        }
}

/// A month in small letters is one only where the number stands before it and the word is long: "3 out of 5", "may 10". In
/// Cyrillic no other words look like one.
fn is_common_word(month: &str, number_first: bool) -> bool {
    month.starts_with(|c: char| c.is_lowercase() && c < 'Ѐ') && !(number_first && month.chars().count() > 4)
}

fn numeric(first: i32, second: i32, found: &Captures<'_>) -> Option<Day> {
    let year = number(found.name("ny"))?;
    let dotted = &found["ns"] == ".";
    // `5-26-21` is a date, `1-2-21` may be a version.
    let either = first <= 12 && second <= 12;
    if year < 100 && (dotted || either && (found["na"].len() < 2 || found["nb"].len() < 2)) {
        return None;
    }
    let year = if year < 100 { 2000 + year } else { year };
    if dotted {
        return Some(exact(year, second, first));
    }
    Some(match (exact(year, second, first), exact(year, first, second)) {
        (Day::On(a), Day::On(b)) if a != b => Day::Either(a, b),
        (Day::Impossible, b) => b,
        (a, _) => a,
    })
}

/// `14/03 10:14`, or with dots as those write it who put the day first.
fn slashed(first: i32, second: i32, dotted: bool) -> Option<Day> {
    let yearless = |month, day| perhaps_yearless(None, month, day);
    let (day_first, month_first) = (yearless(second, first), yearless(first, second));
    match (day_first, month_first) {
        (Day::Impossible, _) if dotted => None,
        (Day::Impossible, Day::Impossible) => None,
        (Day::Impossible, month_first) => Some(month_first),
        (day_first, month_first) if dotted || month_first == Day::Impossible => Some(day_first),
        _ => Some(Day::Slashed(first as i8, second as i8)),
    }
}

fn exact(year: i32, month: i32, day: i32) -> Day {
    let date = (1970..2100).contains(&year).then(|| Date::new(year as i16, month as i8, day as i8).ok());
    date.flatten().map_or(Day::Impossible, Day::On)
}

fn perhaps_yearless(year: Option<i32>, month: i32, day: i32) -> Day {
    match year {
        Some(year) => exact(year, month, day),
        None if exact(2024, month, day) == Day::Impossible => Day::Impossible,
        None => Day::Yearless(month as i8, day as i8),
    }
}

/// A cell of a time line that is nothing but month and day: `03-02`.
pub(in crate::load::postmortem) fn month_and_day(cell: &str) -> Option<Stamp> {
    let cell = cell.trim();
    let (month, day) = cell.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let day = perhaps_yearless(None, month.parse().ok()?, day.parse().ok()?);
    (day != Day::Impossible).then_some(Stamp {
        range: 0..cell.len(),
        day,
        clock: None,
        zone: Zone::Unsaid,
        until: false,
    })
}

/// Does the date in `range` begin a span of days, as in `2024-12-19/20` and `2024-12-19/2024-12-20`, and does it end one?
fn spanned(text: &str, range: &Range<usize>) -> (bool, bool) {
    let is_date =
        |range: Range<usize>| range.len() == 10 && text.get(range).is_some_and(|it| it.parse::<Date>().is_ok());
    if !is_date(range.clone()) {
        return (false, false);
    }
    let begins = text[range.end..].strip_prefix('/').is_some_and(|rest| {
        let only_day = rest.bytes().take_while(u8::is_ascii_digit).count() == 2
            && !rest[2..].starts_with(|c: char| c.is_alphanumeric() || "/-_.".contains(c));
        only_day || is_date(range.end + 1..range.end + 11)
    });
    let ends = range.start.checked_sub(11).is_some_and(|first| {
        text[..range.start].ends_with('/') && is_date(first..range.start - 1) && !text[..first].ends_with('/')
    });
    (begins, ends)
}

/// Not a part of a longer number, path, version or name. What names its month may be the last day of a span.
fn stands_alone(text: &str, range: &Range<usize>, names_its_month: bool) -> bool {
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let (next, second) = (after.next(), after.next());
    let cjk = text[..range.end].ends_with(['日', '일']);
    let (begins, ends) = spanned(text, range);
    let ends = ends || names_its_month && first_before(text, range.start).is_some();
    let bad_before =
        !ends && before.is_some_and(|c| c.is_ascii_alphanumeric() || c.is_numeric() || "-_/:.=%".contains(c));
    let bad_after = !begins
        && match next {
            Some('T' | 't') => !second.is_some_and(char::is_numeric),
            Some('-' | '/' | '.' | '_') => second.is_some_and(char::is_alphanumeric),
            Some(c) => !cjk && (c.is_ascii_alphanumeric() || c.is_numeric() || c == '%'),
            None => false,
        };
    !bad_before && !bad_after
}
