//! What the page needs besides the audit: the order of the matrix, sums over it, and where points stand on a time line.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::link::RungName;
use crate::report::Audit;
use crate::report::audit::RiskRef;
use crate::report::audit::incidents::{IncidentRow, RiskRow};

/// So many gaps are shown in full; the others have a row each.
const IN_FULL: usize = 200;
/// So many rows make a table; more make several, of which a browser lays out only those that are looked at.
const ROWS: usize = 150;

/// What the page needs besides the audit.
#[derive(Serialize)]
pub(super) struct View {
    /// The gaps that are shown in full, and those that have a row each.
    full: Vec<usize>,
    rest: Vec<Vec<usize>>,
    /// Of every rule the gap that shows it: the worst that is told in full.
    shown_at: Vec<Option<usize>>,
    /// The tables of the matrix: groups of rows, the worst verdict first.
    matrix: Vec<Vec<Group>>,
    ladder: Vec<Sum>,
    time_line: TimeLine,
}

/// The rows of one verdict.
#[derive(Serialize)]
struct Group {
    state: &'static str,
    /// Does it begin here, and not in the table before?
    begins: bool,
    rows: Vec<Row>,
}

/// A root cause; or an incident for which none was found.
#[derive(Serialize)]
struct Row {
    incident: usize,
    risk: Option<usize>,
    /// Is it the first of its incident?
    first: bool,
}

/// How far the guards of root causes reach, for one rung.
#[derive(Serialize)]
struct Sum {
    rung: RungName,
    yes: usize,
    no: usize,
    unknown: usize,
    none: usize,
}

/// Points in percent of the width.
#[derive(Serialize)]
struct TimeLine {
    ticks: Vec<Tick>,
    failures: Vec<Vec<Point>>,
}

#[derive(Serialize)]
struct Tick {
    x: f64,
    label: String,
}

#[derive(Serialize)]
struct Point {
    x: f64,
    state: &'static str,
}

impl View {
    pub(super) fn new(audit: &Audit) -> View {
        let (full, rest) = told(audit);
        View {
            shown_at: shown_at(audit, &full),
            full,
            rest: rest.chunks(ROWS).map(<[usize]>::to_vec).collect(),
            matrix: tables(matrix(&audit.incidents)),
            ladder: ladder(&audit.incidents),
            time_line: time_line(audit),
        }
    }
}

/// The worst gaps are told in full. What prose merely seems to blame beside the cause has a row, wherever it stands.
fn told(audit: &Audit) -> (Vec<usize>, Vec<usize>) {
    let is_grave = |at: &usize| {
        let gap = &audit.gaps[*at];
        let risk = &audit.incidents[gap.incident].risks[gap.risk];
        risk.kind != "contributing-factor" || risk.basis == "stated"
    };
    let (mut full, mut rest): (Vec<usize>, Vec<usize>) = (0..audit.gaps.len()).partition(is_grave);
    rest.extend(full.split_off(full.len().min(IN_FULL)));
    rest.sort_unstable();
    (full, rest)
}

fn shown_at(audit: &Audit, full: &[usize]) -> Vec<Option<usize>> {
    let mut shown = vec![None; audit.suggestions.len()];
    for &at in full {
        if let Some(shown) = audit.gaps[at].suggestion.and_then(|rule| shown.get_mut(rule)) {
            shown.get_or_insert(at);
        }
    }
    shown
}

/// The verdict as the page shows it: covered by inference is a state of its own.
fn state(risk: &RiskRow) -> &'static str {
    if risk.inferred { "inferred" } else { risk.verdict }
}

fn matrix(incidents: &[IncidentRow]) -> Vec<Group> {
    const ORDER: [&str; 8] =
        ["gap", "weak", "unknown", "inferred", "covered", "elsewhere", "waived", "not-monitorable"];
    let mut groups: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..incidents.len()).collect();
    order.sort_by_key(|&at| (incidents[at].severity_rank, at));
    for incident in order {
        let risks = incidents[incident].risks.iter().enumerate();
        let causes: Vec<_> = risks.filter(|(_, risk)| risk.kind == "root-cause").collect();
        for (at, risk) in &causes {
            groups.entry(state(risk)).or_default().push(Row { incident, risk: Some(*at), first: false });
        }
        if causes.is_empty() {
            groups.entry("unknown").or_default().push(Row { incident, risk: None, first: false });
        }
    }
    let mut group = |state: &'static str| groups.remove(state).map(|rows| Group { state, begins: true, rows });
    let mut all: Vec<Group> = ORDER.into_iter().filter_map(&mut group).collect();
    let mut known = vec![false; incidents.len()];
    for row in all.iter_mut().flat_map(|group| &mut group.rows) {
        row.first = !std::mem::replace(&mut known[row.incident], true);
    }
    all
}

