//! `--format sarif`: SARIF 2.1.0, for code scanning.
//!
//! What was waived or stands in the baseline is there too, as suppressed. Paths are relative to the repository's root;
//! where the first place lies outside of it, the first one inside stands first.

mod result;
mod shape;

use std::collections::BTreeMap;

use self::shape::{Base, Configuration, Driver, Help, Log, Message, Properties, Rule, Run, Tool};
use super::{Report, json, list};
use crate::check::{CHECKS, Check, Severity};

/// The published schema.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What paths are relative to.
const ROOT: &str = "%SRCROOT%";

/// The findings as one run of one tool.
pub(super) fn sarif(report: &Report<'_>) -> Vec<u8> {
    let used = |check: &&&Check| result::all(report).any(|(finding, _)| finding.check == check.id);
    let rules: Vec<&Check> = CHECKS.iter().filter(used).copied().collect();
    let root = Base { description: Message::plain("The root of the repository.") };
    json::print(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: "alertgap",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(|check| rule(check)).collect(),
                },
            },
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            column_kind: "unicodeCodePoints",
            results: result::results(report, &rules),
        }],
    })
}

fn rule(check: &Check) -> Rule {
    let severity = check.severity.first().copied().unwrap_or(Severity::Warning);
    let family = check.id.split('/').next().unwrap_or(check.id);
    Rule {
        id: check.id,
        name: name(check.id),
        short_description: Message::plain(list::gist(check.page)),
        full_description: Message::plain(&reasons(check.page)),
        help: Help { text: check.page, markdown: check.page },
        default_configuration: Configuration { level: level(severity) },
        properties: Properties { tags: vec![family], problem: problem(severity) },
    }
}

/// `coverage/root-cause` is `CoverageRootCause`.
fn name(id: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    id.split(['/', '-']).map(capital).collect::<Vec<String>>().concat()
}

/// What stands between the title of a page and its first case, in one paragraph.
fn reasons(page: &str) -> String {
    let lines = page.lines().skip(1).take_while(|line| !line.starts_with("## "));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The same in GitHub's own words.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

#[cfg(test)]
mod tests;
