//! The very targets that a cause names, by what their job says of them: `ch-04a` has `shard="04"`, and of three servers two are
//! named that stopped.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::delivered::World;
use super::present::{Lookup, admits, is_own, may_be_of, shown};
use super::{Asked, is_of_scrape};
use crate::link::asked::hidden_among;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{CompareOp, Comparison, Direction, Expr, Matcher, Role, Selector};
use crate::model::{Alert, Prometheus, Scrape, TargetLabels};

impl Lookup<'_, '_> {
    /// Why an alert does not see the targets that the cause names: its matchers leave them out, or it counts more of them.
    pub(super) fn misses_targets(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads && expr.branches == 1);
        let left_out = read.into_iter().find_map(|selector| {
            let (matcher, why) = self.leaves_out(selector, asked.text)?;
            Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.at(matcher.span.clone())))
        });
        let too_few = || {
            let mut compared = expr.comparisons.iter().filter(|it| it.role == Role::Reads);
            let why = compared.find_map(|it| self.counts_more(it, (alert, expr), asked))?;
            Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
        };
        let hidden = || {
            let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads);
            let why = read.find_map(|selector| {
                let (told, all) = self.told(selector, asked.text)?;
                hidden_among(all, alert).filter(|_| told.len() == 1 && all > 1)
            })?;
            Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
        };
        left_out.or_else(too_few).or_else(hidden).or_else(|| self.asks_others(alert, expr, asked.text))
    }

    /// The cause names hosts that are called as the targets are, and are none of them: `stream-07` beside `stream-01` to `-06`.
    fn asks_others(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads && expr.branches == 1);
        let why = read.filter(|selector| selector.name().is_some()).find_map(|selector| {
            let targets: Vec<&TargetLabels> = self.targets_of(selector)?.into_iter().flatten().collect();
            let values: HashSet<&str> = targets.iter().flat_map(|target| target.values()).map(String::as_str).collect();
            let names: Vec<&str> = targets.iter().filter_map(|target| name_of(target)).collect();
            let stems: HashSet<&str> = names.iter().filter_map(|name| stem_of(name)).collect();
            let several = |stem: &str| names.iter().filter(|name| stem_of(name) == Some(stem)).count() > 1;
            let text = text.to_lowercase();
            let told = words(&text)
                .into_iter()
                .filter(|word| stem_of(word).is_some_and(|stem| stems.contains(stem) && several(stem)));
            let mut told: Vec<&str> = told.collect();
            told.sort_unstable();
            let is_target = |word: &&str| names.contains(word) || values.iter().any(|value| value.contains(*word));
            let first = told.first().filter(|_| !told.iter().any(is_target))?;
            Some(format!("{first} is no target of the job {}", targets.first()?.get("job")?))
        })?;
        Some(Rung::broken(Flaw::AbsentSeries, why).at(alert.text.place))
    }

    /// The matcher that lets none of them through.
    fn leaves_out<'e>(&self, selector: &'e Selector, text: &str) -> Option<(&'e Matcher, String)> {
        let (told, _) = self.told(selector, text)?;
        let first = told.first()?;
        let leaves = |matcher: &&Matcher| {
            let lets = |target: &&TargetLabels| target.get(&matcher.label).is_none_or(|value| admits(matcher, value));
            matcher.label != "job" && !told.iter().any(lets)
        };
        let matcher = selector.matchers.iter().find(leaves)?;
        let (name, value) = (name_of(first)?, first.get(&matcher.label)?);
        if self.tells_of_others(selector, name) {
            return None;
        }
        Some((matcher, format!("{} leaves out {name}, which has {}=\"{value}\"", shown(matcher), matcher.label)))
    }

    /// Do the series of a selector tell of others than who exports them? A page shows one that has the name in a label of its own.
    fn tells_of_others(&self, selector: &Selector, name: &str) -> bool {
        let Some(metric) = selector.name() else { return false };
        let names = |(label, value): (&String, &String)| is_own(label) && words(value).contains(name);
        let mut shown = self.model.expositions.iter().flat_map(|page| page.of(metric));
        WORDS.silences().is_of_peers(metric) || shown.any(|series| series.labels.iter().any(names))
    }

    /// It counts more that are down than the cause names.
    fn counts_more(&self, compared: &Comparison, (alert, expr): (&Alert, &Expr), asked: &Asked<'_>) -> Option<String> {
        let [selector] = expr.selectors.get(compared.series.clone())? else { return None };
        let counts = selector.within.first() == Some(&"count") && selector.name().is_some_and(is_of_scrape);
        let written = alert.text.get(compared.span.start..compared.op_span.start)?;
        let of_down = counts && written.contains("== 0") && compared.direction == Direction::Above;
        let more = compared.threshold.filter(|_| of_down && !compared.is_bool)?;
        let (told, all) = self.told(selector, asked.text)?;
        let down = told.len() as f64;
        let is_met = if compared.op == CompareOp::GreaterEqual { down >= more } else { down > more };
        let names: Vec<&str> = told.iter().filter_map(|target| name_of(target)).collect();
        let why = || format!("asks for more than {more} that are down, and {} were", names.join(" and "));
        (told.len() > 1 && told.len() < all && !is_met).then(why)
    }

    /// The targets of the jobs that `selector` may read which the text names, and how many there are; `None` as of
    /// [`Lookup::targets_of`].
    fn told(&self, selector: &Selector, text: &str) -> Option<(Vec<&TargetLabels>, usize)> {
        let targets: Vec<&TargetLabels> = self.targets_of(selector)?.into_iter().flatten().collect();
        let all = targets.len();
        Some((named(targets.into_iter(), text), all))
    }

    /// The targets of each job that `selector` may read. `None` where others may be found, or where the labels are changed.
    pub(super) fn targets_of(&self, selector: &Selector) -> Option<Vec<&[TargetLabels]>> {
        fixed(self.all_scrapes()?.map(|(_, scrape)| scrape).filter(|scrape| may_be_of(selector, scrape)))
    }
}

