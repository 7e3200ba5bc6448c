//! All that a cause and its postmortem tell, for what one sentence of it says of a metric that the alert reads.

use std::cell::OnceCell;

use super::Ladder;
use crate::model::Incident;

/// A cause and the document around it, but for its action items, with a line for each paragraph, entry and row.
pub(in crate::link) struct Whole<'a> {
    cause: &'a str,
    incident: &'a Incident,
    /// The document, as it is written.
    document: &'a str,
    /// All of it, once asked,
    text: OnceCell<String>,
    /// and the same in lower case.
    lower: OnceCell<String>,
}

impl<'a> Whole<'a> {
    /// Of one risk of an incident. Nothing is put together before it is asked for.
    pub(in crate::link) fn new(ladder: &Ladder<'a>, incident: &'a Incident, cause: &'a str) -> Whole<'a> {
        let document = ladder.document(incident).unwrap_or_default();
        Whole { cause, incident, document, text: OnceCell::new(), lower: OnceCell::new() }
    }

    /// All of it.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| self.told())
    }

    /// All of it in lower case.
    pub(super) fn lower(&self) -> &str {
        self.lower.get_or_init(|| self.text().to_lowercase())
    }

    fn told(&self) -> String {
        let mut told = format!("{}\n", self.cause);
        let mut items: Vec<_> = self.incident.action_items.iter().map(|item| item.text.place).collect();
        items.retain(|place| place.file == self.incident.file);
        items.sort_by_key(|place| place.start());
        let mut from = 0;
        for item in items {
            told.push_str(self.document.get(from..item.start()).unwrap_or_default());
            from = from.max(item.end());
        }
        told.push_str(self.document.get(from..).unwrap_or_default());
        unwrapped(&told)
    }
}

/// A text in which each paragraph, entry of a list, heading and row of a table is a line.
pub(super) fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_closed = true;
    for line in text.lines().map(str::trim) {
        out.push(if is_closed || line.is_empty() || begins_anew(line) { '\n' } else { ' ' });
        out.push_str(line);
        is_closed = line.is_empty() || line.starts_with(['#', '|']);
    }
    out
}

/// What entries of lists, labels, headings, rows, quotes, fences and rules begin with.
const MARKS: [&str; 10] = ["- ", "* ", "+ ", "• ", "**", "#", "|", ">", "```", "---"];

/// Does a line begin an entry, a row, a heading, or what has its hour?
pub(super) fn begins_anew(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = rest.len() < line.len() && rest.starts_with([':', ')']) || rest.starts_with(". ") && rest != line;
    MARKS.iter().any(|mark| line.starts_with(mark)) || is_numbered
}
