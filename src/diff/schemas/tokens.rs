//! [`Token`]: what is known of a schema of which nothing but its place is known, and where that is too little.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::branches::exclude_each_other;
use super::library::Library;
use super::sketch::Sketch;
use crate::containment::{Compound, DefinitionId, Reference};
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::Tree;

/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 16;

/// The token of a schema: the one at this place of base, or of revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub(super) of_base: bool,
    pub(super) place: Pointer,
}

/// A token of the sender, and the one of the receiver that it changed to.
#[derive(Debug)]
pub(super) struct Became {
    pub(super) ours: Token,
    pub(super) theirs: Token,
    /// Whether anything was edited in it, or below.
    pub(super) edited: bool,
}

/// What was found for the pair that was last asked about.
#[derive(Debug)]
pub(super) struct LastBecame {
    pub(super) home: usize,
    pub(super) sender: Rc<Sketch>,
    pub(super) receiver: Rc<Sketch>,
    pub(super) became: Rc<Vec<Became>>,
}

/// The tokens in `schema`.
pub(super) fn tokens(library: &Library<'_>, schema: &Compound) -> BTreeSet<Token> {
    let references = schema.reached().into_iter().flat_map(|definition| definition.references());
    let tokens = references.filter_map(|reference| match reference {
        Reference::Token(number) => Some(*number),
        Reference::Definition(_) => None,
    });
    let tokens: BTreeSet<u32> = tokens.collect();
    tokens
        .into_iter()
        .filter_map(|number| library.place(number))
        .map(|(of_base, place)| Token { of_base, place: Pointer::clone(&place) })
        .collect()
}

/// Whether a token of `schema`, one of this side, is in a position where accepting less may be accepting more above.
pub(super) fn is_conditional(library: &Library<'_>, of_base: bool, schema: &Compound) -> bool {
    let mut known: BTreeSet<(DefinitionId, bool)> = BTreeSet::new();
    let mut open = vec![(&schema.root.schema, false)];
    while let Some((value, is_condition)) = open.pop() {
        match Reference::of(value) {
            Some(Reference::Token(_)) if is_condition => return true,
            Some(Reference::Definition(id)) if known.insert((id, is_condition)) => {
                // What the receiver brought along is not looked through.
                if is_condition && library.place(id.number()).is_none_or(|(side, _)| side != of_base) {
                    return true;
                }
                open.extend(schema.get(id).map(|target| (&target.schema, is_condition)));
            }
            _ => {}
        }
        let mut exclusive = None;
        walk::each_inside(value, &mut |step, inside| {
            let below = match step.keyword {
                "not" | "if" | "contains" | "propertyNames" => true,
                // Of alternatives that exclude each other "exactly one" is "any".
                "oneOf" => !*exclusive.get_or_insert_with(|| {
                    let branches = value.get("oneOf").and_then(Tree::as_array).into_iter().flatten();
                    exclude_each_other(&branches.map(|branch| behind(schema, branch)).collect::<Vec<_>>())
                }),
                _ => false,
            };
            open.push((inside, is_condition || below));
        });
    }
    false
}

/// The definition of `whole` that `schema` is nothing but a reference to.
fn behind<'v>(whole: &'v Compound, schema: &'v Tree) -> &'v Tree {
    let mut here = schema;
    for _ in 0..MAX_REFERENCES {
        let is_alone = here.as_object().is_some_and(|members| members.len() == 1);
        match whole.target(here).filter(|_| is_alone) {
            Some(target) => here = &target.schema,
            None => break,
        }
    }
    here
}
