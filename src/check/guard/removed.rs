//! guard/removed

use std::collections::BTreeSet;

use super::change_of::{named, with_risks};
use super::exported;
use crate::check::before::{Fate, Loss, losses};
use crate::check::subject::{first_line, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Alert;

/// A guard is deleted, renamed, or loaded by nothing any more.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/removed",
    about: About::Change,
    severity: &[Severity::Error, Severity::Warning],
    page: include_str!("removed.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let mut holes = BTreeSet::new();
    let found = losses(input);
    let found = found.iter().filter_map(|loss| {
        let finding = finding(input, loss)?;
        // The gap that this leaves is told here, once, and not by the check of gaps. What is no error may not speak for
        // a gap that is one.
        let hole = hole(input, loss).filter(|_| loss.severity == Severity::Error);
        let hole = hole.filter(|hole| holes.insert((loss.incident, hole.clone())));
        Some(finding.of_hole(hole))
    });
    found.chain(exported::gone(input)).collect()
}

/// The gap of the risk, or the name that is missing where the risk is no gap.
fn hole(input: &Input<'_>, loss: &Loss<'_>) -> Option<String> {
    let risk = loss.risks.first()?;
    let subject = subjects(input).find(|subject| subject.id == *risk)?;
    let gap = if subject.is_gap() { subject.hole() } else { None };
    Some(gap.unwrap_or_else(|| loss.was.name.trim().to_owned()))
}

fn finding(input: &Input<'_>, loss: &Loss<'_>) -> Option<Finding> {
    let name = loss.was.name.trim();
    let what = named(input, loss);
    let alert = |id| input.model.rules.alert(id);
    let (says, help) = match &loss.fate {
        Fate::Deleted => (
            format!("{name}, which guards {what}, is deleted"),
            format!("name what sees it now: `# alertgap: guards {what}` at that rule"),
        ),
        Fate::Renamed(id) => {
            let new: &Alert = alert(*id);
            (
                format!(
                    "{name}, which guards {what}, is called {} now, and the postmortem does not know that name",
                    new.name.trim()
                ),
                format!("name {} in the postmortem, or write `# alertgap: guards {what}` at the rule", new.name.trim()),
            )
        }
        Fate::Untied(_) => (
            format!("{name} no longer says that it guards {what}"),
            format!("write `# alertgap: guards {what}` at the rule again, or name what sees it now"),
        ),
        Fate::NotLoaded(_) => (
            format!("{name}, which guards {what}, stands where nothing loads it any more"),
            "move it back, or name its file under rule_files".to_owned(),
        ),
        Fate::Changed(..) => return None,
    };
    let finding = with_risks(input, loss, Finding::new(CHECK.id, loss.severity));
    let old = first_line(input, loss.was.text.place);
    let finding = finding.also(old, if loss.fate.now().is_some() { "it was here" } else { "it was this" });
    let finding = match loss.fate.now() {
        Some(id) => finding.also(alert(id).name.place, "it is here now").of_alert(id),
        None => Finding { former: Some(name.to_owned()), ..finding },
    };
    Some(finding.says(says).help(super::change_of::accepted(input, loss, help, CHECK.id)))
}
