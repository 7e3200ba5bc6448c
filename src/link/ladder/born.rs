//! Counters that are born with their first event: a rise from nothing to one is none.

use std::collections::BTreeSet;

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
        if !rises || expr.branches != 1 {
            return None;
        }
        let name = selector.name()?;
        if let Some(why) = self.one_series_an_event(name, selector).filter(|_| compared.direction == Direction::Above) {
            return Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place));
        }
        if !asks_for_any(compared) {
            return None;
        }
        let shown =
            |page: &Exposition| page.of(name).filter(|series| lets(selector, series)).map(|it| it.value).collect();
        let pages = self.model.expositions.iter().filter(|page| page.is_whole);
        let pages: Vec<(&Exposition, Vec<f64>)> = pages.map(|page| (page, shown(page))).collect();
        let why = self.at_one(name, &pages).or_else(|| self.first_ever(name, &pages, asked))?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// A page shows a series for each event, told apart by its number: each is born at one, and stays there.
    fn one_series_an_event(&self, name: &str, selector: &Selector) -> Option<String> {
        let (page, label) = self.model.expositions.iter().find_map(|page| {
            let shown: Vec<&Series> = page.of(name).filter(|series| lets(selector, series)).collect();
            let are_born = shown.len() >= SEVERAL && shown.iter().all(|series| series.value == 1.0);
            Some((page, numbered(&shown).filter(|_| are_born)?))
        })?;
        let path = path_of(self.sources, page.file);
        Some(format!(
            "each series of {name} in {path} is an event of its own, by {label}: it is born at 1 and never rises"
        ))
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
        let words = WORDS.fading();
        let in_story = || words.single_event.is_match(asked.story) && words.first_since.is_match(asked.story);
        let is_told = words.first_event.is_match(asked.text) || in_story();
        let is_first = is_told && pages.iter().all(|(_, values)| values.is_empty());
        let page = path_of(self.sources, page.file);
        is_first.then(|| format!("{name} has no series in {page} yet: what is born with its only event does not rise"))
    }
}

/// Fewer series may be alike by chance.
const SEVERAL: usize = 4;

/// The label by which all series differ, and that numbers them: `order="NL-771204"`.
fn numbered<'s>(series: &[&'s Series]) -> Option<&'s str> {
    let mut labels = series.first()?.labels.keys();
    let long = |value: &&String| value.bytes().filter(u8::is_ascii_digit).count() >= SEVERAL;
    let label = labels.find(|label| {
        let values: BTreeSet<&String> = series.iter().filter_map(|it| it.labels.get(*label)).filter(long).collect();
        values.len() == series.len()
    });
    label.map(String::as_str)
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
