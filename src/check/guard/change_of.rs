//! What the two checks of a change say alike: what was guarded, and how to proceed.

use crate::check::before::Loss;
use crate::check::subject::first_line;
use crate::check::{Finding, Input, Severity};

/// So many of the risks are shown.
const SHOWN: usize = 3;

/// `INC-2044/RC2`, or the incident alone.
pub(super) fn named(input: &Input<'_>, loss: &Loss<'_>) -> String {
    let incident = &input.model.incidents[loss.incident.0 as usize];
    let name = incident.id.as_ref().map_or_else(|| format!("\"{}\"", &*incident.title), |id| id.to_string());
    let risk = loss.risks.first().and_then(|id| incident.risks[id.risk as usize].id.as_ref());
    risk.map_or_else(|| name.clone(), |risk| format!("{name}/{}", &**risk))
}

/// At the risks that lost their guard; at the incident where only its symptom was seen.
pub(super) fn with_risks(input: &Input<'_>, loss: &Loss<'_>, mut finding: Finding) -> Finding {
    let incident = &input.model.incidents[loss.incident.0 as usize];
    let label = if loss.severity == Severity::Error { "its last guard is gone" } else { "a guard of it is gone" };
    for id in loss.risks.iter().take(SHOWN) {
        finding = finding.also(first_line(input, incident.risks[id.risk as usize].text.place), label);
    }
    if loss.risks.is_empty() {
        let place = incident.detected_alert.as_ref().map_or(incident.title.place, |alert| alert.place);
        finding = finding.also(first_line(input, place), "this is what paged");
    }
    finding.incident = Some(loss.incident);
    finding.risk = loss.risks.first().copied();
    finding
}

/// What to do, and how to accept it as it is.
pub(super) fn accepted(input: &Input<'_>, loss: &Loss<'_>, help: String, check: &str) -> String {
    match loss.remaining {
        Some(id) => format!("{} still guards it as well", input.model.rules.alert(id).name.trim()),
        None => format!("{help}\nor accept it in writing: `alertgap: allow {check} reason=\"…\"` in a comment there"),
    }
}
