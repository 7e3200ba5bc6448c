//! What becomes of a rule that looks sound in its file: a patch changes it, Loki evaluates it for a tenant, its series are never there
//! as it asks for them, or another alert came first; beside each its twin that is heard.

use alertgap::link::{Answer, Rungs};

use super::operated::{RULE, of_team};
use super::told::{World, asserts_no};
use super::{POSTMORTEM, rules, rungs};

/// A rule of a base, and what overlays add to that: each a folder with its patches.
fn patched(overlays: &[(&str, &str)], more: &[(&str, &str)]) -> Rungs {
    let told =
        POSTMORTEM.replace("id: INC-1\n", "id: INC-1\nstarted: 2026-03-02T10:00Z\nresolved: 2026-03-02T10:40Z\n");
    let rule = RULE.replace("> 5'}", "> 5', for: 5m}\n    - {alert: Other, expr: up == 0, for: 5m}");
    let of = |(folder, patches): &(&str, &str)| {
        (format!("{folder}/kustomization.yaml"), format!("resources: [../../base]\n{patches}\n"))
    };
    let overlays: Vec<(String, String)> = overlays.iter().map(of).collect();
    let overlays: Vec<(&str, &str)> = overlays.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let operator = of_team("");
    let base = [
        ("a.md", &*told),
        ("k8s/base/rule.yml", &rule),
        ("k8s/base/p.yml", &operator),
        ("k8s/base/kustomization.yaml", "resources: [p.yml, rule.yml]\n"),
    ];
    rungs(&[&base, &overlays[..], more].concat())
}

/// A patch of the kustomization itself, or in a file.
fn patch(operations: &str) -> String {
    format!("patches: [{{target: {{kind: PrometheusRule, name: vault}}, patch: '{operations}'}}]")
}

const WAITS: &str = "[{op: replace, path: /spec/groups/0/rules/0/for, value: 1h}]";

#[test]
fn a_rule_waits_as_long_as_a_patch_says() {
    let inside = patch(WAITS);
    let named = "patches: [{target: {kind: PrometheusRule}, path: calm.yaml}]";
    let other = inside.replace("name: vault", "name: mail");
    for (overlays, more, is_late) in [
        (&[("k8s/overlays/prod", inside.as_str())][..], &[][..], true),
        (&[("k8s/overlays/prod", named)], &[("k8s/overlays/prod/calm.yaml", WAITS)], true),
        (&[("k8s/overlays/prod", inside.as_str()), ("k8s/overlays/staging", "")], &[], true),
        (&[("k8s/overlays/prod", &patch(&WAITS.replace("rules/0", "rules/1")))], &[], false),
        (&[("k8s/overlays/prod", &patch(&WAITS.replace("groups/0", "groups/1")))], &[], false),
        // What stood second is first then.
        (
            &[(
                "k8s/overlays/prod",
                &patch(
                    "[{op: add, path: /spec/groups/0/rules/0, value: {}}, {op: replace, path: \
                /spec/groups/0/rules/1/for, value: 1h}]",
                ),
            )],
            &[],
            true,
        ),
        (&[("k8s/overlays/prod", &other)], &[], false),
        (&[("k8s/overlays/staging", inside.as_str()), ("k8s/overlays/prod", "")], &[], false),
        // One place of two: nobody knows which it hurts.
        (&[("k8s/overlays/prod-eu", inside.as_str()), ("k8s/overlays/prod-us", "")], &[], false),
    ] {
        let rungs = patched(overlays, more);
        let why = &rungs.in_time.why;
        assert_eq!(why.contains("up to 1h6m"), is_late, "{overlays:?}: {why}");
    }
}

/// What a patch sets is said of the rung that it makes fail, with where it stands.
#[test]
fn a_patch_is_named_that_makes_a_rung_fail() {
    let never = patch("[{op: replace, path: /spec/groups/0/rules/0/expr, value: pool_used > 5 and pool_used < 3}]");
    let rungs = patched(&[("k8s/overlays/prod", &never)], &[]);
    assert_eq!(rungs.live.is, Answer::No, "{}", rungs.live.why);
    assert!(rungs.live.why.ends_with("; k8s/overlays/prod/kustomization.yaml sets its expr"), "{}", rungs.live.why);
}

