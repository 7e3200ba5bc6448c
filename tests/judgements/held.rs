//! What is not there for long enough, or is born too late: series between two samples, between two starts, before the first
//! event. Beside each its twin that is there.

use super::told::{World, asserts_no};

#[test]
fn what_is_recorded_more_seldom_than_it_is_kept_is_never_there_for_long() {
    let recording = |interval: &str| {
        format!(
            "groups: [{{name: r, interval: {interval}, rules: [{{record: 'pool:used:ratio', expr: pool_used / 9}}]}}]\n"
        )
    };
    let configuration =
        "rule_files: ['*.yml']\nscrape_configs: [{job_name: pool, static_configs: [{targets: ['a:1']}]}]\n";
    for (interval, rule, is_no) in [
        ("10m", "expr: 'pool:used:ratio > 0.9', for: 15m", true),
        ("4m", "expr: 'pool:used:ratio > 0.9', for: 15m", false),
        ("10m", "expr: 'pool:used:ratio > 0.9', for: 1m", false),
        ("10m", "expr: 'max_over_time(pool:used:ratio[15m]) > 0.9', for: 15m", false),
    ] {
        let recording = recording(interval);
        let files: &[(&str, &str)] = &[("r.yml", &recording), ("prometheus.yml", configuration)];
        asserts_no(&World { rule, files, ..World::default() }, is_no);
    }
}

