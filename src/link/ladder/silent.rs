//! Metrics that say nothing of the very fault that a text tells: a lag without a value where nothing is copied any more, a part
//! of no requests.

use globset::GlobSet;
use serde::{Deserialize, Deserializer};

use super::needs_all;
use super::present::is_own;
use super::set_apart::{FailedQueues, sees_failures};
use super::states::State;
use crate::link::asked::Spans;
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::{Forms, WORDS, globs, regexes};
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Expr, Matcher, Role, Selector, divides};
use crate::patterns::{Late, Patterns};

/// When metrics say nothing, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Silences {
    /// Metrics that tell of others: whose they are stands in labels of their own, and `instance` is who tells.
    #[serde(deserialize_with = "metrics")]
    peers: GlobSet,
    valueless: Vec<Valueless>,
    still: Vec<Still>,
    pub(super) states: Vec<State>,
    /// The metrics that say how many pods there are to be, and how many there are: both are 0 where none is to be.
    replicas: [Vec<String>; 2],
    /// How texts say that what exports the series is still there: they are not absent.
    stays: Patterns,
    /// How texts say that no pod is left: what is found by pods has no target then.
    no_pods: Patterns,
    /// How texts say that pods are there and not ready.
    unready: Patterns,
    pub(super) failed_queues: FailedQueues,
    /// How sentences say that something was so all the while.
    lasting: Patterns,
    /// What it was, behind the name of a metric, in the group `n`.
    #[serde(deserialize_with = "regexes")]
    valued: Vec<Late>,
    /// How texts say that counters begin anew again and again.
    anew: Patterns,
    /// How sentences say that nothing was answered so.
    unanswered: Patterns,
    /// How texts say that there were no requests at all.
    no_requests: Patterns,
    /// How texts say that something came all at once.
    sudden: Patterns,
    /// How texts say how long it took until nothing was left.
    filled: Spans,
    /// How texts say that nothing is left of something: it stays so.
    used_up: Patterns,
    /// How texts say that a level moved all the while.
    moving: Patterns,
    /// How texts say that it came so slowly that one day was like the day before.
    creeping: Patterns,
    /// What says that there were some, and that they failed.
    failed_requests: Patterns,
    /// Values of labels, in lower case, by which an expression counts failures only.
    failing_values: Patterns,
    /// Metrics that say what somebody has set: the same whenever a page was saved.
    #[serde(deserialize_with = "metrics")]
    settings: GlobSet,
    /// Metrics that may be above zero or below it, and are wrong on both sides.
    #[serde(deserialize_with = "metrics")]
    two_sides: GlobSet,
    /// How texts say that a metric is called otherwise since, or gone.
    renamed: Forms,
    /// How texts say that what is called so, a topic or a queue, has another number since.
    moved: Forms,
}

/// Metrics that have no value while something is so, or that say nothing of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valueless {
    #[serde(deserialize_with = "metrics")]
    metrics: GlobSet,
    /// How texts say that it is,
    told: Patterns,
    /// and the failure modes that do.
    #[serde(default)]
    modes: Vec<String>,
    why: String,
    /// What says that it was not so alone.
    #[serde(default)]
    untold: Patterns,
    /// Is it so for moments only, and an alert without `for` sees them?
    #[serde(default)]
    held: bool,
    /// What matchers hold by which the series of an alert are others.
    #[serde(default)]
    except: Vec<String>,
}

/// Counters that do not rise while something is so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Still {
    /// How texts say that it is.
    told: Patterns,
    /// The metrics that are meant; all where none is said.
    #[serde(default)]
    only: Option<Named>,
    /// Metrics that rise all the same.
    #[serde(default, deserialize_with = "metrics")]
    except: GlobSet,
    /// Are only those meant that count failures: `code=~"5.."`?
    #[serde(default)]
    failures: bool,
    why: String,
}

impl Still {
    fn is_about(&self, metric: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.0.is_match(metric)) && !self.except.is_match(metric)
    }
}

