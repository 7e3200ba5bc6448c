//! Takes labelled times out of a line, and the times of sentences out of a paragraph.

use std::ops::Range;

use jiff::civil::Date;

use super::bylines::stamp_of_byline;
use super::recurring::moments_of;
use super::{LABEL_WORDS, Labelled, Walk};
use crate::load::postmortem::cues::CUES;
use crate::load::postmortem::document::{Block, BlockKind, Document};
use crate::load::postmortem::moments::{labelled, tail};
use crate::load::postmortem::prose::{Told, broken_by, told};
use crate::load::postmortem::sentences::sentences;
use crate::load::postmortem::signs::{Field, SIGNS, bare};
use crate::load::postmortem::stamped::{cut_label, heads_a_day, is_length, names_both_ends};
use crate::load::postmortem::times::{
    Clock, Clockwork, Day, Reading, Stamp, Zone, dates_the_document, days_between, duration_at, hours_of_digits,
    laters, stamps, stamps_of_label, zone_note,
};
use crate::model::Text;
use crate::source::Place;

impl Walk {
    /// Takes `label: value` for a labelled time, if it is one.
    pub(super) fn labelled(&mut self, block: &Block, (label, value): (&str, &str), place: Place) -> bool {
        let mut found = stamps_of_label(value);
        if found.is_empty() && is_time_label(label) {
            found = hours_of_digits(value);
        }
        if found.is_empty() && self.after_the_start(block, (label, value), place) {
            return true;
        }
        // "Resolution time" names either.
        let lasts = [Field::Duration, Field::TimeToDetect].iter().any(|field| SIGNS.names(*field, label));
        if lasts && !SIGNS.names(Field::Resolved, label) && is_length(value, &found) {
            found.remove(0);
            if found.is_empty() {
                return true;
            }
        }
        found.drain(..behind_its_words(label, value, &found));
        let Some(first) = found.first() else { return false };
        if label.len() > LABEL_WORDS {
            return false;
        }
        let label = own_label(label, value, first);
        if dates_the_document(label) {
            self.dates_the_paper(first);
            return true;
        }
        if CUES.has("open-start", value) {
            return true;
        }
        if !is_time_label(label) && !names_both_ends(label) {
            return false;
        }
        let mut clockwork = self.clockwork.clone();
        clockwork.clock = None;
        clockwork.zone = zone_note(&format!("time {label}")).or(clockwork.zone);
        let wanted = found.iter().enumerate().take_while(|(at, stamp)| *at == 0 || stamp.until).take(2);
        let times: Vec<Reading> =
            wanted.filter_map(|(_, stamp)| clockwork.read(stamp, &value[stamp.range.clone()])).collect();
        // What follows is told from the beginning on, and not from the day when it was over.
        let begins = [Field::Started, Field::Detected, Field::Span].iter().any(|field| SIGNS.names(*field, label));
        if let Some(date) = times.first().and_then(|time| time.date)
            && (begins || self.clockwork.date.is_none())
        {
            self.clockwork.date = Some(date);
            self.clockwork.clock = None;
        }
        let place = if block.text.place.start() <= place.start() { place } else { block.place() };
        self.scan.labelled.push(Labelled { label: bare(label).into_owned(), times, place, apart: true });
        true
    }

    /// Takes `Detected: after 5 minutes`, where the label of the beginning tells its hour.
    pub(super) fn after_the_start(&mut self, block: &Block, (label, value): (&str, &str), place: Place) -> bool {
        let ends = [Field::Detected, Field::Mitigated, Field::Resolved];
        if !ends.iter().any(|field| SIGNS.names(*field, label)) {
            return false;
        }
        let Some(lead) = CUES.find("after-start", value) else { return false };
        let told = duration_at(&value[lead.end..]).filter(|(range, _)| range.start == 0);
        let started = labelled(&self.scan.labelled, Field::Started).map(|(at, _)| at);
        let later = |(_, seconds): (_, u64)| started?.later(i64::try_from(seconds).ok()?);
        let Some(time) = told.and_then(later) else { return false };
        let place = if block.text.place.start() <= place.start() { place } else { block.place() };
        self.scan.labelled.push(Labelled { label: bare(label).into_owned(), times: vec![time], place, apart: true });
        true
    }

