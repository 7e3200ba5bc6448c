//! When it was, where a document tells it in no sentence: the days from and until which its title says that it lasted, and
//! the day above a time line whose entries have no hours.

use jiff::civil::Date;

use super::document::{Block, BlockKind, Document};
use super::identity::{day_of, heading};
use super::moments::{Moments, Seen};
use super::signs::SIGNS;
use super::timeline::{Scan, inherited};
use super::times::{Clockwork, Day, Stamp, days_between, stamps};

/// So many days before, something else happened.
const WEEK: i64 = 7;
/// More entries than this are a time line.
const TIME_LINE: usize = 2;

/// `found`, with the days of headings where it has none: `Postmortem (Jan 29–31, 2026): data lost`. The one day of a title
/// may be the paper's.
pub(super) fn or_dated(found: Moments, document: &Document<'_>, clockwork: &Clockwork) -> Moments {
    if found.started.is_some() {
        return found;
    }
    let listed = inherited(document, |heading| SIGNS.timeline.is_match(heading));
    let mut headings = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let title = headings.next().and_then(|title| days_of(title, clockwork)).filter(|(_, over)| over.is_some());
    let steps = || headings.filter(|heading| listed[heading.section]).find_map(|day| days_of(day, clockwork));
    let Some((began, over)) = title.or_else(steps) else { return found };
    let known = [&found.detected, &found.mitigated, &found.resolved];
    if known.into_iter().flatten().any(|(known, _)| known.before(&began.0)) {
        return found;
    }
    Moments { started: Some(began), resolved: found.resolved.or(over), ..found }
}

/// Leaves out the entries that tell what led to it weeks before: of a document that names the day of its incident, where that day
/// has entries of its own.
pub(super) fn leave_out_what_led_to_it(scan: &mut Scan, document: &Document<'_>) {
    let Some(day) = day_of_name(document) else { return };
    // What began days before may well have been noticed on that day alone.
    let is_near = |date: Date| days_between(date, day) < WEEK || date > day;
    if scan.entries.iter().filter(|entry| entry.at.date == Some(day)).nth(TIME_LINE).is_some() {
        scan.entries.retain(|entry| entry.at.date.is_none_or(is_near));
    }
}

/// The day that the name of the file tells, or the title.
pub(super) fn day_of_name(document: &Document<'_>) -> Option<Date> {
    let of_title = || {
        let title = heading(document)?;
        stamps(&title).into_iter().find_map(|stamp| if let Day::On(date) = stamp.day { Some(date) } else { None })
    };
    day_of(document.path).or_else(of_title)
}

/// The day that a heading names, and the one until which it lasted, where the heading names two.
fn days_of(heading: &Block, clockwork: &Clockwork) -> Option<(Seen, Option<Seen>)> {
    let found = stamps(&heading.text);
    let first = found.first().filter(|stamp| stamp.day != Day::Unsaid)?;
    let (began, until) = span_of(&heading.text, first);
    let mut clockwork = clockwork.clone();
    let mut read = |stamp: &Stamp| {
        let reading = clockwork.read(stamp, &heading.text[stamp.range.clone()]).filter(|reading| reading.possible)?;
        Some((reading, heading.text.at(stamp.range.clone())))
    };
    let began = read(&began)?;
    let until = until.as_ref().or_else(|| found.get(1).filter(|stamp| stamp.until && stamp.day != Day::Unsaid));
    let over = until.and_then(&mut read);
    Some((began, over))
}

/// The two days of a span that names its month once: `Jan 29–31, 2026`, `29–31 January 2026`.
fn span_of(text: &str, stamp: &Stamp) -> (Stamp, Option<Stamp>) {
    let Day::On(date) = stamp.day else { return (stamp.clone(), None) };
    let on = |digits: &str| {
        let day = digits.parse().ok().and_then(|day| date.with().day(day).build().ok())?;
        Some(Stamp { day: Day::On(day), ..stamp.clone() })
    };
    let dashes = ['–', '-', '—'];
    let words = &text[stamp.range.clone()];
    let behind =
        words.split_once(dashes).filter(|_| words.starts_with(char::is_alphabetic)).map(|(_, rest)| rest.trim_start());
    let number = |rest: &str| rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if let Some(until) = behind.and_then(|rest| on(&rest[..number(rest)])) {
        return (stamp.clone(), Some(until));
    }
    let before = text[..stamp.range.start].trim_end().strip_suffix(dashes).map(|lead| lead.trim_end());
    let digits = |lead: &str| lead.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    match before.and_then(|lead| on(&lead[digits(lead)..])) {
        Some(began) if words.starts_with(|c: char| c.is_ascii_digit()) => (began, Some(stamp.clone())),
        _ => (stamp.clone(), None),
    }
}
