//! What files of docker compose and the arguments of containers make of rules, series and their way to somebody.

use alertgap::link::Answer;

use super::{POSTMORTEM, rules, rungs};

/// A Prometheus of docker compose with these volumes, and more keys of its service.
fn compose(volumes: &str, more: &str) -> String {
    let mounted = "./prometheus.yml:/etc/prometheus/prometheus.yml:ro";
    format!("services:\n  watch: {{image: 'prom/prometheus:v3.1.0', volumes: ['{mounted}', {volumes}]{more}}}\n")
}

#[test]
fn a_container_sees_the_rule_files_that_are_mounted_in_it() {
    let rule = rules("expr: pool_used > 5");
    let other = rules("expr: pool_used > 4").replace("PoolFull", "Other");
    let defined = |pattern: &str, compose: &str, more: &[(&str, &str)]| {
        let prometheus = format!("rule_files: ['{pattern}']\n");
        let files = [
            ("a.md", POSTMORTEM),
            ("rules/pool.yml", &*rule),
            ("rules/other.yml", &*other),
            ("prometheus.yml", &*prometheus),
            ("compose.yml", compose),
        ];
        rungs(&[&files[..], more].concat()).defined
    };
    let deployed = "/etc/prometheus/rules/*.yml";
    let one_by_one = "./rules/other.yml:/etc/prometheus/rules/other.yml";
    for (pattern, volumes, more, answer) in [
        (deployed, one_by_one, "", Answer::No),
        (deployed, "./rules:/etc/prometheus/rules:ro", "", Answer::Yes),
        (deployed, "./rules/pool.yml:/etc/prometheus/rules/pool.yml", "", Answer::Yes),
        (deployed, "./:/etc/prometheus", "", Answer::Yes),
        ("rules/*.yml", one_by_one, "", Answer::No),
        ("rules/*.yml", "./rules:/etc/prometheus/rules", "", Answer::Yes),
        // A folder of it hides what was there.
        (deployed, "./:/etc/prometheus', './more:/etc/prometheus/rules", "", Answer::Unknown),
        (deployed, "./rules:/etc/prometheus/rule", "", Answer::No),
        (deployed, "./rules:/etc/prometheus/rules/pools", "", Answer::No),
        // From elsewhere, by a name, a variable or a path of the host.
        (deployed, "rules:/etc/prometheus/rules", "", Answer::Unknown),
        (deployed, "/srv/rules:/etc/prometheus/rules", "", Answer::Unknown),
        (deployed, "${RULES:-./rules}:/etc/prometheus/rules", "", Answer::Unknown),
        (deployed, "./generated:/etc/prometheus/rules", "", Answer::Unknown),
        (deployed, "data:/prometheus", "", Answer::No),
        (deployed, one_by_one, ", build: .", Answer::Unknown),
        (deployed, one_by_one, ", extends: {service: base}", Answer::Unknown),
        (deployed, one_by_one, ", command: ['--config.file=/other.yml']", Answer::No),
        (deployed, one_by_one, ", command: ['--config.file=$CONFIG']", Answer::Unknown),
        (deployed, one_by_one, ", command: --config.file /etc/prometheus/prometheus.yml", Answer::No),
        (deployed, one_by_one, ", entrypoint: [sh, -c], command: ['cp -r /rules /etc/prometheus']", Answer::Unknown),
    ] {
        let compose = compose(&format!("'{volumes}'"), more);
        let defined = defined(pattern, &compose, &[]);
        assert_eq!(defined.is, answer, "{pattern} {compose}: {}", defined.why);
    }
    let long = compose("{type: bind, source: ./rules/other.yml, target: /etc/prometheus/rules/other.yml}", "");
    assert_eq!(defined(deployed, &long, &[]).is, Answer::No);
    assert_eq!(defined(deployed, &long.replace("other.yml", "pool.yml"), &[]).is, Answer::Yes);
    let configs = ", configs: [{source: pool, target: /etc/prometheus/rules/pool.yml}]";
    let top = "configs: {pool: {file: ./rules/pool.yml}}\n";
    assert_eq!(defined(deployed, &(compose("", configs) + top), &[]).is, Answer::Yes);
    let own = compose(&format!("'{one_by_one}'"), "");
    // A second file says more of the service; another image may hold them; somebody else may run it as well.
    let second = "services: {watch: {image: prom/prometheus, volumes: ['./rules:/etc/prometheus/rules']}}\n";
    let runs = "kind: Deployment\nspec: {template: {spec: {containers: [{image: prom/prometheus}]}}}\n";
    let perhaps = "kind: StatefulSet\nmetadata: {name: {{ .Values.name }}}\n";
    for more in [("compose.override.yml", second), ("k8s/d.yml", runs), ("chart/d.yml", perhaps)] {
        assert_eq!(defined(deployed, &own, &[more]).is, Answer::Unknown, "{more:?}");
    }
    assert_eq!(defined(deployed, &own.replace("prom/", "shop/"), &[]).is, Answer::Unknown);
}

