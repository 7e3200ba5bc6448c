//! Items that ask for an alert at a level: "above 80 %", "slower than 500 ms", "no backup in 26 hours".

use regex::Captures;
use serde::Deserialize;

use super::{compared, in_seconds, reads_the_clock, within};
use crate::link::words::WORDS;
use crate::model::expr::{CompareOp, Comparison, Direction, Expr, divides};
use crate::model::{Alert, seconds_of};
use crate::patterns::Late;

/// How items say so, in lower case and with single blanks, from `rules/linking.yml`. Patterns with their direction are tried in
/// their order.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(in crate::link) struct Levels {
    percent: Vec<(Late, Direction)>,
    age: Vec<Late>,
    slow: Vec<Late>,
    /// What the name of a metric holds that counts in hundredths or in parts of one.
    shares: Vec<String>,
    /// And of one that counts seconds,
    seconds: Vec<String>,
    /// and of those, of one that says how far something is behind.
    lags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    percent: Percent,
    age: Around,
    slow: Around,
    shares: Vec<String>,
    seconds: Vec<String>,
    lags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    below: Vec<String>,
    above: Vec<String>,
    below_behind: Vec<String>,
    above_behind: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Around {
    front: Vec<String>,
    behind: Vec<String>,
}

const PERCENT: &str = r"(?P<n>\d+(?:\.\d+)?) ?(?:%|percent|per cent)";
/// A number with a unit of time, in the groups `n` and `unit`.
pub(super) const SPAN: &str = r"(?P<n>\d+(?:\.\d+)?)[ -]?(?P<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)(?u:\b)";

impl From<Said> for Levels {
    fn from(said: Said) -> Self {
        let percent = &said.percent;
        let behind = |words: &[String]| {
            Late::seldom(&format!(r"{PERCENT} (?:\w+ (?:\w+ )?(?:is|are) |is |are )?(?:{})\b", any(words)))
        };
        let front = |words: &[String]| {
            Late::seldom(&format!(r"(?:^|[^\w])(?P<by>by )?(?:{}) (?:[a-z]+ ){{0,2}}?{PERCENT}", any(words)))
        };
        Levels {
            percent: vec![
                (behind(&percent.below_behind), Direction::Below),
                (behind(&percent.above_behind), Direction::Above),
                (front(&percent.below), Direction::Below),
                (front(&percent.above), Direction::Above),
            ],
            age: spans(&said.age),
            slow: spans(&said.slow),
            shares: said.shares,
            lags: said.lags,
            seconds: said.seconds,
        }
    }
}

fn any(words: &[String]) -> String {
    words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|")
}

fn spans(words: &Around) -> Vec<Late> {
    let front = Late::seldom(&format!(r"(?:^|[^\w])(?:{}) (?:the |a )?{SPAN}", any(&words.front)));
    let behind = Late::seldom(&format!(r"{SPAN} (?:{})\b", any(&words.behind)));
    vec![behind, front]
}

impl Levels {
    /// A share of one, and on which side of it the alert is to fire.
    pub(in crate::link) fn share(&self, item: &str) -> Option<(f64, Direction)> {
        self.percent.iter().find_map(|(pattern, direction)| {
            let found = pattern.captures(item).filter(|found| found.name("by").is_none())?;
            Some((found["n"].parse::<f64>().ok()? / 100.0, *direction))
        })
    }

    /// Does a name say that it is a part of something?
    pub(in crate::link) fn names_share(&self, name: &str) -> bool {
        // A duration is no ratio.
        let says = |part: &str| self.shares.iter().any(|word| part.starts_with(word.as_str()));
        name.split(['_', ':']).any(says)
    }

    /// Does the name of a metric say how far something is behind, in seconds?
    pub(in crate::link) fn names_lag(&self, name: &str) -> bool {
        let holds = |list: &[String]| list.iter().any(|word| name.contains(word.as_str()));
        holds(&self.seconds) && holds(&self.lags)
    }

    /// How old something may be, in seconds.
    pub(in crate::link) fn age(&self, item: &str) -> Option<f64> {
        seconds(&self.age, item)
    }

    /// How long something may take, in seconds.
    pub(in crate::link) fn delay(&self, item: &str) -> Option<f64> {
        seconds(&self.slow, item)
    }
}

