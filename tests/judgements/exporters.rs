//! What the arguments of exporters, their ports and the policies before them leave of their series.

use alertgap::link::Answer;

use super::composed::compose;
use super::scraped::{TARGETS, scraped as scraped_with};
use super::{POSTMORTEM, rules, rungs};

/// The rung `live` of an alert on a job with these targets, beside these services of docker compose.
fn scraped(rule: &str, targets: &str, services: &str, text: &str) -> alertgap::link::Rung {
    let prometheus = format!(
        "rule_files: [a.yml]\nscrape_configs: [{{job_name: host, static_configs: [{{targets: [{targets}]}}]}}]\n"
    );
    let compose = compose("'./a.yml:/etc/prometheus/a.yml'", "");
    let services = format!("services:\n{services}");
    let rule = rules(&format!("expr: '{rule}'"));
    let told = POSTMORTEM.replace("The pool was full.", text);
    let files = [
        ("a.md", &*told),
        ("a.yml", &*rule),
        ("prometheus.yml", &*prometheus),
        ("ops/compose.yml", &*compose.replace("./", "../")),
        ("hosts/compose.yml", &*services),
    ];
    rungs(&files).live
}

fn service(name: &str, image: &str, command: &str) -> String {
    format!("  {name}: {{image: {image}, command: [{command}]}}\n")
}

#[test]
fn exporters_export_what_their_arguments_leave() {
    let node = |command: &str| service("nodes", "quay.io/prometheus/node-exporter:v1.9.0", command);
    let unit = "node_systemd_unit_state{name=\"vault.service\", state=\"failed\"} == 1";
    let space = "node_filesystem_avail_bytes{mountpoint=\"/pool\"} < 5";
    let own = "'nodes:9100'";
    for (rule, targets, services, answer) in [
        (unit, own, node("--collector.systemd"), Answer::Unknown),
        (unit, own, node(""), Answer::No),
        (unit, own, node("$MORE"), Answer::Unknown),
        (unit, own, service("nodes", "shop/node-exporter", ""), Answer::Unknown),
        (unit, own, service("nodes", "prom/node-exporter", "/start.sh"), Answer::Unknown),
        (unit, own, service("nodes", "prom/node-exporter", "/bin/node_exporter"), Answer::No),
        (unit, "'nodes:9100', 'all:80'", node("") + &service("all", "grafana/alloy", ""), Answer::Unknown),
        (unit, own, node("--collector.systemd, \"--collector.systemd.unit-include=(ssh|nginx).service\""), Answer::No),
        (unit, own, node("--collector.systemd, \"--collector.systemd.unit-include=vault.+\""), Answer::Unknown),
        (unit, own, node("--collector.systemd, \"--collector.systemd.unit-exclude=vault.service\""), Answer::No),
        (unit, own, node("--collector.systemd, \"--collector.systemd.unit-exclude=vault\""), Answer::Unknown),
        ("node_load5 > 9", own, node("--no-collector.loadavg"), Answer::No),
        ("node_load5 > 9", own, node("--collector.disable-defaults, --collector.cpu"), Answer::No),
        ("node_load5 > 9", own, node("--collector.disable-defaults, --collector.loadavg"), Answer::Unknown),
        ("node_load5 > 9", own, node("--no-collector.wifi"), Answer::Unknown),
        // What a textfile brings is called as anybody likes.
        ("node_reboot_required > 0", own, node("--collector.disable-defaults"), Answer::Unknown),
        (space, own, node("\"--collector.filesystem.mount-points-exclude=^/(dev|pool)($$|/)\""), Answer::No),
        (space, own, node("\"--collector.filesystem.ignored-mount-points=^/(dev|pool)($$|/)\""), Answer::No),
        (space, own, node("\"--collector.filesystem.mount-points-exclude=^/(dev|pools)($$|/)\""), Answer::Unknown),
        (space, own, node("\"--collector.filesystem.mount-points-exclude=^/($EXCLUDED)\""), Answer::Unknown),
        // The only exporter of its kind here is that of the hosts that are asked; of several, all have to lack it.
        (unit, "'vault-1.example.com:9100'", node(""), Answer::No),
        (
            unit,
            "'vault-1.example.com:9100'",
            node("") + &node("--collector.systemd").replace("nodes", "b"),
            Answer::Unknown,
        ),
        (unit, "'vault-1.example.com:9100', 'nodes:9100'", node(""), Answer::Unknown),
        (unit, "'vault-1.example.com:9100'", String::from("  b: {image: b}\n"), Answer::Unknown),
    ] {
        let live = scraped(rule, targets, &services, "The pool was full.");
        assert_eq!(live.is, answer, "{rule} {targets} {services}: {}", live.why);
    }
}

