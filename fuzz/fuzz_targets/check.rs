//! The whole of `check` on a folder of small files: nothing panics, places lie in their files, every format is what it
//! says it is, nothing that acts on a terminal comes through, and the same files give the same bytes.
//!
//! The input is an archive: a line `== path` begins a file.

#![no_main]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use alertgap::check::{self, Alerts, Input, Wanted};
use alertgap::link;
use alertgap::load::{self, Options};
use alertgap::report::{self, Audit, Detail, FORMATS, Language, Look, Report};
use libfuzzer_sys::fuzz_target;

/// Some of the built-in failure modes: to compile them all would take most of the time.
static OPTIONS: LazyLock<Options> = LazyLock::new(|| {
    let mut options = Options::default();
    let mut number = 0;
    Arc::make_mut(&mut options.modes).list.retain(|_| {
        number += 1;
        number % 15 == 1
    });
    options
});

fuzz_target!(|archive: &str| {
    let files = files_of(archive);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let first = said(&files, archive.len() % 8 == 1);
    first.iter().for_each(|(format, bytes)| is_sound(format, bytes));
    if archive.len().is_multiple_of(8) {
        assert!(said(&files, false) == first, "the second run says something else");
    }
});

/// Path → text.
fn files_of(archive: &str) -> BTreeMap<String, &str> {
    let mut files = BTreeMap::new();
    let pieces = archive.strip_prefix("== ").unwrap_or(archive).split("\n== ");
    for (number, piece) in pieces.enumerate() {
        let (path, text) = piece.split_once('\n').unwrap_or(("", piece));
        let path = if path.is_empty() { format!("{number}.md") } else { path.to_owned() };
        files.entry(path).or_insert(text);
    }
    files
}

/// What is said of the files, by format; the pages of the audit take as long as all others.
fn said(files: &[(&str, &str)], with_audit: bool) -> Vec<(&'static str, Vec<u8>)> {
    let loaded = load::read_texts(files, &OPTIONS);
    alertgap_fuzz::places_hold(&loaded);
    let (sources, model) = (&loaded.sources, &loaded.model);
    let coverage = link::link(sources, model, link::Options::default());
    let today = Some("2026-06-30".to_owned());
    let input = Input { sources, model, coverage: &coverage, base: None, today, alerts: Alerts::All };
    let judged = check::judge(&input, |_| Wanted::Default);
    alertgap_fuzz::findings_hold(sources, &judged.findings);
    let report = Report::new(sources, model, &coverage, &judged.findings);
    let look = Look { detail: Detail::Verbose, ..Look::default() };
    let mut said: Vec<(&str, Vec<u8>)> = FORMATS.iter().map(|it| (it.name, (it.draw)(&report, &look))).collect();
    said.extend([("inspect", report::inspect(&report, &look)), ("inspect json", report::inspect_json(&report))]);
    if with_audit {
        said.extend(audits(&report));
    }
    said
}

fn audits(report: &Report<'_>) -> [(&'static str, Vec<u8>); 4] {
    let audit = Audit::new(report, "2026-06-30".parse().expect("a day"), None);
    [
        ("audit html", report::audit_html(&audit, Language::En)),
        ("audit markdown", report::audit_markdown(&audit, Language::En)),
        ("audit csv", report::audit_csv(&audit)),
        ("audit json", report::audit_json(&audit)),
    ]
}

fn is_sound(format: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{format}: {error}"));
    match format {
        "json" | "sarif" | "gitlab" | "inspect json" | "audit json" => {
            let value = serde_json::from_str::<serde_json::Value>(text);
            assert!(value.is_ok(), "{format}: {value:?}\n{text}");
        }
        "junit" | "checkstyle" => is_xml(format, text),
        _ => {}
    }
    let acts = |c: char| c.is_control() && c != '\n' && !(format.starts_with("audit") && matches!(c, '\r' | '\t'));
    if let Some(found) = text.chars().find(|c| acts(*c)) {
        panic!("{format} holds {found:?}\n{text}");
    }
    if format == "github" {
        is_fenced(text);
    }
}

fn is_xml(format: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{format}: {error}\n{text}"),
        }
    }
}

/// Commands are off while the documents speak, and nothing but annotations stands behind.
fn is_fenced(text: &str) {
    let (first, rest) = text.split_once('\n').expect("there is a first line");
    let word = first.strip_prefix("::stop-commands::").expect("it switches commands off");
    let end = format!("::{word}::");
    let (inside, after) = rest.split_once(&format!("{end}\n")).expect("they are switched on again");
    assert!(!inside.contains(&end));
    let is_ours = |line: &str| ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start));
    assert!(after.lines().all(is_ours), "{after}");
}
