//! Completes what is written from what was said before, and yields readings.

use jiff::civil::{Date, DateTime};

use super::stamp::{Clock, Day, Stamp};
use super::zone::Zone;

/// What was said so far about dates and zones.
#[derive(Clone, Debug, Default)]
pub(in crate::load::postmortem) struct Clockwork {
    /// The zone of times that name none: "All times in CET".
    pub(in crate::load::postmortem) zone: Option<String>,
    /// The date of times that have none: of the title, the front matter, the last heading.
    pub(in crate::load::postmortem) date: Option<Date>,
    /// The day of all times that name none, whatever day was named before them: "All events on 2026-03-02".
    pub(in crate::load::postmortem) home: Option<Date>,
    /// The year of dates that have none, where no date is known: "January 2026" of a title.
    pub(in crate::load::postmortem) year: Option<i16>,
    /// The first whole date of the document: where no day is known, dates without a year lie next to it.
    pub(in crate::load::postmortem) near: Option<Date>,
    /// Is that date only the one of the paper, so that the first date of its text goes before it?
    pub(in crate::load::postmortem) dated_paper: bool,
    /// Of `02/03/2026`: does this document write the day first?
    pub(in crate::load::postmortem) day_first: Option<bool>,
    /// The time of day of the entry before.
    pub(in crate::load::postmortem) clock: Option<Clock>,
    /// Has a day of the week been read? What follows lies behind it.
    pub(in crate::load::postmortem) by_weekdays: bool,
}

/// A time, completed as far as the text allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::load::postmortem) struct Reading {
    /// `YYYY-MM-DD[THH:MM[:SS][±HH:MM|Z]]`, or the text as written where no calendar has that day.
    pub(in crate::load::postmortem) iso: String,
    /// Is there such a day?
    pub(in crate::load::postmortem) possible: bool,
    /// The day, where there is one.
    pub(in crate::load::postmortem) date: Option<Date>,
    /// The time of day, where one is known.
    pub(in crate::load::postmortem) clock: Option<Clock>,
    zone: Option<String>,
}

/// Going back by more than this many hours from one bare time to the next means that midnight lies between them.
const OVER_MIDNIGHT: i8 = 6;

impl Clockwork {
    /// The reading of `stamp`, which stands as `raw` in the text; later times inherit from it. `None` where the text
    /// leaves the day open.
    pub(in crate::load::postmortem) fn read(&mut self, stamp: &Stamp, raw: &str) -> Option<Reading> {
        let date = match stamp.day {
            Day::On(date) => date,
            Day::Impossible => return Some(impossible(raw)),
            Day::Yearless(month, day) => match self.date {
                Some(known) => nearest(known, month, day)?,
                None => match (self.year, self.near) {
                    (Some(year), _) => Date::new(year, month, day).ok()?,
                    (None, near) => nearest(near?, month, day)?,
                },
            },
            Day::OfMonth(day) => nearest_of_month(self.date.or(self.near)?, day)?,
            Day::Slashed(first, second) => {
                let known = self.date?;
                self.choose(nearest(known, second, first)?, nearest(known, first, second)?)?
            }
            Day::Either(day_first, month_first) => self.choose(day_first, month_first)?,
            Day::Unsaid => self.inherited(stamp)?,
            Day::Weekday(day) if self.by_weekdays => next_weekday(self.date?, day)?,
            Day::Weekday(day) => near_weekday(self.date?, day)?,
            Day::Before => self.date?.yesterday().ok()?,
        };
        let zone = match (&stamp.zone, stamp.clock) {
            (Zone::Offset(offset), Some(_)) => Some(offset.clone()),
            (Zone::Unsaid, Some(_)) => self.zone.clone(),
            _ => None,
        };
        let zone = zone.zip(stamp.clock).and_then(|(zone, clock)| offset_at(zone, date, clock));
        if stamp.day == Day::Before || self.home.is_some() && stamp.day != Day::Unsaid {
            // What follows is of the day around again.
            self.clock = None;
            return reading(date, stamp.clock, zone);
        }
        self.date = Some(date);
        self.by_weekdays |= matches!(stamp.day, Day::Weekday(_));
        // Later times are told from where a span began: `06:10 to 14:45`, and then `06:31`.
        if !stamp.until {
            self.clock = stamp.clock.or(if stamp.day == Day::Unsaid { self.clock } else { None });
        }
        reading(date, stamp.clock, zone)
    }

