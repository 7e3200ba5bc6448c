//! Model → Coverage: which alert guards which risk, and on which evidence. Pure; it reads no file and prints nothing.
//!
//! [`index`] holds what is looked up, [`evidence`] finds the reasons for one risk, [`scope`] says whether an alert
//! watches what was hurt, [`ladder`] whether it would really have paged, [`verdict`] what follows, and [`record`] what became of it all.

mod around;
mod asked;
mod called;
mod candidate;
mod carried;
mod codes;
mod coverage;
mod declared;
mod effect;
mod evidence;
mod foreign;
mod hurt;
mod index;
pub mod ladder;
mod left_out;
mod mention;
pub mod modes;
mod named;
mod nearest;
mod own;
pub(crate) mod reading;
pub(crate) mod record;
mod regexes;
#[cfg(test)]
mod sample;
mod scope;
mod seers;
mod services;
mod several;
mod vanishing;
mod verdict;
mod waived;
mod weakness;
mod words;

pub(crate) use crate::config::RungName;
pub(crate) use crate::model::shown_millis;
pub(crate) use asked::Asked;
pub use coverage::{
    Answer, Coverage, Evidence, EvidenceKind, Flaw, Guard, IncidentCoverage, Near, RiskCoverage, Rung, Rungs, Sees,
    Term, Verdict,
};

pub(crate) use declared::{name_of, name_of_risk};
pub use weakness::Weakness;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::config::{Receivers, RequiredRungs, Targets};
use crate::model::Model;
use crate::source::Sources;

/// How linking judges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Only facts count; what is inferred is shown among the nearest alerts.
    pub strict: bool,
}

/// What the ladder is told besides the files.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Which folders here are deployed where.
    pub mounts: Vec<Mount>,
    /// Within which time an incident should page, by its severity.
    pub targets: Targets,
    /// Which rungs have to hold, beside those that may never say no, by the incident's severity.
    pub required: RequiredRungs,
    /// What receivers do, by name.
    pub receivers: Receivers,
}

/// A folder here, and where a Prometheus sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The path there: `/etc/prometheus/rules`.
    pub deployed: String,
    /// The folder here, as reached from the current directory.
    pub folder: String,
}

/// Links every risk of `model` to the alerts that guard it.
pub fn link(sources: &Sources, model: &Model, options: Options) -> Coverage {
    link_with(sources, model, options, &Settings::default())
}

/// The same, with settings.
pub fn link_with(sources: &Sources, model: &Model, options: Options, settings: &Settings) -> Coverage {
    link_by(&modes::Matchers::new(&model.modes), (sources, model), options, settings)
}

/// The same, by `matchers` that were made of the model's failure modes, which several states of a repository may share.
pub fn link_by(
    matchers: &modes::Matchers,
    (sources, model): (&Sources, &Model),
    options: Options,
    settings: &Settings,
) -> Coverage {
    let index = index::Index::new(sources, model, settings, matchers);
    let incidents = model
        .incidents
        .par_iter()
        .map(|incident| verdict::of_incident(&index, incident, incident.path(sources), options));
    let mut incidents: Vec<IncidentCoverage> = incidents.collect();
    own::guard(&index, &mut incidents, options);
    let vanishing = vanishing::all(&index, &incidents);
    let recurrences = record::recurrences(model, &incidents);
    let weaknesses = weakness::all(&index, &incidents);
    let late = record::late(model, &settings.targets);
    Coverage { incidents, vanishing, recurrences, weaknesses, late }
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
