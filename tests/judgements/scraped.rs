//! What relabelling, limits and intervals leave of the series that an alert reads.

use alertgap::link::{Answer, Rungs};

use super::{POSTMORTEM, rules, rungs};

/// The rungs of an alert with these keys, where one job is scraped so, beside these files.
pub(super) fn scraped(rule: &str, job: &str, files: &[(&str, &str)]) -> Rungs {
    let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {job}}}]\n");
    let rules = rules(rule);
    rungs(&[&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)], files].concat())
}

pub(super) const TARGETS: &str = "static_configs: [{targets: ['db-1:9187', 'db-2:9187'], labels: {zone: a}}]";

#[test]
fn a_job_is_what_relabelling_leaves_of_its_targets() {
    let steps = |steps: &str| format!("{TARGETS}, relabel_configs: [{steps}]");
    let to = |job: &str| format!("{{target_label: job, replacement: {job}}}");
    for (job, answer) in [
        (TARGETS.to_owned(), Answer::Yes),
        ("static_configs: [{targets: []}]".to_owned(), Answer::No),
        // Where it says nothing of targets, they may come from elsewhere.
        ("scheme: https".to_owned(), Answer::Yes),
        (steps("{source_labels: [__address__], regex: 'db-.*', action: drop}"), Answer::No),
        (steps("{source_labels: [__address__], regex: 'db-1:.*', action: drop}"), Answer::Yes),
        (steps("{source_labels: [zone, __address__], regex: 'a;db-.*', action: keep}"), Answer::Yes),
        (steps("{source_labels: [zone], regex: b, action: keep}"), Answer::No),
        (steps("{source_labels: [__scheme__], regex: https, action: keep}"), Answer::No),
        (steps("{source_labels: [job], target_label: zone, action: keepequal}"), Answer::No),
        (steps("{target_label: __address__, replacement: ''}"), Answer::No),
        (steps(&to("pool-prod")), Answer::No),
        (steps(&format!("{}, {}", to("other"), to("pool"))), Answer::Yes),
        (steps("{source_labels: [zone], regex: (.*), target_label: job, replacement: pool-$1}"), Answer::No),
        (steps("{source_labels: [zone], regex: b, target_label: job, replacement: other}"), Answer::Yes),
        (steps("{regex: zone, action: labelmap, replacement: job}"), Answer::No),
        (steps("{source_labels: [job], target_label: job, action: uppercase}"), Answer::No),
        // Which targets have which number is not worked out.
        (
            steps(
                "{source_labels: [__address__], modulus: 2, target_label: __tmp, action: hashmod}, {source_labels: [__tmp], regex: 7, action: keep}",
            ),
            Answer::Yes,
        ),
    ] {
        let live = scraped("expr: 'up{job=\"pool\"} == 0'", &job, &[]).live;
        assert_eq!(live.is, answer, "{job}: {}", live.why);
    }
}

#[test]
fn what_is_rewritten_after_the_scrape_is_not_found_by_what_it_was() {
    for (selector, steps, answer) in [
        ("pool_used{code=~\"5..\"}", "{regex: code, action: labeldrop}", Answer::No),
        ("pool_used{code!=\"200\"}", "{regex: code, action: labeldrop}", Answer::Unknown),
        ("pool_used{code=~\"5..\"}", "{regex: 'job|instance|__name__', action: labelkeep}", Answer::No),
        (
            "pool_used{code=\"500\"}",
            "{regex: code, action: labeldrop}, {target_label: code, replacement: '500'}",
            Answer::Unknown,
        ),
        ("pool_used{pool=\"a\"}", "{source_labels: [pool], regex: a|b, action: drop}", Answer::No),
        ("pool_used{pool=\"c\"}", "{source_labels: [pool], regex: a|b, action: drop}", Answer::Unknown),
        ("pool_used", "{source_labels: [pool], regex: a|b, action: drop}", Answer::Unknown),
        ("pool_used{pool=\"a\"}", "{source_labels: [__name__, pool], regex: 'pool_used;a', action: drop}", Answer::No),
        (
            "pool_used",
            "{source_labels: [__name__], regex: '(pool_.*)', target_label: __name__, replacement: app_$1}",
            Answer::No,
        ),
        (
            "pool_used",
            "{source_labels: [__name__], regex: 'old_(.*)', target_label: __name__, replacement: $1}",
            Answer::Unknown,
        ),
        (
            "pool_used",
            "{source_labels: [__name__], regex: '(.*)', target_label: __name__, replacement: $1}",
            Answer::Unknown,
        ),
    ] {
        let job = format!("{TARGETS}, metric_relabel_configs: [{steps}]");
        let live = scraped(&format!("expr: 'sum({selector}) > 5'"), &job, &[]).live;
        assert_eq!(live.is, answer, "{selector} {steps}: {}", live.why);
    }
}

