//! What a postmortem tells, and an alert that watches the right thing and does not fire at that; beside each its twin that does.

use alertgap::link::{Answer, Rungs};

use super::{rules, rungs};

/// One world: what is told, the keys of the rule, and the files around it.
pub(super) struct World<'w> {
    pub(super) cause: &'w str,
    pub(super) details: &'w str,
    pub(super) rule: &'w str,
    pub(super) job: &'w str,
    pub(super) files: &'w [(&'w str, &'w str)],
}

impl Default for World<'_> {
    fn default() -> Self {
        World {
            cause: "The pool was full.",
            details: "",
            rule: "",
            job: "static_configs: [{targets: ['a:1']}]",
            files: &[],
        }
    }
}

impl World<'_> {
    pub(super) fn rungs(&self) -> Rungs {
        let head = "id: INC-1\nservices: [pool]\nstarted: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T10:40:00Z";
        let cause = format!("root_causes:\n- {{id: RC1, text: '{}', alerts: [PoolFull]}}", self.cause);
        let postmortem =
            format!("---\n{head}\n{cause}\n---\n# Full\n\n## Impact\n\nMuch.\n\n## Details\n\n{}\n", self.details);
        let prometheus = format!(
            "rule_files: [a.yml]\nscrape_configs: [{{job_name: pool, {}}}]\nalerting: {{alertmanagers: [{{static_configs: \
             [{{targets: ['mon-1.b4.example.net:9093']}}]}}]}}\n",
            self.job
        );
        let rules = rules(self.rule);
        let own = [("a.md", postmortem.as_str()), ("a.yml", &rules), ("prometheus.yml", &prometheus)];
        let given = |name: &str| self.files.iter().any(|(other, _)| *other == name);
        let own: Vec<_> = own.into_iter().filter(|(name, _)| !given(name)).collect();
        rungs(&[&own, self.files].concat())
    }

    /// Why it can fire, and why it cannot.
    fn live(&self) -> (Answer, String) {
        let live = self.rungs().live;
        (live.is, live.why.to_string())
    }
}

pub(super) fn asserts_no(world: &World<'_>, is_no: bool) {
    let (live, why) = world.live();
    assert_eq!(live == Answer::No, is_no, "{} {} / {}: {why}", world.cause, world.details, world.rule);
}

