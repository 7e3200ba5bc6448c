//! Walks a document once and gathers what it says with a time: entries of time lines, labelled times, spans in prose.

mod bylines;
mod columns;
mod days;
mod from;
mod labels;
mod lines;
mod recurring;
mod rows;
mod sections;
mod updates;
mod zones;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use super::cues::CUES;
use super::dated::day_of_name;
use super::document::{BOLD_LEVEL, Block, BlockKind, COLON_LEVEL, Document};
use super::moments::head;
use super::prose::Told;
use super::signs::{Field, SIGNS, bare};
use super::stamped::{begins_with, is_alone, is_led_to, signature, tells_in_order};
use super::times::{Clock, Clockwork, Day, Reading, Stamp, day_note, is_state, stamps, zone_alone, zone_note};
use super::topics::Topic;
use crate::source::Place;
pub(super) use bylines::BYLINE;
pub(super) use sections::inherited;
use sections::{is_chat, is_told_from_start, listed};

/// One entry of a time line.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// When.
    pub(super) at: Reading,
    /// What the entry says.
    pub(super) words: String,
    /// The line where it begins.
    pub(super) place: Place,
    /// Does it stand under a heading that says "timeline"?
    pub(super) listed: bool,
    /// Is it rather a sentence of a story: "At 10:14 the shop went down."?
    pub(super) prose: bool,
    /// Is it an announcement, of a status page or in a thread? It comes later than what a story tells.
    pub(super) announced: bool,
    /// Does it open a thread in which somebody outside reports it?
    pub(super) reported: bool,
    /// Does it stand in no time line, but under a heading that tells how it was mended?
    pub(super) mends: bool,
}

impl Entry {
    /// Is it neither a sentence of a story nor an announcement?
    pub(super) fn is_of_time_line(&self) -> bool {
        !self.prose && !self.announced
    }
}

/// A time with a label: `Resolved: 2026-03-02 10:55`.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    /// The label.
    pub(super) label: String,
    /// Its times; two where it is a span.
    pub(super) times: Vec<Reading>,
    /// Where the first stands.
    pub(super) place: Place,
    /// Is the label set apart, as in no sentence? "From 21:00 on it was down" begins with one by its words only.
    pub(super) apart: bool,
}

/// All times of a document.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Entries of time lines, in the order of the text.
    pub(super) entries: Vec<Entry>,
    /// Labelled times.
    pub(super) labelled: Vec<Labelled>,
    /// Times in prose.
    pub(super) told: Vec<Told>,
    /// Hours that the story of the incident names in passing.
    pub(super) passing: Vec<Told>,
    /// Of a time line that is written down for another year than the document: that year, the document's, and where the first
    /// entry stands.
    pub(super) slip: Option<(i16, i16, Place)>,
}

/// Lines of code beyond these are not looked at.
const LONGEST_CODE: usize = 100;
/// A line on who wrote what is quoted has no more bytes.
const QUOTED: usize = 200;
/// Words before a time that can still be its label.
const LABEL_WORDS: usize = 60;

/// The walk over the blocks, in the order of the text.
struct Walk {
    clockwork: Clockwork,
    /// The day that the title, the front matter or a label names, until the time line begins.
    day: Option<Date>,
    scan: Scan,
    /// Is the last entry still open for more words?
    open: bool,
    /// Is the last entry an item of a list? A paragraph behind the list is no part of it.
    in_list: bool,
    /// By section: does it stand under the heading of a time line?
    listed: Vec<bool>,
    /// By section: is it beside the incident, as what is to be done is?
    aside: Vec<bool>,
    /// By section: does it tell how the incident was mended?
    mending: Vec<bool>,
    /// By section: does it tell what broke?
    faults: Vec<bool>,
    /// By section: does it explain? Its hours are those of what led to the incident.
    explaining: Vec<bool>,
    /// By section: does it tell how it was noticed?
    noticing: Vec<bool>,
    /// By section: does its heading say that it sums the incident up? What stands before any heading does so too.
    summary: Vec<bool>,
    /// The tables that are time lines, by number.
    timed: BTreeMap<usize, columns::Timed>,
    /// The last hour of the paragraph before, where it was late in the evening: small hours in the next are of the next day.
    night: Option<Clock>,
    /// The section and the day of the last item that told an hour with its day: the hours of the items below it are of that day.
    told_on: Option<(usize, Date)>,
    /// Does only one paragraph hold nothing but a day? It is the day of what stands below, and no entry.
    one_day: bool,
    /// Is the date that is known the one of a line on the author?
    byline: bool,
    /// Does the title, or the name of the file, name a day?
    titled: bool,
    /// The time of `T+0`.
    start: Option<Reading>,
    /// The heading right before: it may be the label of the time below it.
    heading: Option<String>,
}

