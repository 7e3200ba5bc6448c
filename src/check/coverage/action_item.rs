//! coverage/action-item

use crate::check::subject::{Subject, subjects};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::{ActionItem, RiskKind, Status};

/// An action item asks for an alert that is not there.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/action-item",
    about: About::Risk,
    severity: &[Severity::Warning],
    page: include_str!("action-item.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let open = asking(input).filter(|(_, item)| item.status != Status::Done);
    open.map(|(subject, _)| finding(&subject)).collect()
}

fn finding(subject: &Subject<'_>) -> Finding {
    let message = format!("the alert asked for after {} is not there yet", subject.name());
    subject.finding(CHECK.id, Severity::Warning).says(message)
}

/// Action items that ask for an alert and have none.
pub(super) fn asking<'a>(input: &'a Input<'a>) -> impl Iterator<Item = (Subject<'a>, &'a ActionItem)> {
    subjects(input).filter(|subject| subject.risk.kind == RiskKind::ActionItem && subject.is_gap()).filter_map(
        |subject| {
            let item = &subject.incident.action_items[subject.risk.item?];
            Some((subject, item))
        },
    )
}
