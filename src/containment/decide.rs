//! [`covers`] and [`member`]: compile, link, search, and the validator's last word.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::check::Check;
use super::compound::{self, Compound};
use super::languages::formats::Formats;
use super::languages::language::{Languages, Patterns};
use super::options::Options;
use super::outcome::{Containment, Obstacle, Reason, Side};
use super::search::solver::{ANY, Blame, Found, Search};
use super::shrink::shrink;
use super::statements::arena::Arena;
use super::statements::assemble::assemble;
use super::statements::compile::Compiler;
use super::statements::link::link;
use super::statements::node::Lit;
use super::statements::resources::Resources;
use crate::pointer::Pointer;
use crate::schema::Oracle;
use crate::stack;
use crate::tree::Tree;

/// Questions inside questions that are followed.
const DEEP: usize = 1_500;
/// Documents nested deeper than this are not compared.
pub(super) const NESTING_LIMIT: usize = 400;
/// Steps for any question, however small.
const ANY_WORK: u64 = 300;
/// Steps for reading one value of a schema.
const READ_WORK: u64 = 3;
/// Finite schemas with up to so many instances are simply put to the validator.
const FINITE: usize = 256;

/// Whether every instance that `sub` accepts is accepted by `sup`.
///
/// Both are JSON Schemas (2020-12) that refer to nothing outside themselves. Semantics are those of the standard: what a
/// schema does not mention is allowed.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Containment, Options, covers};
/// use serde_json::json;
///
/// let narrow = json!({"type": "string", "maxLength": 2});
/// let wide = json!({"type": "string", "maxLength": 3});
/// assert_eq!(covers(&narrow, &wide, &Options::new()), Containment::Yes);
/// assert_eq!(covers(&wide, &narrow, &Options::new()), Containment::No { witness: json!("aaa") });
/// ```
#[must_use]
pub fn covers(sub: &Value, sup: &Value, options: &Options) -> Containment {
    covers_counted(&sub.into(), &sup.into(), options).0
}

/// The same, and how many steps it took, those included that reading the schemas takes.
pub(crate) fn covers_counted(sub: &Tree, sup: &Tree, options: &Options) -> (Containment, u64) {
    let shared = &Shared::default();
    counted(&Documents { sub: Source::Tree(sub), sup: Source::Tree(sup), options, shared }, size(sub) + size(sup))
}

/// A question about compounds: what distinguishes it from others, however definitions are numbered, and how many values it is about.
pub(crate) fn question(sub: &Compound, sup: &Compound) -> (u128, u64) {
    compound::question(sub, sup)
}

/// The same as [`covers_counted`]; nobody is to know where in the schemas something stood in the way.
pub(crate) fn covers_compound(
    sub: &Compound,
    sup: &Compound,
    size: u64,
    options: &Options,
    shared: &Shared,
) -> (Containment, u64) {
    counted(&Documents { sub: Source::Compound(sub), sup: Source::Compound(sup), options, shared }, size)
}

fn counted(documents: &Documents<'_>, size: u64) -> (Containment, u64) {
    if let Some(refused) = documents.refused(NESTING_LIMIT) {
        return (refused, 1);
    }
    let (mut answers, spent) = documents.answers(&[(Pointer::root(), Pointer::root())]);
    (answers.pop().unwrap_or_else(|| undecided([])), ANY_WORK + READ_WORK * size + spent)
}

/// The same question for many places of two documents at once: for each pair, whether the schema at the first place, in
/// `sub`, accepts nothing but what the schema at the second place, in `sup`, accepts.
///
/// The documents are read once, and what is found out for one pair serves the others. References mean what they mean in
/// their document. The budget is for each pair.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Options, covers_each};
/// use order_contracts::pointer::Pointer;
/// use serde_json::json;
///
/// let base = json!({"$defs": {"A": {"items": {"$ref": "#/$defs/B"}}, "B": {"type": "integer"}}});
/// let revision = json!({"$defs": {"A": {"items": {"$ref": "#/$defs/B"}}, "B": {"type": "number"}}});
/// let place = |name: &str| Pointer::root().key("$defs").key(name);
/// let pairs = [(place("A"), place("A")), (place("B"), place("B"))];
/// assert!(covers_each(&base, &revision, &pairs, &Options::new()).iter().all(|answer| answer.is_yes()));
/// ```
#[must_use]
pub fn covers_each(sub: &Value, sup: &Value, pairs: &[(Pointer, Pointer)], options: &Options) -> Vec<Containment> {
    let (sub, sup) = (&Tree::from(sub), &Tree::from(sup));
    let shared = &Shared::default();
    let documents = Documents { sub: Source::Tree(sub), sup: Source::Tree(sup), options, shared };
    if let Some(refused) = documents.refused(NESTING_LIMIT) {
        return vec![refused; pairs.len()];
    }
    documents.answers(pairs).0
}

