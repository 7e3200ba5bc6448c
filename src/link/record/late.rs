//! Incidents that took longer to be noticed than they should.

use crate::config::Targets;
use crate::model::{IncidentId, Model};

/// An incident that was noticed after its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late {
    /// The incident.
    pub incident: IncidentId,
    /// How long it took, in seconds.
    pub took: u64,
    /// How long it should have taken at most, in milliseconds.
    pub target: u64,
}

/// Every incident that says how long it took, and whose severity has a target that is shorter.
pub(in crate::link) fn late(model: &Model, targets: &Targets) -> Vec<Late> {
    let told = model.incidents.iter().enumerate().filter_map(|(at, incident)| {
        let severity = incident.severity.as_ref().map(|severity| severity.value.as_str());
        let (took, target) = (incident.time_to_detect?, targets.of(severity)?.millis);
        Some(Late { incident: IncidentId(at as u32), took, target })
    });
    told.filter(|late| late.took.saturating_mul(1000) > late.target).collect()
}
