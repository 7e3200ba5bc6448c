//! What files of docker compose and the arguments of containers make of rules, series and their way to somebody.

use alertgap::link::Answer;

use super::{POSTMORTEM, rules, rungs};

/// A Prometheus of docker compose with these volumes, and more keys of its service.
pub(super) fn compose(volumes: &str, more: &str) -> String {
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
