//! guard/weakened

use super::change_of::{accepted, named};
use super::exported;
use crate::check::before::{Fate, Loss, losses};
use crate::check::subject::first_line;
use crate::check::{About, Check, Finding, Input, Severity};

/// A guard sees less, later, or tells others.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/weakened",
    about: About::Change,
    severity: &[Severity::Error, Severity::Warning],
    page: include_str!("weakened.md"),
    run,
};

/// So many of the changes are shown, and so many of the risks.
const SHOWN: usize = 3;

fn run(input: &Input<'_>) -> Vec<Finding> {
    let found = losses(input);
    let found = found.iter().filter_map(|loss| finding(input, loss));
    found.chain(exported::changed(input)).collect()
}

fn finding(input: &Input<'_>, loss: &Loss<'_>) -> Option<Finding> {
    let Fate::Changed(id, changes) = &loss.fate else { return None };
    let alert = input.model.rules.alert(*id);
    // What is surely less comes first.
    let mut changes: Vec<_> = changes.iter().collect();
    changes.sort_by_key(|change| !change.is_grave);
    let first = changes.first()?;
    let weaker = if first.is_grave { "is weaker" } else { "may be weaker" };
    let more = if changes.len() > 1 { format!(" (and {} more)", changes.len() - 1) } else { String::new() };
    let says = format!("{}, which guards {}, {weaker}: {}{more}", alert.name.trim(), named(input, loss), first.says);
    let mut finding = Finding::at(CHECK.id, loss.severity, first_line(input, first.is), first.says.clone());
    for (at, change) in changes.iter().take(SHOWN).enumerate() {
        if at > 0 {
            finding = finding.also(first_line(input, change.is), change.says.clone());
        }
        if let Some(was) = change.was {
            finding = finding.also(first_line(input, was), "it was this");
        }
    }
    for id in loss.risks.iter().take(SHOWN) {
        let risk = &input.model.incidents[id.incident.0 as usize].risks[id.risk as usize];
        finding = finding.also(first_line(input, risk.text.place), "guarded by it");
    }
    finding.incident = Some(loss.incident);
    finding.risk = loss.risks.first().copied();
    let help = "take the change back, or name what sees it now".to_owned();
    Some(finding.of_alert(*id).says(says).help(accepted(input, loss, help, CHECK.id)))
}