    /// Takes the only row of a table for what its heads label: `Start | End | Duration`.
    pub(super) fn headed(&mut self, block: &Block, head: &[Text]) -> bool {
        let BlockKind::Row { cells, .. } = &block.kind else { return false };
        // Two cells are mostly a label and its value: `Start | 10:14`.
        let labels = || cells.len() > 2 || head.iter().all(|label| is_time_label(label));
        if cells.len() < 2 || !labels() || self.aside[block.section] || self.listed[block.section] {
            return false;
        }
        head.iter().zip(cells).filter(|(label, cell)| self.labelled(block, (label, cell), cell.place)).count() > 0
    }

    /// Takes a line of several labels: `Severity: high | Started: 10:14 | Resolved: 10:55`; or of several hours behind their
    /// words, `Started 10:14, detected 10:20 (by a person), resolved 10:55`.
    pub(super) fn parted(&mut self, block: &Block, line: Range<usize>) -> bool {
        let text = &block.text[line.clone()];
        // `Start 14:05 / Detected 14:11 / Resolved 15:02`
        let slashes = text.matches(" / ").count() > 1;
        let stops = begins_with_moment(text);
        let bars = text.match_indices(['|', '·', '•', '/', '–', '—', ',', ';', '.']).filter(|(at, bar)| {
            let behind = &text[at + bar.len()..];
            let spaced = text[..*at].ends_with(' ') && behind.starts_with(' ');
            match *bar {
                "/" | "–" | "—" => spaced && slashes,
                "," | ";" | "." => stops && behind.strip_prefix(' ').is_some_and(begins_with_moment),
                _ => true,
            }
        });
        let bars = bars.map(|(at, bar)| (line.start + at, bar.len()));
        let (mut start, mut taken) = (line.start, 0);
        for (end, bar) in bars.chain([(line.end, 0)]) {
            let part = start..end;
            start = end + bar;
            if part == line {
                return false;
            }
            let words = block.text[part.clone()].trim();
            let Some(first) = stamps(words).first().map(|stamp| stamp.range.start) else { continue };
            taken += usize::from(self.labelled(block, cut_label(words, first), block.text.at(part)));
        }
        taken > 0
    }

    /// Takes a row of a label with its value, or of two: `Id | INC-1 | Start | 10:14`.
    pub(super) fn paired(&mut self, block: &Block, cells: &[Text]) -> bool {
        // `Occurred | 3 freezes: 2026-05-15 (#1), …`
        let timed = |value: &Text| stamps(value).first().is_some_and(|first| first.range.start <= LEAD);
        let mut taken = 0;
        if matches!(cells.len(), 2 | 4) {
            for pair in cells.chunks(2).filter(|pair| is_time_label(&pair[0]) && timed(&pair[1])) {
                taken += usize::from(self.labelled(block, (&pair[0], &pair[1]), pair[1].place));
            }
        }
        taken > 0
    }

    /// Takes a line on who wrote it and when.
    pub(super) fn signed_above(&mut self, block: &Block) -> bool {
        let Some(stamp) = stamp_of_byline(block) else { return false };
        self.byline |= self.clockwork.date.is_none();
        self.dates_the_paper(&stamp);
        true
    }

    /// `Posted on April 18, 2024`: from it, `on Tuesday, April 16` has its year.
    pub(super) fn dates_the_paper(&mut self, stamp: &Stamp) {
        if self.clockwork.date.is_none() {
            self.clockwork.date = self.clockwork.clone().read(stamp, "").and_then(|read| read.date);
            self.clockwork.dated_paper = true;
        }
    }

