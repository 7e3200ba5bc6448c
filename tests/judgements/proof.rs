//! What a unit test of promtool proves.

use alertgap::link::Answer;

use super::{POSTMORTEM, rules, rungs};

/// Alerts of one name differ in their labels; what a template gives may be anything.
#[test]
fn a_unit_test_proves_the_alert_whose_labels_it_expects() {
    for (label, expected, answer) in [
        ("team: db", "team: db", Answer::Yes),
        ("team: db", "team: web", Answer::No),
        ("team: '{{ $labels.team }}'", "team: db", Answer::Yes),
        ("severity: page", "team: db", Answer::Yes),
    ] {
        let rules = rules(&format!("expr: pool_used > 5, labels: {{{label}}}"));
        let expected = format!("[{{exp_labels: {{{expected}}}}}]");
        let test = format!(
            "rule_files: [a.yml]\ntests:\n- interval: 1m\n  input_series: [{{series: pool_used, values: '9x10'}}]\n  \
             alert_rule_test: [{{eval_time: 5m, alertname: PoolFull, exp_alerts: {expected}}}]\n"
        );
        let proven = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("t.yml", &test)]).proven;
        assert_eq!(proven.is, answer, "{label} as {expected}: {}", proven.why);
    }
}
