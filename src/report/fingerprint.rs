//! What names a finding for good: over moved lines, renamed files and reformatted text.

use std::collections::HashMap;

use crate::check::Finding;
use crate::model::{EMPTY, hashed};

use super::Report;

/// The fingerprint of every finding, in the order of [`Report::findings`].
///
/// It is made of the check, the words of the risk, the words at the first place, and the name of the alert where no risk
/// is the matter. Further places and the alert beside a risk are left out, because the nearest alert changes whenever
/// somebody writes a nearer one. What is equal in all of that is numbered.
pub fn fingerprints(report: &Report<'_>) -> Vec<String> {
    let numbered = numbered(report);
    report.findings.iter().map(|finding| numbered.of(finding).to_owned()).collect()
}

/// The fingerprints of all findings, also of those that do not count: what is waived does not rename what is left.
pub(super) struct Numbered(HashMap<*const Finding, String>);

impl Numbered {
    /// The fingerprint of a finding of the report.
    pub(super) fn of(&self, finding: &Finding) -> &str {
        self.0.get(&std::ptr::from_ref(finding)).map_or("", String::as_str)
    }
}

/// Numbers the findings in the order of their places.
pub(super) fn numbered(report: &Report<'_>) -> Numbered {
    let mut all: Vec<&Finding> = report.findings.clone();
    all.extend(report.suppressed.iter().map(|it| it.finding));
    all.sort_by_cached_key(|finding| super::order(report.sources, finding));
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let number = |finding: &Finding| {
        let content = content(report, finding);
        let ordinal = seen.entry(content).or_default();
        *ordinal += 1;
        let hash = if *ordinal == 1 { content } else { hashed(content, &ordinal.to_le_bytes()) };
        (std::ptr::from_ref(finding), format!("{hash:016x}"))
    };
    Numbered(all.into_iter().map(number).collect())
}

fn content(report: &Report<'_>, finding: &Finding) -> u64 {
    let risk = finding.risk.map(|id| {
        let incident = &report.model.incidents[id.incident.0 as usize];
        words(&incident.risks[id.risk as usize].text)
    });
    let place = match finding.places.first() {
        Some(first) => words(report.sources.excerpt(first.place)),
        None => finding.path.clone().unwrap_or_default(),
    };
    let alert =
        finding.alert.filter(|_| finding.risk.is_none()).map(|id| report.model.rules.alert(id).name.value.clone());
    let alert = alert.or_else(|| finding.former.clone());
    let parts = [finding.check.to_owned(), risk.unwrap_or_default(), place, alert.unwrap_or_default()];
    parts.iter().fold(EMPTY, |hash, part| hashed(hashed(hash, part.as_bytes()), &[0]))
}

/// The fingerprint of a text, byte for byte.
pub(super) fn of_text(text: &str) -> String {
    format!("{:016x}", hashed(EMPTY, text.as_bytes()))
}

/// The letters and digits of `text`, without markup, punctuation and case: `**Disk** was\n> full` is `disk was full`.
pub(super) fn words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{fingerprints, words};
    use crate::report::sample;

    #[test]
    fn markup_and_line_ends_do_not_count() {
        assert_eq!(words("**Disk** was\r\n> full."), words("- disk was full"));
    }

    #[test]
    fn moved_lines_keep_their_fingerprint_and_equal_findings_differ() {
        let text = "# INC-7: Disk full\n\n## Root cause\n\nThe disk was full.\n";
        let moved = "# INC-7: Disk full\n\nA new paragraph.\n\n## Root cause\n\n> The **disk**\n> was full.\n";
        let first = sample::gaps(text, &["The disk was full."]);
        let later = sample::gaps(moved, &["The **disk**\n> was full."]);
        assert_eq!(fingerprints(&first.report()), fingerprints(&later.report()));
        let twice = sample::gaps(text, &["The disk was full.", "The disk was full."]);
        let twice = fingerprints(&twice.report());
        assert_eq!(twice[0], fingerprints(&first.report())[0]);
        assert_ne!(twice[0], twice[1]);
    }
}
