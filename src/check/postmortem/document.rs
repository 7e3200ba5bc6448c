//! What these checks speak about: one postmortem that somebody wrote, and has finished.

use crate::check::reviewing::REVIEWING;
use crate::check::subject::{first_line, name_of};
use crate::check::{Finding, Input, Severity};
use crate::link::IncidentCoverage;
use crate::model::{Incident, IncidentId, RiskKind, Told};
use crate::source::Place;

/// One postmortem.
pub(super) struct Document<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) id: IncidentId,
    pub(super) incident: &'a Incident,
    pub(super) told: &'a Told,
}

/// The postmortems, in prose or written as data, in the order of the model. An incident that was exported is reviewed
/// where its postmortem lives, and one that is not finished by whoever finishes it.
pub(super) fn documents<'a>(input: &'a Input<'a>) -> impl Iterator<Item = Document<'a>> {
    let numbered = input.model.incidents.iter().enumerate();
    let told = numbered.filter_map(move |(at, incident)| {
        Some(Document { input, id: IncidentId(at as u32), incident, told: incident.told.as_ref()? })
    });
    told.filter(|document| !document.is_unfinished())
}

impl<'a> Document<'a> {
    /// The incident by its id, or by its title where it has none.
    pub(super) fn name(&self) -> String {
        name_of(self.incident)
    }

    /// What guards it.
    pub(super) fn coverage(&self) -> &'a IncidentCoverage {
        self.input.coverage.incident(self.id)
    }

    fn is_unfinished(&self) -> bool {
        self.incident.status.as_ref().is_some_and(|status| REVIEWING.is_unfinished(status))
    }

    /// Does it say why, by a root cause, a contributing factor, or the answer to a why?
    pub(super) fn says_why(&self) -> bool {
        let why = |kind| matches!(kind, RiskKind::RootCause | RiskKind::ContributingFactor);
        self.incident.risks.iter().any(|risk| why(risk.kind)) || !self.told.whys.is_empty()
    }

    /// An info about the whole of it, at its title.
    pub(super) fn finding(&self, check: &'static str) -> Finding {
        let title = self.incident.title.place;
        let place = if title.range().is_empty() { self.incident.place } else { title };
        self.at(check, place, "")
    }

    /// An info at some place of it.
    pub(super) fn at(&self, check: &'static str, place: Place, label: impl Into<String>) -> Finding {
        let place = first_line(self.input, place);
        Finding::at(check, Severity::Info, place, label).of_incident(self.id)
    }
}