#[test]
fn a_scrape_above_its_limit_is_refused_as_a_whole() {
    let page = "# TYPE pool_used gauge\npool_used{pool=\"a\"} 5\npool_used{pool=\"b\"} 5\npool_used{pool=\"c\"} 5\n";
    for (limit, answer) in [("2", Answer::No), ("3", Answer::Yes), ("0", Answer::Yes)] {
        let job = format!("{TARGETS}, sample_limit: {limit}");
        let live = scraped("expr: pool_used > 5", &job, &[("pool.prom", page)]).live;
        assert_eq!(live.is, answer, "{limit}: {}", live.why);
    }
    let drops = "metric_relabel_configs: [{source_labels: [pool], regex: c, action: drop}]";
    let job = format!("{TARGETS}, sample_limit: 2, {drops}");
    let live = scraped("expr: pool_used > 5", &job, &[("pool.prom", page)]).live;
    assert_ne!(live.is, Answer::No, "{}", live.why);
}

#[test]
fn what_is_scraped_or_recorded_too_seldom_never_holds() {
    let every = |interval: &str| format!("{TARGETS}, scrape_interval: {interval}");
    for (rule, interval, answer) in [
        ("expr: pool_used > 5, for: 15m", "10m", Answer::No),
        ("expr: pool_used > 5, for: 2m", "10m", Answer::Unknown),
        ("expr: pool_used > 5, for: 15m", "4m", Answer::Unknown),
        ("expr: 'max_over_time(pool_used[30m]) > 5', for: 15m", "10m", Answer::Unknown),
        ("expr: absent(pool_used), for: 15m", "10m", Answer::Unknown),
    ] {
        let live = scraped(rule, &every(interval), &[]).live;
        let is_never = live.is == Answer::No;
        assert_eq!(is_never, answer == Answer::No, "{rule} {interval}: {}", live.why);
    }
    let prometheus = format!("rule_files: ['*.yml']\nscrape_configs: [{{job_name: pool, {TARGETS}}}]\n");
    for (interval, answer) in [("10m", Answer::No), ("1m", Answer::Unknown)] {
        let recording = format!(
            "groups: [{{name: r, interval: {interval}, rules: [{{record: 'job:pool_used:sum', expr: sum by (job) (pool_used)}}]}}]\n"
        );
        let rules = rules("expr: 'rate(job:pool_used:sum[5m]) > 5'");
        let live = rungs(&[
            ("a.md", POSTMORTEM),
            ("rules/a.yml", &rules),
            ("rules/r.yml", &recording),
            ("prometheus.yml", &prometheus.replace("*.yml", "rules/*.yml")),
        ])
        .live;
        assert_eq!(live.is, answer, "{interval}: {}", live.why);
    }
}

#[test]
fn an_alert_without_for_is_never_pending() {
    let beside = |hold: &str| format!("groups: [{{name: h, rules: [{{alert: Early, expr: pool_used > 4{hold}}}]}}]\n");
    for (alert, state, hold, answer) in [
        ("Early", "pending", "", Answer::No),
        ("Early", "pending", ", for: 5m", Answer::Unknown),
        ("Early", "firing", "", Answer::Unknown),
        ("Late", "firing", "", Answer::No),
    ] {
        let rules = rules(&format!("expr: 'ALERTS{{alertname=\"{alert}\", alertstate=\"{state}\"}} == 1'"));
        let prometheus = format!("rule_files: ['rules/*.yml']\nscrape_configs: [{{job_name: pool, {TARGETS}}}]\n");
        let early = beside(hold);
        let files = [
            ("a.md", POSTMORTEM),
            ("rules/a.yml", &*rules),
            ("rules/early.yml", &*early),
            ("prometheus.yml", &*prometheus),
        ];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{alert} {state}{hold}: {}", live.why);
    }
}

