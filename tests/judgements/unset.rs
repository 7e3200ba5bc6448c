//! What an alert divides by that nobody sets, and pages of a site that nobody probes; beside each its twin that is heard.

use alertgap::link::{Answer, Rungs};

use super::{POSTMORTEM, rungs};

const SHARE: &str = "max by (pod, container) (container_memory_working_set_bytes{container=\"intake\"}) / on (pod, container) max by \
                     (pod, container) (kube_pod_container_resource_limits{container=\"intake\", resource=\"memory\"}) > 0.85";

fn share(expr: &str, deployment: &str, more: &[(&str, &str)]) -> Rungs {
    let rule =
        serde_json::json!({"groups": [{"name": "g", "rules": [{"alert": "PoolFull", "expr": expr}]}]}).to_string();
    let deployment = format!(
        "kind: Deployment\nmetadata: {{name: intake, namespace: sensors}}\nspec: {{template: {{spec: {{containers: [{deployment}]}}}}}}\n"
    );
    let files = [("a.md", POSTMORTEM), ("rules/a.yml", &*rule), ("k8s/intake.yml", &*deployment)];
    rungs(&[&files, more].concat())
}

#[test]
fn a_limit_that_nobody_sets_is_no_series() {
    let open = "{name: intake, resources: {requests: {memory: 1Gi}, limits: {cpu: 1}}}";
    let limited = "{name: intake, resources: {limits: {memory: 2Gi}}}";
    let range = |what: &str, namespace: &str| {
        format!(
            "kind: LimitRange\nmetadata: {{name: d, namespace: {namespace}}}\nspec: {{limits: [{{type: Container, {what}: {{memory: 1Gi}}}}]}}\n"
        )
    };
    let (given, requested, elsewhere) =
        (range("default", "sensors"), range("defaultRequest", "sensors"), range("default", "shop"));
    let patch = "kind: Deployment\nmetadata: {name: intake}\nspec: {template: {spec: {containers: [{name: intake, \
                 resources: {limits: {memory: 2Gi}}}]}}}\n";
    let template = "kind: Deployment\nmetadata: {name: '{{ .Values.name }}'}\nspec: {}\n";
    for (expr, deployment, more, is_there) in [
        (SHARE, open, &[][..], false),
        (SHARE, limited, &[], true),
        (SHARE, open, &[("k8s/range.yml", &*given)], true),
        (SHARE, open, &[("k8s/range.yml", &requested)], false),
        (SHARE, open, &[("k8s/range.yml", &elsewhere)], false),
        (SHARE, open, &[("k8s/patch.yml", patch)], true),
        (SHARE, open, &[("k8s/other.yml", template)], true),
        // Another container is meant, or requests, which it has.
        (&SHARE.replace("intake", "store"), open, &[], true),
        (&SHARE.replace("_limits", "_requests"), open, &[], true),
        (&SHARE.replace("container=\"intake\"", "pod=~\"intake-.+\""), open, &[], false),
        // Where there is none, the other side stands.
        (&format!("{SHARE} or container_memory_working_set_bytes{{container=\"intake\"}} > 8e9"), open, &[], true),
    ] {
        let found = share(expr, deployment, more);
        assert_eq!(found.live.is != Answer::No, is_there, "{expr} {deployment} {more:?}: {}", found.live.why);
    }
}

#[test]
fn a_page_that_nobody_probes_fails_unseen() {
    let told = |story: &str| {
        POSTMORTEM
            .replace("The pool was full.", "The portal keeps an old key and `/signin` answered 503 to everybody.")
            .replace("Much.", story)
    };
    let rule =
        "groups:\n- name: g\n  rules:\n  - {alert: PoolFull, expr: 'probe_success{job=\"portal\"} == 0', for: 3m}\n";
    let prometheus = |targets: &str| {
        format!(
            "rule_files: [rules/*.yml]\nscrape_configs:\n- job_name: portal\n  metrics_path: /probe\n  static_configs: [{{targets: [{targets}]}}]\n  \
             relabel_configs:\n  - {{source_labels: [__address__], target_label: __param_target}}\n  - {{source_labels: [__param_target], \
             target_label: instance}}\n  - {{target_label: __address__, replacement: 'blackbox:9115'}}\n"
        )
    };
    let front = "'https://portal.example.com/'";
    let both = "'https://portal.example.com/', 'https://portal.example.com/signin'";
    for (story, targets, is_seen) in [
        ("The rest of the site was as it should be.", front, false),
        ("The landing page is a static file.", front, false),
        ("Everything else on the portal worked.", front, false),
        ("The landing page and the search both returned 200.", front, false),
        ("The rest of the site was as it should be.", both, true),
        ("Nobody could sign in.", front, true),
    ] {
        let (told, prometheus) = (told(story), prometheus(targets));
        let found = rungs(&[("a.md", &told), ("rules/a.yml", rule), ("prometheus.yml", &prometheus)]);
        assert_eq!(found.live.is != Answer::No, is_seen, "{story} {targets}: {}", found.live.why);
    }
}

