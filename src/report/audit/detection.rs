//! How incidents were noticed, and how long that took, by quarter.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Ground;
use crate::link::record::{Spread, quarter_of};
use crate::model::{Detector, Incident};

/// How incidents were noticed.
#[derive(Serialize)]
pub(super) struct Detection {
    pub(super) all: Stretch,
    /// In the order of time; quarters without an incident are left out.
    pub(super) quarters: Vec<Stretch>,
    /// Incidents of which the document does not say when they were.
    pub(super) undated: usize,
}

/// The incidents of one stretch of time.
#[derive(Default, Serialize)]
pub(super) struct Stretch {
    /// `2026-Q1`; empty of all of them.
    pub(super) quarter: String,
    pub(super) incidents: usize,
    pub(super) by_alert: usize,
    pub(super) by_person: usize,
    pub(super) by_customer: usize,
    pub(super) unsaid: usize,
    /// Time to detect in seconds: half took no longer.
    pub(super) median_seconds: Option<u64>,
    /// Nine in ten took no longer.
    pub(super) p90_seconds: Option<u64>,
    /// How many say how long it took.
    pub(super) timed: usize,
}

pub(super) fn detection(ground: &Ground<'_>) -> Detection {
    let incidents = &ground.model.incidents;
    let mut quarters: BTreeMap<String, Vec<&Incident>> = BTreeMap::new();
    for incident in incidents {
        if let Some(quarter) = quarter_of(incident) {
            quarters.entry(quarter).or_default().push(incident);
        }
    }
    let dated: usize = quarters.values().map(Vec::len).sum();
    Detection {
        all: stretch(String::new(), &incidents.iter().collect::<Vec<_>>()),
        quarters: quarters.into_iter().map(|(quarter, of)| stretch(quarter, &of)).collect(),
        undated: incidents.len() - dated,
    }
}

fn stretch(quarter: String, of: &[&Incident]) -> Stretch {
    let by = |detector| of.iter().filter(|incident| incident.detected_by == detector).count();
    let spread = Spread::of(of.iter().map(|incident| incident.time_to_detect));
    Stretch {
        quarter,
        incidents: of.len(),
        by_alert: by(Detector::Alert),
        by_person: by(Detector::Person),
        by_customer: by(Detector::Customer),
        unsaid: by(Detector::Unknown),
        median_seconds: spread.median,
        p90_seconds: spread.p90,
        timed: spread.known,
    }
}
