//! What linking looks up, built once: no loop runs over risks times alerts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Settings;
use super::coverage::Sees;
use super::declared::{self, Declaration};
use super::hurt::{Known, normal};
use super::ladder::Ladder;
use super::mention::{Names, sentence_around, speaks_of_alert};
use super::modes::{AlertMatcher, Matchers, Products, RiskMatcher, Seen, words_of};
use super::nearest;
use super::reading::{Reading, readings};
use super::regexes::Regexes;
use super::seers::{Seers, keys};
use super::words::{Says, WORDS};
use crate::model::expr::{Metric, Role};
use crate::model::{Alert, AlertId, Jobs, ModeId, Model, Prometheus};
use crate::source::{FileId, Sources};

/// No sentence is looked for in a line of more bytes,
const LONGEST_LINE: usize = 4_096;
/// and no more names in one.
const MOST_NAMES: usize = 16;

/// An alert that sees a failure mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seeing {
    pub(super) alert: AlertId,
    pub(super) sees: Sees,
    /// For some texts only: those that [`AlertMatcher::is_said`] admits.
    pub(super) said: Option<u32>,
    /// Which of the selectors that it reads does.
    pub(super) selector: usize,
    /// How many letters of the metric's name say whose it is.
    pub(super) owner: usize,
    /// Does the failure mode ask what the selector is about?
    pub(super) about: bool,
}

/// The indexes over all alerts.
pub(super) struct Index<'a> {
    pub(super) model: &'a Model,
    /// What each alert reads, by [`AlertId`].
    pub(super) readings: Vec<Reading>,
    /// Alert names, to be found in texts.
    pub(super) names: Names<&'a str>,
    pub(super) by_name: HashMap<&'a str, Vec<AlertId>>,
    /// Names of metrics that alerts read, to be found in texts.
    pub(super) metrics: Names<Arc<str>>,
    pub(super) by_metric: HashMap<Arc<str>, Vec<AlertId>>,
    /// Which failure modes a text matches.
    pub(super) texts: &'a RiskMatcher,
    /// Which alerts see a mode, by [`ModeId`].
    by_mode: Vec<Seers>,
    /// Alerts that read what a mode asks for, each with the selector that does, by [`ModeId`].
    touching: Vec<Vec<(AlertId, usize)>>,
    pub(super) alerts: &'a AlertMatcher,
    pub(super) products: &'a Products,
    /// The products whose metrics each alert reads, by [`AlertId`], once asked.
    reads: Vec<OnceLock<BTreeSet<usize>>>,
    /// Incident id or file name, lower case → the alerts that name it.
    pub(super) declared: HashMap<String, Vec<Declaration>>,
    /// Incident → the risks that monitors outside Prometheus guard.
    pub(super) monitored: HashMap<String, Vec<Option<String>>>,
    pub(super) words: nearest::Words,
    /// Files that Prometheus refuses as a whole.
    pub(super) refused: HashSet<FileId>,
    /// Those of matchers, for the scope.
    regexes: Regexes,
    /// What the rules call services and places.
    learned: HashSet<String>,
    /// Hosts to the jobs that scrape them.
    jobs: HashMap<String, Vec<String>>,
    /// The names of all jobs.
    scraped: HashSet<String>,
    pub(super) ladder: Ladder<'a>,
}

/// The files that Prometheus refuses as a whole.
fn refused(model: &Model) -> HashSet<FileId> {
    let broken = model.skipped.iter().filter(|skipped| skipped.broken).filter_map(|skipped| skipped.place);
    model.faults.iter().map(|fault| fault.place).chain(broken).map(|place| place.file).collect()
}

