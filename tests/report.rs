//! `alertgap report`: what it writes, what it refuses, and that it writes the same again.

mod support;

use std::path::Path;

use serde_json::Value;
use support::{Folder, alertgap, commit};

const POSTMORTEM: &str = "\
---
id: INC-7
title: Orders were lost
severity: sev1
services: [orders]
affected: [payouts]
started: 2026-03-02T10:00:00Z
detected: 2026-03-02T10:40:00Z
root_causes:
  - {id: RC1, text: The TLS certificate of orders.example.com expired., alerts: [OrdersCertificateExpires]}
  - {id: RC2, text: The disk of the queue host was full.}
---
# Orders were lost

## Action items

- [x] Page when the disk of the queue host is nearly full (@orders-oncall)
";

const RULES: &str = "\
groups:
  - name: orders
    rules:
      - alert: OrdersCertificateExpires
        expr: probe_ssl_earliest_cert_expiry{job=\"orders\"} - time() < 86400 * 14
        labels: {severity: page}
";

fn company() -> Folder {
    let folder = Folder::new();
    folder.write("postmortems/INC-7.md", POSTMORTEM);
    folder.write("alerts/orders.yml", RULES);
    folder
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("it was written")
}

fn audit(folder: &Folder, arguments: &[&str]) -> Value {
    let ran = alertgap(&[&["report", "-o", "audit.json"], arguments].concat(), folder.path());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    serde_json::from_str(&read(folder, "audit.json")).expect("it is JSON")
}

#[test]
fn one_run_writes_every_form_and_says_nothing() {
    let folder = company();
    let outputs = ["-o", "a.html", "-o", "a.md", "-o", "a.csv", "-o", "a.json"];
    let ran = alertgap(&[&["report", "postmortems", "alerts"], &outputs[..]].concat(), folder.path());
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert!(read(&folder, "a.html").contains("<h1>1 of 2 root causes has no alert that would page for it.</h1>"));
    assert!(
        read(&folder, "a.md").contains("\n# 1 of 2 root causes has no alert that would page for it\\.\n")
            || read(&folder, "a.md").contains("\n# 1 of 2 root causes has no alert that would page for it.\n"),
        "{}",
        read(&folder, "a.md")
    );
    // Two root causes, the item that asks for an alert, and the service that was harmed.
    assert_eq!(read(&folder, "a.csv").lines().count(), 1 + 4, "{}", read(&folder, "a.csv"));
    let json: Value = serde_json::from_str(&read(&folder, "a.json")).expect("it is JSON");
    assert_eq!(json["answer"]["root_causes"]["gaps"], 1);
}

#[test]
fn the_numbers_are_those_of_check() {
    for scenario in ["gaps", "covered", "done-but-missing", "messy", "backup-story-before", "backup-story-after"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(scenario);
        let folder = Folder::new();
        let target = folder.path().join("audit.json");
        alertgap(&["report", ".", "-o", target.to_str().expect("it is UTF-8")], &root);
        let audit: Value = serde_json::from_str(&read(&folder, "audit.json")).expect("it is JSON");
        let check: Value = serde_json::from_str(&alertgap(&["check", "--format", "json"], &root).stdout).unwrap();
        let sum = |key: &str| {
            let of = |part: &str| audit["answer"][part][key].as_u64().expect("it is a number");
            of("root_causes") + of("others")
        };
        for (ours, theirs) in
            [("covered", "covered"), ("inferred", "covered_inferred"), ("weak", "weak"), ("gaps", "gaps")]
        {
            assert_eq!(Some(sum(ours)), check["summary"][theirs].as_u64(), "{scenario}: {ours}");
        }
        let rows =
            |name: &str| check["incidents"].as_array().unwrap().iter().map(|it| it[name].clone()).collect::<Vec<_>>();
        let mut own: Vec<Value> =
            audit["incidents"].as_array().unwrap().iter().map(|it| it["verdict"].clone()).collect();
        let mut theirs = rows("verdict");
        own.sort_by_key(Value::to_string);
        theirs.sort_by_key(Value::to_string);
        assert_eq!(own, theirs, "{scenario}");
    }
}

#[test]
fn the_same_again_is_the_same_and_what_was_written_is_not_read() {
    let folder = company();
    let arguments = ["report", "-o", "a.html", "-o", "a.md", "-o", "a.csv", "-o", "a.json"];
    let all = || ["a.html", "a.md", "a.csv", "a.json"].map(|name| read(&folder, name));
    assert_eq!(alertgap(&arguments, folder.path()).status, 0);
    let first = all();
    assert_eq!(alertgap(&arguments, folder.path()).status, 0);
    assert_eq!(first, all());
    // Not even an old one under another name is a postmortem.
    for name in ["a.html", "a.md", "a.json"] {
        let old = format!("reports/2025-{name}");
        folder.write(&old, read(&folder, name));
        let ran = alertgap(&["inspect", &old], folder.path());
        assert!(ran.stdout.contains("  other-d"), "{}", ran.stdout);
    }
    assert_eq!(alertgap(&arguments, folder.path()).status, 0);
    assert_eq!(serde_json::from_str::<Value>(&all()[3]).unwrap()["incidents"].as_array().unwrap().len(), 1);
}

#[test]
fn what_changed_since_an_earlier_audit_is_told() {
    let folder = company();
    let before = audit(&folder, &[]);
    assert_eq!(before["changes"], Value::Null);
    folder.write("old.json", read(&folder, "audit.json"));
    let same = audit(&folder, &["--since", "old.json"]);
    assert_eq!((&same["changes"]["same"], &same["changes"]["worse"]), (&4.into(), &Value::Array(Vec::new())));
    folder.write("alerts/orders.yml", RULES.replace("OrdersCertificateExpires", "Other").replace("probe_ssl", "other"));
    let after = audit(&folder, &["--since", "old.json"]);
    let worse = &after["changes"]["worse"];
    assert_eq!((worse.as_array().unwrap().len(), &worse[0]["was"]), (1, &"covered".into()), "{worse}");
    let ran = alertgap(&["report", "--since", "old.json", "-o", "a.html", "-o", "a.md"], folder.path());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(read(&folder, "a.html").contains("<h3>Worse <small>1</small></h3>"));
    assert!(read(&folder, "a.md").contains("- **Worse**: gap, was covered."));
}

#[test]
fn what_changed_since_a_revision_is_told() {
    let folder = company();
    commit(folder.path());
    let same = audit(&folder, &["--base", "HEAD"]);
    assert_eq!((&same["changes"]["same"], &same["changes"]["worse"]), (&4.into(), &Value::Array(Vec::new())));
    folder.write("alerts/orders.yml", RULES.replace("OrdersCertificateExpires", "Other").replace("probe_ssl", "other"));
    let after = audit(&folder, &["--base", "HEAD"]);
    assert_eq!(
        (&after["changes"]["before"]["covered"], &after["changes"]["worse"][0]["was"]),
        (&1.into(), &"covered".into())
    );
    let ran = alertgap(&["report", "-o", "a.html", "--base", "nowhere"], folder.path());
    assert_eq!(ran.status, 2, "{}", ran.stderr);
}

#[test]
fn with_a_revision_paths_choose_the_incidents_that_are_shown() {
    let folder = company();
    folder.write("postmortems/INC-8.md", POSTMORTEM.replace("INC-7", "INC-8"));
    folder.write("elsewhere/INC-9.md", POSTMORTEM.replace("INC-7", "INC-9"));
    commit(folder.path());
    folder.write("alerts/orders.yml", RULES.replace("OrdersCertificateExpires", "Other").replace("probe_ssl", "other"));
    let shown = |paths: &[&str]| {
        let audit = audit(&folder, &[&["--base", "HEAD"], paths].concat());
        let names = audit["incidents"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned());
        let gone = audit["changes"]["gone"].as_array().unwrap().len();
        (names.collect::<Vec<_>>(), audit["changes"]["worse"].as_array().unwrap().len(), gone)
    };
    let all = || ["INC-9", "INC-7", "INC-8"].map(str::to_owned).to_vec();
    assert_eq!(shown(&[]), (all(), 3, 0));
    assert_eq!(shown(&["postmortems"]), (vec!["INC-7".into(), "INC-8".into()], 2, 0));
    assert_eq!(shown(&["elsewhere/INC-9.md"]), (vec!["INC-9".into()], 1, 0));
    // The alert that guarded them stood there.
    assert_eq!(shown(&["alerts"]), (all(), 3, 0));
}

#[test]
fn every_row_has_its_page() {
    let folder = company();
    let template = "https://git.example.com/ops/blob/main/{file}#L{line}";
    let audit = audit(&folder, &["--link-template", template]);
    let risk = &audit["incidents"][0]["risks"][0];
    let page = "https://git.example.com/ops/blob/main/postmortems/INC-7.md#L";
    assert_eq!(risk["at"]["link"], format!("{page}{}", risk["at"]["line"]));
    folder.write("alertgap.yml", format!("link_template: {template}\n"));
    assert_eq!(self::audit(&folder, &[])["incidents"][0]["risks"][0]["at"]["link"], risk["at"]["link"]);
    assert_eq!(alertgap(&["report", "--link-template", template, "-o", "a.html"], folder.path()).status, 0);
    assert!(
        read(&folder, "a.html").contains(&format!("href=\"{}", page.replace('/', "&#x2f;")))
            || read(&folder, "a.html").contains(&format!("href=\"{page}"))
    );
}

#[test]
fn the_chrome_is_in_the_language_asked_for_and_documents_stay() {
    let folder = company();
    for (language, said) in [("de", "Grundursachen"), ("id", "akar masalah"), ("ja", "根本原因")] {
        assert_eq!(alertgap(&["report", "--language", language, "-o", "a.html"], folder.path()).status, 0);
        let page = read(&folder, "a.html");
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(said), "{language}");
        assert!(page.contains("The disk of the queue host was full."), "{language}");
    }
}

