//! How bad it is that a guard is not what it was.

use std::collections::BTreeSet;

use super::{Fate, Lost};
use crate::check::{Input, Severity};
use crate::link::{Answer, Guard, Rungs};
use crate::model::AlertId;

/// An error only where the last fact guard goes; a warning where it was inferred, where another fact remains, or where
/// nobody can tell; an info where another guard remains that is as good. With the guard that remains.
pub(super) fn grade(input: &Input<'_>, lost: &Lost<'_>, shaken: &BTreeSet<AlertId>) -> (Severity, Option<AlertId>) {
    let coverage = input.coverage.incident(lost.incident);
    let of_risks =
        coverage.risks.iter().enumerate().filter(|(at, _)| lost.risk.is_none_or(|id| id.risk as usize == *at));
    let of_risks = of_risks.flat_map(|(_, risk)| &risk.guards);
    let of_symptom = coverage.guards.iter().filter(|_| lost.risk.is_none());
    let remaining: Vec<&Guard> = of_symptom.chain(of_risks).filter(|guard| !shaken.contains(&guard.alert)).collect();
    if let Some(guard) = remaining.iter().find(|guard| is_as_good(guard, lost.guard)) {
        return (Severity::Info, Some(guard.alert));
    }
    let is_last = !remaining.iter().any(|guard| guard.is_fact());
    let is_certain = match &lost.fate {
        Fate::Changed(_, changes) => changes.iter().any(|change| change.is_grave),
        _ => true,
    };
    let is_error = lost.guard.is_fact() && is_last && is_certain;
    (if is_error { Severity::Error } else { Severity::Warning }, None)
}

fn is_as_good(guard: &Guard, lost: &Guard) -> bool {
    guard.sees <= lost.sees && (guard.is_fact() || !lost.is_fact()) && stands_as_high(&guard.rungs, &lost.rungs)
}

/// On every rung, and in whom it wakes: what reaches a chat is delivered, and pages nobody.
fn stands_as_high(rungs: &Rungs, lost: &Rungs) -> bool {
    let pages = height(rungs.delivery.pages) >= height(lost.delivery.pages);
    pages && rungs.each().iter().zip(lost.each()).all(|((_, is), (_, was))| height(is.is) >= height(was.is))
}

fn height(answer: Answer) -> u8 {
    match answer {
        Answer::Yes => 2,
        Answer::Unknown => 1,
        Answer::No => 0,
    }
}
