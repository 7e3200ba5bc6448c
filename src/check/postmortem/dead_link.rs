//! postmortem/dead-link

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};

/// A link to a file that is not there.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/dead-link",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("dead-link.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

fn finding(document: &Document<'_>) -> Option<Finding> {
    let (first, others) = document.told.dead_links.split_first()?;
    let more = match others.len() {
        0 => String::new(),
        1 => ", nor is one more".into(),
        more => format!(", nor are {more} more"),
    };
    let message = format!("{} links to {}, which is not there{more}", document.name(), &**first);
    Some(document.at(CHECK.id, first.place, "").says(message).help("put the file back, or correct the link"))
}
