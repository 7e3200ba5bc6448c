//! What programs can rely on.

use serde_json::Value;

use super::json;
use crate::report::sample;

fn printed() -> String {
    String::from_utf8(json(&sample::checkout().report())).unwrap()
}

/// The keys in the order of their first appearance, as the documentation lists them.
const KEYS: &str = "schema alertgap summary documents postmortems alerts risks covered covered_inferred weak gaps \
    elsewhere waived not_monitorable errors warnings infos incidents file id title severity status services affected \
    detected_by detected_alert started detected mitigated resolved duration_seconds time_to_detect_seconds verdict \
    guards recurs action_items line end_line text kind owner due links asks_for_alert basis failure_modes alert sees \
    evidence detail rungs defined is why live scoped in-time delivered proven nearest why_not findings check message \
    help incident risk places column end_column label rev fingerprint skipped";

#[test]
fn keys_stand_in_the_documented_order() {
    let printed = printed();
    let mut keys: Vec<&str> = Vec::new();
    for line in printed.lines() {
        let key = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\": "));
        if let Some((key, _)) = key.filter(|(key, _)| !keys.contains(key)) {
            keys.push(key);
        }
    }
    assert_eq!(keys.join(" "), KEYS);
}

#[test]
fn a_finding_names_what_it_belongs_to() {
    let value: Value = serde_json::from_str(&printed()).unwrap();
    let want = r#"{"check":"coverage/done-without-alert","severity":"error",
        "message":"the alert promised after INC-2031 is not there","help":"add a rule that reads the pool's size",
        "incident":"INC-2031","risk":"line 11","alert":"OrdersDbDown",
        "places":[
          {"file":"postmortems/checkout.md","line":11,"column":7,"end_line":11,"end_column":56,
           "label":"ticked off; no alert here sees it","rev":null},
          {"file":"alerts/orders.yml","line":5,"column":15,"end_line":5,"end_column":39,
           "label":"nearest: OrdersDbDown sees it down, not exhausted","rev":null}],
        "fingerprint":"FINGERPRINT"}"#;
    let mut found = value["findings"][1].clone();
    assert_eq!(found["fingerprint"].as_str().map(str::len), Some(16));
    found["fingerprint"] = "FINGERPRINT".into();
    assert_eq!(found, serde_json::from_str::<Value>(want).unwrap());
}

#[test]
fn verdicts_add_up_to_the_risks() {
    let value: Value = serde_json::from_str(&printed()).unwrap();
    let count = |key: &str| value["summary"][key].as_u64().unwrap();
    let verdicts = ["covered", "weak", "gaps", "elsewhere", "waived", "not_monitorable"];
    assert_eq!(verdicts.map(count).iter().sum::<u64>(), count("risks"));
    assert_eq!((count("covered"), count("covered_inferred"), count("gaps")), (1, 1, 1));
}

#[test]
fn a_file_without_text_still_has_a_place() {
    let value: Value = serde_json::from_slice(&json(&sample::hostile().report())).unwrap();
    let place = &value["findings"][0]["places"][0];
    assert_eq!((place["file"].as_str(), place["line"].as_u64()), (Some("alerts/no.yml"), Some(1)));
}
