//! `.csv`: a row per risk, for spreadsheets.

use std::borrow::Cow;

use super::super::Audit;
use super::super::incidents::{IncidentRow, RiskRow};

const HEAD: [&str; 23] = [
    "incident",
    "title",
    "severity",
    "services",
    "affected",
    "started",
    "duration_seconds",
    "detected_by",
    "time_to_detect_seconds",
    "kind",
    "basis",
    "text",
    "file",
    "line",
    "failure_mode",
    "verdict",
    "inferred",
    "alert",
    "alert_file",
    "alert_line",
    "nearest_alert",
    "status",
    "link",
];

/// A row per risk, with a byte-order mark: without it, spreadsheets take UTF-8 for something else.
pub fn csv(audit: &Audit) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    push(&mut out, HEAD.iter().map(|name| Cow::Borrowed(*name)));
    for incident in &audit.incidents {
        incident.risks.iter().for_each(|risk| push(&mut out, row(incident, risk).into_iter()));
    }
    out.into_bytes()
}

fn row<'a>(incident: &'a IncidentRow, risk: &'a RiskRow) -> Vec<Cow<'a, str>> {
    let number = |number: Option<u64>| Cow::Owned(number.map(|it| it.to_string()).unwrap_or_default());
    let line = |line: Option<usize>| number(line.map(|it| it as u64));
    let text = |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
    let guard = risk.guard.as_ref();
    vec![
        Cow::Borrowed(&incident.name),
        Cow::Borrowed(&incident.title),
        text(&incident.severity),
        Cow::Owned(incident.services.join("; ")),
        Cow::Owned(incident.affected.join("; ")),
        text(&incident.started),
        number(incident.duration_seconds),
        Cow::Borrowed(incident.detected_by),
        number(incident.time_to_detect_seconds),
        Cow::Borrowed(risk.kind),
        Cow::Borrowed(risk.basis),
        Cow::Borrowed(&risk.text),
        Cow::Borrowed(&risk.at.file),
        line(risk.at.line),
        Cow::Borrowed(risk.failure_modes.first().map_or("", String::as_str)),
        Cow::Borrowed(risk.verdict),
        Cow::Borrowed(if risk.inferred { "yes" } else { "no" }),
        Cow::Borrowed(guard.map_or("", |guard| &guard.alert)),
        Cow::Borrowed(guard.map_or("", |guard| &guard.at.file)),
        line(guard.and_then(|guard| guard.at.line)),
        Cow::Borrowed(risk.nearest.first().map_or("", |near| &near.alert)),
        Cow::Borrowed(risk.item.as_ref().map_or("", |item| item.status)),
        text(&risk.at.link),
    ]
}

fn push<'a>(out: &mut String, cells: impl Iterator<Item = Cow<'a, str>>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&harmless(&cell))).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', ';', '\'']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// On one line, without what acts on a terminal, and no formula: a spreadsheet computes what begins with one of these,
/// also behind blanks, and also in its wide form. An apostrophe in front makes it text.
fn harmless(cell: &str) -> String {
    let cell = crate::report::clean::clean(cell);
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−']);
    if formula { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::{harmless, quoted};

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", " +1", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", "\u{a0}=1", "|x", "%x"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}: {}", harmless(cell));
        }
        assert_eq!((harmless("a=1"), harmless("42")), ("a=1".into(), "42".into()));
    }

    #[test]
    fn a_cell_ends_where_it_ends() {
        assert_eq!(quoted(&harmless("a,\"b\"\r\nc")), "\"a,\"\"b\"\" c\"");
    }
}
