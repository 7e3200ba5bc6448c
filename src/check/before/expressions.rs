//! What an alert's expression lost, and the recording rules that it reads.

use std::collections::{BTreeSet, HashMap};

use super::Change;
use crate::check::{Base, Input};
use crate::link::reading::Recordings;
use crate::model::expr::edit::{Edit, What, edits};
use crate::model::{Alert, Expr, Recording, RuleSet, Text};

/// What `is` sees less than `was`.
pub(super) fn changes(input: &Input<'_>, base: &Base<'_>, (was, is): (&Alert, &Alert)) -> Vec<Change> {
    let (now, before) = (&input.model.rules, &base.state.model.rules);
    let mut changes: Vec<Change> = Vec::new();
    for edit in edits(&was.text, &is.text) {
        // A recording rule in between may well give the same series.
        let is_known = edit.what != What::Series || leaves(before, was) != leaves(now, is);
        let edit = if is_known { edit } else { through_recording(edit) };
        changes.push(change(&edit, (&was.text, &is.text), ""));
    }
    if changes.is_empty() {
        changes.extend(of_recordings((before, was), (now, is)));
    }
    changes
}

fn change(edit: &Edit, (was, is): (&Text, &Text), of: &str) -> Change {
    Change {
        says: format!("{of}{}", edit.says),
        is_grave: edit.is_sure,
        was: Some(was.at(edit.old.clone())),
        is: is.at(edit.new.clone()),
    }
}

fn through_recording(edit: Edit) -> Edit {
    let says = format!("{} by that name: a recording rule stands between, which need not give the same", edit.says);
    Edit { says, is_sure: false, ..edit }
}

/// The metrics at the far end of recording rules.
fn leaves(rules: &RuleSet, alert: &Alert) -> BTreeSet<String> {
    let recorded: BTreeSet<&str> = rules.recordings.iter().map(|recording| &*recording.name.value).collect();
    let read = names(rules, alert.expr.as_ref());
    read.into_iter().filter(|name| !recorded.contains(name.as_str())).collect()
}

/// All metrics that an expression reads, those behind recording rules as well.
fn names(rules: &RuleSet, expr: Option<&Expr>) -> BTreeSet<String> {
    let Some(expr) = expr else { return BTreeSet::new() };
    let reading = Recordings::new(&rules.recordings).reading(expr);
    reading.selectors.iter().filter_map(|selector| selector.name().map(str::to_owned)).collect()
}

/// What the recording rules lost that an alert reads. What a number in one of them does to the alert is not known.
fn of_recordings((before, was): (&RuleSet, &Alert), (now, is): (&RuleSet, &Alert)) -> Vec<Change> {
    let old = by_name(before);
    if old.is_empty() {
        return Vec::new();
    }
    let new = by_name(now);
    let mut changes = Vec::new();
    for name in names(before, was.expr.as_ref()) {
        let Some(recorded) = old.get(name.as_str()) else { continue };
        let Some(records) = new.get(name.as_str()) else {
            let says = format!("the recording rule {name}, which it reads, is gone");
            let (was, is) = (recorded.first().map(|rule| rule.name.place), is.text.place);
            changes.push(Change { says, is_grave: true, was, is });
            continue;
        };
        // Of several with one name nobody can tell which was which.
        let ([recorded], [records]) = (&recorded[..], &records[..]) else { continue };
        for edit in edits(&recorded.text, &records.text) {
            let is_sure = edit.is_sure && matches!(edit.what, What::Matchers | What::Series);
            let of = format!("in the recording rule {name}: ");
            changes.push(change(&Edit { is_sure, ..edit }, (&recorded.text, &records.text), &of));
        }
    }
    changes
}

fn by_name(rules: &RuleSet) -> HashMap<&str, Vec<&Recording>> {
    let mut names: HashMap<&str, Vec<&Recording>> = HashMap::new();
    for recording in &rules.recordings {
        names.entry(&recording.name.value).or_default().push(recording);
    }
    names
}
