//! How late would the page come, at worst?
//!
//! The failure begins right after a scrape, the scrape ends right after an evaluation, and so on: every step waits for
//! its whole interval. A function over a range is taken to need its whole range, unless the first sample is enough.

use super::{Ladder, present};
use crate::link::coverage::{Answer, Rung, Term};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Role, Selector};
use crate::model::shown_millis;
use crate::model::{Alert, Expr, Incident, Prometheus, Scrape};
use crate::source::Place;

/// What Prometheus takes for scrapes and evaluations that nobody sets.
const DEFAULT_INTERVAL: u64 = 60_000;
/// Recording rules behind recording rules are followed so many times.
const HOPS: usize = 16;

/// How often a job is scraped, and where that is set.
pub(super) fn scrape_interval(prometheus: &Prometheus, scrape: Option<&Scrape>) -> (u64, Option<Place>) {
    let set = scrape.and_then(|scrape| scrape.interval).or(prometheus.scrape_interval);
    set.map_or((DEFAULT_INTERVAL, None), |interval| (interval.millis, Some(interval.place)))
}

impl Ladder<'_> {
    /// The rung, and what the delay is made of.
    pub(super) fn in_time(&self, alert: &Alert, incident: &Incident, grouping: Term) -> (Rung, Vec<Term>) {
        let lasted = lasted(incident);
        let Some(prometheus) = self.configuration(alert) else {
            return (judged_ahead(alert, without_numbers(alert, &grouping, lasted)), Vec::new());
        };
        let Some(expr) = &alert.expr else {
            return (Rung::unknown("its expression is in a language that is not read here"), Vec::new());
        };
        let mut delay = self.delay(alert, expr, prometheus);
        delay.push(grouping);
        let sum = |assumed: bool| delay.iter().filter(|it| !it.assumed || assumed).map(|it| it.millis).sum::<u64>();
        let (certain, total) = (sum(false), sum(true));
        let rung = match (self.judged(certain, lasted, incident), self.judged(total, lasted, incident)) {
            (certain, all) if all.is == Answer::No && certain.is != Answer::No => {
                Rung::unknown(format!("{}, if its function takes the whole range", all.why))
            }
            (_, all) => all,
        };
        (judged_ahead(alert, rung), delay)
    }

    fn judged(&self, total: u64, lasted: Option<u64>, incident: &Incident) -> Rung {
        let shown = shown_millis(total);
        let severity = incident.severity.as_ref().map(|severity| severity.value.as_str());
        let target = self.settings.targets.of(severity).map(|span| span.millis);
        match (target, lasted) {
            (Some(target), _) if total > target => {
                Rung::no(format!("up to {shown} until it pages; the target is {}", shown_millis(target)))
            }
            (_, Some(lasted)) if total > lasted => {
                Rung::no(format!("up to {shown} until it pages; the incident lasted {}", shown_millis(lasted)))
            }
            (Some(target), _) => {
                Rung::yes(format!("up to {shown} until it pages; the target is {}", shown_millis(target)))
            }
            (None, Some(lasted)) => {
                Rung::yes(format!("up to {shown} until it pages; the incident lasted {}", shown_millis(lasted)))
            }
            (None, None) => Rung::unknown(format!("up to {shown} until it pages; nothing says what would be in time")),
        }
    }

    /// Scrape, rules and `for`.
    fn delay(&self, alert: &Alert, expr: &Expr, prometheus: &Prometheus) -> Vec<Term> {
        let (interval, place) = self.evaluation(alert.group, prometheus);
        let mut terms = self.until_seen(expr, prometheus, 0);
        terms.push(waiting(format!("evaluation of {}", &*alert.name), (interval, place)));
        let group = &self.model.rules.groups[alert.group];
        let offset = group.query_offset.map(|millis| (millis, None));
        let offset = offset.or(prometheus.query_offset.map(|offset| (offset.millis, Some(offset.place))));
        if let Some((millis, place)) = offset.filter(|(millis, _)| *millis > 0) {
            terms.push(passing("query_offset".into(), (millis, place)));
        }
        if alert.hold > 0 {
            let millis = alert.hold.div_ceil(interval.max(1)).saturating_mul(interval.max(1));
            let what = format!("for: {}, in whole evaluations", shown_millis(alert.hold));
            terms.push(passing(what, (millis, Some(alert.name.place))));
        }
        terms
    }

    /// How often a group is evaluated.
    fn evaluation(&self, group: usize, prometheus: &Prometheus) -> (u64, Option<Place>) {
        let group = &self.model.rules.groups[group];
        if let Some(millis) = group.interval {
            return (millis, Some(group.name.place));
        }
        prometheus.evaluation_interval.map_or((DEFAULT_INTERVAL, None), |set| (set.millis, Some(set.place)))
    }

    /// The slowest way from the failure to what `expr` reads.
    fn until_seen(&self, expr: &Expr, prometheus: &Prometheus, hops: usize) -> Vec<Term> {
        let read = expr.selectors.iter().enumerate().filter(|(_, selector)| selector.role == Role::Reads);
        let ways = read.map(|(at, _)| self.of_selector((expr, at), prometheus, hops));
        let total = |terms: &Vec<Term>| terms.iter().map(|term| term.millis).sum::<u64>();
        // Of equal ways the first is told.
        ways.reduce(|one, other| if total(&other) > total(&one) { other } else { one }).unwrap_or_default()
    }

    /// `at` is an index into the selectors of the expression.
    fn of_selector(&self, (expr, at): (&Expr, usize), prometheus: &Prometheus, hops: usize) -> Vec<Term> {
        let selector = &expr.selectors[at];
        let rules = self.recordings.of(selector);
        let behind = rules.iter().filter_map(|rule| Some((rule, rule.expr.as_ref()?))).next();
        let mut terms = match behind.filter(|_| hops < HOPS) {
            Some((rule, inner)) => {
                let mut terms = self.until_seen(inner, prometheus, hops + 1);
                terms.push(waiting(format!("evaluation of {}", &*rule.name), self.evaluation(rule.group, prometheus)));
                terms
            }
            None => vec![scrape(selector, prometheus)],
        };
        if let Some(millis) = selector.range.filter(|_| !is_quick(expr, at, selector)) {
            let function = selector.within.last().copied().unwrap_or("the range");
            let assumed = !takes_whole_range(expr, at, selector);
            let when = if assumed { ", if it takes the whole range" } else { ", the whole range" };
            let what = format!("{function}[{}]{when}", shown_millis(millis));
            terms.push(Term {
                assumed,
                ..if assumed { waiting(what, (millis, None)) } else { passing(what, (millis, None)) }
            });
        }
        terms
    }
}

