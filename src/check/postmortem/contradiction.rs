//! postmortem/contradiction

use super::document::{Document, documents};
use crate::check::subject::first_line;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{Contradiction, FRONT_MATTER};

/// What is told in two ways does not agree.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/contradiction",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("contradiction.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let all = documents(input).flat_map(|document| {
        let found = document.told.contradictions.iter().map(|told| finding(&document, told));
        found.collect::<Vec<_>>()
    });
    all.collect()
}

fn finding(document: &Document<'_>, told: &Contradiction) -> Finding {
    let Contradiction { what, by, declared, told } = told;
    let message = format!("the {what} of {} is {} here, and {} {by}", document.name(), &**told, &**declared);
    let finding = document.at(CHECK.id, told.place, "").says(message).help("correct the one that is wrong");
    if declared.place == told.place {
        return finding;
    }
    let label = if *by == FRONT_MATTER { "front matter says so, and counts" } else { "from here to its end" };
    finding.also(first_line(document.input, declared.place), label)
}
