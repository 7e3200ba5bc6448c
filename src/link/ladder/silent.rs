//! Metrics that say nothing of the very fault that a text tells: a lag without a value where nothing is copied any more, a part
//! of no requests.

use serde::Deserialize;

use crate::link::coverage::{Flaw, Rung};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Direction, Expr, Role};
use crate::patterns::Patterns;

/// When metrics say nothing, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::link) struct Silences {
    valueless: Vec<Valueless>,
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

impl Silences {
    /// Why an alert does not fire at what `text` tells, where all that it compares is silent then.
    fn why(&self, alert: &Alert, expr: &Expr, text: &str) -> Option<String> {
        let mut above = expr.comparisons.iter().filter(|it| it.role == Role::Reads).peekable();
        above.peek()?;
        let whys: Option<Vec<String>> = above.map(|compared| self.of(compared, (alert, expr), text)).collect();
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
        let no_requests = || self.no_requests.is_match(text) && !self.failed_requests.is_match(text);
        let nothing = || format!("{name} did not rise: a part of no requests is no number, and above nothing");
        valueless().or_else(|| (one && is_part() && no_requests()).then(nothing)).filter(|_| one)
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
            (lag, "The replica was 20 minutes behind.", false),
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
