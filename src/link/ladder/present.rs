//! Whether the series that a selector asks for exist: by recording rules, saved `/metrics` pages and scrape
//! configurations.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::addressed::Started;
use super::applied::LeftOut;
use super::covered::as_scraped;
use super::defined::Loading;
use super::told_targets::name_of;
use super::{is_of_scrape, path_of};
use crate::link::coverage::{Flaw, Rung};
use crate::model::expr::possible;
use crate::model::expr::{Carried, MatchOp, Matcher, Presence, Selector};
use crate::model::{Exposition, Expr, Jobs, Model, Prometheus, Recording, Scrape, Series};
use crate::source::Sources;

/// Recording rules behind recording rules are followed so many times.
const HOPS: usize = 16;
/// The recording rules by name.
pub(super) struct Recorded<'a> {
    named: HashMap<&'a str, Vec<&'a Recording>>,
}

impl<'a> Recorded<'a> {
    pub(super) fn new(model: &'a Model) -> Recorded<'a> {
        let mut named: HashMap<&str, Vec<&Recording>> = HashMap::new();
        for rule in &model.rules.recordings {
            named.entry(&rule.name).or_default().push(rule);
        }
        Recorded { named }
    }

    /// The rules that record what `selector` reads.
    pub(super) fn of(&self, selector: &Selector) -> &[&'a Recording] {
        selector.name().and_then(|name| self.named.get(name)).map_or(&[], Vec::as_slice)
    }
}

/// Looks series up, and keeps the first reason for what is missing, and where something was found.
pub(super) struct Lookup<'l, 'a> {
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    pub(super) recordings: &'l Recorded<'a>,
    /// What loads each group.
    pub(super) loading: &'l [Loading],
    /// The alert's group.
    pub(super) group: usize,
    /// The configurations that load the rule.
    pub(super) loaders: Vec<&'a Prometheus>,
    /// Are all rules here that these configurations load? Otherwise one of them may record what no rule here records.
    pub(super) all_rules: bool,
    /// The files of which nothing is applied.
    pub(super) left_out: &'l LeftOut,
    /// What is started here.
    pub(super) started: &'l Started<'a>,
    /// Does what is asked tell series apart by labels of their own?
    pub(super) by_labels: bool,
    /// The first thing that is missing.
    pub(super) missing: Option<Rung>,
    /// The page on which something was found.
    pub(super) found: Option<String>,
}

impl<'a> Lookup<'_, 'a> {
    /// Whether everything is there that `expr` needs.
    pub(super) fn expr(&mut self, expr: &Expr, hops: usize) -> Presence {
        let Carried::Only(kept) = &expr.carried else { return self.presence(expr, hops) };
        let before = std::mem::replace(&mut self.by_labels, kept.iter().any(|label| is_own(label)));
        let presence = self.presence(expr, hops);
        self.by_labels = before;
        presence
    }

    fn presence(&mut self, expr: &Expr, hops: usize) -> Presence {
        expr.possible.presence(|at| match expr.selectors.get(at) {
            Some(selector) => self.selector(selector, hops),
            None => Presence::Unknown,
        })
    }

    fn selector(&mut self, selector: &Selector, hops: usize) -> Presence {
        if let Some(why) = self.forgotten(selector) {
            return self.miss(why);
        }
        let rules = self.recordings.of(selector);
        if rules.is_empty() {
            return self.exposed(selector);
        }
        if hops >= HOPS {
            return Presence::Unknown;
        }
        let each: Vec<Presence> = rules.iter().map(|rule| self.recorded(rule, selector, hops)).collect();
        each.into_iter().max().unwrap_or(Presence::Unknown)
    }

    fn recorded(&mut self, rule: &Recording, selector: &Selector, hops: usize) -> Presence {
        let Some(expr) = &rule.expr else { return Presence::Unknown };
        if let Some(never) = &expr.possible.never {
            let why = format!("{} records nothing: {}", &*rule.name, never.why);
            return self.miss(Rung::broken(Flaw::NeverFires, why).at(rule.text.at(never.span.clone())));
        }
        if let Some(why) = self.recorded_too_seldom(rule, selector) {
            return self.miss(Rung::broken(Flaw::NeverFires, why).at(rule.text.place));
        }
        if let Some(why) = self.records_nowhere(rule) {
            return self.miss(Rung::broken(Flaw::AbsentSeries, why).at(rule.text.place));
        }
        // Elsewhere, labels of the cluster may come on top when series are collected in one place.
        let evaluated_here = self.loads_too(rule.group);
        if let Some(label) = lost(rule, expr, selector).filter(|_| evaluated_here) {
            let why = format!("{} has no label {label}: its rule does not keep it", &*rule.name);
            return self.miss(Rung::broken(Flaw::AbsentSeries, why).at(rule.text.place));
        }
        self.expr(expr, hops + 1)
    }

