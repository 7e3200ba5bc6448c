//! The highest that a story tells of: a rate of errors that "was never more than 0.9 %", the highest reading of a sensor.

use serde::Deserialize;

use super::all_missed;
use super::columns::number;
use super::level::{in_words, larger_share, longer_delay, longest_let_pass, names, percent};
use super::reached::LONGER;
use crate::link::ladder::words;
use crate::link::mention::sentence_around;
use crate::link::words::{Says, WORDS, regexes};
use crate::model::Alert;
use crate::model::expr::{Carried, Comparison, Direction, MatchOp, Selector};
use crate::patterns::{Late, Patterns};

/// How stories say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Peaks {
    /// A rate of errors, in the group `n`.
    #[serde(deserialize_with = "regexes")]
    errors: Vec<Late>,
    /// What says of such a rate that it was on other days, or elsewhere.
    elsewhere: Patterns,
    /// What says of such a rate that it is of all parts together.
    together: Patterns,
    /// A line tells how far something was behind,
    lag: Patterns,
    /// and a sentence of it how far at most.
    most: Patterns,
    /// The highest temperature.
    #[serde(deserialize_with = "regexes")]
    heat: Vec<Late>,
    /// In the names of the metrics that say how hot it is.
    heat_metrics: Vec<String>,
    /// A sentence tells how long answers took.
    slow: Patterns,
}

/// A rate of errors.
#[derive(Clone, Debug)]
struct Rate {
    /// The sentence that tells it.
    sentence: String,
    /// As a share of one.
    share: f64,
    /// Is it that of all parts together: "seen over the whole world"?
    together: bool,
}

/// The rates of errors of a story.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors {
    told: Vec<Rate>,
    /// Does it tell those of other days or places as well?
    elsewhere: bool,
}

impl Errors {
    /// The highest of them; nothing where it tells those of other days, too, of which nobody knows where they end.
    pub(super) fn highest(&self) -> Option<f64> {
        let highest = self.told.iter().map(|rate| rate.share).reduce(f64::max);
        highest.filter(|_| !self.elsewhere)
    }

    /// Those that say something of what an alert compares: the rate of all together says nothing of each part.
    pub(super) fn as_seen_by(&self, alert: &Alert) -> Errors {
        let parts = self.told.iter().any(|rate| rate.together) && looks_at_parts(alert);
        let told = self.told.iter().filter(|rate| !(rate.together && parts));
        Errors { told: told.cloned().collect(), elsewhere: self.elsewhere }
    }
}

impl Peaks {
    /// The rates of errors that a story tells.
    pub(super) fn errors(&self, plain: &str) -> Errors {
        let all = || self.errors.iter().flat_map(|pattern| pattern.captures_iter(plain));
        let told = all().filter(|found| found.name("usual").is_none()).filter_map(|found| {
            let sentence = &plain[sentence_around(plain, found.get(0)?.range())];
            let percent = number(&found["n"])?;
            let together = self.together.is_match(sentence);
            let rate = || Rate { sentence: sentence.to_owned(), share: percent / 100.0, together };
            (!self.elsewhere.is_match(&found[0])).then(rate)
        });
        Errors { told: told.collect(), elsewhere: all().any(|found| self.elsewhere.is_match(&found[0])) }
    }

    /// The sentences of a text in lower case that tell how far something was behind at most; an entry of a time line may go on
    /// about what the one before it says.
    pub(super) fn farthest<'t>(&'t self, lines: &'t str) -> impl Iterator<Item = &'t str> {
        let mut goes_on = false;
        let of_lag = lines.lines().filter(|line| !line.trim().is_empty()).filter(move |line| {
            let before = std::mem::replace(&mut goes_on, self.lag.is_match(line));
            goes_on || before && !self.slow.is_match(line)
        });
        of_lag.flat_map(|line| line.split(". ")).filter(|sentence| self.most.is_match(sentence))
    }

    /// The sentences of a text in lower case that tell how long answers took. How long an outage was may stand there as well.
    pub(super) fn slow<'t>(&'t self, lines: &'t str) -> impl Iterator<Item = &'t str> {
        let sentences = lines.split(['\n', ';']).flat_map(|line| line.split(". "));
        sentences.filter(|sentence| self.slow.is_match(sentence))
    }

