//! The meta-schemas of JSON Schema, which a document may refer to although nothing is fetched: an operation that takes a
//! schema says so with a reference to one of them.

use serde_json::{Value, json};

use crate::tree::{Map, Tree};

/// The beginnings of their URIs.
const HOME: [&str; 2] = ["https://json-schema.org/draft", "http://json-schema.org/draft"];

/// Whether `uri` may be that of a meta-schema.
pub(crate) fn is_meta_schema(uri: &str) -> bool {
    HOME.iter().any(|home| uri.starts_with(home))
}

/// The meta-schema of this URI and those that it refers to, by their own URIs; nothing for any other URI.
pub(crate) fn meta_schemas(uri: &str) -> Map {
    if !is_meta_schema(uri) {
        return Map::new();
    }
    // What the validator crate knows, as a schema that holds all of it; it knows a meta-schema only in its own draft, and
    // fetches nothing either.
    let (draft, _) = uri.split_once("/meta/").unwrap_or((uri, ""));
    let draft = draft.trim_end_matches("/schema");
    let asked = json!({"$schema": format!("{draft}/schema"), "$ref": uri});
    let mut bundled = jsonschema::options().offline().bundle(&asked).unwrap_or_default();
    // Called so until draft 7, and since.
    let found = ["definitions", "$defs"].map(|keyword| bundled.get_mut(keyword).map(Value::take));
    let found = found.into_iter().flatten().filter_map(|found| match found {
        Value::Object(found) => Some(found.into_iter().map(|(uri, schema)| (uri, Tree::from(schema)))),
        _ => None,
    });
    found.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meta_schema_comes_with_those_that_it_refers_to() {
        let found = meta_schemas("https://json-schema.org/draft/2020-12/schema");
        assert!(found.contains_key("https://json-schema.org/draft/2020-12/meta/validation"), "{found:?}");
        assert!(
            meta_schemas("http://json-schema.org/draft-07/schema")
                .contains_key("http://json-schema.org/draft-07/schema")
        );
        assert!(!meta_schemas("https://json-schema.org/draft/2019-09/schema").is_empty());
        for uri in ["https://json-schema.org/draft/none", "https://example.com/schema", "schema.json"] {
            assert!(meta_schemas(uri).is_empty(), "{uri}");
        }
    }
}
