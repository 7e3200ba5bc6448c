//! What promtool takes and refuses, we take and refuse.
//!
//! Runs where `promtool` is installed; with `ALERTGAP_REQUIRE_TOOLS=1` it has to be. The cases hold for versions 2.42
//! and later; what only newer ones take stands in the tests of the parser.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use alertgap::promql;

const TAKEN: &[&str] = &[
    // Numbers and strings.
    "vector(1) + 0x1F + 1e-3 + .5 + 5. + 010 + Inf",
    "vector(-+-1)",
    "count_values('a\\'b', x) + count_values(`a\\b`, x)",
    "x{a=\"\\x41\\u00e9\\101\\n\"}",
    // Names that are keywords elsewhere.
    "sum + avg + by + offset + start + and",
    "and and and",
    "sum by (on, bool, group_left, inf_) (x)",
    "x{sum=\"a\", by=\"b\", bool=\"c\", offset=\"d\"}",
    "SUM BY (a) (x) OR Max(y)",
    "a:b:c{d=\"e\",}",
    // Selectors and what follows them.
    "x[5m]",
    "x offset 5m",
    "x offset -1h30m",
    "x @ 1600000000.5 offset 1w",
    "x @ start()",
    "x @ -0x10",
    "rate(x[1y2w3d4h5m6s7ms] @ end() offset 5m)",
    "max_over_time((a + b)[1h:5m] offset 1m)",
    "max_over_time(rate(x[5m])[1h:])",
    "x offset 5m > 3",
    "sum(x) by (a) / sum by (b) (y)",
    "sum without () (x)",
    "sum by (a,) (x)",
    "topk by (a) (2 + 1, x)",
    "quantile(scalar(x), y)",
    // Operators.
    "2 ^ 3 ^ 2 > bool -2 ^ 2",
    "a > bool on (b) group_left (c) d",
    "a * ignoring (b) group_right d",
    "a and on () b",
    "a == 1 != bool 2",
    "a unless b or c and d",
    "-a ^ -b",
    "a atan2 b % c",
    // Functions.
    "round(x) + round(x, 5)",
    "hour() + hour(x)",
    "label_join(x, \"a\", \"b\")",
    "label_join(x, \"a\", \"b\", \"c\", \"d\", \"e\")",
    "time() - pi()",
    "absent_over_time(x[5m])",
    // Matchers.
    "{a=\"b\"}",
    "{a!=\"\"}",
    "{a=~\".+\"}",
    "{a=~\"b|c\", d!~\".*\"}",
    "{a!~\"|b\"}",
    "{__name__=~\"a.*\", __name__!~\"ab\"}",
    "x{a=~\"[^]a-]\\\\d{2,3}(?:b|(?i)c)*?\"}",
    "x{a=~\"a{,2}\"}",
    "# first\nx # then\n> 5 # last",
];

const REFUSED: &[&str] = &[
    "",
    "# nothing",
    "x +",
    "x y",
    "(x",
    "x)",
    "x[5m",
    "x{a=\"b\"",
    "x{a}",
    "x{,}",
    "x{a==\"b\"}",
    "x{a=b}",
    "x{a:b=\"c\"}",
    "x{a=\"b\"}{c=\"d\"}",
    "x{__name__=\"y\"}",
    "{}",
    "{a=\"\"}",
    "{a=~\".*\"}",
    "{a=~\"b*\"}",
    "{a=~\"^$\"}",
    "{a!~\"b\"}",
    "x{a=~\"(\"}",
    "x{a=~\"b**\"}",
    "x{a=~\"*\"}",
    "x{a=~\"[z-a]\"}",
    "x{a=~\"\\\\y\"}",
    "x{a=~\"b{2,1}\"}",
    "x{a=~\"(?=b)\"}",
    "x{a=\"\\d\"}",
    "x{a=\"b\n\"}",
    "x{a=\"\\ud800\"}",
    "rate(x)",
    "rate(x[0s])",
    "rate(x[5m1h])",
    "rate(x[5 m])",
    "rate(x[5min])",
    "rate(x[1.5h])",
    "rate((x)[5m])",
    "rate(x offset 5m [5m])",
    "rate(x[5m][5m])",
    "sum(x) offset 5m",
    "x offset 5m offset 5m",
    "x @ 1 @ 2",
    "x @ Inf",
    "x offset",
    "sum()",
    "sum(x,)",
    "sum(x, y)",
    "sum by a (x)",
    "sum by (a:b) (x)",
    "sum by (without) (x)",
    "sum by (a) (x) by (b)",
    "topk(x)",
    "topk(x, y)",
    "count_values(1, x)",
    "abs()",
    "abs(x, y)",
    "abs(1)",
    "ABS(x)",
    "unknown(x)",
    "time(x)",
    "1 > 2",
    "1 and x",
    "x + bool y",
    "x + group_left (a) y",
    "x and on (a) group_left (b) y",
    "x + on (a) group_left (a) y",
    "x + on (a) 1",
    "x + \"a\"",
    "-\"a\"",
    "x =~ y",
    "x ! y",
    "x & y",
    "1__0",
    "1e",
    "0xg",
    "08_",
    "$x",
    "{{ x }}",
];

#[test]
fn verdicts_are_those_of_promtool() {
    let ours = |text: &&&str| promql::parse(text).is_ok();
    let refused: Vec<_> = TAKEN.iter().filter(|text| !ours(text)).collect();
    let taken: Vec<_> = REFUSED.iter().filter(ours).collect();
    assert!(refused.is_empty() && taken.is_empty(), "{refused:?} {taken:?}");
    let Some(theirs) = promtool_refuses(&[TAKEN, REFUSED].concat()) else {
        return;
    };
    let expected: Vec<usize> = (TAKEN.len()..TAKEN.len() + REFUSED.len()).collect();
    assert_eq!(theirs, expected);
}

/// The indices of the expressions that promtool refuses, if there is one to ask.
fn promtool_refuses(texts: &[&str]) -> Option<Vec<usize>> {
    let mut rules = String::from("groups:\n");
    for (index, text) in texts.iter().enumerate() {
        let text = serde_json::to_string(text).expect("a string is JSON");
        let _ = write!(rules, "- name: g{index}\n  rules: [{{record: r{index}, expr: {text}}}]\n");
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("promql.rules.yml");
    std::fs::write(&path, rules).expect("the target folder can be written");
    match Command::new("promtool").args(["check", "rules"]).arg(&path).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
            let said = said.into_owned();
            let refuses = |index: &usize| said.contains(&format!("\"r{index}\""));
            Some((0..texts.len()).filter(refuses).collect())
        }
        Err(error) if std::env::var_os("ALERTGAP_REQUIRE_TOOLS").is_some() => {
            panic!("promtool is required: {error}")
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "skipped: promtool does not run: {error}");
            None
        }
    }
}
