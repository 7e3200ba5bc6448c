//! What keeps an alert quiet that watches the right thing: a flag, a page that says nothing or too much, what happens to its series
//! or its labels on the way; beside each its twin that is heard.

use alertgap::link::Answer;

use super::told::{World, asserts_no};

#[test]
fn what_measures_itself_says_nothing_once_it_is_gone() {
    let lag = |job: &str, hold: &str| format!("expr: 'max(queue_behind{{job=\"{job}\"}}) > 1000', for: {hold}");
    let job = "static_configs: [{targets: ['a:1']}]}, {job_name: mail-reader, static_configs: [{targets: ['b:1']}]";
    let exited = "All four mail readers exited after the update, as a setting was missing.";
    for (cause, rule, is_no) in [
        (exited, lag("mail-reader", "10m"), true),
        ("None of the mail readers was running.", lag("mail-reader", "10m"), true),
        // Looked back on for five minutes, it was there for long enough; another job counts for them.
        (exited, lag("mail-reader", "3m"), false),
        (exited, lag("pool", "10m"), true),
        (exited, lag("broker", "10m"), false),
        ("One of the mail readers exited after the update.", lag("mail-reader", "10m"), false),
        ("All mail readers were slow.", lag("mail-reader", "10m"), false),
    ] {
        let job = if rule.contains("broker") { &job.replace("mail-reader", "broker") } else { job };
        asserts_no(&World { cause, job, rule: &rule, ..World::default() }, is_no);
    }
    let clients = "expr: 'max(kafka_consumer_fetch_manager_records_lag_max) > 1000', for: 10m";
    asserts_no(
        &World { cause: exited.replace("mail readers", "consumers").as_str(), rule: clients, ..World::default() },
        true,
    );
    asserts_no(&World { cause: "The consumers were slow.", rule: clients, ..World::default() }, false);
}

