//! How long it lasted and how long nobody noticed, as labels and sentences tell it, and the times that follow from that.

use std::ops::Range;

use super::document::{Block, BlockKind, Document};
use super::moments::{Moments, Seen};
use super::pairs::Pair;
use super::sentences::sentences;
use super::signs::{Field, SIGNS};
use super::timeline::inherited;
use super::times::{duration, duration_at, stamps};
use crate::model::Text;
use crate::source::Place;

/// Values of labels that are longer than so many bytes tell a story.
const VALUE: usize = 80;

/// Seconds, and where they are told.
pub(super) type Length = (u64, Place);

/// A duration that a label states.
pub(super) fn said(pairs: &[Pair], field: Field) -> Option<Length> {
    values(pairs, field).find_map(|text| Some((duration(text).or_else(|| on_a_clock(text))?, text.place)))
}

/// `02:40` of a label that tells how long: hours, minutes and perhaps seconds.
fn on_a_clock(value: &str) -> Option<u64> {
    let bare = value.trim_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<&str> = bare.split(':').collect();
    let [hours, minutes, ref rest @ ..] = parts[..] else { return None };
    let pair = |part: &&str| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
    if value.contains(char::is_alphabetic) || rest.len() > 1 || ![minutes].iter().chain(rest).all(pair) {
        return None;
    }
    let seconds = rest.first().map_or(Some(0), |part| part.parse::<u64>().ok())?;
    let minutes: u64 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    Some(hours.parse::<u64>().ok().filter(|hours| *hours < 10_000)? * 3600 + minutes * 60 + seconds)
}

/// What short labels of that name say.
fn values(pairs: &[Pair], field: Field) -> impl Iterator<Item = &Text> {
    let named = pairs.iter().filter(move |(label, value)| SIGNS.names(field, label) && value.len() <= VALUE);
    named.map(|(_, value)| value)
}

/// The same where it is exact: "~41 minutes" and "up to 3 h" give no time.
fn exact(pairs: &[Pair], field: Field) -> Option<Length> {
    values(pairs, field).find_map(|text| {
        let (range, seconds) = duration_at(text)?;
        let plain = |part: &str| part.chars().all(|c| c.is_whitespace() || "*_`().,;".contains(c));
        (plain(&text[..range.start]) && !text[range.end..].starts_with(['+', '?'])).then_some((seconds, text.place))
    })
}

/// Completes what `document` tells only by how long it took: "It began at 10:14 and lasted 41 minutes".
pub(super) fn complete(moments: &mut Moments, document: &Document<'_>, pairs: &[Pair]) {
    let clocked = |seen: &Option<Seen>| seen.as_ref().is_some_and(|(time, _)| time.clock.is_some());
    let from = |seen: &Option<Seen>, (seconds, place): Length, sign: i64| {
        let seconds = i64::try_from(seconds).ok()?;
        Some((seen.as_ref()?.0.later(sign * seconds)?, place))
    };
    if clocked(&moments.started)
        && moments.detected.is_none()
        && let Some(unseen) = exact(pairs, Field::TimeToDetect)
    {
        moments.detected = from(&moments.started, unseen, 1);
    }
    let began = clocked(&moments.started) && moments.resolved.is_none();
    // A label that gives the day says enough.
    let over = clocked(&moments.resolved) && moments.started.is_none();
    if !began && !over {
        return;
    }
    let Some(lasted) = exact(pairs, Field::Duration).or_else(|| told(document)) else { return };
    // "Time to repair" may count from when somebody noticed, or from when work began: then it tells no other time.
    let between: Vec<Seen> = [&moments.detected, &moments.mitigated].into_iter().flatten().cloned().collect();
    if began {
        let end = from(&moments.started, lasted, 1);
        moments.resolved = end.filter(|end| between.iter().all(|known| !end.0.before(&known.0)));
    } else {
        let start = from(&moments.resolved, lasted, -1);
        moments.started = start.filter(|start| between.iter().all(|known| !known.0.before(&start.0)));
    }
}

/// The same of a title: `212 devices offline for 3h 38m`.
pub(super) fn titled(title: &Text) -> Option<Length> {
    let (range, seconds) = duration_at(title)?;
    let (before, behind) = (&title[..range.start], &title[range.end..]);
    let lasts =
        SIGNS.lasted.is_match(before) || SIGNS.lasting.is_match(before) || SIGNS.lasting_behind.is_match(behind);
    (seconds > 0 && lasts && stamps(title).iter().all(|stamp| stamp.clock.is_none()))
        .then(|| (seconds, title.at(range)))
}

/// How long it lasted, as one sentence tells where the document tells it in short; `None` where others tell otherwise.
fn told(document: &Document<'_>) -> Option<Length> {
    let short = inherited(document, |heading| SIGNS.summary.is_match(heading));
    let prose = |block: &&Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. });
    let blocks = document.blocks.iter().filter(|block| short[block.section] || block.section <= 1).filter(prose);
    let told: Vec<Length> = blocks.flat_map(of_block).collect();
    let first = *told.first()?;
    told.iter().all(|(seconds, _)| *seconds == first.0).then_some(first)
}

fn of_block(block: &Block) -> impl Iterator<Item = Length> + '_ {
    let timed = block.text.contains(|c: char| c.is_numeric()) || SIGNS.lasted.is_match(&block.text);
    let ranges: Vec<Range<usize>> = if timed { sentences(&block.text) } else { Vec::new() };
    ranges.into_iter().filter_map(|range| Some((of_sentence(&block.text[range.clone()])?, block.text.at(range))))
}

/// "The outage lasted 41 minutes", "a 41-minute outage", "nobody could log in for 41 minutes".
fn of_sentence(words: &str) -> Option<u64> {
    let (range, seconds) = duration_at(words)?;
    let (before, behind) = (&words[..range.start], &words[range.end..]);
    let lasts = SIGNS.lasted.is_match(before) || SIGNS.lasting_behind.is_match(behind);
    let broke = || SIGNS.lasting.is_match(before) && SIGNS.breaks.is_match(before);
    (seconds > 0 && (lasts || broke()) && !SIGNS.planned.is_match(words)).then_some(seconds)
}