    /// How many degrees it was at most, where a story says that it was no more.
    pub(super) fn heat(&self, plain: &str) -> Option<f64> {
        let found = self.heat.iter().flat_map(|pattern| pattern.captures_iter(plain));
        found.filter_map(|found| found["n"].parse().ok()).reduce(f64::max)
    }
}

/// Does an alert look at the parts of something, by a label that its result keeps or by the first part of a recorded name
/// (`region:errors:ratio`)?
fn looks_at_parts(alert: &Alert) -> bool {
    let Some(expr) = &alert.expr else { return false };
    let is_part =
        |label: &str| WORDS.reaches().one_of.tells_apart(label) || WORDS.label_says(label, None) == Says::Place;
    let named = || expr.selectors.iter().filter_map(|it| it.name()?.split_once(':')).map(|(level, _)| level);
    match &expr.carried {
        Carried::Only(labels) => labels.iter().any(|label| is_part(label)),
        _ => named().flat_map(|level| level.split('_')).any(is_part),
    }
}

/// Answers that took so much longer than any of a story are those of another unit.
const OTHER_UNIT: f64 = 50.0;
/// What tells a quantile of a histogram.
const QUANTILE: &str = "histogram_quantile";

/// Why no answer took so long as an alert asks for, on a quantile of how long they take: it takes seconds for milliseconds.
pub(super) fn never_so_slow(told: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let is_quantile = expr.selectors.iter().all(|selector| selector.is_within(QUANTILE));
    let first = longest_let_pass(alert).filter(|first| is_quantile && *first >= told * OTHER_UNIT)?;
    Some(format!("fires above {}, and nothing is told of that took longer than {}", in_words(first), in_words(told)))
}

/// Why so small a part of the requests is not what an alert asks for.
pub(super) fn never_so_many(share: f64, alert: &Alert) -> Option<String> {
    let first = larger_share(share * LONGER, alert, &WORDS.reaches().share_metrics)?;
    Some(format!("fires above {} %, and it was {} %", percent(first), percent(share)))
}

/// The same, where stories tell it of what the alert selects: "in upload-api the share of errors was 0.1 %".
pub(super) fn never_so_many_of(errors: &Errors, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref().filter(|_| !errors.told.is_empty())?;
    let named = |selector: &Selector| {
        let says = |label: &str| WORDS.label_says(label, selector.name());
        let named = selector.matchers.iter().filter(|it| it.op == MatchOp::Equal);
        let named = named.filter(|it| matches!(says(&it.label), Says::Service | Says::Place));
        named.map(|it| it.value.to_lowercase()).collect::<Vec<String>>()
    };
    let names: Vec<String> = expr.selectors.iter().flat_map(named).collect();
    let is_of = |sentence: &str| names.iter().any(|name| words(sentence).contains(name.as_str()));
    let of_it = errors.told.iter().filter(|rate| is_of(&rate.sentence));
    never_so_many(of_it.map(|rate| rate.share).reduce(f64::max)?, alert)
}

/// Why nothing was so far behind as an alert asks for.
pub(super) fn never_so_far_behind(told: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let is_of_lag = |selector: &Selector| selector.name().is_some_and(|name| WORDS.asked_levels().names_lag(name));
    let first = longer_delay(told, alert).filter(|_| expr.selectors.iter().all(is_of_lag))?;
    Some(format!("fires above {}, and {} was the most", in_words(first), in_words(told)))
}

/// Why it was never so hot as an alert asks for.
pub(super) fn never_so_hot(told: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let missed = |it: &Comparison| {
        let is_of_heat = |name: &str| WORDS.reaches().peaks.heat_metrics.iter().any(|word| name.contains(word));
        let names = names(it, expr)?.all(is_of_heat);
        let more = it.threshold.filter(|_| names && it.direction == Direction::Above)?;
        (more > told).then(|| format!("fires above {more} degrees, and {told} was the most"))
    };
    all_missed(expr, missed)
}