#[test]
fn a_rule_goes_where_the_labels_send_it_that_a_patch_sets() {
    let manager = "route: {receiver: nobody, routes: [{matchers: [severity=page], receiver: call}]}\nreceivers: [{name: nobody}, {name: \
                   call, pagerduty_configs: [{}]}]\n";
    let set = patch("[{op: add, path: /spec/groups/0/rules/0/labels/severity, value: page}]");
    for (patches, answer) in
        [(set.as_str(), Answer::Yes), ("", Answer::No), (&set.replace("page}", "info}"), Answer::No)]
    {
        let delivered = patched(&[("k8s/overlays/prod", patches)], &[("alertmanager.yml", manager)]).delivered;
        assert_eq!(delivered.is, answer, "{patches}: {}", delivered.why);
    }
}

#[test]
fn a_rule_that_a_patch_takes_away_is_not_loaded() {
    for (operations, answer) in [
        ("[{op: remove, path: /spec/groups/0/rules/0}]", Answer::No),
        ("[{op: remove, path: /spec/groups/0}]", Answer::No),
        ("[{op: remove, path: /spec/groups/0/rules/1}]", Answer::Yes),
        ("[{op: remove, path: /spec/groups/0/rules/7}]", Answer::Yes),
        ("[{op: remove, path: /metadata/labels/x}]", Answer::Yes),
        ("{", Answer::Yes),
    ] {
        let defined = patched(&[("k8s/overlays/prod", &patch(operations))], &[]).defined;
        assert_eq!(defined.is, answer, "{operations}: {}", defined.why);
    }
}

const LOKI: &str = "auth_enabled: false\nschema_config: {configs: []}\nruler: {alertmanager_url: 'http://am', storage: {type: local, \
                    local: {directory: /rules}}}\n";
const SHIPPER: &str = "clients: [{url: 'http://loki/push', tenant_id: shop}]\nscrape_configs: [{job_name: a}]\n";

#[test]
fn loki_evaluates_what_is_of_a_tenant_whose_logs_it_gets() {
    let of_logs = rules("expr: 'sum(count_over_time({app=\"pool\"} |= \"full\" [5m])) > 5'");
    let tenants = LOKI.replace("false", "true");
    for (path, loki, shipper, answer) in [
        ("rules/fake/a.yml", LOKI, SHIPPER, Answer::Yes),
        ("rules/shop/a.yml", LOKI, SHIPPER, Answer::No),
        ("rules/shop/a.yml", &tenants, SHIPPER, Answer::Unknown),
        ("rules/fake/a.yml", &tenants, SHIPPER, Answer::No),
        ("rules/fake/a.yml", &tenants, &SHIPPER.replace("shop", "${TENANT}"), Answer::Unknown),
        ("rules/fake/a.yml", &tenants, "a: b\n", Answer::Unknown),
        ("rules/fake/a.yml", &LOKI.replace("alertmanager_url: 'http://am', ", ""), SHIPPER, Answer::No),
        ("rules/fake/a.yml", &LOKI.replace("type: local", "type: s3"), SHIPPER, Answer::Unknown),
        ("rules/fake/a.yml", "a: b\n", SHIPPER, Answer::Unknown),
    ] {
        let prometheus = "rule_files: [rules/*.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]}\n";
        let files = [
            ("a.md", POSTMORTEM),
            (path, &of_logs),
            ("loki.yml", loki),
            ("promtail.yml", shipper),
            ("prometheus.yml", prometheus),
        ];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{path} {loki} {shipper}: {}", defined.why);
    }
}

