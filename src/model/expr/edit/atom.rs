//! Two parts of expressions that belong together: thresholds, series, matchers, windows and functions.

use std::ops::Range;

use super::admitted::difference;
use super::parts::Part;
use super::{Edit, What, paired, shortened};
use crate::model::expr::{Call, CompareOp, Comparison, Direction, Matcher, Metric, Selector};
use crate::model::shown_millis;

/// Functions whose value grows with the time they look back.
const GROWING: [&str; 8] = [
    "increase",
    "sum_over_time",
    "count_over_time",
    "max_over_time",
    "changes",
    "resets",
    "present_over_time",
    "delta",
];
/// Functions that choose or average, from the one that gives the least value to the one that gives the greatest.
const RANKED: [[&str; 3]; 2] = [["min", "avg", "max"], ["min_over_time", "avg_over_time", "max_over_time"]];
/// Functions of which a smaller first number gives a smaller value.
const QUANTILES: [&str; 3] = ["quantile", "quantile_over_time", "histogram_quantile"];

/// What became weaker from `old` to `new`.
pub(super) fn compare<'t>(old: &Part<'t>, new: &Part<'t>, edits: &mut Vec<Edit>) {
    if old.is_same(new) {
        return;
    }
    let mut pair = Pair { old, new, edits };
    if old.form != new.form && !pair.ranked_functions() {
        let says = "it asks something else now; whether it still fires cannot be decided".to_owned();
        return pair.add((What::Form, false), says, (0..old.text.len(), 0..new.text.len()));
    }
    for (before, after) in pair.selectors() {
        pair.metric(before, after);
        pair.matchers(before, after);
        pair.window(before, after);
    }
    for (before, after) in old.expr.comparisons.iter().zip(&new.expr.comparisons) {
        pair.comparison(before, after);
    }
    for (before, after) in old.expr.functions.iter().zip(&new.expr.functions) {
        pair.constants(before, after);
    }
}

type Spans = (Range<usize>, Range<usize>);

/// What a change of a value does to the alert.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Weaker,
    Stronger,
    Unknown,
}

struct Pair<'p, 't> {
    old: &'p Part<'t>,
    new: &'p Part<'t>,
    edits: &'p mut Vec<Edit>,
}

