//! Was a route muted in the incident's hours?

use jiff::civil::{self, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::model::{Alertmanager, Incident, Moment, Route, Text, TimeInterval, Times};

/// The longest incident that is looked at minute by minute; of a longer one, its beginning.
const LONGEST: i64 = 7 * 24 * 60;
/// So many minutes before an incident are looked at for an alert that comes ahead of it.
const EARLIEST: i64 = 60 * 24 * 60;

/// How much of the incident a route was muted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// None of it.
    None,
    /// Some of it.
    Part,
    /// All of it.
    All,
    /// Nothing was supplied that could tell.
    Unknown,
}

/// The hours of an incident.
#[derive(Clone, Copy, Debug)]
pub(in crate::link::ladder) struct Hours {
    start: civil::DateTime,
    /// At least one minute.
    minutes: i64,
    /// The distance to UTC; `None` where the text does not say whose clock it is.
    offset: Option<Offset>,
}

impl Hours {
    /// The hours of an incident; `None` where no hour is given.
    pub(in crate::link::ladder) fn of(incident: &Incident) -> Option<Hours> {
        let (start, offset) = incident.started.as_ref().and_then(read)?;
        let until = [&incident.resolved, &incident.mitigated].into_iter().find_map(|moment| read(moment.as_ref()?));
        let stated = incident.duration.map(|seconds| seconds as i64 / 60);
        let between = until.filter(|(_, other)| *other == offset).map(|(end, _)| minutes_between(start, end));
        // Different offsets: both are moments of their own.
        let apart = until.and_then(|(end, other)| {
            let (a, b) = (offset?.to_timestamp(start).ok()?, other?.to_timestamp(end).ok()?);
            Some((b.as_second() - a.as_second()) / 60)
        });
        let minutes = between.or(apart).or(stated).unwrap_or(0).clamp(1, LONGEST);
        Some(Hours { start, minutes, offset })
    }

    /// The moment of their beginning, where it is said by whose clock.
    pub(in crate::link::ladder) fn beginning(&self) -> Option<Timestamp> {
        self.offset?.to_timestamp(self.start).ok()
    }

    /// The minutes of the day at which it began and ended, by its own clock; `None` where that is not one day.
    pub(in crate::link::ladder) fn of_one_day(&self) -> Option<(i64, i64)> {
        let start = i64::from(self.start.hour()) * 60 + i64::from(self.start.minute());
        let end = start + self.minutes;
        (self.have_an_end() && end < 24 * 60).then_some((start, end))
    }

    /// Is it said how long it was?
    pub(in crate::link::ladder) fn have_an_end(&self) -> bool {
        self.minutes > 1
    }

    /// How many milliseconds they last, where an end is said.
    pub(in crate::link::ladder) fn millis(&self) -> Option<u64> {
        self.have_an_end().then_some(self.minutes.unsigned_abs() * 60_000)
    }

    /// Did it begin after that moment, whatever its zone?
    pub(in crate::link::ladder) fn began_after(&self, moment: Timestamp) -> bool {
        let offset = self.offset.unwrap_or(Offset::constant(14));
        offset.to_timestamp(self.start).is_ok_and(|start| start > moment)
    }

    /// The same hours, and those of an alert that comes so many seconds before.
    pub(in crate::link::ladder) fn led_by(self, lead: f64) -> Hours {
        let minutes = ((lead / 60.0) as i64).clamp(0, EARLIEST);
        let start = self.start.checked_sub(minutes.minutes());
        start.map_or(self, |start| Hours { start, minutes: self.minutes + minutes, ..self })
    }

    /// How many minutes after its beginning a moment was, by the clock of the incident; `None` where that was not in it.
    pub(in crate::link::ladder) fn minutes_until(&self, moment: civil::DateTime) -> Option<i64> {
        let minutes = minutes_between(self.start, moment);
        (0..=self.minutes).contains(&minutes).then_some(minutes)
    }

    /// For how much of it does `holds`, which is asked for moments? `None` where it cannot say.
    pub(in crate::link::ladder) fn share(&self, holds: &dyn Fn(Timestamp) -> Option<bool>) -> Share {
        let first = Offset::UTC.to_timestamp(self.start).ok();
        let Some(first) = first else { return Share::Unknown };
        // Clocks run from 12 hours behind UTC to 14 ahead of it; a clock that is ahead shows the hour sooner.
        let (before, after) = match self.offset {
            Some(offset) => (i64::from(offset.seconds()) / 60, -i64::from(offset.seconds()) / 60),
            None => (14 * 60, 12 * 60),
        };
        let at = |minute: i64| first.checked_add(minute.minutes()).ok().and_then(holds);
        let all: Option<Vec<bool>> = (-before..self.minutes + after).map(at).collect();
        let Some(all) = all else { return Share::Unknown };
        let length = (self.minutes as usize).min(all.len());
        let shares = all.windows(length).step_by(if self.offset.is_some() { usize::MAX } else { 15 }).map(share_of);
        shares.reduce(|a, b| if a == b { a } else { Share::Unknown }).unwrap_or(Share::Unknown)
    }
}

