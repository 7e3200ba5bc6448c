//! guard/never-fires

use super::broken;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Flaw;

/// A guard's condition never holds, or not for as long as its `for` asks.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/never-fires",
    about: About::Guard,
    severity: &[Severity::Error],
    page: include_str!("never-fires.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let ways = [
        (
            Flaw::NeverFires,
            "can never fire",
            "write the condition so that the failure meets it, and a unit test in which it fires",
        ),
        (
            Flaw::Unmoved,
            "does not fire at this",
            "let the condition hold at what the postmortem tells, and write a unit test with such values",
        ),
        (
            Flaw::OutOfHours,
            "could not fire then",
            "let the condition hold at all hours, or say why these need no alert in a waiver",
        ),
    ];
    let of_flaw = |(flaw, what, help)| {
        broken(input, |guard| &guard.rungs.live, flaw).map(move |(guarding, rung)| {
            let at = rung.at.unwrap_or(guarding.alert.text.place);
            let finding = guarding.finding(input, CHECK.id, (Severity::Error, at, &rung.why));
            finding.says(format!("{} guards {}, but {what}", &*guarding.alert.name, guarding.name)).help(help)
        })
    };
    ways.into_iter().flat_map(of_flaw).collect()
}
