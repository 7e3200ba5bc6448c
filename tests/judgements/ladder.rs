//! Whether a guard is loaded, can fire, and is heard.

use alertgap::link::Answer;

use super::{ALERTING, POSTMORTEM, dump, rules, rungs};

/// What is said of the delivery of the one alert of the postmortem's cause.
fn why_delivered(rules: &str, prometheus: &str, alertmanager: &str) -> String {
    let files =
        [("a.md", POSTMORTEM), ("a.yml", rules), ("prometheus.yml", prometheus), ("alertmanager.yml", alertmanager)];
    rungs(&files).delivered.why.into_owned()
}

#[test]
fn a_rule_that_the_server_cannot_evaluate_may_not_fire() {
    for (health, fails) in [("ok", false), ("unknown", false), ("err", true)] {
        let dump = dump(health);
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules("expr: pool_used > 5")), ("dump.json", &dump)]).live;
        let said = live.why.contains("could not evaluate it last time");
        assert_eq!((live.is == Answer::Unknown && said), fails, "{health}: {}", live.why);
    }
}

/// What the server says of another rule, of another name or of another condition, is not said of this one.
#[test]
fn a_rule_of_another_name_or_condition_fails_for_itself() {
    let rules =
        rules("expr: pool_used > 5") + "  - {alert: Busy, expr: pool_used > 5}\n  - {alert: PoolFull, expr: up == 0}\n";
    let loaded = |name: &str, query: &str, health: &str| {
        format!(r#"{{"type":"alerting","name":"{name}","query":"{query}","health":"{health}"}}"#)
    };
    let own = loaded("PoolFull", "pool_used > 5", "ok");
    for other in [loaded("Busy", "pool_used > 5", "err"), loaded("PoolFull", "up == 0", "err")] {
        let list = format!(r#"[{{"name":"g","file":"a.yml","rules":[{own},{other}]}}]"#);
        let dump = format!(r#"{{"status":"success","data":{{"groups":{list}}}}}"#);
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("dump.json", &dump)]).live;
        assert!(!live.why.contains("could not evaluate it last time"), "{other}: {}", live.why);
    }
}

/// What the configuration says stands beside what the server says, where it says otherwise.
#[test]
fn a_server_that_lacks_what_its_configuration_loads_is_believed_and_both_are_told() {
    let other = dump("ok").replace("PoolFull", "Other");
    let (rules, loaded) = (rules("expr: pool_used > 5"), "rule_files: [a.yml]\n");
    for (configuration, although) in [(loaded, true), ("rule_files: [b.yml]\n", false)] {
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("prometheus.yml", configuration), ("dump.json", &other)];
        let defined = rungs(&files).defined;
        assert_eq!((defined.is, defined.why.contains(", although ")), (Answer::No, although), "{}", defined.why);
    }
}

/// Prometheus stops at a configuration whose pattern has a star before its last part.
#[test]
fn a_star_in_a_folder_of_rule_files_is_refused() {
    let rules = rules("expr: pool_used > 5");
    for (pattern, refused) in [("rules/*.yml", false), ("*/a.yml", true)] {
        let configuration = format!("rule_files: ['{pattern}']\n");
        let files = [("a.md", POSTMORTEM), ("rules/a.yml", &rules), ("prometheus.yml", &configuration)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, if refused { Answer::No } else { Answer::Yes }, "{}", defined.why);
        assert_eq!(defined.why.contains("Prometheus refuses prometheus.yml"), refused, "{}", defined.why);
    }
}

/// Where the recorded series are known to be all there are, a label that their rule drops is on none of them.
#[test]
fn a_label_that_the_recording_rule_drops_is_on_no_series() {
    let alert = rules("expr: 'job:pool_used:sum{env=\"prod\"} > 5'");
    for (labels, configuration, drops) in [
        ("", "rule_files: [a.yml, c.yml]\n", true),
        (", labels: {env: prod}", "rule_files: [a.yml, c.yml]\n", false),
        ("", "rule_files: [b.yml]\n", false),
        ("", "rule_files: [a.yml]\n", false),
    ] {
        let recording = format!("record: 'job:pool_used:sum', expr: sum by (job) (pool_used){labels}");
        let recordings = format!("groups:\n- name: r\n  rules:\n  - {{{recording}}}\n");
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &alert), ("c.yml", &recordings), ("prometheus.yml", configuration)];
        let live = rungs(&files).live;
        assert_eq!(live.why.contains("has no label env: its rule does not keep it"), drops, "{labels}: {}", live.why);
    }
}