    /// `### Day 2 - January 24, 2026`: the day of the entries below.
    pub(super) fn heads_a_day(&mut self, block: &Block, words: &str, found: &[Stamp]) -> bool {
        let heads =
            self.listed[block.section] && matches!(block.kind, BlockKind::Heading { .. }) && heads_a_day(words, found);
        if heads {
            self.zone(words);
        }
        heads && self.clockwork.read(&found[0], words).is_some()
    }

    /// Takes the times of a paragraph, sentence by sentence.
    pub(super) fn prose(&mut self, block: &Block) {
        let found = moments_of(&block.text);
        let Some(first) = found.first() else { return };
        // "Last updated on 3 March", but "We published the release, and at 10:14 it went down".
        let lead = &block.text[..first.range.start];
        if first.clock.is_none() && lead.len() <= PAPER && dates_the_document(lead) {
            return self.dates_the_paper(first);
        }
        // `## Review (July 8)`
        let is_heading = matches!(block.kind, BlockKind::Heading { .. });
        if is_heading && first.clock.is_none() && CUES.has("paper-heading", &block.text) {
            return;
        }
        if self.scan.told.len() >= 64 {
            return;
        }
        let clock = self.night.filter(|_| first.day == Day::Unsaid && first.clock.is_some_and(Clock::is_small_hour));
        let date = self.told_on.filter(|(section, _)| *section == block.section).map(|(_, date)| date);
        let mut clockwork = Clockwork { clock, date: date.or(self.clockwork.date), ..self.clockwork.clone() };
        let readings = readings(&mut clockwork, &block.text, &found);
        self.night = found.iter().rev().find_map(|stamp| stamp.clock).filter(|clock| clock.is_late());
        let dated = found.iter().zip(&readings).filter(|(stamp, _)| stamp.day != Day::Unsaid);
        let first = dated.filter_map(|(_, time)| time.as_ref()?.date).next();
        // "From 05:53 to 12:16 it was down; the job had failed since the merge (2026-07-09)": the hours are of the paper's day.
        let undated = |stamp: &Stamp| stamp.day == Day::Unsaid && stamp.clock.is_some();
        let of_the_paper = self.clockwork.dated_paper && !found.first().is_some_and(undated);
        // Nobody writes it up before it has happened.
        let is_before = !self.byline || first <= self.clockwork.date;
        if first.is_some() && (self.clockwork.date.is_none() || of_the_paper && is_before) {
            self.clockwork.date = first;
            self.clockwork.dated_paper = false;
        }
        self.dates_what_follows(block, &found, &readings);
        self.dates_the_story(block, &found);
        let sums_up = self.summary[block.section] || block.section <= 1;
        if let (Some(date), None) = (opened_with(&found, &readings), self.clockwork.home) {
            self.clockwork.date = Some(date);
            // "On 28 January it was down from 13:22 to 16:17" says it better than the day on which that was written.
            if sums_up && found.iter().filter(|stamp| stamp.clock.is_some()).count() > 1 {
                self.day = self.day.map(|_| date);
            }
        }
        let (found, readings) = with_laters(&block.text, found, readings);
        let told = told(&block.text, &found, &readings, sums_up);
        let (passing, mut told): (Vec<Told>, Vec<Told>) = told.into_iter().partition(Told::in_passing);
        let explains = self.explaining[block.section] && !self.mending[block.section];
        self.scan.passing.extend(passing.into_iter().filter(|_| !explains));
        // "The indexer wrote half of the documents at 10:14" below "Fault".
        if let (true, true, [Some(time)]) = (self.faults[block.section], told.is_empty(), readings.as_slice()) {
            told.extend(time.clock.is_some().then(|| broken_by(time.clone(), block.place())));
        }
        if self.noticing[block.section] {
            only_hour_notices(&mut told, &readings, block.place());
            told.iter_mut().for_each(|told| told.asked = true);
        }
        self.scan.told.extend(told);
    }