/// What may be over at once, and takes `millis` at worst.
fn waiting(what: String, (millis, place): (u64, Option<Place>)) -> Term {
    Term { what, millis, at_least: 0, place, assumed: false }
}

/// What always takes its whole time.
fn passing(what: String, (millis, place): (u64, Option<Place>)) -> Term {
    Term { at_least: millis, ..waiting(what, (millis, place)) }
}

/// Would all be over before it could page, even if every scrape and evaluation came at once? Then it pages nobody at all.
pub(super) fn comes_after_the_end(rung: &Rung, at_least: u64, incident: &Incident) -> bool {
    rung.is == Answer::No && lasted(incident).is_some_and(|lasted| at_least > lasted)
}

/// How long it takes in any case, in milliseconds; without numbers (`delay` is empty), what `for` and its group take.
pub(super) fn at_least(delay: &[Term], alert: &Alert, grouping: u64) -> u64 {
    if delay.is_empty() { alert.hold + grouping } else { delay.iter().map(|term| term.at_least).sum() }
}

/// In milliseconds.
pub(super) fn lasted(incident: &Incident) -> Option<u64> {
    incident.duration.map(|seconds| seconds.saturating_mul(1000)).filter(|lasted| *lasted > 0)
}

/// An alert that may fire ahead of the failure is never said to be late: nobody knows when its condition began to hold.
fn judged_ahead(alert: &Alert, rung: Rung) -> Rung {
    let may_lead = alert.expr.as_ref().is_none_or(may_lead);
    if rung.is == Answer::No && may_lead {
        return Rung::unknown(format!("{}; its condition may hold before the failure begins", rung.why));
    }
    rung
}

