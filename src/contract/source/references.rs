//! Finds the references of a document: a `$ref` in an example or a default is data.

use std::collections::HashMap;

use crate::pointer::Pointer;
use crate::schema::objects::{self, Object, Role};
use crate::tree::{Text, Tree};

/// Shows every reference of `value`, which stands at `here` and has this role, to `visit`, with its place and what it should
/// lead to. What stands at `known` places is passed over.
pub(super) fn visit(
    value: &Tree,
    role: Role,
    here: &mut Pointer,
    known: &HashMap<Pointer, Role>,
    visit: &mut dyn FnMut(Pointer, Role, &Text),
) {
    objects::visit(value, role, here, &mut |place, role, value| {
        if role == Role::Extension || known.contains_key(place) {
            return false;
        }
        if let Some(Tree::String(reference)) = value.get("$ref") {
            visit(place.clone().key("$ref"), role, reference);
        }
        if role == Role::Object(Object::Discriminator) {
            // OpenAPI 3.0.3, 4.7.25: the values of a `mapping` may be references.
            for (name, target) in value.get("mapping").and_then(Tree::as_object).into_iter().flatten() {
                if let Tree::String(reference) = target
                    && [".json", ".yaml", ".yml"].iter().any(|end| reference.contains(end))
                {
                    visit(place.clone().key("mapping").key(name), Role::Object(Object::Schema), reference);
                }
            }
        }
        true
    });
}
