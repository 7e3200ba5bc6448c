//! Times that sentences tell, clause by clause.

use std::ops::Range;

use super::cues::CUES;
use super::sentences::sentences;
use super::signs::SIGNS;
use super::times::{Day, Reading, Stamp, clause_ends, is_held};
use crate::model::Text;
use crate::source::Place;

/// A time in a clause.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// From when; until when, where the clause says it.
    pub(super) times: Vec<Reading>,
    /// The sentence.
    pub(super) place: Place,
    /// Does it say that something broke, or is it nothing but a date?
    pub(super) breaks: bool,
    /// Does it say that somebody noticed?
    pub(super) notices: bool,
    /// Does it say that things work again?
    pub(super) over: bool,
    /// Does it say so in so many words?
    pub(super) ends: bool,
    /// Does it say that something was done about it?
    pub(super) mends: bool,
    /// Does it stand where a document tells the incident in short?
    pub(super) sums_up: bool,
    /// Does it stand where a document tells how it was noticed?
    pub(super) asked: bool,
}

impl Told {
    /// Is it an hour at which something else was done or happened? "At 10:14 the new list was loaded."
    pub(super) fn in_passing(&self) -> bool {
        !self.breaks && !self.notices && !self.over && self.times.len() == 1
    }
}

/// More times than this in one sentence are a list, and no clauses.
const CLAUSES: usize = 32;
/// In more bytes than this, words before an hour tell something of their own.
const LEAD: usize = 32;
/// A sentence that only tells when something was has no more bytes.
const WHEN: usize = 48;
/// Fewer letters than this tell nothing.
const LETTERS: usize = 4;

/// What the sentences of `text` tell with the times `found` in it, which are read as `readings`.
pub(super) fn told(text: &Text, found: &[Stamp], readings: &[Option<Reading>], sums_up: bool) -> Vec<Told> {
    let mut all = Vec::new();
    let mut led: Option<(Reading, Place)> = None;
    for sentence in whole(text, found) {
        let from = found.partition_point(|stamp| stamp.range.end <= sentence.start);
        let to = found.partition_point(|stamp| stamp.range.end <= sentence.end);
        let place = text.at(sentence.clone());
        let words = &text[sentence.clone()];
        if from == to {
            // "At 10:14 a job took a lock. Payments timed out."
            if led.is_some() && (SIGNS.breaks.is_match(words) || SIGNS.begins.is_match(words)) {
                all.extend(led.take().map(|(time, place)| broken_by(time, place)));
            }
            continue;
        }
        let telling = |all: &[Told]| all.iter().filter(|told| !told.in_passing()).count();
        let (before, told_before) = (telling(&all), all.len());
        for (words, stamps) in clauses(text, sentence, &found[from..to]) {
            let (stamps, since) = without_since(text, &words, &found[from..to], stamps);
            let since = since.and_then(|at| Some(broken_by(readings[from + at].clone()?, place)));
            all.extend(since.map(|told| Told { sums_up, ..told }));
            let said =
                Said { words: &text[words.clone()], start: words.start, stamps: &found[from..to][stamps.clone()] };
            let times = &readings[from + stamps.start..from + stamps.end];
            let (before, seen) = said.until_seen(times, place);
            let rest = before.as_ref().unwrap_or(&said);
            let rest = rest.told(&times[..rest.stamps.len()], place);
            let follows = all[told_before..].last().is_some_and(|told: &Told| told.over);
            let rest = rest.map(|told| if follows { said.over_as_well(told) } else { told });
            all.extend(rest.into_iter().chain(seen).map(|told| Told { sums_up, ..told }));
        }
        let only = || readings[from].clone().filter(|time| to - from == 1 && time.clock.is_some());
        led = if telling(&all) > before { None } else { only().map(|time| (time, place)) };
    }
    all
}

/// What a sentence tells that leads to one of something that broke.
pub(super) fn broken_by(time: Reading, place: Place) -> Told {
    let [notices, over, ends, mends, sums_up, asked] = [false; 6];
    Told { times: vec![time], place, breaks: true, notices, over, ends, mends, sums_up, asked }
}

/// The sentences, those joined that a time has been cut by: "on Mar. 2" is cut after "Mar."; and those with the ones behind
/// them that only tell when it was: "An editor came to our desk. That was at 10:20."
fn whole(text: &str, found: &[Stamp]) -> Vec<Range<usize>> {
    let sentences = sentences(text);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let at = found.partition_point(|stamp| stamp.range.end <= sentence.start);
        let cut = found.get(at).is_some_and(|stamp| stamp.range.start < sentence.start);
        let words = &text[sentence.clone()];
        let only_when = words.len() <= WHEN && CUES.has("that-was-at", words);
        match joined.last_mut().filter(|_| cut || only_when) {
            Some(last) => last.end = sentence.end,
            None => joined.push(sentence),
        }
    }
    joined
}