impl<'p> Pair<'p, '_> {
    fn add(&mut self, (what, is_sure): (What, bool), says: String, (old, new): Spans) {
        let (old, new) = (self.old.within(old), self.new.within(new));
        self.edits.push(Edit { what, says, is_sure, old, new });
    }

    /// Those with the same name belong together, the others by their order.
    fn selectors(&self) -> Vec<(&'p Selector, &'p Selector)> {
        let (old, new) = (&self.old.expr.selectors, &self.new.expr.selectors);
        let rules: [fn(&Selector, &Selector) -> bool; 3] = [
            |one, other| one.metric == other.metric && one.matchers == other.matchers,
            |one, other| one.metric == other.metric,
            |_, _| true,
        ];
        let (mut pairs, ..) = paired(old, new, &rules);
        pairs.sort_by_key(|(before, _)| before.span.start);
        pairs
    }

    fn metric(&mut self, before: &Selector, after: &Selector) {
        if before.metric == after.metric {
            return;
        }
        let name = |metric: &Metric| match metric {
            Metric::Named(name) => name.to_string(),
            Metric::Open(pattern) => format!("metrics like \"{pattern}\""),
            Metric::Any => "metrics of any name".to_owned(),
        };
        let says = format!("it reads {}, and no longer {}", name(&after.metric), name(&before.metric));
        self.add((What::Series, true), says, (before.metric_span.clone(), after.metric_span.clone()));
    }

    /// Fewer series are seen, or where their presence silences, more.
    fn matchers(&mut self, before: &Selector, after: &Selector) {
        let flips = self.old.silences != before.is_absent();
        let mut labels: Vec<&str> =
            before.matchers.iter().chain(after.matchers.iter()).map(|it| it.label.as_str()).collect();
        labels.sort_unstable();
        labels.dedup();
        for label in labels {
            let (old, new): (Vec<&Matcher>, Vec<&Matcher>) =
                (before.matchers_of(label).collect(), after.matchers_of(label).collect());
            let equal = |(one, other): (&&Matcher, &&Matcher)| (&one.op, &one.value) == (&other.op, &other.value);
            if old.len() == new.len() && old.iter().zip(&new).all(equal) {
                continue;
            }
            let found = difference(&old, &new);
            let is_sure = found.is_some();
            let Some(says) = said(label, found.map(|it| if flips { it.gained } else { it.lost }), flips) else {
                continue;
            };
            let place = |matchers: &[&Matcher], selector: &Selector| {
                matchers.first().map_or(selector.span.clone(), |matcher| matcher.span.clone())
            };
            self.add((What::Matchers, is_sure), says, (place(&old, before), place(&new, after)));
        }
    }

    fn window(&mut self, before: &Selector, after: &Selector) {
        let spans = (before.span.clone(), after.span.clone());
        if after.offset != before.offset {
            let says = "it looks at another time in the past now".to_owned();
            self.add((What::Window, after.offset > before.offset), says, spans.clone());
        }
        if before.window == after.window {
            return;
        }
        let longer = after.window > before.window;
        let effect = self.window_effect(before, longer);
        let (from, to) = (shown_millis(before.window), shown_millis(after.window));
        let says = match effect {
            Effect::Stronger => return,
            Effect::Weaker if longer => format!("it looks back {to} instead of {from}, and sees a short trouble less"),
            Effect::Weaker => format!("it looks back {to} instead of {from}, and finds less there"),
            Effect::Unknown => format!("it looks back {to} instead of {from}"),
        };
        self.add((What::Window, effect == Effect::Weaker), says, spans);
    }

    fn window_effect(&self, before: &Selector, longer: bool) -> Effect {
        let at = self.old.expr.selectors.iter().position(|it| it.span == before.span).unwrap_or(0);
        let around = self.old.expr.comparisons.iter().find(|it| it.series.contains(&at));
        let alone = around.is_some_and(|comparison| comparison.series.len() == 1);
        let direction = around.map_or(Direction::Unknown, |comparison| self.firing(comparison));
        let function = before.within.last().copied().unwrap_or_default();
        match function {
            "absent_over_time" => effect(!longer),
            _ if GROWING.contains(&function) && alone => moved(direction, longer),
            "min_over_time" if alone => moved(direction, !longer),
            // A mean over more time follows more slowly.
            _ => effect(!longer),
        }
    }

    /// On which side of the threshold it fires: the contrary where what is found silences.
    fn firing(&self, comparison: &Comparison) -> Direction {
        if self.old.silences { comparison.direction.negated() } else { comparison.direction }
    }

    fn comparison(&mut self, before: &Comparison, after: &Comparison) {
        let spans = (before.span.clone(), after.span.clone());
        if before.direction != after.direction {
            let says = "it fires on another side of its threshold now".to_owned();
            return self.add((What::Threshold, true), says, spans);
        }
        let (Some(from), Some(to)) = (before.threshold, after.threshold) else {
            return self.between_series(before, after);
        };
        let (from_shown, to_shown) = (self.old.text, self.new.text);
        let written = |text: &str, comparison: &Comparison, value: f64| {
            let span = comparison.threshold_span.clone();
            span.and_then(|span| text.get(span)).map_or_else(|| value.to_string(), shortened)
        };
        let (from_shown, to_shown) = (written(from_shown, before, from), written(to_shown, after, to));
        let effect = match self.firing(before) {
            _ if from == to => return self.edge(before, after),
            Direction::Above => effect(to < from),
            Direction::Below => effect(to > from),
            Direction::Equal => Effect::Weaker,
            Direction::NotEqual | Direction::Unknown => Effect::Unknown,
        };
        // What is compared inside of another comparison moves that one's value, and not always the same way.
        let is_inner = self.old.expr.comparisons.iter().any(|it| it.span.len() > before.span.len());
        let says = match effect {
            Effect::Stronger if !is_inner => return,
            _ if is_inner => format!("it compares with {to_shown} instead of {from_shown}"),
            Effect::Weaker if self.old.silences => format!("{to_shown} silences it now, where {from_shown} did"),
            _ => match self.firing(before) {
                Direction::Above => format!("it fires above {to_shown} only, and no longer above {from_shown}"),
                Direction::Below => format!("it fires below {to_shown} only, and no longer below {from_shown}"),
                _ => format!("it fires at {to_shown}, and no longer at {from_shown}"),
            },
        };
        let place = |it: &Comparison| it.threshold_span.clone().unwrap_or(it.span.clone());
        self.add((What::Threshold, effect == Effect::Weaker && !is_inner), says, (place(before), place(after)));
    }

    /// The same threshold, once with and once without the value itself.
    fn edge(&mut self, before: &Comparison, after: &Comparison) {
        let takes_edge = |op: CompareOp| matches!(op, CompareOp::GreaterEqual | CompareOp::LessEqual);
        let (was, is) = if self.old.silences { (after, before) } else { (before, after) };
        if takes_edge(was.op) && !takes_edge(is.op) {
            let says = "its threshold itself no longer makes it fire".to_owned();
            self.add((What::Threshold, true), says, (before.op_span.clone(), after.op_span.clone()));
        }
    }

    /// Two series are compared; what is written between and beside them is told by the form.
    fn between_series(&mut self, before: &Comparison, after: &Comparison) {
        if before.threshold.is_some() == after.threshold.is_some() {
            return self.edge(before, after);
        }
        let says = "it compares with something else now; whether it still fires cannot be decided".to_owned();
        self.add((What::Threshold, false), says, (before.span.clone(), after.span.clone()));
    }

    /// The numbers given to a function.
    fn constants(&mut self, before: &Call, after: &Call) {
        let (Some(from), Some(to)) = (before.constants.first(), after.constants.first()) else { return };
        if before.name != after.name || before.constants == after.constants {
            return;
        }
        let around = self.old.expr.comparisons.iter().find(|it| it.series.contains(&before.selectors.start));
        let direction = around.map_or(Direction::Unknown, |comparison| self.firing(comparison));
        let effect = match before.name {
            "predict_linear" => effect(to > from),
            name if QUANTILES.contains(&name) => moved(direction, to > from),
            _ => Effect::Unknown,
        };
        let says = match (before.name, effect) {
            (_, Effect::Stronger) => return,
            ("predict_linear", _) => format!("it looks {to} seconds ahead instead of {from}"),
            (name, _) => format!("{name} is given {to} instead of {from}"),
        };
        let is_sure = effect == Effect::Weaker;
        self.add((What::Function, is_sure), says, (before.span.clone(), after.span.clone()));
    }

    /// Is nothing of the form changed but functions that choose or average? Then their order tells.
    fn ranked_functions(&mut self) -> bool {
        let without = |form: &[String]| form.iter().map(|told| unranked(told)).collect::<Vec<_>>();
        if without(&self.old.form) != without(&self.new.form) {
            return false;
        }
        for (before, after) in self.old.expr.functions.iter().zip(&self.new.expr.functions) {
            let (Some(from), Some(to)) = (rank(before.name), rank(after.name)) else { continue };
            if from == to {
                continue;
            }
            let around = self.old.expr.comparisons.iter().find(|it| it.series.contains(&before.selectors.start));
            let direction = around.map_or(Direction::Unknown, |comparison| self.firing(comparison));
            let effect = moved(direction, to > from);
            if effect != Effect::Stronger {
                let says = format!("it takes the {} instead of the {}", after.name, before.name);
                let spans = (before.name_span.clone(), after.name_span.clone());
                self.add((What::Function, effect == Effect::Weaker), says, spans);
            }
        }
        true
    }
}

