//! The plainest mistakes: another job, other codes, another page, a level that was never reached.

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
