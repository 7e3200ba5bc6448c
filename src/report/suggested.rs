//! `suggest`: rules and unit tests as files that promtool takes.

use serde::Serialize;

use super::explain::rule;
use crate::model::InputSeries;
use crate::suggest::{Hole, Suggested};

/// As what rules are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleForm {
    /// A file that Prometheus loads.
    Rules,
    /// A `PrometheusRule` of the Operator.
    Resource,
}

/// A file of rules, and the file of their unit tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedFiles {
    /// Its name without ending: the failure mode.
    pub name: String,
    /// The rules.
    pub rules: String,
    /// Their unit tests, to stand in `tests/` beside the rules: a `*.yml` beside them would be loaded as rules.
    pub tests: String,
}

/// Everything at once, for standard output: the rules, then the unit tests as a second document.
pub fn suggested(all: &[Suggested], form: RuleForm) -> Vec<u8> {
    if all.is_empty() {
        return Vec::new();
    }
    let files = drawn("suggested", &all.iter().collect::<Vec<_>>(), form);
    format!("# suggested.yml\n{}---\n# tests/suggested.yml\n{}", files.rules, files.tests).into_bytes()
}

/// Two files a failure mode, in the order of the modes.
pub fn suggested_files(all: &[Suggested], form: RuleForm) -> Vec<SuggestedFiles> {
    let modes = all.chunk_by(|a, b| a.mode == b.mode);
    modes.map(|of_mode| drawn(&of_mode[0].mode, &of_mode.iter().collect::<Vec<_>>(), form)).collect()
}

fn drawn(name: &str, all: &[&Suggested], form: RuleForm) -> SuggestedFiles {
    let groups = groups(all);
    let rules = match form {
        RuleForm::Rules => groups,
        RuleForm::Resource => format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: alertgap-{name}\nspec:\n{}",
            indented(&groups, 2)
        ),
    };
    SuggestedFiles { name: name.to_owned(), rules, tests: tests(name, all, form) }
}

/// `groups:` with a group a failure mode.
fn groups(all: &[&Suggested]) -> String {
    let mut out = String::from("groups:\n");
    for of_mode in all.chunk_by(|a, b| a.mode == b.mode) {
        out.push_str(&format!("  - name: {}\n    rules:\n", of_mode[0].mode));
        for suggested in of_mode {
            let comments = suggested.holes.iter().map(because).chain(suggested.notes.iter().cloned());
            comments.for_each(|line| out.push_str(&format!("      # {}\n", on_one_line(&line))));
            out.push_str(&indented(&rule(&suggested.suggestion), 6));
        }
    }
    out
}

/// `INC-7 (postmortems/INC-7.md:9): The disk was full.`
fn because(hole: &Hole) -> String {
    let (file, line) = &hole.place;
    format!("{} ({file}:{line}): {}", hole.name, hole.text)
}

/// Fit for a comment: no line break, no control character, no more than a line.
fn on_one_line(text: &str) -> String {
    const MOST: usize = 150;
    let printable =
        |c: &char| !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}');
    let line: String = text.chars().filter(printable).collect();
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

fn indented(text: &str, by: usize) -> String {
    let line = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("{:by$}{line}", "") };
    text.split_inclusive('\n').map(line).collect()
}

#[derive(Serialize)]
struct TestFile<'a> {
    rule_files: [String; 1],
    evaluation_interval: &'static str,
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    name: String,
    interval: &'a str,
    input_series: Vec<Input<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promql_expr_test: Option<[Fires<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_rule_test: Option<[Quiet<'a>; 1]>,
}

#[derive(Serialize)]
struct Input<'a> {
    series: &'a str,
    values: &'a str,
}

/// What fires is asked of `ALERTS`: its labels and its words are the rule's own business.
#[derive(Serialize)]
struct Fires<'a> {
    expr: String,
    eval_time: &'a str,
    exp_samples: [Sample; 1],
}

#[derive(Serialize)]
struct Sample {
    labels: &'static str,
    value: u8,
}

#[derive(Serialize)]
struct Quiet<'a> {
    eval_time: &'a str,
    alertname: &'a str,
    exp_alerts: [u8; 0],
}

fn tests(name: &str, all: &[&Suggested], form: RuleForm) -> String {
    let (rule_file, comment) = match form {
        RuleForm::Rules => (format!("../{name}.yml"), String::new()),
        RuleForm::Resource => {
            let comment = format!("# promtool reads no resources: yq .spec ../{name}.yml > {name}.rules.yml\n");
            (format!("{name}.rules.yml"), comment)
        }
    };
    let tests = all.iter().flat_map(|suggested| tests_of(suggested)).collect();
    let file = TestFile { rule_files: [rule_file], evaluation_interval: "1m", tests };
    comment + &serde_yaml::to_string(&file).expect("plain structs become YAML")
}

/// One in which it fires, and one in which it stays quiet, unless it always fires; none where the failure mode has none.
fn tests_of<'a>(suggested: &'a Suggested) -> Vec<Test<'a>> {
    let suggestion = &suggested.suggestion;
    let Some(test) = &suggestion.test else { return Vec::new() };
    let (alertname, eval_time) = (suggestion.alert.as_str(), test.at.as_str());
    let input = |series: &'a [InputSeries]| -> Vec<Input<'a>> {
        series.iter().map(|it| Input { series: &it.series, values: &it.values }).collect()
    };
    let expr = format!("count(ALERTS{{alertname={alertname:?}, alertstate=\"firing\"}}) > bool 0");
    let fires = Test {
        name: format!("{alertname} fires"),
        interval: &test.interval,
        input_series: input(&test.fires),
        promql_expr_test: Some([Fires { expr, eval_time, exp_samples: [Sample { labels: "{}", value: 1 }] }]),
        alert_rule_test: None,
    };
    let quiet = Test {
        name: format!("{alertname} stays quiet"),
        interval: &test.interval,
        input_series: input(&test.quiet),
        promql_expr_test: None,
        alert_rule_test: Some([Quiet { eval_time, alertname, exp_alerts: [] }]),
    };
    if test.quiet.is_empty() { vec![fires] } else { vec![fires, quiet] }
}