/// What is said of the values of `label` that are lost; `None` where none is.
fn said(label: &str, lost: Option<Option<String>>, silences: bool) -> Option<String> {
    Some(match lost {
        Some(None) => return None,
        None => format!("whether its matchers of {label} still admit the same values cannot be decided"),
        Some(Some(value)) if silences => format!("series with {label}=\"{}\" silence it now", shortened(&value)),
        Some(Some(value)) if value.is_empty() => format!("series without the label {label} are no longer seen"),
        Some(Some(value)) => format!("series with {label}=\"{}\" are no longer seen", shortened(&value)),
    })
}

fn effect(stronger: bool) -> Effect {
    if stronger { Effect::Stronger } else { Effect::Weaker }
}

/// The compared value rises or falls.
fn moved(direction: Direction, rises: bool) -> Effect {
    match direction {
        Direction::Above => effect(rises),
        Direction::Below => effect(!rises),
        _ => Effect::Unknown,
    }
}

fn rank(name: &str) -> Option<usize> {
    RANKED.iter().find_map(|family| family.iter().position(|known| *known == name))
}

/// A node of the form without the name of a function that has a rank.
fn unranked(told: &str) -> String {
    let (name, rest) = told.split_once('/').unwrap_or((told, ""));
    match RANKED.iter().position(|family| family.contains(&name)) {
        Some(family) => format!("{family}/{rest}"),
        None => told.to_owned(),
    }
}
