//! Chooses among the entries of a time line: where it began, where it was noticed, where it was over.

use std::cell::OnceCell;

use super::cues::CUES;
use super::moments::{Seen, Stated, head};
use super::prose::Told;
use super::signs::SIGNS;
use super::timeline::{Entry, Scan};
use super::times::Reading;

/// What the words of an entry say. Most of it nobody asks of most entries, so it is found out when it is asked.
#[derive(Debug)]
pub(super) struct Marks<'e> {
    words: &'e str,
    begins: OnceCell<bool>,
    breaks: OnceCell<bool>,
    notices: OnceCell<bool>,
    ends: OnceCell<bool>,
    recovers: OnceCell<bool>,
    fixes: OnceCell<bool>,
}

impl<'e> Marks<'e> {
    pub(super) fn of(words: &'e str) -> Marks<'e> {
        let [begins, breaks, notices, ends, recovers, fixes] = [const { OnceCell::new() }; 6];
        Marks { words, begins, breaks, notices, ends, recovers, fixes }
    }

    fn head(&self) -> &'e str {
        head(self.words, 400)
    }

    pub(super) fn begins(&self) -> bool {
        *self.begins.get_or_init(|| SIGNS.begins.is_match(&SIGNS.begins_not.blanked(self.head())))
    }

    fn breaks(&self) -> bool {
        *self.breaks.get_or_init(|| SIGNS.breaks.is_match(self.head()))
    }

    fn notices(&self) -> bool {
        *self.notices.get_or_init(|| {
            let clean = SIGNS.none.blanked(self.head());
            let told = [&SIGNS.noticed, &SIGNS.customer, &SIGNS.alert, &SIGNS.alert_perhaps];
            let by = told.into_iter().chain([&SIGNS.person, &SIGNS.person_perhaps]);
            let told = CUES.has("stranger", &clean) || by.into_iter().any(|cue| cue.is_match(&clean));
            told && !self.unheeded(&clean)
        })
    }

    /// Does it tell of nothing but an alert that nobody took for what it was?
    fn unheeded(&self, clean: &str) -> bool {
        CUES.has("unheeded", self.head()) && !SIGNS.customer.is_match(clean)
    }

    pub(super) fn mitigates(&self) -> bool {
        SIGNS.mitigates.is_match(self.words)
    }

    fn ends(&self) -> bool {
        *self.ends.get_or_init(|| SIGNS.ends.is_match(&SIGNS.ends_not.blanked(self.words)))
    }

    fn harm_ends(&self) -> bool {
        SIGNS.harm_ends.is_match(self.words)
    }

    fn recovers(&self) -> bool {
        *self.recovers.get_or_init(|| SIGNS.recovers.is_match(&SIGNS.ends_not.blanked(self.words)))
    }

    fn fixes(&self) -> bool {
        *self.fixes.get_or_init(|| SIGNS.fixes.is_match(self.words))
    }

    fn announces(&self) -> bool {
        CUES.has("announces", self.words)
    }

    fn not_yet(&self) -> bool {
        SIGNS.not_yet.is_match(self.words)
    }
}

/// Measured times are rounded to the minute.
const SLACK: i64 = 60;

/// A time line, and what helps to choose among its entries.
pub(super) struct Line<'e> {
    pub(super) entries: &'e [Entry],
    pub(super) marks: Vec<Marks<'e>>,
    pub(super) stated: Stated,
    pub(super) told: &'e [Told],
}

