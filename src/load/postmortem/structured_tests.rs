//! Incident files: recognised by content, read like front matter.

use super::structured;
use crate::load::yaml::{self, Origin};
use crate::model::{Detector, Incident, RiskKind};
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
