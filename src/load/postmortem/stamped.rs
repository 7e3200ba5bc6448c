//! How the words of a line stand to the times in it.

use std::ops::Range;

use super::document::{Block, BlockKind, Document};
use super::signs::{Field, SIGNS};
use super::times::{Day, Stamp, leads_entry, stamps, unposted};

/// "Start/End", "Start – End", "date/time (start/end)".
pub(super) fn names_both_ends(label: &str) -> bool {
    let mut ends = label.split(['/', '–', '-', '〜', '~', '→']);
    let pair = (ends.next(), ends.next(), ends.next());
    matches!(pair, (Some(from), Some(to), None) if SIGNS.names(Field::Started, from) && SIGNS.names(Field::Resolved, to))
}

/// Is a cell nothing but the number of its row?
pub(super) fn is_number(cell: &str) -> bool {
    cell.len() <= 4 && cell.chars().all(|c| c.is_ascii_digit() || c == '#' || c == '.')
}

/// Does the text begin with the first of its times? Marks, and words such as "ca.", may stand before it.
pub(super) fn begins_with(words: &str, found: &[Stamp]) -> bool {
    found.first().is_some_and(|first| {
        let lead = &words[..first.range.start];
        lead.len() <= 12 && (!lead.contains(char::is_alphanumeric) || leads_entry(lead.trim()))
    })
}

/// So many items that begin with an hour of their own tell the order of events, if they are half of a list.
const FEWEST: usize = 3;

/// Is what stands right below a heading a list of hours and of what happened then, whatever the heading says?
pub(super) fn tells_in_order(document: &Document<'_>, section: usize) -> bool {
    let blocks = &document.blocks[document.sections[section].blocks.clone()];
    let items = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item { .. }) && block.within.is_none());
    let is_timed = |block: &&Block| {
        let found = stamps(&block.text);
        begins_with(&block.text, &found) && found.first().is_some_and(|first| first.clock.is_some())
    };
    let (all, timed) = (items.clone().count(), items.filter(is_timed).count());
    timed >= FEWEST && 2 * timed >= all
}

/// Does a line of a time line end in its only time, in brackets: `The shop went down (2 March, 10:14 UTC)`?
pub(super) fn trails(words: &str, found: &[Stamp]) -> bool {
    let [stamp] = found else { return false };
    let (before, after) = (words[..stamp.range.start].trim_end_matches(['~', ' ']), &words[stamp.range.end..]);
    before.ends_with(['(', '[']) && !after.contains(char::is_alphanumeric) && after.contains([')', ']'])
}

/// Does a line lead by dots to its only time, at its end: `Mails are late ......... 10:14`?
pub(super) fn is_led_to(words: &str, found: &[Stamp]) -> bool {
    let [stamp] = found else { return false };
    let before = words[..stamp.range.start].trim_end();
    let dots = before.len() - before.trim_end_matches(['.', '…', '·', ' ']).len();
    let led = before.ends_with("...") || before.ends_with('…') || dots > 5;
    led && stamp.clock.is_some() && !words[stamp.range.end..].contains(char::is_alphanumeric)
}

/// Is the time all that `words` say?
pub(super) fn is_alone(words: &str, stamp: &Stamp) -> bool {
    let around = [&words[..stamp.range.start], &words[stamp.range.end..]];
    around.iter().all(|text| !text.contains(char::is_alphanumeric))
}

/// The time that a text ends in, behind its last sentence or in a last line of its own, and what is told before it:
/// `A fix is out. Posted Mar 2, 10:32 UTC`.
pub(super) fn signature(text: &str, last: Range<usize>) -> Option<(&str, Stamp)> {
    let mut stamp = stamps(&text[last.clone()]).pop().filter(|stamp| stamp.clock.is_some())?;
    stamp.range = last.start + stamp.range.start..last.start + stamp.range.end;
    let behind = &text[stamp.range.end..];
    let before = unposted(&text[..stamp.range.start]);
    let told = before.trim_end_matches(|c: char| c.is_whitespace() || "-–—|([*_".contains(c));
    let apart = told.len() <= last.start || told.ends_with(['.', '!', '?', '。']);
    (apart && !behind.contains(char::is_alphanumeric)).then_some((told, stamp))
}

/// The heading of a day has no more bytes.
const HEADING: usize = 60;

/// Does a line end in a day, its only time, as the heading of that day's entries does: `Day 2 - January 24, 2026`?
pub(super) fn heads_a_day(words: &str, found: &[Stamp]) -> bool {
    let [stamp] = found else { return false };
    let day = stamp.clock.is_none() && stamp.day != Day::Unsaid;
    day && !words[stamp.range.end..].contains(char::is_alphanumeric) && words.len() <= HEADING
}

/// Is what follows a time set apart from it (`10:14 – The shop went down`), as no sentence does?
pub(super) fn is_set_apart(rest: &str) -> bool {
    let apart = rest.starts_with("  ") || rest.starts_with('\t');
    let rest = rest.trim_start_matches([' ', '*', '_', '`']);
    apart || rest.is_empty() || rest.starts_with(['-', '–', '—', ':', '：', '|', '→', ')', ']', '\n'])
}

/// Is the first of the times of a duration how long it lasted, and no hour: `01:10 (13:50 → 15:00)`?
pub(super) fn is_length(value: &str, found: &[Stamp]) -> bool {
    let [first, rest @ ..] = found else { return false };
    let behind = &value[first.range.end..];
    let bare = first.day == Day::Unsaid && first.clock.is_some() && !value[first.range.clone()].contains(' ');
    let alone = rest.is_empty() && !behind.contains(char::is_alphanumeric);
    bare && (alone || rest.len() >= 2 && rest[1].until && behind.trim_start().starts_with(['(', '（', '[']))
}

/// Do the first two of the times run from one to the other?
pub(super) fn is_span(found: &[Stamp]) -> bool {
    matches!(found, [from, to, ..] if to.until && from.clock.is_some() && to.clock.is_some())
}

/// Cuts a line into the label before its first time and the value.
pub(super) fn cut_label(words: &str, first: usize) -> (&str, &str) {
    let lead = usize::from(words.starts_with(':') && first > 0);
    match words[lead..first].find([':', '：']).map(|colon| lead + colon) {
        Some(colon) => (&words[..colon], &words[colon..]),
        None => (&words[..first], &words[first..]),
    }
}
