//! What it comes to: the counts, and the two closing lines.

use std::collections::{BTreeMap, BTreeSet};

use super::look::Style;
use super::words::{counted, severity};
use super::{Look, Report, SuppressedBy};
use crate::check::Severity;
use crate::link::{Answer, Guard, RiskCoverage, RungName, Sees, Verdict};
use crate::model::{Kind, RiskKind};

/// Risks by their verdict. They add up: `risks` is the sum of the six verdicts; `inferred` is part of `covered`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub risks: usize,
    /// A guard sees the cause, and no required rung of it says no.
    pub covered: usize,
    /// Of the covered ones: no fact says so, only inference.
    pub inferred: usize,
    /// Guards, but none that would page.
    pub weak: usize,
    /// No guard.
    pub gaps: usize,
    /// Watched outside Prometheus.
    pub elsewhere: usize,
    /// Accepted in writing.
    pub waived: usize,
    /// No metric can see it.
    pub not_monitorable: usize,
}

impl Counts {
    /// Counts the risks of the kinds that `counts` picks.
    pub fn of(report: &Report<'_>, counts: impl Fn(RiskKind) -> bool) -> Counts {
        let mut sum = Counts::default();
        for (incident, coverage) in report.model.incidents.iter().zip(&report.coverage.incidents) {
            let risks = incident.risks.iter().zip(&coverage.risks);
            risks.filter(|(risk, _)| counts(risk.kind)).for_each(|(_, risk)| sum.add(risk));
        }
        sum
    }

    fn add(&mut self, risk: &RiskCoverage) {
        self.risks += 1;
        match risk.verdict {
            Verdict::Covered => {
                self.covered += 1;
                self.inferred += usize::from(!risk.guards.iter().any(is_known));
            }
            Verdict::Weak => self.weak += 1,
            Verdict::Gap => self.gaps += 1,
            Verdict::Elsewhere => self.elsewhere += 1,
            Verdict::Waived => self.waived += 1,
            Verdict::NotMonitorable => self.not_monitorable += 1,
        }
    }

    /// `18 covered (11 inferred), 4 weak, 7 gaps`; what is none is left out.
    fn words(&self) -> String {
        let inferred = if self.inferred > 0 { format!(" ({} inferred)", self.inferred) } else { String::new() };
        let parts = [
            (self.covered, format!("{} covered{inferred}", self.covered)),
            (self.weak, format!("{} weak", self.weak)),
            (self.gaps, counted(self.gaps, "gap")),
            (self.elsewhere, format!("{} elsewhere", self.elsewhere)),
            (self.waived, format!("{} waived", self.waived)),
            (self.not_monitorable, format!("{} not monitorable", self.not_monitorable)),
        ];
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect::<Vec<_>>().join(", ")
    }
}

/// Is it a fact that `guard` sees the cause, and that it would page?
pub(super) fn is_known(guard: &Guard) -> bool {
    guard.sees == Sees::Cause && guard.is_fact() && guard.holds()
}

/// The closing lines of what people read.
pub(super) fn text(report: &Report<'_>, look: &Look) -> String {
    let parts = [
        read(report),
        causes(report),
        others(report),
        rules(report),
        found(report, look),
        known(report),
        skipped(report),
    ];
    let line: Vec<String> = parts.into_iter().flatten().collect();
    let mut out = format!("{}\n", look.join(&line));
    if let Some(hint) = unknown(report) {
        out.push_str(&format!("{}\n", look.wrap(&hint, 0, 2)));
    }
    out
}

fn read(report: &Report<'_>) -> Option<String> {
    let incidents = &report.model.incidents;
    let with_cause = incidents.iter().filter(|it| it.risks.iter().any(|risk| risk.kind == RiskKind::RootCause));
    Some(format!("{} ({} with a root cause)", counted(incidents.len(), "postmortem"), with_cause.count()))
}

fn causes(report: &Report<'_>) -> Option<String> {
    let counts = Counts::of(report, |kind| kind == RiskKind::RootCause);
    (counts.risks > 0).then(|| format!("{}: {}", counted(counts.risks, "root cause"), counts.words()))
}