#[test]
fn a_rule_whose_comparison_keeps_everything_tells_of_no_failure() {
    for (expr, live) in [
        ("pool_used > bool 5", Answer::No),
        ("(pool_used > bool 5) == 1", Answer::Unknown),
        ("sum(pool_used > bool 5) > 2", Answer::Unknown),
        ("pool_used > 5 and on (job) (pool_size > bool 5)", Answer::Unknown),
    ] {
        let rung = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules(&format!("expr: '{expr}'")))]).live;
        assert_eq!(rung.is, live, "{expr}: {}", rung.why);
    }
}

#[test]
fn a_rule_without_a_condition_is_said_to_fire_always() {
    for (expr, always) in [("pool_used", true), ("pool_used > 5", false), ("job:pool_used", false), ("ALERTS", false)] {
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules(&format!("expr: '{expr}'")))]).live;
        assert_eq!(live.why.contains("it has no condition"), always, "{expr}: {}", live.why);
    }
}

/// A label that relabelling takes away is no longer that of the series, and two alerts are not alike by it.
#[test]
fn what_fires_with_it_inhibits_it_by_the_labels_that_are_left() {
    let rules = rules("expr: pool_used > 5") + "  - {alert: PoolBusy, expr: pool_used > 3}\n";
    let rule = "{source_matchers: [alertname=PoolBusy], target_matchers: [alertname=PoolFull], equal: [instance]}";
    let alertmanager = format!(
        "route: {{receiver: call}}\ninhibit_rules: [{rule}]\nreceivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n"
    );
    for (dropped, inhibited) in [("replica", true), ("instance", false)] {
        let prometheus = format!("{ALERTING}, alert_relabel_configs: [{{action: labeldrop, regex: {dropped}}}]}}\n");
        let why = why_delivered(&rules, &prometheus, &alertmanager);
        assert_eq!(why.contains("inhibited by PoolBusy"), inhibited, "{dropped}: {why}");
    }
}

/// The server prints what it has read, in its own way.
#[test]
fn a_rule_is_loaded_however_the_server_writes_it() {
    let dump = dump("ok");
    for (expr, answer) in [
        ("pool_used > 5", Answer::Yes),
        ("pool_used>5.0", Answer::Yes),
        ("'5 < pool_used'", Answer::Unknown),
        ("pool_used > 6", Answer::Unknown),
        // Neither is read here, and both are the same.
        ("pool_used > 5 keep_metric_names", Answer::Unknown),
    ] {
        let rules = rules(&format!("expr: {expr}"));
        let defined = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("dump.json", &dump)]).defined;
        assert_eq!(defined.is, answer, "{expr}: {}", defined.why);
    }
    let odd = "pool_used > 5 keep_metric_names";
    let dump = dump.replace("pool_used > 5", odd);
    let rules = rules(&format!("expr: {odd}"));
    let defined = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("dump.json", &dump)]).defined;
    assert_eq!(defined.is, Answer::Yes, "{}", defined.why);
}

/// An incident is named by its whole id: INC-10 is another one.
#[test]
fn a_unit_test_names_the_incident_that_stands_in_it_as_a_word() {
    let rules = rules("expr: pool_used > 5");
    for (name, named) in [
        ("INC-1", true),
        ("replays INC-1, at night", true),
        ("(INC-1)", true),
        ("INC-10", false),
        ("XINC-1", false),
        ("INC-1-b", false),
        ("INC-10 and INC-1", true),
        ("the pool", false),
    ] {
        let series = "{series: pool_used, values: '9x10'}";
        let test = format!(
            "rule_files: [a.yml]\ntests:\n- name: {name}\n  interval: 1m\n  input_series: [{series}]\n  alert_rule_test:\n  \
             - {{eval_time: 5m, alertname: PoolFull, exp_alerts: [{{}}]}}\n"
        );
        let proven = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("t.yml", &test)]).proven;
        assert_eq!(proven.is, Answer::Yes, "{}", proven.why);
        assert_eq!(proven.why.contains(", and names INC-1;"), named, "{name}: {}", proven.why);
    }
}

