//! [`close_compound`]: what [`close`](super::close) does, definition by definition: each is closed once, and shared.
//!
//! Whether a schema declares properties hangs on the definitions that it refers to. Those of one number say the same about that
//! in every compound whose definitions are closed, however much of what is inside of their properties was left out.

use std::rc::Rc;

use super::close::{Closing, is_open};
use super::compound::{Compound, Definition, Definitions};
use super::decide::NESTING_LIMIT;
use super::outcome::Reason;
use super::reference::{DefinitionId, Form, Reference};
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::stack::deep;
use crate::tree::{Tree, tree};

/// `compound` as its sender uses it; with `declares_required`, whoever must send something that is not declared declares it.
pub(crate) fn close_compound(compound: &Compound, declares_required: bool) -> Result<Compound, Reason> {
    let root = closed(&compound.root, compound, (true, declares_required))?;
    let mut definitions = Definitions::default();
    let mut open: Vec<DefinitionId> = referred(&root);
    while let Some(id) = open.pop() {
        let Some(written) = compound.get(id.formed(Form::Written)).filter(|_| !definitions.contains_key(&id)) else {
            continue;
        };
        let definition = match id == id.formed(Form::Closed) {
            true => closed(written, compound, (false, declares_required))?,
            false => original(written),
        };
        open.extend(referred(&definition));
        definitions.insert(id, definition);
    }
    Ok(renamed(compound, root, definitions))
}

/// `compound` under other numbers, so that it can be beside another in which they mean something else.
pub(crate) fn beside(compound: &Compound) -> Compound {
    let root = original(&compound.root);
    let mut definitions = Definitions::default();
    let mut open = referred(&root);
    while let Some(id) = open.pop() {
        if let Some(written) = compound.get(id.formed(Form::Written)).filter(|_| !definitions.contains_key(&id)) {
            let definition = original(written);
            open.extend(referred(&definition));
            definitions.insert(id, definition);
        }
    }
    renamed(compound, root, definitions)
}

fn renamed(compound: &Compound, root: Rc<Definition>, definitions: Definitions) -> Compound {
    compound.with(root, vec![Rc::new(definitions)])
}

fn referred(definition: &Definition) -> Vec<DefinitionId> {
    let ids = definition.references().iter().filter_map(|reference| match reference {
        Reference::Definition(id) => Some(*id),
        Reference::Token(_) => None,
    });
    ids.collect()
}

fn closed(
    definition: &Rc<Definition>,
    compound: &Compound,
    (is_sent, declares_required): (bool, bool),
) -> Result<Rc<Definition>, Reason> {
    let known = &definition.closed[usize::from(is_sent) * 2 + usize::from(declares_required)];
    let made = known.get_or_init(|| {
        if definition.depth > NESTING_LIMIT {
            return Err(Reason::Depth);
        }
        let mut schema = definition.schema.clone();
        if declares_required {
            declare_required(&mut schema);
        }
        let mut closing = Closing::of_definition(&schema, compound, declares_required);
        let closed = match is_sent {
            true => closing.sent(&schema, &Pointer::root()),
            false => closing.inside(&schema, &Pointer::root()),
        };
        match closing.refused.first() {
            Some(refusal) => Err(refusal.reason),
            None => Ok(Rc::new(Definition::new(closed))),
        }
    });
    made.clone()
}

fn original(definition: &Rc<Definition>) -> Rc<Definition> {
    let kept = definition.original.get_or_init(|| {
        let mut kept = definition.schema.clone();
        point_at_original(&mut kept);
        Rc::new(Definition::new(kept))
    });
    Rc::clone(kept)
}

fn point_at_original(schema: &mut Tree) {
    if let Some(Reference::Definition(id)) = Reference::of(schema) {
        schema["$ref"] = Reference::Definition(id.formed(Form::Original)).text().into();
    }
    walk::each_inside_mut(schema, &mut |_, inside| deep(|| point_at_original(inside)));
}

/// Declares what is required and not declared.
fn declare_required(schema: &mut Tree) {
    walk::each_inside_mut(schema, &mut |_, inside| deep(|| declare_required(inside)));
    let Some(members) = schema.as_object_mut().filter(|members| is_open(members)) else { return };
    let Some(Tree::Array(names)) = members.get("required").cloned() else { return };
    let declared = members.entry("properties").or_insert_with(|| tree!({}));
    if let Some(declared) = declared.as_object_mut() {
        for name in names.iter().filter_map(Tree::as_str) {
            declared.entry(name).or_insert(Tree::Bool(true));
        }
    }
}
