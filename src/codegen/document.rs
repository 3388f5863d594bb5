//! Reads a document twice from one text: as a raw tree, which loses nothing, and as `openapiv3` for progenitor.

use serde_json::Value;

use crate::pointer::Pointer;

/// A document in both forms.
pub(crate) struct Document {
    /// Everything that the text says.
    pub(crate) raw: Value,
    /// What openapiv3 keeps of it.
    pub(crate) openapi: openapiv3::OpenAPI,
}

/// Reads YAML. A key that stands twice, and a place that is not OpenAPI, is refused with its position or path.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    // Through the YAML crate's own tree, which refuses duplicate keys; the typed route takes the last one in silence.
    let tree: yaml_serde::Value = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
    let raw: Value = yaml_serde::from_value(tree).map_err(|error| error.to_string())?;
    let openapi =
        serde_path_to_error::deserialize(&raw).map_err(|error| format!("at `{}`: {}", error.path(), error.inner()))?;
    Ok(Document { raw, openapi })
}

impl Document {
    /// The component schemas, by name.
    pub(crate) fn components(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.raw.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    }

    /// The component schema whose Rust type is called `ident`, with its name.
    pub(crate) fn component_of_type(&self, ident: &str) -> Option<(&String, &Value)> {
        self.components().find(|(name, _)| heck::AsUpperCamelCase(name).to_string() == ident)
    }

    /// The schema at `pointer`, behind references and behind an `allOf` of one, and where it stands.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        if let Some(target) = reference.and_then(Pointer::parse).and_then(|pointer| pointer.resolve(&self.raw)) {
            return self.resolve(target);
        }
        match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => self.resolve(only),
            _ => schema,
        }
    }
}
