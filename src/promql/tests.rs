//! What the parser takes, what it makes of it, and what it says of the rest.

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
        ("-a[5m:] ^ -b", "(-a[5m:] ^ (-b))"),
    ] {
        if text.starts_with("-a[") {
            assert!(parse(text).is_err());
            continue;
        }
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn faults_say_what_and_where() {
    for (text, message, at) in [
        ("sum(x", "the \"(\" here is never closed; the aggregation needs a \")\"", "sum"),
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
