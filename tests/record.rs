//! The track record: skeletons, what a year adds up to, and what became of what was promised.

mod support;

use std::path::Path;

use serde_json::Value;
use support::{Folder, alertgap};

const YEAR: &str = "fixtures/year-of-one-company";

fn year(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = alertgap(&[&["check", "--today", "2026-02-01"], arguments, &[YEAR]].concat(), root);
    assert!(ran.status <= 1, "{}", ran.stderr);
    ran.stdout
}

#[test]
fn a_skeleton_is_a_template_in_every_language_until_it_is_filled_in() {
    for language in alertgap::report::skeleton_languages() {
        let folder = Folder::new();
        let file = "postmortems/INC-2031.md";
        let written = alertgap(
            &["new", "--language", &language, "--id", "INC-2031", "--title", "Checkout was down", "-o", file],
            folder.path(),
        );
        assert_eq!((written.status, written.stdout.as_str()), (0, ""), "{}", written.stderr);
        let checked = alertgap(&["check"], folder.path());
        assert!(checked.status == 3 && checked.stdout.contains("0 postmortems"), "{language}: {}", checked.stdout);
        let skeleton = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(incidents(&folder).len(), 0, "{language}");
        folder.write(file, filled(&skeleton));
        let incident = &incidents(&folder)[0];
        assert_eq!(incident["id"], "INC-2031", "{language}");
        assert_eq!(incident["action_items"][0]["owner"], "@orders-oncall", "{language}: {incident}");
        let kinds: Vec<&str> =
            incident["risks"].as_array().unwrap().iter().filter_map(|it| it["kind"].as_str()).collect();
        assert!(kinds.contains(&"root-cause"), "{language}: {incident}");
        assert_eq!(incident["severity"], "sev1");
    }
}

/// What a person would write: a severity, a cause under its heading and an item under the last one.
fn filled(skeleton: &str) -> String {
    let mut sections: Vec<String> = skeleton.split("<!--").map(str::to_owned).collect();
    let after = |section: &str, words: &str| {
        let (hint, rest) = section.split_once("-->").expect("a hint ends");
        format!("{hint}-->\n\n{words}\n{rest}")
    };
    sections[4] = after(&sections[4], "The connection pool of checkout was exhausted by a slow migration.");
    sections[5] = after(&sections[5], "- [ ] Refuse migrations that lock a table (@orders-oncall)");
    let text = sections.join("<!--");
    text.replacen("severity:  # sev1", "severity: sev1", 1).replacen("root_causes: []", "# root_causes: []", 1)
}

fn incidents(folder: &Folder) -> Vec<Value> {
    let ran = alertgap(&["check", "--format", "json"], folder.path());
    let json: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    json["incidents"].as_array().expect("incidents are a list").clone()
}

#[test]
fn a_skeleton_is_printed_and_never_overwrites() {
    let folder = Folder::new();
    let printed = alertgap(&["new", "--language", "de"], folder.path());
    assert!(printed.stdout.contains("\n## Ursache\n"), "{}", printed.stdout);
    folder.write("a.md", "mine");
    let refused = alertgap(&["new", "-o", "a.md"], folder.path());
    assert_eq!((refused.status, std::fs::read_to_string(folder.path().join("a.md")).unwrap().as_str()), (2, "mine"));
    let unknown = alertgap(&["new", "--language", "tlh"], folder.path());
    assert!(unknown.status == 2 && unknown.stderr.contains("it is one of de, en, es"), "{}", unknown.stderr);
}

#[test]
fn a_failure_that_comes_back_is_told_with_what_was_promised_each_time() {
    let json: Value = serde_json::from_str(&year(&["--format", "json"])).unwrap();
    let incidents = json["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 11);
    let last = incidents.iter().find(|it| it["id"] == "INC-511").expect("it is the last of the year");
    let told: Vec<(&str, Vec<&str>)> = last["recurs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|earlier| {
            let promised = earlier["promised"].as_array().unwrap();
            (earlier["id"].as_str().unwrap(), promised.iter().map(|it| it["became"].as_str().unwrap()).collect())
        })
        .collect();
    let want = vec![
        ("INC-501", vec!["done-and-guarded", "done"]),
        ("INC-504", vec!["open", "open"]),
        ("INC-507", vec!["done-and-broken", "done"]),
    ];
    assert_eq!(told, want);
}

#[test]
fn of_four_services_that_were_harmed_one_is_guarded() {
    let found = year(&["--format", "concise", "--only", "coverage/collateral"]);
    for service in ["label-service", "billing", "pickup-planner"] {
        assert!(found.contains(&format!("{service} was harmed by INC-503")), "{service}: {found}");
    }
    assert!(!found.contains("tracking was harmed by INC-503"), "{found}");
}

#[test]
fn a_year_adds_up() {
    let told = year(&["--statistics"]);
    for line in [
        "\nincidents by failure mode\n     4  disk-full\n",
        "\nincidents by service\n     4  archive\n",
        "     3  2025-Q2\n     3  2025-Q3\n",
        "  to resolve  median ",
        "\naction items\n",
    ] {
        assert!(told.contains(line), "{line:?} is missing:\n{told}");
    }
}

#[test]
fn due_dates_are_judged_on_the_day_that_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let on = |day: &str| {
        let only = "postmortem/overdue-action";
        alertgap(&["check", "--format", "concise", "--only", only, "--today", day, YEAR], root)
    };
    assert!(
        on("2026-02-01").stdout.contains("INC-511 were due, the first on 2025-12-15"),
        "{}",
        on("2026-02-01").stdout
    );
    assert!(!on("2025-01-01").stdout.contains("overdue"), "{}", on("2025-01-01").stdout);
    assert!(on("2025-02-30").status == 2 && on("2025-02-30").stderr.contains("YYYY-MM-DD"));
}
