//! Whether the series of an alert are there for long enough while a risk tells of their end: pods that are gone take theirs along,
//! counters begin anew with their process, and a page that takes longer than its scrape is no page.

use globset::GlobSet;
use serde::Deserialize;

use super::brief::Brief;
use super::often::TWO_SAMPLES;
use super::present::{Lookup, may_be_of};
use super::silent::metrics;
use super::{Asked, in_time, is_of_scrape, needs_all, only_compared};
use crate::link::asked::{longest, number};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::{WORDS, regexes};
use crate::model::expr::{Comparison, Direction, Expr, LOOKBACK, Role, Selector};
use crate::model::{Alert, Prometheus, Scrape, shown_millis};
use crate::patterns::{Late, Patterns};

/// How texts tell of it, in lower case: `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Fading {
    /// The process that counts was started anew.
    restarts: Patterns,
    /// Counters of others than the process that is started anew: kube-state-metrics keeps how often a pod's containers were.
    #[serde(deserialize_with = "metrics")]
    counted_by_others: GlobSet,
    /// Every process of a service had ended.
    all_gone: Patterns,
    /// Machines are there no more: they were deleted, or taken away.
    deleted: Patterns,
    /// Every scrape got an error.
    failed_pages: Patterns,
    /// So long a scrape took.
    #[serde(deserialize_with = "regexes")]
    slow_pages: Vec<Late>,
    /// So many lines a page had.
    #[serde(deserialize_with = "regexes")]
    large_pages: Vec<Late>,
    /// The metrics that count how a process ended, which only the process itself knows of,
    #[serde(deserialize_with = "metrics")]
    last_words: GlobSet,
    /// how texts say that it ended with that,
    ended: Patterns,
    /// and that somebody else keeps the count.
    kept: Patterns,
    /// Failure modes of a run that goes on and on: its series are there.
    pub(super) lasting_runs: Vec<String>,
    /// What was counted happened once, and never before.
    pub(super) first_event: Patterns,
    /// A story says that there was one event,
    pub(super) single_event: Patterns,
    /// and that none had been before.
    pub(super) first_since: Patterns,
    /// What lasts only so long.
    pub(super) brief: Vec<Brief>,
}

/// Series of a target that is down are gone at once: of so many seconds nothing that it says becomes.
pub(super) const SOON: f64 = 300.0;
/// How soon a cloud is asked again for its machines, where nobody says, in milliseconds.
const REFRESH: u64 = 60_000;
/// What Prometheus waits for at most, where nobody says.
const DEFAULT_TIMEOUT: u64 = 10_000;

impl Lookup<'_, '_> {
    /// Why the series of `expr` are not there, or fall, in what a risk tells of.
    pub(super) fn fading(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        if expr.is_absent() || !needs_all(alert, expr) {
            return None;
        }
        let mut compared = expr.comparisons.iter().filter(|it| it.role == Role::Reads);
        let of_one = |it: &Comparison| {
            let series = expr.selectors.get(it.series.clone()).unwrap_or_default();
            gone_with_pods(it, series, (alert, asked))
                .or_else(|| failed(series, asked))
                .or_else(|| begun_anew(it, series, asked))
                .or_else(|| self.cut_off(series, asked))
                .or_else(|| self.overfull(series, asked))
                .or_else(|| lost_with_it(series, asked))
                .or_else(|| self.gone_with_machines(it, series, (alert, asked)))
        };
        let why = compared.find_map(of_one)?;
        Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
    }

    /// A counter as it stands begins anew with its process, and never comes so far as is asked for.
    pub(super) fn counts_from_nothing(&self, alert: &Alert, expr: &Expr, asked: &Asked<'_>) -> Option<Rung> {
        let compared = only_compared(expr).filter(|it| it.direction == Direction::Above)?;
        let series = expr.selectors.get(compared.series.clone())?;
        let raw = |selector: &Selector| {
            let is_total = selector.name().is_some_and(|name| name.ends_with("_total"));
            is_total && selector.range.is_none() && selector.keeps_its_level()
        };
        let more = compared.threshold.filter(|more| *more > 1.0 && !series.is_empty() && series.iter().all(raw))?;
        let silences = WORDS.silences();
        let is_told = silences.begin_anew(asked.text) || silences.begin_anew(asked.story);
        let name = own_counter(series)?;
        let why = || {
            format!(
                "{name} begins anew with its process, and never comes to {more}; ask how far it rose, with increase()"
            )
        };
        is_told.then(|| Rung::broken(Flaw::Unmoved, why()).at(alert.text.place))
    }

