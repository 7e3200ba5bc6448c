//! What stands beside an alert and keeps it from anybody in the very incident that is told: the limit of its group, a flag, a limit
//! that was never set, another alert, a template; beside each its twin that does not.

use alertgap::link::{Answer, Verdict};

use super::told::{World, asserts_no};

#[test]
fn a_group_gives_nothing_beyond_its_limit() {
    let group = |limit: &str, expr: &str| {
        format!("groups: [{{name: g, {limit} rules: [{{alert: PoolFull, expr: '{expr}', for: 3m}}]}}]\n")
    };
    let each = "up{job=\"pool\"} == 0";
    for (limit, expr, cause, is_no) in [
        ("limit: 10,", each, "All 14 nodes of the rack were down at once.", true),
        ("limit: 20,", each, "All 14 nodes of the rack were down at once.", false),
        ("limit: 0,", each, "All 14 nodes of the rack were down at once.", false),
        ("limit: 10,", "count(up{job=\"pool\"} == 0) > 2", "All 14 nodes of the rack were down at once.", false),
        ("limit: 10,", "count by (instance) (up{job=\"pool\"} == 0) > 0", "The switch took down twelve servers.", true),
        ("limit: 10,", each, "14 people noticed that the nodes were down.", false),
    ] {
        let rules = group(limit, expr);
        asserts_no(&World { cause, files: &[("a.yml", &rules)], ..World::default() }, is_no);
    }
}

