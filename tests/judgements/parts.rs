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

/// How texts say that one stood still and the others did not, and what they say besides.
#[test]
fn others_go_on_in_many_words() {
    let rate = "expr: 'sum by (topic) (rate(kafka_consumergroup_current_offset[5m])) == 0'";
    let stuck = "A message that nobody could decode stopped partition 4.";
    for (cause, details, is_no) in [
        (stuck, "Only partition 4 was concerned.", true),
        (stuck, "Eleven of twelve partitions were consumed without delay.", true),
        (stuck, "Every other partition was up to date.", true),
        (stuck, "Its eleven siblings were fine.", true),
        (stuck, "On all the other partitions the lag stayed below 20.", true),
        (stuck, "The rest of the partitions were not affected.", true),
        (stuck, "Die übrigen elf Partitionen liefen weiter.", true),
        (stuck, "Las demás particiones seguían como siempre.", true),
        (stuck, "The other partitions were assigned, but could not be read either.", false),
        (stuck, "The other partitions kept waiting.", false),
        (stuck, "The group had twelve partitions.", false),
        ("The consumer crashed at partition 4, and nothing was read any more.", "The other groups went on.", false),
        ("The topic has one partition, and it stood still.", "The other consumers went on.", false),
    ] {
        asserts_no(&World { cause, details, rule: rate, ..World::default() }, is_no);
    }
    let sum = "expr: 'sum(rate(pool_mails_sent_total[5m])) == 0'";
    for (cause, details, is_no) in [
        ("The sender of the tenant Blue hung.", "The other tenants got their mails as usual.", true),
        ("The refunds queue was not drained.", "All other queues worked.", true),
        ("The refunds queue was not drained.", "The search itself kept answering, and the rest went on.", false),
        // It counts what is of that queue alone.
        ("The queue of mails was not drained.", "All other queues worked.", false),
        ("The provider of the mails was down.", "The other shops were fine.", false),
        ("The queues were not drained.", "All other queues worked.", false),
        ("One broker lost its disk, so no mail was sent.", "The other two brokers kept running.", false),
        ("One broker lost its disk.", "The other two brokers kept running but refused writes.", false),
    ] {
        asserts_no(&World { cause, details, rule: sum, ..World::default() }, is_no);
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