/// Everything that `document` says with a time, bare times completed from `clockwork`.
pub(super) fn scan(document: &Document<'_>, mut clockwork: Clockwork) -> Scan {
    clockwork.zone = clockwork.zone.or_else(|| zones::only_zone(document));
    clockwork.date = clockwork.date.or_else(|| zones::only_day(document));
    let listed = listed(document);
    let mut aside = inherited(document, |heading| SIGNS.aside.is_match(heading));
    aside.iter_mut().enumerate().for_each(|(section, aside)| *aside = *aside && !tells_in_order(document, section));
    let mending = inherited(document, |heading| SIGNS.names(Field::Resolved, heading));
    let noticing = inherited(document, |heading| SIGNS.detection.is_match(&bare(heading)));
    let faults = inherited(document, |heading| CUES.has("fault-heading", heading));
    let explaining = inherited(document, |heading| SIGNS.causes.is_match(heading));
    let summary = inherited(document, |heading| SIGNS.summary.is_match(heading));
    let dated = clockwork.date;
    let day = dated.filter(|_| !clockwork.dated_paper);
    let mut walk = Walk {
        clockwork,
        day,
        scan: Scan::default(),
        open: false,
        in_list: false,
        listed,
        aside,
        mending,
        faults,
        explaining,
        noticing,
        summary,
        timed: columns::timed(document),
        night: None,
        told_on: None,
        one_day: document.blocks.iter().filter(|block| is_a_day(block)).take(2).count() == 1,
        byline: false,
        titled: day_of_name(document).is_some(),
        start: None,
        heading: None,
    };
    let mut updates = updates::updates(document);
    for (at, block) in document.blocks.iter().enumerate() {
        if let Some(outer) = block.within.filter(|outer| outer + 1 == at).map(|outer| &document.blocks[outer].text)
            && outer.len() <= LABEL_WORDS
        {
            walk.heading = Some(outer.value.clone());
        }
        if let Some(update) = updates.remove(&at) {
            walk.update(block, update);
        } else if !labels::head_of_only_row(document, at).is_some_and(|head| walk.headed(block, head)) {
            walk.block(block);
        }
        let heads = matches!(block.kind, BlockKind::Heading { .. }) && block.text.len() <= LABEL_WORDS;
        walk.heading = (heads && !bylines::is_byline(block)).then(|| block.text.value.clone());
    }
    let mut scan = walk.scan;
    // A date alone heads the entries of its day.
    scan.entries.retain(|entry| entry.at.clock.is_some() || entry.words.contains(char::is_alphanumeric));
    if scan.entries.iter().filter(|entry| entry.listed).count() >= 2 {
        scan.entries.retain(|entry| entry.listed);
    }
    if newest_first(&scan.entries) {
        scan.entries.reverse();
    }
    scan.slip = dated.and_then(|dated| days::to_year_of(dated, &mut scan.entries));
    scan
}

/// Do the entries run backwards, as on a status page?
fn newest_first(entries: &[Entry]) -> bool {
    let steps = || entries.windows(2).filter_map(|pair| pair[1].at.since(&pair[0].at));
    entries.len() >= 3 && steps().all(|seconds| seconds <= 0) && steps().any(|seconds| seconds < 0)
}

