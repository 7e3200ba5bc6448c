//! Model → Coverage: which alert guards which risk, and on which evidence. Pure; it reads no file and prints nothing.
//!
//! [`index`] holds what is looked up, [`evidence`] finds the reasons for one risk, [`scope`] says whether an alert
//! watches what was hurt, [`rungs`] whether it would really have paged, [`verdict`] what follows.

mod coverage;
mod declared;
mod evidence;
mod index;
mod mention;
pub mod modes;
mod nearest;
pub mod reading;
mod rungs;
#[cfg(test)]
mod sample;
mod scope;
mod services;
mod verdict;
mod words;

pub use coverage::{
    Answer, Coverage, Evidence, EvidenceKind, Guard, IncidentCoverage, Near, RiskCoverage, Rung, Rungs, Sees, Verdict,
};

pub use declared::name_of;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::model::Model;
use crate::source::Sources;

/// How linking judges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Only facts count; what is inferred is shown among the nearest alerts.
    pub strict: bool,
}

/// Links every risk of `model` to the alerts that guard it.
pub fn link(sources: &Sources, model: &Model, options: Options) -> Coverage {
    let index = index::Index::new(model);
    let incidents = model.incidents.par_iter().map(|incident| {
        let path = &sources.file(incident.file).path;
        verdict::of_incident(&index, incident, path, options)
    });
    Coverage { incidents: incidents.collect() }
}

/// Does the text speak of an alert, a page or Prometheus?
pub fn speaks_of_alerts(text: &str) -> bool {
    let prometheus = |word: &str| word.eq_ignore_ascii_case("prometheus") || word.eq_ignore_ascii_case("alertmanager");
    mention::words(text).any(|word| prometheus(&text[word.clone()]) || words::WORDS.marks_alert(&text[word]))
}

/// Does the value of `label` on a selector of `metric` say which service is watched?
pub fn names_a_service(label: &str, metric: Option<&str>) -> bool {
    words::WORDS.label_says(label, metric) == words::Says::Service
}
