//! Labels of targets over those of series, and what is there only while a job runs.

use alertgap::link::Verdict;

use super::told::{World, asserts_no};
use super::{judged, rules};

#[test]
fn a_label_of_the_target_lies_over_that_of_the_series() {
    let page = "pool_free{namespace=\"shop\",pool=\"a\"} 1\npool_free{namespace=\"bank\",pool=\"b\"} 1\n";
    let of_one = "pool_free{namespace=\"shop\",pool=\"a\"} 1\n";
    let cluster = |discovery: &str, more: &str| {
        format!(
            "kubernetes_sd_configs: [{{role: endpoints{discovery}}}], relabel_configs: [{{source_labels: \
             [__meta_kubernetes_namespace], target_label: namespace}}]{more}"
        )
    };
    let own = ", namespaces: {names: [watch]}";
    let (watched, any) = (cluster(own, ""), cluster("", ""));
    let honours = cluster(own, ", honor_labels: true");
    let named = "static_configs: [{targets: ['a:1'], labels: {namespace: watch}}]";
    let bare = "static_configs: [{targets: ['a:1']}]";
    let of = |label: &str| format!("expr: 'pool_free{{{label}}} < 5'");
    for (job, page, asked, is_no) in [
        (watched.as_str(), page, "namespace=\"shop\"", true),
        (&watched, page, "namespace=~\"shop|bank\"", true),
        (&watched, page, "exported_namespace=\"shop\"", false),
        (&watched, page, "exported_namespace=\"shop\", namespace=\"watch\"", false),
        (&watched, page, "pool=\"a\"", false),
        (&honours, page, "namespace=\"shop\"", false),
        (&honours, page, "exported_namespace=\"shop\"", true),
        // Its target speaks of several namespaces, and is in one.
        (&any, page, "namespace=\"shop\"", true),
        // It may speak of its own.
        (&any, of_one, "namespace=\"shop\"", false),
        (named, page, "namespace=\"shop\"", true),
        (named, page, "exported_namespace=\"bank\"", false),
        (named, &page.replace("shop", "watch"), "namespace=\"watch\"", false),
        (bare, page, "namespace=\"shop\"", false),
    ] {
        let (rule, files) = (of(asked), [("pool.prom", page)]);
        asserts_no(&World { rule: &rule, job, files: &files, ..World::default() }, is_no);
    }
}

/// The Operator gives every target a namespace, a pod and more.
#[test]
fn labels_of_the_operator_lie_over_those_of_the_series() {
    let page = "pool_free{namespace=\"shop\",pod=\"a-1\"} 1\npool_free{namespace=\"bank\",pod=\"b-1\"} 1\n";
    let service = "kind: Service\nmetadata: {name: pools, namespace: watch, labels: {app: pools}}\nspec: {selector: {app: pools}, ports: [{name: m, port: 1}]}\n";
    let prometheus = "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p, namespace: watch}\nspec: {ruleSelector: {}, \
                      ruleNamespaceSelector: {}, serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}\n";
    let of = |asked: &str| {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{name: r, namespace: watch}}\nspec: {{groups: [{{name: g, \
                 rules: [{{alert: PoolFull, expr: 'pool_free{{{asked}}} < 5'}}]}}]}}\n"
        )
    };
    for (endpoint, asked, is_no) in [
        ("port: m", "namespace=\"shop\"", true),
        ("port: m", "pod=~\"a-.*\"", true),
        ("port: m", "exported_namespace=\"shop\"", false),
        ("port: m, honorLabels: true", "namespace=\"shop\"", false),
        (
            "port: m, metricRelabelings: [{sourceLabels: [exported_namespace], targetLabel: namespace}]",
            "namespace=\"shop\"",
            false,
        ),
    ] {
        let monitor = format!(
            "kind: ServiceMonitor\nmetadata: {{name: pools, namespace: watch}}\nspec: {{selector: {{matchLabels: {{app: pools}}}}, endpoints: [{{{endpoint}}}]}}\n"
        );
        let rule = of(asked);
        let files = [
            ("a.yml", rule.as_str()),
            ("prometheus.yml", prometheus),
            ("service.yml", service),
            ("monitor.yml", &monitor),
            ("pools.prom", page),
        ];
        asserts_no(&World { files: &files, ..World::default() }, is_no);
    }
}

/// The pods of a `CronJob` end with its run, and what they told is gone.
#[test]
fn what_the_pods_of_a_job_tell_is_gone_between_its_runs() {
    let job = "kind: CronJob\nmetadata: {name: pool-export}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: pool-export}}}}}}\n";
    let deployment =
        "kind: Deployment\nmetadata: {name: pool-export}\nspec: {template: {metadata: {labels: {app: pool-export}}}}\n";
    let monitor = |app: &str| {
        format!(
            "kind: PodMonitor\nmetadata: {{name: pool-export}}\nspec: {{selector: {{matchLabels: {{app: {app}}}}}, podMetricsEndpoints: [{{port: m}}]}}\n"
        )
    };
    let (own, other) = (monitor("pool-export"), monitor("gateway"));
    let age = |inner: &str| format!("expr: 'time() - max({inner}) > 93600'");
    let last = age("pool_export_last_success_seconds");
    let suspended = "The CronJob pool-export was suspended, so the export did not run for nine days.";
    for (cause, rule, runs, monitor, is_no) in [
        (suspended, last.as_str(), job, &own, true),
        (suspended, &age("last_over_time(pool_export_last_success_seconds[2d])"), job, &own, false),
        (suspended, &age("kube_cronjob_status_last_successful_time"), job, &own, false),
        (suspended, "expr: absent(pool_export_last_success_seconds)", job, &own, false),
        (suspended, &last, job, &other, false),
        (suspended, &last, deployment, &own, false),
        ("The run of pool-export hung in a deadlock for two days.", &last, job, &own, false),
    ] {
        let files = [("runs.yml", runs), ("monitor.yml", monitor.as_str())];
        asserts_no(&World { cause, rule, files: &files, ..World::default() }, is_no);
    }
}

/// It is named by an item that is done, and does not fire at what the root cause tells.
#[test]
fn what_does_not_see_the_cause_answers_no_item() {
    let verdicts = |longest: &str| {
        let postmortem = format!(
            "---\nid: INC-1\nservices: [pool]\nroot_causes:\n- {{id: RC1, text: 'The pool was killed again and again; it was never \
             down for more than {longest}.', alerts: [PoolFull]}}\n---\n# Down\n\n## Action items\n\n- [x] Add the alert PoolFull\n"
        );
        let rules = rules("expr: up == 0, for: 5m");
        let coverage = judged(&[("a.md", &*postmortem), ("a.yml", &*rules)], "{}").1;
        coverage.incidents[0].risks.iter().map(|risk| risk.verdict).collect::<Vec<_>>()
    };
    assert_eq!(verdicts("50 seconds"), [Verdict::Weak, Verdict::Weak]);
    assert_eq!(verdicts("20 minutes"), [Verdict::Covered, Verdict::Covered]);
}
