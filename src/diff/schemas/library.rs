//! [`Library`]: the schemas of both documents as definitions that questions share: each is converted once for each way to use it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::focus::{Focus, FocusKey, TOKEN, Ways, Written, end};
use super::leading::referred;
use super::numbered::{Numbered, refer_by_number};
use super::places::Places;
use super::side::is_annotation;
use super::sketch::Sketch;
use super::wide::is_wide;
use crate::containment::{Compound, Definition, DefinitionId, Definitions, Form, Reference};
use crate::pointer::Pointer;
use crate::quick_hash::QuickMap;
use crate::schema::bundled::{Piece, Reading, reference_to};
use crate::schema::identifiers::Identifiers;
use crate::schema::vocabulary::Draft;
use crate::schema::{Bundled, Direction, walk};
use crate::stack::deep;
use crate::tree::{Text, Tree, tree};

/// Values in the definitions that are kept at most, and when messages go the other way: what they use is others. A schema that has
/// nearly as many itself has room for some like it.
const MAX_VALUES: (u64, u64) = (20_000, 10_000);

/// A place of a document, read in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Read {
    number: u32,
    direction: Direction,
    reading: Reading,
}

/// One schema, and what it took to make it.
#[derive(Debug)]
struct Entry {
    definition: Rc<Definition>,
    skipped: Vec<(Pointer, String)>,
    /// The numbers of what it refers to.
    references: Vec<u32>,
    /// Of these, what is about the same value.
    in_place: Vec<u32>,
    /// Whether where references lead hangs on the way here.
    is_dynamic: bool,
    /// Whether it is an object of which a focus may leave something out.
    is_wide: bool,
    ways: Ways,
}

/// What was made of one definition.
#[derive(Debug, Default)]
struct Entries {
    whole: Option<Rc<Entry>>,
    focused: QuickMap<FocusKey, Rc<Entry>>,
}

/// The definitions of base and revision.
#[derive(Debug)]
pub(super) struct Library<'c> {
    base: Identifiers<'c>,
    revision: Identifiers<'c>,
    places: RefCell<Places>,
    entries: QuickMap<Read, Entries>,
    /// How many values the entries have.
    held: u64,
    /// How many values the largest schema has.
    largest: u64,
    /// Where the messages go that they are for.
    direction: Direction,
    /// Whether what is referred to for the same value comes back to where that began.
    circles: QuickMap<Read, bool>,
}

impl<'c> Library<'c> {
    pub(super) fn new(base: &'c Tree, revision: &'c Tree) -> Self {
        let (base, revision) = (Identifiers::new(base), Identifiers::new(revision));
        let (places, entries, circles) = (RefCell::default(), QuickMap::default(), QuickMap::default());
        Self { base, revision, places, entries, held: 0, largest: 0, direction: Direction::Neutral, circles }
    }

