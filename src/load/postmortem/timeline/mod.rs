//! Walks a document once and gathers what it says with a time: entries of time lines, labelled times, spans in prose.

mod from;
mod labels;
mod rows;
mod sections;

use std::ops::Range;

use jiff::civil::Date;

use super::document::{Block, BlockKind, COLON_LEVEL, Document};
use super::prose::Told;
use super::sentences::sentences;
use super::signs::SIGNS;
use super::stamped::{begins_with, cut_label, is_set_apart, is_span, signature, trails};
use super::times::{
    Clock, Clockwork, Reading, Stamp, day_note, is_state, stamps, year_named, zone_alone, zone_in_brackets, zone_note,
};
use crate::source::Place;
pub(super) use sections::inherited;
use sections::listed;

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
}

/// Words of an entry beyond this many bytes are not looked at.
const ENTRY_WORDS: usize = 1_500;
/// Lines of code beyond these are not looked at.
const LONGEST_CODE: usize = 100;
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
    /// By section: does its heading say that it sums the incident up? What stands before any heading does so too.
    summary: Vec<bool>,
    /// The last hour of the paragraph before, where it was late in the evening: small hours in the next are of the next day.
    night: Option<Clock>,
    /// The time of `T+0`.
    start: Option<Reading>,
    /// The heading right before: it may be the label of the time below it.
    heading: Option<String>,
}