/// What is known of the instances of one schema.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Member {
    /// The schema accepts this instance: nothing in it can be left out.
    Found(Value),
    /// Proved: the schema accepts nothing.
    None,
    /// Neither was found.
    Undecided {
        /// What stood in the way.
        reasons: Vec<Obstacle>,
    },
}

/// A smallest instance of `schema`, checked by the validator.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Member, Options, member};
/// use serde_json::json;
///
/// let schema = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "minimum": 1}}});
/// assert_eq!(member(&schema, &Options::new()), Member::Found(json!({"id": 1})));
/// assert_eq!(member(&json!({"type": "string", "enum": [1, 2]}), &Options::new()), Member::None);
/// ```
#[must_use]
pub fn member(schema: &Value, options: &Options) -> Member {
    member_of(&schema.into(), options)
}

/// The same of a schema of a contract.
pub(crate) fn member_of(schema: &Tree, options: &Options) -> Member {
    match covers_counted(schema, &Tree::Bool(false), options).0 {
        Containment::Yes => Member::None,
        Containment::No { witness } => Member::Found(witness),
        Containment::Undecided { reasons } => Member::Undecided { reasons },
    }
}

/// One of the schemas that a question is about, or a document that has them.
#[derive(Clone, Copy)]
enum Source<'a> {
    Tree(&'a Tree),
    Compound(&'a Compound),
}

impl<'a> Source<'a> {
    fn nests_deeper_than(self, limit: usize) -> bool {
        match self {
            Self::Tree(schema) => nests_deeper_than(schema, limit),
            Self::Compound(compound) => compound.reached().iter().any(|definition| definition.depth > limit),
        }
    }

    /// The schemas at these places, as statements of `arena`.
    fn compile<'p>(
        &self,
        (arena, patterns): (&mut Arena, &mut Patterns),
        places: impl Iterator<Item = &'p Pointer>,
        (side, asserts_formats): (Side, bool),
    ) -> Vec<Lit> {
        match self {
            Self::Tree(schema) => {
                let assert_formats = |name: &str| asserts_formats && Oracle::asserts_format(name);
                let resources = Resources::new(schema);
                Compiler::new(arena, patterns, resources, side, &assert_formats).run(places)
            }
            Self::Compound(compound) => {
                let root = assemble(arena, patterns, compound, (side, asserts_formats));
                places.map(|_| root).collect()
            }
        }
    }

    fn check(self, place: &Pointer, formats: bool) -> Option<Check<'a>> {
        match self {
            Self::Tree(schema) => Check::at(schema, place, formats),
            Self::Compound(compound) => Check::of_compound(compound, formats),
        }
    }
}

/// What questions find out that is the same for all of them.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    languages: Rc<Languages>,
    formats: RefCell<Formats>,
}

/// The two documents that a question is about.
struct Documents<'a> {
    sub: Source<'a>,
    sup: Source<'a>,
    options: &'a Options,
    shared: &'a Shared,
}

