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