    fn identifiers(&self, of_base: bool) -> &Identifiers<'c> {
        if of_base { &self.base } else { &self.revision }
    }

    /// Lets go of what was made when it is much, and returns whether it did: what is needed again is made again.
    pub(super) fn trim(&mut self, direction: Direction) -> bool {
        let most = if direction == self.direction { MAX_VALUES.0.max(4 * self.largest) } else { MAX_VALUES.1 };
        let is_full = self.held > most;
        if is_full {
            self.let_go();
        }
        self.direction = direction;
        is_full
    }

    /// Lets go of what was made.
    pub(super) fn let_go(&mut self) {
        self.entries = QuickMap::default();
        self.held = 0;
    }

    /// The place with this number, and whether it is one of base.
    pub(super) fn place(&self, number: u32) -> Option<(bool, Rc<Pointer>)> {
        self.places.borrow().places.get(number as usize).cloned()
    }

    /// The number of a place that has one.
    pub(super) fn known_number(&self, of_base: bool, place: &Pointer) -> Option<u32> {
        self.places.borrow().known(of_base, place)
    }

    /// Where what is at `place` of the document is in a sketch: in which definitions, `None` for the root, and where in them.
    pub(super) fn locations(&self, sketch: &Sketch, place: &Pointer) -> Vec<(Option<DefinitionId>, Pointer)> {
        let below = |origin: &Pointer| Pointer::parse(place.as_str().strip_prefix(origin.as_str())?);
        let mut locations: Vec<(Option<DefinitionId>, Pointer)> =
            below(&sketch.root).into_iter().map(|below| (None, below)).collect();
        let mut above = Some(place.clone());
        while let Some(origin) = above {
            let by_place = self.known_number(sketch.of_base, &origin);
            let by_place = by_place.map(|number| DefinitionId::new(number, Form::Written));
            let by_place = by_place.filter(|id| sketch.schema.get(*id).is_some());
            let homes = sketch.homes.iter().filter(|(home, _)| *home == origin).map(|(_, id)| *id);
            let ids = by_place.into_iter().chain(homes);
            locations.extend(ids.filter_map(|id| Some((Some(id), below(&origin)?))));
            above = origin.parent();
        }
        locations
    }

    /// As much of the schema at `root` as the focus is on, with everything that it refers to.
    pub(super) fn sketch(&mut self, of_base: bool, root: &Pointer, direction: Direction, focus: &Focus<'_>) -> Sketch {
        let reading = Reading::of(self.identifiers(of_base).document(), root);
        let at = |number: u32| Read { number, direction, reading };
        let number = self.places.borrow_mut().number(of_base, root.clone());
        let first = self.entry(at(number), focus, root);
        let (mut definitions, mut skipped) = (Definitions::default(), first.skipped.clone());
        let mut known: QuickMap<u32, ()> = QuickMap::default();
        let mut is_new = |number: &u32| known.insert(*number, ()).is_none();
        let mut pending: Vec<u32> = first.references.iter().copied().filter(&mut is_new).collect();
        let (mut is_dynamic, mut values) = (first.is_dynamic, 0);
        while let Some(number) = pending.pop().filter(|_| !is_dynamic) {
            let entry = self.entry(at(number), focus, root);
            is_dynamic = entry.is_dynamic;
            values += entry.definition.size();
            skipped.extend(entry.skipped.iter().cloned());
            pending.extend(entry.references.iter().copied().filter(&mut is_new));
            definitions.insert(DefinitionId::new(number, Form::Written), Rc::clone(&entry.definition));
        }
        self.largest = self.largest.max(values);
        if is_dynamic || self.is_circular(at(number)) {
            return self.imported(of_base, root, direction, focus);
        }
        let definition = as_root(&first.definition, reading.draft());
        Sketch::new(of_base, root, Compound::new(definition, vec![Rc::new(definitions)]), skipped, Vec::new())
    }

    /// One definition.
    fn entry(&mut self, read: Read, focus: &Focus<'_>, root: &Pointer) -> Rc<Entry> {
        let Some((of_base, place)) = self.place(read.number) else { return Rc::new(Entry::nothing()) };
        let whole = self.whole(read, of_base, &place);
        if whole.is_wide && focus.may_cut(&place, root) {
            let schema = place.find(self.identifiers(of_base).document());
            if schema.is_some_and(|schema| focus.cut(schema, &place, root).is_some()) {
                return Rc::new(self.read(read, of_base, &place, focus, root));
            }
        }
        let key = match focus.key(&place, &whole.ways) {
            FocusKey::Whole => return whole,
            key => key,
        };
        let known = self.entries.get(&read).and_then(|entries| entries.focused.get(&key));
        if let Some(known) = known {
            return Rc::clone(known);
        }
        let entry = Rc::new(match whole.is_plain() {
            true => self.trimmed(&whole, of_base, &place, focus),
            false => self.read(read, of_base, &place, focus, root),
        });
        self.held += entry.definition.size();
        self.entries.entry(read).or_default().focused.insert(key, Rc::clone(&entry));
        entry
    }

    fn whole(&mut self, read: Read, of_base: bool, place: &Pointer) -> Rc<Entry> {
        if let Some(known) = self.entries.get(&read).and_then(|entries| entries.whole.as_ref()) {
            return Rc::clone(known);
        }
        let entry = Rc::new(self.read(read, of_base, place, &Focus::Whole, place));
        self.held += entry.definition.size();
        self.entries.entry(read).or_default().whole = Some(Rc::clone(&entry));
        entry
    }

    fn read(&self, read: Read, of_base: bool, place: &Pointer, focus: &Focus<'_>, root: &Pointer) -> Entry {
        let identifiers = self.identifiers(of_base);
        let document = identifiers.document();
        let number = |place: Pointer| self.places.borrow_mut().number(of_base, place);
        let mut names = BTreeSet::new();
        let cut = |schema: &Tree, place: &Pointer| focus.cut(schema, place, root);
        let mut trim = |schema: &mut Tree, at: &Pointer| {
            leave_out(schema);
            if matches!(focus, Focus::Whole) {
                names = referred(schema);
            }
            focus.trim(schema, at, &Written(document), &number);
        };
        let piece = Piece::new(identifiers, place, (read.reading, read.direction), &cut, &mut trim);
        let Piece { mut schema, skipped, references, is_dynamic } = piece;
        let ends = match focus {
            Focus::Whole => references.iter().map(|(_, place)| end(document, place)).collect(),
            _ => Vec::new(),
        };
        let numbered: Vec<(String, u32)> = references.into_iter().map(|(text, place)| (text, number(place))).collect();
        let references = numbered.iter().map(|(_, number)| *number).collect();
        let numbers = numbered.into_iter().collect();
        let mut in_place = Vec::new();
        refer_by_number(&mut schema, &numbers, Some(&mut in_place));
        let definition = Rc::new(Definition::new(schema));
        let is_wide = matches!(focus, Focus::Whole) && place.find(document).is_some_and(is_wide);
        Entry { definition, skipped, references, in_place, is_dynamic, is_wide, ways: Ways { names, ends } }
    }

    /// As much of a definition that is plain as the focus is on.
    fn trimmed(&self, whole: &Entry, of_base: bool, place: &Pointer, focus: &Focus<'_>) -> Entry {
        let mut schema = whole.definition.schema.clone();
        let ways = Numbered { places: &self.places, document: self.identifiers(of_base).document() };
        focus.trim(&mut schema, place, &ways, &|place| self.places.borrow_mut().number(of_base, place));
        refer_by_number(&mut schema, &HashMap::new(), None);
        let definition = Rc::new(Definition::new(schema));
        let mut known: QuickMap<u32, ()> = QuickMap::default();
        let numbers = definition.references().iter().filter_map(|reference| match reference {
            Reference::Definition(id) => Some(id.number()),
            Reference::Token(_) => None,
        });
        let references = numbers.filter(|number| known.insert(*number, ()).is_none()).collect();
        let (skipped, in_place, ways) = Default::default();
        Entry { definition, skipped, references, in_place, is_dynamic: false, is_wide: false, ways }
    }

    /// Whether the references of a definition, and of those that they lead to for the same value, come back to one of them. What is
    /// left out of a definition is about values inside.
    fn is_circular(&mut self, start: Read) -> bool {
        if let Some(&known) = self.circles.get(&start) {
            return known;
        }
        let (mut way, mut is_open) = (vec![(start, false)], HashMap::from([(start, true)]));
        let mut is_found = false;
        while let Some((here, is_left)) = way.pop() {
            if is_left {
                is_open.insert(here, false);
                continue;
            }
            way.push((here, true));
            let Some((of_base, place)) = self.place(here.number) else { continue };
            let entry = self.whole(here, of_base, &place);
            for &number in &entry.in_place {
                let next = Read { number, ..here };
                match is_open.get(&next) {
                    Some(is_open) => is_found |= is_open,
                    None => {
                        is_open.insert(next, true);
                        way.push((next, false));
                    }
                }
            }
        }
        is_found
    }

    /// The same from a bundle: where references lead hangs on the way to them, or they lead in a circle.
    fn imported(&mut self, of_base: bool, root: &Pointer, direction: Direction, focus: &Focus<'_>) -> Sketch {
        let document = self.identifiers(of_base).document();
        let number = |place: Pointer| self.places.borrow_mut().number(of_base, place);
        let cut = |schema: &Tree, place: &Pointer| focus.cut(schema, place, root);
        let bundle = Bundled::cut(document, root, direction, &cut, &mut |schema, at| {
            leave_out(schema);
            focus.trim(schema, at, &Written(document), &number);
        });
        let mut schema = bundle.schema.clone();
        let named = schema.as_object_mut().and_then(|members| members.remove("$defs"));
        let named: Vec<(Text, Tree)> = match named {
            Some(Tree::Object(named)) => named.into_iter().collect(),
            _ => Vec::new(),
        };
        let (mut numbers, mut homes) = (HashMap::new(), Vec::new());
        for (name, _) in &named {
            let place = bundle.document_pointer(&Pointer::root().key("$defs").key(name));
            let number = self.places.borrow_mut().another(of_base, place.clone());
            numbers.insert(reference_to(name), number);
            homes.push((place, DefinitionId::new(number, Form::Written)));
        }
        let mut definitions = Definitions::default();
        for ((_, mut schema), (_, id)) in named.into_iter().zip(&homes) {
            refer_by_number(&mut schema, &numbers, None);
            definitions.insert(*id, Rc::new(Definition::new(schema)));
        }
        if let Some(members) = schema.as_object_mut()
            && bundle.draft == Draft::Y2020
        {
            members.remove("$schema");
        }
        refer_by_number(&mut schema, &numbers, None);
        let compound = Compound::new(Rc::new(Definition::new(schema)), vec![Rc::new(definitions)]);
        Sketch::new(of_base, root, compound, bundle.skipped, homes)
    }
}