/// Metrics, by globs on their names.
#[derive(Deserialize)]
struct Named(#[serde(deserialize_with = "metrics")] GlobSet);

pub(super) fn metrics<'de, D: Deserializer<'de>>(source: D) -> Result<GlobSet, D::Error> {
    Ok(globs(&Vec::<String>::deserialize(source)?))
}

/// What is told of a fault: the sentence of the cause, and the story around it.
pub(super) struct Told<'t> {
    pub(super) cause: &'t str,
    pub(super) story: &'t str,
    /// The failure modes of the cause.
    pub(super) modes: Vec<&'t str>,
}

impl Silences {
    /// What a sentence says that something was all the while, `behind` whose name it goes on.
    pub(super) fn lasting_value(&self, sentence: &str, behind: &str) -> Option<f64> {
        let found = self.valued.iter().find_map(|pattern| pattern.captures(behind))?;
        self.lasting.is_match(sentence).then(|| found["n"].parse().ok())?
    }

    /// Do counters begin anew again and again, by a text?
    pub(super) fn begin_anew(&self, text: &str) -> bool {
        self.anew.is_match(text)
    }

    /// Does a sentence say that nothing was answered as it tells?
    pub(super) fn is_unanswered(&self, sentence: &str) -> bool {
        self.unanswered.is_match(sentence)
    }
}

impl Told<'_> {
    fn says(&self, patterns: &Patterns) -> bool {
        patterns.is_match(self.cause) || patterns.is_match(self.story)
    }
}

impl Silences {
    /// Why an alert does not fire at what is told, where all that it compares is silent then.
    fn why(&self, alert: &Alert, expr: &Expr, told: &Told<'_>) -> Option<String> {
        // Series with labels of their own may come and go.
        let plain = |selector: &Selector| !selector.matchers.iter().any(|matcher| is_own(&matcher.label));
        if expr.is_absent() && expr.selectors.iter().all(|it| it.is_absent() && plain(it)) && told.says(&self.stays) {
            return Some("what exports its series was still there, and so were they".to_owned());
        }
        let compared = || expr.comparisons.iter().filter(|it| it.role == Role::Reads);
        // What is not compared fires by being there, or by not being there: `x > 300 or absent(x)`.
        let is_compared = |at: usize| compared().any(|it| it.selectors.contains(&at));
        let mut read = expr.selectors.iter().enumerate().filter(|(_, selector)| selector.role == Role::Reads);
        if !read.all(|(at, _)| is_compared(at)) {
            return None;
        }
        let mut whys =
            compared().map(|it| self.of(it, (alert, expr), told).or_else(|| self.none_to_be(it, expr, told)));
        if needs_all(alert, expr) {
            return whys.flatten().next();
        }
        let first = whys.next()??;
        whys.all(|why| why.is_some()).then_some(first)
    }

    /// Does a metric tell of others than the target that exports it?
    pub(super) fn is_of_peers(&self, name: &str) -> bool {
        self.peers.is_match(name)
    }

    /// Does a metric say what somebody has set?
    pub(super) fn is_setting(&self, name: &str) -> bool {
        self.settings.is_match(name)
    }

    /// May a metric be wrong on both sides of zero?
    pub(super) fn has_two_sides(&self, name: &str) -> bool {
        self.two_sides.is_match(name)
    }

    /// Does a text in lower case say that a metric is called otherwise since, or gone?
    pub(super) fn is_renamed(&self, metric: &str, text: &str) -> bool {
        self.renamed.say(metric, text)
    }

    /// Does a text in lower case say that all has moved from what is called so to the next of its kind?
    pub(super) fn is_moved(&self, value: &str, text: &str) -> bool {
        value.len() > 2 && self.moved.say(value, text)
    }

    /// Does a text say that pods are there, and not ready?
    pub(super) fn tells_none_ready(&self, text: &str) -> bool {
        self.unready.is_match(text)
    }

    /// Does a text say that no pod is left?
    pub(super) fn tells_no_pods(&self, text: &str) -> bool {
        self.no_pods.is_match(text)
    }

    /// Does a text say that it came slowly, from one day to the next?
    pub(super) fn is_creeping(&self, text: &str) -> bool {
        self.creeping.is_match(text)
    }

