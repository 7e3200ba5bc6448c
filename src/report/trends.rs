//! What the incidents add up to, in words: for `--statistics`.

use super::Report;
use super::words::counted;
use crate::link::record::{CausesOf, Items, Spread, Tally, Trends, trends};
use crate::link::shown_millis;

/// Rows of a table; further ones are counted.
const MOST: usize = 10;

/// The trends as a text, a heading a table; empty where there is no incident.
pub(super) fn text(report: &Report<'_>) -> String {
    let trends = trends(report.model, report.coverage);
    if trends.incidents == 0 {
        return String::new();
    }
    let mut out = String::new();
    for (heading, tally) in tallies(&trends) {
        out.push_str(&table(heading, tally));
    }
    out.push_str("\ntimes\n");
    out.push_str(&spread("to detect", &trends.time_to_detect));
    out.push_str(&spread("to resolve", &trends.time_to_resolve));
    if !trends.causes.is_empty() {
        out.push_str("\nroot causes covered, by severity\n");
        trends.causes.iter().for_each(|of| out.push_str(&causes(of)));
    }
    out.push_str(&items(&trends.items));
    out
}

fn tallies(trends: &Trends) -> [(&'static str, &Tally); 6] {
    [
        ("incidents by failure mode", &trends.modes),
        ("incidents by service", &trends.services),
        ("incidents by severity", &trends.severities),
        ("incidents by who noticed first", &trends.detectors),
        ("incidents by quarter", &trends.quarters),
        ("incidents by month", &trends.months),
    ]
}

/// Nothing, where nobody says any of it.
fn table(heading: &str, tally: &Tally) -> String {
    if tally.counts.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{heading}\n");
    // Of a stretch of time the latest rows count, of anything else the most frequent.
    let over_time = heading.ends_with("month") || heading.ends_with("quarter");
    let cut = tally.counts.len().saturating_sub(MOST);
    let (shown, left) = if over_time {
        (&tally.counts[cut..], &tally.counts[..cut])
    } else {
        (&tally.counts[..tally.counts.len() - cut], &tally.counts[tally.counts.len() - cut..])
    };
    let rest: usize = left.iter().map(|(_, count)| count).sum();
    let earlier =
        format!("{rest:>6}  {}\n", if over_time { "before".to_owned() } else { counted(left.len(), "other") });
    if over_time && !left.is_empty() {
        out.push_str(&earlier);
    }
    for (name, count) in shown {
        out.push_str(&format!("{count:>6}  {}\n", super::clean::clean(name)));
    }
    if !over_time && !left.is_empty() {
        out.push_str(&earlier);
    }
    if tally.unknown > 0 {
        out.push_str(&format!("{:>6}  unknown\n", tally.unknown));
    }
    out
}

fn spread(what: &str, spread: &Spread) -> String {
    let shown = |seconds: Option<u64>| seconds.map(|it| shown_millis(it.saturating_mul(1000))).unwrap_or("?".into());
    let (median, p90) = (shown(spread.median), shown(spread.p90));
    format!("  {what:<11} median {median}, 90th percentile {p90}; {} known, {} unknown\n", spread.known, spread.unknown)
}

fn causes(of: &CausesOf) -> String {
    let severity = of.severity.as_deref().unwrap_or("unknown");
    let inferred = if of.inferred > 0 { format!(" ({} inferred)", of.inferred) } else { String::new() };
    format!("{:>6}  of {} {}{inferred}\n", of.covered, of.causes, super::clean::clean(severity))
}

fn items(items: &Items) -> String {
    let Items { all, open, done, verified, broken, unknown } = items;
    format!(
        "\naction items\n{all:>6}  in all\n{open:>6}  open\n{done:>6}  done: {verified} verified by an alert that would \
         page, {broken} broken\n{unknown:>6}  of unknown state\n"
    )
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::link::record::Tally;

    #[test]
    fn long_tables_are_cut_where_it_matters_least() {
        let counts = (1..=12).map(|month| (format!("2026-{month:02}"), month)).collect();
        let shown = table("incidents by month", &Tally { counts, unknown: 2 });
        assert!(shown.starts_with("\nincidents by month\n     3  before\n     3  2026-03\n"), "{shown}");
        let counts = (1..=12).map(|at| (format!("service-{at}"), 20 - at)).collect();
        let shown = table("incidents by service", &Tally { counts, unknown: 0 });
        assert!(shown.ends_with("    10  service-10\n    17  2 others\n"), "{shown}");
    }
}