#[test]
fn exporters_of_databases_and_clusters_are_started_in_their_own_words() {
    let postgres = |command: &str| service("pg", "quay.io/prometheuscommunity/postgres-exporter", command);
    let mysql = |command: &str| service("my", "prom/mysqld-exporter", command);
    let kube = |command: &str| service("kube", "registry.k8s.io/kube-state-metrics/kube-state-metrics", command);
    for (rule, targets, services, answer) in [
        ("pg_stat_activity_count > 9", "'pg:9187'", postgres("--disable-default-metrics"), Answer::No),
        ("pg_stat_activity_count > 9", "'pg:9187'", postgres("--disable-settings-metrics"), Answer::Unknown),
        (
            "pg_stat_activity_count > 9",
            "'pg:9187'",
            postgres("--disable-default-metrics, --extend.query-path=/q.yml"),
            Answer::Unknown,
        ),
        ("pg_replication_lag_seconds > 9", "'pg:9187'", postgres("--no-collector.replication"), Answer::No),
        ("mysql_slave_status_slave_sql_running == 0", "'my:9104'", mysql("--no-collect.slave_status"), Answer::No),
        ("mysql_slave_status_slave_sql_running == 0", "'my:9104'", mysql("--no-collect.heartbeat"), Answer::Unknown),
        ("mysql_heartbeat_now_timestamp_seconds > 0", "'my:9104'", mysql(""), Answer::No),
        ("kube_job_status_failed > 0", "'kube:8080'", kube("'--resources=pods,nodes'"), Answer::No),
        ("kube_job_status_failed > 0", "'kube:8080'", kube("'--resources=pods,jobs'"), Answer::Unknown),
        ("kube_job_status_failed > 0", "'kube:8080'", kube("'--metric-denylist=kube_job_.*,kube_x'"), Answer::No),
        ("kube_job_status_failed > 0", "'kube:8080'", kube("'--metric-denylist=kube_cronjob_.*'"), Answer::Unknown),
        ("kube_job_status_failed{namespace=\"bank\"} > 0", "'kube:8080'", kube("'--namespaces=shop'"), Answer::No),
        (
            "kube_job_status_failed{namespace=\"bank\"} > 0",
            "'kube:8080'",
            kube("'--namespaces=shop,bank'"),
            Answer::Unknown,
        ),
    ] {
        let live = scraped(rule, targets, &services, "The pool was full.");
        assert_eq!(live.is, answer, "{rule} {targets} {services}: {}", live.why);
    }
}

/// The alert does not say which file system it is on; the text does.
#[test]
fn exporters_leave_out_the_file_system_that_a_text_tells_of() {
    let node = |command: &str| service("nodes", "prom/node-exporter", command);
    let types = node("'--collector.filesystem.fs-types-exclude=^(nfs4?|tmpfs)$$'");
    let one_type = node("'--collector.filesystem.fs-types-exclude=^(nfs|tmpfs)$$'");
    let points = node("'--collector.filesystem.mount-points-exclude=^/(srv|var/lib/docker)/'");
    let space = "node_filesystem_avail_bytes < 5";
    for (rule, services, text, answer) in [
        (space, &types, "The NFS share of the pools was full.", Answer::No),
        (space, &types, "The disk of the pools was full.", Answer::Unknown),
        (space, &one_type, "The NFS share of the pools was full.", Answer::Unknown),
        (space, &points, "The volume at /srv/pools was full.", Answer::No),
        (space, &points, "The disk behind /srv/pools was full.", Answer::No),
        (space, &points, "The volume at /data/pools was full.", Answer::Unknown),
        (space, &points, "Layers in /var/lib/docker/overlay2 filled the disk.", Answer::Unknown),
        (
            "node_filesystem_avail_bytes{mountpoint=\"/pool\"} < 5",
            &types,
            "The NFS share at /pool was full.",
            Answer::No,
        ),
        (
            "node_filesystem_avail_bytes{mountpoint=\"/pool\"} < 5",
            &types,
            "The NFS share at /bank was full.",
            Answer::Unknown,
        ),
        ("node_load1 > 5", &types, "The NFS share of the pools was full.", Answer::Unknown),
    ] {
        let live = scraped(rule, "'nodes:9100'", services, text);
        assert_eq!(live.is, answer, "{rule} {services} {text}: {}", live.why);
    }
}