    /// Does a text say that nothing is left of something?
    pub(in crate::link) fn is_used_up(&self, text: &str) -> bool {
        self.used_up.is_match(text)
    }

    /// Does a text say that a level moved all the while?
    pub(super) fn is_moving(&self, text: &str) -> bool {
        self.moving.is_match(text)
    }

    /// Does a text say that it came all at once?
    pub(super) fn is_sudden(&self, text: &str) -> bool {
        self.sudden.is_match(text)
    }

    /// How long it took until nothing was left, in seconds, where a text says so.
    pub(super) fn filled_within(&self, text: &str) -> Option<f64> {
        self.filled.longest(text)
    }

    /// Why no pod is missed where none is to be.
    fn none_to_be(&self, compared: &Comparison, expr: &Expr, told: &Told<'_>) -> Option<String> {
        let names: Vec<&str> =
            expr.selectors.get(compared.selectors.clone())?.iter().map(|it| it.name()).collect::<Option<_>>()?;
        let [wanted, there] =
            [0, 1].map(|side| names.iter().find(|name| self.replicas[side].iter().any(|it| it == *name)));
        let (wanted, there) = (wanted?, there?);
        (names.len() == 2 && told.says(&self.no_pods))
            .then(|| format!("{wanted} and {there} are both 0 where none is to be: they do not differ"))
    }

    fn of(&self, compared: &Comparison, (alert, expr): (&Alert, &Expr), told: &Told<'_>) -> Option<String> {
        let names: Option<Vec<&str>> =
            expr.selectors.get(compared.series.clone())?.iter().map(Selector::name).collect();
        let names = names?;
        let name = *names.first()?;
        let one = names.iter().all(|other| *other == name);
        let series = || expr.selectors.get(compared.series.clone()).unwrap_or_default();
        let valueless = || {
            // Whoever counts them finds one fewer.
            let finds_fewer = matches!(compared.direction, Direction::Below | Direction::NotEqual);
            if finds_fewer && series().iter().any(|it| it.is_within("count")) {
                return None;
            }
            // A part of what says nothing says nothing either.
            let are_all = |it: &&Valueless| names.iter().all(|name| it.metrics.is_match(name));
            let mut known = self.valueless.iter().filter(are_all);
            let looks_back = || series().iter().any(|selector| selector.range.is_some());
            let lasts = |it: &&Valueless| !it.held || alert.hold >= MOMENTS && !looks_back();
            let is_other = |it: &&Valueless| {
                let mut asked = series().iter().flat_map(|selector| selector.matchers.iter());
                asked.any(|matcher| it.except.iter().any(|word| matcher.value.to_lowercase().contains(word)))
            };
            let of_mode = |it: &Valueless| it.modes.iter().any(|mode| told.modes.contains(&mode.as_str()));
            let is_told = |it: &Valueless| (told.says(&it.told) || of_mode(it)) && !told.says(&it.untold);
            let seen = || series().iter().any(|it| sees_failures(it, told.cause) || sees_failures(it, told.story));
            let is_so =
                |it: &&Valueless| lasts(it) && is_told(it) && !is_other(it) && (it.except.is_empty() || !seen());
            known.find(is_so).map(|it| format!("{name} {}", it.why))
        };
        let other_state = || {
            let mut known = self.states.iter().filter(|it| it.metrics.is_match(name) && told.says(&it.told));
            // What went from one state to the next was in both.
            let first = known.next()?;
            let missed = |it: &State| it.is_missed_by(compared, series());
            (missed(first) && known.all(missed)).then(|| format!("{name} {}", first.why))
        };
        let rises = || series().iter().all(|selector| RISES.iter().any(|function| selector.is_within(function)));
        let is_part = || {
            let written = alert.text.get(compared.span.clone()).unwrap_or_default();
            let is_of_none = match compared.direction {
                Direction::Above => true,
                // How many of them succeeded.
                Direction::Below => rises(),
                _ => false,
            };
            compared.series.len() > 1 && divides(written) && is_of_none
        };
        let still = || {
            let of_failures = |matcher: &Matcher| self.failing_values.is_match(&matcher.value.to_lowercase());
            let counts_failures = || series().iter().flat_map(|it| it.matchers.iter()).any(of_failures);
            let is_meant = |it: &&Still| it.is_about(name) && (!it.failures || counts_failures());
            let mut known = self.still.iter().filter(is_meant).filter(|it| told.says(&it.told));
            (compared.direction == Direction::Above && rises())
                .then(|| known.next())?
                .map(|it| format!("{name} {}", it.why))
        };
        let no_requests = || self.no_requests.is_match(told.cause) && !self.failed_requests.is_match(told.cause);
        let nothing =
            || format!("{name} did not rise: a part of no requests is no number, and neither above nor below one");
        let of_one = || {
            let empty = || (is_part() && no_requests()).then(nothing);
            Some(()).filter(|()| one).and_then(|()| other_state().or_else(still).or_else(empty))
        };
        valueless().or_else(of_one)
    }
}

