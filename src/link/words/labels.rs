//! What labels say.

use std::collections::BTreeMap;

use foldhash::HashSet;
use serde::Deserialize;

use super::Words;
use crate::link::asked::Cap;
use crate::link::ladder::{Exporters, Fading, Falling, Flags, Outages, Probing, Silences};
use crate::patterns::{Late, Patterns};

/// What a label's value says about what is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::link) enum Says {
    /// Which service.
    Service,
    /// Where it runs.
    Place,
    /// Which part of a service: one path, queue or volume of it.
    Part,
    /// Neither.
    Nothing,
}

/// Values of a label that whoever exports it spells in one way.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spelling {
    /// Globs on the names of the metrics.
    pub(super) metrics: Vec<String>,
    label: String,
    values: Vec<String>,
}

/// Kinds of resources, and the labels whose values they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResourceKinds {
    labels: HashSet<String>,
    /// How texts speak of each kind.
    pub(super) told: BTreeMap<String, Patterns>,
}

/// Labels that say what a thing is among its like: `role="standby"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Positions {
    labels: HashSet<String>,
    /// What it may be there. Any other value says whose it is: `role="ledger"`.
    values: HashSet<String>,
}

impl Positions {
    /// Does the value of such a label name somebody's own thing?
    fn names_owner(&self, label: &str, value: &str) -> bool {
        let mut words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        self.labels.contains(label)
            && words.peek().is_some()
            && !words.any(|word| self.values.contains(&word.to_lowercase()))
    }
}