#[test]
fn what_is_for_trials_says_nothing_of_what_runs() {
    let rule = rules("expr: pool_used > 5");
    for (path, answer) in [("dev/compose.yml", Answer::Unknown), ("ops/compose.yml", Answer::No)] {
        let compose = compose("", "").replace("./prometheus", "../prometheus");
        let files = [
            ("a.md", POSTMORTEM),
            ("rules/pool.yml", &*rule),
            ("prometheus.yml", "rule_files: [/etc/prometheus/rules/*.yml]\n"),
            (path, &*compose),
        ];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{path}: {}", defined.why);
    }
}

/// Where alerts are sent, beside an Alertmanager that is started with these arguments.
fn sent(to: &str, arguments: &str, more: &[(&str, &str)]) -> alertgap::link::Rung {
    let prometheus = format!("rule_files: [a.yml]\nalerting: {{alertmanagers: [{to}]}}\n");
    let compose =
        compose("'./a.yml:/etc/prometheus/a.yml'", "") + &format!("  pager: {{image: prom/alertmanager{arguments}}}\n");
    let rule = rules("expr: pool_used > 5");
    let files = [
        ("a.md", POSTMORTEM),
        ("a.yml", &*rule),
        ("prometheus.yml", &*prometheus),
        ("compose.yml", &*compose),
        ("alertmanager.yml", "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n"),
    ];
    rungs(&[&files[..], more].concat()).delivered
}

#[test]
fn an_alertmanager_answers_below_its_own_path_alone() {
    let plain = "{static_configs: [{targets: ['pager:9093']}]}";
    let below = |prefix: &str| format!("{{path_prefix: {prefix}, static_configs: [{{targets: ['pager:9093']}}]}}");
    let command = |argument: &str| format!(", command: ['{argument}']");
    let external = command("--web.external-url=https://shop.example.com/calls/");
    for (to, arguments, answer) in [
        (plain, "", Answer::Yes),
        (plain, &*external, Answer::No),
        (&*below("/calls"), &*external, Answer::Yes),
        (&*below("calls/"), &*external, Answer::Yes),
        (&*below("/call"), &*external, Answer::No),
        (&*below("/calls"), "", Answer::No),
        (plain, &*command("--web.external-url=https://calls.example.com"), Answer::Yes),
        (plain, &*command("--web.external-url=https://calls.example.com/"), Answer::Yes),
        (plain, &*command("--web.route-prefix=/x"), Answer::No),
        (plain, ", command: --web.external-url https://a.example.com/x --web.route-prefix /", Answer::Yes),
        (plain, ", command: --web.external-url https://a.example.com/x", Answer::No),
        // What nobody can tell from here.
        (plain, &*command("--web.external-url=${URL}"), Answer::Yes),
        (plain, &*command("${MORE}"), Answer::Yes),
        (&*below("/calls"), &*command("${MORE}"), Answer::Yes),
        (plain, ", command: [sh, -c, 'alertmanager --web.route-prefix=/x']", Answer::Yes),
        (&*plain.replace("pager:", "10.0.0.1:"), &*external, Answer::Yes),
        (&*below("/calls").replace("pager:", "pager.example.com:"), "", Answer::Yes),
        ("{dns_sd_configs: [{names: [pager]}]}", &*external, Answer::Yes),
        // One of two is enough.
        (&*format!("{plain}, {}", below("/calls")), "", Answer::Yes),
        (&*format!("{}, {}", below("/a"), below("/calls")), "", Answer::No),
    ] {
        let delivered = sent(to, arguments, &[]);
        assert_eq!(delivered.is, answer, "{to} {arguments}: {}", delivered.why);
    }
    // A second file may say more of it.
    let second = "services: {pager: {command: ['--web.route-prefix=/']}, b: {image: b}}\n";
    assert_eq!(sent(plain, &external, &[("compose.prod.yml", second)]).is, Answer::Yes);
    assert_eq!(sent(plain, &external, &[("b/compose.yml", &second.replace("pager", "other"))]).is, Answer::No);
}

