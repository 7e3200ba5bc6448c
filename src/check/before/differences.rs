//! What an alert that is still there lost: in its expression, its timing, its severity, its way to people, its test.

use super::expressions;
use crate::check::{Base, Input};
use crate::link::ladder::delivered::{Quiet, Reached, Share, rank_of, severity_of};
use crate::link::{Answer, Guard, shown_millis};
use crate::model::{Alert, AlertId, Group, Text};
use crate::source::{Place, Sources};

/// One way in which it is less than it was.
#[derive(Clone, Debug)]
pub(in crate::check) struct Change {
    /// What it means, in words.
    pub(in crate::check) says: String,
    /// Is it surely less of a guard? What nobody can tell, and a test that is gone, is never an error.
    pub(in crate::check) is_grave: bool,
    /// Where the base said otherwise.
    pub(in crate::check) was: Option<Place>,
    /// Where it stands now.
    pub(in crate::check) is: Place,
}

/// A guard whose alert is still there.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    /// As it was.
    pub(super) was: &'a Guard,
    /// Its alert, as it is now.
    pub(super) alert: AlertId,
    /// As it is now, where it still guards the same.
    pub(super) now: Option<&'a Guard>,
}

/// What a guard lost.
pub(super) fn changes(input: &Input<'_>, base: &Base<'_>, kept: Kept<'_>) -> Vec<Change> {
    let (rules, of_base) = (&input.model.rules, &base.state.model.rules);
    let (is, was) = (rules.alert(kept.alert), of_base.alert(kept.was.alert));
    let (old_group, group) = (&of_base.groups[was.group], &rules.groups[is.group]);
    let pair = Pair { input, base, was, is, old_group, group };
    let mut changes = expressions::changes(input, base, was, is);
    changes.extend(pair.timing());
    changes.extend(pair.severity());
    if let Some(now) = kept.now {
        changes.extend(pair.delivery(kept.was, now));
        changes.extend(pair.test(kept.was, now));
    }
    changes
}

/// One alert, before and now.
struct Pair<'a> {
    input: &'a Input<'a>,
    base: &'a Base<'a>,
    was: &'a Alert,
    is: &'a Alert,
    old_group: &'a Group,
    group: &'a Group,
}