impl<'e> Line<'e> {
    /// The time line of `scan`.
    pub(super) fn of(scan: &'e Scan, stated: Stated) -> Line<'e> {
        let marks = scan.entries.iter().map(|entry| Marks::of(&entry.words)).collect();
        Line { entries: &scan.entries, marks, stated, told: &scan.told }
    }

    /// The entry whose time the document also tells in short, in a sentence that fits.
    fn summed_up(&self, fits: impl Fn(&Told) -> bool) -> Option<usize> {
        let one = |told: &&Told| told.sums_up && told.times.len() == 1 && fits(told);
        let mut times = self.told.iter().filter(one).map(|told| &told.times[0]);
        times.find_map(|time| self.entries.iter().position(|entry| entry.at.agrees(time)))
    }

    /// What the document tells in short of something that broke within the day before entry `first`, and that no entry has.
    pub(super) fn told_before(&self, first: usize) -> Option<Seen> {
        let breaks = |told: &&Told| told.breaks && !told.notices && !told.over;
        let short = self.told.iter().filter(|told| told.sums_up && told.times.len() == 1).filter(breaks);
        let within = |time: &Reading| self.entries[first].at.since(time).is_some_and(|s| (1..86_400).contains(&s));
        let told = short.map(|told| (&told.times[0], told.place)).find(|(time, _)| within(time));
        told.map(|(time, place)| (time.clone(), place))
    }

    /// What the document tells in short of something that broke on a later day of the time line than entry `began`, which
    /// then only led to it.
    pub(super) fn told_after(&self, began: usize) -> Option<Seen> {
        let breaks = |told: &&Told| told.breaks && !told.notices && !told.over;
        let short = self.told.iter().filter(|told| told.sums_up && told.times.len() == 1).filter(breaks);
        let from = &self.entries[began].at;
        let on = |time: &Reading| time.date > from.date && self.entries.iter().any(|entry| entry.at.date == time.date);
        let told = short.map(|told| (&told.times[0], told.place)).find(|(time, _)| time.clock.is_some() && on(time));
        told.map(|(time, place)| (time.clone(), place))
    }

    /// The two entries between which the author has measured the time to detect: where it began, where it was noticed.
    /// A time of zero is no distance; then the two between which the outage was measured tell where it began.
    pub(super) fn measured(&self) -> Option<(usize, usize)> {
        let began = |mark: &Marks<'_>| 3 * u8::from(mark.begins()) + u8::from(mark.breaks());
        match (self.stated.time_to_detect, self.stated.duration) {
            (Some(0), Some(lasted)) if lasted > 0 => {
                let ends = |mark: &Marks<'_>| 4 * u8::from(mark.ends() || mark.recovers()) + 2 * u8::from(mark.fixes());
                self.pair(lasted, began, ends).map(|(from, _)| (from, from))
            }
            (Some(wanted), _) if wanted > 0 => {
                let found = self.pair(wanted, began, |mark| 4 * u8::from(mark.notices()));
                // From when it was noticed until somebody looked is another measure.
                found.filter(|&(from, to)| self.marks[to].notices() || !self.marks[from].notices())
            }
            _ => None,
        }
    }

    /// The pair of entries that lie `wanted` seconds apart, the one whose words fit best.
    fn pair(
        &self,
        wanted: u64,
        from: impl Fn(&Marks<'_>) -> u8,
        to: impl Fn(&Marks<'_>) -> u8,
    ) -> Option<(usize, usize)> {
        let count = self.entries.len().min(400);
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        let fits = pairs.filter(|&(a, b)| self.apart(a, b).is_some_and(|apart| (apart - wanted as i64).abs() < SLACK));
        let worth = |&(a, b): &(usize, usize)| from(&self.marks[a]) + to(&self.marks[b]);
        fits.fold(
            None,
            |best, pair| if best.is_none_or(|known| worth(&pair) > worth(&known)) { Some(pair) } else { best },
        )
    }

    /// The seconds from one entry to another; `None` where a time is not known well enough.
    fn apart(&self, from: usize, to: usize) -> Option<i64> {
        self.entries[to].at.since(&self.entries[from].at)
    }

    /// Index of the first entry that says it was noticed.
    pub(super) fn noticed(&self) -> Option<usize> {
        self.marks.iter().zip(self.entries).position(|(mark, entry)| mark.notices() || entry.reported)
    }

    /// Index of the entry at which it began. `measured`: the one from which the author has measured; `noticed`: the one that
    /// says it was noticed, after which it cannot have begun unless so measured.
    pub(super) fn began(&self, measured: Option<usize>, noticed: Option<usize>) -> Option<usize> {
        let before = noticed.unwrap_or(self.entries.len());
        let until = (before + 1).min(self.entries.len());
        let marked = self.marks[..until].iter().position(|mark| mark.begins());
        if let Some(at) = marked.or(measured) {
            return Some(at);
        }
        let summed_up = self.summed_up(|told| told.breaks && !told.notices && !told.over);
        if summed_up.is_some_and(|at| at < until) {
            return summed_up;
        }
        // A day alone heads what led to it.
        let hours = self.entries.iter().any(|entry| entry.at.clock.is_some());
        // What was done to mend it did not begin it.
        let exact = |at: &usize| (!hours || self.entries[*at].at.clock.is_some()) && !self.entries[*at].mends;
        let broke = (0..before).filter(exact).find(|at| self.marks[*at].breaks());
        let first = || (0..self.entries.len()).find(exact).filter(|_| self.entries.len() > 1);
        match noticed {
            Some(noticed) => {
                let before = broke.or_else(|| (0..noticed).rev().find(exact)).or(noticed.checked_sub(1));
                // The first that is told of it tells what was broken.
                before.or(Some(noticed).filter(|at| self.marks[*at].breaks()))
            }
            None => broke.or_else(first),
        }
    }

    /// Does an entry say without reserve that it was over?
    pub(super) fn is_over(&self, at: usize) -> bool {
        let mark = &self.marks[at];
        mark.ends() || mark.recovers() && !mark.not_yet()
    }

    /// Index of the entry, from `first` on, that says it was over.
    pub(super) fn over(&self, first: usize, started: Option<&Reading>) -> Option<usize> {
        let rest = first..self.entries.len();
        let found = |fits: &dyn Fn(&Marks<'_>) -> bool| rest.clone().rev().find(|&at| fits(&self.marks[at]));
        // Before somebody announced it, it was over.
        let last =
            |fits: &dyn Fn(&Marks<'_>) -> bool| found(&|mark| fits(mark) && !mark.announces()).or_else(|| found(fits));
        let lasted = self.stated.duration.filter(|seconds| *seconds > 0);
        let measured = lasted.and_then(|lasted| {
            // "Time to repair" may count from when somebody noticed.
            let noticed = self.noticed().map(|at| &self.entries[at].at);
            let after = |from: &Reading, at: &usize| {
                self.entries[*at].at.since(from).is_some_and(|s| (s - lasted as i64).abs() < SLACK)
            };
            [started, noticed].into_iter().flatten().find_map(|from| rest.clone().find(|at| after(from, at)))
        });
        if let Some(at) = last(&|mark| mark.ends()) {
            // "Incident closed, the review begins" comes after the end that the author has measured to.
            let is_formal = CUES.has("closed-formally", self.marks[at].words);
            let before = || measured.filter(|at| is_formal && self.marks[*at].mitigates());
            return last(&|mark| mark.ends() && mark.harm_ends()).or_else(before).or(Some(at));
        }
        measured
            .or_else(|| self.summed_up(|told| told.over && !told.notices).filter(|at| *at > first))
            .or_else(|| last(&|mark| mark.recovers() && !mark.not_yet()))
            .or_else(|| last(&|mark| mark.recovers()))
            .or_else(|| self.closing(first))
            .or_else(|| last(&|mark| mark.fixes() && !mark.not_yet()))
            .or_else(|| last(&|mark| mark.fixes()))
    }

    /// The last of several entries of a time line: where none says that it was over, the story ends with what ended it.
    fn closing(&self, first: usize) -> Option<usize> {
        let last = self.entries.len().checked_sub(1).filter(|last| *last >= first + 2)?;
        let mark = &self.marks[last];
        let told = !self.entries[last].prose && !self.entries[last].mends;
        let other = mark.breaks() || mark.begins() || mark.notices() || mark.announces() || mark.not_yet();
        (told && !other && !CUES.has("looked", mark.words) && !CUES.has("afterwards", mark.words)).then_some(last)
    }
}