#[test]
fn what_no_service_and_no_pod_has_is_copied_to_no_series() {
    let of_tier = RULE.replace("pool_used{job=\"vault\"}", "pool_used{tier=\"strong\"}");
    let monitor = |copies: &str| {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: vault, namespace: bank, labels: {{team: \
             bank}}}}\nspec: {{selector: {{matchLabels: {{app: vault}}}}, {copies}, endpoints: [{{port: stats}}]}}\n"
        )
    };
    let service = |labels: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: vault, namespace: bank, labels: {{{labels}}}}}\nspec: {{selector: \
             {{app: vault}}, ports: [{{name: stats, port: 9}}]}}\n"
        )
    };
    let pods = |labels: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: vault, namespace: bank}}\nspec: {{template: {{metadata: \
             {{labels: {{{labels}}}}}, spec: {{containers: [{{name: vault, image: vault}}]}}}}}}\n"
        )
    };
    let (plain, strong) = ("app: vault", "app: vault, tier: strong");
    let page = "# TYPE pool_used gauge\npool_used{part=\"a\"} 1\n";
    let (of_services, of_pods) = ("targetLabels: [tier]", "podTargetLabels: [tier]");
    for (copies, labels, of_pod, shown, answer) in [
        (of_services, plain, strong, page, Answer::No),
        (of_services, strong, plain, page, Answer::Unknown),
        (of_pods, strong, plain, page, Answer::No),
        (of_pods, plain, strong, page, Answer::Unknown),
        // It has the label by itself, or may have.
        (of_services, plain, strong, "# TYPE pool_used gauge\npool_used{tier=\"strong\"} 1\n", Answer::Unknown),
        (of_services, plain, strong, "# TYPE other gauge\nother 1\n", Answer::Unknown),
        ("targetLabels: [team]", plain, strong, page, Answer::Unknown),
    ] {
        let (monitor, service, pods, operator) = (monitor(copies), service(labels), pods(of_pod), of_team(""));
        let files = [
            ("a.md", POSTMORTEM),
            ("rule.yml", &of_tier),
            ("p.yml", &operator),
            ("m.yml", &monitor),
            ("s.yml", &service),
            ("d.yml", &pods),
            ("vault.prom", shown),
        ];
        let live = rungs(&files).live;
        assert_eq!(live.is == Answer::No, answer == Answer::No, "{copies} {labels} {shown}: {}", live.why);
        assert!(answer != Answer::No || live.why.contains("TargetLabels") || live.why.contains("targetLabels"));
    }
}

#[test]
fn no_target_has_more_series_than_its_sample_limit() {
    let limit = "sample_limit: 20000, static_configs: [{targets: ['a:1']}]";
    let count = "expr: 'count by (job, instance) ({job=\"pool\"}) > 25000'";
    for (rule, job, is_no) in [
        (count, limit, true),
        (&*count.replace("25000", "15000"), limit, false),
        (count, "static_configs: [{targets: ['a:1']}]", false),
        // Of all targets together.
        (&*count.replace(", instance", ""), limit, false),
        ("expr: 'scrape_samples_scraped{job=\"pool\"} > 25000'", limit, false),
    ] {
        asserts_no(&World { rule, job, ..World::default() }, is_no);
    }
}

#[test]
fn pods_that_are_never_restarted_count_no_restart() {
    let job = |policy: &str| {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: reindex, namespace: find}}\nspec: {{jobTemplate: {{spec: \
             {{template: {{spec: {{restartPolicy: {policy}, containers: [{{name: walk, image: reindex}}]}}}}}}}}}}\n"
        )
    };
    let restarts = "expr: 'increase(kube_pod_container_status_restarts_total{container=\"walk\"}[30m]) > 2'";
    let cause = "The job reindex crashed on every attempt in the pool.";
    for (rule, policy, is_no) in [
        (restarts, "Never", true),
        (restarts, "OnFailure", false),
        (&*restarts.replace("walk", "serve"), "Never", false),
        (&*restarts.replace("{container=\"walk\"}", ""), "Never", true),
        (&*restarts.replace("restarts_total", "ready").replace("increase", "delta"), "Never", false),
    ] {
        let job = job(policy);
        asserts_no(&World { cause, rule, files: &[("job.yml", &job)], ..World::default() }, is_no);
    }
    let other = job("Never");
    let rule = restarts.replace("{container=\"walk\"}", "");
    let cause = "The web pods of the pool crashed.";
    asserts_no(&World { cause, rule: &rule, files: &[("job.yml", &other)], ..World::default() }, false);
}

