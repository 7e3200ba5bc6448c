//! coverage/undetected

use crate::check::subject::{first_line, name_of, subjects_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::{Guard, IncidentCoverage, Verdict, shown_millis};
use crate::model::{Detector, Incident, IncidentId, RiskKind};

/// People or customers noticed first, and nothing since would page.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/undetected",
    about: About::Other,
    severity: &[Severity::Warning],
    page: include_str!("undetected.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let all = input.model.incidents.iter().enumerate().map(|(at, incident)| (IncidentId(at as u32), incident));
    all.filter(|(id, incident)| is_undetected(incident, input.coverage.incident(*id)))
        .map(|(id, incident)| finding(input, id, incident))
        .collect()
}

/// An alert that sees any of it, cause or symptom, would page, and so would a monitor elsewhere.
fn is_undetected(incident: &Incident, coverage: &IncidentCoverage) -> bool {
    let by_people = matches!(incident.detected_by, Detector::Customer | Detector::Person);
    let risks = incident.risks.iter().zip(&coverage.risks).filter(|(risk, _)| risk.kind != RiskKind::Collateral);
    let mut told = risks.map(|(_, of_risk)| {
        matches!(of_risk.verdict, Verdict::Covered | Verdict::Elsewhere | Verdict::Waived)
            || of_risk.guards.iter().any(Guard::holds)
    });
    by_people && !coverage.guards.iter().any(Guard::holds) && !told.any(|seen| seen)
}

/// The hole is that of its first cause without a guard, so that one missing alert is one finding.
fn finding(input: &Input<'_>, id: IncidentId, incident: &Incident) -> Finding {
    let who = if incident.detected_by == Detector::Customer { "customers" } else { "people" };
    let after = incident.time_to_detect.filter(|seconds| *seconds > 0);
    let after =
        after.map(|seconds| format!(", after {}", shown_millis(seconds.saturating_mul(1000)))).unwrap_or_default();
    let message = format!("{who} noticed {} first{after}, and nothing since would page", name_of(incident));
    let place = incident.detected_place.unwrap_or(incident.title.place);
    let mut causes =
        subjects_of(input, id).filter(|subject| subject.risk.kind == RiskKind::RootCause && subject.is_gap());
    let hole = causes.find_map(|subject| subject.hole());
    let finding =
        Finding::at(CHECK.id, Severity::Warning, first_line(input, place), "noticed by people, not by a machine");
    let help = "what could have been seen before somebody called? Alert on that, on the cause or on what users feel";
    finding.says(message).help(help).of_incident(id).of_hole(hole)
}
