//! Walks a document once and gathers what it says with a time: entries of time lines, labelled times, spans in prose.

use std::ops::Range;

use super::document::{Block, BlockKind, Document};
use super::signs::{CUES, Field, bare};
use super::times::{Clockwork, Day, Reading, Stamp, dates_the_document, stamps, zone_note};
use crate::model::Text;
use crate::source::Place;

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
}

/// From when to when, in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// From when; until when, where the sentence says it.
    pub(super) times: Vec<Reading>,
    /// Where.
    pub(super) place: Place,
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
}

/// Words of an entry beyond this many bytes are not looked at.
const ENTRY_WORDS: usize = 1_500;
/// Words before a time that can still be its label.
const LABEL_WORDS: usize = 60;

struct Walk<'d> {
    document: &'d Document<'d>,
    clockwork: Clockwork,
    scan: Scan,
    /// Is the last entry still open for more words?
    open: bool,
    /// Section by section: under a time line, beside the incident.
    listed: Vec<bool>,
    aside: Vec<bool>,
}

/// Everything that `document` says with a time, bare times completed from `clockwork`.
pub(super) fn scan(document: &Document<'_>, clockwork: Clockwork) -> Scan {
    let listed = inherited(document, |heading| CUES.timeline.is_match(heading));
    let aside = inherited(document, |heading| CUES.aside.is_match(heading));
    let mut walk = Walk { document, clockwork, scan: Scan::default(), open: false, listed, aside };
    for block in &document.blocks {
        walk.block(block);
    }
    let mut scan = walk.scan;
    if scan.entries.iter().filter(|entry| entry.listed).count() >= 2 {
        scan.entries.retain(|entry| entry.listed);
    }
    scan
}

/// For every section: does its heading, or one around it, match?
pub(super) fn inherited(document: &Document<'_>, matches: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(document.sections.len());
    for section in &document.sections {
        let around = section.parent.is_some_and(|parent| found[parent]);
        found.push(around || section.level > 1 && matches(&section.heading));
    }
    found
}

