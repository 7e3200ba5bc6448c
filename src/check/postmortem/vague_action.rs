//! postmortem/vague-action

use super::document::{Document, documents};
use super::items::to_do;
use crate::check::reviewing::REVIEWING;
use crate::check::{About, Check, Finding, Input, Severity};

/// An action item of which nobody can say that it is done.
pub(in crate::check) static CHECK: Check = Check {
    id: "postmortem/vague-action",
    about: About::Postmortem,
    severity: &[Severity::Info],
    page: include_str!("vague-action.md"),
    run,
};

fn run(input: &Input<'_>) -> Vec<Finding> {
    documents(input).flat_map(|document| findings(&document)).collect()
}

/// A ticket says more where it lives.
fn findings(document: &Document<'_>) -> Vec<Finding> {
    let items = to_do(document).filter(|item| item.links.is_empty());
    let asked = items.filter_map(|item| Some((item, REVIEWING.vague.of(without_note(&item.text))?)));
    let finding = asked.map(|(item, question)| {
        let message = format!("this action item of {} does not say {}", document.name(), question.what);
        document.at(CHECK.id, item.text.place, "").says(message).help(format!("ask on: {}", question.asks))
    });
    finding.collect()
}

/// The words of an item without the note at its end that says who does it, and until when: `Do it (@team, due 2026-05-01)`.
fn without_note(text: &str) -> &str {
    let text = text.trim();
    let note = text.strip_suffix(')').and_then(|rest| rest.rfind('('));
    note.filter(|at| text[*at..].contains('@')).map_or(text, |at| text[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::without_note;

    #[test]
    fn only_a_note_with_an_owner_is_taken_off() {
        assert_eq!(without_note("Improve monitoring (@orders-oncall, due 2026-05-01)"), "Improve monitoring");
        assert_eq!(without_note("Improve monitoring (of the queue)"), "Improve monitoring (of the queue)");
    }
}