fn others(report: &Report<'_>) -> Option<String> {
    let counts = Counts::of(report, |kind| kind != RiskKind::RootCause);
    (counts.risks > 0).then(|| format!("{}: {}", counted(counts.risks, "other risk"), counts.words()))
}

fn rules(report: &Report<'_>) -> Option<String> {
    Some(counted(report.model.rules.alerts.len(), "alert"))
}

fn found(report: &Report<'_>, look: &Look) -> Option<String> {
    if report.findings.is_empty() {
        return Some(look.paint(Style::Good, "no findings"));
    }
    let kinds = [(Severity::Error, Style::Error), (Severity::Warning, Style::Warning), (Severity::Info, Style::Info)];
    let part = |(kind, style): (Severity, Style)| {
        let count = report.count(kind);
        (count > 0).then(|| look.paint(style, &counted(count, severity(kind))))
    };
    Some(kinds.into_iter().filter_map(part).collect::<Vec<_>>().join(", "))
}

/// What stands in the baseline, so that nobody takes its silence for none.
fn known(report: &Report<'_>) -> Option<String> {
    let count = report.suppressed.iter().filter(|it| it.by == SuppressedBy::Baseline).count();
    (count > 0).then(|| format!("{count} more in the baseline"))
}

fn skipped(report: &Report<'_>) -> Option<String> {
    let files: BTreeSet<&str> = report.model.skipped.iter().map(|skipped| &*skipped.path).collect();
    (!files.is_empty()).then(|| format!("{} not fully read", counted(files.len(), "file")))
}

/// What a rung is read from, and what to give so that it can be told.
const READ_FROM: [(RungName, &[Kind], &str); 4] = [
    (RungName::Defined, &[Kind::Prometheus, Kind::PrometheusResource], "prometheus.yml to check what is loaded"),
    (RungName::Live, &[Kind::Exposition, Kind::RulesDump], "a /metrics dump to check that the series exist"),
    (RungName::Delivered, &[Kind::Alertmanager], "alertmanager.yml to check delivery"),
    (RungName::Proven, &[Kind::UnitTests], "promtool unit tests to see it proven"),
];

/// Was any file read that says something of `rung`? What is read from the rules themselves always was.
pub(super) fn is_given(report: &Report<'_>, rung: RungName) -> bool {
    let Some((_, kinds, _)) = READ_FROM.iter().find(|(name, ..)| *name == rung) else { return true };
    report.model.files.iter().any(|file| file.kinds.iter().any(|it| kinds.contains(it)))
}

/// Which rungs nothing could tell, and what to give so that they can be told.
fn unknown(report: &Report<'_>) -> Option<String> {
    let guards = report.coverage.incidents.iter().flat_map(|it| it.risks.iter().flat_map(|risk| &risk.guards));
    let mut rungs: BTreeSet<RungName> = BTreeSet::new();
    for guard in guards {
        rungs.extend(guard.rungs.each().iter().filter(|(_, rung)| rung.is == Answer::Unknown).map(|(name, _)| *name));
    }
    let hints = READ_FROM.iter().filter(|(rung, ..)| rungs.contains(rung) && !is_given(report, *rung));
    let hints: Vec<&str> = hints.map(|(_, _, hint)| *hint).collect();
    match (rungs.len(), hints.is_empty()) {
        (0, _) | (_, true) => None,
        (count, false) => Some(format!("{} unknown: give {}", counted(count, "rung"), hints.join(", "))),
    }
}

/// Findings by check and severity, the most frequent first, and what the incidents add up to: for `--statistics`.
pub fn statistics(report: &Report<'_>) -> Vec<u8> {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for finding in &report.findings {
        *counts.entry((finding.check, finding.severity)).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&((check, severity), count)| (std::cmp::Reverse(count), check, severity));
    let lines = rows.iter().map(|((check, kind), count)| format!("{count:>6}  {:<8} {check}\n", severity(*kind)));
    let found: String = lines.collect();
    (found + &super::trends::text(report)).into_bytes()
}
