//! How far a cause says that it went.

use super::Reached;
use crate::link::sample::rules;

#[test]
fn a_cause_says_how_far_it_went() {
    for (cause, delay, lasted) in [
        ("The replica was 20 to 25 minutes behind during the load.", Some(1500.0), None),
        ("A replication delay of 300 to 800 ms is enough.", Some(0.8), None),
        ("The lag never grew to more than 40 s.", None, None),
        ("The disk was full for perhaps eight minutes.", None, Some(480.0)),
        ("The job hung for half an hour, three days after the move.", None, Some(259_200.0)),
        ("The disk was full for hours, for ten minutes entirely.", None, None),
        ("The disk was full.", None, None),
        ("Garbage collection stopped it for 30 seconds at a time.", None, None),
        // One request did.
        ("An fsync of the log took 2 seconds.", None, None),
        ("The failover took 8 minutes.", None, Some(480.0)),
        ("Within a minute of the release the pods ran into their limit.", None, None),
        ("The p99 latency of the shop rose to 9 s.", Some(9.0), None),
        ("A timeout of 30 seconds was too short.", None, None),
    ] {
        assert_eq!(Reached::of(cause), Reached { delay, lasted, ..Reached::default() }, "{cause}");
    }
}

#[test]
fn a_cause_says_which_part_of_the_requests_failed() {
    for (cause, share) in [
        ("The shop answered half of its requests with errors.", Some(0.5)),
        ("30 % of the calls to the API failed, and later 45 percent of all requests.", Some(0.45)),
        ("A third of the logins failed.", Some(0.34)),
        ("Half of the requests failed, then all requests.", None),
        ("Half of the nodes were down.", None),
        ("98% of requests failed.", Some(0.98)),
        ("One pod failed every request; the error rate of the service stayed at 2.5 %.", Some(0.025)),
        ("The error rate stayed at 2.5 % until noon, and then 40 % of all calls failed.", None),
        ("The error rate was 2.5 %.", None),
    ] {
        assert_eq!(Reached::of(cause).share, share, "{cause}");
    }
}

#[test]
fn an_alert_above_what_was_reached_missed_it() {
    let half = Reached::of("The shop answered half of its requests with errors.");
    let slow = Reached::of("The p99 latency of the shop rose to 9 s.");
    let part = |level: &str| {
        format!("sum(rate(http_requests_total{{code=~'5..'}}[5m])) / sum(rate(http_requests_total[5m])) > {level}")
    };
    let few = Reached::of("Seven percent of all calls took eight seconds.");
    let bouts = Reached::of("The portal was down for two minutes in every ten.");
    let loops = Reached::of("The kernel killed the process every four minutes.");
    let low = Reached::of("The hosts ran out of memory: only 3% was available.");
    let free = |level: &str| format!("node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes{level}");
    let quantile = |level: &str| {
        format!("histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > {level}")
    };
    for (reached, expr, missed) in [
        (half, part("0.9"), true),
        (half, part("0.55"), false),
        (half, part("0.05"), false),
        (half, "disk_used_ratio > 0.9".to_owned(), false),
        (low, free(" * 100 < 0.05"), true),
        (low, free(" * 100 < 5"), false),
        (low, free(" < 0.05"), false),
        (low, free(" < 0.01"), true),
        (few, quantile("2"), false),
        (few, quantile("2").replace("0.99", "0.9"), true),
        (bouts, "up == 0".to_owned(), false),
        (loops, "changes(process_start_time_seconds[5m]) > 2".to_owned(), true),
        (loops, "changes(process_start_time_seconds[30m]) > 2".to_owned(), false),
        (slow, quantile("500"), true),
        (slow, quantile("10"), false),
        (slow, quantile("0.5"), false),
    ] {
        let rules = rules(&[("A", &expr)]);
        assert_eq!(reached.missed_by(&rules.alerts[0]).is_some(), missed, "{expr}");
    }
}
