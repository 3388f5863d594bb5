//! [`Numbered`]: schemas whose references are numbers, and where these lead.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::focus::{Lead, TOKEN, end, lone_reference};
use super::leading::component;
use super::places::Places;
use crate::containment::{DefinitionId, Form, Reference};
use crate::pointer::Pointer;
use crate::schema::circles::is_in_place;
use crate::schema::walk;
use crate::stack::deep;
use crate::tree::{Tree, tree};

/// Puts numbers for the references of a schema, and references for its tokens; `in_place` gets the numbers of what is about the same
/// value.
pub(super) fn refer_by_number(schema: &mut Tree, numbers: &HashMap<String, u32>, in_place: Option<&mut Vec<u32>>) {
    if let Some(token) = schema.get(TOKEN).and_then(Tree::as_u64) {
        let token = u32::try_from(token).unwrap_or(u32::MAX);
        *schema = tree!({ "$ref": Reference::Token(token).text() });
        return;
    }
    let mut in_place = in_place;
    let number = schema.get("$ref").and_then(Tree::as_str).and_then(|text| numbers.get(text));
    if let Some(&number) = number {
        schema["$ref"] = Reference::Definition(DefinitionId::new(number, Form::Written)).text().into();
        if let Some(in_place) = &mut in_place {
            in_place.push(number);
        }
    }
    walk::each_inside_mut(schema, &mut |step, inside| {
        let in_place = if is_in_place(&step) { in_place.as_deref_mut() } else { None };
        deep(|| refer_by_number(inside, numbers, in_place));
    });
}

/// The references of a definition of a document, as numbers.
pub(super) struct Numbered<'l> {
    pub(super) places: &'l RefCell<Places>,
    pub(super) document: &'l Tree,
}

impl Numbered<'_> {
    fn place(&self, reference: &str) -> Option<Rc<Pointer>> {
        let Reference::Definition(id) = Reference::read(reference)? else { return None };
        self.places.borrow().places.get(id.number() as usize).map(|(_, place)| Rc::clone(place))
    }
}

impl Lead for Numbered<'_> {
    fn target(&self, place: &Pointer, schema: &Tree) -> Pointer {
        let first = lone_reference(schema).and_then(|reference| self.place(reference));
        first.map_or_else(|| place.clone(), |first| end(self.document, &first))
    }

    fn component(&self, reference: &str) -> Option<String> {
        component(self.place(reference)?.as_ref())
    }
}
