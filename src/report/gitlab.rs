//! `--format gitlab`: a Code Quality report, as GitLab documents it.

use serde::Serialize;

use super::clean::clean;
use super::plain::{first_inside, help, path_of};
use super::{Report, fingerprints, json};
use crate::check::{Finding, Severity};

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings, for a merge request's widget.
pub(super) fn gitlab(report: &Report<'_>) -> Vec<u8> {
    let numbered = report.findings.iter().zip(fingerprints(report));
    let entries: Vec<Entry> = numbered.map(|(finding, fingerprint)| entry(report, finding, fingerprint)).collect();
    json::print(&entries)
}

fn entry(report: &Report<'_>, finding: &Finding, fingerprint: String) -> Entry {
    let description = std::iter::once(clean(&finding.message).into_owned()).chain(help(finding));
    Entry {
        description: description.collect::<Vec<_>>().join("\n"),
        check_name: finding.check,
        fingerprint,
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "info",
        },
        location: location(report, finding),
    }
}

fn location(report: &Report<'_>, finding: &Finding) -> Location {
    let Some(first) = first_inside(report, finding) else {
        let path = path_of(report, finding.path.as_deref().unwrap_or_default());
        return Location { path, lines: Lines { begin: 1, end: 1 } };
    };
    let (begin, end) = report.sources.lines(first.place);
    Location { path: path_of(report, &report.sources.file(first.place.file).path), lines: Lines { begin, end } }
}

#[cfg(test)]
mod tests {
    use super::gitlab;
    use crate::report::sample;

    #[test]
    fn the_documented_fields_are_there_and_fingerprints_differ() {
        let hostile = sample::hostile();
        for case in [&sample::checkout(), &hostile] {
            let printed = gitlab(&case.report());
            let entries: Vec<serde_json::Value> = serde_json::from_slice(&printed).unwrap();
            assert_eq!(entries.len(), case.findings.len());
            for entry in &entries {
                assert!(entry["description"].is_string() && entry["check_name"].is_string(), "{entry}");
                assert!(["critical", "major", "info"].contains(&entry["severity"].as_str().unwrap()), "{entry}");
                assert!(!entry["location"]["path"].as_str().unwrap().starts_with("./"), "{entry}");
                assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1, "{entry}");
            }
            let mut fingerprints: Vec<_> = entries.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
            fingerprints.sort_unstable();
            fingerprints.dedup();
            assert_eq!(fingerprints.len(), entries.len());
        }
    }
}