/// The targets of each of some jobs; `None` where one may find others, or changes their labels.
fn fixed<'s>(scrapes: impl Iterator<Item = &'s Scrape>) -> Option<Vec<&'s [TargetLabels]>> {
    scrapes.map(|scrape| scrape.targets.as_deref().filter(|_| !scrape.changes_series)).collect()
}

/// Does a text name a target of the jobs that a selector may read?
pub(super) fn names_target(selector: &Selector, prometheus: &Prometheus, text: &str) -> bool {
    let scrapes = prometheus.scrapes.iter().filter(|scrape| may_be_of(selector, scrape));
    !named(scrapes.flat_map(|scrape| scrape.targets.iter().flatten()), text).is_empty()
}

/// The words of a text.
pub(in crate::link) fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').collect()
}

/// Those of some targets that a text names.
fn named<'t>(targets: impl Iterator<Item = &'t TargetLabels>, text: &str) -> Vec<&'t TargetLabels> {
    let text = text.to_lowercase();
    let words = words(&text);
    let is_told = |name: &str| words.contains(&*name.to_lowercase());
    let of_host = |target: &TargetLabels| {
        target.iter().any(|(label, name)| WORDS.names_host(label) && is_host(name) && is_told(name))
    };
    targets.filter(|target| name_of(target).is_some_and(is_told) || of_host(target)).collect()
}

/// The values that a label has on the targets of `prometheus` which the cause names, or else its story, of the jobs that an alert
/// may read; or that the cause itself names, of several. None where others may be found.
pub(super) fn values_told(
    alert: &Alert,
    prometheus: &Prometheus,
    world: &World<'_>,
) -> BTreeMap<String, BTreeSet<String>> {
    let selectors = alert.expr.as_ref().map_or(&[][..], |expr| &expr.selectors);
    let read = |scrape: &&Scrape| selectors.iter().any(|selector| may_be_of(selector, scrape));
    let jobs = prometheus.scrapes_all().then(|| fixed(prometheus.scrapes.iter().filter(read)));
    let Some(jobs) = jobs.flatten() else { return BTreeMap::new() };
    let targets = || jobs.iter().copied().flatten();
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let of_cause = named(targets(), world.told);
    let told = if of_cause.is_empty() { named(targets(), world.story) } else { of_cause };
    for (label, value) in told.iter().flat_map(|target| target.iter()) {
        values.entry(label.clone()).or_default().insert(value.clone());
    }
    values.retain(|label, _| told.iter().all(|target| target.contains_key(label)));
    let text = world.told.to_lowercase();
    let words = words(&text);
    for (label, value) in targets().flat_map(TargetLabels::iter) {
        let is_name = label != "job" && label != "instance" && value.contains(|c: char| c.is_ascii_digit());
        if is_name && words.contains(&*value.to_lowercase()) && targets().all(|target| target.contains_key(label)) {
            let all = values.entry(label.clone()).or_default();
            all.retain(|known| words.contains(&*known.to_lowercase()));
            all.insert(value.clone());
        }
    }
    values
}

/// The first part of the host of a target: `ch-04a`, `db-graz`.
pub(super) fn name_of(target: &TargetLabels) -> Option<&str> {
    let host = target.get("instance")?;
    let name = host.split(['.', ':']).next()?;
    is_host(name).then_some(name)
}

/// What comes before the number of a host: `stream-` of `stream-07`.
fn stem_of(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem.len() > 2 && stem.len() < name.len() && stem.ends_with('-')).then_some(stem)
}

/// May it be the name of a host? A word alone may be anything.
pub(super) fn is_host(name: &str) -> bool {
    name.contains(char::is_alphabetic) && name.contains(|c: char| c.is_ascii_digit() || c == '-')
}