impl Documents<'_> {
    /// The answer when one of the documents is nested deeper than `limit`.
    fn refused(&self, limit: usize) -> Option<Containment> {
        [(Side::Sub, self.sub), (Side::Sup, self.sup)].into_iter().find_map(|(side, source)| {
            let too_deep = source.nests_deeper_than(limit);
            too_deep.then(|| undecided([Obstacle { reason: Reason::Depth, side, pointer: Pointer::root() }]))
        })
    }

    /// Whether both say the same to the letter at these places.
    fn are_equal(&self, places: &(Pointer, Pointer)) -> bool {
        match (self.sub, self.sup) {
            (Source::Tree(sub), Source::Tree(sup)) => sub == sup && places.0 == places.1,
            (Source::Compound(sub), Source::Compound(sup)) => compound::are_equal(sub, sup),
            (Source::Tree(_), Source::Compound(_)) | (Source::Compound(_), Source::Tree(_)) => false,
        }
    }

    fn answers(&self, pairs: &[(Pointer, Pointer)]) -> (Vec<Containment>, u64) {
        stack::roomy(|| self.answers_in_room(pairs))
    }

    fn answers_in_room(&self, pairs: &[(Pointer, Pointer)]) -> (Vec<Containment>, u64) {
        let (mut arena, mut patterns) = (Arena::new(), Patterns::with(Rc::clone(&self.shared.languages)));
        let formats = self.options.formats;
        let sub = pairs.iter().map(|(sub, _)| sub);
        let mut roots = self.sub.compile((&mut arena, &mut patterns), sub, (Side::Sub, formats));
        let sup = pairs.iter().map(|(_, sup)| sup);
        roots.extend(self.sup.compile((&mut arena, &mut patterns), sup, (Side::Sup, formats)));
        let arena = if arena.slots.is_empty() { arena } else { link(arena, &mut roots) };
        let (subs, sups) = roots.split_at(pairs.len());
        let mut formats = self.shared.formats.take();
        let mut search = Search::new(arena, patterns, &mut formats, DEEP);
        search.is_proof_only = self.options.is_proof_only;
        let mut spent = 0;
        let questions = pairs.iter().zip(subs.iter().zip(sups));
        let answers = questions.map(|(places, (&sub, &sup))| {
            search.renew(self.options.budget);
            let answer = Question { documents: self, places, sub, sup }.answer(&mut search);
            spent += self.options.budget.saturating_sub(search.steps);
            answer
        });
        let answers = answers.collect();
        self.shared.formats.replace(formats);
        (answers, spent)
    }
}

/// One containment question, compiled.
struct Question<'a> {
    documents: &'a Documents<'a>,
    places: &'a (Pointer, Pointer),
    sub: Lit,
    sup: Lit,
}

