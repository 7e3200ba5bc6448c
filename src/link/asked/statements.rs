//! How long the statements of a database took, where a text says so: four seconds are no transaction of a quarter of an hour.

use serde::Deserialize;

use super::level::{first_above, in_words, names};
use super::reached::LONGER;
use super::spans::Spans;
use super::{in_seconds, within};
use crate::link::words::WORDS;
use crate::model::Alert;
use crate::model::expr::{Comparison, Expr, divides};

/// How texts say so, from `rules/linking.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Statements {
    told: Spans,
    /// What the names of metrics hold that say how long one takes, or has taken so far.
    metrics: Vec<String>,
    /// What those hold that add up all of them, and say it only where they are divided by how many there were.
    sums: Vec<String>,
}

impl Statements {
    /// How many seconds they took at most.
    pub(super) fn told(&self, text: &str) -> Option<f64> {
        self.told.longest(text)
    }

    /// The threshold of a comparison in seconds, where it compares how long statements take.
    fn level(&self, compared: &Comparison, (expr, text): (&Expr, &str)) -> Option<f64> {
        let holds = |name: &str, words: &[String]| words.iter().any(|word| name.contains(word.as_str()));
        let divides = divides(within(compared, text));
        let mut names = names(compared, expr)?.peekable();
        let is_sum = names.peek().is_some_and(|first| holds(first, &self.sums));
        let is_meant = names.all(|name| holds(name, &self.metrics)) && (divides || !is_sum);
        let level = if is_sum { compared.threshold } else { in_seconds(compared, text) };
        level.filter(|_| is_meant)
    }
}

/// Why an alert did not fire at statements that took so many seconds, where it did not.
pub(super) fn never_so_long(told: f64, alert: &Alert) -> Option<String> {
    let first = first_of(alert).filter(|first| *first >= told * LONGER)?;
    Some(format!("fires above {}, and the statements took {}", in_words(first), in_words(told)))
}

/// The first duration of a statement, in seconds, above which an alert fires.
pub(super) fn first_of(alert: &Alert) -> Option<f64> {
    let statements = &WORDS.reaches().statements;
    first_above(alert, |it, expr| statements.level(it, (expr, &alert.text)))
}

#[cfg(test)]
mod tests {
    use crate::link::asked::{Asked, Reached};
    use crate::link::sample::rules;

    const LONG: &str = "max by (instance) (pg_stat_activity_max_tx_duration{state=\"active\"}) > 900";
    const MEAN: &str = "rate(pg_stat_statements_total_time_seconds[5m]) / rate(pg_stat_statements_calls_total[5m]) > 2";

    #[test]
    fn statements_of_seconds_are_no_long_transaction() {
        for (cause, expr, is_missed) in [
            ("Without its index the query took four seconds.", LONG, true),
            ("Without its index the query took 300 ms instead of 2 ms.", LONG, true),
            ("Without its index the query took 300 ms instead of 2 ms.", MEAN, true),
            ("Without its index the query took four seconds.", MEAN, false),
            ("The statement had been running for two hours.", LONG, false),
            ("The query took four seconds, and one statement ran for three hours.", LONG, false),
            ("The queries took two seconds each, and their transaction was open for three hours.", LONG, false),
            ("La consulta de existencias tardaba seis segundos.", LONG, true),
            ("A consulta de vagas passou a levar quatro segundos.", LONG, true),
            ("Die Abfrage der Startseite dauerte ohne Index 40 Sekunden.", LONG, true),
            ("La requête de la page d'accueil mettait douze secondes.", LONG, true),
            ("La requête a duré trente minutes.", LONG, false),
            ("这条查询需要4秒。", LONG, true),
            ("A query had no index.", LONG, false),
            ("The query took four seconds.", "rate(pg_stat_statements_total_time_seconds[5m]) > 20", false),
            // What a label says divides nothing.
            (
                "The query took four seconds.",
                "rate(pg_stat_statements_total_time_seconds{server=\"db/1\"}[5m]) > 20",
                false,
            ),
            ("The query took four seconds.", "mysql_global_status_slow_queries > 20", false),
        ] {
            let rules = rules(&[("A", expr)]);
            assert_eq!(Reached::of(cause).missed_by(&rules.alerts[0]).is_some(), is_missed, "{cause} {expr}");
        }
    }

    #[test]
    fn an_item_asks_for_statements_of_seconds() {
        for (item, expr, is_missed) in [
            ("Alert on queries that take more than two seconds on average", LONG, true),
            ("Alert on queries that take more than two seconds on average", MEAN, false),
            ("Alerta para consultas que levem em média mais de dois segundos", LONG, true),
            ("Alert when a statement runs for more than ten minutes", LONG, true),
            ("Alert when a statement runs for more than fifteen minutes", LONG, false),
        ] {
            let rules = rules(&[("A", expr)]);
            assert_eq!(Asked::of(item).missed_by(&rules.alerts[0]).is_some(), is_missed, "{item} {expr}");
        }
    }
}
