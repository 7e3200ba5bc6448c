//! guard/not-loaded

use std::collections::HashSet;

use super::broken;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Flaw;
use crate::model::{LoadedRule, RulesDump};

/// So many alerts of a server are named.
const NAMED: usize = 5;

/// A guard stands in a file that nothing loads.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/not-loaded",
    about: About::Guard,
    severity: &[Severity::Error],
    page: include_str!("not-loaded.md"),
    run,
};

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
    found.chain(input.model.rules_dumps.iter().filter_map(|dump| unknown_here(input, dump))).collect()
}

/// The other way round: what a server runs and no file here defines. It may come from another repository.
fn unknown_here(input: &Input<'_>, dump: &RulesDump) -> Option<Finding> {
    let defined: HashSet<&str> = input.model.rules.alerts.iter().map(|alert| alert.name.trim()).collect();
    let unknown: Vec<&LoadedRule> = dump.alerts.iter().filter(|it| !defined.contains(it.name.trim())).collect();
    let first = unknown.first().filter(|_| !defined.is_empty())?;
    let mut names: Vec<&str> = unknown.iter().map(|rule| rule.name.trim()).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    let shown = names[..names.len().min(NAMED)].join(", ");
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let finding = Finding::at(CHECK.id, Severity::Info, first.name.place, "the server runs this");
    let message = format!("the server runs alerts that no file here defines: {shown}{rest}");
    Some(finding.says(message).help("read the files they come from as well, or take them off the server"))
}
