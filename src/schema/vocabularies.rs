//! Which vocabularies a schema uses (JSON Schema 2020-12 Core, 8.1.2): a meta-schema of its own may leave out validation.

use super::dialects::own_dialect;
use super::identifiers::Identifiers;
use super::vocabulary::Draft;
use super::walk;
use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::Tree;

/// The ends of the URIs that the vocabulary has in 2019-09 and 2020-12.
const VALIDATION: &str = "/vocab/validation";

/// The keywords of that vocabulary (JSON Schema 2020-12 Validation, 6).
const KEYWORDS: [&str; 20] = [
    "const",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "type",
    "uniqueItems",
];

/// Whether the schema at `root` names a meta-schema in the document whose vocabularies leave out validation.
pub(crate) fn leaves_out_validation(document: &Tree, root: &Pointer) -> bool {
    let Some(uri) = own_dialect(document, root).filter(|uri| Draft::of_uri(uri).is_none()) else { return false };
    let meta_schema = Identifiers::new(document).resolve(root, uri);
    let vocabularies = meta_schema.as_ref().and_then(|place| place.find(document)?.get("$vocabulary")?.as_object());
    vocabularies.is_some_and(|known| !known.keys().any(|uri| uri.ends_with(VALIDATION)))
}

/// Takes the keywords of validation out of `schema` and the schemas inside of it.
pub(super) fn without_validation(schema: &mut Tree) {
    if let Some(keywords) = schema.as_object_mut() {
        keywords.retain(|keyword, _| !KEYWORDS.contains(&keyword.as_str()));
    }
    walk::each_inside_mut(schema, &mut |_, inside| deep(|| without_validation(inside)));
}
