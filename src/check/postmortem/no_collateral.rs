//! postmortem/no-collateral

use super::document::{Document, documents};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::link::ladder::delivered::is_severe;
use crate::model::RiskKind;

/// Nobody asked who else was hurt.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/no-collateral",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("no-collateral.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter(|document| asks_nothing(document)).map(|document| finding(&document)).collect()
}

/// Asked of severe incidents only: of a small one, the question costs more than the answer is worth.
fn asks_nothing(document: &Document<'_>) -> bool {
    let incident = document.incident;
    let named = !incident.affected.is_empty() || incident.risks.iter().any(|risk| risk.kind == RiskKind::Collateral);
    is_severe(incident) && document.told.impact && !document.told.others && !named
}

fn finding(document: &Document<'_>) -> Finding {
    let message = format!("nobody asked who else {} hurt", document.name());
    let help =
        "name the services and teams that depend on what broke, or say that none was hurt: `affected:` in front matter";
    document.finding(CHECK.id).says(message).help(help)
}