#[test]
fn what_a_metric_says_in_that_state_is_another_value() {
    let died = "The mainboard of worker-7 died, and with the node went the shop.";
    let node = |status: &str| {
        format!("expr: 'kube_node_status_condition{{condition=\"Ready\",status=\"{status}\"}} {}'", {
            if status == "true" { "== 0" } else { "== 1" }
        })
    };
    for (cause, details, rule, is_no) in [
        (died, "", node("false"), true),
        (died, "", node("unknown"), false),
        (died, "", node("true"), false),
        ("The container runtime of worker-7 hung.", "", node("false"), false),
        ("Two disks failed.", "Ceph went to HEALTH_ERR at once.", "expr: ceph_health_status == 1".into(), true),
        ("Two disks failed.", "Ceph went to HEALTH_ERR at once.", "expr: ceph_health_status > 0".into(), false),
        ("Two disks failed.", "Ceph went to HEALTH_WARN at once.", "expr: ceph_health_status == 1".into(), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_says_how_the_last_run_ended_says_nothing_of_none() {
    for (cause, rule, is_no) in [
        ("The timer was not enabled, so the backup did not run.", "expr: pool_backup_exit_code != 0", true),
        ("The backup did not run for nine nights.", "expr: time() - pool_backup_last_run_seconds > 90000", false),
        ("The backup ended with an error.", "expr: pool_backup_exit_code != 0", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn where_no_pod_is_to_be_none_is_missing() {
    let scaled = "A job scaled the Deployment pool to zero replicas.";
    let differ = "expr: kube_deployment_spec_replicas != kube_deployment_status_replicas_available";
    let beside = "expr: 'kube_deployment_status_replicas_available == 0 and on () sum(rate(calls_total{job=\"pool\"}[5m])) > 0', for: 10m";
    let of_others = beside.replace("job=\"pool\"", "job=\"ingress\"");
    for (cause, rule, is_no) in [
        (scaled, differ, true),
        ("Two of six pods of the Deployment pool did not start.", differ, false),
        (scaled, "expr: kube_deployment_status_replicas_available == 0", false),
        (scaled, beside, true),
        (scaled, of_others.as_str(), false),
        (scaled, &beside.replace("for: 10m", "for: 1m"), false),
    ] {
        let job = "static_configs: [{targets: ['a:1']}]}, {job_name: ingress, static_configs: [{targets: ['b:1']}]";
        asserts_no(&World { cause, rule, job, ..World::default() }, is_no);
    }
}

#[test]
fn up_is_what_the_scrape_says_of_its_target() {
    let down = "expr: 'up{job=\"pool\"} == 0'";
    let flag: &[(&str, &str)] = &[("pool.prom", "# TYPE pg_up gauge\npg_up 1\n")];
    let own: &[(&str, &str)] = &[("pool.prom", "# TYPE pool_used gauge\npool_used 1\n")];
    let [itself, other] = ["localhost:9090", "other:9090"].map(|it| format!("static_configs: [{{targets: ['{it}']}}]"));
    let crashed = "Postgres crashed over a broken page, and did not start again.";
    let one = "One of three servers died of its heap.";
    let each = "static_configs: [{targets: ['a:1', 'b:1', 'c:1']}]";
    for (cause, job, files, is_no) in [
        (crashed, each, flag, true),
        (crashed, each, own, false),
        ("The machine of Postgres lost its power.", each, flag, false),
        ("Prometheus ran out of memory.", itself.as_str(), own, true),
        ("Prometheus ran out of memory.", &other, own, false),
        (one, &other, own, true),
        (one, each, own, false),
    ] {
        asserts_no(&World { cause, rule: down, job, files, ..World::default() }, is_no);
    }
    for (rule, is_no) in [
        ("expr: 'absent(up{job=~\"pool|mail\"})'", true),
        ("expr: 'absent(up{job=\"pool\"})'", false),
        ("expr: 'absent(up{job=~\"pool|pools\"})'", true),
    ] {
        let cause = "Every instance of pool was taken out of Consul.";
        asserts_no(&World { cause, rule, job: "consul_sd_configs: [{server: c}]", ..World::default() }, is_no);
    }
}

#[test]
fn a_line_through_hours_is_too_flat_for_what_falls_at_once() {
    let rule = |range: &str| format!("expr: 'predict_linear(node_filesystem_avail_bytes[{range}], 3600) < 0', for: 5m");
    let sudden = "A dump took all the space on the disk within seconds.";
    for (cause, rule, is_no) in [
        (sudden, rule("6h"), true),
        (sudden, rule("30m"), false),
        ("Logs filled the disk over three days.", rule("6h"), false),
    ] {
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn series_that_end_or_begin_anew_say_nothing() {
    let slow = "The exporter waited for the database as well: its page took 14 seconds.";
    let deploy = "The deploy restarted the process.";
    let hour = "expr: errors_total - errors_total offset 1h > 500";
    for (details, rule, is_no) in [
        (slow, "expr: 'sessions{job=\"pool\"} > 400'", true),
        (slow, "expr: 'up{job=\"pool\"} == 0'", false),
        ("Its page took 0.4 seconds.", "expr: 'sessions{job=\"pool\"} > 400'", false),
        (deploy, hour, true),
        ("Errors rose.", hour, false),
        (deploy, "expr: 'increase(errors_total[1h]) > 500'", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_label_of_the_rule_makes_several_series_one() {
    let page = "# TYPE consumers gauge\nconsumers{queue=\"a\"} 1\nconsumers{queue=\"b\"} 1\n";
    let files: &[(&str, &str)] = &[("pool.prom", page)];
    let all = "A policy cut the workers off, and all queues lost their consumers.";
    for (cause, rule, is_no) in [
        (all, "expr: consumers == 0, labels: {queue: any}", true),
        (all, "expr: consumers == 0, labels: {team: any}", false),
        (all, "expr: consumers == 0, labels: {queue: '{{ $labels.queue }}'}", false),
        ("One queue lost its consumers.", "expr: consumers == 0, labels: {queue: any}", false),
    ] {
        asserts_no(&World { cause, rule, files, ..World::default() }, is_no);
    }
}

#[test]
fn a_histogram_has_no_quantiles_of_its_own_and_a_plain_site_no_certificate() {
    let page =
        "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 3\nwait_seconds_sum 1\nwait_seconds_count 3\n";
    for (rule, is_no) in [
        ("expr: 'wait_seconds{quantile=\"0.99\"} > 2'", true),
        ("expr: 'histogram_quantile(0.99, rate(wait_seconds_bucket[5m])) > 2'", false),
    ] {
        asserts_no(&World { rule, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
    let rule = "expr: 'probe_ssl_earliest_cert_expiry - time() < 86400'";
    let cause = "The certificate expired.";
    for (site, follows, is_no) in [("http", false, true), ("http", true, false), ("https", false, false)] {
        let job = format!(
            "params: {{module: [m]}}, static_configs: [{{targets: ['{site}://shop.example.com']}}], relabel_configs: \
             [{{source_labels: [__address__], target_label: instance}}, {{target_label: __address__, replacement: 'b:9115'}}]"
        );
        let modules = format!("modules: {{m: {{prober: http, http: {{follow_redirects: {follows}}}}}}}\n");
        asserts_no(&World { cause, rule, job: &job, files: &[("blackbox.yml", &modules)], ..World::default() }, is_no);
    }
}

#[test]
fn a_comparison_binds_tighter_than_or() {
    for (expr, is_no) in [
        ("sum(rate(errors_total[5m])) or vector(0) > 5", true),
        ("(sum(rate(errors_total[5m])) or vector(0)) > 5", false),
        ("absent(errors_total) or rate(errors_total[5m]) > 5", false),
        ("vector(1)", false),
    ] {
        asserts_no(&World { rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}

/// The way to somebody's pager may be what failed, stand where all was lost, or wait for longer than it lasted.
#[test]
fn the_way_to_a_pager_may_fail_too() {
    let manager = |wait: &str, kind: &str| {
        format!(
            "route: {{receiver: a, group_by: [alertname], group_wait: {wait}}}\nreceivers: [{{name: a, {kind}_configs: [{{}}]}}]\n"
        )
    };
    let delivered = |cause: &str, rule: &str, manager: &str| {
        World { cause, rule, files: &[("alertmanager.yml", manager)], ..World::default() }.rungs().delivered
    };
    let blocked = "The firewall blocked the API of PagerDuty.";
    let bouts = "The pool was full for 40 seconds in every ten minutes.";
    for (cause, rule, wait, kind, is) in [
        (blocked, "", "30s", "pagerduty", Answer::No),
        (blocked, "", "30s", "opsgenie", Answer::Yes),
        ("PagerDuty told nobody, since no rule fired.", "", "30s", "pagerduty", Answer::Yes),
        ("Every machine in hall b4 was without power.", "", "30s", "pagerduty", Answer::No),
        ("Every machine in hall c5 was without power.", "", "30s", "pagerduty", Answer::Yes),
        (bouts, "", "5m", "pagerduty", Answer::No),
        (bouts, "", "10s", "pagerduty", Answer::Yes),
        (bouts, ", keep_firing_for: 10m", "5m", "pagerduty", Answer::Yes),
    ] {
        let told = delivered(cause, &format!("expr: pool_used > 5{rule}"), &manager(wait, kind));
        assert_eq!(told.is, is, "{cause} {rule} {wait} {kind}: {}", told.why);
    }
}

/// `prometheus-staging.yml` says nothing of what customers use.
#[test]
fn a_rule_that_only_staging_loads_is_not_loaded() {
    let sends = "alerting: {alertmanagers: [{static_configs: [{targets: ['a:1']}]}]}\n";
    let loads = format!("rule_files: [a.yml, ../../a.yml]\n{sends}");
    let other = format!("rule_files: [b.yml]\n{sends}");
    for (names, cause, is) in [
        (["prometheus-staging.yml", "prometheus-prod.yml"], "The pool was full.", Answer::No),
        (["prometheus-staging.yml", "prometheus-prod.yml"], "The pool of staging was full.", Answer::Unknown),
        (["prometheus-prod.yml", "prometheus-staging.yml"], "The pool was full.", Answer::Yes),
        (["staging/a/prometheus.yml", "staging/b/prometheus.yml"], "The pool was full.", Answer::Unknown),
        (["prometheus-eu.yml", "prometheus-us.yml"], "The pool was full.", Answer::Unknown),
    ] {
        let files: &[(&str, &str)] =
            &[("prometheus.yml", ""), ("b.yml", "groups: []\n"), (names[0], &loads), (names[1], &other)];
        let defined = World { cause, rule: "expr: pool_used > 5", files, ..World::default() }.rungs().defined;
        assert_eq!(defined.is, is, "{names:?} {cause}: {}", defined.why);
    }
}

#[test]
fn what_comes_and_goes_or_was_never_there_is_not_what_is_counted() {
    let loops = "`kubectl get pods` showed CrashLoopBackOff.";
    let terminated = "expr: 'kube_pod_container_status_terminated_reason{reason=\"OOMKilled\"} == 1'";
    let pulled = "The new pods showed ErrImagePull.";
    let starts = "expr: 'increase(kube_pod_container_status_restarts_total[15m]) > 2'";
    let unit = |state: &str| format!("expr: 'node_systemd_unit_state{{state=\"{state}\"}} == 1', for: 5m");
    let again = "Its status was activating (auto-restart).";
    let lag = "expr: pg_stat_replication_pg_wal_lsn_diff > 5e8";
    let quiet = "The pods logged no request.";
    let own = "expr: 'sum(rate(calls_total{code=\"500\"}[5m])) > 1'";
    for (details, rule, is_no) in [
        (loops, format!("{terminated}, for: 5m"), true),
        (loops, terminated.to_owned(), false),
        (loops, terminated.replace("_terminated", "_last_terminated") + ", for: 5m", false),
        (pulled, starts.to_owned(), true),
        (loops, starts.to_owned(), false),
        ("Some pods were pending, others in CrashLoopBackOff.", starts.to_owned(), false),
        (again, unit("failed"), true),
        (again, unit("activating"), false),
        ("The unit was in the state failed.", unit("failed"), false),
        ("`select * from pg_stat_replication` gave 0 rows.", lag.to_owned(), true),
        ("The replica was an hour behind.", lag.to_owned(), false),
        ("The CronJob was suspended.", "expr: kube_job_status_failed > 0".to_owned(), true),
        ("The Job failed.", "expr: kube_job_status_failed > 0".to_owned(), false),
        ("The server refused all writes.", "expr: redis_up == 0".to_owned(), true),
        ("The server crashed.", "expr: redis_up == 0".to_owned(), false),
        ("Until noon we kept the shop read-only.", "expr: redis_up == 0".to_owned(), false),
        (quiet, own.to_owned(), true),
        (quiet, own.replace("calls_total", "nginx_ingress_controller_requests"), false),
        ("`curl pool:8200/metrics` answered 503.", "expr: 'sealed{job=\"pool\"} == 1'".to_owned(), true),
        ("`curl mail:8200/metrics` answered 503.", "expr: 'sealed{job=\"pool\"} == 1'".to_owned(), false),
        ("It took about 3 requests a second.", "expr: 'rate(calls_total[5m]) > 10'".to_owned(), true),
        ("It took about 30 requests a second.", "expr: 'rate(calls_total[5m]) > 10'".to_owned(), false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_label_that_no_target_has_is_on_no_series() {
    let job = |labels: &str| format!("static_configs: [{{targets: ['a:1'], labels: {{{labels}}}}}]");
    for (labels, rule, is_no) in [
        ("env: production", "expr: 'pool_used{env=\"prod\"} > 5'", true),
        ("env: prod", "expr: 'pool_used{env=\"prod\"} > 5'", false),
        ("env: production", "expr: 'pool_used{env=~\"prod.*\"} > 5'", false),
        ("zone: a", "expr: 'pool_used{env=\"prod\"} > 5'", false),
    ] {
        asserts_no(&World { rule, job: &job(labels), ..World::default() }, is_no);
    }
    let rewritten = job("env: production") + ", metric_relabel_configs: [{target_label: env, replacement: prod}]";
    asserts_no(&World { rule: "expr: 'pool_used{env=\"prod\"} > 5'", job: &rewritten, ..World::default() }, false);
}

#[test]
fn a_probe_from_inside_does_not_see_the_way_from_outside() {
    let (dns, own) = ("The DNS provider lost the record of the shop.", "The shop answered nothing.");
    for (cause, host, is_no) in [
        (dns, "http://shop.web.svc.cluster.local", true),
        (dns, "https://shop.example.com", false),
        (own, "http://shop.web.svc.cluster.local", false),
    ] {
        let job = format!("static_configs: [{{targets: ['{host}']}}]");
        asserts_no(&World { cause, rule: "expr: probe_success == 0", job: &job, ..World::default() }, is_no);
    }
}

/// What a document says of a silence holds for the alert that it names, and for as long as nobody has lifted it.
#[test]
fn a_silence_that_nobody_has_lifted_swallows_the_page() {
    let manager = "route: {receiver: a}\nreceivers: [{name: a, pagerduty_configs: [{}]}]\n";
    for (details, is) in [
        ("PoolFull was noisy, so we silenced it until 31 January 2031.", Answer::No),
        ("We silenced PoolFull in spring; the silence is still in place.", Answer::No),
        ("MailFull was noisy, so we silenced it until 31 January 2031.", Answer::Yes),
        ("PoolFull was silenced for an hour during the upgrade.", Answer::Yes),
    ] {
        let files = &[("alertmanager.yml", manager)];
        let delivered = World { details, rule: "expr: pool_used > 5", files, ..World::default() }.rungs().delivered;
        assert_eq!(delivered.is, is, "{details}: {}", delivered.why);
    }
}

/// Saved pages say what a level can be.
#[test]
fn what_pages_say_may_keep_a_level_out_of_reach() {
    let pool = "hikaricp_connections_max{pool=\"main\"} 30\nhikaricp_connections_active{pool=\"main\"} 4\n";
    let run = "pool_last_run_timestamp 1.772e12\n";
    let age = "expr: 'time() - pool_last_run_timestamp > 3600'";
    for (page, rule, is_no) in [
        (pool, "expr: 'hikaricp_connections_active > 50'", true),
        (pool, "expr: 'hikaricp_connections_active > 30'", true),
        (pool, "expr: 'hikaricp_connections_active >= 30'", false),
        (
            "hikaricp_connections_max -1\nhikaricp_connections_active 4\n",
            "expr: 'hikaricp_connections_active > 50'",
            false,
        ),
        (pool, "expr: 'sum(hikaricp_connections_active) > 50'", false),
        (pool, "expr: 'hikaricp_connections_active / hikaricp_connections_max > 0.9'", false),
        (run, age, true),
        (run, "expr: 'time() - pool_last_run_timestamp / 1000 > 3600'", false),
        ("pool_last_run_timestamp 1.772e9\n", age, false),
        ("pool_last_run_timestamp 0\n", age, false),
    ] {
        asserts_no(&World { rule, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
}