/// By the `Service` before it, where Prometheus runs in that cluster.
#[test]
fn an_alertmanager_of_a_cluster_is_found_by_its_service() {
    let pager = |arguments: &str, more: &str| {
        format!(
            "kind: Service\nmetadata: {{name: pager, namespace: watch}}\nspec: {{selector: {{app: pager}}, ports: [{{port: 9093}}]}}\n---\n\
             kind: StatefulSet\nmetadata: {{name: pager, namespace: watch}}\nspec: {{template: {{metadata: {{labels: {{app: \
             pager}}}}, spec: {{containers: [{{image: prom/alertmanager, args: [{arguments}]}}{more}]}}}}}}\n---\n"
        )
    };
    let watch = "kind: Deployment\nmetadata: {name: prometheus, namespace: watch}\nspec: {template: {spec: {containers: [{image: \
                 prom/prometheus}]}}}\n";
    let rule = rules("expr: pool_used > 5");
    let delivered = |host: &str, manifests: &str| {
        let to = format!("{{static_configs: [{{targets: ['{host}:9093']}}]}}");
        let prometheus = format!("rule_files: [a.yml]\nalerting: {{alertmanagers: [{to}]}}\n");
        let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
        rungs(&[
            ("a.md", POSTMORTEM),
            ("a.yml", &*rule),
            ("alertmanager.yml", alertmanager),
            ("k8s/all.yml", manifests),
            ("prometheus.yml", &*prometheus),
        ])
        .delivered
    };
    let external = "'--web.external-url=https://a.example.com/x'";
    for (host, manifests, answer) in [
        ("pager", pager(external, "") + watch, Answer::No),
        ("pager.watch.svc", pager(external, "") + watch, Answer::No),
        ("pager.watch.svc", pager(&format!("{external}, --web.route-prefix=/"), "") + watch, Answer::Yes),
        ("pager.watch.svc", pager("", "") + watch, Answer::Yes),
        ("pager.shop.svc", pager(external, "") + watch, Answer::Yes),
        // What stands before it may answer otherwise; nobody runs Prometheus here; not all of it can be read.
        ("pager", pager(external, ", {image: nginx}") + watch, Answer::Yes),
        ("pager", pager(external, ""), Answer::Yes),
        ("pager", pager(external, "") + watch + "---\nkind: Service\nmetadata: {name: {{ x }}}\n", Answer::Yes),
    ] {
        let delivered = delivered(host, &manifests);
        assert_eq!(delivered.is, answer, "{host} {manifests}: {}", delivered.why);
    }
}

#[test]
fn an_alertmanager_answers_at_its_own_port_alone() {
    let at = |port: &str| format!("{{static_configs: [{{targets: ['pager:{port}']}}]}}");
    let listens = |address: &str| format!(", command: ['--web.listen-address={address}']");
    for (port, arguments, answer) in [
        ("9093", listens(":9094"), Answer::No),
        ("9094", listens(":9094"), Answer::Yes),
        ("9094", listens("0.0.0.0:9094"), Answer::Yes),
        ("9094", String::new(), Answer::No),
        ("9094", ", ports: ['9094:9093']".to_owned(), Answer::No),
        ("9093", listens("127.0.0.1:9093"), Answer::No),
        ("9093", listens("${AT}"), Answer::Yes),
        ("9093", ", command: ['--web.listen-address=:9094', '--web.listen-address=:9093']".to_owned(), Answer::Yes),
        ("9093", ", network_mode: host, command: ['--web.listen-address=:9094']".to_owned(), Answer::Yes),
    ] {
        let delivered = sent(&at(port), &arguments, &[]);
        assert_eq!(delivered.is, answer, "{port} {arguments}: {}", delivered.why);
    }
}

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

/// The rungs of an alert whose Prometheus is started with these arguments.
fn started(rule: &str, interval: &str, arguments: &str) -> alertgap::link::Rungs {
    let scrape = format!("{{job_name: pool, scrape_interval: {interval}, static_configs: [{{targets: [a]}}]}}");
    let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{scrape}]\n");
    let compose = compose("'./a.yml:/etc/prometheus/a.yml'", arguments);
    let rule = rules(rule);
    let page = "# TYPE pool_used gauge\npool_used 5\n";
    rungs(&[
        ("a.md", POSTMORTEM),
        ("a.yml", &*rule),
        ("prometheus.yml", &*prometheus),
        ("compose.yml", &*compose),
        ("pool.prom", page),
    ])
}