    /// `- They told us of it at 12:16 on 2 March`: the items below it in its section are of that day, and where it is an entry of
    /// a time line, all that follows.
    fn dates_what_follows(&mut self, block: &Block, found: &[Stamp], readings: &[Option<Reading>]) {
        if !matches!(block.kind, BlockKind::Item { .. }) || self.clockwork.home.is_some() {
            return;
        }
        let dated = |(stamp, time): (&Stamp, &Option<Reading>)| {
            time.as_ref()?.date.filter(|_| stamp.clock.is_some() && stamp.day != Day::Unsaid)
        };
        let Some(date) = found.iter().zip(readings).filter_map(dated).next_back() else { return };
        self.told_on = Some((block.section, date));
        if self.listed[block.section] && found.len() == 1 {
            self.clockwork.date = Some(date);
        }
    }
}

/// The readings of the times of a paragraph. A day weeks away from its hours, which it names in passing, is not the day of the
/// hours in later sentences.
fn readings(clockwork: &mut Clockwork, text: &str, found: &[Stamp]) -> Vec<Option<Reading>> {
    let mut hours: Option<Date> = None;
    let mut named: Option<usize> = None;
    let read = |stamp: &Stamp| {
        let bare = stamp.clock.is_none() && stamp.day != Day::Unsaid;
        let gone = |from: &usize| text[*from..stamp.range.start].contains(['.', '!', '?', '。']);
        if let (Day::Unsaid, Some(day), Some(_)) = (stamp.day, hours, named.filter(gone)) {
            let away = clockwork.date.is_some_and(|date| days_between(date, day) > WEEK);
            clockwork.date = if away { Some(day) } else { clockwork.date };
        }
        // "We saw at noon that it had been dead since 02:30": the night lies before.
        if CUES.has("since-hour", tail(&text[..stamp.range.start], PAPER)) {
            clockwork.clock = None;
        }
        let reading = clockwork.read(stamp, &text[stamp.range.clone()]);
        named = bare.then_some(stamp.range.end);
        hours = reading.as_ref().filter(|_| !bare).and_then(|reading| reading.date).or(hours);
        reading
    };
    found.iter().map(read).collect()
}

/// "I wanted the report at 10:14, and it was an old one" below "How we noticed": the only hour of a paragraph there
/// is when somebody did.
fn only_hour_notices(told: &mut Vec<Told>, readings: &[Option<Reading>], place: Place) {
    let mut hours = readings.iter().flatten().filter(|time| time.clock.is_some());
    let (Some(hour), None) = (hours.next(), hours.next()) else { return };
    if !told.iter().any(|told| told.notices) {
        told.retain(|told| !told.times.contains(hour));
        told.push(Told { notices: true, breaks: false, ..broken_by(hour.clone(), place) });
    }
}

/// The head of the table whose only row is the block at `at`.
pub(super) fn head_of_only_row<'d>(document: &'d Document<'_>, at: usize) -> Option<&'d [Text]> {
    let row = |at: usize| match &document.blocks.get(at)?.kind {
        BlockKind::Row { header, cells, table } => Some((*header, cells, *table)),
        _ => None,
    };
    let (false, _, table) = row(at)? else { return None };
    let (true, cells, _) = row(at.checked_sub(1)?)? else { return None };
    row(at + 1).is_none_or(|(_, _, next)| next != table).then_some(cells.as_slice())
}

/// How many times stand in the value of a label before the one that its words tell of: `Recovery: 11 hours (seen at 18:00,
/// restored by 18:45)`.
fn behind_its_words(label: &str, value: &str, found: &[Stamp]) -> usize {
    let asked = [(Field::Resolved, &SIGNS.recovers), (Field::Detected, &SIGNS.noticed)];
    let asked = asked.into_iter().find(|(field, _)| SIGNS.names(*field, label));
    let apart = found.len() > 1 && found.iter().all(|stamp| !stamp.until);
    let Some((_, words)) = asked.filter(|_| apart) else { return 0 };
    let tells = |at: usize| {
        let from = at.checked_sub(1).map_or(0, |before| found[before].range.end);
        value.get(from..found[at].range.start).is_some_and(|lead| words.is_match(lead))
    };
    (0..found.len()).find(|at| tells(*at)).unwrap_or(0)
}