/// A label is asked for as a whole.
#[test]
fn what_a_label_only_begins_with_is_not_its_value() {
    let page = "# TYPE ready gauge\nready{pod=\"cart-66d8f-aa1bb\",unit=\"nginx.service\",code=\"500\",queue=\"mail-in\"} 1\n\
                ready{pod=\"cart-66d8f-bb2cc\",unit=\"ssh.service\",code=\"200\",queue=\"mail-out\"} 1\n";
    for (matcher, answer) in [
        ("pod=\"cart\"", Answer::No),
        ("pod=~\"cart\"", Answer::No),
        ("pod=~\"cart-.*\"", Answer::Yes),
        ("pod=\"card\"", Answer::Unknown),
        ("pod=~\"cart|shop\"", Answer::Unknown),
        ("pod!=\"cart\"", Answer::Yes),
        ("unit=\"nginx\"", Answer::No),
        ("unit=\"cron\"", Answer::Unknown),
        ("code=\"5xx\"", Answer::No),
        ("code=\"503\"", Answer::Unknown),
        ("queue=\"mail\"", Answer::Unknown),
    ] {
        let live = scraped(&format!("expr: 'ready{{{matcher}}} == 0'"), TARGETS, &[("pool.prom", page)]).live;
        assert_eq!(live.is, answer, "{matcher}: {}", live.why);
    }
}

/// Each exporter has a port of its own, and `instance` has it too.
#[test]
fn what_two_exporters_say_of_one_host_has_another_instance() {
    let node = |address: &str, more: &str| {
        format!("{{job_name: node, static_configs: [{{targets: ['{address}'], labels: {{zone: a}}}}]{more}}}")
    };
    let by_host = ", relabel_configs: [{source_labels: [__address__], regex: '(.*):.*', target_label: instance}]";
    let both =
        |on: &str| format!("pool_used{{job=\"pool\"}} > 5 and on ({on}) rate(node_load{{job=\"node\"}}[5m]) > 1");
    let per = |on: &str| format!("pool_used{{job=\"pool\"}} / on ({on}) node_load{{job=\"node\"}} > 1");
    for (expr, node, is_never) in [
        (both("instance"), node("db-1:9100", ""), true),
        (per("instance"), node("db-1:9100", ""), true),
        (both("instance"), node("db-1:9187", ""), false),
        (both("instance"), node("db-1:9100", by_host), true),
        (both("zone"), node("db-1:9100", ""), false),
        (both("zone, instance"), node("db-1:9100", ""), true),
        (both("host"), node("db-1:9100", ""), false),
    ] {
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {TARGETS}}}, {node}]\n");
        let rules = rules(&format!("expr: '{expr}'"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("prometheus.yml", &prometheus)]).live;
        assert_eq!(live.is == Answer::No, is_never, "{expr} {node}: {}", live.why);
    }
}

/// One series of several targets is taken for all of them only where they are summed up.
#[test]
fn several_targets_are_not_matched_as_one() {
    let one = "static_configs: [{targets: ['db-1:9187'], labels: {zone: a}}]";
    for (expr, job, is_never) in [
        ("errors{job=\"pool\"} / on (job) calls{job=\"pool\"} > 1", TARGETS, true),
        ("errors{job=\"pool\"} / on (job, zone) calls{job=\"pool\"} > 1", TARGETS, true),
        ("errors{job=\"pool\"} / on (job, instance) calls{job=\"pool\"} > 1", TARGETS, false),
        ("errors{job=\"pool\"} / on (job, path) calls{job=\"pool\"} > 1", TARGETS, false),
        ("errors{job=\"pool\"} / on (job) sum by (job) (calls{job=\"pool\"}) > 1", TARGETS, false),
        ("errors{job=\"pool\"} / on (job) calls{job=\"pool\"} > 1", one, false),
        ("errors{job=\"pool\"} / on (job) calls > 1", TARGETS, false),
    ] {
        let live = scraped(&format!("expr: '{expr}'"), job, &[]).live;
        assert_eq!(live.is == Answer::No, is_never, "{expr} {job}: {}", live.why);
    }
}