#[test]
fn what_is_suspended_has_no_next_run() {
    let next = "expr: 'time() - kube_cronjob_next_schedule_time{cronjob=\"pool-backup\"} > 7200'";
    let last = "expr: 'time() - kube_cronjob_status_last_successful_time{cronjob=\"pool-backup\"} > 93600'";
    for (cause, rule, is_no) in [
        ("The CronJob pool-backup was left suspended after the move.", next, true),
        ("Der CronJob pool-backup war seit dem Umzug ausgesetzt.", next, true),
        ("The CronJob pool-backup was left suspended after the move.", last, false),
        ("The controller was too slow to start the CronJob pool-backup.", next, false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

const MANAGER: &str = "route: {receiver: board, routes: [{matchers: [severity=page], receiver: call}]}\ninhibit_rules: \
                       [{source_matchers: [alertname=HostsDown], target_matchers: [severity=page], equal: [node]}]\nreceivers: \
                       [{name: board}, {name: call, pagerduty_configs: [{}]}]\n";

/// Where neither has the label that has to be the same, it is the same.
#[test]
fn what_fired_before_as_the_time_line_says_inhibits() {
    let all = "count(host_ready == 0) > 0";
    let each = "max by (node) (host_ready) == 0";
    for (details, source, is) in [
        ("- 10:00 the leader is gone\n- 10:02 HostsDown arrives in #infra", all, Answer::No),
        ("| 10:02 | HostsDown fired, a warning |", all, Answer::No),
        // Of each host it has the label, and the other has none.
        ("- 10:02 HostsDown arrives in #infra", each, Answer::Yes),
        // After the page, or before the incident; and it is told that it ended.
        ("- 10:12 HostsDown arrives in #infra", all, Answer::Yes),
        ("- 09:12 HostsDown arrives in #infra", all, Answer::Yes),
        ("- 10:02 HostsDown arrives in #infra\n- 10:04 HostsDown is over", all, Answer::Yes),
        ("- 10:02 HostsDown did not fire", all, Answer::Yes),
    ] {
        let rules = format!(
            "groups: [{{name: g, rules: [{{alert: PoolFull, expr: max(pool_used) > 5, for: 5m, labels: {{severity: page}}}}, {{alert: \
             HostsDown, expr: '{source}', labels: {{severity: info}}}}]}}]\n"
        );
        let files = [("a.yml", rules.as_str()), ("alertmanager.yml", MANAGER)];
        let delivered = World { details, files: &files, ..World::default() }.rungs().delivered;
        assert_eq!(delivered.is, is, "{details} {source}: {}", delivered.why);
    }
}

/// "Five minutes without a leader page us" says that it pages.
#[test]
fn without_something_is_not_without_a_page() {
    let told = |item: &str| {
        let text = format!(
            "# INC-1: full\n\n## Impact\n\nMuch.\n\n## Root cause\n\nIt broke.\n\n## Action items\n\n- {item}\n"
        );
        let files = [("a.md", text.as_str()), ("a.yml", &*rules("expr: pool_used > 5"))];
        let loaded = alertgap::load::read_texts(&files, &super::OPTIONS);
        let coverage = super::linked(&loaded, alertgap::link::Options::default(), &alertgap::link::Settings::default());
        coverage.incidents[0].risks.iter().any(|risk| !risk.guards.is_empty())
    };
    assert!(told("Alert PoolFull: five minutes without a leader page the team"));
    for nobody in [
        "We were without pages, since PoolFull was not there",
        "No one was paged by PoolFull",
        "No critical page of PoolFull",
    ] {
        assert!(!told(nobody), "{nobody}");
    }
}

#[test]
fn a_share_of_nothing_and_a_status_of_no_run_tell_nothing() {
    let share = "expr: 'rate(pool_readings_total{result=\"ok\"}[5m]) / rate(pool_readings_total[5m]) < 0.4'";
    let status = "expr: 'pool_exito == 0'";
    for (cause, rule, is_no) in [
        ("The name of the pool was deleted, and no reading reached it any longer.", share, true),
        ("The disk of the pool was full, and most readings were refused.", share, false),
        ("No se copió el crontab, de modo que la carga del pool dejó de ejecutarse.", status, true),
        ("La carga del pool falló cada noche por falta de memoria.", status, false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}
