//! The audit: what would still page nobody, as plain data that one small file per form draws.
//!
//! [`Audit`] is the whole report, and its JSON form is the very same data: what a page shows can be looked up there, and
//! a later audit is compared with it. Nothing in here knows HTML, and nothing that draws decides anything.

mod alerts;
mod answer;
mod detection;
mod forms;
mod gaps;
mod ground;
mod harmed;
mod incidents;
mod inputs;
mod modes;
mod recurring;
mod severity;
mod since;
#[cfg(test)]
mod tests;
mod waivers;

pub use forms::{Language, csv, html, json, markdown};
pub use since::Earlier;

use ground::{At, Ground, RiskRef};
use jiff::civil::Date;
use serde::Serialize;

use super::{LinkTemplate, Report};

/// The version of the JSON form.
const SCHEMA: u32 = 1;

/// Everything that the report shows. Rows name each other by index: an incident by its index in `incidents`, a risk by
/// that and its index in the incident's `risks`, a rule by its index in `suggestions`.
#[derive(Serialize)]
pub struct Audit {
    schema: u32,
    audit: &'static str,
    alertgap: &'static str,
    /// The day on which waivers were judged.
    as_of: String,
    answer: answer::Answer,
    incidents: Vec<incidents::IncidentRow>,
    gaps: Vec<gaps::Gap>,
    suggestions: Vec<gaps::Rule>,
    done_without_alert: Vec<RiskRef>,
    recurring: Vec<recurring::Failure>,
    harmed: Vec<harmed::Service>,
    detection: detection::Detection,
    modes: Vec<modes::ModeRow>,
    alerts: Vec<alerts::AlertRow>,
    /// Incidents, the gravest first.
    severe_without_page: Vec<usize>,
    waivers: Vec<waivers::WaiverRow>,
    unread: Vec<inputs::Unread>,
    unknown: Vec<inputs::Unknown>,
    changes: Option<since::Changes>,
}

impl Audit {
    /// The audit of what was read, linked and waived, on one day; rows have links where `links` says how to make them.
    pub fn new(report: &Report<'_>, today: Date, links: Option<&LinkTemplate>) -> Audit {
        let ground = Ground::new(report, today, links);
        let incidents = incidents::rows(&ground);
        let (gaps, suggestions) = gaps::gaps(&ground, &incidents);
        let unread = inputs::unread(&ground);
        Audit {
            schema: SCHEMA,
            audit: "alertgap report",
            alertgap: env!("CARGO_PKG_VERSION"),
            as_of: today.to_string(),
            answer: answer::answer(&ground, &incidents),
            gaps,
            suggestions,
            done_without_alert: gaps::done_without_alert(&incidents),
            recurring: recurring::failures(&ground),
            harmed: harmed::services(&ground),
            detection: detection::detection(&ground),
            modes: modes::modes(&ground),
            alerts: alerts::alerts(&ground),
            severe_without_page: severe_without_page(&incidents),
            waivers: waivers::waivers(&ground),
            unread,
            unknown: inputs::unknown(&ground, &incidents),
            changes: None,
            incidents,
        }
    }

    /// With what changed since `earlier`.
    #[must_use]
    pub fn since(mut self, earlier: Earlier) -> Audit {
        self.changes = Some(since::changes(earlier, &self.incidents));
        self
    }
}

fn severe_without_page(incidents: &[incidents::IncidentRow]) -> Vec<usize> {
    let mut found: Vec<usize> =
        (0..incidents.len()).filter(|&at| incidents[at].severe && incidents[at].pages == "no").collect();
    found.sort_by_key(|&at| (incidents[at].severity_rank, at));
    found
}