#[test]
fn prometheus_keeps_series_for_as_long_as_it_is_told() {
    let old = |offset: &str| format!("expr: 'pool_used / pool_used offset {offset} > 2'");
    let command = |arguments: &str| format!(", command: ['--config.file=/etc/prometheus/prometheus.yml', {arguments}]");
    for (rule, arguments, answer) in [
        (old("1w"), command("'--storage.tsdb.retention.time=3d'"), Answer::No),
        (old("1w"), command("'--storage.tsdb.retention=3d'"), Answer::No),
        (old("1w"), command("'--storage.tsdb.retention.time=30d'"), Answer::Yes),
        // A block more or less.
        (old("1w"), command("'--storage.tsdb.retention.time=7d'"), Answer::Yes),
        (old("1w"), command("'--storage.tsdb.retention.time=${KEPT}'"), Answer::Yes),
        (old("1w"), String::new(), Answer::Yes),
        (old("4w"), String::new(), Answer::No),
        (old("4w"), command("'--storage.tsdb.retention.size=50GB'"), Answer::Yes),
        (old("4w"), ", command: ['${MORE}']".to_owned(), Answer::Yes),
        ("expr: 'avg_over_time(pool_used[30d]) > 2'".to_owned(), String::new(), Answer::Yes),
    ] {
        let live = started(&rule, "30s", &arguments).live;
        assert_eq!(live.is, answer, "{rule} {arguments}: {}", live.why);
    }
}

#[test]
fn a_sample_is_the_present_one_for_as_long_as_prometheus_is_told() {
    let rule = "expr: pool_used > 2, for: 15m";
    let command = |argument: &str| format!(", command: ['--config.file=/etc/prometheus/prometheus.yml', '{argument}']");
    for (arguments, answer) in [
        (String::new(), Answer::No),
        (command("--query.lookback-delta=20m"), Answer::Yes),
        (command("--query.lookback-delta=10m"), Answer::No),
        (command("--query.lookback-delta=${BACK}"), Answer::Yes),
        // Somebody may write it more often.
        (command("--web.enable-remote-write-receiver"), Answer::Yes),
    ] {
        let live = started(rule, "15m", &arguments).live;
        assert_eq!(live.is, answer, "{arguments}: {}", live.why);
    }
}

#[test]
fn a_configuration_that_is_mounted_elsewhere_loads_nothing() {
    for (arguments, answer) in [
        ("--config.file=/etc/prometheus/prometheus.yml", Answer::Yes),
        ("--config.file=/etc/prometheus/prom.yml", Answer::No),
        ("--config.file=${CONFIG}", Answer::Yes),
    ] {
        let defined = started("expr: pool_used > 2", "30s", &format!(", command: ['{arguments}']")).defined;
        assert_eq!(defined.is, answer, "{arguments}: {}", defined.why);
    }
}

/// What has another form than docker compose asks for says nothing, and stumbles over nothing.
#[test]
fn services_of_any_form_are_read() {
    let rule = rules("expr: pool_used > 5");
    for service in [
        "5",
        "[{image: prom/prometheus}]",
        "{watch: {image: prom/prometheus, command: {a: b}, volumes: 7, environment: [5, [x]], networks: {a: 5}}}",
        "{watch: {image: [prom/prometheus], build: 5}}",
        "{watch: {image: 'ü/é:ß@', command: \"'ü \\\\\\n --é=\", volumes: [':', 'ü:', ':ü:', '$', '']}}",
        "{watch: {image: prom/prometheus, command: '--', volumes: [{target: 5}, {source: 5}, 5, [], {}]}}",
        "{watch: {image: '/:/:', tmpfs: {a: b}, configs: [5, {source: [x]}], entrypoint: ['']}}",
    ] {
        let compose = format!("services: {service}\n");
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &*rule),
            ("prometheus.yml", "rule_files: [a.yml]\n"),
            ("compose.yml", &*compose),
        ];
        assert_eq!(rungs(&files).defined.is, Answer::Yes, "{compose}");
    }
}
