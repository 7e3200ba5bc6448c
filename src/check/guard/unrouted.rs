//! guard/unrouted

use std::collections::BTreeMap;

use super::{Guarding, guarding};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::ladder::delivered::{Lost, Station};
use crate::source::{FileId, Place};

/// No receiver notifies anybody.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/unrouted",
    about: About::Guard,
    severity: &[Severity::Error],
    page: include_str!("unrouted.md"),
    run,
};

/// How many alerts are shown with their places; the message names the others.
const SHOWN: usize = 5;

/// Alerts that are lost at one station.
type Alerts<'a> = Vec<(Guarding<'a>, &'a Lost)>;

fn run(input: &Input<'_>) -> Vec<Finding> {
    // A Prometheus that sends nothing, or an Alertmanager that tells nobody, is one fault, however many rule files there are.
    let mut lost: BTreeMap<(FileId, Station), Alerts<'_>> = BTreeMap::new();
    for guarding in guarding(input) {
        let Some(found) = &guarding.guard.rungs.delivery.lost else { continue };
        let file = match found.by {
            Station::Sending | Station::Answering | Station::Alertmanager => found.place.file,
            Station::Relabelling | Station::Routing => guarding.alert.name.place.file,
        };
        lost.entry((file, found.by)).or_default().push((guarding, found));
    }
    lost.into_iter().filter_map(|((_, by), alerts)| finding(by, &alerts)).collect()
}

fn finding(by: Station, alerts: &Alerts<'_>) -> Option<Finding> {
    let (first, _) = alerts.first()?;
    let mut places: Vec<(Place, String)> = Vec::new();
    for (guarding, lost) in alerts.iter().take(SHOWN) {
        let at_alert = (guarding.alert.name.place, format!("guards {}", guarding.name));
        let at_fault = (lost.place, lost.label.clone());
        let both = if matches!(by, Station::Sending | Station::Answering | Station::Alertmanager) {
            [at_fault, at_alert]
        } else {
            [at_alert, at_fault]
        };
        for place in both {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let names: Vec<&str> = alerts.iter().map(|(guarding, _)| &*guarding.alert.name.value).collect();
    let finding = Finding::new(CHECK.id, Severity::Error).says(message(by, &names, &first.name)).help(help(by));
    let finding = places.into_iter().fold(finding, |finding, (place, label)| finding.also(place, label));
    Some(finding.of_alert(first.id))
}

fn message(by: Station, names: &[&str], incident: &str) -> String {
    let (count, all) = (names.len(), names.join(", "));
    match (by, names) {
        (Station::Sending, [one]) => format!("{one} guards {incident}, but this Prometheus sends alerts to nobody"),
        (Station::Answering, [one]) => format!("{one} guards {incident}, but no Alertmanager answers where it is sent"),
        (Station::Relabelling, [one]) => format!("{one} guards {incident}, but alert_relabel_configs drop it"),
        (Station::Alertmanager, [one]) => format!("{one} guards {incident}, but this Alertmanager notifies nobody"),
        (Station::Routing, [one]) => format!("{one} guards {incident}, but notifies nobody"),
        (Station::Sending, _) => {
            format!("this Prometheus sends alerts to nobody, and {count} of them are guards: {all}")
        }
        (Station::Answering, _) => {
            format!("no Alertmanager answers where alerts are sent, and {count} of them are guards: {all}")
        }
        (Station::Relabelling, _) => format!("alert_relabel_configs drop {count} guards: {all}"),
        (Station::Alertmanager, _) => {
            format!("this Alertmanager notifies nobody, and {count} of the alerts are guards: {all}")
        }
        (Station::Routing, _) => format!("{count} guards in this file notify nobody: {all}"),
    }
}

fn help(by: Station) -> &'static str {
    match by {
        Station::Sending => "name the Alertmanagers under `alerting:`",
        Station::Answering => "send them where it listens: its port, and its route prefix as `path_prefix`",
        Station::Relabelling => "let the step keep these alerts",
        Station::Alertmanager => "give one of its receivers an integration, and route the guards to it",
        Station::Routing => "route them to a receiver that notifies somebody, or give this one an integration",
    }
}
