//! Faults that come and go: "down for two minutes in every ten", "killed every four minutes". What waits for longer than one of them
//! lasts, or counts more in a range than come in it, does not see them.

use regex::Captures;
use serde::Deserialize;

use super::all_missed;
use super::bouts::{Heads, apart};
use super::deadlines::Deadlines;
use super::level::{SPAN, in_words, spanned};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Carried, Comparison, Direction, Selector};
use crate::patterns::{Late, Patterns};

/// How causes say so, in lower case and with single blanks, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(from = "Said")]
pub(super) struct Rhythm {
    bouts: Vec<Late>,
    /// It came again and again,
    again: Late,
    /// and a line begins with the hours of one time.
    hours: Late,
    /// How a table of such times is headed.
    heads: Heads,
    every: Vec<Late>,
    /// How long each pod lived.
    lives: Vec<Late>,
    /// How often a job runs,
    runs: Vec<Late>,
    /// and what the names of the metrics hold that count its runs.
    run_metrics: Vec<String>,
    /// How the names of metrics begin that have a series of each pod.
    pod_metrics: Vec<String>,
    /// Until what hour something could be done.
    pub(super) deadlines: Deadlines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    bouts: Vec<String>,
    again: String,
    hours: String,
    went: Patterns,
    from: Patterns,
    until: Patterns,
    took: Patterns,
    every: Vec<String>,
    lives: Vec<String>,
    runs: Vec<String>,
    run_metrics: Vec<String>,
    pod_metrics: Vec<String>,
    deadlines: Deadlines,
}

/// The label that holds the name of a pod.
const POD: &str = "pod";

impl From<Said> for Rhythm {
    fn from(said: Said) -> Self {
        let spans = |texts: &[String]| texts.iter().map(|text| Late::seldom(&text.replace("{span}", SPAN))).collect();
        let (bouts, every, runs) = (spans(&said.bouts), spans(&said.every), spans(&said.runs));
        let lives = spans(&said.lives);
        let (again, hours) = (Late::seldom(&said.again), Late::seldom(&said.hours));
        Rhythm {
            bouts,
            again,
            hours,
            heads: Heads { went: said.went, from: said.from, until: said.until, took: said.took },
            every,
            lives,
            runs,
            run_metrics: said.run_metrics,
            pod_metrics: said.pod_metrics,
            deadlines: said.deadlines,
        }
    }
}

impl Rhythm {
    /// How many seconds it lasted each time.
    pub(super) fn bout(&self, cause: &str) -> Option<f64> {
        longest(&self.bouts, cause)
    }

    /// How many seconds it lasted at most, by the hours that lines of a story in lower case begin with.
    pub(super) fn listed(&self, lines: &str) -> Option<f64> {
        let minutes = |found: &Captures<'_>, h: &str, m: &str| {
            Some(found[h].parse::<i64>().ok()? * 60 + found[m].parse::<i64>().ok()?)
        };
        let times = self
            .hours
            .captures_iter(lines)
            .filter_map(|found| Some((minutes(&found, "h", "m")?, minutes(&found, "to_h", "to_m")?)));
        let times: Vec<(i64, i64)> = times.collect();
        apart(&times).filter(|_| self.again.is_match(lines))
    }

    /// The same of the rows of a table.
    pub(super) fn tabled(&self, lines: &str) -> Option<f64> {
        self.heads.longest(lines, || self.again.is_match(lines))
    }

    /// How many seconds lay between one event and the next.
    pub(super) fn every(&self, cause: &str) -> Option<f64> {
        longest(&self.every, cause)
    }

    /// How many seconds each pod lived at most.
    pub(super) fn life(&self, story: &str) -> Option<f64> {
        longest(&self.lives, story)
    }

    /// How many seconds lie between one run of a job and the next.
    pub(super) fn runs(&self, story: &str) -> Option<f64> {
        longest(&self.runs, story)
    }
}

fn longest(patterns: &[Late], cause: &str) -> Option<f64> {
    let found = patterns.iter().filter_map(|pattern| pattern.captures(cause));
    let spans = found.filter_map(|found| spanned(&found));
    spans.reduce(f64::max)
}

/// Why an alert is never pending for long enough, where each bout is over before: no function looks so far back that it holds the
/// one before, too.
pub(super) fn too_short(bout: f64, alert: &Alert) -> Option<String> {
    let waits = alert.hold as f64 / 1_000.0;
    let windows =
        alert.expr.as_ref()?.selectors.iter().map(|selector| selector.window.max(selector.range.unwrap_or(0)));
    let lingers = windows.max().unwrap_or(0) as f64 / 1_000.0;
    (lingers <= bout && waits > bout + lingers)
        .then(|| format!("waits for {}, and it lasted {} at a time", in_words(waits), in_words(bout)))
}

/// Why an alert on each pod is never pending for long enough, where none lives so long: the next one has another name.
pub(super) fn outlived(life: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let starts = &WORDS.reaches().rhythm.pod_metrics;
    let of_pods = |name: &str| starts.iter().any(|start| name.starts_with(start.as_str()));
    let is_by_pod = match &expr.carried {
        Carried::Only(labels) => labels.iter().any(|label| label == POD),
        carried => carried.carries(POD)? && expr.selectors.iter().filter_map(Selector::name).all(of_pods),
    };
    let why = too_short(life, alert).filter(|_| is_by_pod)?;
    Some(format!("{why}: each pod begins anew to wait"))
}

/// Does a function look back on what was before? Of what is not read here, it may.
pub(in crate::link) fn looks_back(alert: &Alert) -> bool {
    alert.expr.as_ref().is_none_or(|expr| expr.selectors.iter().any(|selector| selector.range.is_some()))
}

/// Why an alert that counts failed runs never counts so many, where one comes every so many seconds.
pub(super) fn too_few_runs(every: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let words = &WORDS.reaches().rhythm.run_metrics;
    let missed = |it: &Comparison| {
        let [counted] = expr.selectors.get(it.series.clone())? else { return None };
        let name = counted.name().filter(|_| counted.within[..] == ["increase"])?;
        let is_of_runs = words.iter().any(|word| name.contains(word.as_str()));
        let (range, asked) = (counted.range? as f64 / 1_000.0, it.threshold?);
        let most = (range / every).floor() + 1.0;
        let why = || format!("asks for {asked} in {}, and a run comes every {}", in_words(range), in_words(every));
        (is_of_runs && it.direction == Direction::Above && !it.holds_at(most)).then(why)
    };
    all_missed(expr, missed)
}

/// Why an alert that counts changes never counts so many, where one comes every so many seconds.
pub(super) fn too_few(every: f64, alert: &Alert) -> Option<String> {
    let expr = alert.expr.as_ref()?;
    let missed = |it: &Comparison| {
        let counts = |selector: &&Selector| selector.is_within("changes") || selector.is_within("resets");
        let counted = expr.selectors.get(it.series.clone())?.iter().find(counts)?;
        let (range, more) = (counted.range? as f64 / 1_000.0, it.threshold?);
        let most = (range / every).floor() + 1.0;
        let why =
            || format!("asks for more than {more} in {}, and one came every {}", in_words(range), in_words(every));
        (it.direction == Direction::Above && most <= more).then(why)
    };
    all_missed(expr, missed)
}
