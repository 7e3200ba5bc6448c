//! `check --promtool`: what unit tests assert is run, and what fails is no proof.

#![allow(clippy::print_stderr, reason = "a skipped tool is told")]

#[path = "support/server.rs"]
mod server;

mod support;

use server::has;
use support::{Folder, alertgap};

const RULES: &str =
    "groups:\n- name: g\n  rules:\n  - {alert: PoolFull, expr: pool_used > 5, for: 5m, labels: {severity: page}}\n";

/// A postmortem that declares the alert, and a unit test in which it fires if the series is `values`.
fn repository(values: &str) -> Folder {
    let folder = Folder::new();
    folder.write(
        "postmortems/inc-3.md",
        "---\nid: INC-3\nseverity: sev1\nroot_causes:\n  - {id: RC1, text: The pool was full., alerts: [PoolFull]}\n---\n# Full\n\n## Impact\n\nMuch.\n",
    );
    folder.write("alerts/pool.yml", RULES);
    let fires = "{eval_time: 10m, alertname: PoolFull, exp_alerts: [{exp_labels: {severity: page}}]}";
    let test = format!(
        "name: INC-3\n  interval: 1m\n  input_series: [{{series: pool_used, values: '{values}'}}]\n  alert_rule_test: [{fires}]\n"
    );
    folder.write("tests/pool.yml", format!("rule_files: [../alerts/pool.yml]\ntests:\n- {test}"));
    folder
}

/// The rung `proven` and the verdict, by `check` with these arguments.
fn proven(folder: &Folder, arguments: &[&str]) -> (String, String, String) {
    let ran = alertgap(&[&["check", "--format", "json"], arguments].concat(), folder.path());
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    let risk = &said["incidents"][0]["risks"][0];
    let rung = &risk["guards"][0]["rungs"]["proven"];
    let text = |value: &serde_json::Value| value.as_str().expect("it is a text").to_owned();
    (text(&rung["is"]), text(&rung["why"]), text(&risk["verdict"]))
}

#[test]
fn asserted_is_not_run() {
    let (is, why, _) = proven(&repository("0x20"), &[]);
    assert_eq!(is, "yes");
    assert_eq!(why, "a unit test asserts that it fires (tests/pool.yml:6), and names INC-3; it was not run here");
}

#[test]
fn a_test_that_holds_is_proof_and_one_that_fails_is_none() {
    if !has("promtool") {
        return;
    }
    let required = "required_rungs: {sev1: [proven]}\n";
    let good = repository("9x20");
    good.write("alertgap.yml", required);
    let (is, why, verdict) = proven(&good, &["--promtool"]);
    assert_eq!((is.as_str(), verdict.as_str()), ("yes", "covered"), "{why}");
    assert_eq!(why, "promtool makes it fire (tests/pool.yml:6), and names INC-3");
    let bad = repository("0x20");
    bad.write("alertgap.yml", required);
    let (is, why, verdict) = proven(&bad, &["--promtool=promtool"]);
    assert_eq!((is.as_str(), verdict.as_str()), ("no", "weak"), "{why}");
    assert!(why.starts_with("promtool says that tests/pool.yml fails: alertname: PoolFull, time: 10m"), "{why}");
    let concise = alertgap(&["check", "--promtool", "--format", "concise"], bad.path());
    assert!(concise.stdout.contains("error[guard/untested]"), "{}", concise.stdout);
    bad.write("alertgap.yml", "");
    let concise = alertgap(&["check", "--promtool", "--format", "concise"], bad.path());
    let told = "warning[guard/untested] PoolFull guards INC-3";
    assert!(concise.stdout.contains(told) && concise.stdout.contains("its unit test fails"), "{}", concise.stdout);
}

#[test]
fn a_promtool_that_is_not_there_is_said() {
    let ran = alertgap(&["check", "--promtool=./no-such-program"], repository("9x20").path());
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("./no-such-program cannot be run"), "{}", ran.stderr);
}