    fn choose(&self, day_first: Date, month_first: Date) -> Option<Date> {
        if let Some(first) = self.day_first {
            return Some(if first { day_first } else { month_first });
        }
        let near = |date: &Date| self.date.or(self.near).is_some_and(|known| days_between(known, *date) <= 2);
        match (near(&day_first), near(&month_first)) {
            (true, false) => Some(day_first),
            (false, true) => Some(month_first),
            _ => None,
        }
    }

    fn inherited(&self, stamp: &Stamp) -> Option<Date> {
        let (date, clock) = (self.date?, stamp.clock?);
        let over = self
            .clock
            .is_some_and(|last| if stamp.until { clock < last } else { clock.hour + OVER_MIDNIGHT < last.hour });
        if over { date.tomorrow().ok() } else { Some(date) }
    }
}

impl Reading {
    /// Text that says no time, kept as it is.
    pub(in crate::load::postmortem) fn unreadable(raw: &str) -> Reading {
        impossible(raw)
    }

    /// The time so many seconds later, to the minute; `None` where this is only a day.
    pub(in crate::load::postmortem) fn later(&self, seconds: i64) -> Option<Reading> {
        let clock = self.clock?;
        let from = self.date?.at(clock.hour.min(23), clock.minute, clock.second.unwrap_or(0), 0);
        let at = from.checked_add(jiff::Span::new().try_seconds(seconds).ok()?).ok()?;
        let second = clock.second.map(|_| at.second());
        reading(at.date(), Some(Clock { hour: at.hour(), minute: at.minute(), second }), self.zone.clone())
    }

    /// The same time in another year; `None` where that has no such day.
    pub(in crate::load::postmortem) fn in_year(&self, year: i16) -> Option<Reading> {
        reading(self.date?.with().year(year).build().ok()?, self.clock, self.zone.clone())
    }

    /// Seconds from `earlier` to this; `None` where the two are not equally exact.
    pub(in crate::load::postmortem) fn since(&self, earlier: &Reading) -> Option<i64> {
        if self.clock.is_none() || earlier.clock.is_none() || self.zone.is_some() != earlier.zone.is_some() {
            return None;
        }
        Some(self.seconds()? - earlier.seconds()?)
    }

    /// Are they the same moment, as far as both tell?
    pub(in crate::load::postmortem) fn agrees(&self, other: &Reading) -> bool {
        let zones = self.zone == other.zone || self.zone.is_none() || other.zone.is_none();
        let minute = |of: &Reading| of.clock.map(|clock| (clock.hour, clock.minute));
        zones && self.clock.is_some() && self.date == other.date && minute(self) == minute(other)
    }

    /// How many days lie between the two, either way; `None` where one is no day.
    pub(in crate::load::postmortem) fn days_from(&self, other: &Reading) -> Option<i64> {
        Some(days_between(self.date?, other.date?))
    }

    /// Does this lie before `other`, as far as both tell? Days count where a time of day or a zone is missing.
    pub(in crate::load::postmortem) fn before(&self, other: &Reading) -> bool {
        match (self.since(other), self.date, other.date) {
            (Some(seconds), _, _) => seconds < 0,
            (None, Some(mine), Some(theirs)) => mine < theirs,
            _ => false,
        }
    }