impl Walk<'_> {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Code | BlockKind::Comment | BlockKind::Quote => return,
            BlockKind::Heading { .. } => self.open = false,
            _ => {}
        }
        if self.aside[block.section] {
            self.open = false;
            return;
        }
        match &block.kind {
            BlockKind::Row { header: true, .. } => self.zone(&block.text),
            BlockKind::Row { cells, .. } => self.row(block, cells),
            _ => block.lines().into_iter().for_each(|line| self.line(block, line)),
        }
    }

    fn zone(&mut self, line: &str) {
        let heading = || CUES.timeline.is_match(line).then(|| zone_note(&format!("time {line}"))).flatten();
        if let Some(zone) = zone_note(line).or_else(heading) {
            self.clockwork.zone = Some(zone);
        }
    }

    fn row(&mut self, block: &Block, cells: &[Text]) {
        self.open = false;
        let lead = cells.iter().take_while(|cell| is_number(cell)).count();
        let Some(first) = cells.get(lead) else { return };
        let found = stamps(first);
        if begins_with(first, &found) {
            let two_cells = cells.get(lead + 1).map_or_else(Vec::new, |next| stamps(next));
            let beside = found[0].clock.is_none() && two_cells.first().is_some_and(|next| next.day == Day::Unsaid);
            let rest = lead + 1 + usize::from(beside && begins_with(&cells[lead + 1], &two_cells));
            let words =
                cells[rest.min(cells.len())..].iter().map(|cell| cell.value.as_str()).collect::<Vec<_>>().join(" | ");
            let after = first[found[0].range.end..].to_owned();
            let mut stamp = found[0].clone();
            if rest == lead + 2 {
                stamp.clock = two_cells[0].clock;
                stamp.zone = two_cells[0].zone.clone();
            }
            self.entry(block, (&stamp, &first[found[0].range.clone()]), format!("{after} {words}"));
            self.open = false;
            return;
        }
        self.labelled(block, (first, cells.get(lead + 1).map_or("", |value| value)), first.place);
    }

    fn line(&mut self, block: &Block, line: Range<usize>) {
        let words = block.text[line.clone()].trim();
        let found = stamps(words);
        if found.is_empty() {
            self.zone(words);
            self.more(words);
        } else if begins_with(words, &found) {
            let skip = found.get(1).filter(|next| next.until).unwrap_or(&found[0]).range.end;
            self.entry(block, (&found[0], &words[found[0].range.clone()]), words[skip..].to_owned());
            self.open = true;
        } else {
            let place = block.text.at(line);
            let pair = cut_label(words, found[0].range.start);
            if !self.labelled(block, pair, place) && !self.open {
                self.prose(words, &found, place);
            }
            self.more(words);
        }
    }

    fn more(&mut self, words: &str) {
        if let (true, Some(entry)) = (self.open, self.scan.entries.last_mut())
            && entry.words.len() < ENTRY_WORDS
        {
            entry.words.push(' ');
            entry.words.push_str(words);
        }
    }

    fn entry(&mut self, block: &Block, (stamp, raw): (&Stamp, &str), words: String) {
        if let Some(at) = self.clockwork.read(stamp, raw) {
            let listed = self.listed[block.section];
            self.scan.entries.push(Entry { at, words, place: block.place(), listed });
        }
    }

    /// Takes `label: value` for a labelled time, if it is one.
    fn labelled(&mut self, block: &Block, (label, value): (&str, &str), place: Place) -> bool {
        let found = stamps(value);
        let fields = [Field::Started, Field::Detected, Field::Mitigated, Field::Resolved, Field::Span];
        if found.is_empty() || label.len() > LABEL_WORDS || dates_the_document(label) {
            return !found.is_empty() && dates_the_document(label);
        }
        let named = fields.iter().any(|field| CUES.names(*field, label)) || names_both_ends(label);
        if !named {
            return false;
        }
        let mut clockwork = self.clockwork.clone();
        clockwork.clock = None;
        clockwork.zone = zone_note(&format!("time {label}")).or(clockwork.zone);
        let wanted = found.iter().enumerate().take_while(|(at, stamp)| *at == 0 || stamp.until).take(2);
        let times: Vec<Reading> =
            wanted.filter_map(|(_, stamp)| clockwork.read(stamp, &value[stamp.range.clone()])).collect();
        if let Some(date) = times.first().and_then(|time| time.date) {
            self.clockwork.date = Some(date);
            self.clockwork.clock = None;
        }
        let place = if block.text.place.start <= place.start { place } else { block.place() };
        self.scan.labelled.push(Labelled { label: bare(label), times, place });
        true
    }

    fn prose(&mut self, words: &str, found: &[Stamp], place: Place) {
        if dates_the_document(words) || self.scan.told.len() >= 64 {
            return;
        }
        let mut clockwork = self.clockwork.clone();
        clockwork.clock = None;
        let readings: Vec<Option<Reading>> =
            found.iter().map(|stamp| clockwork.read(stamp, &words[stamp.range.clone()])).collect();
        if self.clockwork.date.is_none() {
            self.clockwork.date = readings.iter().flatten().find_map(|time| time.date);
        }
        let span =
            (1..found.len()).find(|&at| found[at].until && found[at].clock.is_some() && found[at - 1].clock.is_some());
        let times: Vec<Reading> = match span {
            Some(at) => [&readings[at - 1], &readings[at]].into_iter().flatten().cloned().collect(),
            None => readings.into_iter().flatten().take(1).collect(),
        };
        let bare = words.len() - found.last().map_or(0, |last| last.range.end - found[0].range.start) <= 12;
        if !times.is_empty() && (bare || CUES.breaks.is_match(words)) {
            self.scan.told.push(Told { times, place });
        }
    }
}

/// "Start/End", "Start – End", "date/time (start/end)".
fn names_both_ends(label: &str) -> bool {
    let mut ends = label.split(['/', '–', '-', '〜', '~', '→']);
    let pair = (ends.next(), ends.next(), ends.next());
    matches!(pair, (Some(from), Some(to), None) if CUES.names(Field::Started, from) && CUES.names(Field::Resolved, to))
}

fn is_number(cell: &str) -> bool {
    cell.len() <= 4 && cell.chars().all(|c| c.is_ascii_digit() || c == '#' || c == '.')
}

/// Does the text begin with the first of its times? Marks, and words such as "ca.", may stand before it.
fn begins_with(words: &str, found: &[Stamp]) -> bool {
    found.first().is_some_and(|first| {
        let lead = &words[..first.range.start];
        lead.len() <= 12
            && (!lead.contains(char::is_alphanumeric)
                || matches!(lead.trim(), "ca." | "ca" | "c." | "約" | "um" | "at"))
    })
}

/// Cuts a line into the label before its first time and the value.
fn cut_label(words: &str, first: usize) -> (&str, &str) {
    match words[..first].find([':', '：']) {
        Some(colon) => (&words[..colon], &words[colon..]),
        None => (&words[..first], &words[first..]),
    }
}
