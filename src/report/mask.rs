//! Secrets in configurations: excerpts of those files show the key, never the value.
//!
//! Prometheus and Alertmanager configurations hold passwords, tokens and webhook addresses. Files that were not
//! understood may be such a configuration too, so only postmortems, rules and unit tests are shown as they are.

use std::iter::once;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Model};
use crate::source::{FileId, SourceFile};

/// A key whose value nobody should see, and what follows it on the line.
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    let key = r#"(?i)["']?[\w-]*(?:pass|secret|token|credential|api_?key|private|authorization|cookie|webhook|_url|routing_key|service_key|user_key|username|bearer)[\w-]*["']?"#;
    Regex::new(&format!(r"{key}\s*[:=]\s*(?P<value>\S.*)$")).expect("the pattern is well formed")
});

/// A key at the beginning of a line.
static KEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^\s*(?:- +)*["']?[\w.$/-]+["']?\s*[:=]"#).expect("the pattern is well formed"));

/// The user-info and the query of an address.
static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\w+://(?:(?P<user>[^\s/@"']+)@)?[^\s?"']*(?:\?(?P<query>[^\s"']+))?"#)
        .expect("the pattern is well formed")
});

/// Can `file` hold secrets?
pub(super) fn is_secretive(model: &Model, file: FileId) -> bool {
    let shown = |kind: &Kind| {
        matches!(
            kind,
            Kind::Postmortem
                | Kind::Incident
                | Kind::Rules
                | Kind::RuleResource
                | Kind::UnitTests
                | Kind::Exposition
                | Kind::Modes
                | Kind::OtherDocument
        )
    };
    match model.files.binary_search_by_key(&file, |entry| entry.file) {
        Ok(at) => model.files[at].kinds.is_empty() || !model.files[at].kinds.iter().all(shown),
        Err(_) => true,
    }
}

/// The bytes of line `number` that are not shown. A line without a key continues the value above it; whether that is
/// a secret cannot be known from here, so all of it is hidden unless it is a comment.
pub(super) fn hidden(file: &SourceFile, number: usize) -> Vec<Range<usize>> {
    let line = &file.text[file.line_range(number)];
    // A minified file is one line without end; what cannot be looked through is not shown.
    if line.len() > 10_000 {
        return once(0..line.len()).collect();
    }
    if let Some(value) = SECRET.captures(line).and_then(|found| found.name("value")) {
        return once(value.range()).collect();
    }
    let text = line.trim();
    if !KEY.is_match(line) && text.len() > 2 && !text.starts_with('#') {
        let start = line.len() - line.trim_start().len();
        return once(start..start + text.len()).collect();
    }
    let parts = URL.captures_iter(line).flat_map(|found| [found.name("user"), found.name("query")]);
    parts.flatten().map(|part| part.range()).collect()
}

#[cfg(test)]
mod tests {
    use super::hidden;
    use crate::source::Sources;

    fn shown(line: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("alertmanager.yml".into(), line.into());
        let mut shown = line.to_owned();
        for range in hidden(sources.file(file), 1).into_iter().rev() {
            shown.replace_range(range, "***");
        }
        shown
    }

    #[test]
    fn values_of_secret_keys_and_parts_of_addresses_are_hidden() {
        for (line, want) in [
            ("  smtp_auth_password: 'hunter2'", "  smtp_auth_password: ***"),
            ("{password: a, send: b}", "{password: ***"),
            ("- url: https://me:pw@example.com/x?key=1", "- url: https://***@example.com/x?***"),
            ("api_url: https://hooks.example.com/T0/B1", "api_url: ***"),
            ("  continued-secret", "  ***"),
            ("receiver: team", "receiver: team"),
            ("# a comment", "# a comment"),
        ] {
            assert_eq!(shown(line), want);
        }
    }
}
