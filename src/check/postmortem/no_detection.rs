//! postmortem/no-detection

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Detector;

/// The track record does not say how it was noticed.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-detection",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-detection.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let silent = documents(input).filter(|document| {
        let incident = document.incident;
        incident.detected_by == Detector::Unknown && incident.detected_alert.is_none() && !document.told.detection
    });
    let finding = |document: Document<'_>| {
        let message = format!("nothing says how {} was noticed", document.name());
        document
            .finding(CHECK.id)
            .says(message)
            .help("say who noticed first, and how: an alert, a customer, or somebody who looked")
    };
    silent.map(finding).collect()
}