/// A Prometheus on Windows reads `\` as we read `/`, any other as the mark of a plain character: nobody can say here.
#[test]
fn a_pattern_with_backslashes_leads_nowhere_and_denies_nothing() {
    for (pattern, answer) in [("alerts/*.yml", Answer::Yes), ("alerts\\*.yml", Answer::Unknown)] {
        let prometheus = format!("rule_files: ['{pattern}']\nscrape_configs: []\n");
        let rules = rules("expr: pool_used > 5");
        let files = [("a.md", POSTMORTEM), ("alerts/a.yml", &rules), ("prometheus.yml", &prometheus)];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{pattern}: {}", defined.why);
    }
}

/// The client of Go shows nothing of a family with labels before its first event; the others show what it is.
#[test]
fn what_never_happened_yet_may_still_be_there() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: orders, static_configs: [{targets: [a]}]}\n";
    let page = |client: &str| format!("# HELP {client} H\n# TYPE {client} gauge\n{client} 5\n");
    for (expr, client, absent) in [
        ("errors_total{job=\"orders\"} > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", instance=\"a\"} > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", code=\"500\"} > 5", "go_goroutines", false),
        ("sum by (code) (errors_total{job=\"orders\"}) > 5", "go_goroutines", false),
        ("sum by (job) (errors_total{job=\"orders\"}) > 5", "go_goroutines", true),
        ("errors_total{job=\"orders\", code=\"500\"} > 5", "process_threads", true),
    ] {
        let (rules, page) = (rules(&format!("expr: '{expr}'")), page(client));
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", &page), ("prometheus.yml", prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is == Answer::No, absent, "{expr}, {client}: {}", live.why);
    }
}

/// One alert silences another where both surely have the same value: a fixed one, or that of the same series.
#[test]
fn an_inhibition_holds_where_the_labels_are_surely_equal() {
    let inhibited = |target: &str, source: &str, by: &str| {
        let rules = format!(
            "groups:\n- name: g\n  rules:\n  - {{alert: PoolFull, expr: {by}(pool_used) > 5, labels: {{severity: page{target}}}}}\n  \
             - {{alert: Site, expr: {by}(pool_used) > 3, labels: {{severity: site{source}}}}}\n"
        );
        let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{routing_key: x}]}]\ninhibit_rules: \
                            [{source_matchers: [severity=site], target_matchers: [severity=page], equal: [cluster]}]\n";
        let prometheus = "rule_files: [a.yml]\nalerting: {alertmanagers: [{static_configs: [{targets: [a]}]}]}\n";
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("am.yml", alertmanager), ("prometheus.yml", prometheus)];
        let rung = rungs(&files).delivery.rung;
        assert_eq!(rung.is == Answer::No, rung.why.contains("inhibited by Site"), "{}", rung.why);
        rung.is == Answer::No
    };
    for (target, source, by, want) in [
        ("", "", "", true),
        ("", "", "sum by (cluster) ", true),
        // Neither has it.
        ("", "", "sum", true),
        (", cluster: eu", ", cluster: eu", "", true),
        (", cluster: eu", ", cluster: us", "", false),
        (", cluster: eu", "", "", false),
        ("", ", cluster: us", "", false),
    ] {
        assert_eq!(inhibited(target, source, by), want, "{by}: {target} and {source}");
    }
}

