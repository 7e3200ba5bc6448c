//! Every failure mode keeps the promises of its own examples, and promtool accepts what it suggests.

#![allow(clippy::print_stdout, reason = "what was left out, and which modes are confused, is said")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use alertgap::link::modes::{RiskMatcher, faults};
use alertgap::load::modes::embedded;
use alertgap::model::{Expr, FailureMode, InputSeries, Modes, SuggestedTest, Suggestion};

/// Ways in which two modes of one family may share a text: both are true of it.
const SHARED: usize = 3;

#[test]
fn every_example_holds() {
    let found = faults(&embedded(), &|text| Expr::read(text).ok());
    let lines: Vec<String> = found.iter().map(|fault| format!("{}: {}", fault.mode, fault.message)).collect();
    assert!(lines.is_empty(), "{} examples do not hold:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_mode_has_all_its_fields() {
    let modes = embedded();
    let missing: Vec<String> = modes.list.iter().flat_map(missing_of).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let ids: BTreeSet<&str> = modes.list.iter().map(|mode| mode.id.as_str()).collect();
    assert_eq!(ids.len(), modes.list.len(), "an id is given twice");
    let kinds: Vec<&String> = modes.list.iter().flat_map(|mode| &mode.kinds).collect();
    assert!(kinds.iter().all(|kind| ids.contains(kind.as_str())), "a kind is no mode: {kinds:?}");
}

#[test]
fn every_pattern_and_glob_compiles() {
    for entry in std::fs::read_dir("rules").expect("the tests run in the project's folder") {
        let path = entry.expect("a folder can be listed").path();
        let text = if path.is_file() { std::fs::read_to_string(&path).expect("rules are UTF-8") } else { continue };
        // The build puts the words of `rules/words.yml` in the place of their names, which are no patterns.
        let text = text.replace("(?&", "(?:");
        let Ok(modes) = alertgap::load::modes::read(&text) else { continue };
        let all = embedded();
        let products = if modes.products.is_empty() { all.products.clone() } else { vec![] };
        let found = alertgap::load::modes::faults(&text, &modes, &Modes { products, ..Modes::default() });
        assert!(found.is_empty(), "{}: {found:?}", path.display());
        for mode in modes.list {
            assert!(all.named(&mode.id).is_some(), "{} is not in the list of load/modes.rs", path.display());
        }
    }
}

#[test]
fn no_list_of_the_rules_says_a_thing_twice() {
    let mut twice = Vec::new();
    let mut folders = vec![PathBuf::from("rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the tests run in the project's folder") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yml") {
                let text = std::fs::read_to_string(&path).expect("rules are UTF-8");
                let rules: serde_yaml::Value = serde_yaml::from_str(&text).expect("rules are YAML");
                let said = said_twice(&rules);
                twice.extend(said.into_iter().map(|entry| format!("{}: {entry}", path.display())));
            }
        }
    }
    assert!(twice.is_empty(), "take one of the two away:\n{}", twice.join("\n"));
}

/// The texts that stand twice in one list, at any depth.
fn said_twice(value: &serde_yaml::Value) -> Vec<&str> {
    match value {
        serde_yaml::Value::Sequence(list) => {
            let mut seen = BTreeSet::new();
            let own = list.iter().filter_map(|entry| entry.as_str()).filter(|text| !seen.insert(*text));
            own.chain(list.iter().flat_map(said_twice)).collect()
        }
        serde_yaml::Value::Mapping(map) => map.values().flat_map(said_twice).collect(),
        _ => vec![],
    }
}

#[test]
fn no_text_matches_more_than_three_modes() {
    let modes = embedded();
    let risks = RiskMatcher::new(&modes);
    let mut crowded = Vec::new();
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for mode in &modes.list {
        for text in &mode.examples.matches {
            let names: Vec<&str> = risks.modes(text).iter().map(|&id| modes.mode(id).id.as_str()).collect();
            for other in names.iter().filter(|other| **other != mode.id) {
                *pairs.entry((mode.id.clone(), (*other).to_owned())).or_default() += 1;
            }
            if names.len() > SHARED {
                crowded.push(format!("{}: {text}\n    {}", mode.id, names.join(", ")));
            }
        }
    }
    for ((mode, other), count) in &pairs {
        println!("{mode} is also taken for {other}: {count}");
    }
    assert!(crowded.is_empty(), "{}", crowded.join("\n"));
}

/// A text that one mode ignores is often what its neighbour is about: `tests/neighbours.txt` lists these pairs. Any other
/// match is a mistake, and so is a pair that no text shows any more.
#[test]
fn what_a_mode_ignores_matches_no_neighbour_by_mistake() {
    let all = embedded();
    let risks = RiskMatcher::new(&all);
    let intended: BTreeSet<String> = include_str!("neighbours.txt").lines().map(str::to_owned).collect();
    let mut found = BTreeSet::new();
    for modes in files() {
        for (mode, text) in
            modes.list.iter().flat_map(|mode| mode.examples.ignores.iter().map(move |text| (mode, text)))
        {
            let matched = risks.modes(text).into_iter().map(|id| &all.mode(id).id);
            found.extend(matched.filter(|id| modes.named(id).is_some()).map(|id| format!("{} {id}", mode.id)));
        }
    }
    assert_eq!(found, intended, "left what is matched, right what tests/neighbours.txt lists");
}

