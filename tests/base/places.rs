//! Where a change is told.

use crate::repository::Repository;
use crate::support::alertgap;

const RULE: &str = "alerts/workers.yml";

/// The key, and no word that begins or ends like it.
#[test]
fn a_change_is_told_at_the_key_that_changed() {
    let repository = Repository::new();
    let labels =
        "labels: {forum: web, waits_for: x, severity: page}\n        # waits for: workers\n        \"for\": 5m\n";
    repository.edit(RULE, "for: 5m\n        labels: {severity: page}\n", labels);
    repository.commit("the labels come first");
    repository.edit(RULE, "\"for\": 5m", "\"for\": 30m # slower");
    let told = "WorkersIdle, which guards INC-2031/RC1, is weaker: it waits 30m instead of 5m";
    assert_eq!(repository.news("HEAD"), format!("{RULE}:8:10: error[guard/weakened] {told}\n"));
    // It ends where the value does, at the end of the rule as well.
    assert_eq!(columns(&repository), (10, 19));
    let rule = "groups:\n- name: g\n  rules:\n  - {alert: WorkersIdle, expr: up == 0}\n";
    repository.write(RULE, rule);
    repository.commit("it waits for nothing");
    repository.write(
        RULE,
        &rule.replace("{alert: WorkersIdle, expr: up == 0}\n", "alert: WorkersIdle\n    expr: up == 0\n    for: 5m"),
    );
    assert_eq!(columns(&repository), (5, 12));
}

/// Where the change begins and ends in its line.
fn columns(repository: &Repository) -> (u64, u64) {
    let arguments = ["check", "--base", "HEAD", "--only", "guard/weakened", "--format", "json"];
    let json = alertgap(&arguments, repository.path()).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let place = &json["findings"][0]["places"][0];
    let column = |key: &str| place[key].as_u64().unwrap_or_else(|| panic!("{key} of {place}"));
    (column("column"), column("end_column"))
}
