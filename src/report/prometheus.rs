//! `--format prometheus`: coverage as metrics, for the text-file collector of the node exporter.
//!
//! Every verdict is always there, also with 0, so that a rule on it has a series to look at.

use std::collections::BTreeMap;

use super::Report;
use super::words::{basis, risk_kind, severity, verdict};
use crate::check::Severity;
use crate::link::Verdict;
use crate::model::{Basis, Incident, RiskKind};

/// One family: its labels as written between the braces, and its values in the order of labels.
type Series = BTreeMap<String, usize>;

const VERDICTS: [Verdict; 6] =
    [Verdict::Covered, Verdict::Weak, Verdict::Gap, Verdict::Elsewhere, Verdict::Waived, Verdict::NotMonitorable];

/// The counts, as text.
pub(super) fn prometheus(report: &Report<'_>) -> Vec<u8> {
    let alone = |count: usize| Series::from([(String::new(), count)]);
    let families = [
        ("alertgap_postmortems", "Postmortems that were read.", alone(report.model.incidents.len())),
        ("alertgap_alerts", "Alerting rules that were read.", alone(report.model.rules.alerts.len())),
        ("alertgap_risks", "Risks that postmortems name, by what guards them.", risks(report)),
        (
            "alertgap_service_risks",
            "Risks by the service and the severity of their incident; one of several services counts for each.",
            service_risks(report),
        ),
        ("alertgap_findings", "Findings by check.", findings(report)),
    ];
    families.iter().map(|(name, help, series)| family(name, help, series)).collect::<String>().into_bytes()
}

fn family(name: &str, help: &str, series: &Series) -> String {
    let mut out = format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
    for (labels, count) in series {
        let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
        out.push_str(&format!("{name}{labels} {count}\n"));
    }
    out
}

fn risks(report: &Report<'_>) -> Series {
    let labels = |kind, it, of| labels(&[("kind", risk_kind(kind)), ("verdict", verdict(of)), ("basis", basis(it))]);
    let mut series = Series::new();
    for kind in [RiskKind::RootCause, RiskKind::ContributingFactor, RiskKind::ActionItem, RiskKind::Collateral] {
        for of in VERDICTS {
            series.insert(labels(kind, Basis::Stated, of), 0);
            series.insert(labels(kind, Basis::Inferred, of), 0);
        }
    }
    for (incident, coverage) in report.model.incidents.iter().zip(&report.coverage.incidents) {
        for (risk, covered) in incident.risks.iter().zip(&coverage.risks) {
            *series.entry(labels(risk.kind, risk.basis, covered.verdict)).or_default() += 1;
        }
    }
    series
}

fn service_risks(report: &Report<'_>) -> Series {
    let mut series = Series::new();
    for (incident, coverage) in report.model.incidents.iter().zip(&report.coverage.incidents) {
        for service in services(incident) {
            let grade = incident.severity.as_ref().map_or("unknown".into(), |it| it.trim().to_lowercase());
            for of in VERDICTS {
                let count = coverage.risks.iter().filter(|risk| risk.verdict == of).count();
                let labels = labels(&[("service", &service), ("severity", &grade), ("verdict", verdict(of))]);
                *series.entry(labels).or_default() += count;
            }
        }
    }
    series
}

/// The services of an incident, each once; `unknown` where it names none.
fn services(incident: &Incident) -> Vec<String> {
    let mut names: Vec<String> = incident.services.iter().map(|service| service.trim().to_lowercase()).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        names.push("unknown".into());
    }
    names
}

fn findings(report: &Report<'_>) -> Series {
    let mut series = Series::new();
    for check in crate::check::CHECKS {
        for kind in [Severity::Error, Severity::Warning, Severity::Info] {
            let count = report.findings.iter().filter(|it| it.check == check.id && it.severity == kind).count();
            if count > 0 || check.severity.contains(&kind) {
                series.insert(labels(&[("check", check.id), ("severity", severity(kind))]), count);
            }
        }
    }
    series
}

fn labels(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| {
        let value = super::clean::clean(value).replace('\\', "\\\\").replace('"', "\\\"");
        format!("{name}=\"{value}\"")
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{labels, prometheus};
    use crate::report::sample;

    #[test]
    fn every_risk_is_counted_once() {
        let printed = String::from_utf8(prometheus(&sample::checkout().report())).unwrap();
        let count = |start: &str| {
            let lines = printed.lines().filter(|line| line.starts_with(start));
            lines.map(|line| line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum::<usize>()
        };
        assert_eq!((count("alertgap_risks{"), count("alertgap_findings{"), count("alertgap_alerts ")), (2, 2, 1));
        assert_eq!(count(r#"alertgap_risks{kind="root-cause",verdict="covered",basis="stated"}"#), 1, "{printed}");
        assert_eq!(count(r#"alertgap_service_risks{service="unknown",severity="sev1",verdict="gap"}"#), 1, "{printed}");
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(labels(&[("service", "a \"b\"\\\nc")]), r#"service="a \"b\"\\ c""#);
    }
}
