//! postmortem/overdue-action

use super::document::{Document, documents};
use super::items::{self, share};
use crate::check::{About, Check, Finding, Input, Severity};
use crate::model::ActionItem;

/// Action items whose day has passed.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/overdue-action",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("overdue-action.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).filter_map(|document| finding(&document)).collect()
}

fn finding(document: &Document<'_>) -> Option<Finding> {
    let today = document.input.today.as_deref()?;
    let late = |item: &&ActionItem| item.due.as_ref().and_then(|due| day(due)).is_some_and(|day| *day < *today);
    let overdue: Vec<&ActionItem> = items::to_do(document).filter(late).collect();
    let found = items::finding(document, CHECK.id, &overdue)?;
    let earliest = overdue.iter().filter_map(|item| day(item.due.as_ref()?)).min()?;
    let (verb, since) = if overdue.len() == 1 { ("was", "due on") } else { ("were", "due, the first on") };
    let share = share(overdue.len(), document.incident.action_items.len());
    let message = format!("{share} of {} {verb} {since} {earliest}", document.name());
    Some(found.says(message).help("do it, move the date, or say that it will not be done"))
}

/// `2026-05-01` of a text that holds a whole date with the year first, or the day first between full stops. What may be
/// read in two ways is not read.
fn day(text: &str) -> Option<String> {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let [first, month, last] = numbers.get(..3)? else { return None };
    let (year, day) = match (first.len(), last.len()) {
        (4, 1 | 2) => (first, last),
        (1 | 2, 4) if text.contains('.') => (last, first),
        _ => return None,
    };
    let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
    let possible = (1..=12).contains(&month) && (1..=31).contains(&day);
    possible.then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_a_date_that_can_be_read_in_one_way_is_read() {
        for (text, want) in [
            ("2026-05-01", Some("2026-05-01")),
            ("until 2026/5/1", Some("2026-05-01")),
            ("1.5.2026", Some("2026-05-01")),
            ("2026年5月1日", Some("2026-05-01")),
            ("05/01/2026", None),
            ("2026-13-01", None),
            ("Q3 2026", None),
            ("next sprint", None),
        ] {
            assert_eq!(super::day(text).as_deref(), want, "{text}");
        }
    }
}
