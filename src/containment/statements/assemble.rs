//! [`assemble`]: the fragments of the definitions of a question, put together in one arena.
//!
//! Definitions that do not lead back to themselves are written out where they are referred to; the others are slots.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::arena::Arena;
use super::compile::{Compiler, UNEVALUATED_WORK, missing};
use super::cycles::{on_cycles, postorder};
use super::fragment::{Consulted, Fragment, Meaning};
use super::name::Name;
use super::node::{Lit, Names, Node};
use super::resources::Resources;
use crate::containment::compound::{Compound, Definition};
use crate::containment::languages::language::{Languages, Patterns};
use crate::containment::outcome::{Reason, Side};
use crate::containment::reference::{DefinitionId, Reference};
use crate::quick_hash::QuickMap;
use crate::schema::Oracle;

/// Fragments kept of one definition: what it was read with is nearly always the same.
const MAX_FRAGMENTS: usize = 8;

/// Puts the schema that is `compound` into `arena`.
pub(in crate::containment) fn assemble(
    arena: &mut Arena,
    patterns: &mut Patterns,
    compound: &Compound,
    (side, asserts_formats): (Side, bool),
) -> Lit {
    let pieces = pieces(compound, patterns, (side, asserts_formats));
    let graph: Vec<Vec<u32>> = pieces.iter().map(Piece::leads_to).collect();
    let order = postorder(&graph);
    let cyclic = on_cycles(&graph, &order);
    let mut assembly = Assembly { arena, patterns, pieces: &pieces, done: vec![Lit::TRUE; pieces.len()] };
    for &number in &cyclic {
        assembly.done[number as usize] = assembly.slot();
    }
    for number in order {
        let body = assembly.put(number as usize);
        match cyclic.contains(&number) {
            true => assembly.fill(assembly.done[number as usize], body),
            false => assembly.done[number as usize] = body,
        }
    }
    assembly.done.first().copied().unwrap_or(Lit::TRUE)
}

/// What a slot of a fragment is in a question.
enum Slot {
    Piece(u32),
    /// Nothing that is known but what makes it the same as another.
    Unknown(Rc<str>),
    Part(Lit),
}

/// A definition of a question.
struct Piece {
    fragment: Rc<Fragment>,
    slots: Vec<Slot>,
}

impl Piece {
    fn leads_to(&self) -> Vec<u32> {
        let pieces = self.slots.iter().filter_map(|slot| match slot {
            Slot::Piece(number) => Some(*number),
            Slot::Unknown(_) | Slot::Part(_) => None,
        });
        pieces.collect()
    }
}

/// All definitions of a compound, the root first.
fn pieces(compound: &Compound, patterns: &Patterns, reading: (Side, bool)) -> Vec<Piece> {
    let mut left = UNEVALUATED_WORK;
    let mut numbers: QuickMap<DefinitionId, u32> = QuickMap::default();
    let mut definitions: Vec<&Definition> = vec![&compound.root];
    let mut pieces: Vec<Piece> = Vec::new();
    while let Some(definition) = definitions.get(pieces.len()).copied() {
        let fragment = fragment(definition, compound, reading, &patterns.languages, &mut left);
        let slots = fragment.slots.iter().map(|meaning| match meaning {
            Meaning::Part(lit) => Slot::Part(*lit),
            Meaning::Reference(Reference::Token(token)) => {
                Slot::Unknown(missing(&Reference::Token(compound.token(*token)).text()))
            }
            Meaning::Reference(reference @ Reference::Definition(id)) => match (numbers.get(id), compound.get(*id)) {
                (Some(number), _) => Slot::Piece(*number),
                (None, Some(target)) => {
                    let number = u32::try_from(definitions.len()).unwrap_or(u32::MAX);
                    definitions.push(target);
                    numbers.insert(*id, number);
                    Slot::Piece(number)
                }
                (None, None) => Slot::Unknown(missing(&reference.text())),
            },
        });
        let slots = slots.collect();
        pieces.push(Piece { fragment, slots });
    }
    pieces
}

struct Assembly<'q> {
    arena: &'q mut Arena,
    patterns: &'q mut Patterns,
    pieces: &'q [Piece],
    /// What each piece is, as far as it is known.
    done: Vec<Lit>,
}

