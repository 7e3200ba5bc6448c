//! `--format github`: the human text, then annotations, worst first.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word, so the tenth says
//! how many more there are.

use super::alike::Messages;
use super::clean::clean;
use super::plain::{first_inside, help, path_of};
use super::words::{counted, severity};
use super::{Look, Report, human};
use crate::check::{Finding, Severity};

/// Annotations of one severity that GitHub shows.
const SHOWN: usize = 10;

/// The findings drawn, and annotated where a pull request shows them.
pub(super) fn github(report: &Report<'_>, look: &Look) -> Vec<u8> {
    let text = String::from_utf8_lossy(&human(report, look)).into_owned();
    let mut out = fenced(&text);
    let messages = Messages::new(report);
    for kind in [Severity::Error, Severity::Warning, Severity::Info] {
        let found: Vec<&&Finding> = report.findings.iter().filter(|finding| finding.severity == kind).collect();
        let shown = if found.len() > SHOWN { SHOWN - 1 } else { found.len() };
        found[..shown].iter().for_each(|finding| out.push_str(&annotation(report, finding, &messages)));
        if let rest @ 1.. = found.len() - shown {
            let more = counted(rest, &format!("more {}", severity(kind)));
            out.push_str(&format!("::{} title=alertgap::{more}: see the log of this step\n", command(kind)));
        }
    }
    out.into_bytes()
}

/// The text between lines that switch commands off and on again: a document must not command the runner. The word
/// that switches them on is one that the text does not hold.
fn fenced(text: &str) -> String {
    let mut word = String::from("alertgap");
    while text.contains(&word) {
        word.push_str("-end");
    }
    format!("::stop-commands::{word}\n{text}::{word}::\n")
}

fn annotation(report: &Report<'_>, finding: &Finding, messages: &Messages<'_>) -> String {
    let mut properties: Vec<(&str, String)> = Vec::new();
    match first_inside(report, finding) {
        Some(first) => {
            let (start, end) = (report.sources.start(first.place), report.sources.end(first.place));
            properties.push(("file", path_of(report, &report.sources.file(first.place.file).path)));
            properties.push(("line", start.line.to_string()));
            properties.push(("endLine", report.sources.lines(first.place).1.to_string()));
            // GitHub takes columns only where the place is on one line.
            if start.line == end.line && start.column < end.column {
                properties.push(("col", start.column.to_string()));
                properties.push(("endColumn", end.column.to_string()));
            }
        }
        None => properties.extend(finding.path.iter().map(|path| ("file", path_of(report, path)))),
    }
    properties.push(("title", finding.check.to_owned()));
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(&clean(value)))).collect();
    let message = std::iter::once(clean(&messages.of(report, finding)).into_owned()).chain(help(finding));
    let message = message.collect::<Vec<_>>().join("\n");
    format!("::{} {}::{}\n", command(finding.severity), properties.join(","), data(&message))
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, github, property};
    use crate::check::{Finding, Severity};
    use crate::model::Kind;
    use crate::report::{Look, sample};

    fn annotations(case: &sample::Case) -> Vec<String> {
        let printed = String::from_utf8(github(&case.report(), &Look::default())).unwrap();
        let (_, after) = printed.rsplit_once("::alertgap::\n").expect("the text is fenced");
        after.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_worst_stands_first_with_its_place() {
        let want = [
            "::error file=postmortems/checkout.md,line=11,endLine=11,col=7,endColumn=56,title=coverage/done-without-alert\
             ::the alert promised after INC-2031 is not there%0Ahelp: add a rule that reads the pool's size",
            "::notice file=alerts/orders.yml,line=4,endLine=4,col=16,endColumn=28,title=guard/untested\
             ::no unit test makes OrdersDbDown fire",
        ];
        assert_eq!(annotations(&sample::checkout()), want);
    }

    #[test]
    fn what_commands_the_runner_is_escaped() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
        for line in annotations(&sample::hostile()) {
            assert!(line.starts_with("::error ") || line.starts_with("::warning "), "{line}");
        }
    }

    #[test]
    fn a_document_cannot_switch_commands_on_again() {
        let mut case = sample::Case::default();
        let file = case.file("a.md", "::alertgap::\n", Kind::Postmortem);
        let place = case.place(file, "::alertgap::");
        let finding = Finding::at("rule/syntax", Severity::Error, place, "");
        case.findings.push(finding.says("::alertgap::").help("::alertgap-end::"));
        let printed = String::from_utf8(github(&case.report(), &Look::default())).unwrap();
        assert!(printed.starts_with("::stop-commands::alertgap-end-end\n"), "{printed}");
    }

    #[test]
    fn past_ten_the_rest_is_counted() {
        let text = "# INC-7: Disk full\n\nThe disk was full.\n";
        let eleven = annotations(&sample::gaps(text, &["The disk was full."; 11]));
        assert_eq!(
            (eleven.len(), eleven[9].as_str()),
            (10, "::error title=alertgap::2 more errors: see the log of this step")
        );
        assert_eq!(annotations(&sample::gaps(text, &["The disk was full."; 10])).len(), 10);
    }
}
