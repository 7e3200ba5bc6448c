//! Places that the cause names, and comparisons that are the wrong way round.

use super::told::{World, asserts_no};

#[test]
fn an_alert_on_one_mount_or_port_does_not_see_another() {
    let free = |mount: &str| format!("node_filesystem_avail_bytes{{mountpoint=\"{mount}\"}} < 1e9");
    let probe = |instance: &str| format!("probe_ssl_earliest_cert_expiry{{instance=\"{instance}\"}} - time() < 86400");
    for (cause, expr, is_no) in [
        ("The disk /data of db-1 was full.", free("/"), true),
        ("The disk /data of db-1 was full.", free("/data"), false),
        ("The disk /data of db-1 was full.", free("/rootfs/data"), false),
        ("The partition at /var/log filled up.", free("/"), true),
        ("Die Platte /data war voll.", free("/"), true),
        ("The disks /data and the file system /srv were full.", free("/srv"), false),
        // It may stand on the root.
        ("Logs in /var/log filled the disk.", free("/"), false),
        ("The disk /dev/sda1 was full.", free("/"), false),
        ("The certificate on port 8443 expired.", probe("https://pool.example.com:443"), true),
        ("The certificate on port 8443 expired.", probe("https://pool.example.com"), true),
        ("The certificate on port 8443 expired.", probe("https://pool.example.com:8443/x"), false),
        ("The certificate expired.", probe("https://pool.example.com:443"), false),
    ] {
        asserts_no(&World { cause, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}

#[test]
fn much_that_is_left_is_not_little() {
    let size = "node_filesystem_size_bytes";
    for (cause, expr, is_no) in [
        ("The disk was full.", format!("node_filesystem_avail_bytes / {size} > 0.9"), true),
        ("The disk was full.", format!("node_filesystem_avail_bytes / {size} < 0.1"), false),
        ("The disk was full.", format!("1 - node_filesystem_avail_bytes / {size} > 0.9"), false),
        ("The disk was full.", format!("avg(1 - node_filesystem_avail_bytes / {size}) > 0.9"), false),
        ("The host ran out of memory.", "node_memory_MemAvailable_bytes > 1e9".to_owned(), true),
        ("The cores were at 100 %.", "rate(node_cpu_seconds_total{mode=\"idle\"}[5m]) > 0.9".to_owned(), true),
        ("The cores were at 100 %.", "rate(node_cpu_seconds_total{mode=\"user\"}[5m]) > 0.9".to_owned(), false),
        ("The cores were at 100 %.", "1 - rate(node_cpu_seconds_total{mode=\"idle\"}[5m]) > 0.9".to_owned(), false),
    ] {
        asserts_no(&World { cause, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}

#[test]
fn what_had_a_leader_or_no_answer_is_counted_nowhere() {
    for (cause, details, expr, is_no) in [
        ("A broker died.", "All partitions had a leader again.", "sum(kafka_offlinepartitionscount) > 0", true),
        ("A broker died.", "", "sum(kafka_offlinepartitionscount) > 0", false),
        (
            "The pool hung.",
            "No response was ever written.",
            "sum(rate(http_requests_total{status=~\"5..\"}[5m])) > 1",
            true,
        ),
        (
            "The pool hung.",
            "No response was ever written.",
            "sum(rate(nginx_requests_total{status=~\"5..\"}[5m])) > 1",
            false,
        ),
        ("Redis used all of its 4 GB (maxmemory).", "", "redis_memory_used_bytes > 8e9", true),
        ("Redis used all of its 4 GB (maxmemory).", "", "redis_memory_used_bytes > 35e8", false),
        ("The oldest message was 20 minutes old.", "", "pool_oldest_message_age_seconds > 86400", true),
        ("The oldest message was 20 minutes old.", "", "pool_oldest_message_age_seconds > 600", false),
    ] {
        asserts_no(&World { cause, details, rule: &format!("expr: '{expr}'"), ..World::default() }, is_no);
    }
}
