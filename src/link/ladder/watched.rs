//! Whether what an alert asks for is gone when the very thing fails that a risk tells of: Prometheus itself, one instance behind an
//! address that others answer, one of several jobs that have to be gone together, a server beside an exporter that lives on.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::present::{Lookup, may_be_of};
use super::{Asked, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::link::scope::alternatives;
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr, MatchOp, Role, Selector};
use crate::model::{Alert, Exposition, Incident, Scrape};
use crate::patterns::Patterns;

/// What exporters say of the servers that they ask, and how texts tell of what takes both along: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Exporters {
    /// The flags by which exporters say that their server answers, and how texts call that server.
    flags: BTreeMap<String, Patterns>,
    /// How texts say that a whole host was lost.
    hosts_lost: Patterns,
}

/// What says whether a scrape succeeded.
pub(super) const UP: &str = "up";
/// Where a Prometheus answers, as it calls itself.
const ITSELF: [&str; 3] = ["localhost:9090", "127.0.0.1:9090", "[::1]:9090"];

impl Lookup<'_, '_> {
    /// Why nothing is absent or down for an alert on `up` where what a risk tells of fails.
    pub(super) fn still_up(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let several = || absent_together(expr, asked);
        let [up] = &expr.selectors[..] else { return several().map(|why| unmoved(alert, why)) };
        let is_down = up.name() == Some(UP) && !expr.is_absent() && expr.comparisons.iter().all(asks_for_down);
        let down = || {
            let scrapes: Vec<&Scrape> = self.all_scrapes()?.map(|(_, scrape)| scrape).collect();
            let of_job: Vec<&Scrape> = scrapes.into_iter().filter(|scrape| may_be_of(up, scrape)).collect();
            self.asks_itself(&of_job)
                .or_else(|| one_address(&of_job, asked))
                .or_else(|| self.exporter_lives(&of_job, asked.text))
        };
        let why = if is_down { down() } else { several() };
        why.map(|why| unmoved(alert, why))
    }

    /// Prometheus, scraped by itself alone.
    fn asks_itself(&self, scrapes: &[&Scrape]) -> Option<String> {
        let [loader] = self.loaders[..] else { return None };
        let is_own =
            |labels: &BTreeMap<String, String>| labels.get("instance").is_some_and(|it| ITSELF.contains(&it.as_str()));
        let is_alone =
            |scrape: &&Scrape| scrape.targets.as_ref().is_some_and(|all| !all.is_empty() && all.iter().all(is_own));
        let path = path_of(self.sources, loader.file);
        let why =
            || format!("the Prometheus of {path} asks nobody but itself: while it is down, nothing evaluates the rule");
        (!scrapes.is_empty() && scrapes.iter().all(is_alone)).then(why)
    }

    /// The exporter of a server that failed: its `up` is 1 for as long as the exporter itself answers.
    fn exporter_lives(&self, scrapes: &[&Scrape], text: &str) -> Option<String> {
        let exporters = WORDS.exporters();
        if scrapes.is_empty() || exporters.hosts_lost.is_match(text) {
            return None;
        }
        let flag_of = |scrape: &&Scrape| {
            let mut pages = self.model.expositions.iter().filter(|page: &&Exposition| page.stem == *scrape.job.value);
            let page = pages.next()?;
            let shown = |(flag, told): &(&String, &Patterns)| page.of(flag).next().is_some() && told.is_match(text);
            exporters.flags.iter().find(shown).map(|(flag, _)| flag)
        };
        let flags: Vec<&String> = scrapes.iter().map(flag_of).collect::<Option<_>>()?;
        let flag = flags.first()?;
        Some(format!(
            "its targets are exporters, which live on when their server fails: {flag} is 0 then, and up stays 1"
        ))
    }
}

/// Several jobs or instances that have to be gone together: `absent(up{job=~"a|b"})` says nothing while one of them is there.
fn absent_together(expr: &Expr, asked: &Asked<'_>) -> Option<String> {
    let read: Vec<&Selector> = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).collect();
    if read.is_empty() || !expr.is_absent() {
        return None;
    }
    let whys: Option<Vec<String>> = read.iter().map(|selector| spared_one(selector, asked)).collect();
    whys?.into_iter().next()
}

/// The one that nobody names among those that a matcher asks for, where another was hurt.
fn spared_one(selector: &Selector, asked: &Asked<'_>) -> Option<String> {
    let regexes = selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Regex);
    regexes.into_iter().find_map(|matcher| {
        let all = alternatives(&matcher.value)?;
        let (hurt, spared): (Vec<&str>, Vec<&str>) = all.into_iter().partition(|name| is_hurt(name, asked));
        let (label, one) = (&matcher.label, spared.first()?);
        (!hurt.is_empty()).then(|| {
            format!("{} has to be gone together: nothing is absent while {label} {one} is there", matcher.value)
        })
    })
}

/// Does the incident or the risk name it?
fn is_hurt(name: &str, asked: &Asked<'_>) -> bool {
    let name = name.to_lowercase();
    let Incident { services, affected, title, .. } = asked.incident;
    let mut texts = services.iter().chain(affected).chain([title]).map(|text| text.value.as_str()).chain([asked.text]);
    texts.any(|text| text.to_lowercase().contains(&name))
}

/// One instance of several, behind the only target of a job.
fn one_address(scrapes: &[&Scrape], asked: &Asked<'_>) -> Option<String> {
    let of = asked.reached?.one_of()?;
    let [scrape] = scrapes else { return None };
    let target = scrape.hosts.first().filter(|_| scrape.has_one_target())?;
    let named = asked.text.to_lowercase().contains(target.split('.').next().unwrap_or(target));
    (!named).then(|| format!("its job {} has one target, {target}, and one of {of} was hurt", &*scrape.job))
}

/// Does it ask for a target that is down?
fn asks_for_down(compared: &Comparison) -> bool {
    match compared.direction {
        Direction::Equal => compared.threshold == Some(0.0),
        Direction::Below => compared.threshold.is_some_and(|most| most <= 1.0),
        _ => false,
    }
}

fn unmoved(alert: &Alert, why: String) -> Rung {
    Rung::broken(Flaw::Unmoved, why).at(alert.text.place)
}
