//! Labels that a scrape lays over those of the series: a page of kube-state-metrics says `namespace="payments"`, and where
//! relabelling gives its target a namespace, Prometheus calls that `exported_namespace`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::path_of;
use super::present::{Lookup, admits, is_called_after, is_own, shown};
use super::selection::may_select;
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::Selector;
use crate::model::{Exposition, Scrape, Series};
use crate::source::Place;

/// How the label of a series is called under that of its target.
const BELOW: &str = "exported_";

/// What the Operator gives to every target that it finds by a `Service`.
const BY_OPERATOR: [&str; 7] = ["job", "instance", "namespace", "service", "endpoint", "pod", "container"];

/// The labels that lie over those of a page, each with its value where all targets have the same.
pub(super) type Covering = BTreeMap<String, Option<String>>;

/// What lies over the series of a page.
struct Over<'o> {
    labels: Covering,
    /// The job, and where it is written.
    job: &'o str,
    place: Place,
    /// What gives the labels, and what would keep those of the series.
    by: (&'static str, &'static str),
}

impl Lookup<'_, '_> {
    /// The labels that lie over the series of a page; none where no job here is called so.
    pub(super) fn covering(&self, page: &Exposition) -> Covering {
        self.over(page).map_or_else(Covering::new, |over| over.labels)
    }

    fn over<'s>(&'s self, page: &'s Exposition) -> Option<Over<'s>> {
        self.over_by_scrapes(page).or_else(|| self.over_by_monitors(page))
    }

    /// By the `scrape_configs` of the job that a page is called after.
    fn over_by_scrapes<'s>(&'s self, page: &'s Exposition) -> Option<Over<'s>> {
        let all = self.model.prometheus.iter().flat_map(|it| &it.scrapes);
        let scrapes: Vec<&Scrape> = all.filter(|scrape| is_called_after(&page.stem, &scrape.job)).collect();
        let first = scrapes.first()?;
        let on_all = |scrape: &Scrape, label: &str| {
            let written = scrape.value_on_targets(label).filter(|value| !value.is_empty());
            scrape.in_namespace.get(label).cloned().or(written.map(str::to_owned))
        };
        let value = |label: &str| {
            let value = on_all(first, label);
            value.clone().filter(|_| scrapes.iter().all(|scrape| on_all(scrape, label) == value))
        };
        let of_all =
            first.covering.iter().filter(|label| scrapes.iter().all(|scrape| scrape.covering.contains(*label)));
        let labels = of_all.map(|label| (label.clone(), value(label))).collect();
        let by = ("relabelling gives", "honor_labels");
        Some(Over { labels, job: &first.job, place: first.job.place, by })
    }

    /// By the monitors that select the `Service` which a page is called after.
    fn over_by_monitors<'s>(&'s self, page: &'s Exposition) -> Option<Over<'s>> {
        let cluster = &self.model.cluster;
        let service = cluster.services.iter().find(|it| is_called_after(&page.stem, &it.resource.name))?;
        let mut own = cluster.monitors.iter().filter(|monitor| {
            monitor.resource.kind == "ServiceMonitor" && may_select(&monitor.selector, &service.resource)
        });
        let first = own.next().filter(|first| first.covers && own.all(|other| other.covers))?;
        let namespace = Some(&service.resource.namespace).filter(|namespace| !namespace.is_empty());
        let value = |label: &str| namespace.filter(|_| label == "namespace").cloned();
        Some(Over {
            labels: BY_OPERATOR.iter().map(|label| ((*label).to_owned(), value(label))).collect(),
            job: &service.resource.name,
            place: first.place,
            by: ("the Operator gives", "honorLabels"),
        })
    }

    /// Why a selector lets none of the series through that a page shows it: what it asks of them, their target says of itself.
    pub(super) fn covered(&self, selector: &Selector) -> Option<Rung> {
        let name = selector.name()?;
        let pages = self.model.expositions.iter().filter(|page| page.of(name).next().is_some());
        let whys = pages.map(|page| self.covered_on(page, selector, name));
        whys.collect::<Option<Vec<Rung>>>()?.into_iter().next()
    }

    fn covered_on(&self, page: &Exposition, selector: &Selector, name: &str) -> Option<Rung> {
        let Over { labels, job, place, by: (gives, honors) } = self.over(page)?;
        let asked = selector.matchers.iter().filter(|matcher| is_own(&matcher.label) && !admits(matcher, ""));
        asked.into_iter().find_map(|matcher| {
            let label = &matcher.label;
            let over = labels.get(label)?;
            let own: BTreeSet<&str> =
                page.of(name).filter_map(|series| series.labels.get(label)).map(String::as_str).collect();
            // A target that speaks of several namespaces speaks of others than its own.
            let is_other = match over {
                Some(value) => !admits(matcher, value),
                None => own.len() > 1,
            };
            let why = format!(
                "{gives} every target of the job {job} a label {label}: what {} says is {BELOW}{label} then, and {} asks for that \
                 of the target; set {honors}, or ask for {BELOW}{label}",
                path_of(self.sources, page.file),
                shown(matcher)
            );
            let is_meant = own.iter().any(|value| admits(matcher, value));
            (is_meant && is_other).then(|| Rung::broken(Flaw::AbsentSeries, why).at(place))
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
