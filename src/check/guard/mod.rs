//! Guards that would not page.

pub(super) mod muted;
pub(super) mod unclear;
pub(super) mod under_severity;
pub(super) mod unrouted;
pub(super) mod wrong_scope;

use super::Input;
use crate::link::Guard;
use crate::model::{Incident, IncidentId};

/// A guard, with the incident of which it guards a risk or the symptom.
#[derive(Clone, Copy)]
struct Guarding<'a> {
    id: IncidentId,
    incident: &'a Incident,
    guard: &'a Guard,
}

/// All guards, in the order of incidents; an alert that guards several risks of one comes several times.
fn guards<'a>(input: &Input<'a>) -> impl Iterator<Item = Guarding<'a>> + use<'a> {
    let coverage = input.coverage;
    input.model.incidents.iter().enumerate().flat_map(move |(at, incident)| {
        let id = IncidentId(at as u32);
        let covered = coverage.incident(id);
        let of_risks = covered.risks.iter().flat_map(|risk| &risk.guards);
        of_risks.chain(&covered.guards).map(move |guard| Guarding { id, incident, guard })
    })
}