#[test]
fn a_scrape_reaches_an_exporter_at_its_own_port_alone() {
    let node = |command: &str| service("nodes", "prom/node-exporter", command);
    let load = "node_load1 > 5";
    for (rule, targets, services, answer) in [
        (load, "'nodes:9200'", node(""), Answer::No),
        (load, "'nodes:9200'", node("'--web.listen-address=:9200'"), Answer::Unknown),
        (load, "'nodes:9100'", node("'--web.listen-address=:9200'"), Answer::No),
        (load, "'nodes:9100', 'other:9100'", node("'--web.listen-address=:9200'"), Answer::Unknown),
        (load, "'nodes:9200'", service("nodes", "shop/exporter", ""), Answer::Unknown),
        (load, "'nodes:9200'", service("nodes", "shop/exporter", "'--web.listen-address=:9300'"), Answer::No),
        (load, "'nodes:9300'", service("nodes", "shop/exporter", "'--web.listen-address=:9300'"), Answer::Unknown),
        (
            load,
            "'nodes:9200'",
            service("nodes", "shop/exporter", "'--web.listen-address=:9300', '--stats=:9200'"),
            Answer::Unknown,
        ),
        // That it is down is what it sees.
        ("up == 0", "'nodes:9200'", node(""), Answer::Yes),
    ] {
        let live = scraped(rule, targets, &services, "The pool was full.");
        assert_eq!(live.is, answer, "{rule} {targets} {services}: {}", live.why);
    }
}

/// What lets in to the pods of the `Service` that a job asks, in the namespace `bank`.
fn admitted(policies: &str, target: &str, more: (&str, &str)) -> alertgap::link::Rung {
    let prometheus = format!(
        "rule_files: [a.yml]\nscrape_configs: [{{job_name: vault, static_configs: [{{targets: ['{target}']}}]}}]\n"
    );
    let watch = "kind: Deployment\nmetadata: {name: prometheus, namespace: watch}\nspec: {template: {metadata: {labels: {app: \
                 prometheus}}, spec: {containers: [{image: prom/prometheus}]}}}\n";
    let vault = "kind: Service\nmetadata: {name: vault, namespace: bank}\nspec: {selector: {app: vault}, ports: [{port: 80, \
                 targetPort: web}, {port: 9102, targetPort: stats}]}\n---\nkind: Deployment\nmetadata: {name: vault, namespace: \
                 bank}\nspec: {template: {metadata: {labels: {app: vault, tier: strong}}, spec: {containers: [{image: vault, ports: \
                 [{name: web, containerPort: 8080}, {name: stats, containerPort: 9102}]}]}}}\n";
    let rule = rules("expr: 'pool_used{job=\"vault\"} > 5'");
    let files = [
        ("a.md", POSTMORTEM),
        ("a.yml", &*rule),
        ("prometheus.yml", &*prometheus),
        ("k8s/watch.yml", watch),
        ("k8s/vault.yml", vault),
        ("k8s/policies.yml", policies),
        more,
    ];
    rungs(&files).live
}