/// Can the condition hold before anything has failed: a level that nears its limit, a date that comes closer? What
/// counts events, and what says that something is gone, begins with the failure.
pub(super) fn may_lead(expr: &Expr) -> bool {
    const EVENTS: [&str; 7] = ["rate", "irate", "increase", "changes", "resets", "absent", "absent_over_time"];
    let begins_with_failure = |selector: &Selector| {
        selector.name().is_some_and(|name| WORDS.is_flag(name) || WORDS.is_tie(name))
            || selector.within.iter().any(|function| EVENTS.contains(function))
    };
    let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
    read.into_iter().any(|selector| !begins_with_failure(selector))
}

/// Without a configuration, `for` alone or what the Alertmanager waits for may already be too long.
fn without_numbers(alert: &Alert, grouping: &Term, lasted: Option<u64>) -> Rung {
    let grouped = if grouping.assumed { 0 } else { grouping.millis };
    let terms = [("for", alert.hold), (grouping.what.as_str(), grouped)];
    let longer = lasted.and_then(|lasted| Some((terms.into_iter().find(|(_, millis)| *millis > lasted)?, lasted)));
    let Some(((what, millis), lasted)) = longer else {
        return Rung::unknown("give prometheus.yml to add up its delay");
    };
    Rung::no(format!("{what} alone takes {}; the incident lasted {}", shown_millis(millis), shown_millis(lasted)))
}

/// The slowest job that a selector admits.
fn scrape(selector: &Selector, prometheus: &Prometheus) -> Term {
    let admitted = prometheus.scrapes.iter().filter(|scrape| present::may_be_of(selector, scrape));
    let slowest = admitted.max_by_key(|scrape| scrape_interval(prometheus, Some(scrape)).0);
    let what = match slowest.filter(|scrape| scrape.interval.is_some()) {
        Some(scrape) => format!("scrape of job {}", &*scrape.job),
        None => "scrape".to_owned(),
    };
    waiting(what, scrape_interval(prometheus, slowest))
}

/// Does it fire only when nothing of before the failure is left in the range?
fn takes_whole_range(expr: &Expr, at: usize, selector: &Selector) -> bool {
    let compared = expr.comparisons.iter().find(|comparison| comparison.series.contains(&at));
    let is_zero = compared.is_some_and(|it| it.direction == Direction::Equal && it.threshold == Some(0.0));
    match selector.within.last().copied() {
        Some("absent_over_time") => true,
        Some("rate" | "increase" | "changes" | "resets") => is_zero,
        _ => false,
    }
}

/// Is the first sample enough: any increase at all, the largest value of a range, the smallest?
fn is_quick(expr: &Expr, at: usize, selector: &Selector) -> bool {
    let compared = expr.comparisons.iter().find(|comparison| comparison.series.contains(&at));
    let is = |wanted: Direction| compared.is_some_and(|it: &Comparison| it.direction == wanted);
    match selector.within.last().copied() {
        Some("rate" | "increase" | "irate" | "changes" | "resets") => {
            is(Direction::Above) && compared.is_some_and(|it| it.threshold == Some(0.0))
        }
        Some("max_over_time") => is(Direction::Above),
        Some("min_over_time") => is(Direction::Below),
        Some("last_over_time" | "idelta") => true,
        _ => false,
    }
}