/// The clauses of a sentence, each with its times, as indices: "it failed at 10:14 and was back at 10:55".
fn clauses(text: &str, sentence: Range<usize>, stamps: &[Stamp]) -> Vec<(Range<usize>, Range<usize>)> {
    if stamps.len() > CLAUSES {
        return vec![(sentence, 0..stamps.len())];
    }
    let mut found = Vec::new();
    let (mut start, mut first) = (sentence.start, 0);
    for at in 1..stamps.len() {
        let next = stamps.get(at + 1).map_or(sentence.end, |next| next.range.start);
        let tells =
            |parts: [Range<usize>; 2]| parts.into_iter().map(|part| letters(text, part)).sum::<usize>() >= LETTERS;
        let gap = stamps[at - 1].range.end..stamps[at].range.start;
        let cut = clause_ends(text, gap.clone()).into_iter().rev().find(|cut| {
            tells([start..stamps[first].range.start, stamps[first].range.end..cut.start])
                && tells([cut.end..stamps[at].range.start, stamps[at].range.end..next])
        });
        let goes_on = |cut: &Range<usize>| {
            let lead = cut.end..stamps[at].range.start;
            let dated = stamps[at - 1].clock.is_none() && stamps[at].day == Day::Unsaid;
            dated && letters(text, stamps[at].range.end..next) < LETTERS && is_lead(text, lead)
        };
        let until = stamps[at].until || is_broken_until(text, start..stamps[at].range.start, gap);
        if let (Some(cut), false) = (cut.filter(|cut| !goes_on(cut)), until) {
            found.push((start..cut.start, first..at));
            (start, first) = (cut.end, at);
        }
    }
    found.push((start..sentence.end, first..stamps.len()));
    found
}

/// The times of a clause, and apart from them the last, where it says since when it was broken: "A reader told us at 10:20 that it
/// had been down since 10:14".
fn without_since(
    text: &str,
    words: &Range<usize>,
    found: &[Stamp],
    stamps: Range<usize>,
) -> (Range<usize>, Option<usize>) {
    let last = stamps.end.saturating_sub(1);
    let lead = |at: usize| text.get(words.start.max(found[at - 1].range.end)..found[at].range.start);
    let since = |at: &usize| {
        let hours = found[*at].clock.is_some() && found[*at - 1].clock.is_some() && !found[*at].until;
        hours && lead(*at).is_some_and(|lead| CUES.has("since-hour", lead))
    };
    match Some(last).filter(|_| stamps.len() == 2).filter(since) {
        Some(at) => (stamps.start..at, Some(at)),
        None => (stamps, None),
    }
}

/// Does `told`, which ends in the `gap` before a time, tell of something that broke and stayed so until then?
fn is_broken_until(text: &str, told: Range<usize>, gap: Range<usize>) -> bool {
    let (told, gap) = (text.get(told).unwrap_or_default(), text.get(gap).unwrap_or_default());
    is_held(gap) && SIGNS.breaks.is_match(told) && !SIGNS.recovers.is_match(told) && !SIGNS.unseen_until.is_match(told)
}

/// Do the words before an hour only lead to it (", starting at about 16:40"), so that it goes with the day before them?
fn is_lead(text: &str, lead: Range<usize>) -> bool {
    let words = text.get(lead).unwrap_or_default();
    words.len() <= LEAD && !SIGNS.recovers.is_match(words) && !SIGNS.noticed.is_match(words)
}

fn letters(text: &str, range: Range<usize>) -> usize {
    text.get(range).map_or(0, |part| part.chars().filter(|c| c.is_alphabetic()).count())
}

/// A clause with its times.
struct Said<'s> {
    words: &'s str,
    /// Where the clause begins in the text that the ranges of the stamps count in.
    start: usize,
    stamps: &'s [Stamp],
}

impl<'s> Said<'s> {
    /// Where it went unseen until some hour, what stands before that, and the hour: somebody noticed then.
    fn until_seen(&self, readings: &[Option<Reading>], place: Place) -> (Option<Said<'s>>, Option<Told>) {
        let seen = || {
            let from = SIGNS.unseen_until.find(self.words)?.start;
            let behind = |stamp: &Stamp| stamp.clock.is_some() && stamp.range.start >= self.start + from;
            let at = self.stamps.iter().position(behind)?;
            let time = readings[at].clone()?;
            let before = Said { words: &self.words[..from], start: self.start, stamps: &self.stamps[..at] };
            let told = Told { notices: true, breaks: false, ..broken_by(time, place) };
            Some((before, told))
        };
        seen().unzip()
    }