fn seconds(patterns: &[Late], item: &str) -> Option<f64> {
    spanned(&patterns.iter().find_map(|pattern| pattern.captures(item))?)
}

/// The seconds of a span that was found in a text.
pub(super) fn spanned(found: &Captures<'_>) -> Option<f64> {
    Some(found["n"].parse::<f64>().ok()? * seconds_of(&found["unit"]))
}

/// An alert within so many hundredths of the share that is asked for is what is asked for, unless that makes it half or twice.
const NEARLY: f64 = 0.05;
/// So much longer than asked is later than asked.
const LATER: f64 = 1.5;
/// A figure further than this from the alert's own was not about what the alert compares.
const FURTHEST: f64 = 50.0;
/// Where both are delays, so far.
const FURTHEST_DELAY: f64 = 1_000.0;

/// Why an alert fires at a worse share than is asked for, or at none, where it does.
pub(super) fn above_share((asked, wanted): (f64, Direction), alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let shares = compared(expr).filter_map(|it| Some((share_of(it, expr, &alert.text)?, it.direction)));
    // "Above 90 % used" is "below 10 % free".
    let here = shares.map(|(share, way)| if way == wanted { share } else { 1.0 - share });
    let first = match wanted {
        Direction::Above => here.reduce(f64::min),
        _ => here.reduce(f64::max),
    };
    let Some(first) = first else { return without_level(expr, asked) };
    let (short, worse) = match wanted {
        Direction::Above => (first - asked, ratio(first, asked).max(ratio(1.0 - asked, 1.0 - first))),
        _ => (asked - first, ratio(asked, first).max(ratio(1.0 - first, 1.0 - asked))),
    };
    let is_late = short > NEARLY + 1e-9 || (short > 0.0 && worse >= 2.0 - 1e-9);
    let side = if wanted == Direction::Above { "above" } else { "below" };
    let why = || format!("fires {side} {} %, and the item asks for {} %", percent(first), percent(asked));
    (is_late && worse < FURTHEST).then(why)
}

/// Why an alert that compares no share fires at none.
fn without_level(expr: &Expr, asked: f64) -> Option<String> {
    let foretells = expr.selectors.iter().any(|selector| selector.is_within("predict_linear"));
    let is_state = compared(expr).count() > 0 && compared(expr).all(|it| it.op == CompareOp::Equal);
    let how = if foretells { "foretells" } else { "tells of a state" };
    (foretells || is_state).then(|| format!("{how}, and the item asks for a level of {} %", percent(asked)))
}

pub(super) fn percent(share: f64) -> f64 {
    (share * 1e4).round() / 100.0
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::INFINITY }
}

/// Why an alert fires at a greater age than is asked for, where it does.
pub(super) fn above_age(asked: f64, alert: &Alert) -> Option<String> {
    let first = oldest_let_pass(alert)?;
    (LATER..FURTHEST).contains(&(first / asked)).then(|| later(first, asked))
}

/// The age in seconds above which an alert fires.
pub(in crate::link) fn oldest_let_pass(alert: &Alert) -> Option<f64> {
    seconds_above(alert, |it, _| reads_the_clock(it, &alert.text))
}

/// Why an alert fires at a longer delay than is asked for, where it does.
pub(super) fn above_delay(asked: f64, alert: &Alert) -> Option<String> {
    longer_delay(asked, alert).map(|first| later(first, asked))
}

/// The delay at which an alert fires, in seconds, where it is longer than `known`.
pub(super) fn longer_delay(known: f64, alert: &Alert) -> Option<f64> {
    let first = longest_let_pass(alert)?;
    (LATER..FURTHEST_DELAY).contains(&(first / known)).then_some(first)
}

/// The delay above which an alert fires, in seconds.
pub(in crate::link) fn longest_let_pass(alert: &Alert) -> Option<f64> {
    seconds_above(alert, |it, expr| is_delay(it, expr, &alert.text))
}

/// Why what an alert fires above is later than what is asked for, however far it is from that.
pub(super) fn later_than(asked: f64, first: f64) -> Option<String> {
    (first >= asked * LATER).then(|| later(first, asked))
}

