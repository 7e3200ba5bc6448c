//! Whether an alert compares with a time before what changed by a little each day: where orders fell by 3 % a day they are never
//! below 70 % of the day before, and the day before sinks with them.

mod days;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::present::Lookup;
use super::{Asked, unmet};
use crate::link::coverage::{Flaw, Rung};
use crate::link::modes::sentences_of_lines;
use crate::link::words::regexes;
use crate::model::expr::{Comparison, Direction, Expr, Selector};
use crate::model::{Alert, shown_millis};
use crate::patterns::{Late, Patterns};

/// `rules/drift.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// By which part something changed in a unit of time.
    #[serde(deserialize_with = "regexes")]
    steps: Vec<Late>,
    /// A sentence tells of other days.
    unlike: Patterns,
    /// The head of a column of days.
    days: Patterns,
    /// The number of each month, by how it begins.
    months: BTreeMap<String, i8>,
    /// How many hours a unit has.
    hours: BTreeMap<String, f64>,
    /// A cause says that it came slowly,
    slow: Patterns,
    /// or at once.
    sudden: Patterns,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/drift.json")))
        .expect("rules/drift.yml is read by a test")
});

const HOUR: f64 = 3_600_000.0;
const DAY_HOURS: f64 = 24.0;
/// A shorter word of a metric's name tells nothing.
const SHORTEST: usize = 4;

/// What is compared with itself, so long before.
struct Change<'e> {
    name: &'e str,
    /// In milliseconds.
    ago: u64,
    /// It has to be above or below so many times of what it was.
    factor: f64,
    is_above: bool,
}

impl Lookup<'_, '_> {
    /// Why an alert on a change against a time before sees nothing of what is told to have changed by so little a day.
    pub(super) fn drifted(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let whole = asked.whole?;
        let changes = || expr.comparisons.iter().filter_map(|it| Change::of(it, (alert, expr)));
        changes().next()?;
        if FILE.sudden.is_match(asked.text) || FILE.sudden.is_match(&asked.incident.title) {
            return None;
        }
        let told = whole.lower();
        let is_slow = FILE.slow.is_match(asked.text)
            || FILE.slow.is_match(&asked.incident.title)
            || !steps(&asked.text.to_lowercase()).is_empty();
        let why = unmet(alert, expr, |compared| {
            let change = Change::of(compared, (alert, expr))?;
            let sentences = sentences_of_lines(told).filter(|it| is_slow || change.is_named_in(it));
            let steps = sentences.flat_map(steps).chain(days::steps(told, |head| change.is_named_in(head)));
            let steps: Vec<(f64, f64)> = steps.collect();
            let most = steps.iter().copied().reduce(|one, other| if one.0 < other.0 { other } else { one })?;
            steps.iter().all(|step| change.is_missed_by(*step)).then(|| {
                let percent = |share: f64| (share * 1_000.0).round() / 10.0;
                format!(
                    "asks for {} % of what it was {} before, and it changed by {} % {} at most",
                    percent(change.factor),
                    shown_millis(change.ago),
                    percent(most.0),
                    if most.1 <= DAY_HOURS { "a day" } else { "in all that time" },
                )
            })
        })?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }
}

/// By which part something changed in so many hours, as a sentence says.
fn steps(sentence: &str) -> Vec<(f64, f64)> {
    if FILE.unlike.is_match(sentence) {
        return Vec::new();
    }
    let found = FILE.steps.iter().flat_map(|pattern| pattern.captures_iter(sentence));
    let step = |found: regex::Captures<'_>| {
        let unit = found.name("unit").map_or("", |unit| unit.as_str());
        let percent: f64 = found["n"].replace(',', ".").parse().ok()?;
        Some((percent / 100.0, FILE.hours.get(unit).copied().unwrap_or(DAY_HOURS)))
    };
    found.filter_map(step).filter(|(part, _)| (0.0..1.0).contains(part)).collect()
}

impl<'e> Change<'e> {
    fn of(compared: &Comparison, (alert, expr): (&Alert, &'e Expr)) -> Option<Change<'e>> {
        let [left, right] = expr.selectors.get(compared.selectors.clone())? else { return None };
        let (now, before) = if left.offset == 0 { (left, right) } else { (right, left) };
        let is_same = now.offset == 0 && before.offset > 0 && now.name() == before.name() && alike(now, before);
        let name = now.name().filter(|_| is_same)?;
        let written = alert.text.get(compared.span.clone())?;
        let op = compared.op_span.start.checked_sub(compared.span.start)?;
        let (one, rest) = written.split_at_checked(op)?;
        let other = rest.get(compared.op_span.len()..)?;
        let (factor, is_above) = match compared.threshold {
            // `x / x offset 1d < 0.7`, and not `x - x offset 1d < 0.7`.
            Some(factor) => (factor, compared.direction == Direction::Above),
            None => (factor_of(other)? / factor_of(one)?, compared.direction == Direction::Above),
        };
        let is_first = left.offset == 0;
        let divides = compared.threshold.is_none() || before.divides && !now.divides && is_first;
        let known = matches!(compared.direction, Direction::Above | Direction::Below) && factor > 0.0 && divides;
        // `0.7 * before > now` asks for what is below.
        let (factor, is_above) = if is_first { (factor, is_above) } else { (1.0 / factor, !is_above) };
        let ago = u64::try_from(before.offset).ok().filter(|_| known)?;
        Some(Change { name, ago, factor, is_above })
    }

    /// Does a sentence speak of it by a word of its name?
    fn is_named_in(&self, sentence: &str) -> bool {
        let mut parts = self.name.split('_').filter(|part| part.len() >= SHORTEST && *part != "total");
        let is_said = |part: &str| sentence.contains(part.trim_end_matches('s'));
        parts.any(is_said)
    }

    /// It changed by no more than this part in so many hours, which is not as much as is asked for.
    fn is_missed_by(&self, (part, hours): (f64, f64)) -> bool {
        // What is told of a longer time may all have come at once.
        let times = (self.ago as f64 / HOUR / hours).max(1.0);
        let (least, most) = ((1.0 - part).powf(times), (1.0 + part).powf(times));
        if self.is_above { most < self.factor } else { least > self.factor }
    }
}

/// Are both the same quantity?
fn alike(one: &Selector, other: &Selector) -> bool {
    one.range == other.range && one.within == other.within && one.matchers.len() == other.matchers.len()
}

/// By what one side of a comparison is multiplied: 0.7 in `0.7 * sum(x)`; one where there is no number. `None` where it is more than
/// that.
fn factor_of(side: &str) -> Option<f64> {
    let side = side.trim().trim_start_matches('(').trim();
    let front = side.split_once('*').and_then(|(number, _)| number.trim().parse::<f64>().ok());
    let behind = || {
        let side = side.trim_end_matches(|c: char| c == ')' || c.is_whitespace());
        side.rsplit_once('*').and_then(|(_, number)| number.trim().parse::<f64>().ok())
    };
    let is_plain = || !side.contains(['+', '/', '-']) || !side.contains(['*']);
    front.or_else(behind).or_else(|| is_plain().then_some(1.0))
}