    /// What it tells with its times, which are read as `readings`; nothing where it only names a day and says neither that
    /// something broke, nor that it was noticed or over, nor from when to when.
    fn told(&self, readings: &[Option<Reading>], place: Place) -> Option<Told> {
        let (first, last) = (self.stamps.first()?, self.stamps.last()?);
        let bare = self.words.len() <= 12 + last.range.end.saturating_sub(first.range.start);
        let broke = SIGNS.breaks.find(self.words).or_else(|| SIGNS.begins.find(self.words));
        let own = self.own_ends();
        let ends = own(SIGNS.ends.find_iter(self.words).collect());
        let end = ends.clone().or_else(|| own(SIGNS.recovers.find_iter(self.words).collect()));
        let chosen = match self.span() {
            Some(span) => span,
            None => {
                let at = self.time_of(broke.as_ref().or(end.as_ref()))?;
                at..at + 1
            }
        };
        // "From 10:14 on it came up again and again, and crashed."
        let lead = &self.words[..self.stamps[chosen.start].range.end.saturating_sub(self.start)];
        let begun = chosen.len() == 1 && broke.is_some() && CUES.has("from-then", lead);
        let told = Told {
            times: readings[chosen].iter().flatten().cloned().collect(),
            place,
            breaks: (bare || broke.is_some()) && !SIGNS.unseen_until.is_match(self.words),
            notices: self.notices(),
            over: end.is_some() && !begun,
            ends: ends.is_some() && !begun,
            mends: SIGNS.fixes.is_match(self.words) && !SIGNS.not_yet.is_match(self.words),
            sums_up: false,
            asked: false,
        };
        let tells = told.breaks || told.notices || told.over;
        let hour = told.times.first().is_some_and(|time| time.clock.is_some());
        let tells = tells || (told.times.len() > 1 || hour) && !SIGNS.planned.is_match(self.words);
        (!told.times.is_empty() && tells).then_some(told)
    }

    /// The first of some places that is no part of words which only sound like an end.
    fn own_ends(&self) -> impl Fn(Vec<Range<usize>>) -> Option<Range<usize>> {
        let others: Vec<Range<usize>> = SIGNS.ends_not.find_iter(self.words).collect();
        move |ends| {
            let own = |end: &Range<usize>| !others.iter().any(|other| end.start < other.end && other.start < end.end);
            ends.into_iter().find(own)
        }
    }

    /// "Errors were back to normal at 10:14, and latency at 10:40 as well": that was the end of all of it.
    fn over_as_well(&self, told: Told) -> Told {
        let over = told.in_passing() && CUES.has("as-well", self.words);
        Told { over: told.over || over, ends: told.ends || over, ..told }
    }

    fn notices(&self) -> bool {
        let clean = SIGNS.none.blanked(self.words);
        let cues = [&SIGNS.noticed, &SIGNS.alert, &SIGNS.customer, &SIGNS.person, &SIGNS.person_perhaps];
        let unheeded = || CUES.has("unheeded", self.words) && !SIGNS.customer.is_match(&clean);
        cues.iter().any(|cue| cue.is_match(&clean)) && !unheeded()
    }

    fn clocked(&self, at: usize) -> bool {
        self.stamps[at].clock.is_some()
    }

    /// The two times, as indices, of which the second says until when.
    fn span(&self) -> Option<Range<usize>> {
        let stamps = self.stamps;
        let until = |at: usize| {
            let (gap, end) = (stamps[at - 1].range.end - self.start, stamps[at].range.start - self.start);
            stamps[at].until || is_broken_until(self.words, 0..end, gap..end)
        };
        let second = (1..stamps.len()).find(|&at| until(at) && self.clocked(at) == self.clocked(at - 1))?;
        Some(second - 1..second + 1)
    }

    /// Index of the time at which happened what the words at `event` tell: "It was retired at 16:00, and the shop went down
    /// at 16:03".
    fn time_of(&self, event: Option<&Range<usize>>) -> Option<usize> {
        let stamps = self.stamps;
        // "Three disruptions on January 13, January 14, and January 26" began with the first.
        if stamps.len() > 2 && stamps.iter().all(|stamp| stamp.clock.is_none() && !stamp.until) {
            return Some(0);
        }
        let gap = |from: usize, to: usize| to.saturating_sub(from);
        let away = |stamp: &Stamp, event: &Range<usize>| {
            gap(self.start + event.end, stamp.range.start) + gap(stamp.range.end, self.start + event.start)
        };
        let closest = (0..stamps.len()).min_by_key(|&at| event.map_or(0, |event| away(&stamps[at], event)))?;
        // "On 1 December the hall lost its power, at about 16:40": the day is told first, and the hour goes with it.
        let apart = |at: &usize| stamps[*at].day == Day::Unsaid && self.clocked(*at) && !self.clocked(closest);
        Some(Some(closest + 1).filter(|at| *at < stamps.len()).filter(apart).unwrap_or(closest))
    }
}
