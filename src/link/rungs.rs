//! The ladder of a guard, as far as what was read can tell.

use super::coverage::{Rung, Rungs};
use super::index::Index;
use super::ladder::delivered::delivery;
use super::scope::Scope;
use crate::model::{Alert, AlertId, Incident};

/// The six rungs of `alert`.
pub(super) fn rungs(id: AlertId, index: &Index<'_>, incident: &Incident, scope: &Scope) -> Rungs {
    let alert = index.model.rules.alert(id);
    let loaders = index.model.prometheus.iter().filter(|prometheus| !prometheus.only_scrapes()).collect();
    let delivery = delivery(index.model, loaders, id, incident);
    Rungs {
        defined: defined(alert, index),
        live: Rung::unknown("give a /metrics dump or a rules dump to check that its series exist"),
        scoped: scoped(scope),
        in_time: Rung::unknown("give prometheus.yml and alertmanager.yml to add up its delay"),
        delivered: delivery.rung.clone(),
        proven: Rung::unknown("give promtool unit tests to see it fire"),
        delivery,
    }
}

fn defined(alert: &Alert, index: &Index<'_>) -> Rung {
    let group = &index.model.rules.groups[alert.group];
    if index.refused.contains(&group.file) {
        return Rung::no("Prometheus refuses the whole file for an error in it");
    }
    if group.document > 0 && group.resource.is_none() {
        return Rung::no("it stands in a second YAML document of its file, which Prometheus ignores");
    }
    Rung::unknown("give prometheus.yml or a rules dump to check that it is loaded")
}

fn scoped(scope: &Scope) -> Rung {
    match scope {
        Scope::Names(what) => Rung::yes(format!("{what} names what was hurt")),
        Scope::Broad => Rung::yes("nothing narrows it to other services"),
        Scope::Unknown(what, _) => {
            Rung::unknown(format!("{what} may or may not be what was hurt: name it under services:"))
        }
        Scope::Excludes(what, _) => Rung::no(format!("{what} leaves out what was hurt")),
    }
}
