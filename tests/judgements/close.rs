//! Two cases that look alike, and of which one only is told.

use alertgap::link::{Answer, Verdict};
use alertgap::model::RiskKind;

use super::{ALERTING, POSTMORTEM, judged, rules, rungs};

/// Series that come from elsewhere may have any label, also where everything that records is here.
#[test]
fn what_is_read_from_elsewhere_may_have_the_label() {
    let rules = rules("expr: 'job:pool_used:sum{env=\"prod\"} > 5'");
    let recording = "groups:\n- name: r\n  rules:\n  - {record: 'job:pool_used:sum', expr: sum by (job) (pool_used)}\n";
    for (elsewhere, lost) in [("", true), ("remote_read: [{url: 'http://store.example.com'}]\n", false)] {
        let prometheus = format!("rule_files: [a.yml, c.yml]\n{elsewhere}");
        let files = [("a.md", POSTMORTEM), ("a.yml", &*rules), ("c.yml", recording), ("prometheus.yml", &*prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.why.contains("has no label env"), lost, "{elsewhere}: {}", live.why);
    }
}

/// What two jobs export never has the same `job`.
#[test]
fn unless_a_flag_of_another_job_leaves_nothing_out() {
    let prometheus = format!(
        "{ALERTING}}}\nscrape_configs: [{{job_name: orders, static_configs: [{{targets: [a]}}]}}, {{job_name: ops, \
         static_configs: [{{targets: [b]}}]}}]\n"
    );
    for (page, answer) in [("orders.prom", Answer::No), ("ops.prom", Answer::Yes)] {
        let rules = rules("expr: 'pool_used > 5 unless on (job) maintenance'");
        let pages = if page == "orders.prom" {
            vec![(page, "pool_used 1\nmaintenance 0\n")]
        } else {
            vec![("orders.prom", "pool_used 1\n"), (page, "maintenance 0\n")]
        };
        let files = [("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)];
        let live = rungs(&[&files[..], &pages].concat()).live;
        assert_eq!(live.is, answer, "{page}: {}", live.why);
    }
}

/// Of alerts that watch other services, the one that has most in common with the cause comes first, with the matcher that
/// leaves out what was hurt.
#[test]
fn of_alerts_on_other_services_the_likeliest_is_named_first() {
    let postmortem = "---\nid: INC-1\nservices: [orders]\nroot_causes:\n- {id: RC1, text: The disk of the ledger ran full.}\n\
                      ---\n# Full\n\n## Impact\n\nMuch.\n";
    let rule = |name: &str, matcher: &str| {
        format!("  - {{alert: {name}, expr: 'node_filesystem_avail_bytes{{{matcher}}} < 10'}}\n")
    };
    let rules = format!(
        "groups:\n- name: g\n  rules:\n{}{}{}",
        rule("Zebra", "job!=\"orders\""),
        rule("DiskOfLedgerFull", "job!~\"orders|mails\""),
        "  - {alert: OrdersDown, expr: 'up{job=\"orders\"} == 0'}\n"
    );
    let (loaded, coverage, _) = judged(&[("a.md", postmortem), ("a.yml", &rules)], "{}");
    let risk = &coverage.incidents[0].risks[0];
    assert_eq!(risk.verdict, Verdict::Gap);
    let excluded = |near: &alertgap::link::Near| {
        near.excluded_by.map(|place| &loaded.sources.file(place.file).text[place.start()..place.end()])
    };
    let near: Vec<_> = risk.nearest.iter().map(|near| (near.alert.0, excluded(near))).collect();
    assert_eq!(near[..2], [(1, Some("job!~\"orders|mails\"")), (0, Some("job!=\"orders\""))]);
}

/// Only `up` of a job with targets of its own is never absent; its other series may well be.
#[test]
fn only_up_is_never_absent() {
    let scrapes = "scrape_configs: [{job_name: orders, static_configs: [{targets: [a]}]}]\n";
    let prometheus = format!("{ALERTING}}}\n{scrapes}");
    for (metric, never) in [
        ("up{job=\"orders\"}", true),
        ("up{job=~\"orders|mails\"}", true),
        ("up{job=~\"mails|pays\"}", false),
        ("up{job!=\"mails\"}", false),
        ("pool_used{job=\"orders\"}", false),
    ] {
        let rules = rules(&format!("expr: 'absent({metric})'"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("prometheus.yml", &*prometheus)]).live;
        assert_eq!(live.why.contains("and never absent"), never, "{metric}: {}", live.why);
    }
}

/// What lies beyond the last bucket counts as its end.
#[test]
fn a_quantile_is_never_above_the_last_bucket() {
    let page =
        ["0.5", "2.5", "+Inf"].map(|end| format!("took_seconds_bucket{{job=\"orders\",le=\"{end}\"}} 3\n")).concat();
    let quantile = "histogram_quantile(0.99, sum by (le) (rate(took_seconds_bucket[5m])))";
    for (expr, never) in [
        (format!("{quantile} > 5"), true),
        (format!("{quantile} > 2.5"), true),
        (format!("{quantile} >= 2.5"), false),
        (format!("{quantile} * 1000 > 3000"), true),
        (format!("{quantile} > 1"), false),
        (format!("{quantile} < 5"), false),
        (format!("{quantile} > 5 or up == 0"), false),
        (format!("sum({quantile}) > 5"), false),
    ] {
        let rules = rules(&format!("expr: '{expr}'"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("orders.prom", &*page)]).live;
        assert_eq!(live.why.contains("a quantile is never above it"), never, "{expr}: {}", live.why);
    }
}

/// Several series on each side, of which each has one of its own.
#[test]
fn series_that_differ_in_what_they_are_matched_on_are_matched_one_to_one() {
    let scrapes = "scrape_configs: [{job_name: orders, static_configs: [{targets: [a]}]}]\n";
    let prometheus = format!("{ALERTING}}}\n{scrapes}");
    let page =
        |pool: &str| format!("pool_used{{pool=\"a\"}} 1\npool_used{{pool=\"{pool}\"}} 1\npool_max{{pool=\"a\"}} 9\n");
    let rules = rules("expr: 'pool_used / on (pool) pool_max > 0.9'");
    for (page, answer) in [(page("b"), Answer::Yes), (page("a\",shop=\"x"), Answer::No)] {
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &*rules), ("orders.prom", &*page), ("prometheus.yml", &*prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.is, answer, "{page}: {}", live.why);
    }
}

/// Where one series has a label more than another, a third may have the one that is asked for.
#[test]
fn a_label_is_missed_where_all_series_have_the_same_ones() {
    let scrapes = "scrape_configs: [{job_name: orders, static_configs: [{targets: [a]}]}]\n";
    let prometheus = format!("{ALERTING}}}\n{scrapes}");
    let rules = rules("expr: 'pool_used{tier=\"gold\"} > 5'");
    for (shop, missed) in [("pool=\"b\"", true), ("pool=\"b\",shop=\"x\"", false)] {
        let page = format!("pool_used{{pool=\"a\"}} 1\npool_used{{{shop}}} 1\n");
        let files =
            [("a.md", POSTMORTEM), ("a.yml", &*rules), ("orders.prom", &*page), ("prometheus.yml", &*prometheus)];
        let live = rungs(&files).live;
        assert_eq!(live.why.contains("has the label tier"), missed, "{shop}: {}", live.why);
    }
}

/// What matchers say of both sides is known without any configuration; what jobs and targets add is not.
#[test]
fn unless_is_compared_by_what_both_sides_ask_for() {
    let page = "pool_used{state=\"on\"} 1\nmaintenance{state=\"on\"} 0\n";
    for (left, right, answer) in [
        ("{state=\"on\"}", "{state=\"on\"}", Answer::No),
        ("{state=\"on\"}", "{state!=\"off\"}", Answer::Yes),
        ("", "", Answer::Yes),
    ] {
        let rules = rules(&format!("expr: 'pool_used{left} > 5 unless on (state) maintenance{right}'"));
        let live = rungs(&[("a.md", POSTMORTEM), ("a.yml", &*rules), ("orders.prom", page)]).live;
        assert_eq!(live.is == Answer::No, answer == Answer::No, "{left} {right}: {}", live.why);
    }
}

/// The only configuration there is tells how often a rule is evaluated, also where it may be loaded by another path.
#[test]
fn the_only_configuration_says_how_often_a_rule_is_evaluated() {
    let rules = rules("expr: pool_used > 5");
    let one = "global: {evaluation_interval: 7m}\nrule_files: [/etc/prometheus/*.yml]\n";
    let evaluated = |files: &[(&str, &str)]| {
        let files = [&[("a.md", POSTMORTEM), ("a.yml", &*rules)], files].concat();
        rungs(&files).delay.iter().any(|term| term.millis == 420_000)
    };
    assert!(evaluated(&[("prometheus.yml", one)]));
    assert!(!evaluated(&[("eu/prometheus.yml", one), ("us/prometheus.yml", &one.replace("7m", "3m"))]));
}

/// Prometheus reads the first document of a file of rules and no other.
#[test]
fn a_rule_in_a_second_document_is_not_loaded() {
    let (here, other) = (rules("expr: pool_used > 5"), rules("expr: up == 0").replace("PoolFull", "Other"));
    for (file, answer) in [(format!("{here}---\n{other}"), Answer::Yes), (format!("{other}---\n{here}"), Answer::No)] {
        let prometheus = format!("{ALERTING}}}\n");
        let defined = rungs(&[("a.md", POSTMORTEM), ("a.yml", &*file), ("prometheus.yml", &*prometheus)]).defined;
        assert_eq!(defined.is, answer, "{file}: {}", defined.why);
    }
}

/// Whoever says that an alert guards it cannot make it see one of many in an average, or count what is not there.
#[test]
fn a_guard_that_is_declared_has_to_see_as_many_as_were_hurt() {
    let one = "One of the eight instances of the pool was down.";
    let all = "All three instances of the pool crashed.";
    for (text, expr, is_blind) in [
        (one, "avg by (job) (up{job=\"pool\"}) < 0.5", true),
        (one, "avg by (job) (up{job=\"pool\"}) < 1", false),
        (one, "up{job=\"pool\"} == 0", false),
        (all, "avg by (job) (up{job=\"pool\"}) < 0.5", false),
        (all, "count(up{job=\"pool\"} == 1) < 2", true),
        (all, "count(up{job=\"pool\"} > 0) < 2", true),
        (all, "(count(up{job=\"pool\"} == 1) or vector(0)) < 2", false),
        (all, "sum(up{job=\"pool\"}) < 2", false),
        (all, "count(up{job=\"pool\"} == 0) > 2", false),
        (all, "count(up{job=\"pool\"} == 1) < 2 or absent(up{job=\"pool\"} == 1)", false),
        (one, "count(up{job=\"pool\"} == 1) < 8", false),
    ] {
        let postmortem = POSTMORTEM.replace("The pool was full.", text);
        let live = rungs(&[("a.md", &postmortem), ("a.yml", &rules(&format!("expr: '{expr}'")))]).live;
        assert_eq!(live.is == Answer::No, is_blind, "{text} {expr}: {}", live.why);
    }
}

/// An item that names an alert means the only cause that a heading states, whatever prose tells beside it.
#[test]
fn an_item_that_names_an_alert_means_the_stated_cause() {
    let told = |beside: &str| {
        let postmortem = format!(
            "# No bills\n\n## What happened\n\n{beside}\n\n## Root cause\n\nA lamp was green.\n\n## Actions\n\n- [x] Added alert \
             `PoolFull`\n"
        );
        let rules = rules("expr: pool_used > 5");
        let (loaded, coverage, _) = judged(&[("postmortems/a.md", &postmortem), ("a.yml", &rules)], "{}");
        let mut risks = loaded.model.incidents[0].risks.iter().zip(&coverage.incidents[0].risks);
        risks.any(|(risk, coverage)| risk.kind == RiskKind::RootCause && coverage.verdict == Verdict::Covered)
    };
    assert!(told("Nothing else."));
    assert!(told("Nobody looked because of the noise."));
    assert!(!told("## Contributing factors\n\n- The batch ran for twice as long."));
}
