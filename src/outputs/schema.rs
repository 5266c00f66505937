//! The JSON Schema (draft 2020-12) of the JSON document, generated from the types of [`super::report`].
//!
//! It is committed as `schemas/report.schema.json`; a test fails when the two differ.

use super::report::Report;

/// The schema.
pub fn schema() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report<'static>>()
}

/// The schema as printed: indented, with a line end.
pub fn text() -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&schema())?;
    text.push('\n');
    Ok(text)
}