impl Pair<'_> {
    fn change(&self, says: String, key: &str) -> Change {
        let place = |alert| key_of(self.input.sources, alert, key);
        Change { says, is_grave: true, was: Some(place(self.was)), is: place(self.is) }
    }

    fn timing(&self) -> Vec<Change> {
        let (was, is) = (self.was, self.is);
        let mut changes = Vec::new();
        let shown = shown_millis;
        if is.hold > was.hold {
            let says = format!("it waits {} instead of {}", shown(is.hold), shown(was.hold));
            changes.push(self.change(says, "for"));
        }
        if was.keep > is.keep {
            let says = match is.keep {
                0 => format!("it no longer keeps firing for {} when it flaps", shown(was.keep)),
                keep => format!("it keeps firing for {} instead of {}", shown(keep), shown(was.keep)),
            };
            changes.push(self.change(says, "keep_firing_for"));
        }
        if let (Some(old), Some(new)) = (self.old_group.interval, self.group.interval)
            && new > old
        {
            let says = format!("it is evaluated every {} instead of every {}", shown(new), shown(old));
            let (was, is) = (Some(self.old_group.name.place), self.group.name.place);
            changes.push(Change { says, is_grave: true, was, is });
        }
        changes
    }

    fn severity(&self) -> Option<Change> {
        let (was, is) = (severity_of(self.was, self.old_group)?, severity_of(self.is, self.group));
        let place = is.map_or(self.is.name.place, |is| is.place);
        let change = |says, is_grave| Some(Change { says, is_grave, was: Some(was.place), is: place });
        let Some(is) = is else { return change(format!("it no longer has the severity {}", said(was)), true) };
        if was.trim().eq_ignore_ascii_case(is.trim()) {
            return None;
        }
        let says = format!("its severity is {} instead of {}", said(is), said(was));
        match (rank_of(was), rank_of(is)) {
            (Some(was), Some(is)) if is > was => change(says, true),
            (Some(_), Some(_)) => None,
            _ => change(format!("{says}; which is graver cannot be decided"), false),
        }
    }

    fn delivery(&self, guard: &Guard, now: &Guard) -> Option<Change> {
        let (was, is) = (&guard.rungs.delivery, &now.rungs.delivery);
        let old = was.reached.first()?;
        let change = |says: String, is_grave: bool, is: Place| Change { says, is_grave, was: Some(old.place), is };
        if let Some(lost) = &is.lost {
            return Some(change(format!("nobody is told any more: {}", lost.label), true, lost.place));
        }
        let sleeps = |quiet: &Option<Quiet>| quiet.as_ref().is_some_and(|quiet| quiet.share == Share::All);
        if let Some(quiet) = is.quiet.as_ref().filter(|_| sleeps(&is.quiet) && !sleeps(&was.quiet)) {
            return Some(change(format!("it is {}", quiet.label), true, quiet.place));
        }
        let place = is.reached.first().map_or(self.is.name.place, |end| end.place);
        if is.reached.is_empty() {
            let says = format!("whether it still reaches \"{}\" cannot be told: {}", old.receiver, is.rung.why);
            return Some(change(says, false, place));
        }
        let is_better = was.pages != Answer::Yes && is.pages == Answer::Yes;
        let missed: Vec<&Reached> = was.reached.iter().filter(|end| !self.still_told(end, &is.reached)).collect();
        let missed = missed.first().filter(|_| !is_better)?;
        let to: Vec<String> = is.reached.iter().map(shown_end).collect();
        let but = if was.pages == Answer::Yes && is.pages == Answer::No { ", and pages nobody" } else { "" };
        let says = format!("it goes to {} instead of {}{but}", to.join(" and "), shown_end(missed));
        Some(change(says, missed.certain, place))
    }

    fn test(&self, guard: &Guard, now: &Guard) -> Option<Change> {
        let (was, is) = (&guard.rungs.proven, &now.rungs.proven);
        (was.is == Answer::Yes && is.is != Answer::Yes).then(|| Change {
            says: "the unit test that makes it fire is gone".to_owned(),
            is_grave: false,
            was: was.at,
            is: self.is.name.place,
        })
    }

    /// Is the receiver told in all its ways, or one that took its place: of a new name, in the same ways, while the old
    /// name is gone?
    fn still_told(&self, was: &Reached, is: &[Reached]) -> bool {
        let knows =
            |state: &Input<'_>, name: &str| state.model.alertmanagers.iter().any(|it| it.receiver(name).is_some());
        is.iter().any(|end| {
            let in_all_ways = was.kinds.iter().all(|kind| end.kinds.contains(kind));
            let renamed = || !knows(self.input, &was.receiver) && !knows(self.base.state, &end.receiver);
            in_all_ways && (end.receiver == was.receiver || renamed())
        })
    }
}

fn shown_end(end: &Reached) -> String {
    format!("\"{}\" ({})", end.receiver, end.kinds.join(", "))
}

fn said(severity: &Text) -> String {
    format!("\"{}\"", severity.trim())
}

/// The value of a key of the rule with its key, or the rule's name where the key is not there.
fn key_of(sources: &Sources, alert: &Alert, key: &str) -> Place {
    let rule = sources.excerpt(alert.place);
    let is_key = |at: usize| {
        let before = rule[..at].trim_end_matches([' ', '"', '\'']);
        let starts = before.is_empty() || before.ends_with(['\n', '{', ',', '-']);
        starts && rule[at + key.len()..].trim_start_matches(['"', '\'', ' ']).starts_with(':')
    };
    match rule.match_indices(key).map(|(at, _)| at).find(|at| is_key(*at)) {
        Some(at) => {
            let length = rule[at..].find(['\n', ',', '}', '#']).unwrap_or(rule.len() - at);
            let start = alert.place.start() + at;
            alert.place.moved_to(start..start + rule[at..at + length].trim_end().len())
        }
        None => alert.name.place,
    }
}
