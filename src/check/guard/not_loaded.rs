//! guard/not-loaded

use std::collections::HashSet;

use super::{Guarding, broken};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::{Answer, Flaw, Guard};
use crate::model::{LoadedRule, RulesDump};

/// So many alerts of a server are named.
const NAMED: usize = 5;

/// A guard stands in a file that nothing loads.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/not-loaded",
    about: About::Guard,
    severity: &[Severity::Error, Severity::Warning],
    page: include_str!("not-loaded.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    // What guards elsewhere under the same name is not meant to guard here.
    let lone =
        of_flaw(input, Flaw::NotLoaded, Severity::Error).filter(|(guarding, _)| !guarding.has_loaded_namesake(input));
    let missing = lone.map(|(guarding, finding)| {
        finding
            .says(format!("{} guards {}, but nothing loads it", &*guarding.alert.name, guarding.name))
            .help(help(input, &guarding))
    });
    let disputed = of_flaw(input, Flaw::Disputed, Severity::Warning).map(|(guarding, finding)| {
        finding
            .says(format!("{} guards {}, but not every Prometheus loads it", &*guarding.alert.name, guarding.name))
            .help("say under `environments:` of alertgap.yml which of them counts")
    });
    let unknown = input.model.rules_dumps.iter().filter_map(|dump| unknown_here(input, dump));
    missing.chain(disputed).chain(unknown).collect()
}

fn help(input: &Input<'_>, guarding: &Guarding<'_>) -> &'static str {
    match input.model.rules.groups[guarding.alert.group].resource {
        Some(_) => "have it applied, selected or mounted, or move the rule into a resource that is",
        None => "name its file under rule_files, or move the rule into a file that is loaded",
    }
}

impl Guarding<'_> {
    /// Does another alert of its name, which is loaded, guard all that it guards?
    fn has_loaded_namesake(&self, input: &Input<'_>) -> bool {
        let is_other = |guard: &Guard| {
            let named = *input.model.rules.alert(guard.alert).name == *self.alert.name;
            named && guard.alert != self.id && guard.rungs.defined.is == Answer::Yes
        };
        !self.subjects.is_empty() && self.subjects.iter().all(|subject| subject.coverage.guards.iter().any(is_other))
    }
}

/// The guards that are not loaded, or not by all, each with a finding that says where.
fn of_flaw<'a>(input: &'a Input<'a>, flaw: Flaw, severity: Severity) -> impl Iterator<Item = (Guarding<'a>, Finding)> {
    broken(input, |guard| &guard.rungs.defined, flaw).map(move |(guarding, rung)| {
        let at = guarding.alert.name.place;
        let finding = guarding.finding(input, CHECK.id, (severity, at, &rung.why));
        let finding = match rung.at.filter(|place| place.file != at.file) {
            Some(place) => finding.also(place, "this does not load it"),
            None => finding,
        };
        (guarding, finding)
    })
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
