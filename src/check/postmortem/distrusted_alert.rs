//! postmortem/distrusted-alert

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::RemarkKind;

/// An alert is said to be noisy, ignored or silenced.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/distrusted-alert",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("distrusted-alert.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

/// One a document: it is one story, however often it is told.
fn finding(document: &Document<'_>) -> Option<Finding> {
    let remark = document.told.remarks.iter().find(|remark| remark.kind == RemarkKind::Distrusted)?;
    let message = format!("{} says that an alert was noisy, ignored or silenced", document.name());
    let help = "is it trusted by now? An alert that nobody believes guards nothing: make it precise, or take it away";
    Some(document.at(CHECK.id, remark.text.place, "").says(message).help(help))
}