impl Walk {
    fn block(&mut self, block: &Block) {
        if self.signed_above(block) || CUES.has("mail-quoted", head(&block.text, QUOTED)) {
            return;
        }
        match &block.kind {
            BlockKind::Code | BlockKind::Quote if self.is_time_line(block) || is_chat(block) => {}
            // "> Severity: high | Started: 10:14" below the title.
            BlockKind::Quote if block.section <= 1 && block.label().is_some() => {}
            BlockKind::Code | BlockKind::Comment | BlockKind::Quote => return,
            BlockKind::Paragraph if dates_a_commit(&block.text) => return,
            // "It answered:" above a log is a sentence of the entry, even where it passes for a heading.
            // `# 2026-03-02 Checkout was down` is the title, and no entry.
            BlockKind::Heading { level }
                if block.section == 1 && (*level == 1 || name_no_hour(&stamps(&block.text))) =>
            {
                return self.zone(&block.text);
            }
            BlockKind::Heading { level } => {
                self.open &= *level == COLON_LEVEL;
                self.opens_time_line(block);
            }
            BlockKind::Paragraph if block.within.is_none() => self.open &= !self.in_list && !explains(block),
            _ => {}
        }
        if self.aside[block.section] {
            self.open = false;
            return;
        }
        if let Some(day) = day_note(&block.text) {
            self.clockwork.home = self.clockwork.clone().read(&day, "").and_then(|read| read.date);
            self.clockwork.date = self.clockwork.home.or(self.clockwork.date);
        }
        if let (true, Some(entry)) = (self.open, self.scan.entries.last_mut()) {
            // A heading and the paragraphs below it are sentences of their own.
            entry.words.push('.');
        }
        match &block.kind {
            // A table without a head begins with its first entry.
            BlockKind::Row { header: true, cells, table } if cells.first().is_some_and(|cell| is_an_hour(cell)) => {
                self.row(block, cells, self.timed.get(table).copied());
            }
            BlockKind::Row { header: true, cells, .. } if self.paired(block, cells) => {}
            BlockKind::Row { header: true, cells, table } => self.head(block, cells, *table),
            BlockKind::Row { cells, .. } if self.paired(block, cells) => {}
            BlockKind::Row { cells, table, .. } => self.row(block, cells, self.timed.get(table).copied()),
            _ if self.signed(block) => {}
            _ => {
                // A story is read again from where its lines begin.
                let before = self.clockwork.clone();
                let taken = self.events(block).into_iter().filter(|line| self.line(block, line.clone())).count();
                let story = self.scan.entries.last().is_some_and(|entry| entry.prose) && self.open;
                if taken > 0 && story {
                    let after = std::mem::replace(&mut self.clockwork, before);
                    self.prose(block);
                    self.clockwork = after;
                } else if taken == 0 && !self.open || story {
                    self.prose(block);
                }
            }
        }
    }

    /// Below the heading of the time line, times without a day are of the day that the document is known to tell of,
    /// whatever days were told of before: "silent since the merge (2026-03-01)". So they are below the one that asks how it was
    /// noticed.
    fn opens_time_line(&mut self, block: &Block) {
        if self.noticing[block.section] && self.day.is_some() {
            self.clockwork.date = self.day;
            self.clockwork.clock = None;
        }
        if self.listed[block.section]
            && let Some(day) = self.day.take()
        {
            self.clockwork.date = Some(day);
            self.clockwork.clock = None;
        }
    }

