//! What an alert watches, case by case.

use foldhash::HashSet;

use super::{Hurt, Scope, scope};
use crate::config::Services;
use crate::link::hurt::Known;
use crate::link::reading::Recordings;
use crate::link::regexes::Regexes;
use crate::link::sample;

fn services_of(declared: &str) -> Services {
    crate::config::read(declared).expect("the case is well formed").services
}

fn seen(expr: &str, services: &[&str], text: &str) -> Scope {
    seen_with("", expr, services, text)
}

fn seen_with(declared: &str, expr: &str, services: &[&str], text: &str) -> Scope {
    let rules = sample::rules(&[("Alert", expr)]);
    let alert = &rules.alerts[0];
    let expr = alert.expr.as_ref().expect("the case parses");
    let regexes = Regexes::default();
    let learned = HashSet::from_iter(["mail".to_owned(), "orders-db".to_owned()]);
    let jobs = foldhash::HashMap::from_iter([("hv-09".to_owned(), vec!["hypervisors".to_owned()])]);
    let scraped = HashSet::from_iter(["ledger", "resolvers"].map(str::to_owned));
    let known = Known {
        declared: &services_of(declared),
        learned: &learned,
        jobs: &jobs,
        scraped: &scraped,
        regexes: &regexes,
    };
    let incident = sample::incident(services);
    let hurt = Hurt::new(&incident, text, known);
    scope(alert, &Recordings::new(&[]).reading(expr), &hurt)
}

#[test]
fn a_matcher_on_another_service_excludes() {
    let scope = seen("rate(worker_tasks_total{job=\"payments\"}[5m]) == 0", &["ledger"], "workers hung");
    assert!(matches!(&scope, Scope::Excludes(what, Some(_)) if what == "job=\"payments\""), "{scope:?}");
}

#[test]
fn without_known_services_the_scope_is_unknown() {
    let scope = seen("rate(worker_tasks_total{job=\"payments\"}[5m]) == 0", &[], "workers hung");
    assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
}

#[test]
fn a_service_is_named_by_field_by_text_and_through_a_regex() {
    for (expr, services, text) in [
        ("worker_tasks{job=\"checkout\"} == 0", &["checkout"][..], "workers hung"),
        ("worker_tasks{job=\"orders-db\"} == 0", &["checkout"], "the workers of orders-db hung"),
        ("worker_tasks{job=~\"payments|checkout\"} == 0", &["checkout"], "workers hung"),
        ("worker_tasks{pod=~\"checkout-.*\"} == 0", &["checkout-api"], "workers hung"),
    ] {
        let scope = seen(expr, services, text);
        assert!(matches!(scope, Scope::Names(_)), "{expr}: {scope:?}");
    }
}

#[test]
fn another_batch_is_a_part_of_its_own_and_told_by_its_words() {
    let settlement = "time() - batch_last_success_timestamp_seconds{batch=\"merchant-settlement\"} > 90000";
    let invoices = "time() - batch_last_success_timestamp_seconds{batch=\"invoice-pdf\"} > 90000";
    for text in [
        "the settlement for all merchants did not run",
        "the settlement of the merchants was not done on time",
        "the invoice PDF batch ran as always, but not the settlement for the merchants",
        "加盟店への精算が実行されなかった。請求書 PDF のバッチは予定どおり動いた。",
    ] {
        let scope = seen(settlement, &[], text);
        assert!(matches!(scope, Scope::Names(_)), "{text}: {scope:?}");
        let scope = seen(invoices, &[], text);
        assert!(matches!(scope, Scope::Unknown(..)), "{text}: {scope:?}");
    }
    let scope = seen(settlement, &[], "the nightly run did not start");
    assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
}

#[test]
fn an_exporters_job_and_open_matchers_narrow_nothing() {
    for expr in [
        "node_filesystem_avail_bytes{job=\"node-exporter\"} < 1",
        "kube_pod_info{job=\"kube-state-metrics\", namespace=~\".*\"} < 1",
        "worker_tasks{job=~\".+\", job!=\"payments\"} < 1",
    ] {
        assert_eq!(seen(expr, &["checkout"], "broken"), Scope::Broad, "{expr}");
    }
}

