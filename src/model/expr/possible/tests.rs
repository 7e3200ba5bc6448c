use super::{Possible, Presence};
use crate::model::Expr;

fn of(text: &str) -> Possible {
    Expr::read(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).possible
}

/// Expressions that can never give anything.
const NEVER: &[&str] = &[
    "backup_last_success_timestamp_seconds - time() > 26 * 3600",
    "time() - backup_last_success_timestamp_seconds < -3600",
    "(time() - process_start_time_seconds) * -1 > 600",
    "http_requests_total < 0",
    "rate(http_requests_total[5m]) < 0",
    "sum by (job) (increase(http_requests_total{code=~\"5..\"}[5m])) < 0",
    "up > 1",
    "up{job=\"a\"} < 0",
    "min by (job) (up) < 0",
    "probe_success == 2",
    "count(up{job=\"a\"} == 1) == 0",
    "count by (job) (up) < 1",
    "count_over_time(x[5m]) == 0",
    "absent(up{job=\"a\"}) == 0",
    "absent(up{job=\"a\"}) > 1",
    "changes(x[5m]) < 0",
    "x{a=\"1\", a=\"2\"} > 0",
    "x{a=\"1\", a!=\"1\"} > 0",
    "x{a=\"prod\", a=~\"dev|test\"} > 0",
    "x > 10 and x < 5",
    "(x > 10) < 5",
    "x{a=\"1\"} > 10 and (x{ a = \"1\" } <= 9)",
    "x > 1 unless x > 1",
    "sum(rate(e_total{code=~\"5..\"}[5m])) / sum(rate(e_total[5m])) > 5",
    "100 * sum by (job) (rate(e_total{code=\"500\"}[5m])) / sum by (job) (rate(e_total[5m])) > 500",
    "x{job=\"a\"} > 1 and y{job=\"b\"} > 2",
    "x{job=\"a\"} / y{job=\"b\"} > 2",
    "x{job=\"a\"} / ignoring(code) y{job=\"b\"} > 2",
    "x{job=\"a\"} > on(job) y{job=\"b\"}",
    "x{job=\"a\"} > sum(y)",
    "hour() > 24",
    "day_of_week() == 7",
    "(x == bool 1) > 1",
    "up > bool 1 == 1",
    "(up > 1) or (up < 0)",
    "sum(up > 1) > 0",
    "5 < up",
    "clamp_max(x, 10) > 20",
    "stddev(x) < 0",
    "rate(a_total[5m]) + rate(b_total[5m]) < 0",
    "-rate(a_total[5m]) > 0",
    "group(x) == 0",
    "present_over_time(x[5m]) == 0",
    "minute() == 60",
    "max_over_time(up[1h]) > 1",
];

/// Expressions that may, and of which nothing else may be said.
const MAY: &[&str] = &[
    "time() - backup_last_success_timestamp_seconds > 26 * 3600",
    "backup_last_success_timestamp_seconds - time() > 60",
    "probe_ssl_earliest_cert_expiry - time() < 14 * 86400",
    "x < 0",
    "rate(x[5m]) < 0",
    "delta(x_total[5m]) < 0",
    "deriv(x_total[5m]) < 0",
    "up == 0",
    "up != 1",
    "up < 1",
    "count(up == 1) < 2",
    "count(x) > 0 or vector(0) == 0",
    "(count(up{job=\"a\"} == 1) or vector(0)) == 0",
    "absent(up) == 1",
    "absent(up)",
    "sum(rate(e_total{code=~\"5..\"}[5m])) / sum(rate(e_total[5m])) > 0.05",
    "sum(rate(e_total{code=~\"5..\"}[5m])) / sum(rate(r_total[5m])) > 5",
    "sum(rate(e_total{code=\"5\"}[5m])) / sum(rate(e_total[10m])) > 5",
    "sum(rate(e_total{code=\"5\"}[5m])) / avg(rate(e_total[5m])) > 5",
    "100 * sum(rate(e_total{code=\"5\"}[5m])) / sum(rate(e_total[5m])) > 5",
    "x > 10 and on(job) x < 5",
    "x > 10 and y < 5",
    "x > 10 or x < 5",
    "x{job=\"a\"} > 1 and on(instance) y{job=\"b\"} > 2",
    "x{job=\"a\"} > 1 or y{job=\"b\"} > 2",
    "x{job=\"a\"} > 1 unless y{job=\"b\"} > 2",
    "x{job=\"a\"} > ignoring(job) y{job=\"b\"}",
    "x{job=\"a\"} > on() group_left sum(y)",
    "sum by (job) (x{job=\"a\"}) / sum by (job) (y) > 2",
    "label_replace(x{job=\"a\"}, \"job\", \"b\", \"\", \"\") / y{job=\"b\"} > 2",
    "x{a=\"1\", b=\"2\"} > 0",
    "x{a=\"prod-1\", a=~\"prod.*\"} > 0",
    "hour() >= 3 and on() x > 1",
    "x > 1 unless y > 1",
    "x - y > 0",
    "a_total - b_total < 0",
    "a_total / b_total > 100",
    "(x == bool 1) == 0",
    "x != x",
    "x % 2 == 1",
    "abs(x) > 5",
    "sum(x) < 0",
    "predict_linear(free[1h], 4 * 3600) < 0",
    "x{a=~\"1\", a=~\"2\"} > 0",
    "a_total offset -5m < 0",
    "floor(up) == 1",
    "histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m]))) > 2",
    "vector(time()) % 86400 > 100",
    "last_certificate_expiry_timestamp_seconds - time() > 86400",
    "vector(1)",
    "kube_job_status_start_time - time() > 0",
];

