//! Small incidents with a date, a cause and an item, for the tests of the track record.

use crate::link::coverage::{IncidentCoverage, RiskCoverage, Verdict};
use crate::link::sample;
use crate::model::{ActionItem, ActionKind, Incident, ModeId, Moment, RiskKind, Status};

/// An incident with its coverage.
pub(super) struct Case {
    pub(super) incident: Incident,
    pub(super) coverage: IncidentCoverage,
}

/// The coverage of a risk that speaks of `modes`.
pub(super) fn covered(verdict: Verdict, modes: &[u16]) -> RiskCoverage {
    let modes = modes.iter().map(|mode| ModeId(*mode)).collect();
    RiskCoverage {
        verdict,
        modes,
        unanswered: None,
        asks_for_more: false,
        only_effect: false,
        guards: Vec::new(),
        nearest: Vec::new(),
        missing: Vec::new(),
    }
}

impl Case {
    /// An incident that began on `day`, in `services`.
    pub(super) fn new(day: &str, services: &[&str]) -> Case {
        let mut incident = sample::incident(services);
        incident.started = Some(Moment { iso: day.to_owned(), place: incident.place, possible: true });
        Case { incident, coverage: IncidentCoverage { verdict: None, guards: Vec::new(), risks: Vec::new() } }
    }

    /// With a root cause of one failure mode.
    pub(super) fn caused_by(mut self, mode: u16, verdict: Verdict) -> Case {
        self.incident.risks.push(sample::risk(RiskKind::RootCause, "It broke."));
        self.coverage.risks.push(covered(verdict, &[mode]));
        self
    }

    /// With an action item that asks for an alert.
    pub(super) fn asking(mut self, status: Status, verdict: Verdict) -> Case {
        let mut risk = sample::risk(RiskKind::ActionItem, "Add an alert.");
        risk.item = Some(self.incident.action_items.len());
        self.incident.action_items.push(ActionItem {
            text: risk.text.clone(),
            kind: ActionKind::Detect,
            status,
            owner: None,
            due: None,
            links: Vec::new(),
            asks_for_alert: true,
            original: None,
        });
        self.incident.risks.push(risk);
        self.coverage.risks.push(covered(verdict, &[]));
        self
    }
}
