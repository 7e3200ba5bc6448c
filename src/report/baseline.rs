//! The baseline: findings that were there when it was written, and that are not reported since.
//!
//! A finding is known by its fingerprint, so neither moved lines nor renamed files matter; what else an entry says is for
//! its readers. A finding that became graver since is reported all the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plain::path_of;
use super::words::severity;
use super::{Report, Spot, Suppressed, SuppressedBy, fingerprint};
use crate::check::{About, Finding, Severity};

/// What stands in a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Of the form.
    schema: u32,
    /// The findings, by path and fingerprint.
    pub findings: Vec<Known>,
}

/// A known finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its file, from the repository's root.
    pub path: String,
    /// The check.
    pub check: String,
    /// How grave it was.
    severity: Grade,
    /// What it says.
    pub message: String,
    /// What names it.
    fingerprint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Grade {
    Error,
    Warning,
    Info,
}

impl From<Severity> for Grade {
    fn from(severity: Severity) -> Grade {
        match severity {
            Severity::Error => Grade::Error,
            Severity::Warning => Grade::Warning,
            Severity::Info => Grade::Info,
        }
    }
}

const HEAD: &str = "\
# Findings that alertgap does not report: they were there when this file was written. What is fixed is taken out by
#   alertgap check --baseline FILE --write-baseline
# and what is new comes in only by --write-baseline=all.
";

impl Baseline {
    /// The findings of a report that can stand in a baseline. What is said of waivers cannot: it is to be heard.
    pub fn of(report: &Report<'_>) -> Baseline {
        let numbered = fingerprint::numbered(report);
        let stays = |finding: &&&Finding| finding.about() != About::Waiver;
        let known = |finding: &&Finding| Known {
            path: path_of(report, Spot::of(report.sources, finding).path),
            check: finding.check.to_owned(),
            severity: finding.severity.into(),
            message: finding.message.clone(),
            fingerprint: numbered.of(finding).to_owned(),
        };
        Baseline::new(report.findings.iter().filter(stays).map(known).collect())
    }

    /// A baseline of `findings`.
    pub fn new(mut findings: Vec<Known>) -> Baseline {
        findings.sort();
        Baseline { schema: 1, findings }
    }

    /// As it is written.
    pub fn print(&self) -> Vec<u8> {
        let text = serde_yaml::to_string(self).expect("plain structs with string keys become YAML");
        format!("{HEAD}{text}").into_bytes()
    }

    /// Takes out of the report what is known. What is left of the baseline is given back: nothing of it was found.
    pub fn apply(&self, report: &mut Report<'_>) -> Vec<Known> {
        let numbered = fingerprint::numbered(report);
        let mut left: BTreeMap<&str, &Known> = self.findings.iter().map(|it| (it.fingerprint.as_str(), it)).collect();
        let mut suppressed = Vec::new();
        report.findings.retain(|finding| {
            let known = left.get(numbered.of(finding)).copied();
            let Some(known) = known.filter(|known| known.check == finding.check) else { return true };
            left.remove(known.fingerprint.as_str());
            if Grade::from(finding.severity) < known.severity {
                return true;
            }
            let why = "it stands in the baseline".to_owned();
            suppressed.push(Suppressed { finding, by: SuppressedBy::Baseline, why });
            false
        });
        for waived in &report.suppressed {
            left.remove(numbered.of(waived.finding));
        }
        report.suppress(suppressed);
        left.into_values().cloned().collect()
    }
}

impl std::fmt::Display for Known {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = severity(match self.severity {
            Grade::Error => Severity::Error,
            Grade::Warning => Severity::Warning,
            Grade::Info => Severity::Info,
        });
        write!(
            out,
            "{}: {word}[{}] {}",
            super::clean::clean(&self.path),
            self.check,
            super::clean::clean(&self.message)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;
    use crate::check::Severity;
    use crate::report::sample;

    const TEXT: &str = "# INC-7: Disk full\n\n## Root cause\n\nThe disk was full.\n\nNobody looked.\n";

    #[test]
    fn what_is_known_is_not_reported_wherever_it_stands() {
        let baseline = Baseline::of(&sample::gaps(TEXT, &["The disk was full."]).report());
        let read: Baseline = serde_yaml::from_slice(&baseline.print()).unwrap();
        assert_eq!(read, baseline);
        let moved = format!("{TEXT}\nMore.\n").replace("## Root", "New.\n\n## Root");
        let later = sample::gaps(&moved, &["The disk was full.", "Nobody looked."]);
        let mut report = later.report();
        assert_eq!(baseline.apply(&mut report), []);
        assert_eq!((report.findings.len(), report.suppressed.len()), (1, 1));
    }

    #[test]
    fn what_is_gone_is_told_and_what_is_graver_is_reported() {
        let baseline = Baseline::of(&sample::gaps(TEXT, &["The disk was full.", "Nobody looked."]).report());
        let one = sample::gaps(TEXT, &["Nobody looked."]);
        let left = baseline.apply(&mut one.report());
        assert_eq!(
            left.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["postmortems/a.md: error[coverage/root-cause] no alert would page for this"]
        );
        let mut milder = sample::gaps(TEXT, &["Nobody looked."]);
        milder.findings[0].severity = Severity::Warning;
        let milder = Baseline::of(&milder.report());
        let mut report = one.report();
        assert_eq!((milder.apply(&mut report), report.findings.len()), (vec![], 1));
    }
}
