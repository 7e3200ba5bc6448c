//! The incident's facts: id, title, severity, services, how it was noticed, times.

use super::document::Document;
use crate::model::{Detector, Moment, Text};
use crate::source::Place;

/// What a document says of its incident, beside risks and action items.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: Option<Text>,
    pub(super) title: Text,
    pub(super) severity: Option<Text>,
    pub(super) status: Option<Text>,
    pub(super) services: Vec<Text>,
    pub(super) affected: Vec<Text>,
    pub(super) detected_by: Detector,
    pub(super) detected_place: Option<Place>,
    pub(super) detected_alert: Option<Text>,
    pub(super) started: Option<Moment>,
    pub(super) detected: Option<Moment>,
    pub(super) mitigated: Option<Moment>,
    pub(super) resolved: Option<Moment>,
    pub(super) duration: Option<u64>,
    pub(super) time_to_detect: Option<u64>,
}

/// Reads the facts.
pub(super) fn read(document: &Document<'_>) -> Facts {
    let heading = document.sections.iter().find(|section| section.level >= 1).map(|section| section.heading.clone());
    let name = document.path.rsplit('/').next().unwrap_or(document.path);
    Facts {
        id: None,
        title: heading.unwrap_or_else(|| Text::plain(name, Place::new(document.file, 0..0))),
        severity: None,
        status: None,
        services: Vec::new(),
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
    }
}
