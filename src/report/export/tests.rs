//! The published schema, and what a small report's export says.

use super::{export, schema};
use crate::model::Expr;
use crate::report::sample;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/schema/incidents.schema.json");

/// `ALERTGAP_BLESS=1 cargo test --lib schema` writes what the code says now.
#[test]
fn the_published_schema_is_what_the_code_says() {
    let mut now = serde_json::to_string_pretty(&schema::document()).expect("a schema is plain JSON");
    now.push('\n');
    if std::env::var_os("ALERTGAP_BLESS").is_some() {
        std::fs::write(PUBLISHED, &now).expect("the schema can be written");
    } else {
        assert_eq!(std::fs::read_to_string(PUBLISHED).unwrap_or_default(), now);
    }
}

#[test]
fn risks_stand_with_their_original_places() {
    let case = sample::checkout();
    let value: serde_json::Value = serde_json::from_slice(&export(&case.report())).unwrap();
    let incident = &value["incidents"][0];
    assert_eq!(incident["id"], "INC-2031");
    assert_eq!(incident["root_causes"][0]["original"]["line"], 7);
    assert_eq!(incident["action_items"][0]["asks_for_alert"], true);
    assert!(incident.get("started").is_none());
}

#[test]
fn formatting_does_not_change_the_canonical_form_and_the_threshold_does() {
    let one = Expr::canonical("sum by(job) (rate(x_total{a='b',}[5m])) > 0x10").unwrap();
    let other = Expr::canonical("sum(\n  rate(x_total{a=\"b\"}[5m]) # per second\n) by (job)\n> 16").unwrap();
    assert_eq!(one, other);
    assert_ne!(one, Expr::canonical("sum by (job) (rate(x_total{a=\"b\"}[5m])) > 17").unwrap());
}
