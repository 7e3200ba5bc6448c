//! Tables of what is read from an expression.

use super::*;

fn read(text: &str) -> Expr {
    Expr::read(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

#[test]
fn thresholds_and_directions_are_seen_from_the_series() {
    use Direction::{Above, Below, Equal, NotEqual, Unknown};
    for (text, threshold, direction) in [
        ("x > 5", Some(5.0), Above),
        ("5 > x", Some(5.0), Below),
        ("x >= 0.5", Some(0.5), Above),
        ("x == 0", Some(0.0), Equal),
        ("x != bool 1", Some(1.0), NotEqual),
        ("x * 100 > 90", Some(0.9), Above),
        ("100 * x > 90", Some(0.9), Above),
        ("100 * a / b > 90", Some(0.9), Above),
        ("a / b * 100 > 90", Some(0.9), Above),
        ("(a / 1024) * c < 2", Some(2048.0), Below),
        ("1 - x < 0.1", Some(0.9), Above),
        ("1 - a / b < 0.1", Some(0.9), Above),
        ("(1 - avg(rate(idle[5m]))) * 100 > 90", Some(0.1), Below),
        ("100 - (x * 100) > 90", Some(0.1), Below),
        ("-x > 5", Some(-5.0), Below),
        ("x / -2 > 5", Some(-10.0), Below),
        ("x + 3 > 5", Some(2.0), Above),
        ("x - 3 > 5", Some(8.0), Above),
        ("x > 24 * 60 * 60", Some(86400.0), Above),
        ("x > 1e3", Some(1000.0), Above),
        ("x * 0 > 5", None, Unknown),
        ("x > NaN", None, Unknown),
        ("a > b", None, Above),
        ("a < b * 0.9", None, Below),
        ("(x > bool 5) == 1", Some(5.0), Above),
        ("(x > bool 5) > 0", Some(5.0), Above),
        ("(x > bool 5) == 0", Some(5.0), Below),
        ("(x == bool 0) < 1", Some(0.0), NotEqual),
        ("10 / x > 5", Some(5.0), Above),
        ("time() - x > 300", Some(300.0), Above),
        ("x - time() < 86400 * 7", Some(604_800.0), Below),
        ("1 > bool 2", None, Above),
    ] {
        let expr = read(text);
        let comparison = expr.comparisons.last().unwrap();
        assert_eq!((comparison.threshold, comparison.direction), (threshold, direction), "{text}");
    }
}

#[test]
fn spans_are_those_of_the_very_thing() {
    let text = "rate(errors{job=\"a\",code=~'5..'}[5m] offset 1h) / 2 >= bool 24 * 60";
    let expr = read(text);
    let (selector, comparison) = (&expr.selectors[0], &expr.comparisons[0]);
    assert_eq!(&text[selector.span.clone()], "errors{job=\"a\",code=~'5..'}[5m] offset 1h");
    assert_eq!(&text[selector.metric_span.clone()], "errors");
    assert_eq!(&text[selector.matchers[1].span.clone()], "code=~'5..'");
    assert_eq!(&text[selector.matchers[1].value_span.clone()], "'5..'");
    assert_eq!(&text[comparison.op_span.clone()], ">=");
    assert_eq!(&text[comparison.threshold_span.clone().unwrap()], "24 * 60");
    assert_eq!(&text[expr.functions[0].name_span.clone()], "rate");
    assert_eq!((selector.range, selector.offset), (Some(300_000), 3_600_000));
}

#[test]
fn selectors_know_what_is_around_them() {
    let expr = read("sum by (job) (rate(a[5m])) > 1 unless on() (absent(b) or max_over_time(c[1h:1m] offset 2m))");
    let within: Vec<_> = expr.selectors.iter().map(|selector| selector.within.join(" ")).collect();
    assert_eq!(within, ["sum rate", "absent", "max_over_time"]);
    let roles: Vec<_> = expr.selectors.iter().map(|selector| selector.role).collect();
    assert_eq!(roles, [Role::Reads, Role::Excludes, Role::Excludes]);
    assert_eq!((expr.selectors[2].window, expr.selectors[2].offset), (3_600_000, 120_000));
    assert!(!expr.is_absent());
    assert!(read("absent_over_time(up[5m])").is_absent());
    assert_eq!(expr.metrics().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(read("a unless (b unless c)").selectors[2].role, Role::Reads);
}

#[test]
fn branches_are_counted_at_the_top_only() {
    for (text, branches) in [
        ("a", vec![0]),
        ("a or b and c", vec![0, 1, 1]),
        ("(a or (b)) or c or (d or e)", vec![0, 1, 2, 3, 4]),
        ("sum(a or b) or c", vec![0, 0, 1]),
        ("(a or b) and c", vec![0, 0, 0]),
    ] {
        let expr = read(text);
        let found: Vec<_> = expr.selectors.iter().map(|selector| selector.branch).collect();
        assert_eq!(found, branches, "{text}");
        assert_eq!(expr.branches, branches.last().unwrap() + 1, "{text}");
    }
}

#[test]
fn comparisons_know_their_selectors() {
    let expr = read("a > 1 or sum(b) / c > d");
    let [first, second] = &expr.comparisons[..] else { panic!("two comparisons") };
    assert_eq!((first.selectors.clone(), first.branch), (0..1, 0));
    assert_eq!((second.selectors.clone(), second.series.clone(), second.branch), (1..4, 1..3, 1));
}

#[test]
fn names_may_come_from_matchers() {
    let metric = |text| read(text).selectors.remove(0).metric;
    assert_eq!(metric("{__name__=\"a\"}"), Metric::Named("a".into()));
    assert_eq!(metric("{\"a.b\", c=\"d\"}"), Metric::Named("a.b".into()));
    assert_eq!(metric("{__name__=~\"a|b\"}"), Metric::Open("a|b".into()));
    assert_eq!(metric("{job=\"a\"}"), Metric::Any);
    assert!(read("{__name__=\"a\",job=\"b\"}").selectors[0].matchers_of("__name__").next().is_none());
}

#[test]
fn labels_survive_or_not() {
    for (text, label, carried) in [
        ("x", "job", Some(true)),
        ("sum(x)", "job", Some(false)),
        ("sum by (job) (x)", "job", Some(true)),
        ("sum by (job) (x)", "pod", Some(false)),
        ("sum by (pod) (sum by (job) (x))", "pod", Some(false)),
        ("sum without (pod) (x)", "pod", Some(false)),
        ("sum without (pod) (x)", "job", Some(true)),
        ("topk(3, x)", "job", Some(true)),
        ("count_values(\"version\", x)", "version", Some(true)),
        ("a / on (job) b", "pod", Some(false)),
        ("a / ignoring (pod) b", "pod", Some(false)),
        ("a * on (job) group_left (team) b", "pod", Some(true)),
        ("sum by (pod) (a) * on (pod) group_left (team) b", "team", Some(true)),
        ("a and on (job) sum by (job) (b)", "pod", Some(true)),
        ("a / sum by (job) (b)", "pod", Some(false)),
        ("sum by (job) (a) or sum by (pod) (b)", "job", None),
        ("a or sum by (job) (b)", "job", Some(true)),
        ("absent(x{job=\"a\",env=~\"b\"})", "job", Some(true)),
        ("absent(x{job=\"a\",env=~\"b\"})", "env", Some(false)),
        ("absent(x{job=\"a\",job=\"b\"})", "job", Some(false)),
        ("label_replace(sum(x), \"team\", \"a\", \"\", \"\")", "team", Some(true)),
        ("histogram_quantile(0.9, sum by (le, job) (x))", "le", Some(false)),
        ("vector(1)", "job", Some(false)),
        ("x > 5", "job", Some(true)),
        ("info(x)", "job", None),
    ] {
        assert_eq!(read(text).carried.carries(label), carried, "{label} in {text}");
    }
}

#[test]
fn calls_keep_their_constants() {
    let expr = read("predict_linear(x[1h], 4 * 3600) < 0 and quantile_over_time(0.9, y[5m]) > 1");
    assert_eq!(expr.horizon(), Some(14_400.0));
    assert_eq!(expr.calls("quantile_over_time").next().unwrap().constants, [0.9]);
    assert_eq!(expr.longest_window(), 3_600_000);
}

#[test]
fn newer_syntax_says_what_it_needs() {
    assert!(read("sum(rate(x[5m])) > 1").feature.is_plain());
    for (text, need) in [
        ("x[300]", Need::Prometheus3),
        ("{\"a.b\"}", Need::Prometheus3),
        ("holt_winters(x[5m], 0.5, 0.5)", Need::Prometheus2),
        ("limitk(3, x)", Need::Flag("promql-experimental-functions")),
        ("rate(x[2 * 5m])", Need::Flag("promql-duration-expr")),
        ("increase(x[5m] anchored)", Need::Flag("promql-extended-range-selectors")),
        ("a + fill (0) b", Need::Flag("promql-binop-fill-modifiers")),
    ] {
        let uses = read(text).feature.uses;
        assert!(uses.iter().any(|one| one.need == need), "{text}: {uses:?}");
    }
}
