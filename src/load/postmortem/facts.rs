//! The facts of an incident: what it is called, when it was, who noticed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::contradictions::{Said, contradictions};
use super::cues::CUES;
use super::dated::{leave_out_what_led_to_it, or_dated};
use super::declared::{Classify, Declared};
use super::detection::{Detection, detection};
use super::document::{BlockKind, Document};
use super::front;
use super::identity::{Identity, dated, heading, identity, stem};
use super::lasting::{complete, said, titled};
use super::moments::{Moments, Seen, Stated, moment, moments};
use super::ongoing::still_open;
use super::pairs::{Pair, pairs};
use super::signs::{Field, SIGNS};
use super::stamped::is_span;
use super::timeline::{BYLINE, Labelled, scan};
use super::times::{Clockwork, Day, Reading, Stamp, day_first, is_month_alone, stamps, whole_dates, year_named};
use crate::model::{ActionItem, Contradiction, Hosted, Moment, Risk, Text};
use crate::source::Place;

/// What a document says of its incident, apart from the risks and action items of its prose.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// Title, severity and the like.
    pub(super) identity: Identity,
    /// How it was noticed.
    pub(super) detection: Detection,
    /// When it began.
    pub(super) started: Option<Moment>,
    /// When it was noticed.
    pub(super) detected: Option<Moment>,
    /// When the harm was stopped.
    pub(super) mitigated: Option<Moment>,
    /// When it was over.
    pub(super) resolved: Option<Moment>,
    /// How long it lasted, in seconds.
    pub(super) duration: Option<u64>,
    /// How long until it was noticed, in seconds.
    pub(super) time_to_detect: Option<u64>,
    /// Where the first of the two is stated.
    pub(super) duration_place: Option<Place>,
    /// Where the second is.
    pub(super) time_to_detect_place: Option<Place>,
    /// Does it hold a time line?
    pub(super) has_timeline: bool,
    /// What front matter sets in code.
    pub(super) mentions: Vec<Text>,
    /// What a provider runs, as front matter says.
    pub(super) hosted: Option<Vec<Hosted>>,
    /// Services harmed, of front matter.
    pub(super) collateral: Option<Vec<Risk>>,
    /// Root causes and contributing factors of front matter. Where there are any, they win over those of the prose.
    pub(super) causes: Option<Vec<Risk>>,
    /// Alerts that guard the only root cause, by front matter.
    pub(super) guards: Vec<Text>,
    /// Action items of front matter. Where there are any, they win over those of the prose.
    pub(super) action_items: Option<Vec<ActionItem>>,
    /// Front matter and text that do not agree.
    pub(super) contradictions: Vec<Contradiction>,
}

