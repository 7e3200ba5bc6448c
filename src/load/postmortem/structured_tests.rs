//! Incident files: recognised by content, read like front matter.

use super::structured;
use crate::load::yaml::{self, Origin};
use crate::model::{Basis, Detector, Incident, RiskKind};
use crate::source::Sources;

fn incidents(text: &str) -> Option<Vec<Incident>> {
    let file = Sources::default().add("a.yml".into(), text.into());
    let stream = yaml::read(text);
    let root = stream.documents.first().and_then(|document| document.root.as_ref())?;
    structured(root, Origin::File(file))
}

const LIST: &str = "incidents:
  - id: INC-1
    title: Shop down
    started: 2026-03-02T10:14:00Z
    resolved: 2026-03-02T10:55:00Z
    detected_by: alert
    detected_alert: ShopDown
    affected: [orders]
    root_causes: [The pool was exhausted]
    action_items: [{text: Add an alert on the pool of connections, status: open}]
  - 7
";

#[test]
fn a_list_of_incidents() {
    let found = incidents(LIST).expect("it is our form");
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].id.as_deref(), found[0].detected_by, found[0].duration),
        (Some("INC-1"), Detector::Alert, Some(2460))
    );
    let kinds: Vec<_> = found[0].risks.iter().map(|risk| risk.kind).collect();
    assert_eq!(kinds, [RiskKind::Collateral, RiskKind::RootCause, RiskKind::ActionItem]);
    assert_eq!(&LIST[found[0].risks[1].text.place.range()], "The pool was exhausted");
}

#[test]
fn one_incident_in_json() {
    let found = incidents("{\"id\": \"INC-1\", \"root_causes\": [{\"text\": \"x\"}]}").expect("it is our form");
    assert_eq!((found.len(), &*found[0].title), (1, "INC-1"));
}

#[test]
fn other_files_are_left_alone() {
    for text in [
        "groups: []",
        "title: x\nweight: 3",
        "incidents: [{name: x}]",
        "incidents: 3",
        "[1, 2]",
        "{\"incidents\": [{\"id\": 1, \"name\": \"x\"}]}",
    ] {
        assert!(incidents(text).is_none(), "{text}");
    }
}

const EXPORTED: &str = r#"{"incidents": [{
  "title": "Shop down", "affected": ["orders", "mail"], "timeline": true,
  "detected": {"text": "22025-03-18", "possible": false},
  "root_causes": [{"basis": "inferred", "text": "The pool was full", "because": "a sentence says so",
    "original": {"file": "postmortems/shop.md", "line": 9, "column": 3}}],
  "collateral": [{"text": "orders", "original": {"file": "postmortems/shop.md", "line": 2, "column": 12}}],
  "action_items": [{"text": "Add PoolFull and look at it", "code": ["PoolFull"], "kind": "detect", "status": "done",
    "asks_for_alert": true, "original": {"file": "postmortems/shop.md", "line": 4, "column": 3}}],
  "original": {"file": "postmortems/shop.md", "line": 1, "column": 1}}]}"#;

#[test]
fn what_was_exported_comes_back_in_the_order_of_the_original() {
    let found = incidents(EXPORTED).expect("it is our form").remove(0);
    let risks: Vec<_> = found.risks.iter().map(|risk| (risk.kind, risk.basis)).collect();
    let (stated, inferred) = (Basis::Stated, Basis::Inferred);
    let want = [(RiskKind::Collateral, stated), (RiskKind::ActionItem, stated), (RiskKind::RootCause, inferred)];
    assert_eq!(risks, want);
    assert_eq!(found.risks[2].because, "a sentence says so");
    assert_eq!(found.detected.map(|it| (it.iso, it.possible)), Some(("22025-03-18".to_owned(), false)));
    assert_eq!((found.affected.len(), found.has_timeline), (2, true));
    assert_eq!(found.original.map(|original| original.file).as_deref(), Some("postmortems/shop.md"));
    assert_eq!(&EXPORTED[found.mentions[0].place.range()], "PoolFull");
}

#[test]
fn a_key_of_its_own_is_nobodys_label() {
    // "affected" is also a usual label of the services harmed, and "date" of a span of time.
    let text = "{id: INC-1, root_causes: [x], detected_by: alert, detected_alert: Down, time_to_detect: 240}";
    let found = incidents(text).expect("it is our form").remove(0);
    assert!(found.detected.is_none() && found.duration.is_none() && found.services.is_empty());
}
