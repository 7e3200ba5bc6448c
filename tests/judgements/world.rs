//! What stands around a rule: several configurations, and Alertmanagers or none.

use alertgap::link::ladder::delivered::pages;
use alertgap::link::{Answer, Rungs};

use super::{ALERTING, POSTMORTEM, judged, rules, rungs};

pub(super) const ALERTMANAGER: &str = "route: {receiver: none, routes: [{matchers: [cluster=eu], receiver: call}]}\n\
                            receivers: [{name: none}, {name: call, pagerduty_configs: [{}]}]\n";

fn beside(configurations: &[(&str, &str)]) -> Rungs {
    guarded_by("sum(pool_used) > 5", &[&[("alertmanager.yml", ALERTMANAGER)], configurations].concat())
}

/// The rungs of a guard with this expression in `a.yml`.
pub(super) fn guarded_by(expr: &str, configurations: &[(&str, &str)]) -> Rungs {
    let rules = rules(&format!("expr: '{expr}'"));
    rungs(&[&[("a.md", POSTMORTEM), ("a.yml", &*rules)], configurations].concat())
}

/// A Prometheus that only scrapes, as an agent does, loads no rules and denies none.
#[test]
fn a_configuration_that_only_scrapes_says_nothing_of_rules() {
    let agent = "scrape_configs: [{job_name: a, static_configs: [{targets: [a]}]}]\n";
    let rungs = beside(&[("prometheus.yml", agent)]);
    assert_eq!(rungs.defined.is, Answer::Unknown, "{}", rungs.defined.why);
    assert!(!rungs.delivered.why.contains("sends alerts to no Alertmanager"), "{}", rungs.delivered.why);
    assert_eq!(rungs.delivered.is, Answer::Unknown, "{}", rungs.delivered.why);
}

/// Where nobody knows who loads a rule, it has no labels of anybody's; only if nobody sends alerts at all it is lost.
#[test]
fn what_may_not_load_a_rule_adds_no_labels_to_it() {
    let (elsewhere, here) = ("rule_files: [/etc/rules/*.yml]\n", "rule_files: [a.yml]\n");
    let labelled = |files: &str, sends: bool| {
        let alerting =
            ALERTING.strip_prefix("rule_files: [a.yml]\n").expect("it names its rules first").to_owned() + "}\n";
        format!("global: {{external_labels: {{cluster: eu}}}}\n{files}{}", if sends { alerting.as_str() } else { "" })
    };
    for (files, sends, answer, why) in [
        (here, true, Answer::Yes, "it reaches \"call\""),
        (elsewhere, true, Answer::Unknown, "hangs on the label cluster"),
        (here, false, Answer::No, "sends alerts to no Alertmanager"),
        (elsewhere, false, Answer::No, "sends alerts to no Alertmanager"),
    ] {
        let delivered = beside(&[("prometheus.yml", &labelled(files, sends))]).delivered;
        assert_eq!(delivered.is, answer, "{files}: {}", delivered.why);
        assert!(delivered.why.contains(why), "{files}: {}", delivered.why);
    }
}

/// By its receivers; by its severity where nobody knows them. That it reaches nobody at all is told elsewhere.
#[test]
fn whether_a_guard_wakes_somebody_goes_by_its_receivers() {
    let to = |receiver: &str| {
        let kinds = "{name: call, pagerduty_configs: [{}]}, {name: chat, slack_configs: [{}]}, {name: hook, webhook_configs: [{}]}";
        format!("route: {{receiver: {receiver}}}\nreceivers: [{{name: nobody}}, {kinds}]\n")
    };
    for (receiver, severity, answer) in [
        (None, "page", Answer::Yes),
        (None, "info", Answer::No),
        (None, "blue", Answer::Unknown),
        (Some("call"), "info", Answer::Yes),
        (Some("chat"), "page", Answer::No),
        (Some("hook"), "page", Answer::Unknown),
        (Some("hook"), "info", Answer::Unknown),
        (Some("nobody"), "page", Answer::Unknown),
    ] {
        let rules = rules(&format!("expr: pool_used > 5, labels: {{severity: {severity}}}"));
        let alertmanager = receiver.map(to);
        let mut files = vec![("a.md", POSTMORTEM), ("a.yml", rules.as_str())];
        files.extend(alertmanager.as_deref().map(|text| ("alertmanager.yml", text)));
        let (loaded, coverage, _) = judged(&files, "{}");
        let guard = &coverage.incidents[0].risks[0].guards[0];
        assert_eq!(pages(&loaded.model, guard), answer, "{receiver:?}, {severity}");
    }
}