fn tables(groups: Vec<Group>) -> Vec<Vec<Group>> {
    let mut tables = Vec::new();
    let (mut table, mut room) = (Vec::new(), ROWS);
    for Group { state, mut rows, .. } in groups {
        let mut begins = true;
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(room));
            room -= rows.len();
            table.push(Group { state, begins, rows });
            (rows, begins) = (rest, false);
            if room == 0 {
                tables.push(std::mem::take(&mut table));
                room = ROWS;
            }
        }
    }
    if !table.is_empty() {
        tables.push(table);
    }
    tables
}

fn ladder(incidents: &[IncidentRow]) -> Vec<Sum> {
    let sums = RungName::ALL.map(|rung| Sum { rung, yes: 0, no: 0, unknown: 0, none: 0 });
    let mut sums = Vec::from(sums);
    let causes = incidents.iter().flat_map(|row| &row.risks).filter(|risk| risk.kind == "root-cause");
    for risk in causes {
        let steps = risk.guard.as_ref().filter(|guard| guard.sees == "cause").map(|guard| &guard.rungs);
        for (at, sum) in sums.iter_mut().enumerate() {
            match steps.and_then(|steps| steps.get(at)).map(|step| step.is) {
                Some("yes") => sum.yes += 1,
                Some("no") => sum.no += 1,
                Some(_) => sum.unknown += 1,
                None => sum.none += 1,
            }
        }
    }
    sums
}

fn time_line(audit: &Audit) -> TimeLine {
    let days = |when: &Option<String>| when.as_deref().and_then(day);
    let all: Vec<i64> = audit.recurring.iter().flat_map(|it| &it.times).filter_map(|time| days(&time.when)).collect();
    let (Some(&first), Some(&last)) = (all.iter().min(), all.iter().max()) else {
        return TimeLine { ticks: Vec::new(), failures: Vec::new() };
    };
    let x = |day: i64| 2.0 + 96.0 * (day - first) as f64 / (last - first).max(1) as f64;
    let failures = audit.recurring.iter().map(|failure| {
        let points = failure.times.iter().filter_map(|time| {
            let RiskRef { incident, risk } = RiskRef { incident: time.incident, risk: time.risk };
            let state = state(&audit.incidents[incident].risks[risk]);
            days(&time.when).map(|day| Point { x: x(day), state })
        });
        points.collect()
    });
    TimeLine {
        ticks: ticks(first, last).into_iter().map(|(day, label)| Tick { x: x(day), label }).collect(),
        failures: failures.collect(),
    }
}

/// The first days of years between two days; of every second, fifth or tenth year where there are many.
fn ticks(first: i64, last: i64) -> Vec<(i64, String)> {
    let year = |day: i64| {
        jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day)).map_or(1970, |date| date.year())
    };
    let (from, to) = (year(first), year(last));
    let step = [1, 2, 5, 10, 50].into_iter().find(|step| (to - from) / step <= 8).unwrap_or(500);
    let days = |year: i16| day(&format!("{year:04}-01-01")).map(|day| (day, year.to_string()));
    let years = (from..=to).filter(|year| year % step == 0).filter_map(days);
    years.filter(|(day, _)| (first..=last).contains(day)).collect()
}

/// Days since 1970 of `2026-03-02…`.
fn day(iso: &str) -> Option<i64> {
    let date: jiff::civil::Date = iso.get(..10)?.parse().ok()?;
    let span = jiff::civil::date(1970, 1, 1).until(date).ok()?;
    Some(i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::{Group, ROWS, Row, tables};

    #[test]
    fn a_long_matrix_is_several_tables_and_every_group_begins_once() {
        let rows = |many: usize| (0..many).map(|incident| Row { incident, risk: None, first: true }).collect();
        let group = |state, many| Group { state, begins: true, rows: rows(many) };
        let tables = tables(vec![group("gap", ROWS - 10), group("weak", 30), group("covered", 5)]);
        let told = |table: &Vec<Group>| -> Vec<(&str, bool, usize)> {
            table.iter().map(|group| (group.state, group.begins, group.rows.len())).collect()
        };
        let want =
            vec![vec![("gap", true, ROWS - 10), ("weak", true, 10)], vec![("weak", false, 20), ("covered", true, 5)]];
        assert_eq!(tables.iter().map(told).collect::<Vec<_>>(), want);
    }
}