/// Kubernetes writes a reason in one way.
#[test]
fn a_reason_in_other_letters_is_none() {
    for (reason, answer) in [
        ("=\"CrashLoopbackOff\"", Answer::No),
        ("=~\"crashloopbackoff|oomkilled\"", Answer::No),
        ("=~\"crashloopbackoff|ErrImagePull\"", Answer::Unknown),
        ("=\"CrashLoopBackOff\"", Answer::Unknown),
        ("=~\"Crash.*\"", Answer::Unknown),
        ("=\"SomethingElse\"", Answer::Unknown),
    ] {
        let live =
            scraped(&format!("expr: 'kube_pod_container_status_waiting_reason{{reason{reason}}} > 0'"), TARGETS, &[]);
        assert_eq!(live.live.is, answer, "{reason}: {}", live.live.why);
    }
}

#[test]
fn a_collector_that_is_not_asked_for_shows_nothing() {
    for (asked, answer) in
        [("[cpu, meminfo]", Answer::No), ("[cpu, filesystem]", Answer::Unknown), ("[]", Answer::Unknown)]
    {
        let job = format!("{TARGETS}, params: {{'collect[]': {asked}}}");
        let live = scraped("expr: node_filesystem_avail_bytes < 5", &job, &[]).live;
        assert_eq!(live.is, answer, "{asked}: {}", live.why);
    }
}

/// A receiver that throws away what it gets is nobody.
#[test]
fn whoever_throws_it_away_is_not_told() {
    for (receiver, answer) in [
        ("webhook_configs: [{url: 'http://127.0.0.1:9/discard'}]", Answer::No),
        ("email_configs: [{to: devnull@example.com}]", Answer::No),
        ("email_configs: [{to: devnull@example.com}], pagerduty_configs: [{routing_key: a}]", Answer::Yes),
        ("webhook_configs: [{url: 'http://127.0.0.1:8080/'}]", Answer::Yes),
    ] {
        let alertmanager = format!("route: {{receiver: call}}\nreceivers: [{{name: call, {receiver}}}]\n");
        let rules = rules("expr: pool_used > 5");
        let delivered =
            rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("alertmanager.yml", &alertmanager)]).delivered;
        assert_eq!(delivered.is, answer, "{receiver}: {}", delivered.why);
    }
}

/// Prometheus refuses all of its configuration for one rule file with a fault in it.
#[test]
fn a_rule_file_with_a_fault_spoils_the_others() {
    let prometheus = format!("rule_files: ['rules/*.yml']\nscrape_configs: [{{job_name: pool, {TARGETS}}}]\n");
    let rules = rules("expr: pool_used > 5");
    for (other, answer) in [
        ("groups: [{name: h, rules: [{alert: Other, expr: 'sum('}]}]\n", Answer::No),
        ("groups: [{name: h, rules: []}, {name: h, rules: []}]\n", Answer::No),
        ("groups: [{name: h, rules: []}]\n", Answer::Yes),
    ] {
        let files =
            [("a.md", POSTMORTEM), ("rules/a.yml", &*rules), ("rules/b.yml", other), ("prometheus.yml", &*prometheus)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{other}: {}", defined.why);
    }
}

#[test]
fn labels_of_up_are_those_of_targets_and_an_alertmanager_may_be_dropped() {
    let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{routing_key: a}]}]\n";
    let keeps =
        |host: &str| format!(", relabel_configs: [{{source_labels: [__address__], regex: '{host}:.*', action: keep}}]");
    let drops =
        |regex: &str| format!("alert_relabel_configs: [{{source_labels: [env], regex: '{regex}', action: drop}}], ");
    for (alerts, manager, answer) in [
        (String::new(), String::new(), Answer::Yes),
        (String::new(), keeps("am"), Answer::Yes),
        (String::new(), keeps("am-new"), Answer::No),
        (drops("prod.*"), String::new(), Answer::No),
        (drops("stag.*"), String::new(), Answer::Yes),
    ] {
        let prometheus = format!(
            "global: {{external_labels: {{env: production}}}}\nrule_files: [a.yml]\nalerting: {{{alerts}alertmanagers: \
             [{{static_configs: [{{targets: ['am:9093']}}]{manager}}}]}}\nscrape_configs: [{{job_name: pool, {TARGETS}}}]\n"
        );
        let rules = rules("expr: 'up{job=\"pool\"} == 0'");
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &*rules),
            ("alertmanager.yml", alertmanager),
            ("prometheus.yml", &*prometheus),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{alerts}{manager}: {}", delivered.why);
    }
}

