//! What an alert's expression lost, and the recording rules that it reads.

use std::collections::{BTreeSet, HashMap};

use super::Change;
use crate::check::{Base, Input};
use crate::link::reading::Recordings;
use crate::model::expr::edit::{Edit, What, edits};
use crate::model::{Alert, Recording, RuleSet, Text};

/// What `is` sees less than `was`.
pub(super) fn changes(input: &Input<'_>, base: &Base<'_>, was: &Alert, is: &Alert) -> Vec<Change> {
    let before = Reader { rules: &base.state.model.rules, alert: was };
    let now = Reader { rules: &input.model.rules, alert: is };
    let mut changes: Vec<Change> = Vec::new();
    for edit in edits(&was.text, &is.text) {
        // A recording rule in between may well give the same series.
        let is_known = edit.what != What::Series || before.leaves() != now.leaves();
        let edit = if is_known { edit } else { through_recording(edit) };
        changes.push(change(&edit, &was.text, &is.text));
    }
    if changes.is_empty() {
        changes.extend(of_recordings(&before, &now));
    }
    changes
}

/// An alert among the recording rules of its state.
struct Reader<'a> {
    rules: &'a RuleSet,
    alert: &'a Alert,
}

impl Reader<'_> {
    /// The metrics at the far end of recording rules.
    fn leaves(&self) -> BTreeSet<String> {
        let recorded: BTreeSet<&str> = self.rules.recordings.iter().map(|recording| &*recording.name.value).collect();
        self.names().into_iter().filter(|name| !recorded.contains(name.as_str())).collect()
    }

    /// All metrics that the alert reads, those behind recording rules as well.
    fn names(&self) -> BTreeSet<String> {
        let Some(expr) = &self.alert.expr else { return BTreeSet::new() };
        let reading = Recordings::new(&self.rules.recordings).reading(expr);
        reading.selectors.iter().filter_map(|selector| selector.name().map(str::to_owned)).collect()
    }
}

fn change(edit: &Edit, was: &Text, is: &Text) -> Change {
    Change {
        says: edit.says.clone(),
        is_grave: edit.is_sure,
        was: Some(was.at(edit.old.clone())),
        is: is.at(edit.new.clone()),
    }
}

fn through_recording(edit: Edit) -> Edit {
    let says = format!("{} by that name: a recording rule stands between, which need not give the same", edit.says);
    Edit { says, is_sure: false, ..edit }
}

/// What the recording rules lost that an alert reads. What a number in one of them does to the alert is not known.
fn of_recordings(before: &Reader<'_>, now: &Reader<'_>) -> Vec<Change> {
    let old = by_name(before.rules);
    if old.is_empty() {
        return Vec::new();
    }
    let new = by_name(now.rules);
    let mut changes = Vec::new();
    for name in before.names() {
        let Some(recorded) = old.get(name.as_str()) else { continue };
        let Some(records) = new.get(name.as_str()) else {
            let says = format!("the recording rule {name}, which it reads, is gone");
            let (was, is) = (recorded.first().map(|rule| rule.name.place), now.alert.text.place);
            changes.push(Change { says, is_grave: true, was, is });
            continue;
        };
        // Of several with one name nobody can tell which was which.
        let ([recorded], [records]) = (&recorded[..], &records[..]) else { continue };
        for edit in edits(&recorded.text, &records.text) {
            let is_sure = edit.is_sure && matches!(edit.what, What::Matchers | What::Series);
            let says = format!("in the recording rule {name}: {}", edit.says);
            changes.push(change(&Edit { says, is_sure, ..edit }, &recorded.text, &records.text));
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