impl Entry {
    /// Whether everything in it can be used, and is referred to as a component by its name.
    fn is_plain(&self) -> bool {
        self.skipped.is_empty() && !self.is_dynamic && !self.ways.names.contains(&None)
    }

    fn nothing() -> Self {
        let definition = Rc::new(Definition::new(Tree::Bool(true)));
        let (skipped, references, in_place, ways) = Default::default();
        Self { definition, skipped, references, in_place, is_dynamic: false, is_wide: false, ways }
    }
}

/// A schema that others may be beside, in the JSON Schema that it is written in.
fn as_root(definition: &Rc<Definition>, draft: Draft) -> Rc<Definition> {
    let schema = match &definition.schema {
        Tree::Object(_) if draft == Draft::Y2020 => return Rc::clone(definition),
        Tree::Object(members) => {
            let mut members = members.clone();
            members.insert("$schema", draft.uri().into());
            Tree::Object(members)
        }
        Tree::Bool(false) => tree!({ "not": {} }),
        _ => tree!({}),
    };
    Rc::new(Definition::new(schema))
}

/// Leaves out what no question is about, and what the document has under the name of a token.
fn leave_out(schema: &mut Tree) {
    if let Some(members) = schema.as_object_mut() {
        let is_reference = members.contains_key("$ref");
        members.retain(|keyword, _| keyword != TOKEN && (is_reference || !is_said(keyword)));
    }
    walk::each_inside_mut(schema, &mut |_, inside| deep(|| leave_out(inside)));
}

