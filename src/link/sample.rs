//! Small models for the tests of linking.

use crate::model::{Alert, Basis, Detector, Expr, Group, Incident, Risk, RiskKind, RuleSet, Text};
use crate::source::{FileId, Place, Sources};

fn file() -> FileId {
    Sources::default().add("sample".into(), "".into())
}

fn text(value: &str) -> Text {
    Text::plain(value, Place::new(file(), 0..value.len()))
}

/// One group of alerts, each a name and an expression.
pub(super) fn rules(alerts: &[(&str, &str)]) -> RuleSet {
    let group = Group::new(text("sample"), file());
    let alert = |(name, expr): &(&str, &str)| Alert {
        name: text(name),
        text: text(expr),
        expr: Expr::read(expr).ok(),
        hold: 0,
        keep: 0,
        labels: Vec::new(),
        annotations: Vec::new(),
        group: 0,
        place: Place::new(file(), 0..0),
        comments: Vec::new(),
        guards: Vec::new(),
    };
    RuleSet { groups: vec![group], alerts: alerts.iter().map(alert).collect(), recordings: Vec::new() }
}

/// An incident of `services`, with no risk.
pub(super) fn incident(services: &[&str]) -> Incident {
    Incident {
        file: file(),
        place: Place::new(file(), 0..0),
        original: None,
        id: Some(text("INC-1")),
        title: text("Sample"),
        severity: None,
        status: None,
        services: services.iter().map(|service| text(service)).collect(),
        affected: Vec::new(),
        detected_by: Detector::Unknown,
        detected_place: None,
        detected_alert: None,
        started: None,
        detected: None,
        mitigated: None,
        resolved: None,
        duration: None,
        time_to_detect: None,
        duration_place: None,
        time_to_detect_place: None,
        risks: Vec::new(),
        action_items: Vec::new(),
        mentions: Vec::new(),
        hosted: Vec::new(),
        has_timeline: false,
        told: None,
    }
}

/// A stated risk.
pub(super) fn risk(kind: RiskKind, said: &str) -> Risk {
    Risk {
        kind,
        basis: Basis::Stated,
        id: None,
        text: text(said),
        because: String::new(),
        alerts: Vec::new(),
        monitors: Vec::new(),
        item: None,
        original: None,
    }
}
