//! What is said of a failure mode, and of names that are none.

use super::explain;
use crate::model::Modes;
use crate::report::Look;

const MODE: &str = r#"
id: disk-full
title: A disk filled up
says: {any: ['disk.*full']}
seen_by:
  any: [{metrics: [node_filesystem_avail_bytes], functions: [predict_linear], direction: [below]}]
  names: ['*DiskFull*']
suggest:
  alert: DiskFillsUp
  expr: predict_linear(node_filesystem_avail_bytes[6h], 86400) < 0
  for: 30m
  labels: {severity: page}
examples:
  matches: ["The disk was full."]
  ignores: ["The calendar was full."]
  not_guards: ["up == 0"]
notes: Hosts without swap die later.
"#;

fn modes() -> Modes {
    Modes { list: vec![serde_yaml::from_str(MODE).unwrap()], ..Modes::default() }
}

#[test]
fn a_failure_mode_says_what_sees_it_and_what_to_add() {
    let want = r#"disk-full
A disk filled up

In short
  Hosts without swap die later.

How postmortems say it
  "The disk was full."

What is something else
  "The calendar was full."

What sees it
  a rule that fires when node_filesystem_avail_bytes is too low, through predict_linear
  a rule on other metrics, called *DiskFull*

What only looks as if it did
  up == 0

What to add
  - alert: DiskFillsUp
    expr: predict_linear(node_filesystem_avail_bytes[6h], 86400) < 0
    for: 30m
    labels:
      severity: page
"#;
    assert_eq!(String::from_utf8(explain("disk-full", &modes(), &Look::default()).unwrap()).unwrap(), want);
}

#[test]
fn a_name_that_is_none_gets_the_nearest() {
    let said = explain("disk-ful", &modes(), &Look::default()).unwrap_err();
    assert_eq!(said, "no check and no failure mode is called \"disk-ful\"; did you mean disk-full?");
    let said = explain("root-casue", &modes(), &Look::default()).unwrap_err();
    assert!(said.ends_with("; did you mean coverage/root-cause?"), "{said}");
    assert!(explain("xyz", &modes(), &Look::default()).unwrap_err().ends_with("`alertgap list modes`"));
}
