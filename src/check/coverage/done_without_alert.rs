//! coverage/done-without-alert

use super::action_item::asking;
use crate::check::subject::Subject;
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::Status;
use crate::source::Place;

/// An action item that asks for an alert is ticked off, and the alert is not there.
pub(in crate::check) static CHECK: Check = Check {
    id: "coverage/done-without-alert",
    about: About::Risk,
    severity: &[Severity::Error],
    page: include_str!("done-without-alert.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    let done = asking(input).filter(|(_, item)| item.status == Status::Done);
    let unread = unread(input);
    done.map(|(subject, _)| finding(&subject, unread)).collect()
}

/// A file with an alert in it that was not wholly read.
fn unread<'i>(input: &Input<'i>) -> Option<&'i str> {
    let has_alert = |place: Place| input.sources.file(place.file).text.contains("alert:");
    let mut unread = input.model.skipped.iter().filter(|skipped| skipped.place.is_some_and(has_alert));
    unread.next().map(|skipped| skipped.path.as_str())
}

fn finding(subject: &Subject<'_>, unread: Option<&str>) -> Finding {
    let (part, may_be) = (subject.part(), subject.may_be());
    let of_alerts = subject.speaks_of_alerts();
    let is_sure = of_alerts && may_be.is_none() && part.is_none() && unread.is_none();
    let severity = if is_sure { Severity::Error } else { Severity::Warning };
    let found = match (part, may_be) {
        (Some(alert), _) => format!("but {} sees only a part of it", &*alert.name),
        (None, Some(alert)) => format!("nothing shows that {} is that alert", &*alert.name),
        (None, None) => match unread {
            Some(path) => format!("but the alert is not there, unless it is in {path}, which could not be read"),
            None => "but the alert is not there".into(),
        },
    };
    let message = format!("ticked off after {}, {found}", subject.name());
    let mut finding = subject.finding(CHECK.id, severity).says(message);
    if !of_alerts {
        finding.help =
            format!("{}; if it lives elsewhere, name it under `monitors:` in the front matter", finding.help);
    }
    finding
}