fn later(first: f64, asked: f64) -> String {
    format!("fires above {}, and the item asks for {}", in_words(first), in_words(asked))
}

/// Does it compare how long something takes?
pub(super) fn is_delay(compared: &Comparison, expr: &Expr, text: &str) -> bool {
    let words = WORDS.asked_levels();
    let is_in_seconds = |name: &str| words.seconds.iter().any(|word| name.contains(word));
    !reads_the_clock(compared, text) && names(compared, expr).is_some_and(|mut names| names.all(is_in_seconds))
}

/// The first level in seconds above which an alert fires.
fn seconds_above(alert: &Alert, is_meant: impl Fn(&Comparison, &Expr) -> bool) -> Option<f64> {
    first_above(alert, |it, expr| in_seconds(it, &alert.text).filter(|_| is_meant(it, expr)))
}

/// The first of the levels above which an alert fires, of those that `level` takes for one.
pub(super) fn first_above(alert: &Alert, level: impl Fn(&Comparison, &Expr) -> Option<f64>) -> Option<f64> {
    let expr = alert.expr.as_ref()?;
    let above = compared(expr).filter(|it| it.direction == Direction::Above);
    above.filter_map(|it| level(it, expr)).reduce(f64::min)
}

/// "2 days", "1.5 hours", "500 ms".
pub(in crate::link) fn in_words(seconds: f64) -> String {
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let (value, unit) = match seconds {
        _ if seconds >= 172_800.0 => (seconds / 86_400.0, "days"),
        _ if seconds >= 7_200.0 => (seconds / 3_600.0, "hours"),
        _ if seconds >= 120.0 => (seconds / 60.0, "minutes"),
        _ if seconds >= 1.0 => (seconds, "s"),
        _ => (seconds * 1_000.0, "ms"),
    };
    format!("{} {unit}", rounded(value))
}

/// The threshold as a share of one, where it is one.
pub(super) fn share_of(compared: &Comparison, expr: &Expr, text: &str) -> Option<f64> {
    let is_of_two = matches!(compared.direction, Direction::Above | Direction::Below);
    let threshold = compared.threshold.filter(|_| is_of_two)?;
    let mut names: Vec<&str> = names(compared, expr)?.collect();
    let says = |name: &&str| WORDS.asked_levels().names_share(name);
    match threshold {
        _ if threshold > 0.0 && threshold < 1.0 => {
            let is_part = divides(within(compared, text)) && !names.iter().any(|name| name.contains("_seconds"));
            let is_spent = names.iter().all(|name| name.ends_with("_seconds_total"));
            (is_part || is_spent || names.iter().all(says)).then_some(threshold)
        }
        _ if threshold > 1.0 && threshold < 100.0 => {
            names.retain(says);
            (!names.is_empty()).then_some(threshold / 100.0)
        }
        _ => None,
    }
}

/// The part of what these metrics count above which an alert fires, where it is larger than `known`.
pub(super) fn larger_share(known: f64, alert: &Alert, metrics: &[String]) -> Option<f64> {
    let counts = |name: &str| metrics.iter().any(|word| name.contains(word.as_str()));
    let meant = |it: &Comparison, expr: &Expr| names(it, expr).is_some_and(|mut names| names.all(counts));
    let first = first_above(alert, |it, expr| share_of(it, expr, &alert.text).filter(|_| meant(it, expr)))?;
    (first > known).then_some(first)
}

/// The part below which an alert fires, where it is smaller than `known`.
pub(super) fn smaller_share(known: f64, alert: &Alert) -> Option<f64> {
    let expr = alert.expr.as_ref()?;
    let below = compared(expr).filter(|it| it.direction == Direction::Below);
    let first = below.filter_map(|it| share_of(it, expr, &alert.text)).reduce(f64::max)?;
    (first < known).then_some(first)
}

/// The names of the metrics that are compared; `None` where one has none.
pub(super) fn names<'e>(compared: &Comparison, expr: &'e Expr) -> Option<impl Iterator<Item = &'e str> + use<'e>> {
    let series = expr.selectors.get(compared.series.clone())?;
    let names: Option<Vec<&str>> = series.iter().map(|it| it.name()).collect();
    names.filter(|names| !names.is_empty()).map(Vec::into_iter)
}