#[test]
fn promtool_accepts_every_suggestion() {
    let modes = embedded();
    let suggestions: Vec<(&str, &Suggestion)> =
        modes.list.iter().filter_map(|mode| Some((mode.id.as_str(), mode.suggest.as_ref()?))).collect();
    if Command::new("promtool").arg("--version").output().is_err() {
        assert!(std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_none(), "promtool is required and not there");
        println!("left out: promtool is not on PATH");
        return;
    }
    let folder = std::env::temp_dir().join(format!("alertgap-modes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    let (mut rule_files, mut test_files) = (vec![], vec![]);
    for (id, suggestion) in suggestions {
        let (rules, tests) = (format!("{id}.yml"), format!("{id}-test.yml"));
        std::fs::write(folder.join(&rules), rules_of(id, suggestion)).expect("the folder is ours");
        std::fs::write(folder.join(&tests), tests_of(id, suggestion)).expect("the folder is ours");
        rule_files.push(rules);
        test_files.push(tests);
    }
    let checked = promtool(&folder, "check", &rule_files);
    let tested = promtool(&folder, "test", &test_files);
    assert!(checked.is_ok() && tested.is_ok(), "in {}:\n{checked:?}\n{tested:?}", folder.display());
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}

/// The modes of each file of `rules/` that holds any.
fn files() -> Vec<Modes> {
    let entries = std::fs::read_dir("rules").expect("the tests run in the project's folder");
    let paths = entries.map(|entry| entry.expect("a folder can be listed").path()).filter(|path| path.is_file());
    let texts = paths.map(|path| std::fs::read_to_string(path).expect("rules are UTF-8"));
    texts.filter_map(|text| alertgap::load::modes::read(&text).ok()).collect()
}

/// What a mode lacks.
fn missing_of(mode: &FailureMode) -> Vec<String> {
    let examples = &mode.examples;
    let seen = !mode.seen_by.any.is_empty() || !mode.seen_by.metrics.is_empty() || !mode.seen_by.names.is_empty();
    let wants = [
        (mode.title.is_empty(), "a title"),
        (mode.notes.is_empty(), "notes"),
        (mode.references.is_empty(), "references"),
        (examples.matches.len() < 3, "three texts that match"),
        (examples.ignores.len() < 2, "two texts to ignore"),
        (mode.monitorable != seen, "signatures exactly where a metric can see it"),
        (mode.monitorable != mode.suggest.is_some(), "a suggestion exactly where a metric can see it"),
        (mode.monitorable && examples.guards.len() < 2, "two guards"),
        (mode.monitorable && examples.not_guards.len() < 2, "two expressions that only look like guards"),
        (mode.suggest.as_ref().is_some_and(|it| it.test.is_none()), "a unit test of its suggestion"),
    ];
    wants.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| format!("{} lacks {what}", mode.id)).collect()
}

/// The rule file of a suggestion. JSON is YAML.
fn rules_of(id: &str, suggestion: &Suggestion) -> String {
    let hold = suggestion.hold.as_deref().unwrap_or("0s");
    let rule = serde_json::json!({
        "alert": suggestion.alert, "expr": suggestion.expr, "for": hold,
        "labels": suggestion.labels, "annotations": suggestion.annotations,
    });
    serde_json::json!({"groups": [{"name": id, "rules": [rule]}]}).to_string()
}

/// Its test file: one case in which it fires, one in which it stays quiet.
fn tests_of(id: &str, suggestion: &Suggestion) -> String {
    let test = suggestion.test.as_ref().expect("another test says that every suggestion has one");
    let cases = [(&test.fires, true), (&test.quiet, false)].into_iter();
    // What always fires has no series with which it is quiet.
    let cases = cases.filter(|(series, _)| !series.is_empty());
    let cases: Vec<_> = cases.map(|(series, fires)| case(suggestion, (test, series, fires))).collect();
    serde_json::json!({"rule_files": [format!("{id}.yml")], "evaluation_interval": test.interval, "tests": cases})
        .to_string()
}

/// A test case in which an expression over `ALERTS` says whether the alert fires.
fn case(suggestion: &Suggestion, (test, series, fires): (&SuggestedTest, &[InputSeries], bool)) -> serde_json::Value {
    let input: Vec<_> = series.iter().map(|it| serde_json::json!({"series": it.series, "values": it.values})).collect();
    let firing = format!("ALERTS{{alertname=\"{}\", alertstate=\"firing\"}}", suggestion.alert);
    let expr = format!("count({firing}) > bool 0 or vector(0)");
    let expected = serde_json::json!([{"labels": "{}", "value": i32::from(fires)}]);
    let asked = serde_json::json!([{"expr": expr, "eval_time": test.at, "exp_samples": expected}]);
    serde_json::json!({"interval": test.interval, "input_series": input, "promql_expr_test": asked})
}

fn promtool(folder: &Path, task: &str, files: &[String]) -> Result<(), String> {
    let run = Command::new("promtool")
        .args([task, "rules"])
        .args(files)
        .current_dir(folder)
        .output()
        .map_err(|error| error.to_string())?;
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let telling = said.lines().filter(|line| !line.contains("SUCCESS") && !line.trim().is_empty());
    if run.status.success() { Ok(()) } else { Err(telling.collect::<Vec<_>>().join("\n")) }
}