/// A `for` of so many milliseconds outlasts moments.
const MOMENTS: u64 = 60_000;
/// What asks how far a counter rose.
pub(super) const RISES: [&str; 3] = ["increase", "rate", "irate"];

/// Why an alert does not fire at what is told of a fault.
pub(super) fn silent(alert: &Alert, expr: &Expr, told: &Told<'_>) -> Option<Rung> {
    let why = WORDS.silences().why(alert, expr, told)?;
    Some(Rung::broken(Flaw::Unmoved, why).at(alert.text.place))
}

#[cfg(test)]
mod tests {
    use super::{Told, silent};
    use crate::link::sample::rules;

    #[test]
    fn some_metrics_have_no_value_in_the_very_fault() {
        let part = "sum(rate(http_requests_total{code=~'5..'}[5m])) / sum(rate(http_requests_total[5m])) > 0.05";
        let lag = "mysql_slave_status_seconds_behind_master > 300";
        for (expr, text, is_silent) in [
            (part, "The record was deleted, so not a single request reached checkout any more.", true),
            (part, "The rate of requests fell to zero.", true),
            (part, "Requests fell to zero on one pod; the others answered 503.", false),
            (part, "Half of the requests failed.", false),
            ("sum(rate(http_requests_total[5m])) < 1", "The rate of requests fell to zero.", false),
            (lag, "The SQL thread stopped on a duplicate key (Seconds_Behind_Master: NULL).", true),
            (lag, "Replication stopped after the upgrade.", true),
            (
                "increase(invoice_aborts_total{reason='oom'}[30m]) > 0",
                "The run was aborted by one error; its counter first appeared with the value 1.",
                true,
            ),
            (
                "absent_over_time(mails_sent_total[1h])",
                "The worker hung; the process stayed up and kept answering /metrics.",
                true,
            ),
            ("absent_over_time(mails_sent_total[1h])", "The worker crashed.", false),
            ("rate(mails_sent_total[1h]) == 0", "The worker hung; the process stayed up.", false),
            ("invoice_aborts_total > 0", "The run was aborted; its counter first appeared with the value 1.", false),
            ("increase(invoice_aborts_total[30m]) > 0", "The run was aborted three times.", false),
            (lag, "The replica was 20 minutes behind.", false),
            ("mysql_slave_lag_seconds > 300 or absent(mysql_slave_lag_seconds)", "The SQL thread stopped.", false),
            ("mysql_slave_status_slave_sql_running == 0", "The SQL thread stopped.", false),
            (
                "mysql_slave_status_seconds_behind_master > 300 or mysql_slave_status_slave_sql_running == 0",
                "The SQL thread stopped.",
                false,
            ),
        ] {
            let rules = rules(&[("A", expr)]);
            let alert = &rules.alerts[0];
            let rung = silent(
                alert,
                alert.expr.as_ref().expect("the case parses"),
                &Told { cause: text, story: "", modes: Vec::new() },
            );
            assert_eq!(rung.is_some(), is_silent, "{expr}, {text}");
        }
    }
}