#[test]
fn a_container_that_runs_for_a_while_before_it_exits_waits_anew() {
    let waits = "expr: 'kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"} == 1', for: 10m";
    let longest = "expr: 'max_over_time(kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"}[10m]) == 1', for: 10m";
    for (details, rule, is_no) in [
        ("It tries to log in for 80 seconds, then gives up with exit code 1.", waits, true),
        ("Each container exited after about 2 minutes.", waits, true),
        ("It tries to log in for 80 seconds, then gives up with exit code 1.", longest, false),
        ("The container exited at once, again and again.", waits, false),
    ] {
        asserts_no(&World { details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn where_no_pod_is_left_no_series_is_not_zero() {
    let none =
        |window: &str, hold: &str| format!("expr: 'sum(rate(jobs_total{{job=\"pool\"}}[{window}])) == 0', for: {hold}");
    let filled = "expr: '(sum(rate(jobs_total{job=\"pool\"}[15m])) or vector(0)) == 0', for: 5m".to_owned();
    let gauge = "expr: 'sum(jobs_running{job=\"pool\"}) == 0', for: 1m".to_owned();
    let (scaled, german) = ("It was scaled to zero and forgotten.", "Der Pool stand noch auf null Replikaten.");
    for (cause, rule, is_no) in [
        (scaled, none("15m", "5m"), true),
        (german, none("15m", "5m"), true),
        ("Il ne restait aucun pod.", none("15m", "5m"), true),
        ("プールのレプリカ数が0のままだった。", none("15m", "5m"), true),
        (scaled, none("15m", "20m"), true),
        (scaled, filled, false),
        // A gauge may have been zero for as long as Prometheus looks back.
        (scaled, gauge, false),
        ("All workers hung on a lock.", none("15m", "5m"), false),
    ] {
        asserts_no(&World { cause, rule: &rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_counter_that_is_born_with_its_only_event_does_not_rise() {
    let page = |series: &str, start: &str| {
        format!(
            "# TYPE runs_failed_total counter\n{series}\n# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds {start}\n"
        )
    };
    let (none, one, two) = ("", "runs_failed_total{run=\"bill\"} 1", "runs_failed_total{run=\"bill\"} 2");
    let rises = "expr: 'increase(runs_failed_total{job=\"pool\", run=\"bill\"}[1h]) > 0'";
    for (before, start, after, rule, is_no) in [
        (none, "17e8", one, rises, true),
        // Of another process, born before, or counted twice.
        (none, "16e8", one, rises, false),
        ("runs_failed_total{run=\"bill\"} 0", "17e8", one, rises, false),
        (none, "17e8", two, rises, false),
        (none, "17e8", one, "expr: 'runs_failed_total{job=\"pool\", run=\"bill\"} > 0'", false),
        (
            none,
            "17e8",
            one,
            "expr: 'absent(runs_failed_total{run=\"bill\"}) or increase(runs_failed_total[1h]) > 0'",
            false,
        ),
    ] {
        let (sunday, tuesday) = (page(before, start), page(after, "17e8"));
        let files: &[(&str, &str)] = &[("sunday.prom", &sunday), ("tuesday.prom", &tuesday)];
        asserts_no(&World { rule, files, ..World::default() }, is_no);
    }
}

/// In several sentences of the story.
#[test]
fn a_story_tells_that_there_was_one_event_and_none_before() {
    let page = |series: &str| format!("runs_total 4\n# TYPE runs_failed_total counter\n{series}\n");
    let rises = "expr: 'increase(runs_failed_total{job=\"pool\"}[1h]) > 0'";
    for (details, series, is_no) in [
        ("It was one single failure.\n\nThe failure was the first since March.", "", true),
        ("Only one run failed.\n\n- the counter gets a line with the first failure", "", true),
        (
            "A single failed lookup was all.\n\nIts line turns up at ten with the value 1; before that there is no line.",
            "",
            true,
        ),
        ("Each lookup failed.\n\nIts line turns up at ten with the value 1; before that there is no line.", "", false),
        ("Es war ein einziger Lauf. Er war der erste seit März, der scheiterte.", "", true),
        ("The failures were the first since March.", "", false),
        ("It was one single failure, as there are each week.", "", false),
        (
            "It was one single failure.\n\nThe failure was the first since March.",
            "runs_failed_total{run=\"bill\"} 0",
            false,
        ),
    ] {
        let page = page(series);
        asserts_no(&World { details, rule: rises, files: &[("pool.prom", &page)], ..World::default() }, is_no);
    }
}

/// Neither page says when its process began.
#[test]
fn a_labelled_counter_without_series_is_one_that_nobody_set_to_zero() {
    let page = |series: &str| format!("runs_total 4\n# TYPE runs_failed_total counter\n{series}\n");
    let rises = "expr: 'increase(runs_failed_total{job=\"pool\"}[1h]) > 0'";
    for (before, after, is_no) in [
        ("", "runs_failed_total{run=\"bill\"} 1", true),
        ("runs_failed_total{run=\"bill\"} 0", "runs_failed_total{run=\"bill\"} 1", false),
    ] {
        let (sunday, tuesday) = (page(before), page(after));
        let files: &[(&str, &str)] = &[("pool.prom", &sunday), ("pool-2026-03-02-1030.prom", &tuesday)];
        asserts_no(&World { rule: rises, files, ..World::default() }, is_no);
    }
    let page = page("");
    for (cause, is_no) in [
        ("One run failed, for the first time ever.", true),
        ("A single run failed; none had before.", true),
        ("Ein einziger Lauf schlug fehl, zum ersten Mal.", true),
        ("Every third run failed.", false),
    ] {
        asserts_no(&World { cause, rule: rises, files: &[("pool.prom", &page)], ..World::default() }, is_no);
    }
}

#[test]
fn what_comes_and_goes_is_never_away_for_long_enough() {
    let (down, part) =
        ("expr: 'up{job=\"pool\"} == 0', for: 5m", "expr: 'avg_over_time(up{job=\"pool\"}[10m]) < 0.9', for: 5m");
    let looped = "The pool was killed again and again.";
    for (details, rule, is_no) in [
        ("The longest time it was away was 50 seconds.", down, true),
        ("It was never down for more than 70 seconds.", down, true),
        ("Each time it was gone for forty seconds.", down, true),
        ("It came back after 40 seconds, sixty times in a row.", down, true),
        ("It was unreachable for less than a minute, then answered again.", down, true),
        ("It was never down for more than 20 minutes.", down, false),
        ("It was down for two hours, and came back after 40 seconds once the limit was raised.", down, false),
        ("The longest time it was away was 50 seconds.", part, false),
        ("The longest time it was away was 50 seconds.", "expr: 'up{job=\"pool\"} == 0', for: 30s", false),
    ] {
        asserts_no(&World { cause: looped, details, rule, ..World::default() }, is_no);
    }
}

#[test]
fn a_pod_in_the_place_of_another_begins_without_restarts() {
    let rule = "expr: 'sum(increase(kube_pod_container_status_restarts_total[30m])) > 5'";
    for (cause, is_no) in [
        ("Each pod filled its disk and was evicted, and a new one began.", true),
        ("The kubelet evicted the pods one after the other.", true),
        ("Der Pod wurde vom Kubelet verdrängt: jeder Pod wurde evicted.", true),
        ("The pods were in a crash loop, and some were evicted.", false),
        ("The pods were killed for want of memory.", false),
        ("Redis evicted the keys of the pool.", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

/// Relabelling keeps the ready ones among the targets.
#[test]
fn a_pod_that_is_not_ready_is_no_target() {
    let finds = |label: &str, regex: &str| {
        format!(
            "kubernetes_sd_configs: [{{role: endpoints}}], relabel_configs: [{{source_labels: [{label}], regex: '{regex}', action: keep}}]"
        )
    };
    let ready = finds("__meta_kubernetes_endpoint_ready", "true");
    let hung = "All pods hung and failed their readiness probe.";
    let down = "expr: 'up{job=\"pool\"} == 0', for: 3m";
    for (cause, job, rule, is_no) in [
        (hung, &ready, down, true),
        ("The pods of the pool were not ready any more.", &ready, down, true),
        ("Kubernetes took all of them out of the service.", &ready, down, true),
        (hung, &finds("__meta_kubernetes_pod_ready", "true"), down, true),
        (hung, &finds("__meta_kubernetes_service_name", "pool"), down, false),
        (hung, &ready, "expr: 'absent(up{job=\"pool\"})'", false),
        ("The pool answered with errors.", &ready, down, false),
    ] {
        asserts_no(&World { cause, job, rule, ..World::default() }, is_no);
    }
}

/// A page may be called after one of the targets of a job.
#[test]
fn a_page_of_one_target_shows_the_buckets_of_all() {
    let page = "# TYPE took_seconds histogram\ntook_seconds_bucket{le=\"10\"} 1\ntook_seconds_bucket{le=\"+Inf\"} 2\ntook_seconds_sum 30\ntook_seconds_count 2\n";
    let above = |limit: u8| {
        format!(
            "expr: 'histogram_quantile(0.9, sum by (le) (rate(took_seconds_bucket{{job=\"pool\"}}[5m]))) > {limit}'"
        )
    };
    let job = "static_configs: [{targets: ['pool-1.example.net:1', 'pool-2.example.net:1']}]";
    for (name, limit, is_no) in [
        ("pool-1.prom", 15, true),
        ("pool-2-2026-03-01.prom", 15, true),
        ("pool-1.prom", 9, false),
        ("pool-11.prom", 15, false),
        ("other-1.prom", 15, false),
    ] {
        asserts_no(&World { rule: &above(limit), job, files: &[(name, page)], ..World::default() }, is_no);
    }
}