#[test]
fn the_volume_that_the_text_names_has_to_be_asked_for() {
    let page = "node_filesystem_avail_bytes{device=\"/dev/sda1\",fstype=\"ext4\",mountpoint=\"/\"} 1\n\
                node_filesystem_avail_bytes{device=\"/dev/sdb1\",fstype=\"xfs\",mountpoint=\"/data\"} 1\n";
    for (matchers, text, answer) in [
        ("fstype=~\"ext[34]\"", "The data disk of pool, /data, filled up.", Answer::No),
        ("fstype=~\"ext[34]\"", "Snapshots in `/data/snapshots` filled the disk of pool.", Answer::No),
        ("fstype=~\"ext[34]|xfs\"", "The data disk of pool, /data, filled up.", Answer::Yes),
        ("fstype=~\"ext[34]\"", "The disk sdb1 of pool filled up.", Answer::No),
        ("fstype=~\"ext[34]\"", "The disk of pool filled up with /var/log.", Answer::Yes),
        ("fstype=~\"ext[34]\"", "The disk of pool filled up.", Answer::Yes),
        ("mountpoint=\"/dat\"", "The disk of pool filled up.", Answer::Unknown),
        ("mountpoint=\"/da\"", "The disk of pool filled up.", Answer::No),
        ("fstype=~\"ext[34]\",job=\"other\"", "The data disk of pool, /data, filled up.", Answer::No),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", &format!("\"{text}\""));
        let rules = rules(&format!("expr: 'node_filesystem_avail_bytes{{{matchers}}} < 10'"));
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {TARGETS}}}]\n");
        let files = [("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", &*prometheus), ("pool.prom", page)];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{matchers}, {text}: {}", live.why);
    }
}

#[test]
fn where_no_pod_is_left_no_target_is_down() {
    let pods = "kubernetes_sd_configs: [{role: pod}]";
    for (targets, selector, text, answer) in [
        (pods, "up == 0", "A wrong value scaled the cart down to zero.", Answer::No),
        (pods, "up == 0", "A wrong value set the replicas of the cart to 0.", Answer::No),
        (pods, "up == 0", "The cart crashed.", Answer::Yes),
        (pods, "absent(up)", "A wrong value scaled the cart down to zero.", Answer::Yes),
        (
            "kubernetes_sd_configs: [{role: node}]",
            "up == 0",
            "A wrong value scaled the cart down to zero.",
            Answer::Yes,
        ),
        (TARGETS, "up == 0", "A wrong value scaled the cart down to zero.", Answer::Yes),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", text);
        let rules = rules(&format!("expr: {selector}"));
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{{job_name: cart, {targets}}}]\n");
        let live = rungs(&[("a.md", &*postmortem), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)]).live;
        assert_eq!(live.is, answer, "{targets}, {text}: {}", live.why);
    }
}

#[test]
fn a_bucket_ends_where_its_page_says() {
    let page = "# TYPE took_seconds histogram\ntook_seconds_bucket{le=\"0.5\"} 1\ntook_seconds_bucket{le=\"1.0\"} 1\n\
                took_seconds_bucket{le=\"+Inf\"} 1\ntook_seconds_sum 1\ntook_seconds_count 1\n";
    for (matcher, answer) in [("le=\"1\"", Answer::No), ("le=\"1.0\"", Answer::Yes), ("le=~\"1(.0)?\"", Answer::Yes)] {
        let rule = format!(
            "expr: '1 - rate(took_seconds_bucket{{{matcher}}}[5m]) / ignoring(le) rate(took_seconds_count[5m]) > 0.1'"
        );
        let live = scraped(&rule, TARGETS, &[("pool.prom", page)]).live;
        assert_eq!(live.is, answer, "{matcher}: {}", live.why);
    }
}

#[test]
fn what_is_not_federated_is_not_there() {
    for (asked, answer) in [
        ("'{__name__=~\"job:.*\"}'", Answer::No),
        ("'{__name__=~\"job:.*|pool_.*\"}'", Answer::Unknown),
        ("'{job=\"pool\"}'", Answer::Unknown),
        ("pool_size", Answer::No),
        ("pool_size, pool_used", Answer::Unknown),
        ("'{__name__'", Answer::Unknown),
    ] {
        let job = format!("honor_labels: true, metrics_path: /federate, params: {{'match[]': [{asked}]}}, {TARGETS}");
        let live = scraped("expr: pool_used > 5", &job, &[]).live;
        assert_eq!(live.is, answer, "{asked}: {}", live.why);
    }
}
