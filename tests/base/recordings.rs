//! What recording rules between an alert and its series change.

use crate::changes::{RULE, short};
use crate::repository::Repository;

#[test]
fn a_recording_rule_in_between_is_part_of_a_guard() {
    let recording = "groups:\n  - name: r\n    rules:\n      - record: job:worker_tasks:rate5m\n        expr: \
                     sum by (job) (rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]))\n";
    let repository = Repository::new();
    repository.write("alerts/recorded.yml", recording);
    repository.edit(RULE, "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) <", "job:worker_tasks:rate5m <");
    assert_eq!(
        short(&repository.news("HEAD")),
        [format!(
            "{RULE}:5:15: warning[guard/weakened] WorkersIdle … may be weaker: it asks something else now; whether it still fires cannot be decided"
        )]
    );
    repository.commit("recorded");
    repository.edit("alerts/recorded.yml", "checkout|payments", "payments");
    let told = "in the recording rule job:worker_tasks:rate5m: series with job=\"checkout\" are no longer seen";
    assert_eq!(
        short(&repository.news("HEAD")),
        [format!("alerts/recorded.yml:5:53: error[guard/weakened] WorkersIdle … is weaker: {told}")]
    );
}

/// Two recording rules may well give the same.
#[test]
fn another_recording_rule_over_the_same_series_may_see_the_same() {
    let recorded =
        |name: &str| format!("      - record: {name}\n        expr: sum by (job) (rate(worker_tasks_total[5m]))\n");
    let recording = format!("groups:\n  - name: r\n    rules:\n{}{}", recorded("tasks:one"), recorded("tasks:two"));
    let repository = Repository::new();
    repository.write("alerts/recorded.yml", &recording);
    repository.edit(RULE, "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) <", "tasks:one <");
    repository.commit("recorded");
    repository.edit(RULE, "tasks:one <", "tasks:two <");
    let said = short(&repository.news("HEAD"));
    assert!(said[0].contains(": warning[guard/weakened] WorkersIdle … may be weaker: "), "{said:?}");
    assert!(said[0].ends_with("a recording rule stands between, which need not give the same"), "{said:?}");
}

/// One over other series certainly does not.
#[test]
fn a_recording_rule_over_other_series_sees_something_else() {
    let recorded =
        |name: &str, metric: &str| format!("      - record: {name}\n        expr: sum by (job) (rate({metric}[5m]))\n");
    let (one, two) = (recorded("tasks:one", "worker_tasks_total"), recorded("tasks:two", "worker_tea_total"));
    let repository = Repository::new();
    repository.write("alerts/recorded.yml", &format!("groups:\n  - name: r\n    rules:\n{one}{two}"));
    repository.edit(RULE, "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) <", "tasks:one <");
    repository.commit("recorded");
    repository.edit(RULE, "tasks:one <", "tasks:two <");
    let said = short(&repository.news("HEAD"));
    assert!(said[0].contains("[guard/weakened] WorkersIdle … is weaker: "), "{said:?}");
    assert!(!said[0].contains("a recording rule stands between"), "{said:?}");
}

/// What a number in a recording rule does to the alert that reads it nobody can tell.
#[test]
fn another_number_in_a_recording_rule_may_be_weaker() {
    let recording =
        "groups:\n  - name: r\n    rules:\n      - record: tasks:idle\n        expr: worker_tasks_total > 5\n";
    let repository = Repository::new();
    repository.write("alerts/recorded.yml", recording);
    repository.edit(RULE, "rate(worker_tasks_total{job=~\"checkout|payments\"}[5m]) <", "tasks:idle <");
    repository.commit("recorded");
    repository.edit("alerts/recorded.yml", "> 5", "> 50");
    let told = "in the recording rule tasks:idle: it fires above 50 only, and no longer above 5";
    assert_eq!(
        short(&repository.news("HEAD")),
        [format!("alerts/recorded.yml:5:36: warning[guard/weakened] WorkersIdle … may be weaker: {told}")]
    );
}
