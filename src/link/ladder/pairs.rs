//! Whether saved `/metrics` pages show that Prometheus cannot match two sides one to one, and evaluates nothing of such a rule;
//! and whether the targets are labelled so that nothing matches at all.

use std::collections::{BTreeMap, BTreeSet};

use super::path_of;
use super::present::{Lookup, admits_job, is_called_after, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::{Expr, MatchOp, Pairing, Sample, Selector, Single};
use crate::model::{Alert, Exposition, Jobs, Prometheus, Scrape, Series, TargetLabels};

impl Lookup<'_, '_> {
    /// The first match of `expr` that cannot be made, or that Prometheus refuses.
    pub(super) fn mismatched(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        self.ambiguous(alert, expr)
            .or_else(|| self.unmatched(alert, expr))
            .or_else(|| self.crowded(alert, expr))
            .or_else(|| self.strange(alert, expr))
    }

    /// Whether nothing is left of the series of a page by the names of their labels alone: one side of a division has a label that
    /// the other has not. Which values a page shows may hang on the moment.
    fn strange(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        let is_read_as_shown = |selector: &Selector| {
            let rewritten =
                |(_, scrape): (&Prometheus, &Scrape)| may_be_of(selector, scrape) && !scrape.metric_relabels.is_empty();
            self.recordings.of(selector).is_empty() && !self.all_scrapes().is_none_or(|mut all| all.any(rewritten))
        };
        if expr.selectors.len() < 2 || !expr.selectors.iter().all(is_read_as_shown) {
            return None;
        }
        let mut pages = self.model.expositions.iter().filter(|page| page.is_whole);
        let page = pages.find(|page| {
            let shown = |selector: &Selector| {
                let names = |series: &Series| series.labels.keys().cloned().collect::<BTreeSet<String>>();
                let forms: BTreeSet<_> = self.asked(page, selector).into_iter().map(names).collect();
                let labels = |names: BTreeSet<String>| names.into_iter().map(|name| (name, String::new())).collect();
                let form = |names| Sample { labels: labels(names), value: None, sure: false };
                forms.into_iter().map(form).collect::<Vec<Sample>>()
            };
            let all = expr.selectors.iter().all(|selector| !shown(selector).is_empty());
            all && expr.given(&alert.text, shown).is_some_and(|given| given.is_empty())
        })?;
        let why = format!("by the labels in {}, no series of its sides match", path_of(self.sources, page.file));
        Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }

    /// The first match of `expr` in which a side has several series for one of the other.
    fn ambiguous(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.pairings.iter().find_map(|pairing| {
            let (single, other) = singles(pairing, expr);
            // Several on a single side are always an error, and several on the left of two such where one on the right matches them.
            let always =
                |selector| self.twice(pairing, selector, |_| true).or_else(|| self.of_two_jobs(pairing, selector));
            let why = single.and_then(always).or_else(|| {
                let (left, right) = other.zip(single)?;
                self.twice(pairing, left, |values| self.has(pairing, right, values))
            })?;
            Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(pairing.span.clone())))
        })
    }

    /// Why the series of one side are too many: two jobs have the same target, and pages of both show such series.
    fn of_two_jobs(&self, pairing: &Pairing, selector: &Selector) -> Option<String> {
        let name = selector.name().filter(|_| self.recordings.of(selector).is_empty())?;
        let shows = |scrape: &Scrape| {
            let mut pages = self.model.expositions.iter().filter(|page| is_called_after(&page.stem, &scrape.job));
            pages.any(|page| !self.asked(page, selector).is_empty())
        };
        let mut known: BTreeMap<Vec<&str>, &str> = BTreeMap::new();
        let scrapes = self.all_scrapes()?.map(|(_, scrape)| scrape);
        for scrape in scrapes.filter(|it| may_be_of(selector, it) && !it.changes_series && shows(it)) {
            let told = |labels: &'_ TargetLabels| pairing.on.iter().all(|label| labels.contains_key(label));
            for labels in scrape.targets.iter().flatten().filter(|labels| told(labels)) {
                let values = pairing.on.iter().map(|label| labels[label].as_str()).collect();
                let before = known.insert(values, &scrape.job).filter(|job| *job != scrape.job.value);
                if let Some(job) = before {
                    let (on, now) = (pairing.on.join(", "), &*scrape.job);
                    return Some(format!(
                        "Prometheus refuses to match it: {name} of the jobs {job} and {now} are alike on ({on}); ask for one job"
                    ));
                }
            }
        }
        None
    }

    /// The first match of `expr` whose sides have targets with other values of a label: `instance` has the port of each exporter.
    fn unmatched(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.pairings.iter().find_map(|pairing| {
            let (left, right) = (expr.selectors.get(pairing.left?)?, expr.selectors.get(pairing.right?)?);
            let why = pairing.on.iter().find_map(|label| {
                let (one, other) = (self.on_targets(left, label)?, self.on_targets(right, label)?);
                let (first, second) = (one.first()?, other.first()?);
                one.is_disjoint(&other).then(|| {
                    format!("{label} is \"{first}\" on one side and \"{second}\" on the other: no series match")
                })
            })?;
            Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.at(pairing.span.clone())))
        })
    }

    /// The first match of `expr` that takes several targets of one job for one: `a / on (job) b`.
    fn crowded(&self, alert: &Alert, expr: &Expr) -> Option<Rung> {
        expr.pairings.iter().find_map(|pairing| {
            let single = singles(pairing, expr).0.filter(|it| self.recordings.of(it).is_empty())?;
            let is_pinned = |label: &str| single.matchers_of(label).any(|it| it.op == MatchOp::Equal);
            let [(_, scrape)] = &self.all_scrapes()?.filter(|(_, it)| may_be_of(single, it)).collect::<Vec<_>>()[..]
            else {
                return None;
            };
            let targets = scrape.targets.as_ref().filter(|_| is_pinned("job"))?;
            let told = |labels: &BTreeMap<String, String>| -> Option<Vec<Option<String>>> {
                let value = |label: &String| {
                    if is_pinned(label) { Some(None) } else { labels.get(label).map(|value| Some(value.clone())) }
                };
                pairing.on.iter().map(value).collect()
            };
            let all = targets.iter().map(told).collect::<Option<Vec<_>>>()?;
            let count = all.iter().filter(|values| **values == all[0]).count();
            let why = format!(
                "Prometheus refuses to match it: {count} targets of the job {} are alike on ({}); sum them up",
                &*scrape.job,
                pairing.on.join(", ")
            );
            (count > 1).then(|| Rung::broken(Flaw::NeverFires, why).at(alert.text.at(pairing.span.clone())))
        })
    }

    /// The values of a label on the targets of all jobs that may have such series; `None` where they are not known, or where
    /// some have none and the series may.
    fn on_targets(&self, selector: &Selector, label: &str) -> Option<BTreeSet<&str>> {
        if !self.recordings.of(selector).is_empty() {
            return None;
        }
        let mut values = BTreeSet::new();
        for (_, scrape) in self.all_scrapes()? {
            let targets = scrape.targets.as_ref().filter(|_| matches!(scrape.jobs, Jobs::Known(_)))?;
            let is_rewritten = scrape.metric_relabels.iter().any(|step| step.may_write(label));
            for labels in targets.iter().filter(|labels| admits_job(selector, labels.get("job").map_or("", |job| job)))
            {
                values.insert(labels.get(label).filter(|_| !is_rewritten)?.as_str());
            }
        }
        Some(values)
    }

    /// Why the series of one side are too many: two of one page with the same values of the labels that count.
    fn twice(&self, pairing: &Pairing, selector: &Selector, counts: impl Fn(&[&str]) -> bool) -> Option<String> {
        let name = selector.name()?;
        let pages = self.model.expositions.iter();
        pages.filter(|page| page.is_whole).find_map(|page: &Exposition| {
            let mut known: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
            for series in self.asked(page, selector) {
                *known.entry(values(pairing, series)).or_default() += 1;
            }
            let (_, count) = known.iter().find(|(values, count)| **count > 1 && counts(values))?;
            let on = pairing.on.join(", ");
            let path = path_of(self.sources, page.file);
            let or = if pairing.single == Single::Both { ", or write group_left or group_right" } else { "" };
            Some(format!(
                "Prometheus refuses to match it: {count} series of {name} in {path} are alike on ({on}); sum them up{or}"
            ))
        })
    }

    /// Do pages show a series of `selector` with these values of the labels that count?
    fn has(&self, pairing: &Pairing, selector: &Selector, wanted: &[&str]) -> bool {
        let mut all = self.model.expositions.iter().flat_map(|page| self.asked(page, selector));
        all.any(|series| values(pairing, series) == wanted)
    }
}

/// The side that has one series for each of the other, and the other one if that holds for it as well.
fn singles<'e>(pairing: &Pairing, expr: &'e Expr) -> (Option<&'e Selector>, Option<&'e Selector>) {
    let side = |at: Option<usize>| at.and_then(|at| expr.selectors.get(at));
    match pairing.single {
        Single::Both => (side(pairing.right), side(pairing.left)),
        Single::Right => (side(pairing.right), None),
        Single::Left => (side(pairing.left), None),
        Single::Neither => (None, None),
    }
}

/// The values of the labels that count; those that the scrape adds are the same on one page.
fn values<'s>(pairing: &Pairing, series: &'s Series) -> Vec<&'s str> {
    pairing.on.iter().map(|label| series.labels.get(label).map_or("", String::as_str)).collect()
}