impl<'a> Index<'a> {
    /// Over all alerts of `model`.
    pub(super) fn new(
        sources: &'a Sources,
        model: &'a Model,
        settings: &'a Settings,
        matchers: &'a Matchers,
    ) -> Index<'a> {
        let readings = readings(&model.rules);
        let mut by_name: HashMap<&str, Vec<AlertId>> = HashMap::new();
        for (id, alert) in model.rules.ids() {
            by_name.entry(alert.name.trim()).or_default().push(id);
        }
        let by_metric = by_metric(&readings);
        let Matchers { texts, alerts, products } = matchers;
        Index {
            model,
            names: Names::new(model.rules.alerts.iter().map(|alert| &*alert.name)),
            by_name,
            metrics: Names::new(by_metric.keys().filter(|name| name.contains(['_', ':'])).cloned()),
            by_metric,
            texts,
            by_mode: by_mode(alerts, model, &readings),
            touching: touching(alerts, model, &readings),
            alerts,
            reads: readings.iter().map(|_| OnceLock::new()).collect(),
            products,
            regexes: Regexes::default(),
            learned: learned(&model.rules.alerts, &readings),
            jobs: jobs_by_host(&model.prometheus),
            scraped: scraped(&model.prometheus, &readings),
            declared: declared::of_rules(&model.rules),
            monitored: declared::of_monitors(&model.monitors),
            words: nearest::Words::new(&model.rules, &readings),
            refused: refused(model),
            ladder: Ladder::new(sources, model, settings),
            readings,
        }
    }

    /// What is known of services besides one incident.
    pub(super) fn known(&self) -> Known<'_> {
        let Index { model, learned, jobs, scraped, regexes, .. } = self;
        Known { declared: &model.services, learned, jobs, scraped, regexes }
    }

    /// Do the rules select by this name, or say that they are for it?
    pub(super) fn knows_service(&self, name: &str) -> bool {
        self.learned.contains(name)
    }

    /// The alerts called `name`.
    pub(super) fn named(&self, name: &str) -> &[AlertId] {
        self.by_name.get(name.trim()).map_or(&[], Vec::as_slice)
    }

    /// The names of alerts that a text holds, where it does not say that they failed or should go.
    pub(super) fn named_in(&self, text: &str) -> Vec<&str> {
        let is_meant = |range: &std::ops::Range<usize>, name: &str| {
            let sentence = sentence_around(text, range.clone());
            let denied = WORDS.denies(&text[sentence.clone()]) && !WORDS.asking().is_added(&text[sentence]);
            !denied && speaks_of_alert(text, range.clone(), name)
        };
        let found = self.names.in_text(text).into_iter();
        found.filter(|(range, name)| is_meant(range, name)).map(|(_, name)| name).collect()
    }

    /// The sentences of a document that say of alerts that they are there since, each with those that it names.
    pub(super) fn told_as_new<'t>(&self, text: &'t str) -> Vec<(&'t str, Vec<&str>)> {
        let of_line = |line: &'t str| {
            let mut told: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
            for (range, name) in self.names.in_text(line).into_iter().take(MOST_NAMES) {
                let sentence = sentence_around(line, range.clone());
                if WORDS.asking().is_added(&line[sentence.clone()]) && speaks_of_alert(line, range, name) {
                    told.entry((sentence.start, sentence.end)).or_default().push(name);
                }
            }
            told.into_iter().map(move |((start, end), names)| (&line[start..end], names))
        };
        text.lines().filter(|line| line.len() <= LONGEST_LINE).flat_map(of_line).collect()
    }

    /// The alerts that see `mode`, or its symptom.
    pub(super) fn seers(&self, mode: ModeId) -> &Seers {
        &self.by_mode[mode.0 as usize]
    }

    /// The alerts that read a metric which `mode` asks for, whether they would see it or not.
    pub(super) fn touching(&self, mode: ModeId) -> &[(AlertId, usize)] {
        self.touching.get(mode.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The selector of `alert` that reads what `mode` asks for.
    pub(super) fn touched(&self, mode: ModeId, alert: AlertId) -> Option<usize> {
        let touching = self.touching(mode);
        touching.binary_search_by_key(&alert, |(alert, _)| *alert).ok().map(|at| touching[at].1)
    }

    /// The products whose metrics `alert` reads.
    pub(super) fn products_of(&self, alert: AlertId) -> &BTreeSet<usize> {
        let of = || self.products.of(self.reading(alert), &self.model.rules.alert(alert).name);
        self.reads[alert.0 as usize].get_or_init(of)
    }

    /// What `alert` reads.
    pub(super) fn reading(&self, alert: AlertId) -> &Reading {
        &self.readings[alert.0 as usize]
    }
}

/// The values by which alerts select services and places, and what they say they are for.
fn learned(alerts: &[Alert], readings: &[Reading]) -> HashSet<String> {
    let selectors = readings.iter().flat_map(|reading| &reading.selectors);
    let matchers = selectors.flat_map(|selector| selector.matchers.iter().map(move |matcher| (selector, matcher)));
    let telling = matchers.filter(|(selector, matcher)| {
        let says = WORDS.label_says(&matcher.label, selector.name());
        matches!(says, Says::Service | Says::Place)
    });
    let labels = alerts.iter().flat_map(|alert| &alert.labels);
    let labels = labels.filter(|label| WORDS.label_says(&label.name, None) == Says::Service);
    let values = telling.flat_map(|(_, matcher)| matcher.value.split('|'));
    let values = values.chain(labels.map(|label| &*label.value.value));
    let names = values.map(|value| normal(value.trim_matches(['(', ')'])));
    names.filter(|name| name.len() > 2 && !WORDS.is_plain(name)).collect()
}

/// The names of all jobs that are scraped, and of those that alerts select.
fn scraped(configurations: &[Prometheus], readings: &[Reading]) -> HashSet<String> {
    let scraped = configurations.iter().flat_map(|prometheus| &prometheus.scrapes).map(|scrape| &*scrape.job);
    let matchers = readings.iter().flat_map(|reading| &reading.selectors).flat_map(|selector| selector.matchers.iter());
    let selected = matchers.filter(|matcher| matcher.label == "job").flat_map(|matcher| matcher.value.split('|'));
    scraped.chain(selected.map(|value| value.trim_matches(['(', ')']))).map(normal).collect()
}

/// The jobs that scrape a host, by its whole name and, where it has a number (`db-07`), by the first part of it: a word without
/// one may mean anything.
fn jobs_by_host(configurations: &[Prometheus]) -> HashMap<String, Vec<String>> {
    let mut jobs: HashMap<String, Vec<String>> = HashMap::new();
    for scrape in configurations.iter().flat_map(|prometheus| &prometheus.scrapes) {
        let Jobs::Known(known) = &scrape.jobs else { continue };
        // Groups of targets may have jobs of their own.
        let [job] = &known[..] else { continue };
        for host in &scrape.hosts {
            let first = host.split('.').next().unwrap_or(host);
            let numbered = first.contains('-') && first.ends_with(|c: char| c.is_ascii_digit());
            let names = [host.contains('.').then_some(host.as_str()), numbered.then_some(first)];
            for name in names.into_iter().flatten() {
                jobs.entry(normal(name)).or_default().push(normal(job));
            }
        }
    }
    jobs
}

fn by_metric(readings: &[Reading]) -> HashMap<Arc<str>, Vec<AlertId>> {
    let mut by_metric: HashMap<Arc<str>, Vec<AlertId>> = HashMap::new();
    for (at, reading) in readings.iter().enumerate() {
        let id = AlertId(at as u32);
        for selector in reading.selectors.iter().filter(|selector| selector.role == Role::Reads) {
            if let Metric::Named(name) = &selector.metric {
                let alerts = by_metric.entry(name.clone()).or_default();
                if alerts.last() != Some(&id) {
                    alerts.push(id);
                }
            }
        }
    }
    by_metric
}

fn by_mode(alerts: &AlertMatcher, model: &Model, readings: &[Reading]) -> Vec<Seers> {
    let mut by_mode: Vec<Seers> = model.modes.list.iter().map(|_| Seers::default()).collect();
    for ((id, alert), reading) in model.rules.ids().zip(readings) {
        for seen in alerts.sees(reading, &words_of(alert)) {
            let Seen { mode, sees, said, selector, owner, about } = seen;
            let seeing = Seeing { alert: id, sees, said, selector, owner, about };
            by_mode[mode.0 as usize].push(seeing, keys(alert, reading, seeing, &model.services));
        }
    }
    by_mode
}

fn touching(alerts: &AlertMatcher, model: &Model, readings: &[Reading]) -> Vec<Vec<(AlertId, usize)>> {
    let mut touching = vec![Vec::new(); model.modes.list.len()];
    for ((id, _), reading) in model.rules.ids().zip(readings) {
        for (mode, selector) in alerts.touches(reading) {
            touching[mode.0 as usize].push((id, selector));
        }
    }
    touching
}
