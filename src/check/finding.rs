//! What a check reports.

use super::{About, CHECKS};
use crate::model::{AlertId, IncidentId, RiskId};
use crate::source::Place;

/// How grave a finding is; the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The pipeline should stop.
    Error,
    /// Somebody should look.
    Warning,
    /// Good to know.
    Info,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id of the check: `coverage/root-cause`.
    pub check: &'static str,
    /// How grave.
    pub severity: Severity,
    /// The fault, in the reader's words, without a full stop.
    pub message: String,
    /// What to do; empty where the message says it.
    pub help: String,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// The risk it belongs to.
    pub risk: Option<RiskId>,
    /// The alert it belongs to.
    pub alert: Option<AlertId>,
    /// The name of an alert it belongs to that only the base has, or an export.
    pub former: Option<String>,
    /// Where: the first is where it is reported; further ones show why. Empty only for a file that has no text.
    pub places: Vec<Labelled>,
    /// The path it is reported at where there is no text to point into.
    pub path: Option<String>,
    /// What is missing. Findings of one incident that speak of the same hole become one.
    pub hole: Option<String>,
}

/// A place with what is to be seen there.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The place.
    pub place: Place,
    /// What is to be seen there; may be empty.
    pub label: String,
}

impl Finding {
    /// A finding of `check` that has no place yet.
    pub fn new(check: &'static str, severity: Severity) -> Finding {
        Finding {
            check,
            severity,
            message: String::new(),
            help: String::new(),
            incident: None,
            risk: None,
            alert: None,
            former: None,
            places: Vec::new(),
            path: None,
            hole: None,
        }
    }

    /// A finding of `check` at `place`.
    pub fn at(check: &'static str, severity: Severity, place: Place, label: impl Into<String>) -> Finding {
        Finding { places: vec![Labelled { place, label: label.into() }], ..Finding::new(check, severity) }
    }

    /// What its check speaks about.
    pub fn about(&self) -> About {
        CHECKS.iter().find(|check| check.id == self.check).map_or(About::Other, |check| check.about)
    }

    /// With what it says.
    #[must_use]
    pub fn says(mut self, message: impl Into<String>) -> Finding {
        self.message = message.into();
        self
    }

    /// With what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = help.into();
        self
    }

    /// With a further place.
    #[must_use]
    pub(crate) fn also(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.places.push(Labelled { place, label: label.into() });
        self
    }

    /// Of an incident.
    #[must_use]
    pub(crate) fn of_incident(mut self, incident: IncidentId) -> Finding {
        self.incident = Some(incident);
        self
    }

    /// Of a risk, and so of its incident.
    #[must_use]
    pub(crate) fn of_risk(mut self, risk: RiskId) -> Finding {
        self.risk = Some(risk);
        self.incident = Some(risk.incident);
        self
    }

    /// Of a hole that other checks may report as well.
    #[must_use]
    pub(crate) fn of_hole(mut self, hole: Option<String>) -> Finding {
        self.hole = hole;
        self
    }

    /// Of an alert.
    #[must_use]
    pub(crate) fn of_alert(mut self, alert: AlertId) -> Finding {
        self.alert = Some(alert);
        self
    }
}