#[test]
fn what_begins_as_production_does_narrows_nothing() {
    for expr in [
        "kube_pod_info{namespace=~\"prod-.*\"} < 1",
        "kube_pod_info{namespace=~\".+-production\"} < 1",
        "kube_pod_info{env=\"live\"} < 1",
    ] {
        assert_eq!(seen(expr, &["checkout"], "broken"), Scope::Broad, "{expr}");
    }
}

#[test]
fn a_role_is_a_position_or_says_whose_it_is() {
    let of_role =
        |role: &str| seen(&format!("volume_credits{{role=\"{role}\"}} < 1"), &["checkout"], "credits were gone");
    assert_eq!(of_role("standby"), Scope::Broad);
    assert_eq!(of_role("kafka_broker"), Scope::Broad);
    assert!(matches!(of_role("ledger"), Scope::Unknown(..)));
    assert!(matches!(of_role("checkout"), Scope::Names(_)));
}

#[test]
fn a_service_may_be_named_in_another_language() {
    let expr = "index_blocked{cluster=\"search\"} > 0";
    assert!(matches!(seen(expr, &[], "検索クラスタの索引が読み取り専用になった"), Scope::Names(_)));
    assert!(matches!(seen(expr, &[], "決済の索引が読み取り専用になった"), Scope::Unknown(..)));
}

#[test]
fn an_exporter_that_belongs_to_one_service_says_nothing_of_another() {
    let expr = "probe_ssl_earliest_cert_expiry{job=\"payments\"} < 1";
    assert!(matches!(seen(expr, &["checkout"], "the certificate expired"), Scope::Unknown(..)));
    assert!(matches!(seen(expr, &["payments"], "the certificate expired"), Scope::Names(_)));
}

#[test]
fn a_neighbour_that_is_spoken_of_was_not_hurt() {
    let of_mail = "node_filesystem_avail_bytes{service=\"mail\"} < 1";
    for text in ["The disk of search was full; mail was fine.", "Search stopped because of a lock; mail was fine."] {
        let scope = seen(of_mail, &["search"], text);
        assert!(matches!(scope, Scope::Excludes(..)), "{text}: {scope:?}");
    }
    assert!(matches!(seen(of_mail, &["search"], "The disk of mail was full."), Scope::Names(_)));
    let of_the_ups = "ups_charge_percent{job=\"mail\"} < 80";
    assert!(matches!(seen(of_the_ups, &["room-b"], "The mail of room B ran empty."), Scope::Names(_)));
    assert!(!matches!(seen(of_the_ups, &["room-b"], "The mail and room B ran empty."), Scope::Names(_)));
}

#[test]
fn declared_services_are_known_by_alias_and_by_selector() {
    let declared = "services:\n  checkout: {aliases: [basket, web shop], selectors: [{app: co, namespace: shop}]}\n  \
        payouts: {selectors: [{namespace: money}]}\n";
    let seen = |expr: &str, services: &[&str], text: &str| seen_with(declared, expr, services, text);
    for (expr, services, text) in [
        ("tasks{job=\"basket\"} == 0", &["checkout"][..], "hung"),
        ("tasks{job=\"checkout\"} == 0", &["Basket"], "hung"),
        ("tasks{app=\"co\", namespace=\"shop\"} == 0", &["basket"], "hung"),
        ("tasks{app=\"co\", namespace=\"shop\"} == 0", &[], "the web shop hung"),
    ] {
        assert!(matches!(seen(expr, services, text), Scope::Names(_)), "{expr}");
    }
    let other = "kube_pod_info{namespace=\"money\"} == 0";
    let scope = seen(other, &["checkout"], "hung");
    assert!(matches!(&scope, Scope::Excludes(what, Some(_)) if what == "namespace=\"money\""), "{scope:?}");
    assert!(matches!(seen(other, &[], "hung"), Scope::Unknown(..)));
    assert!(matches!(seen(other, &["payouts"], "hung"), Scope::Names(_)));
    assert!(matches!(seen("tasks{namespace=\"shop\"} == 0", &["checkout"], "hung"), Scope::Unknown(..)));
}

