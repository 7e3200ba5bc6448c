//! What makes an alert less of a guard beside its condition: its severity, whom it wakes, what ties it to the cause.

use crate::changes::{RULE, short};
use crate::repository::Repository;
use crate::told::ROUTES;

/// Words of different houses are ranked together; of a word that nobody ranked, nothing is said for certain.
#[test]
fn a_less_grave_severity_is_a_weaker_guard() {
    for (was, is, told) in [
        ("warning", "info", Some("error … is weaker: its severity is \"info\" instead of \"warning\"")),
        ("sev3", "minor", Some("error … is weaker: its severity is \"minor\" instead of \"sev3\"")),
        ("info", "warning", None),
        ("warn", "Medium", None),
        ("info", "page", None),
        (
            "blue",
            "page",
            Some("warning … may be weaker: its severity is \"page\" instead of \"blue\"; which is graver"),
        ),
        (
            "info",
            "blue",
            Some("warning … may be weaker: its severity is \"blue\" instead of \"info\"; which is graver"),
        ),
    ] {
        let repository = Repository::new();
        repository.edit(RULE, "severity: page", &format!("severity: {was}"));
        repository.commit(was);
        repository.edit(RULE, &format!("severity: {was}"), &format!("severity: {is}"));
        let said = short(&repository.news("HEAD")).concat().replace("[guard/weakened] WorkersIdle", "");
        assert_eq!(said.is_empty(), told.is_none(), "{was} to {is}: {said}");
        assert!(said.contains(told.unwrap_or_default()), "{was} to {is}: {said}");
    }
}

/// What only was told to a chat loses nothing where it wakes somebody.
#[test]
fn who_is_woken_now_need_not_be_told_as_before() {
    for (from, to, told) in [
        ("receiver: chat", "receiver: mail-pager", None),
        (
            "slack_configs: [{channel: \"#alerts\", api_url_file: /etc/slack}]",
            "webhook_configs: [{url_file: /etc/hook}]",
            { Some("it goes to \"chat\" (webhook) instead of \"chat\" (Slack)") },
        ),
    ] {
        let repository = Repository::new();
        repository.write("alertmanager.yml", &ROUTES.replace("severity=\"page\"", "severity=\"none\""));
        repository.commit("told to a chat");
        repository.edit("alertmanager.yml", from, to);
        let news = repository.news("HEAD");
        assert_eq!(news.contains("guard/weakened"), told.is_some(), "{from} to {to}: {news}");
        assert!(news.contains(told.unwrap_or_default()), "{from} to {to}: {news}");
    }
}

/// What the rule says of the incident ties it, and whoever takes that out unties it; a postmortem that is written anew is
/// another matter.
#[test]
fn an_alert_that_nothing_ties_to_the_cause_any_more_is_told() {
    let comment = "      # alertgap: guards INC-2031/RC1\n";
    for (rewritten, told) in [(false, true), (true, false)] {
        let repository = Repository::new();
        repository.edit("postmortems/2031.md", "[WorkersIdle]", "[]");
        repository.edit(RULE, "      - alert: WorkersIdle", &format!("{comment}      - alert: WorkersIdle"));
        repository.commit("tied by the rule");
        repository.edit(RULE, comment, "");
        if rewritten {
            repository.edit("postmortems/2031.md", "services: [checkout]", "services: [checkout, payments]");
        }
        let news = repository.news("HEAD");
        assert_eq!(
            news.contains("[guard/removed] WorkersIdle no longer says that it guards INC-2031/RC1"),
            told,
            "{news}"
        );
    }
}

/// A unit test that is gone takes nothing from the alert, and is missed.
#[test]
fn a_unit_test_that_is_gone_is_missed() {
    let repository = Repository::new();
    let test = "rule_files: [../alerts/workers.yml]\ntests:\n- interval: 1m\n  input_series: [{series: \
                'worker_tasks_total{job=\"checkout\"}', values: '0x30'}]\n  alert_rule_test: [{eval_time: 15m, alertname: \
                WorkersIdle, exp_alerts: [{exp_labels: {severity: page}}]}]\n";
    repository.write("tests/workers.yml", test);
    repository.commit("tested");
    repository.edit("tests/workers.yml", "exp_alerts: [{exp_labels: {severity: page}}]", "exp_alerts: []");
    let said = short(&repository.news("HEAD")).concat();
    let told = "warning[guard/weakened] WorkersIdle … may be weaker: the unit test that makes it fire is gone";
    assert!(said.contains(told), "{said}");
}