/// What may stay silent while it fires does not inhibit it: another metric, a higher number, a longer wait.
#[test]
fn what_need_not_fire_with_it_does_not_inhibit_it() {
    let rule = "{source_matchers: [alertname=PoolBusy], target_matchers: [alertname=PoolFull]}";
    let alertmanager = format!(
        "route: {{receiver: call}}\ninhibit_rules: [{rule}]\nreceivers: [{{name: call, pagerduty_configs: [{{}}]}}]\n"
    );
    let prometheus = format!("{ALERTING}}}\n");
    for (target, source, inhibited) in [
        ("expr: pool_used > 5", "expr: pool_used > 3", true),
        ("expr: pool_used > 5", "expr: pool_used > 7", false),
        ("expr: pool_used > 5", "expr: disk_used > 3", false),
        ("expr: pool_used > 5", "expr: pool_used > 3, for: 5m", false),
        ("expr: pool_used > 5, for: 5m", "expr: pool_used > 3, for: 5m", true),
        ("expr: pool_used > 5, for: 5m", "expr: disk_used > 3", false),
    ] {
        let rules = rules(target) + &format!("  - {{alert: PoolBusy, {source}}}\n");
        let why = why_delivered(&rules, &prometheus, &alertmanager);
        assert_eq!(why.contains("inhibited by PoolBusy"), inhibited, "{source}: {why}");
    }
}

/// A page is named after the job that it is of.
#[test]
fn a_series_of_another_job_is_not_there() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: orders, static_configs: [{targets: [a]}]}\n\
                      - {job_name: mail, static_configs: [{targets: [b]}]}\n";
    let (shows, lacks) = ("# TYPE errors gauge\nerrors{env=\"eu\"} 5\n", "# TYPE up2 gauge\nup2 5\n");
    for (expr, known, answer) in [
        ("errors{job=\"mail\"} > 5", true, Answer::Yes),
        ("errors{job=\"mail\", env=\"eu\"} > 5", true, Answer::Yes),
        // A series with another value may come.
        ("errors{job=\"mail\", env=\"us\"} > 5", true, Answer::Unknown),
        ("errors{job=\"orders\"} > 5", true, Answer::No),
        ("errors{job=~\"ma.+\"} > 5", true, Answer::Yes),
        // No such job is scraped, and alerts have the labels of what they were raised for.
        ("errors{job=\"none\"} > 5", true, Answer::No),
        ("ALERTS{job=\"none\"} == 1", true, Answer::Unknown),
        ("ALERTS_FOR_STATE{job=\"none\"} > 1", true, Answer::Unknown),
        // What Prometheus itself says of a job needs no page.
        ("up{job=\"mail\"} == 0", true, Answer::Yes),
        ("scrape_samples_scraped{job=\"mail\"} > 5", true, Answer::Yes),
        ("errors{job!=\"orders\"} > 5", true, Answer::Yes),
        ("errors{job!=\"mail\"} > 5", true, Answer::No),
        ("errors{job!~\"ord.+\"} > 5", true, Answer::Yes),
        ("errors{job!~\"ma.+\"} > 5", true, Answer::No),
        // Which jobs there are, nobody says.
        ("errors{job=~\"ma.+\"} > 5", false, Answer::Unknown),
        ("errors{job=\"mail\"} > 5", false, Answer::Yes),
        ("errors{job=\"orders\"} > 5", false, Answer::No),
    ] {
        let rules = rules(&format!("expr: '{expr}'"));
        let mut files = vec![("a.md", POSTMORTEM), ("a.yml", &rules), ("mail.prom", shows), ("orders.prom", lacks)];
        files.extend(known.then_some(("prometheus.yml", prometheus)));
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{expr}: {}", live.why);
    }
}

/// Where relabelling writes the label, the page is still that of the scrape whose name it bears.
#[test]
fn a_page_belongs_to_the_scrape_that_it_is_named_after() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs:\n- {job_name: mail, relabel_configs: [{source_labels: [__meta_app], \
                      target_label: job}], kubernetes_sd_configs: [{role: pod}]}\n";
    let rules = rules("expr: 'errors{job=~\"ma.+\"} > 5'");
    for (page, answer) in [("mail.prom", Answer::Yes), ("mail2.prom", Answer::Unknown)] {
        let shows = "# TYPE errors gauge\nerrors 5\n";
        let live =
            rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), (page, shows), ("prometheus.yml", prometheus)]).live;
        assert_eq!(live.is, answer, "{page}: {}", live.why);
    }
}