impl Question<'_> {
    fn answer(&self, search: &mut Search<'_>) -> Containment {
        if let Some(node) = search.arena.opaque_nodes(Reason::Dialect).next() {
            // Keywords mean other things there, to us and to the validator that would check a witness.
            return match self.documents.are_equal(self.places) || self.sub == Lit::FALSE || self.sup == Lit::TRUE {
                true => Containment::Yes,
                false => undecided([self.place(search, (Reason::Dialect, node))]),
            };
        }
        if self.sub == self.sup || self.sub == Lit::FALSE || self.sup == Lit::TRUE {
            return Containment::Yes;
        }
        let is_proof_only = self.documents.options.is_proof_only;
        let found = search.members([self.sub, !self.sup], if is_proof_only { ANY } else { 1 });
        if found.is_empty() {
            // Listed values are cheap to put to the validator, so its word is asked for a proof as well.
            return match self.finite(search) {
                Some(Containment::No { .. }) => {
                    undecided([Obstacle { reason: Reason::Unconfirmed, side: Side::Sup, pointer: Pointer::root() }])
                }
                _ => Containment::Yes,
            };
        }
        if is_proof_only {
            return self.finite(search).filter(Containment::is_yes).unwrap_or_else(|| undecided(self.want(search)));
        }
        match self.confirm(&found) {
            Ok(answer) => answer,
            Err(reason) => match self.finite(search) {
                Some(answer) => answer,
                None => undecided(self.reasons(search, &found, reason)),
            },
        }
    }

    /// The first member that the validator confirms, made small.
    fn confirm(&self, found: &Found) -> Result<Containment, Option<(Reason, Side)>> {
        // A reference that leads in a circle has no meaning that a validator could confirm.
        let circular = found.reasons.iter().any(|(reason, _)| *reason == Reason::Loop);
        if found.values.is_empty() || circular {
            return Err(None);
        }
        let (sub, sup) = self.checks()?;
        let is_witness = |value: &Value| sub.accepts(value) == Some(true) && sup.accepts(value) == Some(false);
        match found.values.iter().find(|value| is_witness(value)) {
            Some(witness) => Ok(Containment::No { witness: shrink(witness.clone(), is_witness) }),
            None => Err(found.sure.then_some((Reason::Unconfirmed, Side::Sub))),
        }
    }

    /// Whether the work was not enough.
    fn want(&self, search: &Search<'_>) -> Option<Obstacle> {
        let budget = Obstacle { reason: Reason::Budget, side: Side::Sub, pointer: Pointer::root() };
        (search.steps == 0).then_some(budget)
    }

    fn checks(&self) -> Result<(Check<'_>, Check<'_>), Option<(Reason, Side)>> {
        let Documents { sub, sup, options, shared: _ } = self.documents;
        let (sub_place, sup_place) = self.places;
        let sub = sub.check(sub_place, options.formats).ok_or(Some((Reason::Uncompiled, Side::Sub)))?;
        let sup = sup.check(sup_place, options.formats).ok_or(Some((Reason::Uncompiled, Side::Sup)))?;
        Ok((sub, sup))
    }

    /// When `sub` has few instances, each is put to the validator.
    fn finite(&self, search: &mut Search<'_>) -> Option<Containment> {
        if !search.arena.lists_values(self.sub, 8) {
            return None;
        }
        let all: Rc<Found> = search.members([self.sub], FINITE);
        if !all.complete || !all.sure {
            return None;
        }
        let (sub, sup) = self.checks().ok()?;
        if !all.values.iter().all(|value| sub.accepts(value) == Some(true)) {
            return None;
        }
        let mut accepts_all = true;
        for value in &all.values {
            match sup.accepts(value) {
                Some(true) => {}
                Some(false) => return Some(Containment::No { witness: value.clone() }),
                None => accepts_all = false,
            }
        }
        accepts_all.then_some(Containment::Yes)
    }

    fn reasons(&self, search: &Search<'_>, found: &Found, own: Option<(Reason, Side)>) -> Vec<Obstacle> {
        let mut reasons: BTreeSet<Obstacle> = BTreeSet::new();
        reasons.extend(own.map(|(reason, side)| Obstacle { reason, side, pointer: Pointer::root() }));
        reasons.extend(found.reasons.iter().map(|&blame| self.place(search, blame)));
        if reasons.is_empty() {
            reasons.insert(Obstacle { reason: Reason::Budget, side: Side::Sub, pointer: Pointer::root() });
        }
        reasons.into_iter().collect()
    }

    fn place(&self, search: &Search<'_>, (reason, node): Blame) -> Obstacle {
        match search.arena.place_of(node) {
            Some(place) => Obstacle { reason, side: place.side, pointer: Pointer::clone(&place.pointer) },
            None => Obstacle { reason, side: Side::Sub, pointer: Pointer::root() },
        }
    }
}

fn undecided(reasons: impl IntoIterator<Item = Obstacle>) -> Containment {
    Containment::Undecided { reasons: reasons.into_iter().collect() }
}

/// How many values a schema is made of.
pub(crate) fn size(value: &Tree) -> u64 {
    let (mut size, mut open) = (0, vec![value]);
    while let Some(value) = open.pop() {
        size += 1;
        match value {
            Tree::Array(items) => open.extend(items),
            Tree::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    size
}

pub(super) fn nests_deeper_than(value: &Tree, limit: usize) -> bool {
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Tree::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Tree::Object(members) => open.extend(members.values().map(|member| (member, depth + 1))),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::tree;

    /// Trees share what is equal, and a reference in it leads elsewhere in each resource that has it.
    #[test]
    fn what_two_resources_share_means_something_else_in_each() {
        let shared = tree!({ "$ref": "#/$defs/own" });
        let resource = |uri: &str, name: &str| tree!({ "$id": uri, "$defs": { "own": { "properties": { (name): true } } }, "allOf": [&shared] });
        let resources = [resource("https://example.com/1", "a"), resource("https://example.com/2", "b")];
        let sup = tree!({ "allOf": Vec::from(resources), "unevaluatedProperties": false });
        let sub = tree!({ "type": "object", "properties": { "a": true, "b": true }, "additionalProperties": false });
        assert!(covers_counted(&sub, &sup, &Options::new()).0.is_yes());
        assert!(covers(&sub.to_value(), &sup.to_value(), &Options::new()).is_yes());
    }
}
