//! Edits as people make them, and what each takes away: `what`, with `?` where that is unsure.

use super::{What, edits};

fn told(old: &str, new: &str) -> String {
    let sign = |is_sure: bool| if is_sure { "" } else { "?" };
    let told = edits(old, new).into_iter().map(|edit| format!("{:?}{}", edit.what, sign(edit.is_sure)).to_lowercase());
    told.collect::<Vec<_>>().join(" ")
}

fn hold(cases: &[(&str, &str, &str)]) {
    for (old, new, want) in cases {
        assert_eq!(told(old, new), *want, "{old}  to  {new}");
    }
}

#[test]
fn thresholds_know_their_direction() {
    hold(&[
        ("x > 5", "x > 10", "threshold"),
        ("x > 5", "x > 2", ""),
        ("x < 5", "x < 2", "threshold"),
        ("x < 5", "x < 10", ""),
        ("10 < x", "20 < x", "threshold"),
        ("x >= 5", "x > 5", "threshold"),
        ("x > 5", "x >= 5", ""),
        ("x > 5", "x < 5", "threshold"),
        ("x == 0", "x == 1", "threshold"),
        ("x * 100 > 90", "x > 0.9", ""),
        ("x * 100 > 90", "x > 0.95", "threshold"),
        ("1 - x > 0.1", "1 - x > 0.2", "threshold"),
        ("time() - x > 26 * 3600", "time() - x > 48 * 3600", "threshold"),
        ("x - time() < 14 * 86400", "x - time() < 3 * 86400", "threshold"),
        ("x - time() < 14 * 86400", "x - time() < 21 * 86400", ""),
        ("a / b > 0.05", "a / b > 0.5", "threshold"),
        ("a > b * 0.9", "a > b * 0.5", "form?"),
        ("sum(x * 2) > 10", "sum(x * 4) > 10", "form?"),
        ("a + b * 2 > 10", "a + b * 4 > 10", "form?"),
        ("a / b * 100 > 5", "100 * a / b > 5", ""),
        ("x / 1024 / 1024 > 5", "x > 5 * 1024 * 1024", ""),
        ("sum(x > bool 5) / 3 > 0.5", "sum(x > bool 9) / 3 > 0.5", "threshold?"),
        ("(x > bool 5) == 1", "x > 5", "form?"),
    ]);
}

#[test]
fn what_is_only_written_in_another_way_is_silent() {
    hold(&[
        ("x{a=\"b\"} > 5", "x{ a='b', } > 0x5 # hex", ""),
        ("sum by (a, b) (x) > 5", "(sum(x) by (b, a)) > 5", ""),
        ("x{a=\"1\", b=\"2\"} > 5", "x{b=\"2\", a=\"1\"} > 5", ""),
        ("a > 1 or b > 2", "b > 2 or a > 1", ""),
        ("a > 1 and b > 2", "(a > 1) and (b > 2)", ""),
        ("rate(x[5m]) > 1", "rate(x[300s]) > 1", ""),
    ]);
}

#[test]
fn conditions_are_added_and_dropped() {
    hold(&[
        ("a > 1", "a > 1 and b > 2", "condition"),
        ("a > 1 and b > 2", "a > 1", ""),
        ("a > 1", "a > 1 unless on (job) b == 1", "condition"),
        ("a > 1 unless b", "a > 1", ""),
        ("a > 1 or b > 2", "a > 1", "condition"),
        ("a > 1", "a > 1 or b > 2", ""),
        ("a > 1 and b > 2", "a > 1 and b > 3", "threshold"),
        ("a > 1 unless b > 2", "a > 1 unless b > 1", "threshold"),
        ("a > 1 unless b > 2", "a > 1 unless b > 3", ""),
        ("a > 1 and on (job) b", "a > 1 and on (pod) b", "form?"),
        ("a > 1 or b > 2", "a > 1 and b > 2", "condition condition"),
    ]);
}