/// Everything that `document` says with a time, bare times completed from `clockwork`.
pub(super) fn scan(document: &Document<'_>, clockwork: Clockwork) -> Scan {
    let listed = listed(document);
    let aside = inherited(document, |heading| SIGNS.aside.is_match(heading));
    let summary = inherited(document, |heading| SIGNS.summary.is_match(heading));
    let day = clockwork.date.filter(|_| !clockwork.dated_paper);
    let mut walk = Walk {
        clockwork,
        day,
        scan: Scan::default(),
        open: false,
        in_list: false,
        listed,
        aside,
        summary,
        night: None,
        start: None,
        heading: None,
    };
    for (at, block) in document.blocks.iter().enumerate() {
        if let Some(outer) = block.within.filter(|outer| outer + 1 == at).map(|outer| &document.blocks[outer].text)
            && outer.len() <= LABEL_WORDS
        {
            walk.heading = Some(outer.value.clone());
        }
        if !labels::head_of_only_row(document, at).is_some_and(|head| walk.headed(block, head)) {
            walk.block(block);
        }
        let heads = matches!(block.kind, BlockKind::Heading { .. }) && block.text.len() <= LABEL_WORDS;
        walk.heading = heads.then(|| block.text.value.clone());
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
    scan
}

/// Do the entries run backwards, as on a status page?
fn newest_first(entries: &[Entry]) -> bool {
    let steps = || entries.windows(2).filter_map(|pair| pair[1].at.since(&pair[0].at));
    entries.len() >= 3 && steps().all(|seconds| seconds <= 0) && steps().any(|seconds| seconds < 0)
}

impl Walk {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Code | BlockKind::Quote if self.is_time_line(block) => {}
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
            BlockKind::Paragraph if block.within.is_none() => self.open &= !self.in_list,
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
            BlockKind::Row { header: true, cells, .. } if self.paired(block, cells) => {}
            BlockKind::Row { header: true, cells, .. } => match cells.iter().find_map(|cell| zone_alone(cell)) {
                // `NZST | UTC | Event`: times are read from the first column.
                Some(zone) => self.clockwork.zone = Some(zone),
                None => {
                    self.zone(&block.text);
                    self.clockwork.year = self.clockwork.year.or_else(|| year_named(cells.first()?));
                }
            },
            BlockKind::Row { cells, .. } if self.paired(block, cells) => {}
            BlockKind::Row { cells, .. } => self.row(block, cells),
            _ if self.signed(block) => {}
            _ => {
                let taken = self.events(block).into_iter().filter(|line| self.line(block, line.clone())).count();
                let story = self.scan.entries.last().is_some_and(|entry| entry.prose) && self.open;
                if taken == 0 && !self.open || story {
                    self.prose(block);
                }
            }
        }
    }

    /// Below the heading of the time line, times without a day are of the day that the document is known to tell of,
    /// whatever days were told of before: "silent since the merge (2026-03-01)".
    fn opens_time_line(&mut self, block: &Block) {
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
            begins_with(words, &stamps(words))
        };
        // A fence may be left open, its last mark a line of the code.
        let says = |line: &Range<usize>| block.text[line.clone()].contains(char::is_alphanumeric);
        let lines = || block.lines().into_iter().filter(says).take(LONGEST_CODE);
        // A note on the zone may stand between the heading and the entries.
        let first = || self.scan.entries.last().is_none_or(|entry| !entry.listed);
        (self.heading.is_some() || first()) && self.listed[block.section] && lines().count() > 1 && lines().all(begins)
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
        if told.is_empty() || begins_with(lead, &stamps(lead)) {
            return false;
        }
        // `**Monitoring**`, and the update below it.
        let state = self.heading.take().filter(|heading| is_state(heading)).unwrap_or_default();
        let raw = block.text[stamp.range.clone()].to_owned();
        self.entry(block, (&stamp, &raw), format!("{state}. {told}"));
        self.open = false;
        true
    }

    /// The lines of a block, and where one tells several events, `10:14 it failed. 10:55 it was back.`, those.
    fn events(&self, block: &Block) -> Vec<Range<usize>> {
        let lines = block.lines();
        if !self.listed[block.section] {
            return lines;
        }
        let mut events: Vec<Range<usize>> = Vec::with_capacity(lines.len());
        for line in lines {
            let mut first = true;
            for sentence in sentences(&block.text[line.clone()]) {
                let sentence = line.start + sentence.start..line.start + sentence.end;
                let words = &block.text[sentence.clone()];
                match events.last_mut() {
                    Some(event) if !first && !begins_with(words, &stamps(words)) => event.end = sentence.end,
                    _ => events.push(sentence),
                }
                first = false;
            }
        }
        events
    }

    /// Reads a line; `true` where it is an entry or a labelled time.
    fn line(&mut self, block: &Block, line: Range<usize>) -> bool {
        let words = block.text[line.clone()].trim();
        let found = stamps(words);
        if self.listed[block.section] && self.told_from(block, words, &found) {
            return true;
        }
        if found.is_empty() {
            self.zone(words);
            self.more(words);
            return false;
        }
        self.clockwork.zone = zone_in_brackets(words).or(self.clockwork.zone.take());
        // `### Monitoring – Mar 2, 10:32 UTC`
        let heads = matches!(block.kind, BlockKind::Heading { .. }) && is_state(&words[..found[0].range.start]);
        if heads && !words[found[0].range.end..].contains(char::is_alphanumeric) {
            self.entry(block, (&found[0], &words[found[0].range.clone()]), words[..found[0].range.start].to_owned());
            self.open = true;
            return true;
        }
        // `### January 9, 14:20 UTC (lasting 76 minutes)` heads an incident, and is no event of it.
        if matches!(block.kind, BlockKind::Heading { .. }) && tells_a_length(&words[found[0].range.end..]) {
            self.clockwork.read(&found[0], &words[found[0].range.clone()]);
            self.open = false;
            return false;
        }
        if let Some(heading) = self.heading.take().filter(|_| words.len() <= 2 * LABEL_WORDS)
            && self.labelled(block, (&heading, words), block.text.at(line.clone()))
        {
            return true;
        }
        // `Resolved`, and `: 10:55` in the line below it.
        if words.starts_with(": ")
            && let Some(term) = block.text[..line.start].trim_end().lines().next_back()
            && self.labelled(block, (term, words), block.text.at(line.clone()))
        {
            return true;
        }
        if self.opened(block, words, &found) {
            return true;
        }
        if self.listed[block.section] && trails(words, &found) {
            let lead = words[..found[0].range.start].trim_end_matches(['(', '[', '~', ' ']).to_owned();
            self.entry(block, (&found[0], &words[found[0].range.clone()]), lead);
            return true;
        }
        if self.parted(block, line.clone()) || self.heads_a_day(block, words, &found) {
            return true;
        }
        self.more(words);
        if name_no_hour(&found) {
            // `Timeline (UTC, 2026-03-02)`
            self.zone(words);
        }
        let (label, value) = cut_label(words, found[0].range.start);
        // A line that goes on with a sentence begins with no label: "The\noutage lasted from 20:20 to 20:46".
        let goes_on = line.start > 0 && block.kind == BlockKind::Paragraph && words.starts_with(char::is_lowercase);
        let place = block.text.at(line);
        let labelled = (!goes_on || value.starts_with([':', '：'])) && self.labelled(block, (label, value), place);
        if let (true, Some(last)) = (labelled, self.scan.labelled.last_mut()) {
            last.apart = value.starts_with([':', '：']) || block.kind != BlockKind::Paragraph;
        }
        // "Starting at 10:00 orders failed. An alert fired at 10:05." goes on to tell.
        labelled && (value.starts_with([':', '：']) || sentences(words).len() < 2)
    }

    /// Takes a line that begins with its time.
    fn opened(&mut self, block: &Block, words: &str, found: &[Stamp]) -> bool {
        // `13:10から15:40まで` in a paragraph that sums the incident up is no entry, but a sentence.
        let story = matches!(block.kind, BlockKind::Paragraph | BlockKind::Html) && !self.listed[block.section];
        // `<div>2 March 2026, by the operators</div>`
        if story && block.kind == BlockKind::Html && name_no_hour(found) {
            self.dates_the_paper(&found[0]);
            return true;
        }
        // "Monday, March 2, 2026" in a paragraph of its own says when it was.
        let dated = story && found[0].clock.is_none() && words.starts_with(char::is_alphabetic);
        let opens = !(story && is_span(found) || dated) && begins_with(words, found);
        if !opens {
            return false;
        }
        if name_no_hour(found) {
            // `2026-03-02 (all times UTC)`
            self.zone(words);
        }
        let skip = found.get(1).filter(|next| next.until).unwrap_or(&found[0]).range.end;
        self.entry(block, (&found[0], &words[found[0].range.clone()]), words[skip..].to_owned());
        if let (true, Some(entry)) = (story && !is_set_apart(&words[skip..]), self.scan.entries.last_mut()) {
            entry.prose = true;
        }
        self.open = true;
        true
    }

    /// Adds words to the last entry, where it is still open.
    fn more(&mut self, words: &str) {
        if let (true, Some(entry)) = (self.open, self.scan.entries.last_mut())
            && entry.words.len() < ENTRY_WORDS
        {
            entry.words.push(' ');
            entry.words.push_str(words);
        }
    }

    /// Adds an entry at the time that `stamp` gives and that is written as `raw`; none where no time can be read of it.
    fn entry(&mut self, block: &Block, (stamp, raw): (&Stamp, &str), words: String) {
        if let Some(at) = self.clockwork.read(stamp, raw) {
            let listed = self.listed[block.section];
            self.in_list = matches!(block.kind, BlockKind::Item { .. });
            self.scan.entries.push(Entry { at, words, place: block.place(), listed, prose: false });
        }
    }
}

/// Is it the line that `git log` has on the date of a commit? That is when the repair, or the change, was written.
fn dates_a_commit(words: &str) -> bool {
    let offset = words.strip_prefix("Date:   ").and_then(|date| date.rsplit_once(' ')).map(|(_, offset)| offset);
    offset.is_some_and(|offset| offset.len() == 5 && offset.starts_with(['+', '-']))
}

fn name_no_hour(found: &[Stamp]) -> bool {
    found.iter().all(|stamp| stamp.clock.is_none())
}

/// Do words begin with how long something lasted: `(lasting 76 minutes)`?
fn tells_a_length(words: &str) -> bool {
    let number = words.find(|c: char| c.is_ascii_digit());
    number.is_some_and(|number| SIGNS.lasted.is_match(&words[..number]))
}
