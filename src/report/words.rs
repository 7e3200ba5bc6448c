//! The words that the values of the model have in JSON and in what people read.

use crate::check::Severity;
use crate::link::record::Fate;
use crate::link::{Answer, EvidenceKind, Sees, Verdict};
use crate::model::{ActionKind, Basis, Detector, Kind, RiskKind, Status};

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Covered => "covered",
        Verdict::Weak => "weak",
        Verdict::Gap => "gap",
        Verdict::Elsewhere => "elsewhere",
        Verdict::Waived => "waived",
        Verdict::NotMonitorable => "not-monitorable",
    }
}

pub(super) fn sees(sees: Sees) -> &'static str {
    match sees {
        Sees::Cause => "cause",
        Sees::Symptom => "symptom",
    }
}

pub(super) fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Declared => "declared",
        EvidenceKind::Named => "named",
        EvidenceKind::Detected => "detected",
        EvidenceKind::Metric => "metric",
        EvidenceKind::FailureMode => "failure-mode",
    }
}

pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    }
}

pub(super) fn detector(detector: Detector) -> &'static str {
    match detector {
        Detector::Alert => "alert",
        Detector::Customer => "customer",
        Detector::Person => "person",
        Detector::Unknown => "unknown",
    }
}

pub(super) fn risk_kind(kind: RiskKind) -> &'static str {
    match kind {
        RiskKind::RootCause => "root-cause",
        RiskKind::ContributingFactor => "contributing-factor",
        RiskKind::ActionItem => "action-item",
        RiskKind::Collateral => "collateral",
    }
}

pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::Inferred => "inferred",
    }
}

pub(super) fn action_kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Detect => "detect",
        ActionKind::Prevent => "prevent",
        ActionKind::Mitigate => "mitigate",
        ActionKind::Repair => "repair",
        ActionKind::Investigate => "investigate",
        ActionKind::Process => "process",
        ActionKind::Other => "other",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Done => "done",
        Status::Unknown => "unknown",
    }
}

pub(super) fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Guarded => "done-and-guarded",
        Fate::Broken => "done-and-broken",
        Fate::Done => "done",
        Fate::Open => "open",
        Fate::Unknown => "unknown",
    }
}

pub(super) fn file_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Postmortem => "postmortem",
        Kind::Incident => "incident",
        Kind::Rules => "rules",
        Kind::RuleResource => "rule-resource",
        Kind::ConfigMap => "config-map",
        Kind::Values => "values",
        Kind::Prometheus => "prometheus",
        Kind::PrometheusResource => "prometheus-resource",
        Kind::Alertmanager => "alertmanager",
        Kind::UnitTests => "unit-tests",
        Kind::Exposition => "exposition",
        Kind::Blackbox => "blackbox",
        Kind::Loki => "loki",
        Kind::Silences => "silences",
        Kind::RulesDump => "rules-dump",
        Kind::Manifest => "manifest",
        Kind::Modes => "failure-modes",
        Kind::OtherDocument => "other-document",
        Kind::OtherData => "other-data",
    }
}

/// `1 gap`, `3 gaps`; the word in its plural is the word with an `s`.
pub(super) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
