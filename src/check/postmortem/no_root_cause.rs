//! postmortem/no-root-cause

use super::document::documents;
use crate::check::{About, Check, Finding, Input, Severity};

/// Nothing says why.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-root-cause",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-root-cause.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let without = documents(input).filter(|document| !document.says_why());
    let finding = |document: super::document::Document<'_>| {
        let message = format!("nothing says why {} happened", document.name());
        let help =
            "say what broke and what let it: under a heading \"Root cause\", or as `root_causes:` in front matter";
        document.finding(CHECK.id).says(message).help(help)
    };
    without.map(finding).collect()
}
