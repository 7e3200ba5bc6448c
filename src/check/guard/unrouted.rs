//! guard/unrouted

use std::collections::BTreeMap;

use super::{Guarding, guards};
use crate::check::subject::name_of;
use crate::check::{Check, Finding, Input, Severity};
use crate::link::ladder::delivered::{Lost, Station};
use crate::model::{Alert, AlertId};
use crate::source::{FileId, Place};

/// No receiver notifies anybody.
pub(in crate::check) static CHECK: Check =
    Check { id: "guard/unrouted", severity: &[Severity::Error], page: include_str!("unrouted.md"), run };

/// How many alerts are shown with their places; the message names the others.
const SHOWN: usize = 5;

/// Alerts that are lost at one station, each with one of the incidents that it guards.
type Alerts<'a> = BTreeMap<AlertId, (Guarding<'a>, &'a Lost)>;

fn run(input: &Input<'_>) -> Vec<Finding> {
    // A Prometheus that sends nothing is one fault, however many rule files it loads.
    let mut lost: BTreeMap<(FileId, Station), Alerts<'_>> = BTreeMap::new();
    for guarding in guards(input) {
        let Some(found) = &guarding.guard.rungs.delivery.lost else { continue };
        let alert = guarding.guard.alert;
        let file = match found.by {
            Station::Sending => found.place.file,
            Station::Relabelling | Station::Routing => input.model.rules.alert(alert).name.place.file,
        };
        lost.entry((file, found.by)).or_default().entry(alert).or_insert((guarding, found));
    }
    lost.into_iter().map(|((_, by), alerts)| finding(input, by, &alerts)).collect()
}

fn finding(input: &Input<'_>, by: Station, alerts: &Alerts<'_>) -> Finding {
    let alert = |id: &AlertId| -> &Alert { input.model.rules.alert(*id) };
    let mut places: Vec<(Place, String)> = Vec::new();
    for (id, (guarding, lost)) in alerts.iter().take(SHOWN) {
        let at_alert = (alert(id).name.place, format!("guards {}", name_of(guarding.incident)));
        let at_fault = (lost.place, lost.label.clone());
        let both = if by == Station::Sending { [at_fault, at_alert] } else { [at_alert, at_fault] };
        places.extend(both.into_iter().filter(|place| !places.contains(place)).collect::<Vec<_>>());
    }
    let names: Vec<&str> = alerts.keys().map(|id| &*alert(id).name.value).collect();
    let mut places = places.into_iter();
    let (place, label) = places.next().expect("there is no entry without an alert");
    let incident = alerts.values().next().map(|(guarding, _)| name_of(guarding.incident)).unwrap_or_default();
    let message = message(by, &names, &incident);
    let finding = Finding::at(CHECK.id, Severity::Error, place, label).says(message).help(help(by));
    let finding = places.fold(finding, |finding, (place, label)| finding.also(place, label));
    alerts.keys().next().map_or(finding.clone(), |first| finding.of_alert(*first))
}

fn message(by: Station, names: &[&str], incident: &str) -> String {
    let (count, all) = (names.len(), names.join(", "));
    match (by, names) {
        (Station::Sending, [one]) => format!("{one} guards {incident}, but this Prometheus sends alerts to nobody"),
        (Station::Relabelling, [one]) => format!("{one} guards {incident}, but alert_relabel_configs drop it"),
        (Station::Routing, [one]) => format!("{one} guards {incident}, but notifies nobody"),
        (Station::Sending, _) => {
            format!("this Prometheus sends alerts to nobody, and {count} of them are guards: {all}")
        }
        (Station::Relabelling, _) => format!("alert_relabel_configs drop {count} guards: {all}"),
        (Station::Routing, _) => format!("{count} guards in this file notify nobody: {all}"),
    }
}

fn help(by: Station) -> &'static str {
    match by {
        Station::Sending => "name the Alertmanagers under `alerting:`",
        Station::Relabelling => "let the step keep these alerts",
        Station::Routing => "route them to a receiver that notifies somebody, or give this one an integration",
    }
}