#[test]
fn what_is_over_first_is_not_waited_for() {
    let ups = |hold: &str| format!("expr: 'ups_status{{flag=\"OB\"}} == 1', for: {hold}");
    let ran = "The UPS carried the load for eleven minutes; then its batteries were empty.";
    for (details, rule, is_no) in [
        (ran, ups("15m"), true),
        (ran, ups("5m"), false),
        (ran, "expr: 'room_celsius > 40', for: 15m".to_owned(), false),
        (ran, "expr: 'max_over_time(ups_status[30m]) == 1', for: 15m".to_owned(), false),
        ("The UPS was replaced after eleven minutes.", ups("15m"), false),
        ("The election took about 40 seconds.", "expr: etcd_server_has_leader == 0, for: 2m".to_owned(), true),
        ("The election took about 40 seconds.", "expr: etcd_server_has_leader == 0, for: 30s".to_owned(), false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_quantile_that_is_recorded_ends_with_its_buckets() {
    let page = ["0.5", "2.5", "+Inf"].map(|end| format!("took_seconds_bucket{{le=\"{end}\"}} 3\n")).concat();
    let recorded = |expr: &str, level: &str| {
        let rule = "histogram_quantile(0.95, sum by (le) (rate(took_seconds_bucket[5m])))";
        format!(
            "groups: [{{name: g, rules: [{{record: 'took:p95', expr: '{}'}}, {{alert: PoolFull, expr: 'took:p95 > {level}'}}]}}]\n",
            expr.replace("Q", rule)
        )
    };
    for (expr, level, is_no) in [("Q", "3", true), ("Q", "2", false), ("Q * 1000", "300", false)] {
        let rules = recorded(expr, level);
        let files: &[(&str, &str)] = &[("a.yml", &rules), ("pool.prom", &page)];
        asserts_no(&World { files, ..World::default() }, is_no);
    }
}

#[test]
fn a_flag_on_the_same_page_excepts_what_it_shows() {
    let rule = "expr: 'failed_disks{job=\"pool\"} > 0 unless on (instance) in_maintenance{job=\"pool\"} == 1'";
    let page = |flag: &str, failed: &str| format!("in_maintenance {flag}\nfailed_disks{{device=\"md1\"}} {failed}\n");
    for (flag, failed, is_no) in [("1", "1", true), ("0", "1", false), ("1", "0", false)] {
        let page = page(flag, failed);
        let files: &[(&str, &str)] = &[("pool.prom", &page)];
        asserts_no(&World { cause: "A disk of md1 failed.", rule, files, ..World::default() }, is_no);
        let by_all = rule.replace(" on (instance)", "");
        asserts_no(&World { cause: "A disk of md1 failed.", rule: &by_all, files, ..World::default() }, false);
    }
}

#[test]
fn what_has_no_limit_is_never_near_it() {
    let rule = "expr: 'memory_bytes{job=\"pool\"} / (memory_limit_bytes{job=\"pool\"} > 0) > 0.9'";
    let page = "memory_bytes{name=\"thumbs\"} 9\nmemory_bytes{name=\"mail\"} 9\nmemory_limit_bytes{name=\"thumbs\"} 0\n\
                memory_limit_bytes{name=\"mail\"} 20\n";
    for (cause, is_no) in [
        ("The container thumbs leaked memory.", true),
        ("The container mail leaked memory.", false),
        ("A container leaked memory.", false),
    ] {
        asserts_no(&World { cause, rule, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
}

/// What the postmortem tells of the values and of other alerts decides where an alert goes.
#[test]
fn the_story_tells_where_an_alert_goes() {
    let manager = "route: {receiver: nobody, routes: [{matchers: [severity=page], receiver: call}]}\n\
                   inhibit_rules: [{source_matchers: [team=array], target_matchers: [severity=page], equal: [cluster]}]\n\
                   receivers: [{name: nobody}, {name: call, pagerduty_configs: [{}]}]\n";
    let graded = "expr: 'sum(rate(bad_total[5m])) / sum(rate(calls_total[5m])) > 0.02', labels: {severity: '{{ if gt \
                  $value 0.2 }}page{{ else }}ticket{{ end }}'}";
    let other = "\n  - {alert: ArrayDegraded, expr: 'sum(failed) > 1', labels: {team: array}";
    let summed = format!("expr: 'sum(pool_used) > 5', labels: {{severity: page}}}}{other}");
    let firing = "Everybody looked at ArrayDegraded, which had been firing since Saturday.";
    for (details, rule, is) in [
        ("Between 12 and 18 % of the calls failed; normal is 0.3 %.", graded, Answer::No),
        ("Up to 35 % of the calls failed.", graded, Answer::Yes),
        ("Many calls failed.", graded, Answer::Unknown),
        (firing, &summed, Answer::No),
        ("ArrayDegraded was still firing for days after that.", &summed, Answer::No),
        ("ArrayDegraded keeps firing all day, and is acknowledged.", &summed, Answer::No),
        ("ArrayDegraded fired without a break until Wednesday.", &summed, Answer::No),
        ("ArrayDegraded meldete ununterbrochen einen Fehler.", &summed, Answer::No),
        (
            "- 09:50 ArrayDegraded in the channel\n- 10:40 the pool is mended\n- 11:15 ArrayDegraded ends",
            &summed,
            Answer::No,
        ),
        ("- 09:50 ArrayDegraded in the channel\n- 10:20 ArrayDegraded ends", &summed, Answer::Yes),
        ("ArrayDegraded fired on Saturday and was resolved.", &summed, Answer::Yes),
    ] {
        let files: &[(&str, &str)] = &[("alertmanager.yml", manager)];
        let told = World { details, rule, files, ..World::default() }.rungs().delivered;
        assert_eq!(told.is, is, "{details} {rule}: {}", told.why);
    }
}

#[test]
fn what_is_told_of_the_metric_itself_counts() {
    let upgrade = "Since the upgrade `pool_backend_total` is `pool_service_total`.";
    let rate = "expr: 'rate(pool_backend_total[5m]) > 5'";
    let page = |offset: &str| format!("clock_offset_seconds{{job=\"pool\"}} {offset}\n");
    let (ahead, behind) = (page("-372.1"), page("372.1"));
    for (details, rule, page, is_no) in [
        (upgrade, rate, None, true),
        (upgrade, "expr: 'rate(pool_service_total[5m]) > 5'", None, false),
        (upgrade, "expr: 'rate(pool_backend_total[5m]) > 5 or rate(pool_service_total[5m]) > 5'", None, false),
        ("We looked at `pool_backend_total` first.", rate, None, false),
        ("The clock was ahead.", "expr: clock_offset_seconds > 1", Some(&ahead), true),
        ("The clock was behind.", "expr: clock_offset_seconds > 1", Some(&behind), false),
        ("The clock was ahead.", "expr: abs(clock_offset_seconds) > 1", Some(&ahead), false),
    ] {
        let files: Vec<(&str, &str)> = page.into_iter().map(|page| ("pool.prom", page.as_str())).collect();
        asserts_no(&World { details, rule, files: &files, ..World::default() }, is_no);
    }
}

#[test]
fn what_was_done_in_vain_looks_done() {
    let stale = |name: &str| format!("expr: time() - {name} > 93600");
    let consumers = "expr: pool_consumers == 0";
    let slow = "expr: 'histogram_quantile(0.95, sum by (le) (rate(pool_seconds_bucket[5m]))) > 2'";
    let empty = "The backups had been empty since the password expired.";
    for (cause, details, rule, is_no) in [
        (empty, "", stale("backup_last_success_timestamp_seconds"), true),
        (empty, "", "expr: backup_bytes < 1000".to_owned(), false),
        ("The backup of the night was missing.", "", stale("backup_last_success_timestamp_seconds"), false),
        ("All eight workers hung on a stale mount.", "", consumers.to_owned(), true),
        ("All eight workers were killed.", "", consumers.to_owned(), false),
        ("It was slow.", "Nothing closed it. About 3 % of the requests took 30 seconds.", slow.to_owned(), true),
        ("It was slow.", "About 30 % of the requests took 30 seconds.", slow.to_owned(), false),
        ("It was slow.", "3 % of the requests took 30 seconds. Later all requests did.", slow.to_owned(), false),
        ("All three resolvers crashed.", "", "expr: 'count(up{job=\"pool\"} == 1) < 2'".to_owned(), true),
        ("One resolver crashed.", "", "expr: 'count(up{job=\"pool\"} == 1) < 2'".to_owned(), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}

/// A house that has a pager, and an alert that asks for it and ends in a chat room.
#[test]
fn an_alert_that_is_to_page_and_does_not_is_lost() {
    let manager = |matcher: &str, kind: &str| {
        format!(
            "route: {{receiver: chat, routes: [{{matchers: [{matcher}], receiver: call}}]}}\nreceivers: [{{name: chat, \
             slack_configs: [{{}}]}}, {{name: call, {kind}_configs: [{{}}]}}]\n"
        )
    };
    let summed = |severity: &str| format!("expr: sum(pool_used) > 5, labels: {{severity: {severity}}}");
    for (severity, matcher, kind, is) in [
        ("page", "team=pool", "pagerduty", Answer::No),
        ("page", "severity=page", "pagerduty", Answer::Yes),
        ("page", "team=pool", "slack", Answer::Yes),
        ("warning", "team=pool", "pagerduty", Answer::Yes),
    ] {
        let (rule, manager) = (summed(severity), manager(matcher, kind));
        let files: &[(&str, &str)] = &[("alertmanager.yml", &manager)];
        let told = World { rule: &rule, files, ..World::default() }.rungs().delivered;
        assert_eq!(told.is, is, "{severity} {matcher} {kind}: {}", told.why);
    }
}

/// What looks fine by what an alert asks, and is not.
#[test]
fn what_an_alert_asks_for_was_fine() {
    let bytes = "expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1'";
    let free = "expr: 'node_filesystem_free_bytes / node_filesystem_size_bytes < 0.04'";
    let average = |range: &str| format!("expr: 'avg_over_time(probe_success[{range}]) < 0.6'");
    let errors = |code: &str| format!("expr: 'rate(calls_total{{code=~\"{code}\"}}[5m]) > 5'");
    let full = "The disk of the pool was full.";
    let reserved = "As root one could still write there.";
    let refused = "70 % of the calls were answered with 429.";
    for (cause, details, rule, is_no) in [
        ("The spool had no inode left.", "", bytes.to_owned(), true),
        (full, "", bytes.to_owned(), false),
        ("The spool had no inode left.", "", "expr: node_filesystem_files_free < 100".to_owned(), false),
        (full, reserved, free.to_owned(), true),
        (full, reserved, bytes.to_owned(), false),
        // 40 minutes of nothing are two thirds of an hour, and a third of two.
        ("The site was gone.", "", average("2h"), true),
        ("The site was gone.", "", average("1h"), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
    for (rule, is) in [(errors("5.."), Answer::No), (errors("4..|5.."), Answer::Yes)] {
        let scoped =
            World { cause: "The calls failed.", details: refused, rule: &rule, ..World::default() }.rungs().scoped;
        assert_eq!(scoped.is, is, "{rule}: {}", scoped.why);
    }
}

#[test]
fn a_service_that_tells_classes_tells_no_codes() {
    let page = |ok: &str, bad: &str| {
        format!("# TYPE calls_total counter\ncalls_total{{status=\"{ok}\"}} 9\ncalls_total{{status=\"{bad}\"}} 9\n")
    };
    let (classes, codes, others) = (page("2xx", "5xx"), page("200", "404"), page("other", "5xx"));
    for (page, matcher, is_no) in [
        (&classes, "=~\"5[0-9]{2}\"", true),
        (&classes, "=~\"5..\"", false),
        (&classes, "=\"500\"", true),
        (&others, "=~\"5[0-9]{2}\"", true),
        (&codes, "=~\"5[0-9]{2}\"", false),
    ] {
        let rule = format!("expr: 'rate(calls_total{{status{matcher}}}[5m]) > 5'");
        asserts_no(&World { rule: &rule, files: &[("pool.prom", page.as_str())], ..World::default() }, is_no);
    }
}

#[test]
fn a_unit_that_was_stopped_has_not_failed() {
    let unit = |state: &str| format!("expr: 'node_systemd_unit_state{{state=\"{state}\"}} == 1', for: 5m");
    let dead = "Active: inactive (dead) since Thursday.";
    for (details, state, is_no) in [
        (dead, "failed", true),
        (dead, "inactive", false),
        ("We ran systemctl stop and systemctl start.", "failed", false),
    ] {
        asserts_no(&World { details, rule: &unit(state), ..World::default() }, is_no);
    }
}

/// An item that names an alert which sees the only root cause means that, whatever else contributed.
#[test]
fn an_item_may_name_the_alert_of_the_only_cause() {
    let told = |alert: &str, expr: &str| {
        let postmortem = format!(
            "# INC-7: No backup on 2026-03-02\n\n## Root cause\n\nThe nightly backup had failed every night since May 10.\n\n## \
             Contributing factors\n\n- The disk of the scratch host was full.\n\n## Action items\n\n- [x] Added alert `{alert}`\n"
        );
        let rules = format!("groups: [{{name: g, rules: [{{alert: {alert}, expr: '{expr}'}}]}}]\n");
        super::judged(&[("a.md", &postmortem), ("a.yml", &rules)], "{}").1.incidents[0].risks[0].verdict
    };
    assert_eq!(told("BackupOld", "time() - backup_last_success_timestamp_seconds > 93600"), Verdict::Covered);
    assert_eq!(told("QueueFull", "queue_length > 5"), Verdict::Gap);
}

#[test]
fn a_summary_has_the_quantiles_that_it_shows() {
    let page = "# TYPE wait_seconds summary\nwait_seconds{quantile=\"0.5\"} 1\nwait_seconds{quantile=\"0.95\"} 1\n";
    for (quantile, is_no) in [("0.99", true), ("0.95", false)] {
        let rule = format!("expr: 'wait_seconds{{quantile=\"{quantile}\"}} > 2'");
        asserts_no(&World { rule: &rule, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
}

/// Each value makes another alert of it.
#[test]
fn a_label_that_tells_the_value_begins_anew() {
    let rule = |expr: &str, hold: &str, label: &str| format!("expr: '{expr}', for: {hold}, labels: {{use: '{label}'}}");
    let part = "100 * pool_used / pool_size > 90";
    let value = "{{ $value }}";
    let rising = "The pool stood between 91 and 97 %.";
    for (cause, rule, is_no) in [
        (rising, rule(part, "5m", value), true),
        (rising, rule(part, "5m", "{{ printf \"%.1f\" $value }} %"), true),
        (rising, rule(part, "5m", "{{ printf \"%.0f\" $value }}"), false),
        (rising, rule(part, "5m", "{{ if gt $value 95.0 }}page{{ end }}"), false),
        (rising, rule(part, "5m", "{{ $labels.pool }}"), false),
        (rising, rule(part, "0s", value), false),
        ("The pool was full.", rule(part, "5m", value), false),
        ("The pool was full.", rule("rate(pool_errors_total[5m]) > 1", "5m", value), true),
        (rising, rule("pool_used > 90", "5m", value), true),
        ("The pool held too many.", rule("pool_used > 90", "5m", value), false),
        (rising, rule("count(up == 0) > 2", "5m", value), false),
    ] {
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_was_moved_or_renewed_elsewhere_is_not_seen_here() {
    let queue = |name: &str| format!("expr: 'rabbitmq_queue_messages_ready{{queue=\"{name}\"}} > 1000'");
    let expiry = "expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 86400'";
    let probe = "expr: 'probe_ssl_earliest_cert_expiry - time() < 86400'";
    let (kept, reloaded) = ("The proxy had not been reloaded since.", "The proxy was reloaded.");
    for (details, rule, is_no) in [
        ("Messages were rejected and went to the dead letter queue.", queue("bills"), true),
        ("Messages were rejected and went to the dead letter queue.", queue("bills.dlq"), false),
        ("Messages piled up.", queue("bills"), false),
        (kept, expiry.to_owned(), true),
        (kept, probe.to_owned(), false),
        (reloaded, expiry.to_owned(), false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_crept_is_like_the_day_before() {
    let rule = |offset: &str| format!("expr: 'pool_used > 1.5 * (pool_used offset {offset})'");
    let crept = "The pool filled little by little, day by day.";
    for (cause, rule, is_no) in [
        (crept, rule("1d"), true),
        (crept, rule("1h"), true),
        (crept, rule("4w"), false),
        ("The pool filled at once.", rule("1d"), false),
        (crept, "expr: pool_used > 5".to_owned(), false),
    ] {
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_runs_for_a_while_does_not_wait_in_a_loop() {
    let rule = |hold: &str| {
        format!("expr: 'kube_pod_container_status_waiting_reason{{reason=\"CrashLoopBackOff\"}} == 1', for: {hold}")
    };
    let ran = "Each time it ran for 100 seconds, and exited.";
    for (details, rule, is_no) in [
        (ran, rule("15m"), true),
        (ran, rule("0s"), false),
        ("It crashed at once.", rule("15m"), false),
        (ran, "expr: 'max_over_time(kube_pod_container_status_waiting_reason[5m]) >= 1', for: 15m".to_owned(), false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

/// Of several series `scalar()` makes no number.
#[test]
fn a_scalar_is_made_of_one_series() {
    let rule = |limit: &str| format!("expr: 'sum(pool_used{{job=\"pool\"}}) > 0.9 * {limit}'");
    let page: &[(&str, &str)] = &[("pool.prom", "pool_limit 5\npool_used 4\n")];
    let (one, two) = ("static_configs: [{targets: ['a:1']}]", "static_configs: [{targets: ['a:1', 'b:1']}]");
    for (limit, job, is_no) in [
        ("scalar(pool_limit{job=\"pool\"})", two, true),
        ("scalar(pool_limit{job=\"pool\"})", one, false),
        ("scalar(max(pool_limit{job=\"pool\"}))", two, false),
        ("scalar(pool_limit{job=\"pool\", instance=\"a:1\"})", two, false),
    ] {
        asserts_no(&World { rule: &rule(limit), job, files: page, ..World::default() }, is_no);
    }
}

#[test]
fn a_pod_that_is_not_ready_may_be_running() {
    let phases = "expr: 'kube_pod_status_phase{phase=~\"Pending|Failed|Unknown\"} > 0'";
    let ready = "expr: 'kube_pod_status_ready{condition=\"true\"} == 0'";
    let told = "All pods were Running and not ready, as the readiness probe failed.";
    for (details, rule, is_no) in
        [(told, phases, true), (told, ready, false), ("All pods were Pending.", phases, false)]
    {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}
