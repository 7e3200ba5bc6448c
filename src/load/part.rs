//! What one file gave; parts are put together in the order of paths.

use crate::model::{Exposition, Fault, Incident, Kind, Prometheus, RuleSet, RulesDump, Skipped, UnitTests};

/// What reading one file gave. Group indices of its rules count within the part.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// What it was taken for; empty where nothing was understood.
    pub(super) kinds: Vec<Kind>,
    /// Incidents.
    pub(super) incidents: Vec<Incident>,
    /// Rules.
    pub(super) rules: RuleSet,
    /// Configurations of Prometheus.
    pub(super) prometheus: Vec<Prometheus>,
    /// Unit tests.
    pub(super) unit_tests: Vec<UnitTests>,
    /// Saved `/metrics` pages.
    pub(super) expositions: Vec<Exposition>,
    /// Answers of `/api/v1/rules`.
    pub(super) rules_dumps: Vec<RulesDump>,
    /// What Prometheus would refuse.
    pub(super) faults: Vec<Fault>,
    /// What could not be read.
    pub(super) skipped: Vec<Skipped>,
}
