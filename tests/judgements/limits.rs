//! What the postmortem says that there can be, or in which state it was, by its own words.

use super::told::{World, asserts_no};

/// A limit that the text tells is as good as one that a page shows.
#[test]
fn there_is_no_more_than_the_text_says_that_there_can_be() {
    for (cause, expr, is_no) in [
        (
            "The pricer was killed at its limit of 2 GiB.",
            "container_memory_working_set_bytes{container=\"pool\"} > 4e9",
            true,
        ),
        (
            "The pricer was killed at its limit of 2 GiB.",
            "container_memory_working_set_bytes{container=\"pool\"} > 18e8",
            false,
        ),
        ("The pricer may use 2 GiB and leaks.", "container_memory_working_set_bytes > 3e9", true),
        ("The pricer may use 2 GiB and leaks.", "sum(container_memory_working_set_bytes) > 3e9", false),
        ("The pricer may use half a core.", "rate(container_cpu_usage_seconds_total[5m]) > 0.9", true),
        ("The pricer may use half a core.", "rate(container_cpu_usage_seconds_total[5m]) > 0.4", false),
        ("All 100 connections were taken.", "pg_stat_activity_count > 200", true),
        ("Postgres refused all, for max_connections is 100.", "sum(pg_stat_activity_count) > 150", true),
        ("Postgres refused all, for max_connections is 100.", "sum(pg_stat_activity_count) > 80", false),
        ("We raised max_connections from 100, and max_connections is 400 now.", "pg_stat_activity_count > 200", false),
        ("It ran out of file descriptors: its limit is 1024.", "process_open_fds > 10000", true),
        ("It ran out of file descriptors: its limit is 1024.", "process_open_fds > 900", false),
        ("All 200 threads waited for the search.", "tomcat_threads_busy_threads > 250", true),
        ("The queue holds no more than 5,000 and was full.", "pool_queue_size > 8000", true),
        ("The queue holds no more than 5,000 and was full.", "pool_queue_size > 4000", false),
        ("The queue holds no more than 5,000 and was full.", "pool_threads_busy > 8000", false),
    ] {
        asserts_no(&World { cause, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
    let quantile = |limit: u32| {
        format!(
            "expr: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > {limit}'"
        )
    };
    let cause = "Requests to the search timed out after 30 seconds.";
    asserts_no(&World { cause, rule: &quantile(60), ..World::default() }, true);
    asserts_no(&World { cause, rule: &quantile(20), ..World::default() }, false);
    // Of several servers there may be more.
    let several = "static_configs: [{targets: ['a:1', 'b:1']}]";
    let (cause, rule) = ("max_connections is 100.", "expr: 'sum(pg_stat_activity_count) > 150'");
    asserts_no(&World { cause, rule, job: several, ..World::default() }, false);
}

#[test]
fn what_is_in_another_state_is_not_counted() {
    for (cause, details, expr, is_no) in [
        ("All sat idle in transaction.", "", "pg_stat_activity_count{state=\"active\"} > 50", true),
        ("All sat idle in transaction.", "", "pg_stat_activity_count{state=~\"idle.*\"} > 50", false),
        ("All sat idle in transaction.", "", "pg_stat_activity_count > 50", false),
        ("The worker hung.", "All messages were unacked.", "rabbitmq_queue_messages_ready > 1000", true),
        ("The worker hung.", "All messages were unacked.", "rabbitmq_queue_messages > 1000", false),
        ("The pods crashed in a loop.", "", "kube_pod_status_phase{phase=\"Failed\"} > 0", true),
        ("The pods crashed in a loop.", "", "kube_pod_status_phase{phase=\"Running\"} == 0", false),
        ("A node left.", "The cluster was yellow.", "elasticsearch_cluster_health_status{color=\"red\"} == 1", true),
        (
            "A node left.",
            "The cluster was yellow.",
            "elasticsearch_cluster_health_status{color=~\"red|yellow\"} == 1",
            false,
        ),
        ("The shop was down.", "nginx answered 502.", "nginx_up == 0", true),
        ("nginx was down.", "", "nginx_up == 0", false),
        (
            "The worker hung.",
            "It went on sending its heartbeat.",
            "time() - pool_heartbeat_timestamp_seconds > 300",
            true,
        ),
        ("The worker hung.", "Its heartbeat stopped.", "time() - pool_heartbeat_timestamp_seconds > 300", false),
        (
            "Plus aucun inode libre sur /var.",
            "",
            "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1",
            true,
        ),
        ("The pool exited and stayed down.", "", "sum(rate(pool_sent_total{job=\"pool\"}[10m])) == 0", false),
        ("The NFS server hung.", "", "node_filesystem_avail_bytes < 1e9", true),
        ("The NFS server hung, for its disk was full.", "", "node_filesystem_avail_bytes < 1e9", false),
        (
            "The login page did not load, and nobody could even try to log in.",
            "",
            "rate(logins_failed_total[5m]) > 1",
            true,
        ),
        (
            "The API answered 200 with an empty list.",
            "",
            "sum(rate(http_requests_total{status=~\"5..\"}[5m])) > 1",
            true,
        ),
        (
            "The API answered 200 with an empty list.",
            "",
            "sum(rate(http_requests_total{status=\"200\"}[5m])) < 1",
            false,
        ),
    ] {
        asserts_no(&World { cause, details, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}

#[test]
fn of_a_process_that_is_not_there_no_rate_is_zero() {
    let rule = "expr: 'sum(rate(pool_sent_total{job=\"pool\"}[10m])) == 0', for: 5m";
    for (cause, is_no) in [
        ("The pool process did not start after the upgrade.", true),
        ("The container exited and stayed down.", true),
        ("There was no pool process at all.", true),
        ("Der Dienst kam nicht wieder hoch.", true),
        ("The pool process hung.", false),
    ] {
        asserts_no(&World { cause, rule, ..World::default() }, is_no);
    }
}

#[test]
fn lines_of_another_level_are_not_counted() {
    let counter = |name: &str| format!("expr: 'sum(rate({name}[5m])) * 60 > 5', for: 10m");
    let warned = "Each declined card is logged with the level WARN.";
    for (details, name, is_no) in [
        (warned, "kiosk_log_errors_total", true),
        ("There was no line of the level ERROR that morning.", "kiosk_log_errors_total", true),
        ("Jede Ablehnung steht mit der Stufe WARN im Log.", "kiosk_log_errors_total", true),
        (warned, "logback_events_total{level=\"error\"}", true),
        (warned, "logback_events_total{level=\"warn\"}", false),
        (warned, "kiosk_payments_declined_total", false),
        ("Each declined card is logged with the level ERROR.", "kiosk_log_errors_total", false),
    ] {
        asserts_no(&World { details, rule: &counter(name), ..World::default() }, is_no);
    }
}

#[test]
fn one_that_failed_is_not_several() {
    let ready = "kube_node_status_condition{condition=\"Ready\",status=\"true\"}";
    for (cause, expr, is_no) in [
        ("One of the two disks of the mirror failed.", "node_md_disks{state=\"failed\"} > 1".to_owned(), true),
        ("One of the two disks of the mirror failed.", "node_md_disks{state=\"failed\"} > 0".to_owned(), false),
        ("One of the two disks of the mirror failed.", "node_md_disks{state=\"failed\"} >= 1".to_owned(), false),
        ("One of the six nodes was not ready.", format!("count({ready} == 0) > 2"), true),
        ("One of the six nodes was not ready.", format!("count({ready} == 0) > 0"), false),
        ("Both disks of the mirror failed.", "node_md_disks{state=\"failed\"} > 1".to_owned(), false),
        ("One of the six nodes died, and then the others followed.", format!("count({ready} == 0) > 2"), false),
    ] {
        asserts_no(&World { cause, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}