impl Words {
    /// The kinds of resources that `text` speaks of ("the Helm releases of …"), in lower case, where `label` tells them apart.
    pub(in crate::link) fn kinds_told<'w>(&'w self, label: &str, text: &str) -> Vec<&'w str> {
        let kinds = &self.file.resource_kinds;
        let told = kinds.labels.contains(label).then_some(&kinds.told).into_iter().flatten();
        told.filter(|(_, words)| words.is_match(text)).map(|(kind, _)| kind.as_str()).collect()
    }

    /// Does the value of a label say no more than that it is the real thing?
    pub(in crate::link) fn is_production(&self, value: &str) -> bool {
        self.file.production.contains(&value.to_lowercase())
    }

    /// What stands between a thing and whose it is, as in a name: "the UPS `of-the` shop".
    pub(in crate::link) fn belonging(&self) -> impl Iterator<Item = &str> {
        self.file.belonging.iter().map(String::as_str)
    }

    /// Does a label name things that are there before anything happens to them?
    pub(in crate::link) fn is_lasting(&self, label: &str) -> bool {
        self.file.lasting.contains(label)
    }

    /// How whoever exports a metric spells a value of one of its labels, whatever the case of `value`.
    pub(in crate::link) fn spelt(&self, metric: &str, label: &str, value: &str) -> Option<&str> {
        let all = self.file.spellings.iter().zip(&self.spelt);
        let of_label = all.filter(|(it, metrics)| it.label == label && metrics.is_match(metric));
        let mut known = of_label.flat_map(|(it, _)| &it.values);
        known.find(|known| known.eq_ignore_ascii_case(value)).map(String::as_str)
    }

    /// The metric that has such a value of a label, where those of `metric` are known and this is none of them.
    pub(in crate::link) fn value_of_another(&self, metric: &str, label: &str, value: &str) -> Option<&str> {
        let all = self.file.spellings.iter().zip(&self.spelt).filter(|(it, _)| it.label == label);
        let has = |values: &[String]| values.iter().any(|known| known.eq_ignore_ascii_case(value));
        let (own, others): (Vec<_>, Vec<_>) = all.partition(|(_, metrics)| metrics.is_match(metric));
        let mut others = others.into_iter().filter(|_| !own.is_empty() && !own.iter().any(|(it, _)| has(&it.values)));
        others.find(|(it, _)| has(&it.values))?.0.metrics.first().map(String::as_str)
    }

    /// Does an exporter that watches others bring such a metric?
    pub(in crate::link) fn is_of_exporter(&self, metric: &str) -> bool {
        self.exporters.is_match(metric)
    }

    /// Is a port called after what a metric is of: `outbox-metrics` and `outbox_rows`?
    pub(in crate::link) fn shares_a_name(&self, port: &str, metric: &str) -> bool {
        let mut own =
            port.split(['-', '_', '.']).filter(|word| word.len() > 2 && !self.file.port_words.contains(*word));
        own.any(|word| metric.split('_').any(|part| part.eq_ignore_ascii_case(word)))
    }

    /// The collector of the node exporter that a metric is of, as far as its name tells.
    pub(in crate::link) fn collector_of(&self, metric: &str) -> Option<&str> {
        let mut collectors = self.file.collectors.iter();
        let begins = |names: &[String]| names.iter().any(|name| metric.starts_with(name.as_str()));
        collectors.find(|(_, names)| begins(names)).map(|(collector, _)| collector.as_str())
    }

    /// Do its values go on behind what people call the thing: `nginx.service`?
    pub(in crate::link) fn goes_on(&self, label: &str) -> bool {
        self.file.going_on.contains(label)
    }

    /// How a module that the blackbox exporter brings along asks: `http`, `tcp`, `icmp`.
    pub(in crate::link) fn prober(&self, module: &str) -> Option<&str> {
        self.file.probers.get(module).map(String::as_str)
    }

    /// The metric that says what another is never above.
    pub(in crate::link) fn limit_of(&self, metric: &str) -> Option<&str> {
        self.file.limits.get(metric).map(String::as_str)
    }

    /// How texts say how much of something there can be.
    pub(in crate::link) fn caps(&self) -> &[Cap] {
        &self.file.caps
    }

    /// Metrics that fall while something is so.
    pub(in crate::link) fn falling(&self) -> &[Falling] {
        &self.file.falling
    }

    /// Does the label hold what a part of a service runs as: `job_name`, `pod`?
    pub(in crate::link) fn is_of_runs(&self, label: &str) -> bool {
        self.file.run_labels.contains(label)
    }

    /// Does the label hold what runs are of: `batch="merchant-settlement"`?
    pub(in crate::link) fn is_of_batches(&self, label: &str) -> bool {
        self.file.batch_labels.contains(label)
    }

    /// A text without its clauses that say that something went well.
    pub(in crate::link) fn without_what_went_well(&self, text: &str) -> String {
        let ends: Vec<_> = self.file.clause_ends.find_iter(text).collect();
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end.end));
        let clauses = starts.zip(ends.iter().map(|end| end.start).chain([text.len()]));
        // "It did not run on time" says that it did not.
        let is_well = |clause: &str| self.file.went_well.is_match(clause) && !self.file.went_otherwise.is_match(clause);
        let told = clauses.map(|(start, end)| &text[start..end]).filter(|clause| !is_well(clause));
        told.collect::<Vec<_>>().join(" | ")
    }

    /// Is it a counter of 32 bits?
    pub(in crate::link) fn is_of_32_bits(&self, metric: &str) -> bool {
        self.file.counters_of_32_bits.contains(metric)
    }

    /// How the words of an alert say how many there are in a time longer than a second.
    pub(in crate::link) fn per_long(&self) -> &Late {
        &self.file.per_long
    }

    /// What exporters say of their servers.
    pub(in crate::link) fn exporters(&self) -> &Exporters {
        &self.file.exporters
    }

    /// How texts tell that series end.
    pub(in crate::link) fn fading(&self) -> &Fading {
        &self.file.fading
    }

    /// The flags by which people keep alerts quiet.
    pub(in crate::link) fn flags_set(&self) -> &Flags {
        &self.file.flags_set
    }

    /// What a text says of places that went dark, and of pagers that failed.
    pub(in crate::link) fn outages(&self) -> &Outages {
        &self.file.outages
    }

    /// What probes do not see, or take for an answer.
    pub(in crate::link) fn probing(&self) -> &Probing {
        &self.file.probing
    }

    /// Where metrics say nothing.
    pub(in crate::link) fn silences(&self) -> &Silences {
        &self.file.silences
    }

    /// The parts of a host that `text` names, where `label` tells such parts apart: `eth0`, `/data`.
    pub(in crate::link) fn parts_told<'t>(&'t self, label: &str, text: &'t str) -> impl Iterator<Item = &'t str> {
        let patterns = self.file.parts_told.get(label);
        let found = patterns.into_iter().flat_map(|patterns| patterns.find_iter(text));
        found.map(|range| text[range].trim_matches(|c: char| c.is_whitespace() || "`\"'(".contains(c)))
    }

    /// Is it a label by which an organisation tells its own things apart?
    pub(in crate::link) fn is_of_the_organisation(&self, label: &str) -> bool {
        self.file.organisation.contains(label)
    }

    /// Is it the job of a part of the infrastructure of which there is one?
    pub(in crate::link) fn is_infrastructure(&self, value: &str) -> bool {
        let mut values = value.trim_matches(['(', ')']).split('|');
        values.all(|value| self.file.infrastructure.contains(&value.to_lowercase().replace('_', "-")))
    }

    /// Do the things of such a kind of products go by what they are?
    pub(in crate::link) fn goes_by_kind(&self, kind: &str) -> bool {
        self.file.by_kind.contains(kind)
    }

    /// Does a text speak of a volume that is not the root one?
    pub(in crate::link) fn speaks_of_volume(&self, text: &str) -> bool {
        self.file.volumes.is_match(text)
    }

    /// What a text calls volumes: `data volume`, and the beginnings of paths.
    pub(in crate::link) fn volumes_in<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.file.volumes.find_iter(text)
    }

    /// The mount points that a text names as such: `/data` of "the disk /data".
    pub(in crate::link) fn mounts_told<'t>(&'t self, text: &'t str) -> Vec<&'t str> {
        let found = self.file.mounts.find_iter(text).map(|found| &text[found]);
        let paths = found.filter_map(|found| found.find('/').map(|at| &found[at..]));
        // A device is mounted elsewhere.
        paths.filter(|path| !path.starts_with("/dev/")).collect()
    }

    /// Where a volume that is called so is likely to be mounted: `/data`, `/mnt/data`.
    pub(in crate::link) fn paths_of(&self, volume: &str) -> impl Iterator<Item = String> + '_ {
        let mut words = volume.split(|c: char| !c.is_alphanumeric());
        let name = words.find(|word| word.len() > 1 && !volume.contains('/')).map(str::to_lowercase);
        let path = |name: String| self.file.volume_paths.iter().map(move |path| path.replace("{}", &name));
        name.into_iter().flat_map(path)
    }

    /// Does a text speak of the volume on which something keeps its data?
    pub(in crate::link) fn speaks_of_data_volume(&self, text: &str) -> bool {
        self.file.data_volumes.is_match(text)
    }

    /// Is the value of the label a status code?
    pub(in crate::link) fn holds_code(&self, label: &str) -> bool {
        self.file.code_labels.contains(label)
    }

    /// Does "anything but" say as much of the label as a value would: `code!~"2.."`?
    pub(in crate::link) fn is_state(&self, label: &str) -> bool {
        self.file.state_labels.contains(label)
    }

    /// Does the label say what a series belongs to?
    pub(in crate::link) fn is_identity(&self, label: &str) -> bool {
        self.file.identity_labels.contains(label)
    }

    /// Does the value of a rule's label or annotation name an incident?
    pub(in crate::link) fn names_incident(&self, label: &str) -> bool {
        self.file.incident_labels.contains(label)
    }

    /// Is it a metric that is there for the labels that it brings along?
    pub(in crate::link) fn brings_labels(&self, metric: &str) -> bool {
        self.file.label_metrics.iter().any(|end| metric.ends_with(end.as_str()))
    }

    /// What a matcher on `label` for `value` says, on a selector of `metric`.
    pub(in crate::link) fn matcher_says(&self, label: &str, value: &str, metric: Option<&str>) -> Says {
        let of_a_team = || {
            let job = value.to_lowercase();
            !job.split(|c: char| !c.is_alphanumeric()).any(|word| self.exporter_jobs.is_match(word))
        };
        match self.label_says(label, metric) {
            Says::Nothing if self.file.job_labels.contains(label) && metric.is_some() && of_a_team() => Says::Place,
            Says::Nothing if self.file.positions.names_owner(label, value) => Says::Place,
            says => says,
        }
    }

    /// What the value of `label` says, on a selector of `metric`.
    pub(in crate::link) fn label_says(&self, label: &str, metric: Option<&str>) -> Says {
        if self.file.job_labels.contains(label) {
            let exporter = metric.is_none_or(|metric| self.exporters.is_match(metric));
            return if exporter { Says::Nothing } else { Says::Service };
        }
        match label {
            _ if self.file.service_labels.contains(label) => Says::Service,
            _ if self.file.place_labels.contains(label) => Says::Place,
            _ if self.file.part_labels.contains(label) => Says::Part,
            _ if label.starts_with("label_") || label.starts_with("annotation_") => Says::Place,
            _ => Says::Nothing,
        }
    }
}
