//! What a saved page, a recording rule or another Prometheus leaves of the series that an alert compares; beside each its twin of which
//! something is left.

use alertgap::link::{Answer, Flaw};

use super::told::{World, asserts_no};

#[test]
fn sides_whose_labels_differ_on_a_page_never_match() {
    let rate = |matching: &str| format!("expr: 'rate(pool_failed_total[5m]) /{matching} rate(pool_total[5m]) > 0.2'");
    let reasons = "pool_failed_total{lane=\"1\",reason=\"paper\"} 3\npool_total{lane=\"1\"} 40\n";
    let plain = "pool_failed_total{lane=\"1\"} 3\npool_total{lane=\"1\"} 40\n";
    let info = "pool_failed_total{lane=\"1\"} 3\npool_total{lane=\"1\",version=\"7\"} 40\n";
    for (matching, page, name, is_no) in [
        ("", reasons, "pool-2026-03-02.prom", true),
        ("", reasons, "pool.prom", true),
        ("", plain, "pool.prom", false),
        (" ignoring(reason)", reasons, "pool.prom", false),
        (" on(lane)", reasons, "pool.prom", false),
        (" on(site) group_left", reasons, "pool.prom", false),
        (" ignoring(version) group_left", info, "pool.prom", false),
        (" ignoring(version) group_left", reasons, "pool.prom", true),
        // The page shows nothing of one side.
        ("", "pool_total{lane=\"1\"} 40\n# TYPE pool_failed_total counter\n", "pool.prom", false),
    ] {
        let (rule, files) = (rate(matching), [(name, page)]);
        asserts_no(&World { rule: &rule, files: &files, ..World::default() }, is_no);
    }
}

/// A rule may record the average of eight targets, one of which is named.
#[test]
fn what_is_recorded_is_judged_as_if_it_were_written_out() {
    let job = "static_configs: [{targets: ['desk-1:1', 'desk-2:1', 'desk-3:1', 'desk-4:1']}]";
    let cause = "The replica desk-3 lost its pool and failed every request.";
    let rules = |alert: &str, record: &str| {
        format!(
            "groups: [{{name: g, rules: [{{record: 'job:errors:ratio5m', expr: '{record}'}}, {{alert: PoolFull, expr: '{alert}'}}]}}]"
        )
    };
    let average = "avg by (job) (errors_ratio{job=\"pool\"})";
    for (alert, record, is_no) in [
        ("job:errors:ratio5m > 0.3", average, true),
        ("job:errors:ratio5m{job=\"pool\"} > 0.3", average, true),
        ("job:errors:ratio5m > 0.3", "avg by (instance) (errors_ratio{job=\"pool\"})", false),
        ("job:errors:ratio5m > 0.3", "max by (job) (errors_ratio{job=\"pool\"})", false),
        // Of the past.
        ("max_over_time(job:errors:ratio5m[1h]) > 0.3", average, false),
    ] {
        let rules = rules(alert, record);
        let files = [("a.yml", rules.as_str())];
        asserts_no(&World { cause, job, files: &files, ..World::default() }, is_no);
    }
}

