//! guard/muted

use std::collections::HashSet;

use crate::check::subject::{name_of, subjects_of};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Guard;
use crate::link::ladder::delivered::{Keeper, Quiet, Share};
use crate::model::IncidentId;

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
    let mut found = Vec::new();
    for id in (0..input.model.incidents.len()).map(|at| IncidentId(at as u32)) {
        let coverage = input.coverage.incident(id);
        let of_risks = subjects_of(input, id).map(|subject| (Some(subject.id), &subject.coverage.guards));
        let all_quiet =
            coverage.risks.iter().all(|of_risk| first_of_quiet(&of_risk.guards).is_some() || of_risk.guards.is_empty());
        let of_symptom = Some((None, &coverage.guards)).filter(|_| all_quiet);
        for (risk, guards) in of_risks.chain(of_symptom) {
            let Some((guard, quiet)) = first_of_quiet(guards).filter(|(first, _)| told.insert((id, first.alert)))
            else {
                continue;
            };
            let finding = finding(input, (id, guard), quiet);
            found.push(risk.into_iter().fold(finding, Finding::of_risk));
        }
    }
    found
}

/// The first of `guards`, where all of them were kept quiet: one that was not would have paged.
fn first_of_quiet(guards: &[Guard]) -> Option<(&Guard, &Quiet)> {
    let mut each = guards.iter().map(|guard| guard.rungs.delivery.quiet.as_ref().map(|quiet| (guard, quiet)));
    let first = each.next()??;
    each.all(|other| other.is_some()).then_some(first)
}

fn finding(input: &Input<'_>, (id, guard): (IncidentId, &Guard), quiet: &Quiet) -> Finding {
    let incident = &input.model.incidents[id.0 as usize];
    let alert = input.model.rules.alert(guard.alert);
    let when = if quiet.share == Share::All { "while it lasted" } else { "for a part of it" };
    let message = format!("{} guards {}, but was kept quiet {when}", &*alert.name, name_of(incident));
    let finding = Finding::at(CHECK.id, Severity::Warning, alert.name.place, format!("guards {}", name_of(incident)))
        .says(message)
        .of_incident(id)
        .of_alert(guard.alert)
        .help(way_out(quiet.by))
        .also(quiet.place, quiet.label.clone());
    match &incident.started {
        Some(started) => finding.also(started.place, "it began here"),
        None => finding,
    }
}

fn way_out(keeper: Keeper) -> &'static str {
    match keeper {
        Keeper::Hours => "let what guards against incidents through at all hours",
        Keeper::Inhibition => "let the other alert inhibit only what it explains: list what they share under equal:",
        Keeper::Silence => "end the silence, and mend or delete what it was for",
        Keeper::Group => "group by alertname here too, so that it is told at once, or let the turns be short",
    }
}