    /// Why what a rule records is nowhere to be read: all that the configurations of the alert load is here, and it is not.
    fn records_nowhere(&self, rule: &Recording) -> Option<String> {
        let loaders = &self.loading[rule.group].loaders;
        let loads = self.loading[self.group].loaders.iter().any(|at| loaders.contains(at));
        let alone = self.loaders.iter().all(|loader| loader.further_series.is_none());
        let loader = self.loaders.first().filter(|_| self.all_rules && alone && !loads)?;
        let path = path_of(self.sources, loader.file);
        Some(format!("{path} does not load the rule that records {}", &*rule.name))
    }

    /// Do the configurations that load the alert load that group as well, and see nothing but what they scrape and record?
    pub(super) fn loads_too(&self, group: usize) -> bool {
        let is_loaded = |at: &usize| {
            self.loading[group].loaders.contains(at) && self.model.prometheus[*at].further_series.is_none()
        };
        !self.loading[self.group].loaders.is_empty() && self.loading[self.group].loaders.iter().all(is_loaded)
    }

    fn miss(&mut self, rung: Rung) -> Presence {
        self.missing.get_or_insert(rung);
        Presence::Missing
    }

    /// Of series that are scraped.
    fn exposed(&mut self, selector: &Selector) -> Presence {
        let Some(name) = selector.name() else { return Presence::Unknown };
        if let Some(why) = self
            .never_of_alerts(selector)
            .or_else(|| self.no_value(selector))
            .or_else(|| self.scraped_too_seldom(selector))
        {
            return self.miss(Rung::broken(Flaw::NeverFires, why));
        }
        let missing = self.not_federated(selector).or_else(|| self.of_another_tenant(selector));
        let missing = missing.or_else(|| self.unmonitored(selector)).or_else(|| self.overdue(selector));
        let missing = missing.or_else(|| self.uncopied(selector));
        if let Some(why) = missing.or_else(|| self.unannotated(selector)) {
            return self.miss(why);
        }
        let jobs = self.jobs(selector);
        let is_of_rules = matches!(name, "ALERTS" | "ALERTS_FOR_STATE");
        if jobs.as_ref().is_some_and(BTreeSet::is_empty) && !is_of_rules {
            return self.miss(self.of_no_job(selector));
        }
        if let Some(why) = self.on_no_target(selector).or_else(|| self.covered(selector)) {
            return self.miss(why);
        }
        if is_of_scrape(name) {
            return if jobs.is_some() { Presence::There } else { Presence::Unknown };
        }
        let unasked =
            self.unanswered(selector).or_else(|| self.asks_no_prober(selector)).or_else(|| self.unadmitted(selector));
        if let Some(why) = unasked.or_else(|| self.unexported(selector)) {
            return self.miss(why);
        }
        if let Some(why) = jobs.as_ref().and_then(|jobs| self.hidden(selector, jobs)) {
            return self.miss(why);
        }
        let pages: Vec<&Exposition> = self.model.expositions.iter().collect();
        if let Some(page) = pages.iter().find(|page| self.shows(page, selector, jobs.as_ref())) {
            self.found = Some(format!("{name} is in {}", path_of(self.sources, page.file)));
            return Presence::There;
        }
        let mislabelled = self.no_summary(selector).or_else(|| self.mislabelled(selector));
        match mislabelled.or_else(|| self.lacking(name, selector, jobs.as_ref())) {
            Some(why) => self.miss(Rung::broken(Flaw::AbsentSeries, why)),
            None => Presence::Unknown,
        }
    }