#[test]
fn a_part_of_nothing_is_neither_high_nor_low() {
    let part = |compared: &str| {
        format!("expr: 'sum(rate(calls_total{{ok=\"1\"}}[5m])) / sum(rate(calls_total[5m])) {compared}'")
    };
    let (low, high) = (part("< 0.9"), part("> 0.1"));
    for (cause, rule, is_no) in [
        ("The gateway was shut, and nothing reached the service any more.", &low, true),
        ("The gateway was shut, and nothing reached the service any more.", &high, true),
        ("Das Tor war zu, und es kam keine Anfrage mehr an.", &low, true),
        ("Le portail était fermé : plus rien n''arrivait au service.", &low, true),
        ("El portal estaba cerrado y no llegaba nada al servicio.", &low, true),
        ("O portal estava fechado e não chegava nada ao serviço.", &low, true),
        ("Gerbang tertutup, tidak ada permintaan yang masuk.", &low, true),
        ("門が閉じ、リクエストが一件も届かなかった。", &low, true),
        ("网关关闭，没有任何请求到达。", &low, true),
        ("The gateway was slow, and half of the calls failed.", &low, false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_was_pushed_is_never_absent() {
    let push = "honor_labels: true, static_configs: [{targets: ['push.example.net:9091']}]";
    let page = "payout_last_run_seconds{job=\"payout\"} 1.7e9\npush_time_seconds{job=\"payout\"} 1.7e9\n";
    let (cause, absent) = ("Nobody started the payout any more.", "absent(payout_last_run_seconds{job=\"payout\"})");
    for (cause, expr, job, page, is_no) in [
        (cause, absent, push, None, true),
        (cause, absent, "honor_labels: true, static_configs: [{targets: ['agent:9100']}]", Some(page), true),
        (cause, absent, "honor_labels: true, static_configs: [{targets: ['agent:9100']}]", None, false),
        (cause, "time() - payout_last_run_seconds{job=\"payout\"} > 90000", push, Some(page), false),
        ("The Pushgateway was down, and the payout with it.", absent, push, None, false),
    ] {
        let rule = format!("expr: '{expr}'");
        let files: Vec<(&str, &str)> = page.into_iter().map(|page| ("pushgateway-2026-03-02.prom", page)).collect();
        let rungs = World { cause, rule: &rule, job, files: &files, ..World::default() }.rungs();
        let said = rungs.live.flaw == Some(Flaw::NeverFires) && rungs.live.why.contains("is never absent");
        assert_eq!(said, is_no, "{cause} {expr} {job}: {}", rungs.live.why);
    }
}

/// What one Prometheus takes from another, and which of them is asked whether a rule is loaded.
#[test]
fn a_metric_that_is_not_federated_is_not_there() {
    let federate = |asked: &str| {
        format!(
            "rule_files: [a.yml]\nscrape_configs: [{{job_name: federate, honor_labels: true, metrics_path: /federate, params: \
             {{'match[]': ['{asked}']}}, static_configs: [{{targets: ['plant:9090']}}]}}]\nalerting: {{alertmanagers: \
             [{{static_configs: [{{targets: ['am:9093']}}]}}]}}\n"
        )
    };
    let plant =
        "rule_files: [recording/*.yml]\nscrape_configs: [{job_name: plc, static_configs: [{targets: ['plc:1']}]}]\n";
    for (asked, is_no) in [
        (r#"{job="node"}"#, true),
        (r#"{__name__=~"plant:.+"}"#, true),
        (r#"{job=~"plc|node"}"#, false),
        (r#"{__name__=~"pool.+"}"#, false),
    ] {
        let central = federate(asked);
        let files = [("prometheus.yml", central.as_str()), ("plant/prometheus.yml", plant)];
        let rule = "expr: 'min(pool_pressure{job=\"plc\"}) < 0.2'";
        let rungs = World { rule, files: &files, ..World::default() }.rungs();
        assert_eq!(rungs.defined.is, Answer::Yes, "the plant only records: {}", rungs.defined.why);
        assert_eq!(rungs.live.flaw == Some(Flaw::AbsentSeries), is_no, "{asked}: {}", rungs.live.why);
    }
}

#[test]
fn a_mail_does_not_leave_by_the_relay_that_failed() {
    let manager = "global: {smtp_smarthost: 'relay1.example.net:25', smtp_from: a@example.net}\nroute: {receiver: a}\n\
                   receivers: [{name: a, email_configs: [{to: '49170@sms.example.net'}]}]\n";
    let cause = "The resolver of the relay had been switched.";
    for (details, is) in [
        ("At 10:00 the central relay `relay1` stopped delivering.", Answer::No),
        ("At 10:00 relay2 stopped delivering; relay1 was fine.", Answer::Yes),
    ] {
        let files = [("alertmanager.yml", manager)];
        let rungs = World { cause, details, rule: "expr: pool_used > 5", files: &files, ..World::default() }.rungs();
        assert_eq!(rungs.delivered.is, is, "{details}: {}", rungs.delivered.why);
    }
}

/// A ruler takes the tenant of a rule from its folder.
#[test]
fn a_tenant_sees_what_is_written_for_it_alone() {
    let agent = |job: &str, tenant: &str| {
        format!(
            "scrape_configs: [{{job_name: {job}, static_configs: [{{targets: ['a:1']}}]}}]\nremote_write: [{{url: \
             'http://mimir/push', headers: {{X-Scope-OrgID: {tenant}}}}}]\n"
        )
    };
    let rules = super::rules("expr: 'pool_used{job=\"plc\"} > 5'");
    for (folder, tenant, is_no) in
        [("platform", "plants", true), ("plants", "plants", false), ("misc", "plants", false)]
    {
        let (plants, platform) = (agent("plc", tenant), agent("node", "platform"));
        let path = format!("mimir/rules/{folder}/a.yml");
        let files = [
            ("prometheus.yml", plants.as_str()),
            ("agents/platform.yml", platform.as_str()),
            (path.as_str(), rules.as_str()),
            ("a.yml", ""),
        ];
        let rungs = World { files: &files, ..World::default() }.rungs();
        assert_eq!(rungs.live.flaw == Some(Flaw::AbsentSeries), is_no, "{folder}: {}", rungs.live.why);
    }
}

/// The incident lasted 40 minutes, in which 1.1 % or 22 % failed.
#[test]
fn a_budget_that_burns_for_a_while_is_not_burnt_for_an_hour() {
    let rate =
        |range: &str| format!("sum(rate(calls_total{{code=~\"5..\"}}[{range}])) / sum(rate(calls_total[{range}]))");
    let pair =
        |long: &str, short: &str, level: &str| format!("({} > {level} and {} > {level})", rate(long), rate(short));
    let both = format!("{} or {}", pair("1h", "5m", "(14.4 * 0.001)"), pair("6h", "30m", "(6 * 0.001)"));
    let few = "About 400 requests come in a second. From 10:00 on, 1.1 % of them ended with status 500.";
    for (details, expr, is_no) in [
        (few, &*both, true),
        (few, &*pair("1h", "5m", "0.005"), false),
        (few, &*pair("30m", "5m", "0.0105"), false),
        ("From 10:00 on, 22 % of the requests failed.", &*both, false),
        ("Nobody counted.", &*both, false),
    ] {
        let rule = format!("expr: '{expr}'");
        let rungs = World { cause: "The new font lacked glyphs.", details, rule: &rule, ..World::default() }.rungs();
        let said = rungs.live.is == Answer::No && rungs.live.why.contains("at most");
        assert_eq!(said, is_no, "{details} {expr}: {}", rungs.live.why);
    }
}
