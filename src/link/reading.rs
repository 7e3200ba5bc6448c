//! What an alert reads, after recording rules are followed.
//!
//! It does not judge: whether a selector sees a failure is for [`super::modes`], whether it watches the right service
//! for the scope.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::model::expr::{Comparison, Direction, MatchOp, Matcher, Metric, Role, Selector};
use crate::model::{AlertId, Expr, Recording, RuleSet};

/// Recording rules behind recording rules are followed so many times; a cycle ends here at the latest.
const HOPS: usize = 16;
/// An alert that reads more selectors than this, through fans of recording rules, is not followed further.
const SELECTORS: usize = 400;

/// What one alert reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// Every selector: those of the alert itself, each followed by the ones behind it in recording rules.
    pub selectors: Vec<ReadSelector>,
    /// Names of all functions that the alert calls itself, in the order written.
    pub functions: Vec<&'static str>,
}

/// One selector that an alert reads, itself or through recording rules.
#[derive(Clone, Debug)]
pub(crate) struct ReadSelector {
    /// What it selects by name.
    pub metric: Metric,
    /// Its matchers, those of the selectors outside of it last. Spans lie in the expression that wrote them.
    pub matchers: Arc<[Matcher]>,
    /// Functions and aggregations around it, outermost first, through all recording rules.
    pub within: Vec<&'static str>,
    /// `[5m]` in milliseconds: its own, or where it has none, that of the recorded series.
    pub range: Option<u64>,
    /// `offset` in milliseconds, its own and those outside of it added up.
    pub offset: i64,
    /// Is it read, or does it stand on the right of `unless`?
    pub role: Role,
    /// Which branch of the alert's outermost `or`, from 0.
    pub branch: usize,
    /// Does the expression fall where it rises?
    pub falls: bool,
    /// Are other series divided by it?
    pub divides: bool,
    /// Is it written in the alert itself, and not reached through a recording rule?
    pub direct: bool,
    /// Index into the selectors of the alert's own expression: this one, or the one that led here.
    pub origin: usize,
    /// The comparisons that it stands in, outermost last.
    pub compared: Vec<Compared>,
}

impl ReadSelector {
    /// The name that it asks for, where it asks for one.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.metric {
            Metric::Named(name) => Some(name),
            Metric::Open(_) | Metric::Any => None,
        }
    }
}

/// A comparison around a selector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Compared {
    /// Seen from the series.
    pub direction: Direction,
    /// The constant side; `None` where both sides are series.
    pub threshold: Option<f64>,
}

impl Compared {
    /// The same, seen from a series that is taken away from what is compared.
    fn seen_from(self, taken_away: bool) -> Compared {
        match taken_away {
            true => Compared { direction: self.direction.flipped(), threshold: None },
            false => self,
        }
    }
}

/// The reading of every alert, by [`AlertId`]; empty for an alert whose expression cannot be read.
pub(crate) fn readings(rules: &RuleSet) -> Vec<Reading> {
    let mut recordings = Recordings::new(&rules.recordings);
    let ids = (0..rules.alerts.len()).map(|at| AlertId(at as u32));
    ids.map(|id| rules.alert(id).expr.as_ref().map(|expr| recordings.reading(expr)).unwrap_or_default()).collect()
}

/// The recording rules, by name, with what each reads once it has been asked.
#[derive(Debug, Default)]
pub(crate) struct Recordings<'a> {
    rules: Vec<&'a Recording>,
    named: HashMap<&'a str, Vec<usize>>,
    known: HashMap<usize, Vec<ReadSelector>>,
}

impl<'a> Recordings<'a> {
    /// All recording rules of a run.
    pub(crate) fn new(rules: &'a [Recording]) -> Recordings<'a> {
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, rule) in rules.iter().enumerate() {
            named.entry(&rule.name).or_default().push(at);
        }
        Recordings { rules: rules.iter().collect(), named, known: HashMap::new() }
    }

    /// What an expression reads.
    pub(crate) fn reading(&mut self, expr: &Expr) -> Reading {
        let selectors = self.selectors(expr, &mut Vec::new());
        Reading { selectors, functions: expr.functions.iter().map(|call| call.name).collect() }
    }

