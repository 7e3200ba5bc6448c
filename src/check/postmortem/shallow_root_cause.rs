//! postmortem/shallow-root-cause

use super::document::{Document, documents};
use crate::check::reviewing::REVIEWING;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{Basis, Risk, RiskKind};

/// The root cause stops at the trigger, the symptom, the fix or a person.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/shallow-root-cause",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("shallow-root-cause.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| shallow(&document).or_else(|| first_why(&document))).collect()
}

/// A chain of whys that ends with its first answer, where nothing else in the document says why.
fn first_why(document: &Document<'_>) -> Option<Finding> {
    let [only] = document.told.whys.as_slice() else { return None };
    let mut causes = document.incident.risks.iter().filter(|risk| risk.kind == RiskKind::RootCause);
    let within = |risk: &Risk| risk.text.place.start() < only.place.end() && only.place.start() < risk.text.place.end();
    let alone = causes.all(within) && REVIEWING.shallow.is_short(only);
    let message = format!("the why-chain of {} stops at the first why", document.name());
    let help = "ask on: why could that be, and why did nothing stop or show it?";
    alone.then(|| document.at(CHECK.id, only.place, "").says(message).help(help))
}

/// Only where no root cause and no stated factor of the document goes deeper.
fn shallow(document: &Document<'_>) -> Option<Finding> {
    let stated = |risk: &&Risk| match risk.kind {
        RiskKind::RootCause => true,
        RiskKind::ContributingFactor => risk.basis == Basis::Stated,
        RiskKind::ActionItem | RiskKind::Collateral => false,
    };
    let causes: Vec<&Risk> = document.incident.risks.iter().filter(stated).collect();
    let questions = causes.iter().map(|cause| REVIEWING.shallow.of(&cause.text));
    let questions: Vec<_> = questions.collect::<Option<Vec<_>>>()?;
    let (cause, question) = causes.first().zip(questions.first())?;
    let message = format!("the root cause of {} stops at {}", document.name(), question.what);
    let finding = document.at(CHECK.id, cause.text.place, "").says(message).help(format!("ask on: {}", question.asks));
    Some(finding)
}