impl Assembly<'_> {
    fn slot(&mut self) -> Lit {
        let number = u32::try_from(self.arena.slots.len()).unwrap_or(u32::MAX);
        self.arena.slots.push(Lit::TRUE);
        self.arena.intern(Node::Slot(number))
    }

    fn fill(&mut self, slot: Lit, body: Lit) {
        let Node::Slot(number) = *self.arena.node(slot) else { return };
        if let Some(place) = self.arena.slots.get_mut(number as usize) {
            *place = body;
        }
    }

    /// The nodes of one piece; what it leads to is there already, or a slot.
    fn put(&mut self, number: usize) -> Lit {
        let pieces = self.pieces;
        let Some(Piece { fragment, slots }) = pieces.get(number) else { return Lit::TRUE };
        let mut meanings: Vec<Lit> = Vec::with_capacity(slots.len());
        for slot in slots {
            meanings.push(match slot {
                Slot::Piece(number) => self.done[*number as usize],
                Slot::Unknown(key) => self.arena.opaque(Rc::clone(key), Reason::Reference),
                Slot::Part(_) => self.slot(),
            });
        }
        let names: Vec<Name> = fragment.names.iter().map(|text| self.arena.names.shared(text)).collect();
        let mut put: Vec<Lit> = Vec::with_capacity(fragment.nodes.len());
        for node in &fragment.nodes {
            let lit = match node {
                Node::Slot(slot) => meanings.get(*slot as usize).copied().unwrap_or(Lit::TRUE),
                node => self.node((fragment, &names), node, &put),
            };
            put.push(lit);
        }
        for (slot, meaning) in slots.iter().zip(&meanings) {
            if let Slot::Part(body) = slot {
                self.fill(*meaning, at(&put, *body));
            }
        }
        at(&put, fragment.root)
    }

    fn node(&mut self, (fragment, texts): (&Fragment, &[Name]), node: &Node, put: &[Lit]) -> Lit {
        let named = |name: &Name| texts.get(name.index()).copied().unwrap_or(*name);
        match node {
            Node::Enum(ids, kinds) => {
                let values = ids.iter().filter_map(|id| fragment.values.get(*id as usize));
                let ids: BTreeSet<u32> = values.map(|(key, value)| self.arena.keyed_value(key, value)).collect();
                self.arena.intern(Node::Enum(ids.into_iter().collect(), *kinds))
            }
            Node::Format(format) => match fragment.formats.get(*format as usize) {
                Some(name) => self.arena.format(name),
                None => Lit::TRUE,
            },
            Node::Opaque(opaque) => match fragment.opaque.get(*opaque as usize) {
                Some((key, reason)) => self.arena.opaque(Rc::clone(key), *reason),
                None => Lit::TRUE,
            },
            Node::Pattern(pattern) => {
                let pattern = self.pattern(fragment, *pattern);
                self.arena.intern(Node::Pattern(pattern))
            }
            Node::Matching(pattern, lit) => {
                let pattern = self.pattern(fragment, *pattern);
                self.arena.simplified(Node::Matching(pattern, at(put, *lit)))
            }
            Node::Required(name) => self.arena.intern(Node::Required(named(name))),
            Node::Property(name, lit) => self.arena.simplified(Node::Property(named(name), at(put, *lit))),
            Node::Additional(names, lit) => {
                let patterns = names.patterns.iter().map(|pattern| self.pattern(fragment, *pattern)).collect();
                let names = Names { names: names.names.iter().map(named).collect(), patterns };
                self.arena.simplified(Node::Additional(Rc::new(names), at(put, *lit)))
            }
            node => self.arena.rebuilt(node, |lit| at(put, lit)),
        }
    }

    fn pattern(&mut self, fragment: &Fragment, pattern: u32) -> u32 {
        let known = fragment.patterns.get(pattern as usize);
        known.and_then(|known| self.patterns.number_of(known)).unwrap_or(u32::MAX)
    }
}

fn at(put: &[Lit], lit: Lit) -> Lit {
    put.get(lit.node()).map_or(Lit::TRUE, |known| known.under(lit.is_negated()))
}

/// The fragment of a definition of `compound`; work for what is unevaluated is taken from `left`.
fn fragment(
    definition: &Definition,
    compound: &Compound,
    (side, asserts_formats): (Side, bool),
    languages: &Rc<Languages>,
    left: &mut u64,
) -> Rc<Fragment> {
    // What it was read with is to be the same.
    let is_same = |one: &Consulted| match *one {
        Consulted::Definition(id, serial) => compound.get(id).map(|found| found.serial) == serial,
        Consulted::Token(token, known) => compound.token(token) == known,
    };
    let is_good = |one: &&Rc<Fragment>| {
        one.asserts_formats == asserts_formats
            && one.side.is_none_or(|own| own == side)
            && one.work < *left
            && one.consulted.iter().all(is_same)
    };
    let known = definition.fragments.borrow().iter().find(is_good).cloned();
    if let Some(known) = known {
        *left -= known.work;
        return known;
    }
    let (mut arena, mut patterns) = (Arena::new(), Patterns::with(Rc::clone(languages)));
    let assert_formats = |name: &str| asserts_formats && Oracle::asserts_format(name);
    let resources = Resources::of_definition(definition, compound);
    let alone = Compiler::new(&mut arena, &mut patterns, resources, side, &assert_formats).run_alone(*left);
    let is_kept = alone.left > 0;
    let work = *left - alone.left;
    *left = alone.left;
    let fragment = Rc::new(Fragment::new(arena, patterns, alone, (side, asserts_formats), work));
    if is_kept {
        let mut fragments = definition.fragments.borrow_mut();
        if fragments.len() >= MAX_FRAGMENTS {
            fragments.remove(0);
        }
        fragments.push(Rc::clone(&fragment));
    }
    fragment
}
