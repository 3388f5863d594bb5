//! Reads one text into two forms: a raw tree, which loses nothing, and `openapiv3` for progenitor.

use serde::Deserialize;
use serde_json::Value;

use crate::pointer::Pointer;

/// A document in both forms.
pub(crate) struct Document {
    /// Everything in the text.
    pub(crate) raw: Value,
    /// The part that openapiv3 models.
    pub(crate) openapi: openapiv3::OpenAPI,
}

/// Reads YAML. A duplicate key is refused with its position, and what is not OpenAPI with its pointer.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    // Through the YAML crate's own tree, which refuses duplicate keys; the typed route silently takes the last one.
    let tree: yaml_serde::Value = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
    let raw: Value = yaml_serde::from_value(tree).map_err(|error| error.to_string())?;
    let openapi = serde_path_to_error::deserialize(&raw).map_err(|error: serde_path_to_error::Error<_>| {
        let at = pointer(error.path());
        let (at, why) = narrow(&raw, at.clone()).unwrap_or_else(|| (at, error.inner().to_string()));
        format!("at `{at}`: {why}")
    })?;
    Ok(Document { raw, openapi })
}

fn pointer(path: &serde_path_to_error::Path) -> Pointer {
    path.iter().fold(Pointer::root(), |pointer, segment| pointer.key(&segment.to_string()))
}

/// The innermost Schema Object that cannot be read, below or at `at`: openapiv3 reads a schema as a whole and names the
/// outermost.
fn narrow(raw: &Value, at: Pointer) -> Option<(Pointer, String)> {
    if !at.as_str().starts_with("/components/schemas/") {
        return None;
    }
    let schema = at.resolve(raw)?;
    let error = openapiv3::ReferenceOr::<openapiv3::Schema>::deserialize(schema).err()?;
    let mut below = Vec::new();
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let at = at.clone().key(keyword);
        match (keyword.as_str(), value) {
            ("items" | "not" | "additionalProperties", Value::Object(_)) => below.push(at),
            ("properties", Value::Object(properties)) => {
                below.extend(properties.keys().map(|name| at.clone().key(name)));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                below.extend((0..branches.len()).map(|position| at.clone().index(position)));
            }
            _ => {}
        }
    }
    below.into_iter().find_map(|at| narrow(raw, at)).or_else(|| Some((at, error.to_string())))
}

impl Document {
    /// The component schemas, by name.
    pub(crate) fn components(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.raw.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    }

    /// `schema` with its references followed, and an `allOf` of one replaced by that one.
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
