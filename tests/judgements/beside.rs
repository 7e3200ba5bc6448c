//! What stands beside an alert and keeps it from anybody in the very incident that is told: the limit of its group, a flag, a limit
//! that was never set, another alert, a template; beside each its twin that does not.

use alertgap::link::Answer;

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
        ("ArrayDegraded fired on Saturday and was resolved.", &summed, Answer::Yes),
    ] {
        let files: &[(&str, &str)] = &[("alertmanager.yml", manager)];
        let told = World { details, rule, files, ..World::default() }.rungs().delivered;
        assert_eq!(told.is, is, "{details} {rule}: {}", told.why);
    }
}
