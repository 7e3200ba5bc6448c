//! postmortem/unheard-alert

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::RemarkKind;

/// An alert fired, and nobody was paged.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/unheard-alert",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("unheard-alert.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

/// One a document: it is one story, however often it is told.
fn finding(document: &Document<'_>) -> Option<Finding> {
    let remark = document.told.remarks.iter().find(|remark| remark.kind == RemarkKind::Unheard)?;
    let message = format!("an alert spoke up in {}, and nobody was paged", document.name());
    let help = "does it page by now? Give its severity a receiver that pages: alertmanager.yml shows whom it reaches";
    Some(document.at(CHECK.id, remark.text.place, "").says(message).help(help))
}
