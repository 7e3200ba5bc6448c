//! What a whole story tells in figures: of much else that it says nobody knows whether it is said of the cause.

use super::columns::Readings;
use super::count::never_so_many_wait;
use super::deadlines::Deadline;
use super::one_of::OneOf;
use super::peaks::{Errors, never_so_far_behind, never_so_hot, never_so_many, never_so_many_of, never_so_slow};
use super::quantiles::Hurt;
use super::{in_one_case, rhythm, sizes, traffic};
use crate::link::words::WORDS;
use crate::model::Alert;

/// The figures, where the story has them.
#[derive(Clone, Debug, Default)]
pub(in crate::link) struct Story {
    /// How many requests came in a second at most.
    traffic: Option<f64>,
    /// The same of something else, and what the names of its metrics hold.
    things: Option<(f64, &'static str)>,
    /// Which part of the requests failed or took long at most, as a share of one.
    share: Option<f64>,
    /// Which part of them was slow.
    slow: Hurt,
    /// The rates of errors that it tells.
    errors: Errors,
    /// How many seconds something was behind at most.
    behind: Option<f64>,
    /// How many bytes were free at least.
    free: Option<f64>,
    /// How many bytes were taken in a second at most.
    taken: Option<f64>,
    /// How many seconds lay between one run of a job and the next.
    runs: Option<f64>,
    /// How many seconds it lasted each time that it came.
    bout: Option<f64>,
    /// How many seconds each pod lived at most.
    life: Option<f64>,
    /// The hour after which nothing could be done any more.
    deadline: Option<Deadline>,
    /// How many waited at most.
    waiting: Option<f64>,
    /// How many degrees it was at most.
    heat: Option<f64>,
    /// How many seconds an answer took at most.
    longest: Option<f64>,
    /// What its tables show.
    columns: Vec<Readings>,
    /// Was it the only event of its kind?
    alone: bool,
    /// How many bits went over the fastest line in a second, or may.
    bits: Option<f64>,
}

impl Story {
    /// Of this text, with what it tells of the one that a cause names.
    pub(in crate::link) fn of(text: &str, cause: &str) -> Story {
        let (plain, words) = (in_one_case(text), WORDS.reaches());
        let alone = words.one_of.is_alone(&plain);
        let slow = words.slow_in_story(&plain, &in_one_case(cause));
        if !plain.contains(|c: char| c.is_ascii_digit()) && !plain.contains(" second") {
            return Story { alone, slow, ..Story::default() };
        }
        let (digits, lines) = (words.in_digits(&plain), text.to_lowercase());
        Story {
            traffic: words.traffic_in(&plain),
            things: words.traffic_of_things(&plain),
            share: words.share_in_story(&plain),
            slow,
            errors: words.peaks.errors(&plain),
            behind: words.farthest_in(&lines),
            free: words.sizes.free(&plain),
            // Where it was full in the end, a line through what went before came to that.
            taken: words.sizes.taken(&plain).filter(|_| !WORDS.silences().is_used_up(&plain)),
            bits: words.sizes.bits(&plain),
            runs: words.rhythm.runs(&digits),
            bout: words
                .rhythm
                .bout(&digits)
                .or_else(|| words.rhythm.listed(&lines))
                .or_else(|| words.rhythm.tabled(&lines)),
            life: words.rhythm.life(&digits),
            deadline: words.rhythm.deadlines.of(&lines),
            heat: words.peaks.heat(&plain),
            longest: words.slow_in(&lines),
            waiting: WORDS.counts().at_most(&lines),
            columns: words.columns.of(text, &plain),
            alone,
        }
    }

    /// The hour after which nothing could be done any more.
    pub(in crate::link) fn deadline(&self) -> Option<&Deadline> {
        self.deadline.as_ref()
    }

    /// Which part of the requests failed at most, as a share of one.
    pub(in crate::link) fn failed(&self) -> Option<f64> {
        self.errors.highest().or(self.share)
    }

    /// Why an alert does not fire at that.
    pub(in crate::link) fn hidden_from(&self, alert: &Alert) -> Option<String> {
        let quiet = self.traffic.and_then(|told| traffic::too_quiet(told, alert));
        let fast = || self.slow.below_quantile(alert);
        let quiet = quiet.or_else(fast).or_else(|| sizes::never_so_little(self.free?, self.taken, alert));
        // Where one dashboard shows none, another may tell of many.
        let errors = self.errors.as_seen_by(alert);
        let most = || errors.highest().filter(|errors| self.share.is_none_or(|share| share <= *errors));
        let quiet = quiet.or_else(|| sizes::never_so_busy(self.bits?, alert));
        let quiet = quiet.or_else(|| never_so_many(most()?, alert)).or_else(|| never_so_many_of(&errors, alert));
        quiet
            .or_else(|| never_so_far_behind(self.behind?, alert))
            .or_else(|| rhythm::too_few_runs(self.runs?, alert))
            .or_else(|| rhythm::too_short(self.bout?, alert))
            .or_else(|| rhythm::outlived(self.life?, alert))
            .or_else(|| traffic::too_quiet_of(self.things?, alert))
            .or_else(|| never_so_hot(self.heat?, alert))
            .or_else(|| never_so_slow(self.longest?, alert))
            .or_else(|| never_so_many_wait(self.waiting?, alert))
            .or_else(|| WORDS.reaches().columns.missed_by(&self.columns, alert))
            .or_else(|| OneOf::too_lone(alert).filter(|_| self.alone))
    }
}
