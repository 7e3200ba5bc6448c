//! Counters that are born with their first event: a rise from nothing to one is none.

use super::present::{Lookup, admits, is_own};
use super::silent::RISES;
use super::{Asked, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{CompareOp, Comparison, Direction, Expr, Selector};
use crate::model::{Alert, Exposition, Series};

/// When a process began.
const START: &str = "process_start_time_seconds";

impl Lookup<'_, '_> {
    /// A counter that one page of a process does not have and another shows at one, or that is told to have counted for the first
    /// time: it counted a single event, with which it was born, and no range of it holds two values that differ.
    pub(super) fn born_with_the_event(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let [compared] = &expr.comparisons[..] else { return None };
        let [selector] = &expr.selectors[..] else { return None };
        let rises = selector.within.last().is_some_and(|it| RISES.contains(it));
        if !rises || expr.branches != 1 || !asks_for_any(compared) {
            return None;
        }
        let name = selector.name()?;
        let shown =
            |page: &Exposition| page.of(name).filter(|series| lets(selector, series)).map(|it| it.value).collect();
        let pages = self.model.expositions.iter().filter(|page| page.is_whole);
        let pages: Vec<(&Exposition, Vec<f64>)> = pages.map(|page| (page, shown(page))).collect();
        let why = self.at_one(name, &pages).or_else(|| self.first_ever(name, &pages, asked))?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// One page has none of it, and another one.
    fn at_one(&self, name: &str, pages: &[(&Exposition, Vec<f64>)]) -> Option<String> {
        let is_unborn = |other: &Exposition, values: &[f64], page: &Exposition| {
            values.is_empty() && other.declares(name) && start(other) == start(page)
        };
        let (page, before) = pages.iter().filter(|(_, values)| values[..] == [1.0]).find_map(|(page, _)| {
            let (before, _) = pages.iter().find(|(other, values)| is_unborn(other, values, page))?;
            Some((page, before))
        })?;
        let [page, before] = [page, before].map(|page| path_of(self.sources, page.file));
        Some(format!("{name} is not in {before} yet, and 1 in {page}: what is born with its only event does not rise"))
    }

    /// No page has any, and one says that there could be; in the incident it counted for the first time, and once.
    fn first_ever(&self, name: &str, pages: &[(&Exposition, Vec<f64>)], asked: &Asked<'_>) -> Option<String> {
        let (page, _) = pages.iter().find(|(page, _)| page.declares(name))?;
        let is_first =
            pages.iter().all(|(_, values)| values.is_empty()) && WORDS.fading().first_event.is_match(asked.text);
        let page = path_of(self.sources, page.file);
        is_first.then(|| format!("{name} has no series in {page} yet: what is born with its only event does not rise"))
    }
}

/// Does it fire for any rise at all?
fn asks_for_any(compared: &Comparison) -> bool {
    let none = compared.threshold == Some(0.0) && compared.op == CompareOp::Greater;
    none && compared.direction == Direction::Above && !compared.is_bool
}

/// Has a series the labels that a selector asks of the metric itself? Those of the target are added by the scrape.
fn lets(selector: &Selector, series: &Series) -> bool {
    let own = selector.matchers.iter().filter(|matcher| is_own(&matcher.label));
    own.into_iter().all(|matcher| series.labels.get(&matcher.label).is_some_and(|value| admits(matcher, value)))
}

/// When the process began that gave a page, where the page says so.
fn start(page: &Exposition) -> Option<f64> {
    page.of(START).next().map(|series| series.value)
}
