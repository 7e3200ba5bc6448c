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

/// A key whose value nobody should see.
const SECRET: &str = r#"(?i)["']?[\w-]*(?:pass|secret|token|credential|api_?key|private|authorization|cookie|webhook|_url|routing_key|service_key|user_key|username|bearer)[\w-]*["']?\s*[:=]"#;

static SECRET_KEY: LazyLock<Regex> = LazyLock::new(|| Regex::new(SECRET).expect("the pattern is well formed"));

/// The value of such a key, on its line.
static SECRET_VALUE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"{SECRET}\s*(?P<value>\S.*)$")).expect("the pattern is well formed"));

/// A key at the beginning of a line.
static KEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^\s*(?:- +)*["']?[\w.$/-]+["']?\s*[:=]"#).expect("the pattern is well formed"));

/// A value that may be a whole configuration in Base64, as a `Secret` holds it.
static ENCODED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?P<value>[A-Za-z0-9+/]{24,}={0,2})["']?\s*$"#).expect("the pattern is well formed")
});

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

/// The bytes of line `number` that are not shown.
pub(super) fn hidden(file: &SourceFile, number: usize) -> Vec<Range<usize>> {
    let line = &file.text[file.line_range(number)];
    // A minified file is one line without end; what cannot be looked through is not shown.
    if line.len() > 10_000 {
        return once(0..line.len()).collect();
    }
    if let Some(value) = SECRET_VALUE.captures(line).and_then(|found| found.name("value")) {
        return once(value.range()).collect();
    }
    if let Some(encoded) = ENCODED.captures(line).and_then(|found| found.name("value")) {
        return once(encoded.range()).collect();
    }
    let text = line.trim();
    if !KEY.is_match(line) && !text.starts_with('#') && continues_a_secret(file, number) {
        let start = indent(line);
        return once(start..start + text.len()).collect();
    }
    let parts = URL.captures_iter(line).flat_map(|found| [found.name("user"), found.name("query")]);
    parts.flatten().map(|part| part.range()).collect()
}

/// Does a line without a key belong to the value of a secret one: the nearest key above it that is indented less, or
/// as much where the line is an item of a list? A key that is too far away to be found may be one.
fn continues_a_secret(file: &SourceFile, number: usize) -> bool {
    const REACH: usize = 200;
    let line = |number| &file.text[file.line_range(number)];
    let own = line(number);
    let item = own.trim_start().starts_with('-');
    let above = (1..number).rev().take(REACH).map(line);
    let mut keys = above.filter(|line| KEY.is_match(line) && (indent(line) < indent(own) + usize::from(item)));
    match keys.next() {
        Some(key) => SECRET_KEY.is_match(key),
        None => number > REACH,
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::hidden;
    use crate::source::Sources;

    /// The last line of `text`, as it is shown.
    fn shown(text: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("alertmanager.yml".into(), text.into());
        let last = sources.file(file).line_count();
        let mut shown = text.lines().last().unwrap_or_default().to_owned();
        for range in hidden(sources.file(file), last).into_iter().rev() {
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
            ("token: |\n  one\n  two words", "  ***"),
            ("tokens:\n- one\n- two", "***"),
            ("receiver: >\n  a\n  b", "  b"),
            ("spec:\n  {{- if .Values.alerts }}", "  {{- if .Values.alerts }}"),
            ("receiver: team", "receiver: team"),
            ("# a comment", "# a comment"),
        ] {
            assert_eq!(shown(line), want);
        }
    }
}
