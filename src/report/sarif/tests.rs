//! What the official schema cannot say: that it means the right thing.

use serde_json::Value;

use super::{name, sarif};
use crate::report::{Home, sample};

fn run(case: &sample::Case, home: Home) -> Value {
    let report = case.report().at(home);
    let log: Value = serde_json::from_slice(&sarif(&report)).unwrap();
    log["runs"][0].clone()
}

#[test]
fn a_finding_has_its_place_its_rule_and_a_link_to_the_other_place() {
    let run = run(&sample::checkout(), Home::default());
    let result = &run["results"][1];
    assert_eq!(result["level"], "error");
    assert_eq!(run["results"][0]["level"], "note", "an info is a note");
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!((&rule["id"], &result["ruleId"]), (&"coverage/done-without-alert".into(), &rule["id"]));
    assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# coverage/done-without-alert\n"));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "postmortems/checkout.md");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!(place["region"], serde_json::json!({"startLine": 11, "startColumn": 7, "endLine": 11, "endColumn": 56}));
    let message = result["message"]["text"].as_str().unwrap();
    assert!(message.ends_with("\n[nearest: OrdersDbDown sees it down, not exhausted](1)"), "{message}");
    assert_eq!(result["relatedLocations"][0]["id"], 1);
}

#[test]
fn where_the_postmortem_lies_outside_the_rule_stands_first() {
    let mut case = sample::checkout();
    let home = Home { root: "/srv/alerts".into(), current: "/srv/alerts".into(), ..Home::default() };
    case.sources = sample::moved(&case.sources, "postmortems/", "../postmortems/");
    let run = run(&case, home);
    let result = run["results"].as_array().unwrap().iter().find(|it| it["level"] == "error").unwrap();
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "alerts/orders.yml");
    let other = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(other["uri"], "../postmortems/checkout.md");
    assert!(other.get("uriBaseId").is_none());
}

#[test]
fn brackets_and_odd_paths_are_escaped() {
    let mut case = sample::gaps("# INC-7: Disk full\n\nThe disk was full.\n", &["The disk was full."]);
    case.findings[0].message = "see [this](http://example.com)".into();
    case.sources = sample::moved(&case.sources, "postmortems/a.md", "post mortems/ä#%.md");
    let result = run(&case, Home::default())["results"][0].clone();
    assert_eq!(result["message"]["text"], "see \\[this\\](http://example.com)");
    let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "post%20mortems/%C3%A4%23%25.md");
}

#[test]
fn rules_are_named_as_code_scanning_wants_it() {
    assert_eq!(name("coverage/done-without-alert"), "CoverageDoneWithoutAlert");
}
