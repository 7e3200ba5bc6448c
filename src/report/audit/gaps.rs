//! What would page nobody, worst first, and the rules that would close it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::incidents::IncidentRow;
use super::{At, Ground, RiskRef};
use crate::check::{Alerts, Input, hole_of};
use crate::link::{Verdict, name_of};
use crate::model::{IncidentId, RiskId, RiskKind};
use crate::report::explain::rule;
use crate::suggest::{Suggested, suggestions};

/// One thing that would page nobody.
#[derive(Serialize)]
pub(super) struct Gap {
    pub(super) incident: usize,
    /// The root cause, where it is one; else the first that speaks of it.
    pub(super) risk: usize,
    /// Further risks of the incident for which the same alert is missing.
    pub(super) also: Vec<usize>,
    /// The rule that would close it, where one is known.
    pub(super) suggestion: Option<usize>,
}

/// A rule that would close gaps.
#[derive(Serialize)]
pub(super) struct Rule {
    pub(super) alert: String,
    pub(super) mode: String,
    /// YAML, an item of `rules:`.
    pub(super) rule: String,
    pub(super) notes: Vec<String>,
    pub(super) closes: Vec<At>,
}

/// The gaps, and the rules that they name.
pub(super) fn gaps(ground: &Ground<'_>, incidents: &[IncidentRow]) -> (Vec<Gap>, Vec<Rule>) {
    let all = suggestions(ground.sources, ground.model, ground.coverage);
    let by_hole = by_hole(&all);
    let mut gaps: Vec<Gap> = (0..incidents.len()).flat_map(|at| of_incident(ground, at, &by_hole)).collect();
    gaps.sort_by_cached_key(|gap| worst_first(incidents, gap));
    (gaps, all.iter().map(|suggested| rule_row(ground, suggested)).collect())
}

/// Incident by name and file, and failure mode → the rule.
type ByHole<'a> = BTreeMap<(&'a str, &'a str, &'a str), usize>;

fn by_hole(all: &[Suggested]) -> ByHole<'_> {
    let holes = all.iter().enumerate().flat_map(|(at, it)| it.holes.iter().map(move |hole| (at, it, hole)));
    holes.map(|(at, it, hole)| ((hole.name.as_str(), hole.place.0.as_str(), it.mode.as_str()), at)).collect()
}

/// The gaps of one incident: risks for which the same alert is missing are one, under the gravest of them.
fn of_incident(ground: &Ground<'_>, at: usize, rules: &ByHole<'_>) -> Vec<Gap> {
    let (incident, coverage) = (&ground.model.incidents[at], &ground.coverage.incidents[at]);
    let (sources, model, all) = (ground.sources, ground.model, ground.coverage);
    let input = Input { sources, model, coverage: all, base: None, today: None, alerts: Alerts::All };
    let mut open: Vec<usize> = (0..incident.risks.len())
        .filter(|&risk| matches!(coverage.risks[risk].verdict, Verdict::Gap | Verdict::Weak))
        .filter(|&risk| incident.risks[risk].kind != RiskKind::Collateral)
        .collect();
    open.sort_by_key(|&risk| (incident.risks[risk].kind, risk));
    let mut gaps: Vec<(Option<String>, Gap)> = Vec::new();
    for risk in open {
        let hole = hole_of(&input, RiskId { incident: IncidentId(at as u32), risk: risk as u32 });
        // Every root cause is a row of its own, because the first number of the report counts them.
        let joins = incident.risks[risk].kind != RiskKind::RootCause && hole.is_some();
        match gaps.iter_mut().find(|(of, _)| joins && *of == hole) {
            Some((_, gap)) => gap.also.push(risk),
            None => {
                let suggestion = suggested(ground, RiskRef { incident: at, risk }, rules);
                gaps.push((hole, Gap { incident: at, risk, also: Vec::new(), suggestion }));
            }
        }
    }
    gaps.into_iter().map(|(_, gap)| gap).collect()
}

/// The rule for a risk's own failure mode.
fn suggested(ground: &Ground<'_>, of: RiskRef, rules: &ByHole<'_>) -> Option<usize> {
    let incident = &ground.model.incidents[of.incident];
    let path = &ground.sources.file(incident.file).path;
    let mode = ground.model.modes.leading(&ground.coverage.incidents[of.incident].risks[of.risk].modes)?;
    let name = name_of(incident, incident.path(ground.sources));
    rules.get(&(&*name, &**path, &*ground.model.modes.mode(mode).id)).copied()
}

/// Severity, then what kind of risk, then harm (how long, how many), then how often it came back.
fn worst_first(incidents: &[IncidentRow], gap: &Gap) -> impl Ord + use<> {
    use std::cmp::Reverse;
    let row = &incidents[gap.incident];
    let risk = &row.risks[gap.risk];
    let kind = ["root-cause", "contributing-factor", "action-item"].iter().position(|kind| *kind == risk.kind);
    let harm = (Reverse(row.affected.len()), Reverse(row.duration_seconds));
    let basis = risk.basis != "stated";
    (row.severity_rank, kind, (Reverse(row.repeats), harm), basis, (gap.incident, gap.risk))
}

fn rule_row(ground: &Ground<'_>, suggested: &Suggested) -> Rule {
    Rule {
        alert: suggested.suggestion.alert.clone(),
        mode: suggested.mode.clone(),
        rule: rule(&suggested.suggestion),
        notes: suggested.notes.clone(),
        closes: suggested.holes.iter().map(|hole| ground.line(&hole.place.0, hole.place.1)).collect(),
    }
}

/// Action items that are ticked off, and whose alert is not there or would not page.
pub(super) fn done_without_alert(incidents: &[IncidentRow]) -> Vec<RiskRef> {
    let open = |verdict: &str| matches!(verdict, "gap" | "weak");
    let mut rows: Vec<(u8, RiskRef)> = Vec::new();
    for (incident, row) in incidents.iter().enumerate() {
        for (risk, of) in row.risks.iter().enumerate() {
            let done = of.item.as_ref().is_some_and(|item| item.status == "done");
            if done && open(of.verdict) {
                rows.push((row.severity_rank, RiskRef { incident, risk }));
            }
        }
    }
    rows.sort_by_key(|(rank, at)| (*rank, at.incident, at.risk));
    rows.into_iter().map(|(_, at)| at).collect()
}
