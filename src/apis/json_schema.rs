//! `schemars::JsonSchema` for the generated types: the schema of the document, constraint for constraint.

use super::payload::Payload;
use crate::contract::SchemaKind;
use crate::schema::walk;
use crate::tree::{Map, Tree};
use ::schemars::{Schema, SchemaGenerator};

type Subschema = fn(&mut SchemaGenerator) -> Schema;

/// The schema of `T`, with its references to other components replaced by those of `generator`.
pub(crate) fn of<T: Payload>(generator: &mut SchemaGenerator, components: &[(&str, Subschema)]) -> Schema {
    let mut schema = Tree::from(T::schema().value());
    if let Some(keywords) = schema.as_object_mut() {
        // The generator writes these itself.
        keywords.remove("$schema");
        keywords.remove("$defs");
        if keywords.get("title").and_then(Tree::as_str) == Some(T::SCHEMA) {
            keywords.remove("title");
        }
        if T::schema().kind() == SchemaKind::Property {
            // The type of a nullable property is that of its value: `Nullable` or `Option` around it adds `null`.
            without_null(keywords);
        }
    }
    let components: Vec<(String, Tree)> = components
        .iter()
        .map(|(name, subschema)| (format!("#/$defs/{name}"), subschema(generator).to_value().into()))
        .collect();
    redirect(&mut schema, &components);
    Schema::try_from(schema.to_value()).unwrap_or_default()
}

fn without_null(keywords: &mut Map) {
    if let Some([name, Tree::String(null)]) = keywords.get("type").and_then(Tree::as_array).map(Vec::as_slice)
        && null == "null"
    {
        let name = name.clone();
        keywords.insert("type", name);
    }
}

/// Replaces each `{"$ref": "#/$defs/Name"}` by the generator's schema for that component.
fn redirect(schema: &mut Tree, components: &[(String, Tree)]) {
    let target = schema.get("$ref").and_then(Tree::as_str);
    let target = target.and_then(|target| components.iter().find(|(reference, _)| reference == target));
    match target {
        Some((_, replacement)) => *schema = replacement.clone(),
        None => walk::each_inside_mut(schema, &mut |_, inside| redirect(inside, components)),
    }
}
