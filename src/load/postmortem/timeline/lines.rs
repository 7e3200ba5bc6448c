//! Reads the lines of a block: entries of time lines, and labelled times.

use std::ops::Range;

use super::labels::{begins_with_moment, tells_a_doing};
use super::sections::named_before;
use super::{Entry, LABEL_WORDS, Walk, is_a_day, name_no_hour};
use crate::load::postmortem::cues::CUES;
use crate::load::postmortem::document::{Block, BlockKind};
use crate::load::postmortem::sentences::sentences;
use crate::load::postmortem::signs::SIGNS;
use crate::load::postmortem::stamped::{begins_with, cut_label, is_led_to, is_set_apart, is_span, trails};
use crate::load::postmortem::times::{
    Day, Reading, Stamp, dates_the_document, is_month_alone, is_state, stamps, zone_in_brackets,
};

/// Words of an entry beyond this many bytes are not looked at.
const ENTRY_WORDS: usize = 1_500;

impl Walk {
    /// The lines of a block, and where one tells several events, `10:14 it failed. 10:55 it was back.`, those.
    pub(super) fn events(&self, block: &Block) -> Vec<Range<usize>> {
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
                let goes_on = || !begins_with(words, &stamps(words)) || CUES.has("other-clock", words);
                match events.last_mut() {
                    Some(event) if !first && goes_on() => event.end = sentence.end,
                    _ => events.push(sentence),
                }
                first = false;
            }
        }
        events
    }

    /// Reads a line; `true` where it is an entry or a labelled time.
    pub(super) fn line(&mut self, block: &Block, line: Range<usize>) -> bool {
        let words = block.text[line.clone()].trim();
        let found = stamps(words);
        if self.listed[block.section] && self.told_from(block, words, &found) {
            return true;
        }
        if found.is_empty() {
            self.zone(words);
            // `2026-03-??` heads entries of no day that is known.
            self.open &= !is_month_alone(words);
            if let Some((label, value)) = words.split_once([':', '：'])
                && self.after_the_start(block, (label, value), block.text.at(line))
            {
                return true;
            }
            self.more(words);
            return false;
        }
        self.clockwork.zone = zone_in_brackets(words).or(self.clockwork.zone.take());
        if let Some(is_entry) = self.of_heading(block, words, &found) {
            return is_entry;
        }
        if self.below_its_label(block, line.clone(), words) {
            return true;
        }
        // `2 March 2026 — Start 10:14 / Detected 10:20 / Resolved 10:55`
        if words.matches(" / ").count() > 1 && self.parted(block, line.clone()) {
            return true;
        }
        if !self.goes_on(block, &line) && self.opened(block, words, &found) {
            return true;
        }
        if let Some(told) = named_before(words, &found).filter(|_| block.kind == BlockKind::Code) {
            self.entry(block, (&found[0], &words[found[0].range.clone()]), told.to_owned());
            self.open = true;
            return true;
        }
        if self.listed[block.section] && trails(words, &found) || is_led_to(words, &found) {
            let lead = words[..found[0].range.start].trim_end_matches(['(', '[', '~', ' ', '.', '…', '·']).to_owned();
            self.entry(block, (&found[0], &words[found[0].range.clone()]), lead);
            return true;
        }
        // `**Monitoring** — Mar 2, 10:32`, and the update below it.
        let (lead, behind) = (&words[..found[0].range.start], &words[found[0].range.end..]);
        let dashed = lead.trim_end().ends_with(['-', '–', '—']);
        if dashed && is_state(lead) && !behind.contains(char::is_alphanumeric) {
            self.entry(block, (&found[0], &words[found[0].range.clone()]), format!("{lead}."));
            self.announced();
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
        self.behind_its_label(block, line, (words, found[0].range.start))
    }

    /// What a heading with a time is: an entry (`true`), or what heads an incident (`false`). `None` where it is neither.
    fn of_heading(&mut self, block: &Block, words: &str, found: &[Stamp]) -> Option<bool> {
        if !matches!(block.kind, BlockKind::Heading { .. }) {
            return None;
        }
        let (lead, behind) = (&words[..found[0].range.start], &words[found[0].range.end..]);
        let raw = &words[found[0].range.clone()];
        // `### Monitoring – Mar 2, 10:32 UTC`
        if is_state(lead) && !behind.contains(char::is_alphanumeric) {
            self.entry(block, (&found[0], raw), lead.to_owned());
            self.announced();
            return Some(true);
        }
        // `### January 9, 14:20 UTC (lasting 76 minutes)` heads an incident, and is no event of it.
        tells_a_length(behind).then(|| {
            self.clockwork.read(&found[0], raw);
            self.open = false;
            false
        })
    }

    /// Takes a line with the label that stands above it: a heading, or `Resolved` above `: 10:55`.
    fn below_its_label(&mut self, block: &Block, line: Range<usize>, words: &str) -> bool {
        // `Posted updates on 2 March:` above "10:14 UTC - Investigating" dates no paper.
        let hour = || stamps(words).first().is_some_and(|first| first.day == Day::Unsaid);
        let fits = |heading: &String| words.len() <= 2 * LABEL_WORDS && !(dates_the_document(heading) && hour());
        // `Reported: 2026-03-02. Detected 10:20` has labels of its own.
        let own = || begins_with_moment(words);
        if let Some(heading) = self.heading.take().filter(fits).filter(|_| !own())
            && self.labelled(block, (&heading, words), block.text.at(line.clone()))
        {
            return true;
        }
        let term = || block.text[..line.start].trim_end().lines().next_back();
        let term = words.starts_with(": ").then(term).flatten();
        term.is_some_and(|term| self.labelled(block, (term, words), block.text.at(line)))
    }

    /// Takes a line whose label stands before its first time, which begins at `first` in its words.
    fn behind_its_label(&mut self, block: &Block, line: Range<usize>, (words, first): (&str, usize)) -> bool {
        let (label, value) = cut_label(words, first);
        // A line that goes on with a sentence begins with no label: "The\noutage lasted from 20:20 to 20:46".
        let goes_on = line.start > 0 && block.kind == BlockKind::Paragraph && words.starts_with(char::is_lowercase);
        let place = block.text.at(line);
        let set_apart = value.starts_with([':', '：']);
        let does = || stamps(value).first().is_some_and(|first| tells_a_doing(&value[first.range.end..]));
        let labels = set_apart || !goes_on && !does();
        let labelled = labels && self.labelled(block, (label, value), place);
        if let (true, Some(last)) = (labelled, self.scan.labelled.last_mut()) {
            last.apart = value.starts_with([':', '：']) || block.kind != BlockKind::Paragraph;
        }
        // "Starting at 10:00 orders failed. An alert fired at 10:05." goes on to tell.
        labelled && (value.starts_with([':', '：']) || sentences(words).len() < 2)
    }

    /// Does a line of a story only go on with the sentence of the line before: "The first customer called at" / "13:22, and we"?
    fn goes_on(&self, block: &Block, line: &Range<usize>) -> bool {
        let before = block.text[..line.start].trim_end();
        let open = before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
        block.kind == BlockKind::Paragraph && !self.listed[block.section] && open && !has_an_hour_a_line(block)
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
        // "Monday, March 2, 2026" in a paragraph of its own says when it was, and "(2026-03-01), because" goes on with a line.
        let begun = |c: char| c.is_alphabetic() || matches!(c, '(' | '（');
        let dated = story && found[0].clock.is_none() && words.starts_with(begun);
        let opens = !(story && is_span(found) || dated) && begins_with(words, found);
        if !opens {
            return false;
        }
        if name_no_hour(found) {
            // `2026-03-02 (all times UTC)`
            self.zone(words);
        }
        if !self.listed[block.section] && self.one_day && is_a_day(block) {
            return self.clockwork.read(&found[0], words).is_some();
        }
        let skip = found.get(1).filter(|next| next.until).unwrap_or(&found[0]).range.end;
        self.entry(block, (&found[0], &words[found[0].range.clone()]), words[skip..].to_owned());
        let told = story && !is_set_apart(&words[skip..]) && !has_an_hour_a_line(block);
        if let (true, Some(entry)) = (told, self.scan.entries.last_mut()) {
            entry.prose = true;
        }
        self.open = true;
        true
    }

    /// Adds words to the last entry, where it is still open.
    pub(super) fn more(&mut self, words: &str) {
        if let (true, Some(entry)) = (self.open, self.scan.entries.last_mut())
            && entry.words.len() < ENTRY_WORDS
        {
            entry.words.push(' ');
            entry.words.push_str(words);
        }
    }

    /// Adds an entry at the time that `stamp` gives and that is written as `raw`; none where no time can be read of it.
    pub(super) fn entry(&mut self, block: &Block, (stamp, raw): (&Stamp, &str), words: String) {
        if let Some(at) = self.clockwork.read(stamp, raw) {
            self.add(block, at, words);
        }
    }

    /// Adds an entry at a time, with the words that stand in a block.
    pub(super) fn add(&mut self, block: &Block, at: Reading, words: String) {
        self.in_list = matches!(block.kind, BlockKind::Item { .. });
        let listed = self.listed[block.section];
        let mends = !listed && self.mending[block.section];
        self.scan.entries.push(Entry {
            at,
            words,
            place: block.place(),
            listed,
            prose: false,
            announced: false,
            reported: false,
            mends,
        });
    }
}

/// So many lines, each with its hour, are no sentences of a story.
const FEWEST: usize = 3;
/// A paragraph of more lines is not asked.
const MOST: usize = 100;

/// Does every line of a paragraph begin with an hour?
fn has_an_hour_a_line(block: &Block) -> bool {
    let lines = block.lines();
    let timed = |line: &Range<usize>| {
        let words = block.text[line.clone()].trim();
        let found = stamps(words);
        found.first().is_some_and(|first| first.clock.is_some()) && begins_with(words, &found)
    };
    (FEWEST..MOST).contains(&lines.len()) && lines.iter().all(timed)
}

/// Do words begin with how long something lasted: `(lasting 76 minutes)`?
fn tells_a_length(words: &str) -> bool {
    let number = words.find(|c: char| c.is_ascii_digit());
    number.is_some_and(|number| SIGNS.lasted.is_match(&words[..number]))
}
