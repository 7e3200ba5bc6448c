//! What is said of a small report's files.

use super::{files, inspect, inspect_json};
use crate::model::{Moment, Original};
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
       time line    none found
    7  root cause   The connection pool of orders-db was exhausted.
                    stated: heading \"Root cause\"
       guard        OrdersDbDown (alerts/orders.yml:4)
                    defined ✔  live ?  scoped ✔  in-time ?  delivered ?  proven ✘
   11  action item  Alert when the orders-db pool is nearly exhausted
                    detect, status done, owner @orders-oncall, asks for an alert

";
    assert_eq!(String::from_utf8(inspect(&case.report(), &Look::default())).unwrap(), want);
}

#[test]
fn programs_get_the_same_facts() {
    let case = sample::checkout();
    let value: serde_json::Value = serde_json::from_slice(&inspect_json(&case.report())).unwrap();
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

#[test]
fn a_time_that_cannot_have_been_and_one_without_a_zone_are_said_to_be_so() {
    let mut case = sample::checkout();
    let incident = &mut case.model.incidents[0];
    let at = |iso: &str, possible| Some(Moment { iso: iso.into(), place: incident.place, possible });
    (incident.started, incident.detected) = (at("2026-03-02T10:14", true), at("22025-03-18", false));
    incident.duration = Some(2460);
    incident.original = Some(Original { file: "postmortems/old.md".into(), line: 1, column: 1 });
    let said = String::from_utf8(inspect(&case.report(), &Look::default())).unwrap();
    for row in [
        "                    was postmortems/old.md:1\n    1  id ",
        "    1  started      2026-03-02T10:14, in no zone that it says\n",
        "    1  detected     22025-03-18, which cannot have been\n",
        "       lasted       41 min, from the times\n",
    ] {
        assert!(said.contains(row), "{row:?} is not in\n{said}");
    }
}