    /// No job has the series that a selector asks for: there is no such job, or it has no target.
    fn of_no_job(&self, selector: &Selector) -> Rung {
        let mut scrapes = self.loaders.iter().flat_map(|loader| &loader.scrapes);
        let empty = scrapes.find(|scrape| scrape.has_no_target() && admits_job(selector, &scrape.job.value));
        let path = self.loaders.first().map_or("", |loader| path_of(self.sources, loader.file));
        if let Some(scrape) = empty {
            let lost = if scrape.hosts.is_empty() { "" } else { ": relabel_configs drop them all" };
            let why = format!("the job {} of {path} has no target{lost}", &*scrape.job);
            return Rung::broken(Flaw::AbsentSeries, why).at(scrape.job.place);
        }
        let shown: Vec<String> = selector.matchers_of("job").map(shown).collect();
        let why = format!("nothing in scrape_configs of {path} is a job with {}", shown.join(", "));
        Rung::broken(Flaw::AbsentSeries, why)
    }

    /// The jobs that a selector admits, of those that the loading configurations scrape; `None` where these are not
    /// all known.
    pub(super) fn jobs(&self, selector: &Selector) -> Option<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for (_, scrape) in self.all_scrapes()? {
            let Jobs::Known(jobs) = &scrape.jobs else { return None };
            names.extend(jobs.iter().filter(|job| admits_job(selector, job)).cloned());
        }
        Some(names)
    }

    /// What the loading configurations scrape; `None` where they have other series too, or are not known.
    pub(super) fn all_scrapes(&self) -> Option<impl Iterator<Item = (&'a Prometheus, &'a Scrape)> + use<'_, 'a>> {
        let is_alone = |loader: &Prometheus| loader.scrapes_all() && !self.takes_from_others(loader);
        let known = !self.loaders.is_empty() && self.loaders.iter().all(|loader| is_alone(loader));
        let of = |loader: &'a Prometheus| loader.scrapes.iter().map(move |scrape| (loader, scrape));
        known.then(|| self.loaders.iter().copied().flat_map(of))
    }

    pub(super) fn scrapes<'s>(&'s self, job: &'s str) -> impl Iterator<Item = (&'a Prometheus, &'a Scrape)> + 's {
        let all = self.model.prometheus.iter().flat_map(|it| it.scrapes.iter().map(move |scrape| (it, scrape)));
        all.filter(move |(_, scrape)| match &scrape.jobs {
            Jobs::Known(jobs) => jobs.iter().any(|known| known == job),
            Jobs::Open(_) => scrape.job.value == job,
        })
    }

    /// Does `page` show series that `selector` asks for?
    fn shows(&self, page: &Exposition, selector: &Selector, jobs: Option<&BTreeSet<String>>) -> bool {
        self.of_jobs(page, selector, jobs).next().is_some()
    }

    /// The series on `page` that `selector` asks for.
    pub(super) fn asked<'p>(&self, page: &'p Exposition, selector: &'p Selector) -> Vec<&'p Series> {
        self.of_jobs(page, selector, self.jobs(selector).as_ref()).collect()
    }

    /// The same, where it admits these of the jobs that are scraped.
    fn of_jobs<'p>(
        &self,
        page: &'p Exposition,
        selector: &'p Selector,
        jobs: Option<&BTreeSet<String>>,
    ) -> impl Iterator<Item = &'p Series> {
        let covering = OnceCell::new();
        page.of(selector.name().unwrap_or_default()).filter(move |series| {
            let labels = as_scraped(series, covering.get_or_init(|| self.covering(page)));
            let of_job = match labels.get("job") {
                Some(job) => admits_job(selector, job),
                None => selector.matchers_of("job").next().is_none() || self.is_of_admitted_job(page, selector, jobs),
            };
            of_job && has_labels(&labels, selector)
        })
    }

    fn is_of_admitted_job(&self, page: &Exposition, selector: &Selector, jobs: Option<&BTreeSet<String>>) -> bool {
        let stem = page.stem.as_str();
        let admitted = admits_job(selector, stem);
        let by_name = selector.matchers_of("job").any(|matcher| matcher.value == stem);
        let by_job = || by_name || jobs.is_some_and(|jobs| jobs.contains(stem)) || self.scrapes(stem).next().is_some();
        let is_dated = || jobs.is_some_and(|jobs| jobs.iter().any(|job| is_called_after(stem, job)));
        admitted && by_job() || is_dated() || self.is_called_after_a_target(stem, selector)
    }

    /// Is a page called after a target that a selector may read?
    fn is_called_after_a_target(&self, stem: &str, selector: &Selector) -> bool {
        let mut targets = self.targets_of(selector).into_iter().flatten().flatten();
        targets.any(|target| name_of(target).is_some_and(|name| is_called_after(stem, name)))
    }

    /// Why no series of that name can be there: every job that could have it was looked at.
    fn lacking(&self, name: &str, selector: &Selector, jobs: Option<&BTreeSet<String>>) -> Option<String> {
        let pinned =
            selector.matchers_of("job").find(|matcher| matcher.op == MatchOp::Equal && !matcher.value.is_empty());
        if name.contains(':') && !self.all_rules {
            return None;
        }
        let jobs: Vec<&str> = match (pinned, jobs) {
            (Some(pinned), _) => vec![pinned.value.as_str()],
            (None, Some(jobs)) => jobs.iter().map(String::as_str).collect(),
            (None, None) => return None,
        };
        let mut pages = BTreeSet::new();
        for job in &jobs {
            if self.scrapes(job).any(|(_, scrape)| scrape.changes_series) {
                return None;
            }
            let of_job: Vec<&Exposition> = self.model.expositions.iter().filter(|page| page.stem == *job).collect();
            let may_show = |page: &&Exposition| {
                let unborn = page.hides_what_never_happened() && (self.by_labels || is_labelled(selector));
                !page.is_whole || unborn || page.of(name).next().is_some() || page.declares(name)
            };
            if of_job.is_empty() || of_job.iter().any(may_show) {
                return None;
            }
            pages.extend(of_job.iter().map(|page| path_of(self.sources, page.file)));
        }
        let pages = pages.into_iter().collect::<Vec<_>>().join(", ");
        (!jobs.is_empty()).then(|| format!("{name} is not among what job {} exposes ({pages})", jobs.join(", ")))
    }
}

