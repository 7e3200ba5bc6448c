//! What the parser takes, what it makes of it, and what it says of the rest.

use super::foreign::template_in;
use super::*;

/// The first error of a text that is refused.
fn fault(text: &str) -> (String, &str) {
    let error = parse(text).unwrap_err().swap_remove(0);
    (error.message, &text[error.span])
}

#[test]
fn precedence_and_associativity() {
    let shape = |text: &str| -> String {
        let tree = parse(text).unwrap();
        let mut stack: Vec<String> = Vec::new();
        for node in tree.nodes() {
            let next = match &node.kind {
                NodeKind::Binary(binary) => {
                    let (right, left) = (stack.pop().unwrap(), stack.pop().unwrap());
                    format!("({left} {} {right})", binary.op.as_str())
                }
                NodeKind::Unary(_) => format!("(-{})", stack.pop().unwrap()),
                NodeKind::Paren => continue,
                _ => text[node.span.clone()].to_owned(),
            };
            stack.push(next);
        }
        stack.pop().unwrap()
    };
    for (text, expected) in [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"),
        ("-2 ^ 2", "(-(2 ^ 2))"),
        ("-2 * 2", "((-2) * 2)"),
        ("2 ^ -3 * 4", "((2 ^ (-3)) * 4)"),
        ("a or b and c unless d", "(a or ((b and c) unless d))"),
        ("a > b + 1 and c", "((a > (b + 1)) and c)"),
        ("a atan2 b % c", "((a atan2 b) % c)"),
        ("-a ^ -b", "(-(a ^ (-b)))"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn faults_say_what_and_where() {
    for (text, message, at) in [
        ("sum(x", "\"sum(\" is never closed; add the \")\"", "sum"),
        ("rate(x)", "rate takes a range such as \"metric[5m]\", but this is an instant vector", "x"),
        ("rtae(x[5m])", "there is no function \"rtae\"; did you mean \"rate\"?", "rtae"),
        ("x{a==\"b\"}", "labels are compared with a single \"=\"", "=="),
        ("x[5min]", "\"5min\" is no duration; write \"5m\"", "5min"),
        ("x +", "expected an expression, but the expression ends here", ""),
        (
            "{a=~\".*\"}",
            "this selects every series there is; add a metric or a matcher that an empty label does not fit",
            "{a=~\".*\"}",
        ),
        ("1 > 2", "two numbers are compared with \"> bool\"", ">"),
        ("{{ .Values.x }} > 1", "\"{{\" is left over from a template; render it first", "{{"),
        (
            "x > 1 default 0",
            "\"default\" is MetricsQL, the language of VictoriaMetrics; Prometheus does not read it",
            "default",
        ),
        (
            "rate({app=\"a\"} |= \"error\" [5m])",
            "\"|=\" is LogQL, the language of Loki; Prometheus does not read it",
            "|=",
        ),
    ] {
        assert_eq!(fault(text), (message.to_owned(), at), "{text}");
    }
}

#[test]
fn hostile_texts_are_read_in_a_loop() {
    let chain = vec!["a"; 20_000].join(" + ");
    assert!(parse(&chain).is_ok());
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(parse(&deep).unwrap().nodes().len(), 100_001);
    assert!(parse(&format!("{}1", "-".repeat(1 << 20))).is_ok());
    assert!(parse(&format!("x[{}1]", "(".repeat(100_000))).is_err());
    assert!(parse(&format!("x offset {}1s", "-".repeat(100_000))).is_err());
    assert!(parse(&"sum(".repeat(100_000)).is_err());
}

#[test]
fn several_faults_are_told_at_once() {
    let text = "sum(x{a==\"b\", c=d, e=~\"(\", f=\"g\" h, i=\"j\"}) + rate(y) + foo(z)";
    let errors = parse(text).unwrap_err();
    let spans: Vec<_> = errors.iter().map(|error| &text[error.span.clone()]).collect();
    assert_eq!(spans, ["==", "d", "\"(\"", "h", "y", "foo"]);
}

#[test]
fn other_languages_are_named() {
    use ErrorKind::{Dialect as Of, Template as Unrendered};
    for (text, kind) in [
        ("x > {{ .Values.limit }}", Unrendered(Template::Braces)),
        ("x > ${limit}", Unrendered(Template::Dollar)),
        ("{% if a %} x {% endif %}", Unrendered(Template::Percent)),
        ("rate(x[$__rate_interval])", Unrendered(Template::Grafana)),
        ("rate(x{a=\"{{ b }}\"})", ErrorKind::Type),
        ("x{a=~\"b$c\"} +", ErrorKind::Syntax),
        ("median_over_time(x[5m])", Of(Dialect::MetricsQl)),
        ("x if y > 1", Of(Dialect::MetricsQl)),
        ("WITH (a = b) a", Of(Dialect::MetricsQl)),
        ("rate(x[5i])", Of(Dialect::MetricsQl)),
        ("x > 10Ki", Of(Dialect::MetricsQl)),
        ("{app=\"a\"} | json", Of(Dialect::LogQl)),
        ("sum(bytes_over_time({app=\"a\"}[5m]))", Of(Dialect::LogQl)),
        ("x > 5 y", ErrorKind::Syntax),
    ] {
        assert_eq!(parse(text).unwrap_err()[0].kind, kind, "{text}");
    }
    assert!(parse("{alert=\"{{ x }}\"}").is_ok());
    assert_eq!(template_in("a $x").map(|(_, span)| span), Some(2..3));
}

#[test]
fn literals_have_their_worth() {
    for (text, value) in [
        ("0x1F", 31.0),
        ("010", 8.0),
        ("08", 8.0),
        ("1_000.5", 1000.5),
        ("1e-3", 0.001),
        ("5.", 5.0),
        (".5", 0.5),
        ("1h30m", 5400.0),
        ("iNf", f64::INFINITY),
    ] {
        let tree = parse(text).unwrap();
        assert_eq!(tree.nodes()[0].kind, NodeKind::Number(value), "{text}");
    }
    for text in ["1_", "1__0", "_1e", "0x", "1e400", "1e", "5m5m", "5s5m", "5mm", "300y", "1.5h"] {
        assert!(parse(&format!("vector({text})")).is_err(), "{text}");
    }
    for (text, value) in
        [("'\\'\"'", "'\""), ("`\\n`", "\\n"), ("\"\\x41\\101\\u00e9\\U0001F600\\t\"", "AA\u{e9}\u{1F600}\t")]
    {
        assert_eq!(parse(text).unwrap().nodes()[0].kind, NodeKind::Text(value.into()), "{text}");
    }
}

#[test]
fn durations_may_be_expressions() {
    let millis = |text: &str| {
        let tree = parse(text).unwrap();
        let NodeKind::Selector(selector) = &tree.nodes()[0].kind else { panic!("{text}") };
        selector.range.as_ref().or(selector.shift.offset.as_ref()).unwrap().millis
    };
    for (text, expected) in [
        ("x[5m]", Some(300_000)),
        ("x[0.5]", Some(500)),
        ("x[1m + 2 * 30s]", Some(120_000)),
        ("x[2 ^ 3 ^ 0]", Some(2000)),
        ("x[max_of(1s, 2s)]", Some(2000)),
        ("x[step()]", None),
        ("x offset -(1m - 2m)", Some(60_000)),
        ("x offset -5m", Some(-300_000)),
    ] {
        assert_eq!(millis(text), expected, "{text}");
    }
    // An operator behind an offset is the expression's.
    assert_eq!(parse("x offset 5m ^ 2").unwrap().nodes().len(), 3);
    assert!(parse("x[5m / 0]").is_err());
    assert!(parse("x[100y * 100]").is_err());
}

#[test]
fn regular_expressions_are_checked_without_compiling() {
    for (pattern, empty) in [
        ("a|b", Ok(false)),
        ("a|", Ok(true)),
        (".*", Ok(true)),
        (".+", Ok(false)),
        ("a?b*", Ok(true)),
        ("(a|b*)c", Ok(false)),
        ("(?i)(?:a)?", Ok(true)),
        ("(?P<n>a{0,3})", Ok(true)),
        ("^$", Ok(true)),
        ("\\b", Ok(false)),
        ("[^]]*", Ok(true)),
        ("a{,2}", Ok(false)),
        ("[[:alpha:]-z]", Ok(false)),
        ("(", Err(())),
        ("a)", Err(())),
        ("a**", Err(())),
        ("a{2}{3}", Err(())),
        ("[a", Err(())),
        ("(?=a)", Err(())),
        ("a{1001}", Err(())),
        ("\\y", Err(())),
    ] {
        assert_eq!(regex::matches_empty(pattern).map_err(|_| ()), empty, "{pattern}");
    }
}

#[test]
fn longer_than_the_limit_is_refused() {
    let errors = parse(&"a".repeat(LONGEST + 1)).unwrap_err();
    assert_eq!(errors[0].kind, ErrorKind::Limit);
}

#[test]
fn newer_syntax_is_printed_as_it_is_read() {
    for text in [
        "a + on (b) group_left (c, \"d.e\") fill_left(-1) fill_right(0) f",
        "{\"a.b\", c=\"d\", \"e f\"!~\"g\"}",
        "rate(a[5m] anchored offset -1h)",
        "rate(a[2 * step()] smoothed @ start())",
        "max_over_time(a[max_of(1h, range()):5m] @ 1.5 offset 1m)",
        "limitk by (a) (3, b) </ 5",
        "info(a, {})",
        "count_values(\"x\\\\\\\"\\ny\", a)",
    ] {
        let tree = parse(text).unwrap();
        let printed = tree.to_string();
        let again = parse(&printed).unwrap();
        assert_eq!((again.to_string(), again.nodes().len()), (printed, tree.nodes().len()));
    }
}
