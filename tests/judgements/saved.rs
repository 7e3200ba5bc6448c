//! A page that was saved while the incident lasted, and an alert that does not fire at what it shows; beside each its twin that
//! does, or of which the page says nothing. The incident lasts from 10:00 to 10:40.

use super::told::{World, asserts_no};

#[test]
fn what_a_page_of_that_time_shows_is_what_there_was() {
    let page = "# TYPE pool_used gauge\npool_used{kind=\"a\"} 30\npool_used{kind=\"b\"} 1\n# TYPE pool_size gauge\npool_size 400\n";
    let both = "static_configs: [{targets: ['a:1', 'b:1']}]";
    let one = "static_configs: [{targets: ['pool-1:1']}]";
    for (name, job, rule, is_no) in [
        ("pool-2026-03-02-1020.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 2m", true),
        ("pool-2026-03-02-1020.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.07, for: 2m", false),
        // Of another day, before it had begun to show, and without an hour.
        ("pool-2026-03-03-1020.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 2m", false),
        ("pool-2026-03-02-1001.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 2m", false),
        ("pool-2026-03-02-1020.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 30m", false),
        ("pool-2026-03-02.prom", one, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 2m", false),
        // The other one may have been full.
        ("pool-2026-03-02-1020.prom", both, "expr: sum(pool_used) / max(pool_size) > 0.8, for: 2m", false),
        // It looks at each, and this is the one that somebody looked at.
        ("pool-2026-03-02-1020.prom", both, "expr: sum by (instance) (pool_used) > 300, for: 2m", true),
        // It answered while it lasted.
        ("pool-1-2026-03-02-1020.prom", one, "expr: 'up{job=\"pool\"} == 0', for: 2m", true),
        ("pool-2-2026-03-02-1020.prom", one, "expr: 'up{job=\"pool\"} == 0', for: 2m", false),
        // What `unless` takes away is read apart.
        (
            "pool-2026-03-02-1020.prom",
            one,
            "expr: 'pool_used{kind=\"a\"} > 20 unless pool_used{kind=\"b\"} > 5', for: 2m",
            false,
        ),
        (
            "pool-2026-03-02-1020.prom",
            one,
            "expr: 'pool_used{kind=\"a\"} > 20 unless on () pool_used{kind=\"b\"} > 0', for: 2m",
            true,
        ),
        (
            "pool-2026-03-02-1020.prom",
            one,
            "expr: 'pool_used{kind=\"a\"} > 20 unless on () pool_used{kind=\"c\"} > 0', for: 2m",
            false,
        ),
        // A rate is not on a page.
        ("pool-2026-03-02-1020.prom", one, "expr: 'rate(pool_used[5m]) > 5', for: 2m", false),
    ] {
        let files: &[(&str, &str)] = &[(name, page)];
        asserts_no(&World { job, rule, files, ..World::default() }, is_no);
    }
}

#[test]
fn what_has_no_series_is_not_found_to_stand_still() {
    let page = "# TYPE pool_paid_total counter\npool_paid_total{way=\"card\"} 12\n# TYPE pool_refused_total counter\npool_refused_total{way=\"card\"} 1\npool_refused_total{way=\"wallet\"} 90\n";
    let wallet = "The key for the wallet was that of the test system, and every payment was refused.";
    let by_way = |end: &str| format!("expr: 'sum by (way) (rate(pool_paid_total[5m])) {end}', for: 5m");
    for (cause, rule, is_no) in [
        (wallet, by_way("== 0"), true),
        (wallet, by_way("< 0.1"), true),
        (wallet, by_way("> 100"), false),
        ("The key for the card was that of the test system, and every payment was refused.", by_way("== 0"), false),
        ("Every payment was refused.", by_way("== 0"), false),
        (wallet, "expr: 'sum(rate(pool_paid_total[5m])) == 0', for: 5m".to_owned(), false),
        (wallet, "expr: 'sum by (way) (rate(pool_refused_total[5m])) == 0', for: 5m".to_owned(), false),
    ] {
        let files: &[(&str, &str)] = &[("pool-1-2026-03-02-1030.prom", page)];
        asserts_no(&World { cause, rule: &rule, files, ..World::default() }, is_no);
    }
}