#[test]
fn what_never_holds_is_known() {
    for text in NEVER {
        assert!(of(text).never.is_some(), "{text}");
    }
}

#[test]
fn what_may_hold_is_left_alone() {
    for text in MAY {
        assert_eq!(of(text).never, None, "{text}");
    }
}

#[test]
fn the_reason_and_its_place_are_given() {
    let never = of("a > 1 and up > 1").never.expect("it never holds");
    assert_eq!((never.span, never.why.as_str()), (10..16, "it is 0 or 1"));
}

#[test]
fn a_clock_holds_for_its_hours() {
    assert_eq!(of("x > 1 and on() hour() == 3").longest_hold, Some(3_600_000));
    assert_eq!(of("x > 1 and on() (hour() >= 3 < 5)").longest_hold, Some(3 * 3_600_000));
    assert_eq!(of("x > 1 and on() day_of_week() == 1").longest_hold, Some(86_400_000));
    assert_eq!(of("x > 1 and on() hour() >= 0").longest_hold, None);
    assert_eq!(of("x > 1 or on() hour() == 3").longest_hold, None);
    assert_eq!(of("x > 1 unless on() hour() == 3").longest_hold, None);
    assert_eq!(of("max_over_time((hour() == 3)[1d:])").longest_hold, None);
    assert_eq!(of("hour(x) == 3").longest_hold, None);
}

#[test]
fn an_expression_without_a_condition_is_known() {
    for text in ["x", "vector(1)", "sum(rate(x[5m]))", "x > bool 1", "x or y > 1", "x + 1"] {
        assert!(of(text).unconditional, "{text}");
    }
    for text in ["x > 1", "absent(x)", "x and y", "x unless y", "sum(x > 1)", "x > 1 or y > 2", "1 + (x == 2)"] {
        assert!(!of(text).unconditional, "{text}");
    }
}

#[test]
fn what_has_to_be_there_is_known() {
    let missing = |text: &str, gone: &[usize]| {
        of(text).presence(|at| if gone.contains(&at) { Presence::Missing } else { Presence::There })
    };
    assert_eq!(missing("a / b > 1", &[1]), Presence::Missing);
    assert_eq!(missing("a > 1 or b > 1", &[1]), Presence::There);
    assert_eq!(missing("a > 1 or b > 1", &[0, 1]), Presence::Missing);
    assert_eq!(missing("a > 1 unless b", &[1]), Presence::There);
    assert_eq!(missing("absent(a)", &[0]), Presence::There);
    assert_eq!(missing("a > scalar(b)", &[1]), Presence::Unknown);
    assert_eq!(missing("sum(a) or vector(0)", &[0]), Presence::There);
    assert_eq!(missing("topk(3, a) > 1", &[0]), Presence::Missing);
    assert_eq!(missing("histogram_quantile(0.9, sum(a))", &[0]), Presence::Missing);
}

#[test]
fn a_long_chain_does_no_harm() {
    let text = vec!["x"; 20_000].join(" + ");
    assert_eq!(of(&text).never, None);
}