    /// Seconds on the clock on the wall, moved by the zone where one is known.
    fn seconds(&self) -> Option<i64> {
        let clock = self.clock?;
        let days = days_since_1970(self.date?);
        let wall = days * 86_400
            + i64::from(clock.hour) * 3600
            + i64::from(clock.minute) * 60
            + i64::from(clock.second.unwrap_or(0));
        Some(wall - self.zone.as_deref().map_or(0, offset_seconds))
    }
}

fn reading(date: Date, clock: Option<Clock>, zone: Option<String>) -> Option<Reading> {
    Some(Reading { iso: iso(date, clock, zone.as_deref())?, possible: true, date: Some(date), clock, zone })
}

fn impossible(raw: &str) -> Reading {
    Reading { iso: raw.trim().to_owned(), possible: false, date: None, clock: None, zone: None }
}

fn days_since_1970(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| i64::from(span.get_days()))
}

pub(in crate::load::postmortem) fn days_between(a: Date, b: Date) -> i64 {
    (days_since_1970(a) - days_since_1970(b)).abs()
}

/// The offset of a zone on that day at that hour. A zone is an offset, or a place such as `Europe/Berlin`.
fn offset_at(zone: String, date: Date, clock: Clock) -> Option<String> {
    if !zone.contains('/') {
        return Some(zone);
    }
    let place = jiff::tz::TimeZone::get(&zone).ok()?;
    let minutes = place.to_zoned(date.at(clock.hour.min(23), clock.minute, 0, 0)).ok()?.offset().seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
}

/// `±HH:MM` or `Z` in seconds.
fn offset_seconds(offset: &str) -> i64 {
    let Some((hours, minutes)) = offset.get(1..).and_then(|digits| digits.split_once(':')) else {
        return 0;
    };
    let seconds = hours.parse::<i64>().unwrap_or(0) * 3600 + minutes.parse::<i64>().unwrap_or(0) * 60;
    if offset.starts_with('-') { -seconds } else { seconds }
}

/// The first such day of the week, 0 for Monday, from `known` on.
fn next_weekday(known: Date, day: i8) -> Option<Date> {
    let ahead = i64::from(day - known.weekday().to_monday_zero_offset()).rem_euclid(7);
    known.checked_add(jiff::Span::new().days(ahead)).ok()
}

/// The same, or the one before where that is only a day or two back: what led to an incident is told before it.
fn near_weekday(known: Date, day: i8) -> Option<Date> {
    let next = next_weekday(known, day)?;
    let before = next.checked_sub(jiff::Span::new().days(7)).ok()?;
    Some(if days_between(before, known) <= 2 { before } else { next })
}

/// The month and day in the year that brings them closest to `known`.
fn nearest(known: Date, month: i8, day: i8) -> Option<Date> {
    let years = [known.year(), known.year() - 1, known.year() + 1];
    years.iter().filter_map(|year| Date::new(*year, month, day).ok()).min_by_key(|date| days_between(known, *date))
}

/// The day of that number which is closest to `known`.
fn nearest_of_month(known: Date, day: i8) -> Option<Date> {
    let months = [-1, 0, 1].into_iter().filter_map(|months| {
        known.first_of_month().checked_add(jiff::Span::new().months(months)).ok()?.with().day(day).build().ok()
    });
    months.min_by_key(|date| days_between(known, *date))
}

fn iso(date: Date, clock: Option<Clock>, zone: Option<&str>) -> Option<String> {
    let Some(clock) = clock else { return Some(date.to_string()) };
    let (date, hour) = if clock.hour == 24 { (date.tomorrow().ok()?, 0) } else { (date, clock.hour) };
    let second = clock.second.map_or_else(String::new, |second| format!(":{second:02}"));
    let time = DateTime::from_parts(date, jiff::civil::time(hour, clock.minute, 0, 0));
    Some(format!("{}T{:02}:{:02}{second}{}", time.date(), time.hour(), time.minute(), zone.unwrap_or("")))
}
