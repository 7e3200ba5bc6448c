//! guard/muted

use std::collections::HashSet;

use crate::check::subject::{Subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Guard;
use crate::link::ladder::delivered::{Quiet, Share};

/// What guards the risk was muted or inhibited in the incident's hours.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/muted",
    about: About::Guard,
    severity: &[Severity::Warning],
    page: include_str!("muted.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut told = HashSet::new();
    let found = subjects(input).filter_map(|subject| {
        let guards = &subject.coverage.guards;
        let quiet = |guard: &Guard| guard.rungs.delivery.quiet.clone();
        // One that was not muted would have paged.
        let first = guards.first().filter(|_| guards.iter().all(|guard| quiet(guard).is_some()))?;
        let is_news = told.insert((subject.id.incident, first.alert));
        quiet(first).filter(|_| is_news).map(|quiet| finding(&subject, first, &quiet))
    });
    found.collect()
}

fn finding(subject: &Subject<'_>, guard: &Guard, quiet: &Quiet) -> Finding {
    let alert = subject.input.model.rules.alert(guard.alert);
    let when = if quiet.share == Share::All { "while it lasted" } else { "for a part of it" };
    let message = format!("{} guards {}, but was kept quiet {when}", &*alert.name, subject.name());
    let finding = Finding::at(CHECK.id, Severity::Warning, alert.name.place, format!("guards {}", subject.name()))
        .says(message)
        .of_risk(subject.id)
        .of_alert(guard.alert)
        .help("let what guards against incidents through at all hours")
        .also(quiet.place, quiet.label.clone());
    match &subject.incident.started {
        Some(started) => finding.also(started.place, "it began here"),
        None => finding,
    }
}