/// Is a page called after that, with a date behind it perhaps: `quote-1-2026-03-02`?
pub(super) fn is_called_after(stem: &str, name: &str) -> bool {
    stem.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("-20") || rest.starts_with("_20"))
}

/// The label that `selector` asks for and that the recorded series cannot have.
fn lost<'s>(rule: &Recording, expr: &Expr, selector: &'s Selector) -> Option<&'s str> {
    let recorded_only = rule.name.value.contains(':');
    let wanted = selector.matchers.iter().filter(|matcher| !admits(matcher, ""));
    let mut lost = wanted.filter(|matcher| {
        let set = rule.labels.iter().any(|label| label.name.value == matcher.label);
        !set && expr.carried.carries(&matcher.label) == Some(false)
    });
    lost.next().filter(|_| recorded_only).map(|matcher| matcher.label.as_str())
}

/// Does a selector ask for labels of the metric itself?
fn is_labelled(selector: &Selector) -> bool {
    selector.matchers.iter().any(|matcher| is_own(&matcher.label))
}

/// A label of the metric; those of the target are added by the scrape, and a histogram has its own from the beginning.
pub(super) fn is_own(label: &str) -> bool {
    !matches!(label, "job" | "instance" | "__name__" | "le" | "quantile")
}

/// Do these labels of a series satisfy every matcher but those of `job` and `instance`, which the scrape adds? A label that
/// is not there may be added by the scrape as well, and so satisfies nothing.
fn has_labels(labels: &BTreeMap<String, String>, selector: &Selector) -> bool {
    let own = selector.matchers.iter().filter(|matcher| !matches!(matcher.label.as_str(), "job" | "instance"));
    let instance = selector.matchers_of("instance").next().is_none();
    let mut own = own;
    instance && own.all(|matcher| labels.get(&matcher.label).is_some_and(|value| admits(matcher, value)))
}

/// Does a selector let the label `job` through?
pub(super) fn admits_job(selector: &Selector, job: &str) -> bool {
    selector.matchers_of("job").all(|matcher| admits(matcher, job))
}

/// May what is scraped so be of a job that a selector lets through?
pub(super) fn may_be_of(selector: &Selector, scrape: &Scrape) -> bool {
    match &scrape.jobs {
        Jobs::Known(known) => known.iter().any(|job| admits_job(selector, job)),
        Jobs::Open(_) => true,
    }
}

/// Does a matcher let `value` through?
pub(in crate::link) fn admits(matcher: &Matcher, value: &str) -> bool {
    possible::admits(matcher.op, &matcher.value, value)
}

pub(super) fn shown(matcher: &Matcher) -> String {
    let op = match matcher.op {
        MatchOp::Equal => "=",
        MatchOp::NotEqual => "!=",
        MatchOp::Regex => "=~",
        MatchOp::NotRegex => "!~",
    };
    format!("{}{op}\"{}\"", matcher.label, matcher.value)
}