    /// The machines were deleted, and what finds targets among those of a cloud finds them no more. What counts them sees it.
    fn gone_with_machines(
        &self,
        compared: &Comparison,
        series: &[Selector],
        (alert, asked): (&Alert, &Asked<'_>),
    ) -> Option<String> {
        let counts = |selector: &Selector| matches!(selector.within.first(), Some(&("count" | "sum" | "group")));
        let sees = compared.direction == Direction::Below && series.iter().any(counts);
        let looks_back = series.iter().any(|selector| selector.range.is_some());
        if sees || looks_back || alert.hold < REFRESH || !WORDS.fading().deleted.is_match(asked.text) {
            return None;
        }
        let scrapes: Vec<&Scrape> = self.all_scrapes()?.map(|(_, scrape)| scrape).collect();
        let mut own = scrapes.iter().filter(|scrape| series.iter().any(|it| may_be_of(it, scrape))).peekable();
        let job = &own.peek()?.job;
        let why =
            format!("the job {} finds its targets in the cloud, and those that were deleted are none any more", &**job);
        (own.all(|scrape| scrape.finds_machines) && !series.is_empty()).then_some(why)
    }

    /// Every scrape fails: the page takes longer than it may.
    fn cut_off(&self, series: &[Selector], asked: &Asked<'_>) -> Option<String> {
        self.all_scrapes()?.next()?;
        let told = |text: &str| longest(WORDS.fading().slow_pages.iter(), &text.to_lowercase());
        let took = (told(asked.text).or_else(|| told(asked.story))? * 1_000.0) as u64;
        let [selector] = series else { return None };
        if is_of_scrape(selector.name()?) || !self.recordings.of(selector).is_empty() {
            return None;
        }
        let timeout = |(loader, scrape): (&Prometheus, &Scrape)| {
            let set = scrape.timeout.or(loader.scrape_timeout).unwrap_or(DEFAULT_TIMEOUT);
            set.min(in_time::scrape_interval(loader, Some(scrape)).0)
        };
        let of_job = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape));
        let timeout = of_job.map(timeout).max().filter(|timeout| took > *timeout)?;
        let [took, timeout] = [took, timeout].map(shown_millis);
        Some(format!(
            "its page took {took}, and scrape_timeout is {timeout}: every scrape failed, and its series were gone"
        ))
    }

    /// Its page had more lines than its job takes.
    fn overfull(&self, series: &[Selector], asked: &Asked<'_>) -> Option<String> {
        let [selector] = series else { return None };
        selector.name().filter(|name| !is_of_scrape(name) && self.recordings.of(selector).is_empty())?;
        let of_job = self.all_scrapes()?.filter(|(_, scrape)| may_be_of(selector, scrape));
        let limits: Option<Vec<u64>> = of_job.map(|(_, scrape)| scrape.sample_limit).collect();
        let limit = limits?.into_iter().max()?;
        let found = WORDS.fading().large_pages.iter().flat_map(|pattern| pattern.captures_iter(asked.story));
        let told = found.filter_map(|found| number(&found["n"].replace(' ', "")));
        let lines = told.reduce(f64::max).filter(|lines| *lines > limit as f64)?;
        Some(format!("its page had {lines} lines, and sample_limit is {limit}: every scrape was refused as a whole"))
    }
}

/// What a process counts as it ends is gone before anybody has scraped it.
fn lost_with_it(series: &[Selector], asked: &Asked<'_>) -> Option<String> {
    let fading = WORDS.fading();
    let counts_ends = |selector: &Selector| {
        let moves = TWO_SAMPLES.iter().any(|function| selector.is_within(function));
        moves && selector.name().is_some_and(|name| fading.last_words.is_match(name))
    };
    let says = |patterns: &Patterns| patterns.is_match(asked.text) || patterns.is_match(asked.story);
    let is_lost = !series.is_empty() && series.iter().all(counts_ends) && says(&fading.ended) && !says(&fading.kept);
    let name = series.first()?.name()?;
    is_lost.then(|| format!("{name} is counted by the process that ends with it: nobody scrapes it before that"))
}

