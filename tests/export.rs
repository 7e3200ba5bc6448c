//! What `alertgap export` writes is read back with the same risks and findings, and is what the schema says.

mod support;

use std::path::Path;

use serde_json::{Map, Value};
use support::{Folder, alertgap};

#[test]
fn the_trip_through_an_export_loses_nothing() {
    for scenario in scenarios() {
        let folder = copy_of(&scenario);
        let before = checked(&folder);
        let written = exported(&folder);
        remove_postmortems(&folder);
        folder.write("incidents.json", &written);
        let after = checked(&folder);
        assert!(!before["incidents"].as_array().unwrap().is_empty(), "{scenario}");
        assert_eq!(first_difference(&pretty(&before), &pretty(&after)), None, "{scenario}");
        // An export of the export is the same again.
        assert_eq!(first_difference(&written, &exported(&folder)), None, "{scenario}");
    }
}

/// No id, so that the file's name is what a rule calls it; times that cannot have been; a service that a label alone
/// names; names set in code; characters that JSON and YAML escape in their own ways.
const ODD: &str = "\
---
started: 2026-03-02T10:14:30+01:00
detected: 22025-03-18
resolved: 2026-03-02T08:00:00+01:00
duration: 1h 30m
affected: [orders, 'pay \\ \"outs\"']
root_causes:
  - {id: RC1, text: \"The pool \u{1f600}\\u0007 \\\\ of `orders` was exhausted.\", alerts: [PoolFull, PoolGone]}
  - text: Nobody knew the probe was off.
    monitors: [Pingdom, {name: Probe, url: 'https://monitors.example.com/probe'}]
---
# 2026-03-02: The shop was down

**Status:** ~
**Affected systems:** mail

## Timeline

- 10:14 the shop went down
- 10:20 a customer called

## Action items

- [x] Add `ShopPoolNearlyFull` and see that it reaches somebody (@orders-oncall, due 2026-04-01)
- [ ] Alert when the pool is exhausted: [OPS-7](https://tickets.example.com/OPS-7)
";

#[test]
fn odd_things_come_back_too() {
    let folder = Folder::new();
    folder.write("postmortems/2026-03-02-shop.md", ODD);
    let rule = "expr: pool_used > 0.9\n    annotations: {postmortem: 2026-03-02-shop, summary: x}";
    folder.write("a.yml", format!("groups:\n- name: a\n  rules:\n  - alert: PoolFull\n    {rule}\n"));
    let before = checked(&folder);
    assert!(pretty(&before).contains("22025-03-18"));
    let written = exported(&folder);
    assert!(schema().is_valid(&serde_json::from_str(&written).unwrap()), "{written}");
    remove_postmortems(&folder);
    folder.write("elsewhere/incidents.json", &written);
    assert_eq!(first_difference(&pretty(&before), &pretty(&checked(&folder))), None, "{written}");
    assert_eq!(first_difference(&written, &exported(&folder)), None);
}

#[test]
fn what_is_written_is_what_the_schema_says() {
    let schema = schema();
    for scenario in scenarios() {
        let folder = copy_of(&scenario);
        let export: Value = serde_json::from_str(&exported(&folder)).unwrap();
        assert!(schema.is_valid(&export), "{scenario}: {export}");
    }
}

#[test]
fn the_schema_takes_the_short_forms_and_refuses_what_is_none() {
    let schema = schema();
    for (right, text) in [
        (true, r#"{"id": "INC-1", "root_causes": ["The pool was exhausted."]}"#),
        (true, r#"{"incidents": [{"title": "x", "affected": "orders, payouts", "duration": "41m"}]}"#),
        (true, r#"{"incidents": [{"id": 7, "detected_by": "alert", "action_items": ["Add an alert"]}]}"#),
        (true, r#"{"id": "INC-1", "root_causes": [{"text": "x", "monitors": ["Pingdom"], "owner": "@a"}]}"#),
        (false, r#"{"id": "INC-1"}"#),
        (false, r#"{"root_causes": ["nobody knows of what"]}"#),
        (false, r#"{"id": "INC-1", "started": "2026-03-02"}"#),
        (false, r#"{"id": "INC-1", "root_causes": [], "detected_by": "alarm"}"#),
        (false, r#"{"id": "INC-1", "root_causes": [], "started": "yesterday"}"#),
        (false, r#"{"incidents": [{"id": "INC-1", "root_causes": [{"id": "RC1"}]}]}"#),
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(schema.is_valid(&value), right, "{text}");
    }
}

#[test]
fn what_the_readme_shows_is_what_the_schema_says_and_is_read() {
    let readme = include_str!("../README.md");
    let shown = readme.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next());
    // The configuration is another form.
    let shown: Vec<&str> = shown.filter(|block| !block.starts_with("services:")).collect();
    assert_eq!(shown.len(), 2, "front matter, and incidents");
    for text in shown {
        let document = text.trim_matches(['-', '\n']);
        let value: Value = serde_yaml::from_str(document).expect("it is YAML");
        let faults: Vec<String> = schema().iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let folder = Folder::new();
        folder.write("incidents.yml", document);
        let said = checked(&folder);
        assert!(!said["incidents"][0]["risks"].as_array().unwrap().is_empty(), "{said}");
    }
}

#[test]
fn the_last_export_is_replaced_and_not_read() {
    let folder = copy_of("gaps");
    let target = ["export", "-o", "incidents.json"];
    let ran = alertgap(&target, folder.path());
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let first = std::fs::read_to_string(folder.path().join("incidents.json")).unwrap();
    assert_eq!(alertgap(&target, folder.path()).status, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("incidents.json")).unwrap(), first);
}

#[test]
fn what_check_has_written_is_no_list_of_incidents() {
    let folder = copy_of("gaps");
    let before = checked(&folder);
    alertgap(&["check", "--output", "json=gaps.json"], folder.path());
    assert!(folder.path().join("gaps.json").exists());
    assert_eq!(first_difference(&pretty(&before), &pretty(&checked(&folder))), None);
}

#[test]
fn without_a_postmortem_nothing_is_written() {
    let folder = Folder::new();
    folder.write("a.yml", "groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n");
    let ran = alertgap(&["export", "-o", "incidents.json"], folder.path());
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("no postmortem was found"), "{}", ran.stderr);
    assert!(!folder.path().join("incidents.json").exists());
}

#[test]
fn what_could_not_be_read_is_said() {
    let folder = copy_of("covered");
    let ran = alertgap(&["export", ".", "elsewhere"], folder.path());
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("elsewhere is not read"), "{}", ran.stderr);
    assert!(ran.stdout.contains("INC-301"), "{}", ran.stdout);
}

#[test]
fn a_guard_is_named_with_the_fingerprint_of_its_expression() {
    let fingerprint = |expr: &str| {
        let folder = Folder::new();
        let cause =
            "---\nid: INC-1\nroot_causes:\n  - {id: RC1, text: The pool was exhausted., alerts: [PoolFull]}\n---\n";
        folder.write("INC-1.md", format!("{cause}# Shop down\n\n## Impact\n\nAll of it.\n"));
        folder.write("a.yml", format!("groups:\n- name: a\n  rules:\n  - alert: PoolFull\n    expr: {expr}\n"));
        let export: Value = serde_json::from_str(&exported(&folder)).unwrap();
        let guard = &export["incidents"][0]["root_causes"][0]["guards"][0];
        assert_eq!((&guard["alert"], &guard["file"]), (&"PoolFull".into(), &"a.yml".into()), "{export}");
        guard["fingerprint"].clone()
    };
    let first = fingerprint("pool_used{db='orders'}>0.9");
    assert_eq!(first, fingerprint("|\n      pool_used{ db=\"orders\" }\n        > 0.90  # of 1"));
    assert_ne!(first, fingerprint("pool_used{db=\"orders\"} > 0.95"));
}

fn schema() -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/schema/incidents.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema is published");
    jsonschema::draft202012::new(&serde_json::from_str(&schema).expect("it is JSON")).expect("the schema is one")
}

fn scenarios() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = std::fs::read_dir(root).expect("fixtures/ can be listed");
    let names = entries.map(|entry| entry.expect("fixtures/ can be listed").file_name());
    names.map(|name| name.into_string().expect("names are UTF-8")).collect()
}

fn copy_of(scenario: &str) -> Folder {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(scenario);
    copy(&root, &root, &folder);
    folder
}

fn copy(root: &Path, from: &Path, to: &Folder) {
    for entry in std::fs::read_dir(from).expect("the scenario can be listed") {
        let path = entry.expect("the scenario can be listed").path();
        let name = path.strip_prefix(root).expect("it is below the scenario").to_str().expect("names are UTF-8");
        match path.is_dir() {
            true if name.starts_with('.') => {}
            true => copy(root, &path, to),
            false => to.write(name, std::fs::read(&path).expect("fixtures can be read")),
        }
    }
}

fn exported(folder: &Folder) -> String {
    let ran = alertgap(&["export"], folder.path());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran.stdout
}

fn remove_postmortems(folder: &Folder) {
    let listed = alertgap(&["check", "--list-files"], folder.path()).stdout;
    let kinds = ["  postmortem", "  incident"];
    for path in listed.lines().filter_map(|line| kinds.iter().find_map(|kind| line.strip_suffix(kind))) {
        std::fs::remove_file(folder.path().join(path)).expect("the copy is ours");
    }
}

/// What `check` says, without the places in postmortems and the number of documents. The documents themselves are
/// reviewed where they live.
fn checked(folder: &Folder) -> Value {
    let ran = alertgap(&["check", "--format", "json", "--skip", "postmortem/*"], folder.path());
    let mut said: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    said["summary"]["documents"].take();
    for incident in said["incidents"].as_array_mut().expect("incidents are a list") {
        forget(incident, &["file"]);
        for earlier in incident["recurs"].as_array_mut().expect("they are a list") {
            forget(earlier, &["file", "line"]);
            let promised = earlier["promised"].as_array_mut().expect("they are a list");
            promised.iter_mut().for_each(|it| forget(it, &["line"]));
        }
        for list in ["risks", "action_items"] {
            incident[list].as_array_mut().expect("they are lists").iter_mut().for_each(|it| {
                forget(it, &["line", "end_line"]);
            });
        }
    }
    let findings = said["findings"].as_array_mut().expect("findings are a list");
    findings.iter_mut().for_each(|it| forget(it, &["places", "fingerprint", "risk"]));
    findings.sort_by_key(Value::to_string);
    said
}

fn forget(value: &mut Value, keys: &[&str]) {
    let object: &mut Map<String, Value> = value.as_object_mut().expect("it is an object");
    keys.iter().for_each(|key| {
        object.remove(*key);
    });
}

/// The first pair of lines that differ.
fn first_difference<'a>(before: &'a str, after: &'a str) -> Option<(&'a str, &'a str)> {
    let (short, long) = (before.lines().count(), after.lines().count());
    let mut pairs = before.lines().zip(after.lines());
    let ends = (short != long).then_some(("one ends", "before the other"));
    pairs.find(|(before, after)| before != after).or(ends)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON can be printed")
}
