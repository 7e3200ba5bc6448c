//! The plainest mistakes: another job, other codes, another page, a level that was never reached.

use alertgap::link::Answer;

use super::told::{World, asserts_no};

#[test]
fn an_alert_on_one_job_does_not_see_another_that_is_called_alike() {
    let job = "static_configs: [{targets: ['a:1']}]}, {job_name: store-carts, static_configs: [{targets: ['b:1']}]}, {job_name: \
               store-prices, static_configs: [{targets: ['c:1']}]";
    for (cause, selected, is_no) in [
        ("The store of the carts was full. That of the prices was empty.", "store-prices", true),
        ("The store of the carts was full.", "store-carts", false),
        ("Der Store der Carts war voll, der andere leer.", "store-prices", true),
        ("The store was full.", "store-prices", false),
        ("The store of the prices was full, and carts were lost.", "store-prices", false),
    ] {
        let rule = format!("expr: 'store_used{{job=\"{selected}\"}} > 5'");
        asserts_no(&World { cause, rule: &rule, job, ..World::default() }, is_no);
    }
}

#[test]
fn an_alert_on_some_codes_does_not_count_others() {
    let part = |codes: &str| {
        format!("expr: 'sum(rate(calls_total{{code=~\"{codes}\"}}[5m])) / sum(rate(calls_total[5m])) > 0.05'")
    };
    let limited = "Three calls in four were answered with 429.";
    for (details, codes, is_no) in [
        (limited, "5..", true),
        ("Three calls in four were answered with 429. Not one was answered with 500.", "5..", true),
        (limited, "429|5..", false),
        (limited, "4..", false),
        ("Every third call was answered with 503, and some with 429.", "5..", false),
        ("Every third call failed.", "5..", false),
        ("A link on the front page led to 404.", "5..", false),
    ] {
        let rule = part(codes);
        asserts_no(&World { details, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_page_that_was_answered_all_the_while_is_no_sign() {
    let job = |page: &str| {
        format!(
            "metrics_path: /probe, static_configs: [{{targets: ['https://pool.example.org{page}']}}], relabel_configs: \
                 [{{source_labels: [__address__], target_label: instance}}, {{target_label: __address__, replacement: 'prober:9115'}}]"
        )
    };
    let rule = "expr: probe_success == 0";
    let cause = "The process had exited, and the proxy answered every page with 502.";
    for (details, page, is_no) in [
        ("The proxy was well: its own /ping was answered with 200 all the time.", "/ping", true),
        ("Meanwhile /ping kept answering.", "/ping", true),
        ("/ping still returned 200.", "/ping", true),
        ("/ping failed too.", "/ping", false),
        ("/pingpong was answered with 200 all the time.", "/ping", false),
        ("The front page was answered with 200 all the time.", "", false),
        ("", "/ping", false),
    ] {
        let job = job(page);
        asserts_no(&World { cause, details, rule, job: &job, ..World::default() }, is_no);
    }
}

#[test]
fn a_level_above_all_that_is_told_was_never_reached() {
    let (queue, mean) =
        ("expr: pool_queue_backlog > 50000", "expr: 'rate(call_seconds_sum[5m]) / rate(call_seconds_count[5m]) > 0.3'");
    let quantile = "expr: 'histogram_quantile(0.99, sum by (le) (rate(call_seconds_bucket[5m]))) > 0.3'";
    let slow = "One call in fifty took four to six seconds; the mean was 140 ms the whole day.";
    for (cause, rule, is_no) in [
        (
            "The queue had one worker left. It rose to 9,000 jobs by ten and stood at 18,000 when it was longest.",
            queue,
            true,
        ),
        ("The queue had one worker left. It rose to 90,000 jobs by ten.", queue, false),
        (slow, mean, true),
        (slow, quantile, false),
        ("The mean was 900 ms.", mean, false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_says_that_it_went_well_says_nothing_of_empty_files() {
    let (age, cert) = (
        "expr: 'time() - pool_backup_last_success_seconds > 93600'",
        "expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 864000'",
    );
    for (cause, rule, is_no) in [
        ("O script registrava sucesso: todas as noites um arquivo vazio de 20 bytes.", age, true),
        ("Der Dump war jede Nacht leer, und das Skript meldete Erfolg.", age, true),
        ("La sauvegarde était vide chaque nuit.", age, true),
        ("Cada noche el backup quedaba vacío.", age, true),
        ("ダンプは毎晩空だった。", age, true),
        ("每晚的备份为空。", age, true),
        ("The backup did not run for nine days.", age, false),
        (
            "It was renewed in the Secret three weeks before, but the broker reads its certificate only when it starts.",
            cert,
            true,
        ),
        ("The broker loads its certificate once at start.", cert, true),
        ("The certificate was never renewed.", cert, false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn what_waits_in_a_queue_for_failures_is_not_in_the_one_before() {
    let cause = "The worker moved every bill to bills.failed, where 38,000 lay in the end; in bills there were never more than 12.";
    let spanish = "El consumidor rechazaba cada factura y el broker la pasaba a la cola bills.fallidas.";
    let of = |matcher: &str| format!("expr: 'max by (queue) (rabbitmq_queue_messages{{{matcher}}}) > 1000'");
    for (cause, matcher, is_no) in [
        (cause, "queue=\"bills\"", true),
        (spanish, "queue=\"bills\"", true),
        (cause, "queue=\"bills.failed\"", false),
        (cause, "queue=~\"bills.*\"", false),
        (
            "The dead-letter queue bills.dead grew: all bills went to the dead-letter queue.",
            "queue=~\"bills.*\"",
            false,
        ),
        ("The dead-letter queue bills.dead grew: all bills went to the dead-letter queue.", "queue=\"bills\"", true),
        ("The queue bills grew.", "queue=\"bills\"", false),
        ("The queue bills grew; bills.failed was empty.", "queue=\"bills\"", false),
        ("The queue bills grew, as bills-errors.log tells.", "queue=\"bills\"", false),
    ] {
        let rule = of(matcher);
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_counter_as_it_stands_begins_anew_with_its_process() {
    let (raw, rise) = ("expr: refused_total > 1000", "expr: 'increase(refused_total[1h]) > 1000'");
    let reset = "Its counters began at zero each time, and never rose over 150.";
    for (details, rule, is_no) in [
        (reset, raw, true),
        ("The counters were reset with every restart.", raw, true),
        (reset, rise, false),
        ("It refused every message.", raw, false),
        (reset, "expr: refused_total > 0", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn one_of_several_is_hidden_in_their_sum() {
    let cause = "The consumer 3 stood still on a lock, while the other five consumers went on.";
    for (rule, is_no) in [
        ("expr: 'sum by (job) (rate(handled_total{job=\"pool\"}[5m])) == 0'", true),
        ("expr: 'sum by (instance) (rate(handled_total{job=\"pool\"}[5m])) == 0'", false),
        ("expr: 'rate(handled_total{job=\"pool\"}[5m]) == 0'", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_run_that_never_came_leaves_the_code_of_the_last() {
    let rule = "expr: pool_last_exit_code != 0";
    for (cause, is_no) in [
        ("The package cron was gone, and the nightly import was not started any more.", true),
        ("The import ended with an error every night.", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn running_pods_that_are_not_ready_are_none_that_wait() {
    let rule = "expr: 'kube_pod_status_phase{phase=~\"Pending|Failed|Unknown\"} > 0'";
    for (cause, is_no) in [
        ("No pod of the pool passed its readiness probe, and the service had no endpoint.", true),
        ("All three pods were Running, 0/1 ready.", true),
        ("The pods were pending for want of a node.", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn each_run_is_over_before_the_alert_has_waited() {
    let rule = "expr: pool_pending > 20, for: 15m";
    for (details, is_no) in [
        ("Each run held all 30 connections for three to four minutes.", true),
        ("It took every connection for three to four minutes at a time.", true),
        ("Each run held all connections for thirty minutes.", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn lines_with_the_hours_of_each_time_tell_how_long_it_took() {
    let table = |words: &str| {
        format!(
            "It came back by itself {words}.\n\n| down (UTC) | minutes |\n|---|---|\n| 10:02 – 10:07 | 5 |\n| 10:11 – 10:20 | 9 |\n| 10:29 – 10:33 | 4 |"
        )
    };
    let steps = "It came again and again.\n\n- 10:02 – 10:07 Ada looks at the pool and finds nothing\n- 10:11 – 10:20 Ben restarts one\n- 10:29 – 10:33 we wait for the other team";
    for (details, rule, is_no) in [
        (&*table("each time"), "expr: pool_free == 0, for: 15m", true),
        (&*table("each time"), "expr: pool_free == 0, for: 5m", false),
        (&*table("each time"), "expr: 'max_over_time(pool_free[15m]) == 0', for: 15m", false),
        (steps, "expr: pool_free == 0, for: 15m", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn the_highest_that_waited_may_be_told_with_points_and_in_sum() {
    let rule = |limit: u32| format!("expr: 'sum(pool_queue_bytes_count) > {limit}', for: 5m");
    for (details, limit, is_no) in [
        ("Höchststand: 2.140 Mails auf a und 1.672 auf b, zusammen 3.812.", 5000, true),
        ("Höchststand: 2.140 Mails auf a und 1.672 auf b, zusammen 3.812.", 3000, false),
        ("Peak at 10:20: 2,140 mails on a and 1,672 on b, 3,812 in total.", 5000, true),
        ("On a there were 2,140 mails.", 5000, false),
    ] {
        asserts_no(&World { details, rule: &rule(limit), ..World::default() }, is_no);
    }
}

#[test]
fn a_duration_is_no_ratio() {
    let details = "The error rate was 0.2 % all the time. Answers took twenty seconds.";
    let rule = "expr: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 2.5'";
    asserts_no(&World { details, rule, ..World::default() }, false);
}

/// It says itself what its metric was, all the while.
#[test]
fn what_a_metric_was_all_the_while_is_told() {
    let rule = "expr: node_timex_sync_status == 0";
    for (details, is_no) in [
        ("`node_timex_sync_status` was 1 on both machines during the whole incident.", true),
        ("node_timex_sync_status stayed at 1 all the time.", true),
        ("node_timex_sync_status{instance=\"a\"} was always 1.", true),
        ("`node_timex_sync_status` was 0 on both machines during the whole incident.", false),
        ("`node_timex_sync_status` was 1 at noon.", false),
        ("node_timex_sync_status_x was 1 all the time.", false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_series_for_each_event_never_rises() {
    let orders = |values: [&str; 4], last: u8| {
        let [a, b, c, d] = values;
        format!(
            "refused_total{{order=\"{a}\"}} 1\nrefused_total{{order=\"{b}\"}} 1\nrefused_total{{order=\"{c}\"}} 1\nrefused_total{{order=\"{d}\"}} {last}\n"
        )
    };
    let (each, kinds) = (["N-7712", "N-7713", "N-7716", "N-7721"], ["late", "lost", "torn", "wet"]);
    let sum = "expr: 'sum(increase(refused_total[15m])) > 5'";
    for (page, rule, is_no) in [
        (orders(each, 1), sum, true),
        (orders(each, 2), sum, false),
        (orders(kinds, 1), sum, false),
        (orders(each, 1), "expr: count(refused_total) > 5", false),
    ] {
        asserts_no(&World { rule, files: &[("pool.prom", &page)], ..World::default() }, is_no);
    }
}

#[test]
fn hundredths_are_no_parts_of_one() {
    let rule = |limit: &str, words: &str| format!("expr: pool_charge < {limit}, annotations: {{summary: '{words}'}}");
    for (limit, words, page, is_no) in [
        ("0.4", "less than 40 % are left", "pool_charge 100\n", true),
        ("0.4", "less than 40 percent are left", "pool_charge 37\n", true),
        ("40", "less than 40 % are left", "pool_charge 100\n", false),
        ("0.4", "less than 40 % are left", "pool_charge 0.9\n", false),
        ("0.4", "little is left", "pool_charge 100\n", false),
    ] {
        let rule = rule(limit, words);
        asserts_no(&World { rule: &rule, files: &[("pool.prom", page)], ..World::default() }, is_no);
    }
}

#[test]
fn a_probe_of_addresses_needs_no_name() {
    let job = |target: &str| {
        format!(
            "metrics_path: /probe, static_configs: [{{targets: ['https://{target}/']}}], relabel_configs: [{{source_labels: \
                 [__address__], target_label: instance}}, {{target_label: __address__, replacement: 'prober:9115'}}]"
        )
    };
    let cause = "The domain had expired, and its name no longer resolved.";
    for (cause, target, is_no) in
        [(cause, "10.20.0.15", true), (cause, "pool.example.org", false), ("The server hung.", "10.20.0.15", false)]
    {
        let job = job(target);
        asserts_no(&World { cause, rule: "expr: probe_success == 0", job: &job, ..World::default() }, is_no);
    }
}

/// One alert was firing all the while, for the place of the incident or for another.
#[test]
fn what_fires_elsewhere_inhibits_nothing_here() {
    let manager = "route: {receiver: call}\ninhibit_rules: [{source_matchers: [alertname=LinkSlow], target_matchers: \
                   [alertname=PoolFull], equal: [site]}]\nreceivers: [{name: call, pagerduty_configs: [{}]}]\n";
    let rules = "groups: [{name: g, rules: [{alert: PoolFull, expr: pool_used > 5}, {alert: LinkSlow, expr: link_lost > 0.03}]}]\n";
    let job = "static_configs: [{targets: ['a:1'], labels: {site: north}}, {targets: ['b:1'], labels: {site: south}}]";
    for (cause, details, is) in [
        ("The pool of north was full.", "LinkSlow was firing for north during all that time.", Answer::No),
        ("The pool of north was full.", "LinkSlow was firing for south during all that time.", Answer::Yes),
        ("The pool of north was full.", "LinkSlow had not fired.", Answer::Yes),
    ] {
        let files = [("a.yml", rules), ("alertmanager.yml", manager)];
        let delivered = World { cause, details, job, files: &files, ..World::default() }.rungs().delivered;
        assert_eq!(delivered.is, is, "{cause} {details}: {}", delivered.why);
    }
}

/// Which figures of a story say how far it went at most.
#[test]
fn the_most_that_a_story_tells_of_is_not_enough() {
    let lag = "expr: mysql_slave_status_seconds_behind_master > 900, for: 5m";
    let waiting = "expr: rabbitmq_queue_messages_ready > 5000, for: 5m";
    let share = "expr: 'sum(rate(http_requests_total{job=\"pool\", code=~\"4..|5..\"}[5m])) / sum(rate(http_requests_total{job=\"pool\"}[5m])) > 0.05'";
    for (details, rule, is_no) in [
        ("The lag of the replica rose. Peak: 410 seconds.", lag, true),
        ("- 11:05 Rückstand des Replikats, Höchststand: 410 Sekunden.", lag, true),
        ("The lag of the replica rose. Peak: 2,400 seconds.", lag, false),
        ("The page was late by a lag. It took at most 410 days.", lag, false),
        ("The queue held nothing, and was never deeper than 240 messages when it caught up.", waiting, true),
        ("The queue was never deeper than 24,000 messages.", waiting, false),
        (
            "The share of 4xx and 5xx in pool was 0.1 % from morning till noon. Of all uploads 60 % were refused.",
            share,
            true,
        ),
        ("The share of errors on the dashboard was 0.0 %. At the edge 34 % of all requests failed.", share, false),
        ("The share of 4xx and 5xx in pool was 34 %.", share, false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_label_may_hold_a_whole_class_of_codes() {
    let rule =
        |code: &str| format!("expr: 'sum(rate(haproxy_frontend_http_responses_total{{code=\"{code}\"}}[5m])) > 1'");
    for (code, is_no) in [("5xx", false), ("4xx", true), ("5", false)] {
        let details = "A third of the requests was answered with 504.";
        let cause = "Two locks were taken in the wrong order, and requests were answered with 504.";
        asserts_no(&World { cause, details, rule: &rule(code), ..World::default() }, is_no);
    }
}