#[test]
fn waivers_stand_with_their_end_and_what_is_waived_is_never_covered() {
    let folder = company();
    let waiver = |until: &str| {
        format!(
            "waivers:\n  - {{check: 'coverage/*', incident: INC-7, risk: RC2, reason: vendor outage, until: {until}}}\n"
        )
    };
    for (until, state, verdict) in
        [("2026-05-31", "expired", "gap"), ("2026-06-01", "soon", "waived"), ("2027-01-01", "holds", "waived")]
    {
        folder.write("alertgap.yml", waiver(until));
        let audit = audit(&folder, &["--today", "2026-06-01"]);
        let row = &audit["waivers"][0];
        assert_eq!(
            (&row["state"], &row["until"], &row["reason"]),
            (&state.into(), &until.into(), &"vendor outage".into())
        );
        let cause = audit["incidents"][0]["risks"].as_array().unwrap().iter().find(|risk| risk["id"] == "RC2").unwrap();
        assert_eq!(cause["verdict"], verdict, "{until}");
        assert_eq!(audit["as_of"], "2026-06-01");
    }
}

#[test]
fn what_cannot_be_done_is_refused_and_nothing_is_written() {
    let folder = company();
    folder.write("broken.json", "{\"schema\": 1}");
    for (arguments, said) in [
        (&["report"][..], "--output <FILE>"),
        (&["report", "-o", "a.pdf"], "write .html, .md, .csv or .json"),
        (&["report", "-o", "a"], "write .html, .md, .csv or .json"),
        (&["report", "-o", "a.html", "--since", "none.json"], "cannot be read"),
        (&["report", "-o", "a.html", "--since", "broken.json"], "no audit"),
        (&["report", "-o", "a.html", "--link-template", "javascript:{file}"], "https://"),
        (&["report", "-o", "a.html", "--language", "fr"], "possible values: en, de, id, ja"),
    ] {
        let ran = alertgap(arguments, folder.path());
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    assert!(!folder.path().join("a.html").exists());
}

#[test]
fn nothing_to_check_is_status_3_and_the_page_is_written_whole() {
    let folder = Folder::new();
    let ran = alertgap(&["report", "-o", "a.html"], folder.path());
    assert_eq!(ran.status, 3, "{}", ran.stderr);
    assert!(read(&folder, "a.html").ends_with("</html>\n") || read(&folder, "a.html").ends_with("</html>"));
    assert!(read(&folder, "a.html").contains("nothing can be said about coverage"));
}
