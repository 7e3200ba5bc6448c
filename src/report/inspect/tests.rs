//! What is said of a small report's files.

use super::{files, inspect, inspect_json};
use crate::report::{Look, sample};

#[test]
fn facts_stand_with_their_lines_and_unknown_ones_are_named() {
    let case = sample::checkout();
    let want = "\
alerts/orders.yml  rules
    2  group        orders: 1 alert, 0 recording rules
                    OrdersDbDown
    4  alert        OrdersDbDown: its expression is not understood

postmortems/checkout.md  postmortem
    1  id           INC-2031
    1  title        Checkout returned 500s
    3  severity     sev1
       status       unknown
       services     unknown
       affected     unknown
       started      unknown
       detected     unknown
       mitigated    unknown
       resolved     unknown
       noticed by   unknown
    7  root cause   The connection pool of orders-db was exhausted.
                    stated: heading \"Root cause\"
   11  action item  Alert when the orders-db pool is nearly exhausted
                    detect, status done, owner @orders-oncall, asks for an alert

";
    assert_eq!(String::from_utf8(inspect(&case.sources, &case.model, &Look::default())).unwrap(), want);
}

#[test]
fn programs_get_the_same_facts() {
    let case = sample::checkout();
    let value: serde_json::Value = serde_json::from_slice(&inspect_json(&case.sources, &case.model)).unwrap();
    let incident = &value["files"][1]["incidents"][0];
    assert_eq!(incident["severity"]["value"], "sev1");
    assert_eq!(incident["severity"]["line"], 3);
    assert!(incident["started"]["value"].is_null());
    assert_eq!(incident["risks"][0]["because"], "heading \"Root cause\"");
}

#[test]
fn files_are_listed_with_what_they_were_taken_for() {
    let case = sample::checkout();
    let listed = String::from_utf8(files(&case.sources, &case.model)).unwrap();
    assert_eq!(listed, "alerts/orders.yml  rules\npostmortems/checkout.md  postmortem\n");
}