/// Of a label with several values, nobody knows which one the alert will have.
#[test]
fn a_label_of_several_values_is_surely_equal_to_none_of_them() {
    let prometheus = format!("{ALERTING}}}\n");
    let alertmanager = "route: {receiver: call}\nreceivers: [{name: call, pagerduty_configs: [{}]}]\ninhibit_rules: \
                        [{source_matchers: [alertname=Busy], target_matchers: [alertname=PoolFull], equal: [cluster]}]\n";
    for (values, inhibited) in [("eu", true), ("eu|us", false), ("us", false)] {
        let expr = format!("expr: 'pool_used{{cluster=~\"{values}\"}} > 5'");
        let rules = rules(&expr) + &format!("  - {{alert: Busy, {expr}, labels: {{cluster: eu}}}}\n");
        let files = [
            ("a.md", POSTMORTEM),
            ("a.yml", &rules),
            ("prometheus.yml", &prometheus),
            ("alertmanager.yml", alertmanager),
        ];
        let delivered = rungs(&files).delivered;
        assert_eq!(delivered.why.contains("inhibited by Busy"), inhibited, "{values}: {}", delivered.why);
    }
}

/// What a page shows of a metric tells which labels it has, and of things that last which there are.
#[test]
fn labels_that_no_page_shows_are_missed() {
    let page = "pool_used{queue=\"orders.v2\",state=\"ok\"} 1\npool_used{queue=\"mails\",state=\"ok\"} 1\n";
    let (one, named) = ("{targets: [a]}", "of queue mails, orders.v2, and of none with queue=~\"orders|payments\"");
    for (selector, targets, missed) in [
        ("queue=~\"orders|payments\"", one, Some(named)),
        ("queue=~\"orders.*\"", one, None),
        ("queue=\"mails\"", one, None),
        (
            "queue=~\"orders\"",
            "{targets: [a, b]}",
            Some("of queue mails, orders.v2, and of none with queue=~\"orders\""),
        ),
        ("queue=\"orders\"", "{targets: [a, b]}", None),
        // Another target may have others, and a state may come.
        ("queue=~\"orders|payments\"", "{targets: [a, b]}", None),
        ("state=\"failed\"", one, None),
        ("label_team!=\"\"", one, Some("no series of pool_used in orders.prom has the label label_team")),
        ("label_team!=\"\"", "{targets: [a], labels: {label_team: shop}}", None),
    ] {
        let scrapes = format!("scrape_configs: [{{job_name: orders, static_configs: [{targets}]}}]\n");
        let prometheus = format!("{ALERTING}}}\n{scrapes}");
        let rules = rules(&format!("expr: 'pool_used{{job=\"orders\", {selector}}} > 5'"));
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", page), ("prometheus.yml", &prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is == Answer::No, missed.is_some(), "{selector} of {targets}: {}", live.why);
        assert!(missed.is_none_or(|missed| live.why.contains(missed)), "{selector}: {}", live.why);
    }
}

/// What is always there, whatever its value, leaves nothing of an alert that fires unless it is there.
#[test]
fn unless_something_that_is_always_there_never_fires() {
    let scrapes = "scrape_configs: [{job_name: orders, static_configs: [{targets: [a]}]}]\n";
    let prometheus = format!("{ALERTING}}}\n{scrapes}");
    for (unless, answer) in [
        ("unless on () maintenance", Answer::No),
        ("unless on () sum(maintenance)", Answer::No),
        ("unless on () maintenance == 1", Answer::Yes),
        ("unless on () holidays", Answer::Yes),
        ("unless on () absent(maintenance)", Answer::Yes),
        // No series has a cluster: on all of them it is the same.
        ("unless on (cluster) maintenance", Answer::No),
        ("unless on (instance) maintenance", Answer::Yes),
    ] {
        let rules = rules(&format!("expr: 'pool_used{{job=\"orders\"}} > 5 {unless}'"));
        let page = "pool_used 1\nmaintenance 0\n";
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", page), ("prometheus.yml", &prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{unless}: {}", live.why);
    }
}

