//! What the shape's types do not say: the words that a value may be, and the short forms that people may write.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::shape::{ActionItem, Incident, Incidents, Monitor, Risk};
use crate::link::{EvidenceKind, Sees};
use crate::model::{ActionKind, Basis, Detector, Hosted};
use crate::report::words::{self, action_kind as kind_word};

/// The JSON Schema of the documented form: a list of incidents, or one.
pub(super) fn document() -> Schema {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
    let (many, one) = (generator.subschema_for::<Incidents<'_>>(), generator.subschema_for::<Incident<'_>>());
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Incidents for alertgap",
        "description": "What postmortems say, in YAML or JSON. `alertgap export` writes it, `alertgap check` reads it.",
        // A file with one incident is known by its root causes.
        "anyOf": [many, { "allOf": [one, { "required": ["root_causes"] }] }],
        "$defs": generator.take_definitions(true),
    })
}

/// An incident has a name, and says something that only an incident says.
pub(super) fn incident(schema: &mut Schema) {
    let telling = [
        "root_causes",
        "contributing_factors",
        "collateral",
        "action_items",
        "detected_by",
        "started",
        "detected",
        "mitigated",
        "resolved",
        "affected",
        "detected_alert",
    ];
    let any = |keys: &[&str]| {
        let required: Vec<Value> = keys.iter().map(|key| serde_json::json!({ "required": [key] })).collect();
        serde_json::json!({ "anyOf": required })
    };
    schema.remove("required");
    schema.insert("allOf".to_owned(), serde_json::json!([any(&["id", "title"]), any(&telling)]));
}

/// Nothing but the text has to be there.
pub(super) fn with_text(schema: &mut Schema) {
    schema.insert("required".to_owned(), serde_json::json!(["text"]));
}

fn one_of(words: &[&str]) -> Schema {
    json_schema!({ "enum": words })
}

/// A word; YAML reads 2031 as a number.
pub(super) fn word(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "null"] })
}

/// A list of words, or words with commas between them.
pub(super) fn words(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["array", "string", "null"], "items": { "type": "string" } })
}

pub(super) fn time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$" })
}

pub(super) fn span(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["integer", "string", "null"], "minimum": 0 })
}

pub(super) fn detector(_: &mut SchemaGenerator) -> Schema {
    one_of(&[Detector::Alert, Detector::Customer, Detector::Person, Detector::Unknown].map(words::detector))
}

pub(super) fn hosted(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": one_of(&Hosted::ALL.map(Hosted::name)) })
}

pub(super) fn basis(_: &mut SchemaGenerator) -> Schema {
    one_of(&[Basis::Stated, Basis::Inferred].map(words::basis))
}

pub(super) fn sees(_: &mut SchemaGenerator) -> Schema {
    one_of(&[Sees::Cause, Sees::Symptom].map(words::sees))
}

pub(super) fn evidence(_: &mut SchemaGenerator) -> Schema {
    let facts = [EvidenceKind::Declared, EvidenceKind::Named, EvidenceKind::Detected].map(words::evidence);
    json_schema!({ "type": "array", "items": one_of(&facts) })
}

pub(super) fn action_kind(_: &mut SchemaGenerator) -> Schema {
    let (detect, prevent) = (kind_word(ActionKind::Detect), kind_word(ActionKind::Prevent));
    let (mitigate, repair) = (kind_word(ActionKind::Mitigate), kind_word(ActionKind::Repair));
    let (investigate, process) = (kind_word(ActionKind::Investigate), kind_word(ActionKind::Process));
    one_of(&[detect, prevent, mitigate, repair, investigate, process, kind_word(ActionKind::Other)])
}

pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "boolean", "null"], "examples": ["open", "done", "unknown"] })
}

/// Each is told in full, or by its text alone.
pub(super) fn risks(generator: &mut SchemaGenerator) -> Schema {
    let risk = generator.subschema_for::<Risk<'_>>();
    json_schema!({ "type": "array", "items": { "anyOf": [risk, { "type": "string" }] } })
}

/// Each is told in full, or by its text alone.
pub(super) fn action_items(generator: &mut SchemaGenerator) -> Schema {
    let item = generator.subschema_for::<ActionItem<'_>>();
    json_schema!({ "type": "array", "items": { "anyOf": [item, { "type": "string" }] } })
}

/// Each by name and address, or by its name alone.
pub(super) fn monitors(generator: &mut SchemaGenerator) -> Schema {
    let monitor = generator.subschema_for::<Monitor<'_>>();
    json_schema!({ "type": "array", "items": { "anyOf": [monitor, { "type": "string" }] } })
}