#[test]
fn a_postmortem_shows_what_a_label_says() {
    let told = |quoted: &str| format!("{POSTMORTEM}\n## Evidence\n\n```\n{quoted}\n```\n");
    let classes =
        "shop_requests_total{method=\"POST\",code=\"2xx\"} 6119\nshop_requests_total{method=\"POST\",code=\"5xx\"} 418";
    let codes = classes.replace("2xx", "200").replace("5xx", "503");
    let of = |code: &str| {
        format!(
            "groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, expr: 'sum(rate(shop_requests_total{{code{code}}}[5m])) > 1'}}\n"
        )
    };
    for (quoted, code, is_there) in [
        (classes, "=~\"5[0-9]{2}\"", false),
        (classes, "=\"500\"", false),
        (classes, "=~\"5..\"", true),
        (classes, "=\"5xx\"", true),
        (classes, "!=\"200\"", true),
        (&codes, "=~\"5[0-9]{2}\"", true),
        (classes, "=~\"5[0-9]{2}\"}[5m])) > 1 or sum(rate(shop_errors_total{a=\"b\"", true),
        ("other_requests_total{code=\"5xx\"} 1", "=~\"5[0-9]{2}\"", true),
    ] {
        let (told, rule) = (told(quoted), of(code));
        let found = rungs(&[("a.md", &told), ("rules/a.yml", &rule)]);
        assert_eq!(found.live.is != Answer::No, is_there, "{quoted} {code}: {}", found.live.why);
    }
}

#[test]
fn one_of_so_many_is_no_larger_a_part_of_all() {
    let told = POSTMORTEM.replace("The pool was full.", "The drive of edge-07 went read-only and it answered 502.");
    let of = |expr: &str| {
        let expr = expr.replace("{e}", "{job=\"edge\", class=\"5xx\"}").replace("{a}", "{job=\"edge\"}");
        serde_json::json!({"groups": [{"name": "g", "rules": [{"alert": "PoolFull", "expr": expr}]}]}).to_string()
    };
    let prometheus = |hosts: usize| {
        let hosts: Vec<String> = (1..=hosts).map(|at| format!("'edge-{at:02}.example.com:9100'")).collect();
        format!(
            "rule_files: [rules/*.yml]\nscrape_configs:\n- {{job_name: edge, static_configs: [{{targets: [{}]}}]}}\n",
            hosts.join(", ")
        )
    };
    let share = "sum(rate(responses_total{e}[5m])) / sum(rate(responses_total{a}[5m])) > 0.05";
    for (expr, hosts, is_seen) in [
        (share, 40, false),
        (&share.replace("> 0.05", "* 100 > 5"), 40, false),
        (&share.replace("sum(", "sum by (instance) ("), 40, true),
        (share, 8, true),
        (&share.replace("0.05", "0.01"), 40, true),
    ] {
        let (rule, prometheus) = (of(expr), prometheus(hosts));
        let found = rungs(&[("a.md", &told), ("rules/a.yml", &rule), ("prometheus.yml", &prometheus)]);
        assert_eq!(found.live.is != Answer::No, is_seen, "{expr} {hosts}: {}", found.live.why);
    }
}

#[test]
fn what_comes_back_each_time_is_over_before_a_rule_has_waited() {
    let of = |hold: &str| {
        format!("groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, expr: 'up{{job=\"gate\"}} == 0', for: {hold}}}\n")
    };
    for (story, hold, is_seen) in [
        ("It crashed about nine times an hour, for two minutes each.", "5m", false),
        ("The port was closed for about two minutes each time.", "5m", false),
        ("It crashed about nine times an hour, for two minutes each.", "1m", true),
        ("It was down for two hours.", "5m", true),
    ] {
        let (told, rule) = (POSTMORTEM.replace("Much.", story), of(hold));
        let found = rungs(&[("a.md", &told), ("rules/a.yml", &rule)]);
        assert_eq!(found.live.is != Answer::No, is_seen, "{story} {hold}: {}", found.live.why);
    }
}

#[test]
fn what_one_query_filled_was_not_foretold() {
    let times = "started: 2026-03-02T10:00Z\nresolved: 2026-03-02T10:40Z\n";
    let of = |hold: &str| {
        format!(
            "groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, expr: 'predict_linear(node_filesystem_avail_bytes[6h], 86400) < 0', for: \
             {hold}}}\n"
        )
    };
    for (cause, hold, is_seen) in [
        ("A query without a limit spilled its join to the disk and filled it.", "1h", false),
        ("A query without a limit spilled its join to the disk and filled it.", "1m", true),
        ("The disk filled up with old logs.", "1h", true),
    ] {
        let told =
            POSTMORTEM.replace("The pool was full.", cause).replace("id: INC-1\n", &format!("id: INC-1\n{times}"));
        let found = rungs(&[("a.md", &told), ("rules/a.yml", &of(hold))]);
        assert_eq!(found.live.is != Answer::No, is_seen, "{cause} {hold}: {}", found.live.why);
    }
}

/// Of all the world it was less than of the region that a rule looks at.
#[test]
fn a_share_of_all_the_world_says_nothing_of_a_region() {
    let told = POSTMORTEM
        .replace("The pool was full.", "The index of one region was cut short and half of all searches there ended in an error.")
        .replace(
            "Much.",
            "For an hour 48 % of the region's searches ended in an error: seen over the whole world the share of errors rose to 2.6 %.",
        );
    let rule = "groups:\n- name: g\n  rules:\n  - {alert: PoolFull, for: 5m, expr: 'sum by (region) (rate(searches_total{outcome=\"error\"}[5m])) \
                / sum by (region) (rate(searches_total[5m])) > 0.05'}\n";
    let found = rungs(&[("a.md", &told), ("rules/a.yml", rule)]);
    assert!(found.live.is != Answer::No, "{}", found.live.why);
}
