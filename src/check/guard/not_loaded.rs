//! guard/not-loaded

use super::broken;
use crate::check::{Check, Finding, Input, Severity};
use crate::link::Flaw;

/// A guard stands in a file that nothing loads.
pub(in crate::check) static CHECK: Check =
    Check { id: "guard/not-loaded", severity: &[Severity::Error], page: include_str!("not-loaded.md"), run };

fn run(input: &Input<'_>) -> Vec<Finding> {
    let found = broken(input, |guard| &guard.rungs.defined, Flaw::NotLoaded).map(|(guarding, rung)| {
        let at = guarding.alert.name.place;
        let mut finding = guarding.finding(input, CHECK.id, (Severity::Error, at, &rung.why));
        if let Some(place) = rung.at.filter(|place| place.file != at.file) {
            finding = finding.also(place, "this does not load it");
        }
        finding
            .says(format!("{} guards {}, but nothing loads it", &*guarding.alert.name, guarding.name))
            .help("name its file under rule_files, or move the rule into a file that is loaded")
    });
    found.collect()
}
