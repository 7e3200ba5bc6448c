//! Counters that do not move in a failure: the postmortem says so of one by its name ("`retries_total` stayed at 0"), or a setting
//! keeps it from that, as `noeviction` does with evicted keys. `rate(x[5m]) > 0` holds of none of them.

use std::sync::LazyLock;

use serde::Deserialize;

use super::present::{Lookup, admits};
use super::programs::Globs;
use super::whole::Whole;
use super::{Asked, TWO_SAMPLES, path_of, unmet};
use crate::link::coverage::{Flaw, Rung};
use crate::link::mention::sentence_around;
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr, Selector};
use crate::model::{Alert, Container, Given};
use crate::patterns::Patterns;

/// `rules/still.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Behind the name of a counter: it stayed at 0,
    zero: Patterns,
    /// or was 0, in a sentence that says that it
    was_zero: Patterns,
    /// lasted,
    lasting: Patterns,
    /// or it did not move, whatever it was,
    flat: Patterns,
    /// or, before its name, nothing was counted.
    before: Patterns,
    /// The same of the only counter that the text names.
    alone: Patterns,
    /// Before its name: how fast it rises is meant.
    rated: Patterns,
    /// A sentence tells of another time or place.
    unlike: Patterns,
    settings: Vec<Setting>,
}

/// What keeps counters from moving.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    metrics: Globs,
    /// The programs that have it, by their images.
    #[serde(default)]
    programs: Vec<String>,
    argument: Option<String>,
    /// What the argument is set to; nothing where it is enough that it is there.
    value: Option<String>,
    /// The metric that shows it, and the label.
    shown: Option<(String, String)>,
    told: Patterns,
    #[serde(default)]
    untold: Patterns,
    why: String,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/still.json")))
        .expect("rules/still.yml is read by a test")
});

/// How the names of counters end.
const COUNTER: &str = "_total";
/// In a spoken name: a word alone may be anything.
const FEWEST_WORDS: usize = 2;

