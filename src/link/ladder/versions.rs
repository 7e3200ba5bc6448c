//! Whether the Prometheus that is started here is too old for a rule file: it refuses the whole of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Ladder;
use super::inside::is_official;
use crate::link::coverage::{Flaw, Rung};
use crate::model::{Alert, Container, Group};
use crate::source::Place;

/// A version of Prometheus: 2.42.
type Version = (u32, u32);

/// Since when Prometheus knows what rules may hold: `rules/started.yml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Since {
    fields: BTreeMap<String, Version>,
    functions: BTreeMap<String, Version>,
}

impl Since {
    /// The newest thing that an alert and its group need, with the version that brought it.
    fn needed<'s>(&'s self, alert: &Alert, group: &Group) -> Option<(&'s str, Version)> {
        let has = |field: &str| match field {
            "keep_firing_for" => alert.keep > 0,
            "limit" => group.limit.is_some(),
            "query_offset" => group.query_offset.is_some(),
            "labels" => !group.labels.is_empty(),
            _ => false,
        };
        let calls = |name: &str| alert.expr.as_ref().is_some_and(|expr| expr.calls(name).next().is_some());
        let fields = self.fields.iter().filter(|(name, _)| has(name));
        let all = fields.chain(self.functions.iter().filter(|(name, _)| calls(name)));
        all.max_by_key(|(_, version)| **version).map(|(name, version)| (name.as_str(), *version))
    }
}

impl Ladder<'_> {
    /// Why every Prometheus that loads an alert refuses its file: it is older than what stands in it.
    pub(super) fn too_new(&self, alert: &Alert) -> Option<Rung> {
        let old: Option<Vec<(Version, &Container)>> = self
            .loaders(alert)
            .map(|loader| self.started.running(loader).and_then(|container| Some((version(container)?, container))))
            .collect();
        let (newest, container) = old?.into_iter().max_by_key(|(version, _)| *version)?;
        let file = self.model.rules.groups[alert.group].file;
        let mut beside = self.model.rules.alerts.iter().filter(|it| self.model.rules.groups[it.group].file == file);
        let (what, since, place): (&str, Version, Place) = beside.find_map(|it| {
            let (what, since) = super::programs::since().needed(it, &self.model.rules.groups[it.group])?;
            (since > newest).then_some((what, since, it.place))
        })?;
        let why = format!(
            "{what} came with Prometheus {}.{}, and {} runs {}.{}: it refuses the whole file",
            since.0,
            since.1,
            container.shown(),
            newest.0,
            newest.1
        );
        Some(Rung::broken(Flaw::NotLoaded, why).at(place))
    }
}

/// The version in the tag of an official image: `prom/prometheus:v2.37.9`.
fn version(container: &Container) -> Option<Version> {
    let image = container.untagged();
    let tag = container.image.get(image.len()..).filter(|_| is_official(image))?.strip_prefix(':')?;
    let tag = tag.split('@').next()?;
    let mut parts = tag.strip_prefix('v').unwrap_or(tag).split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