/// `Date of the incident: detected 2026-03-02`: the value says itself which of its times it gives.
fn own_label<'t>(label: &'t str, value: &'t str, first: &Stamp) -> &'t str {
    let lead = value[..first.range.start].trim_matches(|c: char| !c.is_alphanumeric());
    let dates = SIGNS.names(Field::Span, label) || SIGNS.names(Field::Started, label);
    let own = dates && !lead.is_empty() && lead.len() <= LABEL_WORDS / 2;
    let names = || [Field::Detected, Field::Mitigated, Field::Resolved].iter().any(|field| SIGNS.names(*field, lead));
    if own && names() { lead } else { label }
}

/// Does a label name a time of the incident?
fn is_time_label(label: &str) -> bool {
    let fields = [Field::Started, Field::Detected, Field::Mitigated, Field::Resolved, Field::Span];
    fields.iter().any(|field| SIGNS.names(*field, label))
}

/// A day so far from the hours of a paragraph tells of something else.
const WEEK: i64 = 7;

/// Words before the date of a paper are no more bytes: "This report was last updated on ".
const PAPER: usize = 40;

/// A paragraph begins with its day where no more bytes stand before it: "On Thursday, ".
const LEAD: usize = 16;

/// The day that a paragraph begins with, beside its hour: "On Thursday March 14th at 9:56 I got a mail", and in another
/// below it "At 10:15 it was merged".
fn opened_with(found: &[Stamp], readings: &[Option<Reading>]) -> Option<Date> {
    let first = found.first().filter(|first| first.range.start <= LEAD)?;
    let hour = |stamp: &Stamp| stamp.clock.is_some() && stamp.day == Day::Unsaid;
    if first.clock.is_none() && !found.get(1).is_some_and(hour) {
        return None;
    }
    let on = matches!(first.day, Day::On(_) | Day::Yearless(..));
    readings.first()?.as_ref()?.date.filter(|_| on)
}

/// The times of `text` and those that are told from them: "Five minutes later an alert fired".
fn with_laters(text: &str, found: Vec<Stamp>, readings: Vec<Option<Reading>>) -> (Vec<Stamp>, Vec<Option<Reading>>) {
    let mut all: Vec<(Stamp, Option<Reading>)> = found.into_iter().zip(readings).collect();
    for (range, seconds) in laters(text) {
        let at = all.partition_point(|(stamp, _)| stamp.range.end <= range.start);
        let before = at.checked_sub(1).and_then(|at| all[at].1.as_ref()?.later(seconds));
        let free = all.get(at).is_none_or(|(next, _)| next.range.start >= range.end);
        if let (Some(reading), true) = (before, free) {
            let stamp = Stamp { range, day: Day::Unsaid, clock: reading.clock, zone: Zone::Unsaid, until: false };
            all.insert(at, (stamp, Some(reading)));
        }
    }
    all.into_iter().unzip()
}

/// Does a text begin with the word for a moment of an incident, and tell the moment behind it?
pub(super) fn begins_with_moment(text: &str) -> bool {
    let end = text.find(|c: char| c == ':' || c.is_ascii_digit()).unwrap_or(text.len());
    let (word, behind) = text.split_at(end);
    let told = behind.trim_start_matches([':', ' ', '*']).starts_with(|c: char| c.is_ascii_digit());
    let word = word.trim();
    let spans = [Field::Span, Field::Duration].iter().any(|field| SIGNS.names(*field, word));
    told && word.len() <= LABEL_WORDS && (SIGNS.names_moment(word) || spans)
}

/// Does a sentence that begins like a label, "Starting at 13:30 we moved the hosts", go on to tell what was done, and not what
/// broke?
pub(super) fn tells_a_doing(behind: &str) -> bool {
    let sentence = sentences(behind).first().map_or("", |first| &behind[first.clone()]);
    CUES.has("own-doing", sentence) && !SIGNS.breaks.is_match(sentence)
}
