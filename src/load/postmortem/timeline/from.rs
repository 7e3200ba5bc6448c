//! Entries whose time is told from another on: `T+7m`, `+85 min`, "20 minutes later".

use super::{Labelled, Walk};
use crate::load::postmortem::document::Block;
use crate::load::postmortem::moments::labelled;
use crate::load::postmortem::signs::Field;
use crate::load::postmortem::times::{From, Reading, Stamp, relative};

impl Walk {
    /// Takes a line that tells its time so; `true` where it is one. An hour beside `T+0` says when that was.
    pub(super) fn told_from(&mut self, block: &Block, words: &str, found: &[Stamp]) -> bool {
        let Some(told) = relative(words) else { return false };
        let hour = found.first().filter(|stamp| stamp.clock.is_some() && stamp.range.start >= told.end);
        let beside = hour.filter(|stamp| !words[told.end..stamp.range.start].contains(char::is_alphanumeric));
        let at = match beside {
            Some(stamp) => self.clockwork.read(stamp, &words[stamp.range.clone()]),
            None => self.base(told.from).and_then(|base| {
                // The first entry of those that are told from it is no base of the others.
                self.start = self.start.take().or_else(|| Some(base.clone()).filter(|_| told.from == From::Start));
                base.later(told.seconds)
            }),
        };
        let Some(at) = at else { return false };
        let end = beside.map_or(told.end, |stamp| stamp.range.end);
        if told.seconds == 0 {
            self.start = Some(at.clone());
            // `T0 = 2026-03-02 10:02 UTC` says when it began, whatever the entries tell of before.
            let defined = beside.is_some_and(|stamp| words[told.end..stamp.range.start].contains('='));
            let (label, times) = ("t0".to_owned(), vec![at.clone()]);
            self.scan.labelled.extend(defined.then(|| Labelled { label, times, place: block.place(), apart: true }));
        }
        self.add(block, at, words[end..].to_owned());
        self.open = true;
        true
    }

    /// The time that others are told from: of `T+0`, of a label, of the only entry so far.
    fn base(&self, from: From) -> Option<Reading> {
        let entries = self.scan.entries.as_slice();
        if from == From::Last {
            return entries.last().map(|entry| entry.at.clone());
        }
        let named = |field| labelled(&self.scan.labelled, field).map(|(at, _)| at).filter(|at| at.clock.is_some());
        let stated = || named(Field::Started).or_else(|| named(Field::Span));
        let first =
            || entries.iter().find(|entry| entry.listed && entry.at.clock.is_some()).map(|entry| entry.at.clone());
        // "The trouble set in at 13:00", above `+5 min: an alert fires`.
        let told = || self.scan.told.iter().filter(|told| told.breaks).map(|told| told.times[0].clone());
        let told = || told().find(|time| time.clock.is_some());
        self.start.clone().or_else(stated).or_else(first).or_else(told)
    }
}
