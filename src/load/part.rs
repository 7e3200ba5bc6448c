//! What one file gave; parts are put together in the order of paths.

use crate::model::{
    Alertmanager, Exported, Exposition, Fault, Incident, Kind, LogShipper, Loki, Prober, Prometheus, Relabel, RuleSet,
    RulesDump, Silence, Skipped, UnitTests,
};

/// What reading one file gave. Group indices of its rules count within the part.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// What it was taken for; empty where nothing was understood.
    pub(super) kinds: Vec<Kind>,
    /// Incidents.
    pub(super) incidents: Vec<Incident>,
    /// Guards that an export names.
    pub(super) exported: Vec<Exported>,
    /// Rules.
    pub(super) rules: RuleSet,
    /// Alertmanager configurations.
    pub(super) alertmanagers: Vec<Alertmanager>,
    /// Configurations of Prometheus.
    pub(super) prometheus: Vec<Prometheus>,
    /// Unit tests.
    pub(super) unit_tests: Vec<UnitTests>,
    /// Saved `/metrics` pages.
    pub(super) expositions: Vec<Exposition>,
    /// Modules of blackbox exporters.
    pub(super) probers: Vec<Prober>,
    /// Configurations of Loki,
    pub(super) lokis: Vec<Loki>,
    /// and of what sends it logs.
    pub(super) log_shippers: Vec<LogShipper>,
    /// Relabelling of alerts among the values of charts.
    pub(super) alert_relabels: Vec<Relabel>,
    /// Lists of silences.
    pub(super) silences: Vec<Silence>,
    /// Answers of `/api/v1/rules`.
    pub(super) rules_dumps: Vec<RulesDump>,
    /// What Prometheus would refuse.
    pub(super) faults: Vec<Fault>,
    /// What could not be read.
    pub(super) skipped: Vec<Skipped>,
}

impl Part {
    /// Nothing yet, with room for the rules of `parts`.
    pub(super) fn for_all(parts: &[Part]) -> Part {
        let mut whole = Part::default();
        let rules = || parts.iter().map(|part| &part.rules);
        whole.rules.groups.reserve_exact(rules().map(|rules| rules.groups.len()).sum());
        whole.rules.alerts.reserve_exact(rules().map(|rules| rules.alerts.len()).sum());
        whole.rules.recordings.reserve_exact(rules().map(|rules| rules.recordings.len()).sum());
        whole
    }

    /// Adds what another part holds; its groups count on from those that are here.
    pub(super) fn take(&mut self, mut other: Part) {
        let shift = self.rules.groups.len();
        self.rules.groups.append(&mut other.rules.groups);
        other.rules.alerts.iter_mut().for_each(|alert| alert.group += shift);
        other.rules.recordings.iter_mut().for_each(|recording| recording.group += shift);
        self.rules.alerts.append(&mut other.rules.alerts);
        self.rules.recordings.append(&mut other.rules.recordings);
        for kind in other.kinds {
            if !self.kinds.contains(&kind) {
                self.kinds.push(kind);
            }
        }
        self.incidents.append(&mut other.incidents);
        self.exported.append(&mut other.exported);
        self.alertmanagers.append(&mut other.alertmanagers);
        self.prometheus.append(&mut other.prometheus);
        self.unit_tests.append(&mut other.unit_tests);
        self.expositions.append(&mut other.expositions);
        self.probers.append(&mut other.probers);
        self.lokis.append(&mut other.lokis);
        self.log_shippers.append(&mut other.log_shippers);
        self.alert_relabels.append(&mut other.alert_relabels);
        self.silences.append(&mut other.silences);
        self.rules_dumps.append(&mut other.rules_dumps);
        self.faults.append(&mut other.faults);
        self.skipped.append(&mut other.skipped);
    }
}
