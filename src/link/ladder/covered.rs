//! Labels that a scrape lays over those of the series: a page of kube-state-metrics says `namespace="payments"`, and where
//! relabelling gives its target a namespace, Prometheus calls that `exported_namespace`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::path_of;
use super::present::{Lookup, admits, is_called_after, is_own, shown};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::Selector;
use crate::model::{Exposition, Scrape, Series};

/// How the label of a series is called under that of its target.
const BELOW: &str = "exported_";

/// The labels that lie over those of a page, each with its value where all targets have the same.
pub(super) type Covering = BTreeMap<String, Option<String>>;

impl Lookup<'_, '_> {
    /// What the job that a page is called after lays over its series; nothing where there is no such job.
    pub(super) fn covering(&self, page: &Exposition) -> Covering {
        let mut scrapes = self.scrapes_of(page);
        let Some(first) = scrapes.next() else { return Covering::new() };
        let all = scrapes.fold(first.covering.clone(), |both, scrape| &both & &scrape.covering);
        let value = |label: &str| {
            let values: BTreeSet<Option<&String>> =
                self.scrapes_of(page).map(|scrape| scrape.in_namespace.get(label)).collect();
            values.into_iter().collect::<Option<Vec<_>>>().filter(|all| all.len() == 1).map(|all| all[0].clone())
        };
        all.into_iter().map(|label| (label.clone(), value(&label))).collect()
    }

    /// What scrapes the job that a page is called after.
    fn scrapes_of<'s>(&'s self, page: &'s Exposition) -> impl Iterator<Item = &'s Scrape> {
        let all = self.model.prometheus.iter().flat_map(|it| &it.scrapes);
        all.filter(|scrape| is_called_after(&page.stem, &scrape.job))
    }

    /// Why a selector lets none of the series through that a page shows it: what it asks of them, their target says of itself.
    pub(super) fn covered(&self, selector: &Selector) -> Option<Rung> {
        let name = selector.name()?;
        let pages = self.model.expositions.iter().filter(|page| page.of(name).next().is_some());
        let whys = pages.map(|page| self.covered_on(page, selector, name));
        whys.collect::<Option<Vec<Rung>>>()?.into_iter().next()
    }

    fn covered_on(&self, page: &Exposition, selector: &Selector, name: &str) -> Option<Rung> {
        let covering = self.covering(page);
        let asked = selector.matchers.iter().filter(|matcher| is_own(&matcher.label) && !admits(matcher, ""));
        asked.into_iter().find_map(|matcher| {
            let label = &matcher.label;
            let over = covering.get(label)?;
            let own: BTreeSet<&str> =
                page.of(name).filter_map(|series| series.labels.get(label)).map(String::as_str).collect();
            // A target that speaks of several namespaces speaks of others than its own.
            let is_other = match over {
                Some(value) => !admits(matcher, value),
                None => own.len() > 1,
            };
            let scrape = self.scrapes_of(page).next()?;
            let why = format!(
                "relabelling gives every target of the job {} a label {label}: what {} says is {BELOW}{label} then, and {} asks \
                 for that of the target; set honor_labels, or ask for {BELOW}{label}",
                &*scrape.job,
                path_of(self.sources, page.file),
                shown(matcher)
            );
            let is_meant = own.iter().any(|value| admits(matcher, value));
            (is_meant && is_other).then(|| Rung::broken(Flaw::AbsentSeries, why).at(scrape.job.place))
        })
    }
}

/// The labels of a series once its target's lie over them. What these say is told where all targets say the same.
pub(super) fn as_scraped<'s>(series: &'s Series, covering: &Covering) -> Cow<'s, BTreeMap<String, String>> {
    if covering.is_empty() {
        return Cow::Borrowed(&series.labels);
    }
    let below = |(label, value): (&String, &String)| {
        let label = if covering.contains_key(label) { format!("{BELOW}{label}") } else { label.clone() };
        (label, value.clone())
    };
    let over = covering.iter().filter_map(|(label, value)| Some((label.clone(), value.clone()?)));
    Cow::Owned(series.labels.iter().map(below).chain(over).collect())
}
