//! Waivers that are of no use, or no longer.

pub(super) mod expired;
pub(super) mod no_reason;
pub(super) mod unused;

use super::{Finding, Input, Severity};
use crate::model::{Waiver, Written};

/// What is said of the waivers; `used` says of each whether there is anything that it covers.
pub(super) fn findings(input: &Input<'_>, used: &[bool]) -> Vec<Finding> {
    let each = input.model.waivers.iter().zip(used);
    each.filter_map(|(waiver, used)| finding(input, waiver, *used)).collect()
}

fn finding(input: &Input<'_>, waiver: &Waiver, used: bool) -> Option<Finding> {
    if let Some(fault) = &waiver.fault {
        return Some(unused::misread(input, waiver, fault));
    }
    if waiver.reason.is_empty() {
        return Some(no_reason::finding(input, waiver));
    }
    if let Some(finding) = unused::of_no_check(input, waiver) {
        return Some(finding);
    }
    if !used {
        return unused::finding(input, waiver);
    }
    expired::finding(input, waiver)
}

/// The days that a waiver has left; negative once it has expired, `None` where it holds for good.
pub(super) fn left(input: &Input<'_>, waiver: &Waiver) -> Option<i32> {
    let today: jiff::civil::Date = input.today.as_ref()?.parse().ok()?;
    let until = waiver.until?.0;
    until.since(today).ok().map(|span| span.get_days())
}

/// A finding where the waiver is written.
fn at(input: &Input<'_>, waiver: &Waiver, check: &'static str, severity: Severity) -> Finding {
    match &waiver.written {
        Written::Comment(place) => Finding::at(check, severity, super::subject::first_line(input, *place), ""),
        Written::Configuration(path, line) => {
            let read = input.sources.iter().find(|(_, file)| file.path == *path);
            match read {
                Some((id, file)) => {
                    let place = crate::source::Place::new(id, file.line_range(*line));
                    Finding::at(check, severity, place, "")
                }
                None => Finding { path: Some(path.clone()), ..Finding::new(check, severity) },
            }
        }
    }
}

/// The checks that a waiver names, for messages.
fn checks_of(waiver: &Waiver) -> String {
    let names: Vec<&str> = waiver.checks.iter().map(|glob| glob.text.as_str()).collect();
    let line = match &waiver.written {
        Written::Configuration(_, line) => format!(" (line {line})"),
        Written::Comment(_) => String::new(),
    };
    format!("{}{line}", names.join(", "))
}
