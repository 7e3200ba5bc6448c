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
    let found = broken(input, |guard| &guard.rungs.live, Flaw::NeverFires).map(|(guarding, rung)| {
        let at = rung.at.unwrap_or(guarding.alert.text.place);
        guarding
            .finding(input, CHECK.id, (Severity::Error, at, &rung.why))
            .says(format!("{} guards {}, but can never fire", &*guarding.alert.name, guarding.name))
            .help("write the condition so that the failure meets it, and a unit test in which it fires")
    });
    found.collect()
}