    /// The selectors of `expr` and of what stands behind them. `path` holds the recording rules on the way here.
    fn selectors(&mut self, expr: &Expr, path: &mut Vec<usize>) -> Vec<ReadSelector> {
        let mut all = Vec::new();
        for (origin, selector) in expr.selectors.iter().enumerate() {
            let outer = written(expr, origin, selector);
            let behind = self.behind(&outer, path);
            all.push(outer.clone());
            for inner in behind {
                if all.len() >= SELECTORS {
                    return all;
                }
                all.push(joined(&outer, inner));
            }
        }
        // Most read one, and a list takes room for four.
        all.shrink_to_fit();
        all
    }

    /// What the recording rules called like `outer` read.
    fn behind(&mut self, outer: &ReadSelector, path: &mut Vec<usize>) -> Vec<ReadSelector> {
        let found = outer.name().and_then(|name| self.named.get(name)).cloned().unwrap_or_default();
        let mut all = Vec::new();
        for at in found {
            let rule = self.rules[at];
            if path.len() >= HOPS || path.contains(&at) || excludes(outer, rule) {
                continue;
            }
            if !self.known.contains_key(&at) {
                path.push(at);
                let read = rule.expr.as_ref().map(|expr| self.selectors(expr, path)).unwrap_or_default();
                path.pop();
                self.known.insert(at, read);
            }
            all.extend(
                self.known[&at].iter().take(SELECTORS).cloned().map(|inner| without_labels_of(rule, outer, inner)),
            );
        }
        all
    }
}

/// A selector as `expr` writes it.
fn written(expr: &Expr, origin: usize, selector: &Selector) -> ReadSelector {
    let reads = |comparison: &&Comparison| comparison.role == Role::Reads && comparison.selectors.contains(&origin);
    let compared = |comparison: &Comparison| match comparison.series.contains(&origin) {
        true => Compared { direction: comparison.direction, threshold: comparison.threshold }
            .seen_from(selector.falls != comparison.series_falls),
        false => Compared { direction: comparison.direction.flipped(), threshold: None }
            .seen_from(selector.falls != comparison.falls),
    };
    ReadSelector {
        metric: selector.metric.clone(),
        matchers: selector.matchers.clone(),
        within: selector.within.clone(),
        range: selector.range,
        offset: selector.offset,
        role: selector.role,
        branch: selector.branch,
        falls: selector.falls,
        divides: selector.divides,
        direct: true,
        origin,
        compared: expr.comparisons.iter().filter(reads).map(compared).collect(),
    }
}

/// `inner` as it is read through the recorded series `outer`. Its matchers have been merged already.
fn joined(outer: &ReadSelector, inner: ReadSelector) -> ReadSelector {
    let outer_compared = outer.compared.iter().map(|compared| compared.seen_from(inner.falls));
    let excluded = outer.role == Role::Excludes || inner.role == Role::Excludes;
    ReadSelector {
        within: outer.within.iter().chain(&inner.within).copied().collect(),
        range: inner.range.or(outer.range),
        offset: inner.offset.saturating_add(outer.offset),
        role: if excluded { Role::Excludes } else { Role::Reads },
        branch: outer.branch,
        direct: false,
        origin: outer.origin,
        falls: inner.falls != outer.falls,
        divides: inner.divides || outer.divides,
        compared: inner.compared.iter().copied().chain(outer_compared).collect(),
        ..inner
    }
}

/// Does a label that `rule` sets contradict a matcher of `outer`? Then `outer` does not read this rule's series.
fn excludes(outer: &ReadSelector, rule: &Recording) -> bool {
    outer.matchers.iter().any(|matcher| {
        let set = rule.labels.iter().find(|label| *label.name == *matcher.label);
        set.is_some_and(|label| match matcher.op {
            MatchOp::Equal => *label.value != *matcher.value,
            MatchOp::NotEqual => *label.value == *matcher.value,
            MatchOp::Regex | MatchOp::NotRegex => false,
        })
    })
}

