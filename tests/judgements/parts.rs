//! Aggregations that never show the one part that stood still; beside each what does.

use super::told::{World, asserts_no};

#[test]
fn a_sum_is_not_zero_where_the_other_parts_go_on() {
    let sum = "expr: 'sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset[5m])) == 0'";
    let both = "expr: 'sum by (consumergroup) (rate(kafka_consumergroup_current_offset[5m])) == 0 and sum by (consumergroup) \
                (kafka_consumergroup_lag) > 500'";
    let each = sum.replace("topic)", "topic, partition)");
    let one = "A broken record held up one partition.";
    let on = "The other seven partitions were read as usual.";
    let lag = |way: &str| format!("expr: '{way} by (consumergroup) (kafka_consumergroup_lag) > 500'");
    let table = "| Partition | records a minute |\n|---|---|\n| 0 | 310 |\n| 3 | 0 |\n| 4 | 295 |";
    for (cause, details, rule, is_no) in [
        (one, on, sum, true),
        (one, on, both, true),
        (one, on, &each, false),
        (one, "", sum, false),
        ("The consumer stopped at partition 3.", "The rest of them went on.", sum, true),
        ("The consumer stopped at partition 3.", table, sum, true),
        ("The consumer stopped at partition 3.", &table.replace("| 310 |", "| 0 |").replace("295", "0"), sum, false),
        ("All partitions stood still since one partition had no leader.", on, sum, false),
        ("The consumer group stood still.", "The other groups went on.", sum, false),
        (one, on, &lag("sum"), false),
        (one, on, &lag("max"), false),
        (one, on, &lag("min"), true),
        (one, on, &sum.replace("== 0", "< 0.01"), true),
        (one, on, &sum.replace("== 0", "< 5"), false),
    ] {
        asserts_no(&World { cause, details, rule, ..World::default() }, is_no);
    }
}

/// Whatever the parts are: a rule that keeps a label by which they may differ may see the one.
#[test]
fn the_parts_may_be_workers_or_queues() {
    let sum = |by: &str| format!("expr: 'sum{by} (rate(pool_jobs_done_total[5m])) == 0'");
    let hung = "One of the workers hung in a lock.";
    let on = "The other three workers went on.";
    for (cause, details, rule, is_no) in [
        (hung, on, sum(""), true),
        (hung, on, sum(" by (job)"), true),
        (hung, on, sum(" by (instance)"), false),
        // A queue may have this worker alone.
        ("A worker, worker-3, hung in a lock.", "The other workers went on.", sum(" by (queue)"), false),
        ("A worker, worker-3, hung in a lock.", "The other workers went on.", sum(" by (job)"), true),
        (hung, on, "expr: 'rate(pool_jobs_done_total[5m]) == 0'".into(), false),
        (hung, on, "expr: 'sum(rate(pool_jobs_done_total{instance=\"w-3\"}[5m])) == 0'".into(), false),
        (hung, on, "expr: 'max(rate(pool_jobs_done_total[5m])) < 5'".into(), true),
        ("A worker, worker-3, hung in a lock.", "We restarted it.", sum(""), false),
        ("Nothing was taken from the queue invoices-2.", "The other queues were drained as always.", sum(""), true),
        (
            "Nothing was taken from the queue invoices-2.",
            "The other queues were drained as always.",
            sum(" by (queue)"),
            false,
        ),
        ("Every worker hung: one worker took the lock, and both waited.", on, sum(""), false),
    ] {
        asserts_no(&World { cause, details, rule: &rule, ..World::default() }, is_no);
    }
}
