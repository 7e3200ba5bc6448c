//! What a postmortem tells in figures, and an alert that asks for others; beside each its twin that does not. The incident lasts
//! from 10:00 to 10:40.

use super::told::{World, asserts_no};

#[test]
fn an_item_names_the_unit_of_its_alert() {
    for (item, rule, is_no) in [
        ("more than 20 refused calls a minute", "expr: 'sum(rate(pool_refused_total[5m])) > 20'", true),
        ("more than 20 refused calls a minute", "expr: 'sum(rate(pool_refused_total[5m])) * 60 > 20'", false),
        ("more than 20 refused calls a second", "expr: 'sum(rate(pool_refused_total[5m])) > 20'", false),
        ("more than 20 refused calls", "expr: 'sum(rate(pool_refused_total[5m])) > 20'", false),
    ] {
        let details = format!("It refused.\n\n## Action items\n\n- [x] Alert `PoolFull`: {item}, pages.");
        asserts_no(&World { details: &details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_rate_of_errors_that_was_told_is_all_there_was() {
    let share = |level: &str| {
        format!(
            "expr: 'sum(rate(pool_requests_total{{status=~\"5..\"}}[5m])) / sum(rate(pool_requests_total[5m])) > {level}'"
        )
    };
    for (details, level, is_no) in [
        ("Error rate on the dashboard: 1.6 % in those two hours, 0.2 % otherwise.", "0.05", true),
        ("Error rate on the dashboard: 1.6 % in those two hours, 0.2 % otherwise.", "0.01", false),
        ("The error rate is 0.2 % on ordinary days.", "0.05", false),
        ("The error rate was 1.6 %, and later the failure rate reached 30 %.", "0.05", false),
        ("The disk was at 1.6 %.", "0.05", false),
        ("Of all requests some failed. It was never more than 0.9 % in any five minutes.", "0.05", true),
        ("The processors were never above 3 %, and requests failed.", "0.05", false),
    ] {
        asserts_no(&World { details, rule: &share(level), ..World::default() }, is_no);
    }
}

#[test]
fn what_was_full_so_soon_was_not_foretold_by_a_day() {
    let line = |range: &str| format!("expr: 'predict_linear(pool_free_bytes[{range}], 4 * 3600) < 0', for: 5m");
    for (cause, range, is_no) in [
        ("The volume was full within 35 minutes.", "1d", true),
        ("The volume was full within 35 minutes.", "20m", false),
        ("The volume was full.", "1d", false),
        ("A query wrote temporary files and filled the volume in half an hour.", "1d", true),
        ("Operators noticed the slow orders within 35 minutes.", "1d", false),
        ("The export took two locks and wrote one file in ten minutes.", "1d", false),
    ] {
        asserts_no(&World { cause, rule: &line(range), ..World::default() }, is_no);
    }
}

#[test]
fn counters_as_they_stand_have_the_ratio_of_all_time() {
    let ratio = "expr: 'pool_hits_total / (pool_hits_total + pool_misses_total) < 0.8'";
    let page = |kind: &str| {
        ["hits", "misses"].map(|name| format!("# TYPE pool_{name}_total {kind}\npool_{name}_total 3\n")).concat()
    };
    for (kind, is_no) in [("counter", true), ("gauge", false)] {
        let page = page(kind);
        asserts_no(&World { rule: ratio, files: &[("pool.prom", &page)], ..World::default() }, is_no);
    }
}

#[test]
fn the_clock_of_an_application_begins_when_it_takes_a_request() {
    let waited = "There were too few workers, so requests waited in the listen queue of the socket.";
    for (cause, metric, is_no) in [
        (waited, "flask_http_request_duration_seconds_bucket", true),
        (waited, "nginx_ingress_controller_request_duration_seconds_bucket", false),
        ("The payment provider was slow, and so were we.", "flask_http_request_duration_seconds_bucket", false),
    ] {
        let rule = format!("expr: 'histogram_quantile(0.95, sum by (le) (rate({metric}[5m]))) > 2', for: 5m");
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_floor_of_traffic_above_all_that_came_keeps_it_silent() {
    let rule = |what: &str, floor: &str| {
        let rate = format!("sum(rate({what}_requests_total[5m]))");
        format!("expr: 'sum(rate({what}_requests_total{{status=\"500\"}}[5m])) / {rate} > 0.1 and {rate} > {floor}'")
    };
    let night = "At night there were between 0.6 and 1.1 redemptions a second.";
    for (details, what, floor, is_no) in [
        (night, "pool_redeem", "5", true),
        (night, "pool_redeem", "0.5", false),
        // Each may take many requests.
        (night, "pool", "5", false),
        ("At night there were 1.1 requests a second.", "pool", "5", true),
        ("At noon there were some 38 orders a second.", "pool_order", "5", false),
    ] {
        asserts_no(&World { details, rule: &rule(what, floor), ..World::default() }, is_no);
    }
}

#[test]
fn runs_are_as_far_apart_as_the_story_says() {
    let rule = |range: &str| format!("expr: 'increase(pool_import_runs_total{{result=\"failed\"}}[{range}]) >= 3'");
    for (details, range, is_no) in [
        ("A scheduler fetches the statements every twenty minutes.", "30m", true),
        ("A scheduler fetches the statements every twenty minutes.", "2h", false),
        ("Every 20 minutes it asks the service for news.", "30m", true),
        ("The guard walks around every twenty minutes.", "30m", false),
    ] {
        asserts_no(&World { details, rule: &rule(range), ..World::default() }, is_no);
    }
}

#[test]
fn it_was_no_hotter_than_the_highest_reading() {
    for (details, limit, is_no) in [
        ("At 10:20 it was 33.1 °C, highest reading.", "35", true),
        ("At 10:20 it was 33.1 °C, highest reading.", "27", false),
        ("It peaked at 33 degrees.", "35", true),
        ("The servers endure 33 °C.", "35", false),
    ] {
        let rule = format!("expr: 'max by (room) (sensor_temperature_celsius) > {limit}', for: 5m");
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn the_only_line_of_its_kind_is_one_event() {
    for (details, hold, is_no) in [
        ("That is the only line of this kind in March.", "10m", true),
        ("That is the only line of this kind in March.", "2m", false),
        ("The only person who knew was away.", "10m", false),
    ] {
        let rule = format!("expr: 'increase(node_vmstat_oom_kill[5m]) > 0', for: {hold}");
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn rates_of_other_days_are_not_those_of_the_incident() {
    let rule =
        "expr: 'sum(rate(pool_requests_total{status=~\"5..\"}[5m])) / sum(rate(pool_requests_total[5m])) > 0.08'";
    for (details, is_no) in [
        ("Error shares of other days, for comparison: 3 % on Saturday.", false),
        ("The error share stayed at 3 % until noon.", true),
        ("The error share stayed at 3 %. The error share of other days is 0.2 %.", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_others_serve_count_and_answer_is_another_thing() {
    let errors = "sum(rate(pool_requests_total{code=~\"5..\"}[5m])) > 1";
    for (cause, expr, is_no) in [
        ("Our client certificate ran out.", "probe_ssl_earliest_cert_expiry - time() < 86400", true),
        ("Our server certificate ran out.", "probe_ssl_earliest_cert_expiry - time() < 86400", false),
        (
            "Direct buffers filled the container.",
            "jvm_memory_used_bytes{area=\"heap\"} / jvm_memory_max_bytes{area=\"heap\"} > 0.9",
            true,
        ),
        ("Direct buffers filled the container.", "container_memory_working_set_bytes > 4e9", false),
        ("The proxy gave up, and the application wrote 200 in its log.", errors, true),
        ("The proxy gave up, and the application wrote 500 in its log.", errors, false),
        (
            "The proxy gave up, and the application wrote 200 in its log.",
            "sum(rate(nginx_requests_total{code=~\"5..\"}[5m])) > 1",
            false,
        ),
    ] {
        let rule = format!("expr: '{expr}', for: 5m");
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_counter_of_32_bits_is_too_small_for_a_fast_line() {
    let job = "scrape_interval: 60s, static_configs: [{targets: ['a:1']}]";
    for (expr, is_no) in [
        ("rate(ifOutOctets{job=\"pool\",ifName=~\"xe-.*\"}[5m]) * 8 > 8.5e9", true),
        ("rate(ifOutOctets{job=\"pool\"}[5m]) * 8 > 4e8", false),
        ("rate(ifOutOctets{job=\"pool\"}[5m]) > 1e9", true),
        ("rate(ifHCOutOctets{job=\"pool\"}[5m]) * 8 > 8.5e9", false),
    ] {
        let rule = format!("expr: '{expr}', for: 5m");
        asserts_no(&World { job, rule: &rule, ..World::default() }, is_no);
    }
}

/// The highest reading of a table is what there was, unless nobody knows what lay between so few of them.
#[test]
fn what_a_table_shows_is_what_there_was() {
    let table = |head: &str, readings: [&str; 3]| {
        let rows = ["07:35", "08:40", "09:10"].iter().zip(readings).map(|(at, it)| format!("| {at} | {it} |\n"));
        format!("| time | {head} |\n|---|---|\n{}", rows.collect::<String>())
    };
    let lag = |level: &str| format!("expr: 'pg_replication_lag_seconds > {level}', for: 5m");
    let errors = |level: &str| {
        format!("expr: 'sum(rate(http_errors_total[5m])) / sum(rate(http_requests_total[5m])) > {level}', for: 5m")
    };
    let free =
        |level: &str| format!("expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < {level}', for: 5m");
    for (head, readings, rule, is_no) in [
        ("seconds behind", ["1", "398", "412 (most)"], lag("900"), true),
        ("seconds behind", ["1", "398", "412 (most)"], lag("300"), false),
        ("seconds behind", ["1", "1,900", "5,200"], lag("900"), false),
        // Between two readings it may have been somewhat more.
        ("seconds behind", ["1", "398", "412"], lag("500"), false),
        ("sekunder efter", ["1", "398", "412"], lag("900"), true),
        ("lag", ["1 s", "6 min", "6.9 min"], lag("900"), true),
        // In what unit?
        ("lag", ["1", "398", "412"], lag("900"), false),
        ("seconds behind", ["1", "…", "412"], lag("900"), false),
        ("orders", ["1", "398", "412"], lag("900"), false),
        ("errors (%)", ["0.2", "2.9", "3.1"], errors("0.05"), true),
        ("errors (%)", ["0.2", "2.9", "31"], errors("0.05"), false),
        ("free on the volume", ["41 %", "21 %", "18 %"], free("0.10"), true),
        ("free on the volume", ["41 %", "9 %", "0 %"], free("0.10"), false),
        ("disk used, %", ["61", "79", "82"], free("0.10"), true),
        ("disk used, %", ["61", "79", "98"], free("0.10"), false),
        ("memory used, %", ["61", "79", "82"], free("0.10"), false),
    ] {
        asserts_no(&World { details: &table(head, readings), rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn bursts_may_be_told_beside_the_cause() {
    let share = |window: &str, hold: &str| {
        format!(
            "expr: 'sum(rate(codes_failed_total[{window}])) / sum(rate(codes_total[{window}])) > 0.05', for: {hold}"
        )
    };
    let bursts = "The bursts came every quarter of an hour, 3 to 4 minutes each.";
    for (details, window, hold, is_no) in [
        (bursts, "2m", "10m", true),
        ("Each burst lasted about 4 minutes.", "2m", "10m", true),
        (bursts, "2m", "5m", false),
        // The window holds the burst before, too.
        (bursts, "20m", "25m", false),
        ("We restarted the pods, 4 minutes each.", "2m", "10m", false),
    ] {
        asserts_no(&World { details, rule: &share(window, hold), ..World::default() }, is_no);
    }
}

#[test]
fn what_a_load_was_at_most_is_what_it_was() {
    let cpu = |level: &str| {
        format!(
            "expr: '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{{mode=\"idle\"}}[2m]))) > {level}', for: 5m"
        )
    };
    let top = "top says: %Cpu(s):  6.6 us,  0.4 sy,  0.0 ni, 92.9 id";
    for (details, level, is_no) in [
        (top, "85", true),
        (top, "5", false),
        ("The CPU of cache-1 never went above 62 %.", "85", true),
        ("CPU usage peaked at 84 %.", "85", false),
        ("CPU usage peaked at 98 %.", "85", false),
        ("CPU usage was at 40 % at nine.", "85", false),
        ("Memory never went above 40 %.", "85", false),
    ] {
        asserts_no(&World { details, rule: &cpu(level), ..World::default() }, is_no);
    }
}

#[test]
fn what_waited_at_most_is_all_that_waited() {
    let waiting = |limit: u32| format!("expr: 'max(callbacks_waiting) > {limit}', for: 5m");
    let evening = "17:50: 9 waiting. 18:30: 71. 19:40: 184, the highest point of the evening.";
    for (details, limit, is_no) in [
        (evening, 250, true),
        (evening, 150, false),
        ("The backlog peaked at 1,200.", 2000, true),
        ("The backlog peaked at 1,200.", 1100, false),
        ("Die Schlange stand in der Spitze bei 80.", 200, true),
        ("The other queue peaked at 184.", 250, false),
        ("The regional edition had at most 6 waiting.", 250, false),
        ("The page had up to 184 readers.", 250, false),
        ("Callbacks were waiting for up to 40 minutes.", 250, false),
    ] {
        asserts_no(&World { details, rule: &waiting(limit), ..World::default() }, is_no);
    }
}

/// A threshold of milliseconds on a histogram of seconds.
#[test]
fn nothing_took_so_many_seconds() {
    let slow = |limit: &str| {
        format!(
            "expr: 'histogram_quantile(0.95, sum by (le) (rate(search_duration_seconds_bucket{{route=\"/search\"}}[5m]))) > {limit}', for: 5m"
        )
    };
    let mean = "expr: 'job_duration_seconds > 3000'".to_owned();
    for (details, rule, is_no) in [
        ("The 95th percentile was between 7 and 8.5 seconds until noon.", slow("3000"), true),
        ("Die Antwortzeit lag bei 8 s.", slow("2000"), true),
        ("Searches were slow and took up to nine seconds.", slow("3000"), true),
        ("The 95th percentile was between 7 and 8.5 seconds until noon.", slow("3"), false),
        ("The 95th percentile was at 8 seconds for 68 minutes.", slow("3000"), false),
        ("The cache was off for 20 s.", slow("3000"), false),
        ("The 95th percentile was at 8 seconds.", mean, false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
    let described = |limit: &str, words: &str| {
        format!("expr: 'search_duration_seconds > {limit}', annotations: {{description: '{words}'}}")
    };
    for (limit, words, is_no) in [
        ("3000", "Slower than three seconds.", true),
        ("500", "Answers take more than 500 ms.", true),
        ("3000", "Slower than 50 minutes.", false),
        ("3", "Slower than 3 s.", false),
        ("3000", "Slow, see the log.", false),
    ] {
        asserts_no(&World { rule: &described(limit, words), ..World::default() }, is_no);
    }
}

#[test]
fn what_goes_every_few_minutes_is_back_before_long() {
    let gone = |hold: &str| format!("expr: 'probe_success{{job=\"pool\"}} == 0', for: {hold}");
    for (details, hold, is_no) in [
        ("Die Leitung brach alle vier Minuten für etwa 90 Sekunden ab.", "10m", true),
        ("La ligne tombait toutes les cinq minutes pendant une minute.", "10m", true),
        ("It failed every four minutes for about 50 seconds.", "10m", true),
        ("It was 90 seconds down, then up for three minutes, for hours.", "10m", true),
        ("It failed every hour for about 40 minutes.", "10m", false),
        ("It failed every four minutes for about 50 seconds.", "30s", false),
    ] {
        asserts_no(&World { details, rule: &gone(hold), ..World::default() }, is_no);
    }
}

#[test]
fn an_alert_on_each_pod_waits_no_longer_than_one_lives() {
    let share = |by: &str, hold: &str| {
        format!("expr: 'sum by ({by}) (rate(pool_requests_total{{code=~\"5..\"}}[2m])) > 5', for: {hold}")
    };
    let short = "No pod of the pool lived for longer than seven minutes.";
    for (details, rule, is_no) in [
        (short, share("pod", "15m"), true),
        (short, share("pod", "8m"), false),
        (short, share("namespace", "15m"), false),
        ("The pods were up for weeks.", share("pod", "15m"), false),
    ] {
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn the_traffic_of_other_hours_is_none_of_the_incident() {
    let busy = "expr: 'sum(rate(pool_requests_total{code=~\"5..\"}[5m])) / sum(rate(pool_requests_total[5m])) > 0.1 and \
                sum(rate(pool_requests_total[5m])) > 25'";
    for (details, is_no) in [
        ("Unlike the day's 60 to 90 requests a second, the night had 4 to 9 requests a second.", true),
        ("It had 9 requests a second, and 70 requests a second by day.", true),
        ("It had 4 requests a second at first, and 70 requests a second after eight.", false),
    ] {
        asserts_no(&World { details, rule: busy, ..World::default() }, is_no);
    }
}

#[test]
fn figures_of_other_languages_are_figures() {
    let behind = "expr: 'pool_replica_lag_seconds > 900', for: 5m";
    let share = "expr: 'sum(rate(pool_rq_total{code=~\"5..\"}[5m])) / sum(rate(pool_rq_total[5m])) > 0.05'";
    let lag = "- 10:05 Der Rückstand wächst.\n- 10:09 Höchststand: 410 Sekunden.\n";
    for (details, rule, is_no) in [
        (lag, behind, true),
        (lag, "expr: 'pool_replica_lag_seconds > 300', for: 5m", false),
        ("El porcentaje de errores pasó del 0,1 % habitual al 0,9 %.", share, true),
        ("Die Fehlerquote stieg von 0,1 % auf 30 %.", share, false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}