    /// Is it all that stands below a heading such as "Timeline", each line with its time?
    fn is_time_line(&self, block: &Block) -> bool {
        let begins = |line: Range<usize>| {
            let words = block.text[line].trim();
            begins_with(words, &stamps(words)) || is_told_from_start(words)
        };
        // A fence may be left open, its last mark a line of the code.
        let says = |line: &Range<usize>| block.text[line.clone()].contains(char::is_alphanumeric);
        let lines = || block.lines().into_iter().filter(says).take(LONGEST_CODE);
        // A note on the zone may stand between the heading and the entries.
        let first = || self.scan.entries.last().is_none_or(|entry| !entry.listed);
        let counted = || lines().all(|line| is_told_from_start(block.text[line].trim()));
        (self.heading.is_some() || first() || counted())
            && self.listed[block.section]
            && lines().count() > 1
            && lines().all(begins)
    }

    fn zone(&mut self, line: &str) {
        let heading = || SIGNS.timeline.is_match(line).then(|| zone_note(&format!("time {line}"))).flatten();
        if let Some(zone) = zone_note(line).or_else(heading).or_else(|| zone_alone(line)) {
            self.clockwork.zone = Some(zone);
        }
    }

    /// Takes a paragraph that ends in a time of its own, as status pages write their updates.
    fn signed(&mut self, block: &Block) -> bool {
        let lines = block.lines();
        let Some(last) = lines.last().filter(|_| block.kind == BlockKind::Paragraph) else { return false };
        let Some((told, stamp)) = signature(&block.text, last.clone()) else { return false };
        let lead = block.text[lines[0].clone()].trim();
        let found = stamps(lead);
        if told.is_empty() || begins_with(lead, &found) || is_led_to(lead, &found) {
            return false;
        }
        // `**Monitoring**`, and the update below it.
        let state = self.heading.take().filter(|heading| is_state(heading)).unwrap_or_default();
        // "It has been normal since 10:05. Posted 11:02"
        let stamp = normal_since(told).map_or(stamp.clone(), |since| Stamp { day: stamp.day, ..since });
        let raw = block.text[stamp.range.clone()].to_owned();
        self.entry(block, (&stamp, &raw), format!("{state}. {told}"));
        self.open = false;
        true
    }
}

/// The hour since when an update tells that all is well.
fn normal_since(told: &str) -> Option<Stamp> {
    let [stamp] = <[Stamp; 1]>::try_from(stamps(told)).ok()?;
    let lead = &told[..stamp.range.start];
    let since = stamp.clock.is_some() && stamp.day == Day::Unsaid && CUES.has("since", lead);
    (since && SIGNS.recovers.is_match(told)).then_some(stamp)
}

/// Is it the line that `git log` has on the date of a commit? That is when the repair, or the change, was written.
fn dates_a_commit(words: &str) -> bool {
    let offset = words.strip_prefix("Date:   ").and_then(|date| date.rsplit_once(' ')).map(|(_, offset)| offset);
    offset.is_some_and(|offset| offset.len() == 5 && offset.starts_with(['+', '-']))
}

/// Does a paragraph begin with the label of a cause, or of what is to be done: `Root cause: …` below the last entry?
fn explains(block: &Block) -> bool {
    let topic = block.label_range().and_then(|(label, _)| Topic::of(&block.text[label]));
    matches!(topic, Some(Topic::RootCause | Topic::Factors | Topic::Actions | Topic::Lessons))
}

/// Is a paragraph nothing but a day: `2 March 2026`?
fn is_a_day(block: &Block) -> bool {
    let alone = |found: &[Stamp]| matches!(found, [day] if day.clock.is_none() && is_alone(&block.text, day));
    // A line in bold passes for a heading.
    let is_line = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading { level: BOLD_LEVEL });
    is_line && block.text.len() <= LABEL_WORDS && alone(&stamps(&block.text))
}

/// Is a cell nothing but an hour?
fn is_an_hour(cell: &str) -> bool {
    matches!(stamps(cell).as_slice(), [stamp] if stamp.clock.is_some() && is_alone(cell, stamp))
}

fn name_no_hour(found: &[Stamp]) -> bool {
    found.iter().all(|stamp| stamp.clock.is_none())
}
