//! Finds the references of a document: a `$ref` in an example or a default is data.

use std::collections::HashMap;

use crate::pointer::Pointer;
use crate::schema::objects::{self, Object, Role};
use crate::tree::{Text, Tree};

/// A reference of a document.
pub(super) struct Reference<'v> {
    /// The place of the object that it is in, and the way from there.
    object: &'v Pointer,
    way: &'v [&'v str],
    /// What it should lead to.
    pub(super) role: Role,
    pub(super) text: &'v Text,
}

impl Reference<'_> {
    pub(super) fn place(&self) -> Pointer {
        self.object.down(self.way)
    }
}

/// Shows every reference of `value`, which stands at `here` and has this role, to `visit`. What stands at `known` places is passed over.
pub(super) fn visit(
    value: &Tree,
    role: Role,
    here: &mut Pointer,
    known: &HashMap<Pointer, Role>,
    visit: &mut dyn FnMut(&Reference<'_>),
) {
    objects::visit(value, role, here, &mut |place, role, value| {
        if role == Role::Extension || known.contains_key(place) {
            return false;
        }
        if let Some(Tree::String(text)) = value.get("$ref") {
            visit(&Reference { object: place, way: &["$ref"], role, text });
        }
        if role == Role::Object(Object::Discriminator) {
            // OpenAPI 3.0.3, 4.7.25: the values of a `mapping` may be references.
            for (name, target) in value.get("mapping").and_then(Tree::as_object).into_iter().flatten() {
                if let Tree::String(text) = target
                    && [".json", ".yaml", ".yml"].iter().any(|end| text.contains(end))
                {
                    let role = Role::Object(Object::Schema);
                    visit(&Reference { object: place, way: &["mapping", name], role, text });
                }
            }
        }
        true
    });
}