#[test]
fn a_part_of_a_service_is_not_the_service() {
    for expr in [
        r#"rate(http_requests_total{job="checkout",handler="/admin"}[5m]) > 1"#,
        r#"rate(http_requests_total{job="checkout",env="blue"}[5m]) > 1"#,
        r#"node_disk_io_time_seconds_total{job="checkout",device="sdb"} > 1"#,
        r#"(rate(http_requests_total[5m]) > 1) and on (namespace) kube_namespace_labels{label_alerts="full"}"#,
    ] {
        assert!(matches!(seen(expr, &["checkout"], "errors"), Scope::Unknown(..)), "{expr}");
    }
    let all_but_production = r#"rate(http_requests_total{job="checkout",env!="prod"}[5m]) > 1"#;
    assert!(matches!(seen(all_but_production, &["checkout"], "errors"), Scope::Excludes(..)));
    let of_production = r#"rate(http_requests_total{job="checkout",env="production"}[5m]) > 1"#;
    assert!(matches!(seen(of_production, &["checkout"], "errors"), Scope::Names(_)));
}

#[test]
fn who_names_the_service_elsewhere_does_not_see_it() {
    for (matcher, text, elsewhere) in [
        ("cluster=\"us-east\"", "in cluster eu-west the checkout failed", true),
        ("cluster=\"us-east\"", "in cluster us-east the checkout failed", false),
        ("cluster=\"us-east\"", "the checkout failed", false),
        ("cluster=\"prod-eu-west-1\"", "the checkout failed in eu-west-1", false),
        ("region=~\"us-east-1|us-west-2\"", "the checkout failed in eu-west-1", true),
        ("region=~\"us-east-1|eu-west-1\"", "the checkout failed in eu-west-1", false),
        ("zone=\"eu-west-1a\"", "the checkout failed in eu-west-1", false),
        ("region!=\"us-east-1\"", "the checkout failed in eu-west-1", false),
        ("cluster=\"c2\"", "the checkout failed in cluster c7", true),
        ("cluster=\"c2\"", "the checkout failed in cluster mode", false),
        ("namespace=\"shop-a\"", "the checkout in namespace shop-b failed", true),
        ("instance=\"https://a.example.com/health\"", "the checkout on b.example.com failed", true),
        ("instance=\"https://a.example.com\"", "a change of values.yaml broke the checkout", false),
        ("instance=\"https://a.example.com\"", "the checkout failed (see https://github.com/shop/issues/5)", false),
        ("instance=\"https://www.example.com\"", "the checkout on example.com failed", false),
        ("namespace=\"staging\"", "the checkout failed", true),
        ("env=\"dev\"", "the checkout failed in development", false),
        ("namespace=\"test-pods\"", "the checkout failed", false),
    ] {
        let scope = seen(&format!("errors{{job=\"checkout\",{matcher}}} > 1"), &["checkout"], text);
        assert_eq!(matches!(&scope, Scope::Excludes(..)), elsewhere, "{matcher} · {text}: {scope:?}");
    }
}

#[test]
fn what_suffered_is_not_what_broke() {
    let text = "Payments failed because the ledger pods ran out of memory";
    let scope = seen("container_memory_rss{namespace=\"payments\"} > 1", &["ledger"], text);
    assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
    let scope = seen("container_memory_rss{pod=~\"ledger-.*\"} > 1", &["ledger"], text);
    assert!(matches!(scope, Scope::Names(_)), "{scope:?}");
}

#[test]
fn other_status_codes_are_left_out() {
    let errors = r#"rate(http_requests_total{code=~"5.."}[5m]) > 1"#;
    assert!(matches!(seen(errors, &[], "All routes returned 404."), Scope::Excludes(..)));
    assert_eq!(seen(errors, &[], "All routes returned 502."), Scope::Broad);
    let ratio = r#"1 - rate(http_requests_total{code!~"5.."}[5m]) / rate(http_requests_total[5m]) > 0.1"#;
    assert_eq!(seen(ratio, &[], "All routes returned 502."), Scope::Broad);
}