/// Reads the facts of `document`: front matter first, then labels, time line and prose.
pub(super) fn read(document: &Document<'_>, classify: Classify<'_>) -> Facts {
    let declared = front::read(document, classify);
    let pairs = pairs(document);
    let clockwork = clockwork(document, &declared, &pairs);
    let mut scan = scan(document, clockwork.clone());
    scan.labelled.extend(span_of_title(document, &declared, &clockwork));
    leave_out_what_led_to_it(&mut scan, document);
    let lasted = declared.duration.or_else(|| said(&pairs, Field::Duration));
    let unseen = declared.time_to_detect.or_else(|| said(&pairs, Field::TimeToDetect));
    let seconds = |(seconds, _): (u64, Place)| seconds;
    // A title rounds: it helps to choose among the times, and says nothing where they tell.
    let rounded = || titled(&heading(document)?);
    let stated = Stated { duration: lasted.or_else(rounded).map(seconds), time_to_detect: unseen.map(seconds) };
    let mut told = moments(&scan, stated);
    still_open(&mut told, &scan, &pairs);
    let mut found = or_declared(told, &declared);
    complete(&mut found, document, &pairs);
    found = or_dated(found, document, &clockwork);
    let apart = |to: &Option<Seen>| {
        let seconds = to.as_ref()?.0.since(&found.started.as_ref()?.0)?;
        u64::try_from(seconds).ok()
    };
    let started = found.started.as_ref();
    let identity = identity(document, &pairs);
    let contradictions = contradictions(&declared, &Said { identity: &identity, scan: &scan, pairs: &pairs, document });
    Facts {
        contradictions,
        duration: lasted.map(seconds).or_else(|| apart(&found.resolved)).or(stated.duration),
        time_to_detect: stated.time_to_detect.or_else(|| apart(&found.detected)),
        duration_place: lasted.map(|(_, place)| place),
        time_to_detect_place: unseen.map(|(_, place)| place),
        started: moment(found.started.clone(), None),
        detected: moment(found.detected.clone(), started),
        mitigated: moment(found.mitigated.clone(), started),
        resolved: moment(found.resolved.clone(), started),
        has_timeline: scan.entries.len() >= 2,
        detection: declared_detection(&declared, detection(document, &pairs, &scan.entries)),
        identity: declared_identity(&declared, identity, heading(document).is_some()),
        mentions: declared.mentions,
        guards: declared.guards,
        hosted: declared.hosted,
        collateral: declared.collateral,
        causes: declared.causes,
        action_items: declared.action_items,
    }
}

/// From when to when it was, where the title says it: `Outage on 2 March 2026, 10:04 – 10:24 UTC`.
fn span_of_title(document: &Document<'_>, declared: &Declared, clockwork: &Clockwork) -> Option<Labelled> {
    let title = declared.title.clone().or_else(|| heading(document))?;
    if CUES.has("meeting-title", &title) {
        return None;
    }
    let found = stamps(&title);
    let dated = found.iter().any(|stamp| stamp.day != Day::Unsaid);
    let from = found.iter().position(|stamp| stamp.clock.is_some())?;
    if !dated || !is_span(&found[from..]) {
        return None;
    }
    let mut clockwork = clockwork.clone();
    let mut read = |stamp: &Stamp| clockwork.read(stamp, &title[stamp.range.clone()]);
    let times: Vec<Reading> = found.iter().take(from + 2).map(&mut read).skip(from).collect::<Option<_>>()?;
    Some(Labelled { label: "date".to_owned(), times, place: title.place, apart: true })
}

fn or_declared(found: Moments, declared: &Declared) -> Moments {
    Moments {
        started: declared.started.clone().or(found.started).or(declared.began.clone()),
        detected: declared.detected.clone().or(found.detected),
        mitigated: declared.mitigated.clone().or(found.mitigated),
        resolved: declared.resolved.clone().or(found.resolved),
        ..found
    }
}

fn declared_detection(declared: &Declared, told: Detection) -> Detection {
    let (by, place) = declared.detected_by.map_or((told.by, told.place), |(by, place)| (by, Some(place)));
    // Which alert it was that paged, only the text may say; of people who were told by one, nobody asked.
    let named = told.alert.filter(|_| by == told.by);
    Detection { by, place, alert: declared.detected_alert.clone().or(named) }
}

fn declared_identity(declared: &Declared, told: Identity, headed: bool) -> Identity {
    // `title: template`, left standing above a title of its own.
    let left = |title: &Text| headed && CUES.has("not-incident-title", title);
    Identity {
        id: declared.id.clone().or(told.id),
        title: declared.title.clone().filter(|title| !left(title)).unwrap_or(told.title),
        severity: declared.severity.clone().or(told.severity),
        status: declared.status.clone().or(told.status),
        services: declared.services.clone().unwrap_or(told.services),
        affected: declared.affected.clone().unwrap_or(told.affected),
    }
}