/// Whether a keyword is for people.
fn is_said(keyword: &str) -> bool {
    is_annotation(keyword) && !matches!(keyword, "readOnly" | "writeOnly" | "contentSchema" | "discriminator")
}

#[cfg(test)]
mod tests {
    use crate::containment::{Containment, Options, Shared, close_tree, covers_compound, covers_counted, question};

    use super::*;

    /// Definitions that are used twice, recursive, under an alternative, and hidden in one direction.
    fn document(most: u8) -> Tree {
        tree!({"openapi": "3.0.3", "components": {"schemas": {
            "Leaf": {"type": "string", "maxLength": most, "description": "D"},
            "Pair": {"type": "object", "required": ["left"], "properties": {
                "left": {"$ref": "#/components/schemas/Leaf"},
                "right": {"$ref": "#/components/schemas/Leaf"},
                "secret": {"type": "string", "writeOnly": true},
            }},
            "Tree": {"type": "object", "properties": {
                "value": {"$ref": "#/components/schemas/Choice"},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            }},
            "Choice": {"oneOf": [{"$ref": "#/components/schemas/Pair"}, {"$ref": "#/components/schemas/Leaf"}]},
            "Never": {"not": {"$ref": "#/components/schemas/Pair"}, "type": "object"},
            "Self": {"allOf": [{"$ref": "#/components/schemas/Other"}, {"maxLength": most}]},
            "Other": {"anyOf": [{"$ref": "#/components/schemas/Self"}, {"type": "string"}]},
        }}})
    }

