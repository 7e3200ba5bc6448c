//! Findings underline the very matcher, comparison or function that they speak of, in every way that YAML has to write
//! an expression.

mod support;

use serde_json::Value;
use support::Folder;

/// How an expression may stand in a rule, `#` for the expression. Folded ones break it at the marked blank.
const STYLES: [(&str, &str); 5] = [
    ("plain", "expr: #"),
    ("single-quoted", "expr: '#'"),
    ("double-quoted", "expr: \"#\""),
    ("literal", "expr: |\n          #"),
    ("folded", "expr: >-\n          #"),
];

const POSTMORTEM: &str = "---\nid: INC-1\nservices: [checkout]\nroot_causes:\n  - id: RC1\n    text: The workers of checkout hung.\n    alerts: [WorkersIdle]\n---\n# Checkout took no orders\n\n## Impact\n\nNo orders.\n";

/// What stands at the places of the findings of `check`, for an expression written in `style`.
fn underlined(check: &str, expr: &str, style: &str) -> Vec<String> {
    let folder = Folder::new();
    let expr = match style {
        _ if style.contains('"') => expr.replace('"', "\\\""),
        _ if style.contains(">-") => expr.replace("~", "\n          "),
        _ => expr.to_string(),
    };
    let rule = style.replace('#', &expr).replace('~', " ");
    let text = format!(
        "groups:\n  - name: workers\n    rules:\n      - alert: WorkersIdle\n        {rule}\n        labels: {{severity: page}}\n      - {{alert: CheckoutSlow, expr: 'checkout_seconds{{job=\"checkout\"}} > 5'}}\n"
    );
    folder.write("alerts.yml", &text);
    folder.write("inc.md", POSTMORTEM);
    let ran = support::alertgap(&["check", "--format", "json", "--only", check, "."], folder.path());
    let said: Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
    let findings = said["findings"].as_array().cloned().unwrap_or_default();
    let places = findings.iter().flat_map(|finding| finding["places"].as_array().cloned().unwrap_or_default());
    let of_rules = places.filter(|place| place["file"].as_str().is_some_and(|file| file.ends_with("alerts.yml")));
    of_rules.map(|place| excerpt(&text, &place)).collect()
}

fn excerpt(text: &str, place: &Value) -> String {
    let number = |key: &str| place[key].as_u64().expect("places have numbers") as usize;
    let offset = |line: usize, column: usize| {
        let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        before + text[before..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    text[offset(number("line"), number("column"))..offset(number("end_line"), number("end_column"))].to_string()
}

fn assert_underlined(check: &str, expr: &str, wanted: &str) {
    for (name, style) in STYLES {
        let wanted = if style.contains('"') { wanted.replace('"', "\\\"") } else { wanted.to_string() };
        let places = underlined(check, expr, style);
        let folded: Vec<String> =
            places.iter().map(|place| place.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(folded.contains(&wanted), "{name}: {folded:?} should hold {wanted}");
    }
}

#[test]
fn the_matcher_that_leaves_the_service_out() {
    assert_underlined(
        "guard/wrong-scope",
        "worker_up > 0 and~rate(worker_tasks_total{job=\"payments\"}[5m]) == 0",
        "job=\"payments\"",
    );
}

#[test]
fn the_comparison_that_never_holds() {
    assert_underlined(
        "guard/never-fires",
        "worker_up == 1 and~rate(worker_tasks_total[5m]) < 0",
        "rate(worker_tasks_total[5m]) < 0",
    );
}

#[test]
fn the_function_that_is_not_there() {
    assert_underlined("rule/syntax", "worker_up == 1 and~raet(worker_tasks_total[5m]) == 0", "raet");
}
