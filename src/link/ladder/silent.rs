//! Metrics that say nothing of the very fault that a text tells: a lag without a value where nothing is copied any more, a part
//! of no requests.

use serde::Deserialize;

use super::present::{Lookup, is_own, may_be_of};
use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::expr::{Comparison, Direction, Expr, Role, Selector};
use crate::model::{Alert, Scrape};
use crate::patterns::Patterns;

/// When metrics say nothing, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Silences {
    valueless: Vec<Valueless>,
    still: Vec<Still>,
    /// How texts say that what exports the series is still there: they are not absent.
    stays: Patterns,
    /// How texts say that no pod is left: what is found by pods has no target then.
    no_pods: Patterns,
    /// How texts say that there were no requests at all.
    no_requests: Patterns,
    /// What says that there were some, and that they failed.
    failed_requests: Patterns,
}

/// Metrics that have no value while something is so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valueless {
    metrics: Vec<String>,
    /// How texts say that it is.
    told: Patterns,
    why: String,
}

/// Counters that do not rise while something is so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Still {
    /// How texts say that it is.
    told: Patterns,
    why: String,
}

impl Silences {
    /// Why an alert does not fire at what `text` tells, where all that it compares is silent then.
    fn why(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<String> {
        // Series with labels of their own may come and go.
        let plain = |selector: &Selector| !selector.matchers.iter().any(|matcher| is_own(&matcher.label));
        if expr.is_absent() && expr.selectors.iter().all(|it| it.is_absent() && plain(it)) && self.stays.is_match(text)
        {
            return Some("what exports its series was still there, and so were they".to_owned());
        }
        let compared = || expr.comparisons.iter().filter(|it| it.role == Role::Reads);
        // What is not compared fires by being there, or by not being there: `x > 300 or absent(x)`.
        let is_compared = |at: usize| compared().any(|it| it.selectors.contains(&at));
        let mut read = expr.selectors.iter().enumerate().filter(|(_, selector)| selector.role == Role::Reads);
        if !read.all(|(at, _)| is_compared(at)) {
            return None;
        }
        let whys: Option<Vec<String>> = compared().map(|it| self.of(it, (alert, expr), text)).collect();
        whys?.into_iter().next()
    }

    fn of(&self, compared: &Comparison, (alert, expr): (&Alert, &Expr), text: &str) -> Option<String> {
        let mut names = expr.selectors.get(compared.series.clone())?.iter().map(|selector| selector.name());
        let name = names.next()??;
        let one = names.all(|other| other == Some(name));
        let valueless = || {
            let known = self.valueless.iter().find(|it| it.metrics.iter().any(|metric| metric == name))?;
            known.told.is_match(text).then(|| format!("{name} {}", known.why))
        };
        let is_part = || {
            let written = alert.text.get(compared.span.clone()).unwrap_or_default();
            compared.series.len() > 1 && written.contains('/') && compared.direction == Direction::Above
        };
        let rises = || {
            let series = expr.selectors.get(compared.series.clone()).unwrap_or_default();
            series.iter().all(|selector| RISES.iter().any(|function| selector.is_within(function)))
        };
        let still = || {
            let told = self.still.iter().find(|it| it.told.is_match(text))?;
            (compared.direction == Direction::Above && rises()).then(|| format!("{name} {}", told.why))
        };
        let no_requests = || self.no_requests.is_match(text) && !self.failed_requests.is_match(text);
        let nothing = || format!("{name} did not rise: a part of no requests is no number, and above nothing");
        valueless().or_else(still).or_else(|| (one && is_part() && no_requests()).then(nothing)).filter(|_| one)
    }
}

/// What asks how far a counter rose.
const RISES: [&str; 3] = ["increase", "rate", "irate"];

impl Lookup<'_, '_> {
    /// Why no target is down where no pod is left: its job finds its targets by pods.
    pub(super) fn gone_with_pods(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
        let mut read = expr.selectors.iter().filter(|selector| selector.role == Role::Reads).peekable();
        read.peek()?;
        let asks_for_absence =
            expr.selectors.iter().any(|selector| selector.within.iter().any(|it| it.starts_with("absent")));
        if asks_for_absence || !WORDS.silences().no_pods.is_match(text) {
            return None;
        }
        let scrapes: Vec<&Scrape> = self.all_scrapes()?.map(|(_, scrape)| scrape).collect();
        let of_pods = |selector: &Selector| {
            let mut jobs = scrapes.iter().filter(|scrape| may_be_of(selector, scrape)).peekable();
            selector.name() == Some("up") && jobs.peek().is_some() && jobs.all(|scrape| scrape.finds_pods)
        };
        let why = "its job finds its targets by pods: where none is left, up is absent, and not 0";
        read.all(of_pods).then(|| Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
    }
}

/// Why an alert does not fire at what `text` tells of a fault.
pub(super) fn silent(alert: &Alert, expr: &Expr, text: &str) -> Option<Rung> {
    let why = WORDS.silences().why(alert, expr, text)?;
    Some(Rung::broken(Flaw::NeverFires, why).at(alert.text.place))
}

#[cfg(test)]
mod tests {
    use super::silent;
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
            let rung = silent(alert, alert.expr.as_ref().expect("the case parses"), text);
            assert_eq!(rung.is_some(), is_silent, "{expr}, {text}");
        }
    }
}
