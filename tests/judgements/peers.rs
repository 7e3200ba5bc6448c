//! Series that a server has for each of those that are connected to it; beside those that stay.

use super::told::{World, asserts_no};

const JOB: &str = "static_configs: [{targets: ['db-1:9187', 'db-2:9187', 'db-3:9187']}]";

#[test]
fn who_is_cut_off_has_no_series_any_more() {
    let lag = "expr: 'pg_stat_replication_pg_wal_lsn_diff > 5e8'";
    let redis = "expr: 'redis_connected_slave_lag_seconds > 30'";
    let cut = "db-3 was disconnected from the primary when its certificate ran out.";
    for (cause, details, rule, is_no) in [
        (cut, "", lag, true),
        ("The standby of the reports stopped: it could not reconnect to the primary.", "", lag, true),
        ("A firewall cut the pool off.", "pg_stat_replication had only one row instead of two.", lag, true),
        ("A firewall cut the pool off.", "db-2 lost its connection to the master.", redis, true),
        ("A firewall cut the pool off.", "On the master INFO showed connected_slaves:0.", redis, true),
        (cut, "", "expr: 'count(pg_stat_replication_pg_wal_lsn_diff) < 2'", false),
        (cut, "", "expr: 'absent(pg_stat_replication_pg_wal_lsn_diff{application_name=\"db-3\"})'", false),
        (cut, "", "expr: 'pg_replication_lag_seconds > 300'", false),
        // A slot is there whether somebody reads from it or not.
        (cut, "", "expr: 'pg_replication_slots_pg_wal_lsn_diff > 5e9'", false),
        ("An index build on db-3 held up the replay.", "The standby stayed connected.", lag, false),
        (
            "The standby was slow.",
            "Its lag grew all night, and in the end it was cut off from the primary.",
            lag,
            false,
        ),
    ] {
        asserts_no(&World { cause, details, rule, job: JOB, ..World::default() }, is_no);
    }
}

/// The primary tells of its standby, whose name stands in a label of its own: to ask the primary does not leave the standby out.
#[test]
fn to_ask_who_tells_leaves_out_nobody_of_whom_it_tells() {
    let cause = "The disk of db-3 was too slow to replay what came.";
    let page = "# TYPE pool_peer_lag gauge\npool_peer_lag{peer=\"db-3\"} 4\npool_peer_lag{peer=\"db-2\"} 4\n# TYPE pool_used gauge\n\
                pool_used{slot=\"a\"} 1\n";
    let files: &[(&str, &str)] = &[("db-1.prom", page)];
    for (metric, is_no) in [
        ("pg_stat_replication_pg_wal_lsn_diff", false),
        ("redis_connected_slave_offset_bytes", false),
        ("pool_peer_lag", false),
        ("pool_used", true),
        ("pg_replication_lag_seconds", true),
    ] {
        let rule = format!("expr: '{metric}{{instance=\"db-1:9187\"}} > 30'");
        asserts_no(&World { cause, rule: &rule, job: JOB, files, ..World::default() }, is_no);
    }
}