    fn at(name: &str) -> Pointer {
        Pointer::root().key("components").key("schemas").key(name)
    }

    /// Whether the answer is yes, and whether it is no. Of two witnesses either will do.
    fn said(answer: &Containment) -> (bool, bool) {
        (answer.is_yes(), answer.is_no())
    }

    #[test]
    fn a_sketch_says_what_the_bundle_says() {
        let (base, revision) = (document(3), document(5));
        let options = Options::new().assert_formats(true);
        let mut library = Library::new(&base, &revision);
        for direction in [Direction::Request, Direction::Response] {
            for (left, right) in ["Leaf", "Pair", "Tree", "Choice", "Never", "Self"].iter().flat_map(|left| {
                ["Leaf", "Pair", "Tree", "Choice", "Never", "Self", "Other"].iter().map(move |right| (left, right))
            }) {
                let ours = Bundled::new(&base, &at(left), direction);
                let theirs = Bundled::new(&revision, &at(right), direction);
                let (sender, receiver) = (
                    library.sketch(true, &at(left), direction, &Focus::Whole),
                    library.sketch(false, &at(right), direction, &Focus::Whole),
                );
                assert_eq!((&sender.skipped, &receiver.skipped), (&ours.skipped, &theirs.skipped), "{left} {right}");
                let ask = |sub: &Compound, sup: &Compound| covers_compound(sub, sup, 0, &options, &Shared::default()).0;
                let (found, wanted) =
                    (ask(&sender.schema, &receiver.schema), covers_counted(&ours.schema, &theirs.schema, &options).0);
                assert_eq!(said(&found), said(&wanted), "{left} {right}");
                let closed = close_tree(&ours.schema).ok();
                let sent = crate::containment::close_compound(&sender.schema, false).ok();
                assert_eq!(sent.is_some(), closed.is_some());
                let (found, wanted) = sent
                    .zip(closed)
                    .map(|(sent, closed)| {
                        (ask(&sent, &receiver.schema), covers_counted(&closed, &theirs.schema, &options).0)
                    })
                    .unzip();
                assert_eq!(found.as_ref().map(said), wanted.as_ref().map(said), "{left} {right}");
            }
        }
    }

    #[test]
    fn a_definition_is_made_once_for_every_schema_that_uses_it() {
        let (base, revision) = (document(3), document(3));
        let mut library = Library::new(&base, &revision);
        let mut sketch = |name: &str| library.sketch(true, &at(name), Direction::Neutral, &Focus::Whole);
        let (tree, choice) = (sketch("Tree"), sketch("Choice"));
        let pairs: Vec<_> = [&tree, &choice]
            .iter()
            .filter_map(|sketch| {
                let leads_on = |one: &&&Rc<Definition>| one.schema.get("required").is_some();
                sketch.schema.reached().iter().find(leads_on).map(|one| Rc::as_ptr(one))
            })
            .collect();
        assert!(pairs.len() == 2 && pairs[0] == pairs[1], "{pairs:?}");
    }

    #[test]
    fn questions_are_the_same_however_definitions_are_numbered() {
        let (base, revision) = (document(3), document(3));
        let mut library = Library::new(&base, &revision);
        let mut sketch =
            |of_base: bool, name: &str| library.sketch(of_base, &at(name), Direction::Neutral, &Focus::Whole);
        let (ours, theirs, other) = (sketch(true, "Tree"), sketch(false, "Tree"), sketch(false, "Choice"));
        assert_eq!(question(&ours.schema, &theirs.schema), question(&theirs.schema, &ours.schema));
        assert_ne!(question(&ours.schema, &other.schema).0, question(&other.schema, &ours.schema).0);
        assert_ne!(question(&ours.schema, &other.schema).0, question(&ours.schema, &theirs.schema).0);
    }
}