/// What a scrape renames may have had any name on the page; what another job's scrape renames had not.
#[test]
fn a_scrape_that_renames_series_says_nothing_of_another_job() {
    let scrape = |job: &str, renames: bool| {
        let relabelling = "metric_relabel_configs: [{source_labels: [x], target_label: __name__}], ";
        let relabelling = if renames { relabelling } else { "" };
        format!("- {{job_name: {job}, {relabelling}static_configs: [{{targets: [{job}]}}]}}\n")
    };
    for (of_orders, of_mail, answer) in [(false, true, Answer::No), (true, false, Answer::Unknown)] {
        let scrapes = scrape("orders", of_orders) + &scrape("mail", of_mail);
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs:\n{scrapes}");
        let rules = rules("expr: 'errors{job=\"orders\"} > 5'");
        let page = "# TYPE up2 gauge\nup2 5\n";
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", page), ("prometheus.yml", prometheus.as_str())];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{scrapes}: {}", live.why);
    }
}

/// Beside a configuration that tells nobody, a resource of the operator may take the alert where its namespace is not known.
#[test]
fn a_resource_of_the_operator_may_take_what_the_configuration_loses() {
    let rules = rules("expr: pool_used > 5");
    let prometheus = format!("{ALERTING}}}\n");
    let resource = "kind: AlertmanagerConfig\nmetadata: {name: db, namespace: shop}\nspec:\n  route: {receiver: call}\n  \
                    receivers: [{name: call, opsgenieConfigs: [{}]}]\n";
    let mut files = vec![
        ("a.md", POSTMORTEM),
        ("a.yml", rules.as_str()),
        ("prometheus.yml", prometheus.as_str()),
        ("alertmanager.yml", "route: {receiver: 'null'}\nreceivers: [{name: 'null'}]\n"),
    ];
    assert_eq!(rungs(&files).delivered.is, Answer::No);
    files.push(("config.yml", resource));
    let delivered = rungs(&files).delivered;
    assert_eq!(delivered.is, Answer::Unknown);
    assert!(delivered.why.starts_with("an AlertmanagerConfig may take it"), "{}", delivered.why);
    // Who is told by the configuration is told whatever the resource takes.
    files[3].1 = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
    assert_eq!(rungs(&files).delivered.is, Answer::Yes);
}

/// Where nothing says when it ended, what it says of its length counts.
#[test]
fn an_incident_without_an_end_is_as_long_as_it_says() {
    let rules = rules("expr: pool_used > 5");
    let postmortem = |lasted: &str| {
        POSTMORTEM.replace("root_causes", &format!("started: 2026-05-13T10:00:00Z\n{lasted}root_causes"))
    };
    let alertmanager = "route: {receiver: none, routes: [{receiver: call, mute_time_intervals: [t]}]}\ntime_intervals: [{name: t, \
                        time_intervals: [{times: [{start_time: '10:00', end_time: '10:30'}]}]}]\nreceivers: [{name: none}, {name: call, \
                        pagerduty_configs: [{}]}]\n";
    let prometheus = format!("{ALERTING}}}\n");
    for (lasted, answer) in [("duration: 30m\n", Answer::No), ("duration: 31m\n", Answer::Yes), ("", Answer::No)] {
        let postmortem = postmortem(lasted);
        let files = [
            ("a.md", postmortem.as_str()),
            ("a.yml", &rules),
            ("prometheus.yml", &prometheus),
            ("alertmanager.yml", alertmanager),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.is, answer, "{lasted}: {}", delivered.why);
    }
}

/// What a scrape gives a `job` has one; what a rule records may have none.
#[test]
fn a_job_that_only_one_side_has_matches_nothing_unless_it_is_recorded() {
    let expr = "expr: pool_used / sum(pool_size) > 0.9";
    let recorded = rules(expr) + "  - {record: pool_used, expr: sum(pool_busy)}\n";
    for (rules, matches) in [(rules(expr), false), (recorded, true)] {
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules)]).live;
        assert_eq!(live.is != Answer::No, matches, "{}", live.why);
    }
}
