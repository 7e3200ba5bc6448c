//! Who evaluates a rule, and with what: versions of Prometheus, others beside it, and labels that are written anew.

use alertgap::link::Answer;

use super::{POSTMORTEM, rules, rungs};

/// A file of docker compose that starts Prometheus, and perhaps something else.
fn compose(tag: &str, others: &str) -> String {
    format!("services:\n  prom: {{image: 'prom/prometheus{tag}', volumes: ['./:/etc/prometheus']}}\n{others}")
}

#[test]
fn a_prometheus_refuses_a_file_that_is_newer_than_it() {
    let prometheus = "rule_files: [a.yml]\n";
    for (tag, rule, answer) in [
        (":v2.37.9", "expr: pool_used > 5, keep_firing_for: 10m", Answer::No),
        (":v2.42.0", "expr: pool_used > 5, keep_firing_for: 10m", Answer::Yes),
        (":2.41.0-busybox", "expr: pool_used > 5, keep_firing_for: 10m", Answer::No),
        (":latest", "expr: pool_used > 5, keep_firing_for: 10m", Answer::Yes),
        ("", "expr: pool_used > 5, keep_firing_for: 10m", Answer::Yes),
        (":v2.37.9", "expr: pool_used > 5", Answer::Yes),
        (":v2.25.0", "expr: 'last_over_time(pool_used[1h]) > 5'", Answer::No),
        (":v2.26.0", "expr: 'last_over_time(pool_used[1h]) > 5'", Answer::Yes),
    ] {
        let (rules, compose) = (rules(rule), compose(tag, ""));
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", prometheus), ("compose.yml", &*compose)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{tag} {rule}: {}", defined.why);
    }
}

/// So does one that runs in a cluster.
#[test]
fn a_workload_may_run_an_old_one_too() {
    let rules = rules("expr: pool_used > 5, keep_firing_for: 10m");
    for (tag, answer) in [("v2.37.9", Answer::No), ("v2.53.2", Answer::Yes)] {
        let workload = format!(
            "kind: Deployment\nmetadata: {{name: prom}}\nspec: {{template: {{spec: {{containers: [{{image: 'prom/prometheus:{tag}'}}]}}}}}}\n"
        );
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &*rules),
            ("prometheus.yml", "rule_files: [a.yml]\n"),
            ("k8s/prom.yml", &*workload),
        ];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{tag}: {}", defined.why);
    }
}

#[test]
fn others_evaluate_rules_beside_prometheus() {
    let prometheus = "rule_files: [none.yml]\n";
    let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
    let thanos = |more: &str| {
        format!(
            "  ruler: {{image: 'quay.io/thanos/thanos:v0.36.1', command: [rule, '--rule-file=/rules/*.yml'{more}], volumes: ['./ruler:/rules']}}\n"
        )
    };
    let sends = ", '--alertmanagers.url=http://am:9093'";
    let vmalert = "  ruler: {image: 'victoriametrics/vmalert:v1.100.0', command: ['-rule=/rules/*.yml', '-notifier.url=http://am:9093'], volumes: ['./ruler:/rules']}\n";
    let open = vmalert.replace("-rule=/rules/*.yml", "-rule=$RULES");
    for (others, at, defined, delivered) in [
        (thanos(sends), "ruler/a.yml", Answer::Yes, Answer::Yes),
        (vmalert.to_owned(), "ruler/a.yml", Answer::Yes, Answer::Yes),
        (open, "ruler/a.yml", Answer::Unknown, Answer::Yes),
        (thanos(sends), "other/a.yml", Answer::No, Answer::No),
        // It sends its alerts to nobody.
        (thanos(""), "ruler/a.yml", Answer::No, Answer::No),
        (String::new(), "ruler/a.yml", Answer::No, Answer::No),
    ] {
        let (rules, compose) = (rules("expr: pool_used > 5"), compose("", &others));
        let files = [
            ("a.md", POSTMORTEM),
            (at, &*rules),
            ("ruler/b.yml", "groups: []\n"),
            ("prometheus.yml", prometheus),
            ("alertmanager.yml", alertmanager),
            ("compose.yml", &*compose),
        ];
        let rungs = rungs(&files);
        assert_eq!(rungs.defined.is, defined, "{others} {at}: {}", rungs.defined.why);
        assert_eq!(rungs.delivered.is, delivered, "{others} {at}: {}", rungs.delivered.why);
    }
}

/// Nobody knows whether this Prometheus loads the rule; where it does, it writes the label anew by which the alert is routed.
#[test]
fn one_that_may_load_a_rule_may_write_its_labels_anew() {
    let alertmanager = "route: {receiver: none, routes: [{matchers: [severity=critical], receiver: call}]}\n\
                        receivers: [{name: none}, {name: call, pagerduty_configs: [{}]}]\n";
    let prometheus = |regex: &str| {
        format!(
            "rule_files: [/etc/rules/*.yml]\nalerting: {{alert_relabel_configs: [{{source_labels: [severity], regex: {regex}, \
             target_label: severity, replacement: critical}}], alertmanagers: [{{static_configs: [{{targets: ['am:9093']}}]}}]}}\n"
        )
    };
    for (regex, answer) in [("P1", Answer::Unknown), ("P2", Answer::No)] {
        let (rules, prometheus) = (rules("expr: pool_used > 5, labels: {severity: P1}"), prometheus(regex));
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &*rules),
            ("prometheus.yml", &*prometheus),
            ("alertmanager.yml", alertmanager),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{regex}: {}", delivered.why);
    }
}
