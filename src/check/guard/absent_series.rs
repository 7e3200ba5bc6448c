//! guard/absent-series

use super::broken;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::Flaw;

/// A guard reads series that nothing exposes.
pub(in crate::check) static CHECK: Check = Check {
    id: "guard/absent-series",
    about: About::Guard,
    severity: &[Severity::Error],
    page: include_str!("absent-series.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let found = broken(input, |guard| &guard.rungs.live, Flaw::AbsentSeries).map(|(guarding, rung)| {
        let at = rung.at.unwrap_or(guarding.alert.text.place);
        guarding
            .finding(input, CHECK.id, (Severity::Error, at, &rung.why))
            .says(format!("{} guards {}, but reads series that nothing exposes", &*guarding.alert.name, guarding.name))
            .help("read a metric that is there, or scrape what exposes this one")
    });
    found.collect()
}