/// `inner` with the matchers of `outer` added, except those on labels that the rule itself sets.
fn without_labels_of(rule: &Recording, outer: &ReadSelector, mut inner: ReadSelector) -> ReadSelector {
    let of_series = |matcher: &&Matcher| !rule.labels.iter().any(|label| *label.name == *matcher.label);
    let added = outer.matchers.iter().filter(of_series).filter(|matcher| !inner.matchers.contains(matcher));
    let added: Vec<Matcher> = added.cloned().collect();
    if !added.is_empty() {
        inner.matchers = inner.matchers.iter().cloned().chain(added).collect();
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::{Recordings, readings};
    use crate::model::expr::Direction;
    use crate::model::{Expr, Recording, RuleSet, Text};
    use crate::source::{Place, Sources};

    fn expr(text: &str) -> Expr {
        Expr::read(text).expect("valid PromQL")
    }

    fn recording(name: &str, text: &str) -> Recording {
        let place = Place::new(Sources::default().add("r.yml".into(), "".into()), 0..0);
        let (name, text) = (Text::plain(name, place), Text::plain(text, place));
        Recording { expr: Some(expr(&text)), name, text, labels: Vec::new(), group: 0, place }
    }

    fn names(text: &str, rules: &[Recording]) -> Vec<String> {
        let reading = Recordings::new(rules).reading(&expr(text));
        reading.selectors.iter().filter_map(|it| it.name()).map(str::to_owned).collect()
    }

    #[test]
    fn recording_rules_are_followed_through_several_hops_with_the_outer_matchers() {
        let rules = [recording("a:b", "sum(c:d)"), recording("c:d", "rate(raw[5m]) / size")];
        let text = "max(a:b{job=\"x\"}) < 1";
        let reading = Recordings::new(&rules).reading(&expr(text));
        let raw = &reading.selectors[2];
        assert_eq!(raw.name(), Some("raw"));
        assert_eq!(raw.within, ["max", "sum", "rate"]);
        assert_eq!((raw.direct, raw.origin, raw.matchers[0].value.as_str()), (false, 0, "x"));
        assert_eq!(raw.compared[0].direction, Direction::Below);
        assert_eq!(names(text, &rules), ["a:b", "c:d", "raw", "size"]);
    }

    #[test]
    fn the_other_side_of_a_comparison_goes_the_other_way() {
        let reading = Recordings::default().reading(&expr("free > total * 0.8"));
        let directions: Vec<Direction> = reading.selectors.iter().map(|it| it.compared[0].direction).collect();
        assert_eq!(directions, [Direction::Above, Direction::Below]);
    }

    #[test]
    fn what_is_taken_away_goes_the_other_way() {
        let of = |text: &str, rules: &[Recording]| -> Vec<Direction> {
            let reading = Recordings::new(rules).reading(&expr(text));
            reading.selectors.iter().filter_map(|it| it.compared.first()).map(|it| it.direction).collect()
        };
        assert_eq!(of("time() - last_success > 3600", &[]), [Direction::Below]);
        assert_eq!(of("(size - free) / size > 0.9", &[]), [Direction::Above, Direction::Below, Direction::Above]);
        assert_eq!(of("1 - free / size > 0.9", &[]), [Direction::Below, Direction::Below]);
        let rules = [recording("used:ratio", "1 - free / size")];
        assert_eq!(of("used:ratio > 0.9", &rules), [Direction::Above, Direction::Below, Direction::Below]);
    }

    #[test]
    fn a_cycle_ends() {
        let rules = [recording("a", "b"), recording("b", "a + raw")];
        assert!(names("a > 1", &rules).contains(&"raw".to_owned()));
    }

    #[test]
    fn a_long_chain_and_an_empty_set_do_no_harm() {
        let chain: Vec<_> = (0..5000).map(|at| recording(&format!("r{at}"), &format!("r{}", at + 1))).collect();
        assert!(names("r0", &chain).len() < 20);
        assert!(readings(&RuleSet::default()).is_empty());
    }
}
