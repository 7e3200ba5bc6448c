//! Lines that say who wrote a document and when.

use crate::load::postmortem::document::{BOLD_LEVEL, Block, BlockKind};
use crate::load::postmortem::times::{Day, Stamp, stamps};

/// A line on the author and the date has no more bytes.
const BYLINE: usize = 96;

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