fn share_of(minutes: &[bool]) -> Share {
    match minutes.iter().filter(|muted| **muted).count() {
        0 => Share::None,
        n if n == minutes.len() => Share::All,
        _ => Share::Part,
    }
}

fn minutes_between(start: civil::DateTime, end: civil::DateTime) -> i64 {
    start.duration_until(end).as_secs() / 60
}

/// When a moment was by its own clock, where it says an hour.
pub(in crate::link::ladder) fn hour_of(moment: &Moment) -> Option<civil::DateTime> {
    read(moment).map(|(hour, _)| hour)
}

/// A moment that says an hour, and how far its clock is from UTC.
fn read(moment: &Moment) -> Option<(civil::DateTime, Option<Offset>)> {
    let text = moment.possible.then_some(moment.iso.as_str())?;
    let (date, time) = text.split_once('T')?;
    let zone = time.find(['Z', '+', '-']).map(|at| time.split_at(at));
    let (clock, zone) = zone.map_or((time, None), |(clock, zone)| (clock, Some(zone)));
    let start = format!("{date}T{clock}").parse().ok()?;
    match zone {
        None => Some((start, None)),
        Some("Z") => Some((start, Some(Offset::UTC))),
        Some(zone) => {
            let (hours, minutes): (i32, i32) = {
                let digits = zone[1..].replace(':', "");
                (digits.get(..2)?.parse().ok()?, digits.get(2..4).map_or(Ok(0), str::parse).ok()?)
            };
            let seconds = (hours * 60 + minutes) * 60;
            let offset = Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()?;
            Some((start, Some(offset)))
        }
    }
}

/// For how much of the incident was the route muted, and by which interval?
pub(super) fn muted<'a>(
    alertmanager: &Alertmanager,
    route: &'a Route,
    hours: Option<Hours>,
) -> (Share, Option<&'a Text>) {
    if route.mutes.is_empty() && route.actives.is_empty() {
        return (Share::None, None);
    }
    let first = route.mutes.first().or_else(|| route.actives.first());
    let always = |name: &&Text| alertmanager.interval(name).is_some_and(TimeInterval::is_always);
    if let Some(name) = route.mutes.iter().find(always) {
        return (Share::All, Some(name));
    }
    // A route that is active in no moment is muted in all of them.
    let never = |name: &Text| alertmanager.interval(name).is_some_and(|interval| interval.times.is_empty());
    if !route.actives.is_empty() && route.actives.iter().all(never) {
        return (Share::All, first);
    }
    let Some(hours) = hours else { return (Share::Unknown, first) };
    let holds = |names: &[Text], at: Timestamp| any(names.iter().map(|name| belongs(alertmanager.interval(name)?, at)));
    let is_muted = |at: Timestamp| {
        let inactive = if route.actives.is_empty() { Some(false) } else { holds(&route.actives, at).map(|on| !on) };
        any([holds(&route.mutes, at), inactive].into_iter())
    };
    let share = hours.share(&is_muted);
    let alone = |name: &&Text| {
        let of_one = |at: Timestamp| belongs(alertmanager.interval(name)?, at);
        matches!(hours.share(&of_one), Share::All | Share::Part)
    };
    (share, route.mutes.iter().find(alone).or_else(|| route.actives.first()).or(first))
}

/// Is one of them true? `None` where none is, and one is not known.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for answer in answers {
        match answer {
            Some(true) => return answer,
            Some(false) => {}
            None => known = None,
        }
    }
    known
}

fn belongs(interval: &TimeInterval, at: Timestamp) -> Option<bool> {
    any(interval.times.iter().map(|times| contains(times, at)))
}

/// Does a moment lie in these times? `None` where nobody knows whose clock it is.
fn contains(times: &Times, at: Timestamp) -> Option<bool> {
    let zone: &TimeZone = times.zone.as_ref()?;
    let local = zone.to_datetime(at);
    let minute = u16::try_from(local.hour()).ok()? * 60 + u16::try_from(local.minute()).ok()?;
    let weekday = i16::from(local.weekday().since(Weekday::Sunday));
    let days_in_month = i16::from(local.date().days_in_month());
    let day_is_in = |(start, end): &(i16, i16)| {
        let from_end = |day: i16| if day < 0 { days_in_month + day + 1 } else { day };
        let (start, end) = (from_end(*start), from_end(*end));
        start <= days_in_month && (start..=end.min(days_in_month)).contains(&i16::from(local.day()))
    };
    let within = |ranges: &Option<Vec<std::ops::RangeInclusive<i16>>>, value: i16| {
        ranges.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(&value)))
    };
    Some(
        times.minutes.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(&minute)))
            && times.days.as_ref().is_none_or(|ranges| ranges.iter().any(day_is_in))
            && within(&times.weekdays, weekday)
            && within(&times.months, i16::from(local.month()))
            && within(&times.years, local.year()),
    )
}