/// The date and the order of day and month that hold for the whole document, from its front matter, its title, the
/// name of its file and its labels.
fn clockwork(document: &Document<'_>, declared: &Declared, pairs: &[Pair]) -> Clockwork {
    let mut clockwork = Clockwork { day_first: day_first(document.text), ..Clockwork::default() };
    let known = declared.started.as_ref().and_then(|(reading, _)| reading.date);
    if known.is_some() {
        return Clockwork { date: known, ..clockwork };
    }
    let dated_at = declared.date.as_ref().and_then(|reading| reading.date);
    clockwork.date = dated_at;
    let title = declared.title.as_ref().map(|title| title.value.clone()).or(heading(document).map(|title| title.value));
    let first = document.blocks.iter().find(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let dates = |label: &str| [Field::Span, Field::Started].iter().any(|field| SIGNS.names(*field, label));
    let labels = pairs.iter().filter(|(label, _)| dates(label)).map(|(_, value)| value.value.clone());
    let titles = title.into_iter().chain(first.map(|block| block.text.value.clone()));
    let titles: Vec<String> = titles.map(unfoldered).chain([dated(stem(document.path))]).collect();
    clockwork.year = titles.iter().find_map(|title| year_named(title)).or_else(|| year_below(document));
    let day_in = |clockwork: &mut Clockwork, words: &str| {
        let days = stamps(words).into_iter().filter(|stamp| stamp.day != Day::Unsaid);
        let read = days.filter_map(|stamp| clockwork.read(&stamp, "")).find_map(|read| read.date);
        clockwork.clock = None;
        read
    };
    // `Minutes, review of 4 March 2026`
    let of_incident = titles.iter().filter(|title| !CUES.has("meeting-title", title)).cloned();
    if of_incident.chain(labels).any(|words| day_in(&mut clockwork, &words).is_some()) {
        return clockwork;
    }
    let dates = if clockwork.year.is_none() { whole_dates(document.text) } else { Vec::new() };
    // `Summary of the June 8 outage`, where another line tells the year.
    let mut near = Clockwork { near: dates.first().copied(), ..clockwork.clone() };
    if titles.iter().any(|title| day_in(&mut near, title).is_some()) {
        return near;
    }
    // A document that tells one day again and again, as status pages do, is of that day.
    let only = dates.first().copied().filter(|first| dates.len() > 1 && dates.iter().all(|date| date == first));
    let hours = || day_of_hours(document);
    let near = dates.first().copied().or_else(|| whole_dates(document.text).first().copied());
    Clockwork { date: dated_at.or(only).or_else(hours), dated_paper: true, near, ..clockwork }
}

/// So many blocks may stand above the text.
const ABOVE: usize = 4;
/// Fewer hours with their day tell no day of the others.
const FEWEST: usize = 3;

/// The year of a line below the title that ends in a month: `Harbour IT, March 2026`.
fn year_below(document: &Document<'_>) -> Option<i16> {
    let lines = document.blocks.iter().take(ABOVE).map(|block| block.text.trim()).filter(|line| line.len() <= BYLINE);
    let mut ends = lines.filter_map(|line| line.rmatch_indices(' ').nth(1).map(|(at, _)| line[at..].trim()));
    ends.find(|end| is_month_alone(end)).and_then(year_named)
}

/// The day that nearly all hours are of that are told with their day, as a status page tells those of its updates.
fn day_of_hours(document: &Document<'_>) -> Option<Date> {
    let dated = |stamp: Stamp| match stamp.day {
        Day::On(date) if stamp.clock.is_some() => Some(date),
        _ => None,
    };
    let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
    for date in document.blocks.iter().flat_map(|block| stamps(&block.text)).filter_map(dated) {
        *counts.entry(date).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    counts.into_iter().find(|(_, count)| *count >= FEWEST && 4 * count >= 3 * all).map(|(date, _)| date)
}

/// A title without the folders of a wiki before it: `Incidents/2026-03-02 checkout`.
fn unfoldered(title: String) -> String {
    title
        .rsplit_once('/')
        .filter(|(folder, _)| folder.ends_with(char::is_alphabetic))
        .map_or(title.clone(), |(_, page)| page.to_owned())
}