/// Does a text name a job, in one word or several: "all four tracking projectors exited", `tracking-projector`?
fn names_words(text: &str, job: &str) -> bool {
    let spoken = job.replace(['-', '_'], " ");
    let ends = |at: usize| !text[at..].starts_with(char::is_alphanumeric) || spoken.contains(' ');
    text.match_indices(&spoken).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric) && ends(at + spoken.len()))
}

/// The service itself is gone, and with it what it counts: `for` asks for longer than a range still holds samples of it.
fn gone_with_pods(compared: &Comparison, series: &[Selector], (alert, asked): (&Alert, &Asked<'_>)) -> Option<String> {
    let text = asked.text.to_lowercase();
    let is_own = |selector: &Selector| {
        // "All four tracking projectors exited": the job `tracking-projector`.
        let is_told = |job: &str| names_words(&text, &job.to_lowercase());
        let is_hurt =
            |job: &str| asked.incident.services.iter().any(|service| service.eq_ignore_ascii_case(job)) || is_told(job);
        selector.pinned("job").any(is_hurt) && selector.name().is_some_and(|name| !WORDS.outlives(name))
    };
    let window = series.iter().map(|selector| selector.window.max(LOOKBACK)).max()?;
    let why = || {
        format!(
            "where none is left its series are there for {} more, and for asks for {}",
            shown_millis(window),
            shown_millis(alert.hold)
        )
    };
    let is_told = WORDS.silences().tells_no_pods(asked.text) || WORDS.fading().all_gone.is_match(&text);
    // What is left of a counter in its range rises, and no rate of it is zero for long.
    let is_rate = |selector: &Selector| selector.within.last().is_some_and(|it| TWO_SAMPLES.contains(it));
    let asks_for_none = compared.holds_at(0.0) && !compared.holds_at(f64::MIN_POSITIVE);
    let never_none = asks_for_none && alert.hold > 0 && series.iter().all(is_rate);
    let none = || "where none is left its series are gone, and no series is not zero".to_owned();
    if !is_told || !series.iter().all(is_own) {
        return None;
    }
    let is_age = alert.text.get(compared.span.clone()).is_some_and(|written| written.contains("time()"));
    let never_old = is_age && compared.direction == Direction::Above && compared.threshold.is_some_and(|it| it >= SOON);
    let young = || "where none is left its series are gone, before they are so old".to_owned();
    (alert.hold >= window).then(why).or_else(|| never_none.then(none)).or_else(|| never_old.then(young))
}

/// Its job answered every scrape with an error.
fn failed(series: &[Selector], asked: &Asked<'_>) -> Option<String> {
    let is_scraped = |selector: &Selector| {
        let is_told = |job: &str| {
            let found = WORDS.fading().failed_pages.find_iter(asked.story);
            found.into_iter().any(|found| line_of(asked.story, found.start).contains(&job.to_lowercase()))
        };
        selector.name().is_some_and(|name| !is_of_scrape(name)) && selector.pinned("job").any(is_told)
    };
    let is_told = !series.is_empty() && series.iter().all(is_scraped);
    is_told.then(|| "its page answered with an error: its series were gone, and only up said so".to_owned())
}

/// The line around a byte of a text, in lower case.
fn line_of(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default().to_lowercase()
}

/// The name of what the process itself counts.
fn own_counter(series: &[Selector]) -> Option<&str> {
    series.first()?.name().filter(|name| !WORDS.fading().counted_by_others.is_match(name))
}

/// A counter less what it was an hour ago is far below zero once its process begins anew; `increase` would know of that.
fn begun_anew(compared: &Comparison, series: &[Selector], asked: &Asked<'_>) -> Option<String> {
    let [now, before] = series else { return None };
    let raw =
        |selector: &Selector| selector.range.is_none() && selector.name().is_some_and(|name| name.ends_with("_total"));
    let is_difference = now.name() == before.name() && raw(now) && now.offset == 0 && before.offset > 0;
    let restarts = &WORDS.fading().restarts;
    let is_told = || restarts.is_match(asked.text) || restarts.is_match(asked.story);
    let name = own_counter(series)?;
    (is_difference && compared.direction == Direction::Above && is_told()).then(|| {
        format!(
            "{name} began anew with its process, and less what it was before it is below zero; increase() knows of that"
        )
    })
}
