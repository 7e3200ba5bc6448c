//! Rules and routes among other things.

use super::tests::{assert_starts, read};
use crate::model::Kind;

#[test]
fn rules_and_routes_are_found_among_the_values_of_a_chart() {
    let case = read(concat!(
        "monitoring:\n  additionalPrometheusRules:\n  - name: disk\n    groups:\n    - name: g\n      rules:\n",
        "      - alert: A\n        expr: up == 0\n        tier: of the chart\n",
        "  alertmanager:\n    config:\n      route: {receiver: pager}\n      receivers: [{name: pager, pagerduty_configs: [{}]}]\n",
        "  redis:\n    rules:\n    # alertgap: guards INC-1\n    - alert: B\n      expr: redis_up == == 0\n    - alert: C\n      expr: up{job=\"{{ .Release.Name }}\"} == 0\n",
        "  mysql:\n    enabled: false\n    rules:\n    - {alert: Never, expr: mysql_up == 0}\n",
        "  text: |\n    groups:\n    - name: inner\n      rules:\n      - alert: D\n        expr: up{ == 1\n",
    ));
    assert_eq!(case.part.kinds, [Kind::Values]);
    assert_eq!(case.alerts(), ["A", "B", "C", "D"]);
    assert_starts(&case.faults(), &["18: ==: ", "30: ==: "], "");
    assert_starts(&case.skipped(), &["20: a template"], "");
    let names = case.part.rules.groups.iter().map(|group| group.resource.as_ref().map(|held| &*held.name));
    let held = ["monitoring.additionalPrometheusRules.-", "monitoring.redis.rules", "monitoring.text"];
    assert_eq!(names.collect::<Vec<_>>(), held.map(Some));
    assert_eq!(case.part.alertmanagers.len(), 1);
    assert_eq!(case.part.rules.alerts[1].comments.len(), 1);
}

#[test]
fn what_other_files_hold_is_not_taken_for_rules() {
    for text in [
        "alertmanager: {config: {route: {receiver: 'null'}, receivers: [{name: 'null'}]}}",
        "kind: CustomResourceDefinition\nspec: {example: {groups: [{name: g, rules: [{alert: A, expr: up}]}]}}",
        "alertgap: 0.1.0\nfindings: [{suggested: {groups: [{name: g, rules: [{alert: A, expr: up}]}]}}]",
        "values: {prometheusRule: {create: false, rules: [{alert: A, expr: up}]}}",
        "steps:\n- run: |\n    promtool check rules *.yml # groups: alert: expr:\n    echo: [",
    ] {
        let case = read(text);
        assert_eq!(case.part.kinds, [Kind::OtherData], "{text}");
        assert!(case.part.rules.groups.is_empty() && case.part.alertmanagers.is_empty(), "{text}");
    }
}

#[test]
fn an_application_holds_its_values_as_text() {
    let text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        alertmanager:\n          config:\n            route: {receiver: pager}\n            receivers: [{name: pager, slack_configs: [{channel: a}]}]\n";
    let case = read(text);
    assert_eq!(case.part.kinds, [Kind::Values]);
    assert_eq!(case.at(case.part.alertmanagers[0].receivers[0].name.place), "10: pager");
}

#[test]
fn variables_of_a_playbook_may_be_rules() {
    let case = read("- hosts: all\n  vars:\n    alert_rules:\n    - alert: A\n      expr: up == 0\n      for: 5m\n");
    assert_eq!(case.part.kinds, [Kind::Values]);
    assert_eq!(case.alerts(), ["A"]);
}