impl Lookup<'_, '_> {
    /// Why a counter that has to move for an alert to fire did not.
    pub(super) fn stands_still(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let asks_for_more = |it: &Comparison| it.direction == Direction::Above && !it.holds_at(0.0);
        let whole = asked.whole?;
        let of_one = |it: &Selector| told_still(it, whole).or_else(|| self.kept_still(it, asked));
        let why = unmet(alert, expr, |compared| {
            let series = expr.selectors.get(compared.series.clone()).filter(|_| asks_for_more(compared))?;
            let mut counted = series.iter().filter(|it| !it.divides).map(of_one);
            let first = counted.next()??;
            counted.all(|why| why.is_some()).then_some(first)
        })?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// A setting that keeps what a selector counts from moving, by a page, by what is started here, or by the text.
    fn kept_still(&self, selector: &Selector, asked: &Asked<'_>) -> Option<String> {
        let name = selector.name().filter(|_| moves(selector))?;
        let setting = FILE.settings.iter().find(|it| it.metrics.hold(name))?;
        let is_kept = self.is_shown(setting, selector).or_else(|| self.is_started_with(setting, selector, asked));
        let is_kept = is_kept.unwrap_or_else(|| setting.is_told(asked));
        is_kept.then(|| format!("{name} {}", setting.why))
    }

    /// Do the pages that show what is counted show the setting beside it? `None` where they say nothing of it.
    fn is_shown(&self, setting: &Setting, selector: &Selector) -> Option<bool> {
        let ((metric, label), value) = (setting.shown.as_ref()?, setting.value.as_ref()?);
        let pages = self.model.expositions.iter().filter(|page| !self.asked(page, selector).is_empty());
        let values: Vec<&String> = pages.flat_map(|it| it.of(metric)).filter_map(|it| it.labels.get(label)).collect();
        (!values.is_empty()).then(|| values.iter().all(|shown| *shown == value))
    }

    /// Is what is counted started with the setting? Of several, only those count that the incident or the selector names.
    fn is_started_with(&self, setting: &Setting, selector: &Selector, asked: &Asked<'_>) -> Option<bool> {
        let argument = setting.argument.as_ref()?;
        let is_of = |it: &&Container| setting.programs.iter().any(|program| program == it.program());
        let is_on_trial = |it: &&Container| WORDS.places().is_on_trial(path_of(self.sources, it.place.file));
        let all = self.model.cluster.containers.iter().filter(is_of).filter(|it| !is_on_trial(it));
        let all: Vec<&Container> = all.collect();
        let is_named = |it: &&&Container| {
            let names = || it.names.iter().map(String::as_str).chain([it.of.name.as_str()]);
            names().any(|name| selector.pinned("job").any(|job| job == name) || asked.text.contains(name))
        };
        let named: Vec<&Container> = all.iter().filter(is_named).copied().collect();
        let meant = if named.is_empty() { all } else { named };
        let is_set = |it: &&Container| match (it.given(argument), &setting.value) {
            (Given::As(given), Some(value)) => Some(given.value.as_ref() == Some(value)),
            (Given::As(_), None) => Some(true),
            _ => None,
        };
        let set: Vec<bool> = meant.iter().map(is_set).collect::<Option<_>>()?;
        (!set.is_empty()).then(|| set.into_iter().all(|is_set| is_set))
    }
}

impl Setting {
    fn is_told(&self, asked: &Asked<'_>) -> bool {
        let says = |patterns: &Patterns| patterns.is_match(asked.text) || patterns.is_match(asked.story);
        says(&self.told) && !says(&self.untold)
    }
}

/// Does an expression ask how far a counter moved?
fn moves(selector: &Selector) -> bool {
    selector.is_within("changes") || TWO_SAMPLES.iter().any(|function| selector.is_within(function))
}

/// That a text says of what a selector reads that it did not move.
fn told_still(selector: &Selector, whole: &Whole<'_>) -> Option<String> {
    let name = selector.name()?;
    let short = name.strip_suffix("_total").unwrap_or(name);
    let moves = moves(selector);
    if !moves && !selector.keeps_its_level() {
        return None;
    }
    let text = whole.text();
    let is_still = |called: &str, is_name: bool| {
        text.match_indices(called).any(|(at, _)| {
            let range = at..at + called.len();
            let whole = !text[..at].ends_with(is_of_name) && !text[range.end..].starts_with(is_of_name);
            let around = sentence_around(text, range.clone());
            let (sentence, before, behind) =
                (&text[around.clone()], &text[around.start..at], &text[range.end..around.end]);
            let flat = || is_name && moves && !FILE.rated.is_match(before) && FILE.flat.is_match(behind);
            let counted = || is_name && moves && FILE.before.is_match(before);
            let zero =
                || FILE.zero.is_match(behind) || FILE.was_zero.is_match(behind) && FILE.lasting.is_match(sentence);
            whole && !FILE.unlike.is_match(sentence) && is_all_of(selector, behind) && (zero() || flat() || counted())
        })
    };
    let spoken = short.split_once('_').map_or(short, |(_, rest)| rest).replace('_', " ");
    let speaks = || spoken.split(' ').count() >= FEWEST_WORDS && is_still(&spoken, false);
    let alone = || {
        moves
            && is_only_counter(name, text)
            && FILE.alone.find_iter(text).any(|found| !FILE.unlike.is_match(&text[sentence_around(text, found)]))
    };
    let is_told = is_still(name, true)
        || short != name && is_still(short, true)
        || speaks()
        || is_row(name, moves, text)
        || alone();
    is_told.then(|| format!("{name} did not move, as is told, and the alert asks for more than that"))
}

/// Does a text name this counter, and no other?
fn is_only_counter(name: &str, text: &str) -> bool {
    let words = text.split(|c| !is_of_name(c)).filter(|word| word.ends_with(COUNTER));
    let mut counters = words.peekable();
    counters.peek().is_some() && counters.all(|word| word == name)
}

/// Does a table show it in a row of its own, which is 0 all along, or the same all along?
fn is_row(name: &str, moves: bool, text: &str) -> bool {
    let rows = text.lines().filter_map(|line| line.trim().strip_prefix('|'));
    let mut cells = rows.map(|row| row.trim_end_matches('|').split('|').map(str::trim));
    cells.any(|mut cells| {
        let is_own = cells.next().is_some_and(|head| head.trim_matches(['`', '*']) == name);
        let values: Vec<Option<f64>> = cells.map(|cell| cell.trim_matches('*').parse().ok()).collect();
        let is_same = || values.iter().all(|value| value.is_some() && *value == values[0]);
        is_own && values.len() > 1 && is_same() && (moves || values[0] == Some(0.0))
    })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Does what is told of a metric, with the labels behind its name, hold of all that a selector reads?
fn is_all_of(selector: &Selector, behind: &str) -> bool {
    let Some(inner) = behind.strip_prefix('{').and_then(|rest| rest.split_once('}')) else { return true };
    let Ok(told) = Expr::read(&format!("x{{{}}}", inner.0)) else { return false };
    let mut told = told.selectors.iter().flat_map(|it| it.matchers.iter());
    told.all(|it| selector.matchers.iter().any(|own| own == it || own.label == it.label && admits(it, &own.value)))
}