#[test]
fn one_status_code_is_not_another_and_not_its_class() {
    let of = |matchers: &str, text: &str| seen(&format!("rate(http_requests_total{{{matchers}}}[5m]) > 1"), &[], text);
    for (matchers, text) in [
        (r#"code="503""#, "The shop returned 500s."),
        (r#"code="503""#, "The shop answered with 5xx."),
        (r#"code=~"5..",code!="503""#, "The shop returned 503s."),
        (r#"code=~"5..",code!~"502|503""#, "The shop returned HTTP 502 and 503."),
        (r#"code!~"2..|3..|404""#, "All routes returned 404."),
        (r#"http_response_status_code="500""#, "The shop returned 502s."),
    ] {
        assert!(matches!(of(matchers, text), Scope::Excludes(..)), "{matchers}: {text}");
    }
    for (matchers, text) in [
        (r#"code=~"50[0-9]""#, "The shop returned 500s."),
        (r#"code=~"502|503|504""#, "The shop answered with 5xx."),
        (r#"code="503""#, "The shop returned 502 and 503."),
        (r#"code=~"5..",code!="501""#, "The shop returned 503s."),
        (r#"code!~"2..|3..""#, "All routes returned 404."),
    ] {
        assert_eq!(of(matchers, text), Scope::Broad, "{matchers}: {text}");
    }
}

#[test]
fn what_a_negated_matcher_names_is_left_out() {
    for (expr, text) in [
        (r#"node_filesystem_avail_bytes{mountpoint!~"/data.*"} < 1"#, "The data volume was full."),
        (r#"node_filesystem_avail_bytes{mountpoint!~"/.+"} < 1"#, "The backup partition was full."),
        (r#"node_filesystem_avail_bytes{mountpoint!~"/(data|spool)(/.*)?"} < 1"#, "The spool volume was full."),
        (r#"node_filesystem_avail_bytes{mountpoint!="/"} < 1"#, "The root disk was full."),
        (r#"node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} < 1"#, "The tmpfs of the workers was full."),
        (r#"node_filesystem_avail_bytes{device!~"sdb.*"} < 1"#, "The disk sdb1 (sdb) was full."),
        (r#"node_memory_MemAvailable_bytes{instance!~"db.*"} < 1"#, "The db host ran out of memory."),
        (r#"up{env!~"prod|staging"} == 0"#, "The exporter was down."),
        (
            r#"node_filesystem_avail_bytes < 1 unless node_filesystem_avail_bytes{mountpoint=~"/data.*"}"#,
            "The data volume was full.",
        ),
    ] {
        assert!(matches!(seen(expr, &[], text), Scope::Excludes(..)), "{expr}: {text}");
    }
    for (expr, text) in [
        (r#"node_filesystem_avail_bytes{mountpoint!~"/data.*"} < 1"#, "The log volume was full."),
        (r#"node_filesystem_avail_bytes{mountpoint!~"/var/lib/docker.*"} < 1"#, "The disk filled: /var had no space."),
        (r#"node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} < 1"#, "The data volume was full."),
        (r#"node_cpu_seconds_total{mode!="idle"} > 1"#, "The CPU was never idle."),
    ] {
        assert_eq!(seen(expr, &[], text), Scope::Broad, "{expr}: {text}");
    }
}

#[test]
fn a_volume_is_found_where_it_is_likely_mounted() {
    let on = |mountpoint: &str| format!("node_filesystem_avail_bytes{{mountpoint=~\"{mountpoint}\"}} < 1");
    for mountpoint in ["/data", "/mnt/data", "/data.*", "/srv/(data|media)"] {
        let scope = seen(&on(mountpoint), &[], "The data volume was full.");
        assert!(matches!(scope, Scope::Names(_)), "{mountpoint}: {scope:?}");
    }
    let scope = seen(&on("/media"), &[], "The data volume was full.");
    assert!(matches!(scope, Scope::Unknown(..)), "{scope:?}");
}

#[test]
fn the_root_volume_is_meant_where_no_other_is_named() {
    let root = r#"node_filesystem_avail_bytes{mountpoint="/"} < 1"#;
    assert_eq!(seen(root, &[], "The disk was full."), Scope::Broad);
    assert!(matches!(seen(root, &[], "The data volume was full."), Scope::Unknown(..)));
}

#[test]
fn leaving_out_the_very_service_excludes() {
    for expr in
        [r#"worker_tasks{pod!~"checkout-.*"} < 1"#, r#"worker_tasks < 1 unless on (job) worker_tasks{job="checkout"}"#]
    {
        assert!(matches!(seen(expr, &["checkout"], "broken"), Scope::Excludes(..)), "{expr}");
    }
    let scope = seen("worker_tasks{job!=\"checkout\"} < 1", &["checkout"], "broken");
    assert!(matches!(scope, Scope::Excludes(..)), "{scope:?}");
}

#[test]
fn a_job_that_scrapes_the_host_names_it() {
    for expr in ["node_md_failed{job=\"hypervisors\"} > 0", "node_md_failed{job=~\"hypervisors|backups\"} > 0"] {
        assert!(matches!(seen(expr, &[], "A disk of hv-09 died"), Scope::Names(_)), "{expr}");
        assert!(matches!(seen(expr, &[], "A disk of hv-12 died"), Scope::Unknown(..)), "{expr}");
    }
}

#[test]
fn a_device_that_the_text_names_has_to_be_among_those_watched() {
    for (matchers, text, excluded) in [
        ("device!~'lo|eth.*|veth.*'", "The card dropped packets on eth0 because of a broken cable.", true),
        ("device!~'lo|veth.*'", "The card dropped packets on eth0 because of a broken cable.", false),
        ("device=~'eth.*'", "The card dropped packets on bond0.", true),
        ("device=~'eth.*'", "Of bond0, the card eth1 dropped packets.", false),
        ("device=~'/dev/sd.+'", "The disk nvme0n1 wore out.", true),
        ("device=~'/dev/sd.+'", "The disk sdb wore out.", false),
        ("device='sdb1'", "The disk sdb wore out.", false),
        ("device!~'eth.*'", "The card dropped packets.", false),
    ] {
        let scope = seen(&format!("node_disk_errors{{{matchers}}} > 0"), &[], text);
        assert_eq!(matches!(scope, Scope::Excludes(..)), excluded, "{matchers}, {text}: {scope:?}");
    }
}

#[test]
fn a_job_called_for_a_technology_may_be_anybodys() {
    for (expr, text, is_excluded) in [
        ("up{job=\"unbound\"} == 0", "All three resolvers crashed.", false),
        ("up{job=\"unbound\"} == 0", "The redis of the resolvers crashed.", true),
        ("up{job=\"payments\"} == 0", "All three resolvers crashed.", true),
        ("up{job=~\"unbound|bind\"} == 0", "All three resolvers crashed.", true),
        // It may be a part of what was hurt, that nobody calls by the name of its service.
        ("up{job=\"payments-db\"} == 0", "The resolvers waited for payments.", false),
    ] {
        let scope = seen(expr, &["resolvers"], text);
        assert_eq!(matches!(scope, Scope::Excludes(..)), is_excluded, "{expr}: {text}: {scope:?}");
    }
}

/// Where no job is called as what was hurt, a part of it has a name of its own.
#[test]
fn a_job_may_be_a_part_of_what_no_job_is_called_for() {
    for (services, is_excluded) in [(&["resolvers"][..], true), (&["naming"], false)] {
        let scope = seen("up{job=\"payments\"} == 0", services, "All three crashed.");
        assert_eq!(matches!(scope, Scope::Excludes(..)), is_excluded, "{services:?}: {scope:?}");
    }
}
