//! The JSON Schema of the configuration, with what the types of [`super::Written`] do not say.

use schemars::{Schema, SchemaGenerator, json_schema};

/// The schema.
pub(super) fn document() -> Schema {
    schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<super::Written>()
}

/// A deployed path begins with a slash.
pub(super) fn mounts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["object", "null"],
        "propertyNames": { "pattern": "^/" },
        "additionalProperties": { "type": "string" },
    })
}

/// A selector has a label.
pub(super) fn selectors(_: &mut SchemaGenerator) -> Schema {
    let labels = json_schema!({ "type": "object", "minProperties": 1, "additionalProperties": { "type": "string" } });
    json_schema!({ "type": "array", "items": labels })
}

/// A waiver says what it is for.
pub(super) fn waiver(schema: &mut Schema) {
    let any = serde_json::json!([{ "required": ["incident"] }, { "required": ["alert"] }, { "required": ["path"] }]);
    schema.insert("anyOf".to_owned(), any);
}

/// An address holds the path, and nothing else in braces but the line.
pub(super) fn link_template(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": r"^https?://([^{]|\{path\}|\{file\}|\{line\})*\{(path|file)\}([^{]|\{path\}|\{file\}|\{line\})*$" })
}