/// A gauge that says 0 while nothing is maintained is there all the same; of another cluster it leaves nothing out.
#[test]
fn unless_a_flag_of_the_same_cluster_never_fires() {
    for (clusters, expr, answer) in [
        (["eu", "eu"], "pool_used > 5 unless on (cluster) maintenance", Answer::No),
        (["eu", "eu"], "(pool_used unless on (cluster) maintenance) > 5", Answer::No),
        (["eu", "eu"], "sum by (cluster) (pool_used) > 5 unless on (cluster) maintenance", Answer::No),
        (["eu", "eu"], "pool_used > 5 unless on (cluster) (maintenance == 1)", Answer::Yes),
        (["eu", "eu"], "sum(pool_used) > 5 unless on (cluster) maintenance", Answer::Yes),
        (["eu", "eu"], "vector(1) unless on (cluster) maintenance", Answer::Yes),
        (["eu", "us"], "pool_used > 5 unless on (cluster) maintenance", Answer::Yes),
        (["eu", "eu"], "pool_used > 5 unless on (cluster, pool) maintenance", Answer::Yes),
        (["eu", "eu"], "pool_used > 5 unless on (cluster, role) maintenance", Answer::Yes),
        (["eu", "eu"], "pool_used > 5 or pool_used > 9 unless on (cluster) maintenance", Answer::Yes),
    ] {
        let job = |name: &str, cluster: &str| {
            let targets = |role: &str| format!("{{targets: [{role}], labels: {{cluster: {cluster}, role: {role}}}}}");
            format!("{{job_name: {name}, static_configs: [{}, {}]}}", targets("a"), targets("b"))
        };
        let jobs = [job("orders", clusters[0]), job("ops", clusters[1])].join(", ");
        let prometheus = format!("{ALERTING}}}\nscrape_configs: [{jobs}]\n");
        let rules = rules(&format!("expr: '{expr}'"));
        let pages = [("orders.prom", "pool_used{pool=\"a\"} 1\n"), ("ops.prom", "maintenance 0\n")];
        let files = [("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)];
        let live = rungs(&[&files[..], &pages].concat()).live;
        assert_eq!(live.is, answer, "{clusters:?} {expr}: {}", live.why);
    }
}

/// Two series on one side for one of the other are an error, and Prometheus evaluates nothing of such a rule.
#[test]
fn series_that_cannot_be_matched_one_to_one_never_fire() {
    let scrapes = "scrape_configs: [{job_name: orders, static_configs: [{targets: [a]}]}]\n";
    let prometheus = format!("{ALERTING}}}\n{scrapes}");
    let page = "pool_used{pool=\"a\",shop=\"x\"} 1\npool_used{pool=\"b\",shop=\"x\"} 1\npool_max{shop=\"x\"} 9\n";
    for (expr, answer) in [
        ("pool_used / on (shop) pool_max > 0.9", Answer::No),
        ("rate(pool_used[5m]) / on (shop) (pool_max) > 0.9", Answer::No),
        ("pool_max - on (shop) pool_used < 1", Answer::No),
        ("pool_used / on (shop) group_left () pool_max > 0.9", Answer::Yes),
        ("pool_used{pool=\"a\"} / on (shop) pool_max > 0.9", Answer::Yes),
        ("sum by (shop) (pool_used) / on (shop) pool_max > 0.9", Answer::Yes),
        ("pool_used > on (shop) pool_max", Answer::No),
        ("pool_max * on (shop) group_left () pool_used > 1", Answer::No),
        ("pool_max * on (shop) group_right () pool_used > 1", Answer::Yes),
        ("pool_used * on (shop) group_right () pool_max > 1", Answer::No),
        ("pool_used and on (shop) pool_max", Answer::Yes),
    ] {
        let rules = rules(&format!("expr: '{expr}'"));
        let files = [("a.md", POSTMORTEM), ("a.yml", &rules), ("orders.prom", page), ("prometheus.yml", &prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{expr}: {}", live.why);
    }
}

/// Two jobs scrape the same machines, and both tell what these are called.
#[test]
fn series_of_two_jobs_are_no_single_side() {
    let job = |name: &str, more: &str| {
        format!(
            "{{job_name: {name}, static_configs: [{{targets: ['h-1:9100']}}], relabel_configs: [{{target_label: instance, replacement: h-1}}]{more}}}"
        )
    };
    let both = |more: &str| format!("{ALERTING}}}\nscrape_configs: [{}, {}]\n", job("hosts", ""), job("batch", more));
    let page = "pool_used 1\npool_info{rack=\"b\"} 1\n";
    let joined =
        |right: &str| format!("expr: 'pool_used{{job=\"hosts\"}} * on (instance) group_left (rack) {right} > 5'");
    for (right, more, answer) in [
        ("pool_info", "", Answer::No),
        ("pool_info{job=\"hosts\"}", "", Answer::Yes),
        ("max by (instance, rack) (pool_info)", "", Answer::Yes),
        (
            "pool_info",
            ", metric_relabel_configs: [{source_labels: [__name__], regex: pool_info, action: drop}]",
            Answer::Yes,
        ),
    ] {
        let (rules, prometheus) = (rules(&joined(right)), both(more));
        let pages = [("hosts.prom", page), ("batch.prom", page)];
        let files =
            [&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)], &pages[..]].concat();
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{right} {more}: {}", live.why);
    }
}

/// A job that nobody scrapes is told as the rule asks for it.
#[test]
fn a_job_that_nobody_scrapes_is_told_in_the_words_of_the_rule() {
    let prometheus = "rule_files: [a.yml]\nscrape_configs: [{job_name: mail, static_configs: [{targets: [a]}]}]\n";
    for asked in ["job=\"post\"", "job=~\"po.+\"", "job!=\"mail\"", "job!~\"ma.+\"", "job=~\"m.+\", job!=\"mail\""] {
        let rules = rules(&format!("expr: 'errors{{{asked}}} > 5'"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &rules), ("prometheus.yml", prometheus)]).live;
        let told = format!("nothing in scrape_configs of prometheus.yml is a job with {asked}");
        assert_eq!((live.is, &*live.why), (Answer::No, told.as_str()));
    }
}

/// Whoever is paged reads in the annotations what happened and what to do; other annotations, and empty ones, say neither.
#[test]
fn a_guard_says_by_its_annotations_what_happened_and_what_to_do() {
    for (annotations, lacks) in [
        ("summary: S, runbook_url: R", None),
        ("Description: S, playbook: R", None),
        ("runbook_url: R", Some("what happened")),
        ("summary: S", Some("what to do")),
        ("owner: O", Some("what happened or what to do")),
        ("summary: ' ', runbook_url: R", Some("what happened")),
    ] {
        let rules = rules(&format!("expr: pool_used > 5, labels: {{severity: page}}, annotations: {{{annotations}}}"));
        let (_, _, judged) = judged(&[("a.md", POSTMORTEM), ("a.yml", &rules)], "{}");
        let said = judged.findings.iter().find(|finding| finding.check == "guard/unclear");
        let told = lacks.map(|lacks| format!("PoolFull guards INC-1/RC1, but does not say {lacks}"));
        assert_eq!(said.map(|finding| finding.message.clone()), told, "{annotations}");
    }
}

/// A glob on the folder of the rules here that leaves them out loads none of them, wherever it is read.
#[test]
fn a_glob_that_leaves_out_the_rules_beside_it_does_not_load_them() {
    let rules = rules("expr: sum(pool_used) > 5");
    for (file, pattern, answer) in [
        ("rules/a.yml", "rules/*.yml", Answer::Yes),
        ("rules/a.yml", "rules/*.yaml", Answer::No),
        // Whoever puts there later what is named does not put this one there.
        ("rules/a.yml", "rules/b.yml", Answer::No),
        // But it may be made from a template, and elsewhere may stand anything.
        ("rules/a.yml", "rules/made.yml", Answer::Unknown),
        ("rules/a.yml", "alerts/*.yml", Answer::Unknown),
        ("rules/a.yml", "/etc/prometheus/*.yaml", Answer::Unknown),
    ] {
        let prometheus = format!("rule_files: ['{pattern}']\n");
        let template = ("rules/made.yml.j2", "groups: {{ groups }}\n");
        let files = [("a.md", POSTMORTEM), (file, &rules), ("prometheus.yml", &prometheus), template];
        let defined = rungs(&files).defined;
        assert_eq!(defined.is, answer, "{pattern}: {}", defined.why);
    }
}

/// A recording rule that nothing loads records nothing.
#[test]
fn what_a_guard_reads_has_to_be_recorded_where_it_is_evaluated() {
    let (rules, recording) = (
        rules("expr: 'job:pool_used:sum > 5'"),
        "groups: [{name: r, rules: [{record: 'job:pool_used:sum', expr: sum by (job) (pool_used)}]}]\n",
    );
    let live = |configurations: &[(&str, &str)]| {
        let files = [("a.md", POSTMORTEM), ("rules/a.yml", &rules), ("recording/r.yml", recording)];
        rungs(&[&files, configurations].concat()).live
    };
    for (patterns, further, answer) in [
        ("[rules/a.yml, recording/r.yml]", "", Answer::Unknown),
        ("[rules/a.yml]", "", Answer::No),
        // Another may record it, or what is loaded is not known.
        ("[rules/a.yml]", "remote_read: [{url: 'http://a'}]\n", Answer::Unknown),
        ("[rules/a.yml, /etc/rules/r.yml]", "", Answer::Unknown),
    ] {
        let live = live(&[("prometheus.yml", &format!("rule_files: {patterns}\n{further}"))]);
        assert_eq!(live.is, answer, "{patterns} {further}: {}", live.why);
    }
}

/// What a job drops after the scrape is not there, unless another job may have it.
#[test]
fn what_the_only_job_drops_is_not_there() {
    let live = |selector: &str, steps: &str| {
        let pool = format!("{{job_name: pool, static_configs: [{{targets: [a]}}], metric_relabel_configs: [{steps}]}}");
        let other = "{job_name: other, static_configs: [{targets: [b]}]}";
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{pool}, {other}]\n");
        guarded_by(&format!("sum(pool_used{selector}) > 5"), &[("prometheus.yml", &prometheus)]).live
    };
    let by_name =
        |action: &str, regex: &str| format!("{{source_labels: [__name__], regex: '{regex}', action: {action}}}");
    for (selector, steps, answer) in [
        (r#"{job="pool"}"#, by_name("drop", "pool_.*"), Answer::No),
        (r#"{job="pool"}"#, by_name("keep", "node_.*"), Answer::No),
        (r#"{job="pool"}"#, by_name("drop", "pool"), Answer::Unknown),
        (r#"{job="pool"}"#, by_name("keep", "pool_.*|node_.*"), Answer::Unknown),
        // No job of another name has what this one, which is called so, drops by its name.
        ("", by_name("drop", "pool_.*"), Answer::No),
        ("", by_name("keep", "node_.*"), Answer::Unknown),
        // Only some of its series, or another name by then.
        (
            r#"{job="pool"}"#,
            "{source_labels: [__name__, zone], regex: 'pool_.*', action: drop}".into(),
            Answer::Unknown,
        ),
        (
            r#"{job="pool"}"#,
            format!("{{target_label: __name__, replacement: other}}, {}", by_name("drop", "pool_.*")),
            Answer::Unknown,
        ),
    ] {
        let live = live(selector, &steps);
        assert_eq!(live.is, answer, "{selector} {steps}: {}", live.why);
    }
}

/// `up` of a job with targets is 0 where they are down, and absent only where nothing names them.
#[test]
fn a_job_with_targets_of_its_own_is_never_absent() {
    let live = |expr: &str, job: &str| {
        let prometheus = format!("rule_files: [a.yml]\nscrape_configs: [{job}]\n");
        guarded_by(expr, &[("prometheus.yml", &prometheus)]).live
    };
    let named = "{job_name: pool, static_configs: [{targets: [a]}]}";
    let found = "{job_name: pool, kubernetes_sd_configs: [{role: pod}]}";
    let chosen = "{job_name: pool, static_configs: [{targets: [a]}], relabel_configs: [{source_labels: [__address__], regex: b, action: keep}]}";
    for (expr, job, is_dead) in [
        (r#"absent(up{job="pool"})"#, named, true),
        (r#"absent(up{job="pool"}) == 1"#, named, true),
        (r#"absent(up{job="pool"} == 1)"#, named, false),
        (r#"absent(up{job="pool"}) or up{job="pool"} == 0"#, named, false),
        (r#"absent(up{job="pool", instance="b"})"#, named, false),
        (r#"absent(up{job="pool"})"#, found, false),
        (r#"absent(up{job="pool"})"#, chosen, false),
        (r#"up{job="pool"} == 0"#, named, false),
    ] {
        let live = live(expr, job);
        assert_eq!(live.is == Answer::No, is_dead, "{expr} {job}: {}", live.why);
    }
}

#[test]
fn the_operator_may_have_every_rule_ask_for_its_own_namespace() {
    for (spec, selector, answer) in [
        ("", "pool_used{namespace=\"shop\"}", Answer::Unknown),
        ("enforcedNamespaceLabel: namespace", "pool_used{namespace=\"shop\"}", Answer::No),
        ("enforcedNamespaceLabel: namespace", "pool_used{namespace=~\"shop|mon.*\"}", Answer::Unknown),
        ("enforcedNamespaceLabel: tenant", "pool_used{namespace=\"shop\"}", Answer::Unknown),
        (
            "enforcedNamespaceLabel: namespace, excludedFromEnforcement: [{}]",
            "pool_used{namespace=\"shop\"}",
            Answer::Unknown,
        ),
    ] {
        let rules = format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{name: r, namespace: monitoring}}\nspec:\n  \
             groups:\n  - name: g\n    rules:\n    - {{alert: PoolFull, expr: '{selector} > 5'}}\n"
        );
        let prometheus = format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {{name: p, namespace: monitoring}}\nspec: {{ruleSelector: \
             {{}}, {spec}}}\n"
        );
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("p.yml", &*prometheus)]).live;
        assert_eq!(live.is, answer, "{spec}, {selector}: {}", live.why);
    }
}
