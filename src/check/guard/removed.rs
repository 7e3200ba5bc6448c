//! guard/removed

use std::collections::BTreeSet;

use super::change_of::{named, with_risks};
use super::exported;
use crate::check::before::{Fate, Loss, losses};
use crate::check::subject::{first_line, subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};

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
    let says = match &loss.fate {
        Fate::Deleted => format!("{name}, which guards {what}, is deleted"),
        Fate::Renamed(id) => {
            let new = alert(*id).name.trim();
            format!("{name}, which guards {what}, is called {new} now, and the postmortem does not know that name")
        }
        Fate::Untied(_) => format!("{name} no longer says that it guards {what}"),
        Fate::NotLoaded(_) => format!("{name}, which guards {what}, stands where nothing loads it any more"),
        Fate::Changed(..) => return None,
    };
    let help = remedy(input, loss);
    let finding = with_risks(input, loss, Finding::new(CHECK.id, loss.severity));
    let old = first_line(input, loss.was.text.place);
    let finding = finding.also(old, if loss.fate.now().is_some() { "it was here" } else { "it was this" });
    let finding = match loss.fate.now() {
        Some(id) => finding.also(alert(id).name.place, "it is here now").of_alert(id),
        None => Finding { former: Some(name.to_owned()), ..finding },
    };
    Some(finding.says(says).help(super::change_of::accepted(input, loss, help, CHECK.id)))
}

/// What to do, with the comment that ties a rule to the risk where there is one that does.
fn remedy(input: &Input<'_>, loss: &Loss<'_>) -> String {
    let comment = loss.risks.first().and_then(|id| subject(input, *id).comment());
    match (&loss.fate, comment) {
        (Fate::Deleted, Some(comment)) => format!("name what sees it now: {comment} at that rule"),
        (Fate::Deleted, None) => "name what sees it now in the postmortem".to_owned(),
        (Fate::Renamed(id), comment) => {
            let at_rule = comment.map_or_else(String::new, |comment| format!(", or write {comment} at the rule"));
            format!("name {} in the postmortem{at_rule}", input.model.rules.alert(*id).name.trim())
        }
        (Fate::Untied(_), Some(comment)) => format!("write {comment} at the rule again, or name what sees it now"),
        (Fate::Untied(_), None) => "let the rule say so again, or name what sees it now".to_owned(),
        (Fate::NotLoaded(_) | Fate::Changed(..), _) => "move it back, or name its file under rule_files".to_owned(),
    }
}