#[test]
fn a_flag_that_was_left_set_keeps_its_alerts_quiet() {
    let unless = "expr: 'pool_members < 3 unless on () (max(maintenance_active) == 1)'";
    let left = "The maintenance flag of the pool was still set.";
    for (details, rule, is_no) in [
        (left, unless, true),
        (left, "expr: 'pool_members < 3 and on () maintenance_active == 0'", true),
        (left, "expr: 'pool_members < 3'", false),
        (left, "expr: 'pool_members < 3 unless on () pool_disabled == 1'", false),
        ("The maintenance ended at nine.", unless, false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_run_that_hangs_writes_no_exit_code() {
    let code = "expr: 'pool_sync_exit_code != 0', for: 5m";
    for (cause, rule, is_no) in [
        ("The nightly sync hung for two days at a socket that nobody had closed.", code, true),
        ("The nightly sync failed with code 3.", code, false),
        (
            "The nightly sync hung for two days.",
            "expr: 'time() - pool_sync_last_success_timestamp_seconds > 90000'",
            false,
        ),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_page_that_always_says_the_same_shows_nothing() {
    let files = |target: &str| {
        format!(
            "rule_files: [a.yml]\nscrape_configs: [{{job_name: site, metrics_path: /probe, static_configs: \
             [{{targets: ['{target}']}}], relabel_configs: [{{source_labels: [__address__], target_label: __param_target}}, \
             {{source_labels: [__param_target], target_label: instance}}, {{target_label: __address__, replacement: 'b:9115'}}]}}]\n"
        )
    };
    let rule = "expr: 'probe_success{job=\"site\"} == 0', for: 2m";
    let told =
        "Reading went on, and so did\n/alive: its handler returns a fixed \"ok\" and does not ask\nthe database.";
    for (details, target, is_no) in [
        (told, "https://pool.example.com/alive", true),
        (told, "https://pool.example.com/orders", false),
        ("The handler of /alive asks the database.", "https://pool.example.com/alive", false),
    ] {
        let prometheus = files(target);
        let world = World { details, rule, files: &[("prometheus.yml", &prometheus)], ..World::default() };
        asserts_no(&world, is_no);
    }
}

#[test]
fn what_stands_behind_the_only_line_tells_nobody_that_it_is_cut() {
    let cause = "The only internet uplink of the site was down.";
    let inside = "Prometheus and Alertmanager run in the same room as all the rest.";
    let paging = "route: {receiver: a}\nreceivers: [{name: a, pagerduty_configs: [{routing_key: k}]}]";
    let own = "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'http://siren.lan/'}]}]";
    for (cause, details, alertmanager, is_no) in [
        (cause, inside, paging, true),
        (cause, inside, own, false),
        (cause, "Prometheus and Alertmanager run in the cloud.", paging, false),
        (cause, "Alertmanager runs in the same room, and the LTE modem took over.", paging, false),
        ("One of two uplinks of the site was down.", inside, paging, false),
    ] {
        let world = World {
            cause,
            details,
            rule: "expr: 'max(probe_success) == 0', for: 3m",
            files: &[("alertmanager.yml", alertmanager)],
            ..World::default()
        };
        let delivered = world.rungs().delivered;
        assert_eq!(delivered.is == Answer::No, is_no, "{cause} {details}: {}", delivered.why);
    }
}

#[test]
fn what_a_process_counts_as_it_ends_is_lost() {
    let rise = "expr: 'increase(pool_panics_total[15m]) > 3'";
    let ends = "The handler adds one to `pool_panics_total` and calls `os.Exit(1)`.";
    for (details, rule, is_no) in [
        (ends, rise, true),
        (ends, "expr: 'increase(pool_errors_total[15m]) > 3'", false),
        ("The handler panics, recovers, and goes on.", rise, false),
        ("It calls `os.Exit(1)`; the statsd_exporter beside it keeps the count.", rise, false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_page_with_more_lines_than_its_job_takes_is_refused() {
    let rule = "expr: 'pool_rooms_open{job=\"pool\"} > 4000'";
    let long = "It went on serving its metrics page; by hand we got one that had 56,100 lines.";
    for (details, limit, is_no) in [(long, 20_000, true), (long, 60_000, false), ("It had 400 rooms.", 20_000, false)] {
        let job = format!("sample_limit: {limit}, static_configs: [{{targets: ['a:1']}}]");
        asserts_no(&World { details, rule, job: &job, ..World::default() }, is_no);
    }
}

#[test]
fn a_chart_may_write_the_labels_of_its_alerts_anew() {
    let values = |regex: &str| {
        format!(
            "prometheus:\n  prometheusSpec:\n    additionalAlertRelabelConfigs:\n    - {{source_labels: [namespace], regex: '{regex}', \
             target_label: severity, replacement: info}}\nadditionalPrometheusRulesMap:\n  pool:\n    groups:\n    - name: g\n      \
             rules:\n      - {{alert: PoolFull, expr: 'sum by (namespace) (pool_used{{namespace=\"old-pool\"}}) > 9', labels: \
             {{severity: page}}}}\nalertmanager:\n  config:\n    route: {{receiver: none, routes: [{{receiver: a, matchers: \
             ['severity=\"page\"']}}]}}\n    receivers: [{{name: none}}, {{name: a, pagerduty_configs: [{{routing_key: k}}]}}]\n"
        )
    };
    for (regex, answer) in [("old-.*", Answer::No), ("lab-.*", Answer::Yes)] {
        let values = values(regex);
        let files = [("values.yaml", values.as_str()), ("a.yml", ""), ("prometheus.yml", "")];
        let delivered = World { files: &files, ..World::default() }.rungs().delivered;
        assert_eq!(delivered.is, answer, "{regex}: {}", delivered.why);
    }
}

#[test]
fn what_another_prometheus_writes_is_there() {
    let agent = |url: &str| {
        format!(
            "scrape_configs: [{{job_name: plc, static_configs: [{{targets: ['p:1']}}]}}]\nremote_write: [{{url: 'https://{url}'}}]\n"
        )
    };
    let rule = "expr: 'plc_age_seconds{job=\"plc\"} > 120'";
    for (url, is_no) in [("central.example.com/api/v1/write", false), ("mimir.example.com/api/v1/push", true)] {
        let agent = agent(url);
        asserts_no(&World { rule, files: &[("plant/agent.yml", &agent)], ..World::default() }, is_no);
    }
}

#[test]
fn what_comes_with_its_own_time_is_too_old_for_a_selector() {
    let page = "aws_sqs_age_maximum{queue_name=\"pool\"} 7361.0 1776853200000\n";
    for (expr, honours, is_no) in [
        ("aws_sqs_age_maximum > 1800", "true", true),
        ("aws_sqs_age_maximum > 1800", "false", false),
        ("aws_sqs_age_maximum offset 10m > 1800", "true", false),
        ("max_over_time(aws_sqs_age_maximum[20m]) > 1800", "true", false),
    ] {
        let job = format!("honor_timestamps: {honours}, static_configs: [{{targets: ['a:1']}}]");
        let rule = format!("expr: '{expr}'");
        asserts_no(&World { rule: &rule, job: &job, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
}
