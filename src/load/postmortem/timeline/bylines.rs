//! Lines that say who wrote a document and when.

use super::Walk;
use crate::load::postmortem::document::{BOLD_LEVEL, Block, BlockKind};
use crate::load::postmortem::signs::{Field, SIGNS};
use crate::load::postmortem::times::{Day, Stamp, days_between, stamps};

/// A line on the author and the date has no more bytes.
pub(in crate::load::postmortem) const BYLINE: usize = 96;

/// Does a line say who wrote it and when? It labels nothing below it.
pub(super) fn is_byline(block: &Block) -> bool {
    stamp_of_byline(block).is_some()
}

/// The day of a line below the title on who wrote it and when: `Public write-up, parking division, 30 January 2026`.
pub(super) fn stamp_of_byline(block: &Block) -> Option<Stamp> {
    // Set in italics it passes for a heading.
    let stands = match block.kind {
        BlockKind::Paragraph => block.section <= 1,
        BlockKind::Heading { level } => level >= BOLD_LEVEL && block.section <= 2,
        _ => false,
    };
    let line = block.text.trim_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    let is_line = stands && line.len() <= BYLINE && !line.contains('\n');
    let is_sentence = line.ends_with(['.', '!', '?', ':', '。']) && !ends_in_a_day(line);
    if !is_line || is_sentence || !line.contains([',', '·', '|', '•', '–', '—']) {
        return None;
    }
    let found: [Stamp; 1] = stamps(&block.text).try_into().ok()?;
    let [stamp] = found;
    (matches!(stamp.day, Day::On(_)) && stamp.clock.is_none()).then_some(stamp)
}

/// Does a line end in a day that stands for itself: `Ada, stream team. 10 November 2026.`?
fn ends_in_a_day(line: &str) -> bool {
    let Some(last) = stamps(line).pop() else { return false };
    let lead = line[..last.range.start].trim_end();
    lead.ends_with(['.', ',', '·', '|', '•', '–', '—']) && !line[last.range.end..].contains(char::is_alphanumeric)
}

/// A story that opens with a day has no more bytes before it: "On ".
const OPENING: usize = 4;
/// It is written up within so many days.
const WRITTEN: i64 = 60;

impl Walk {
    /// "On 21 October the old key was removed. From then on no name was found": where a story opens so, and names no hour, the
    /// later `Date` of a label above it is the paper's.
    pub(super) fn dates_the_story(&mut self, block: &Block, found: &[Stamp]) {
        let ([Stamp { day: Day::On(date), clock: None, range, .. }], Some(known)) = (found, self.clockwork.date) else {
            return;
        };
        let opens = block.kind == BlockKind::Paragraph && range.start <= OPENING;
        let is_first = self.scan.told.is_empty() && self.scan.entries.is_empty();
        let labelled = self.scan.labelled.iter().all(|one| {
            let is_day = one.times.iter().all(|time| time.clock.is_none() && time.date == Some(known));
            SIGNS.names(Field::Span, &one.label) && is_day
        });
        let is_before = *date < known && days_between(*date, known) <= WRITTEN;
        let broke = || SIGNS.breaks.is_match(&block.text) || SIGNS.begins.is_match(&block.text);
        if opens && is_first && labelled && !self.titled && is_before && broke() {
            self.clockwork.date = Some(*date);
            self.day = self.day.map(|_| *date);
        }
    }
}
