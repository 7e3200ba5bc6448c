//! postmortem/duplicate-id

use std::collections::HashMap;

use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{IncidentId, Text};

/// Two documents, one id.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/duplicate-id",
    about: About::Postmortem,
    severity: &[Severity::Warning],
    page: include_str!("duplicate-id.md"),
    run,
};

/// Incidents that are data count as well: what a rule says of an id would belong to both.
fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut known: HashMap<String, &Text> = HashMap::new();
    let mut found = Vec::new();
    for (at, incident) in input.model.incidents.iter().enumerate() {
        let Some(id) = &incident.id else { continue };
        match known.get(&id.to_lowercase()) {
            Some(first) => found.push(finding(input, IncidentId(at as u32), (first, id))),
            None => {
                known.insert(id.to_lowercase(), id);
            }
        }
    }
    found
}

fn finding(input: &Input<'_>, incident: IncidentId, (first, id): (&Text, &Text)) -> Finding {
    let path = &input.sources.file(first.place.file).path;
    let message = format!("{} is the id of {path} as well", &**id);
    let finding = Finding::at(CHECK.id, Severity::Warning, id.place, "").of_incident(incident);
    finding.says(message).also(first.place, "it is used here first").help("give one of them an id of its own")
}