#[test]
fn a_scrape_needs_a_policy_that_admits_it() {
    let policy = |spec: &str| {
        let head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: bank}\n";
        format!("{head}spec: {{{spec}}}\n---\n")
    };
    let of_vault =
        |ingress: &str| policy(&format!("podSelector: {{matchLabels: {{app: vault}}}}, ingress: [{ingress}]"));
    let named =
        |namespace: &str| format!("namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {namespace}}}}}");
    let from = |namespace: &str| format!("from: [{{{}}}]", named(namespace));
    let (target, nothing) = ("vault.bank.svc:9102", ("b.yml", ""));
    for (policies, target, answer) in [
        (of_vault(&format!("{{{}, ports: [{{port: 8080}}]}}", from("gate"))), target, Answer::No),
        (of_vault(""), target, Answer::No),
        (of_vault("{}"), target, Answer::Unknown),
        (of_vault("{ports: [{port: 8080}]}"), target, Answer::No),
        (of_vault("{ports: [{port: 8080}]}"), "vault.bank:80", Answer::Unknown),
        (of_vault("{ports: [{port: web}]}"), target, Answer::No),
        (of_vault("{ports: [{port: stats}]}"), target, Answer::Unknown),
        (of_vault("{ports: [{port: 9102}]}"), target, Answer::Unknown),
        (of_vault("{ports: [{port: 9000, endPort: 9200}]}"), target, Answer::Unknown),
        (of_vault("{ports: [{port: 9102, protocol: UDP}]}"), target, Answer::No),
        (of_vault(&format!("{{{}}}", from("gate"))), target, Answer::No),
        (of_vault(&format!("{{{}}}", from("watch"))), target, Answer::Unknown),
        (of_vault(&format!("{{{}, ports: [{{port: 80}}]}}", from("watch"))), target, Answer::No),
        (of_vault("{from: [{podSelector: {}}]}"), target, Answer::No),
        (of_vault("{from: [{namespaceSelector: {}}]}"), target, Answer::Unknown),
        (of_vault("{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}"), target, Answer::Unknown),
        (of_vault("{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}"), target, Answer::Unknown),
        (
            of_vault(&format!("{{from: [{{{}, podSelector: {{matchLabels: {{app: gate}}}}}}]}}", named("watch"))),
            target,
            Answer::No,
        ),
        // Policies add up.
        (of_vault("") + &of_vault(&format!("{{{}}}", from("watch"))), target, Answer::Unknown),
        (policy("podSelector: {}") + &of_vault(&format!("{{{}}}", from("watch"))), target, Answer::Unknown),
        (policy("podSelector: {}") + &of_vault(&format!("{{{}}}", from("gate"))), target, Answer::No),
        (of_vault("").replace("app: vault", "app: till"), target, Answer::Unknown),
        (of_vault("").replace("namespace: bank", "namespace: shop"), target, Answer::Unknown),
        (policy("podSelector: {}, policyTypes: [Egress]"), target, Answer::Unknown),
        // Somebody else's, and another host.
        (of_vault("").replace("networking.k8s.io", "projectcalico.org"), target, Answer::Unknown),
        (of_vault(""), "vault.example.com:9102", Answer::Unknown),
        (of_vault(""), "vault.bank.svc:9103", Answer::Unknown),
    ] {
        let live = admitted(&policies, target, nothing);
        assert_eq!(live.is, answer, "{policies} {target}: {}", live.why);
    }
    for more in [
        ("c.yml", "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a, namespace: bank}\n"),
        ("c.yml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: {{ x }}}\n"),
        (
            "c.yml",
            "kind: Deployment\nmetadata: {name: b}\nspec: {template: {spec: {containers: [{image: prom/prometheus}]}}}\n",
        ),
    ] {
        assert_eq!(admitted(&of_vault(""), target, more).is, Answer::Unknown, "{more:?}");
    }
}

/// kube-state-metrics gives the labels of the cluster that it is told to give.
#[test]
fn labels_of_pods_are_there_where_they_are_allowed() {
    let kube = |version: &str, command: &str| {
        service("kube", &format!("registry.k8s.io/kube-state-metrics/kube-state-metrics:{version}"), command)
    };
    let rule = "pool_used * on (pod) group_left kube_pod_labels{label_team=\"bank\"} > 5";
    for (services, answer) in [
        (kube("v2.13.0", ""), Answer::No),
        (kube("v2.13.0", "'--metric-labels-allowlist=pods=[team,app]'"), Answer::Unknown),
        (kube("v2.13.0", "'--metric-labels-allowlist=pods=[*]'"), Answer::Unknown),
        (kube("v2.13.0", "'--metric-labels-allowlist=pods=[app],nodes=[team]'"), Answer::No),
        (kube("v1.9.8", ""), Answer::Unknown),
    ] {
        let live = scraped(rule, "'kube:8080'", &services, "The pool was full.");
        assert_eq!(live.is, answer, "{services}: {}", live.why);
    }
}

/// Pods are evicted, containers are not.
#[test]
fn a_reason_of_another_metric_is_none() {
    for (selector, answer) in [
        ("kube_pod_container_status_terminated_reason{reason=\"Evicted\"}", Answer::No),
        ("kube_pod_container_status_last_terminated_reason{reason=~\"Evicted|NodeLost\"}", Answer::No),
        ("kube_pod_container_status_terminated_reason{reason=~\"Evicted|Error\"}", Answer::Unknown),
        ("kube_pod_container_status_terminated_reason{reason=\"OomKilled\"}", Answer::No),
        ("kube_pod_status_reason{reason=\"Evicted\"}", Answer::Unknown),
        ("kube_pod_status_reason{reason=\"OOMKilled\"}", Answer::No),
        ("kube_pod_container_status_waiting_reason{reason=\"OOMKilled\"}", Answer::No),
        ("kube_pod_container_status_waiting_reason{reason!=\"OOMKilled\"}", Answer::Unknown),
        ("kube_pod_status_phase{phase=\"Lost\"}", Answer::No),
        ("kube_deployment_status_condition{condition=\"Ready\",status=\"false\"}", Answer::No),
        ("own_status_reason{reason=\"Evicted\"}", Answer::Unknown),
    ] {
        let live = scraped_with(&format!("expr: '{selector} > 0'"), TARGETS, &[]).live;
        assert_eq!(live.is, answer, "{selector}: {}", live.why);
    }
}