#[test]
fn matchers_are_compared_by_the_values_they_admit() {
    hold(&[
        ("x{job=~\"a|b\"} > 1", "x{job=\"a\"} > 1", "matchers"),
        ("x{job=\"a\"} > 1", "x{job=~\"a|b\"} > 1", ""),
        ("x > 1", "x{env=\"prod\"} > 1", "matchers"),
        ("x{env=\"prod\"} > 1", "x > 1", ""),
        ("x{job=\"a\"} > 1", "x{job=\"b\"} > 1", "matchers"),
        ("x{job!=\"a\"} > 1", "x{job!~\"a|b\"} > 1", "matchers"),
        ("x{job=~\"api-.*\"} > 1", "x{job=~\"api-.+\"} > 1", "matchers"),
        ("x{job=~\"((a{90}){90}){90}\"} > 1", "x{job=\"a\"} > 1", "matchers?"),
        ("absent(x{job=\"a\"})", "absent(x{job=~\"a|b\"})", "matchers"),
        ("absent(x{job=~\"a|b\"})", "absent(x{job=\"a\"})", ""),
        ("a > 1 unless b{env=\"dev\"}", "a > 1 unless b{env=~\"dev|test\"}", "matchers"),
        ("a > 1 unless b{env=~\"dev|test\"}", "a > 1 unless b{env=\"dev\"}", ""),
    ]);
}

#[test]
fn series_windows_and_functions() {
    hold(&[
        ("x > 1", "y > 1", "series"),
        ("a / b > 1", "a / c > 1", "series"),
        ("rate(x[5m]) > 1", "rate(x[1h]) > 1", "window"),
        ("rate(x[1h]) > 1", "rate(x[5m]) > 1", ""),
        ("increase(x[1h]) > 5", "increase(x[10m]) > 5", "window"),
        ("increase(x[10m]) > 5", "increase(x[1h]) > 5", ""),
        ("increase(x[1h]) < 5", "increase(x[2h]) < 5", "window"),
        ("max_over_time(x[5m]) > 5", "max_over_time(x[1m]) > 5", "window"),
        ("min_over_time(x[5m]) > 5", "min_over_time(x[10m]) > 5", "window"),
        ("absent_over_time(x[5m])", "absent_over_time(x[1h])", "window"),
        ("x > 1", "x offset 1h > 1", "window"),
        ("max(x) > 1", "avg(x) > 1", "function"),
        ("avg(x) > 1", "max(x) > 1", ""),
        ("min(x) < 1", "max(x) < 1", "function"),
        ("rate(x[5m]) > 1", "irate(x[5m]) > 1", "form?"),
        ("sum by (pod) (x) > 1", "sum(x) > 1", "form?"),
        ("predict_linear(x[6h], 4 * 3600) < 0", "predict_linear(x[6h], 3600) < 0", "function"),
        ("predict_linear(x[6h], 3600) < 0", "predict_linear(x[6h], 7200) < 0", ""),
        ("histogram_quantile(0.99, x) > 1", "histogram_quantile(0.5, x) > 1", "function"),
        ("clamp_min(x, 1) > 1", "clamp_min(x, 2) > 1", "function?"),
        ("a + b > 5", "a - b > 5", "form?"),
        ("x > 1", "{app=\"x\"} |= \"error\"", "form?"),
    ]);
}

#[test]
fn places_lie_in_the_expressions() {
    let (old, new) = ("a > 1 and sum(x{job=~\"a|b\"}) > 10", "a > 1 and sum(x{job=\"a\"}) > 20");
    let found = edits(old, new);
    let at: Vec<(&str, &str)> = found.iter().map(|it| (&old[it.old.clone()], &new[it.new.clone()])).collect();
    assert_eq!(at, [("job=~\"a|b\"", "job=\"a\""), ("10", "20")]);
    assert_eq!(found[1].says, "it fires above 20 only, and no longer above 10");
    assert_eq!(found[0].says, "series with job=\"b\" are no longer seen");
    assert_eq!(found[1].what, What::Threshold);
}

proptest::proptest! {
    #[test]
    fn any_two_expressions_can_be_compared(old in EXPRESSION, new in EXPRESSION) {
        assert!(edits(&old, &old).is_empty());
        for edit in edits(&old, &new) {
            assert!(old.get(edit.old).is_some() && new.get(edit.new).is_some());
        }
    }
}

const EXPRESSION: &str = "(sum|max|rate|absent|)\\(?(up|x)(\\{job(=|!=|=~|!~)\"(a|b|a\\||.*)\"\\})?(\\[5m\\])?\\)?( (>|<|==|and|unless|or|/) (1|y|20|up > 3)){0,3}";
