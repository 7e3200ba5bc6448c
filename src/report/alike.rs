//! Messages that read the same, told apart by the words of the risk.
//!
//! Where a finding is a line, nobody sees the excerpt beside it: three causes of an incident that has no id would be
//! three equal lines.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Report;
use crate::check::Finding;

/// So many characters of a risk's text are shown.
const MOST: usize = 60;

/// What the findings of a report say, each once.
pub(super) struct Messages<'r>(HashMap<(&'static str, &'r str), usize>);

impl<'r> Messages<'r> {
    /// Counts those that are alike, also among the findings that do not count.
    pub(super) fn new(report: &'r Report<'_>) -> Messages<'r> {
        let mut seen = HashMap::new();
        let suppressed = report.suppressed.iter().map(|it| it.finding);
        for finding in report.findings.iter().copied().chain(suppressed) {
            *seen.entry((finding.check, finding.message.as_str())).or_default() += 1;
        }
        Messages(seen)
    }

    /// What a finding says; with the beginning of its risk's text where another one says the same of an incident that
    /// has no id.
    pub(super) fn of<'f>(&self, report: &Report<'_>, finding: &'f Finding) -> Cow<'f, str> {
        let alike = self.0.get(&(finding.check, finding.message.as_str())).is_some_and(|count| *count > 1);
        match finding.risk.filter(|_| alike) {
            Some(id) => {
                let incident = &report.model.incidents[id.incident.0 as usize];
                let risk = &incident.risks[id.risk as usize].text;
                if incident.id.is_some() {
                    return Cow::Borrowed(&finding.message);
                }
                Cow::Owned(format!("{}: {}", finding.message, shortened(risk)))
            }
            None => Cow::Borrowed(&finding.message),
        }
    }
}

/// The beginning of a text, on one line.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some(_) => format!("{}…", line.chars().take(MOST - 1).collect::<String>().trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;
    use crate::report::{Look, concise, sample};

    #[test]
    fn a_text_is_cut_to_its_beginning() {
        assert_eq!(shortened("The disk\n was full"), "The disk was full");
        assert_eq!(shortened(&"ä".repeat(60)).chars().count(), 60);
        let cut = shortened(&"ä".repeat(61));
        assert!(cut.chars().count() == 60 && cut.ends_with('…'), "{cut}");
    }

    #[test]
    fn causes_of_an_incident_without_an_id_are_told_apart() {
        let text = "# INC-7: Disk full\n\nThe disk was full.\nNobody looked.\n";
        let case = |texts: &[&str]| {
            let mut case = sample::gaps(text, texts);
            case.model.incidents[0].id = None;
            case
        };
        let told = |case: &sample::Case| String::from_utf8(concise(&case.report())).unwrap();
        let two = told(&case(&["The disk was full.", "Nobody looked."]));
        assert!(two.contains("for this: The disk was full.\n") && two.contains("for this: Nobody looked.\n"), "{two}");
        assert!(told(&case(&["Nobody looked."])).ends_with("for this\n"));
        let annotated =
            super::super::github::github(&case(&["The disk was full.", "Nobody looked."]).report(), &Look::default());
        assert!(String::from_utf8(annotated).unwrap().contains("for this: Nobody looked."));
    }

    #[test]
    fn an_id_and_the_line_are_enough() {
        let case = sample::gaps("# INC-7: Disk full\n\nFull.\n", &["Full.", "Full."]);
        assert!(!String::from_utf8(concise(&case.report())).unwrap().contains("this: "));
    }
}
