//! [`Compound`]: a schema in pieces that it shares with others, so that a question copies none of them and reads each once.
//!
//! A [`Definition`] refers to another one by number, and what a number means is up to the compound that both are part of: a schema
//! with one definition edited is another compound with all the same pieces but one. Whoever makes definitions numbers them.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::for_check::{ForCheck, Usable};
use super::outcome::Reason;
use super::reference::{DefinitionId, Form, Reference};
use super::statements::fragment::Fragment;
use crate::quick_hash::QuickMap;
use crate::schema::CompiledDefinition;
use crate::schema::walk::{Holds, holds};
use crate::tree::{Map, Tree};

/// One schema, whose references are to others by number, and what is found out about it once.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) schema: Tree,
    /// What no other definition has.
    pub(super) serial: u64,
    pub(super) size: u64,
    pub(super) depth: usize,
    /// Equal for schemas that are equal but for which definitions and tokens their references name.
    digest: u128,
    /// What is referred to, in the order of the schema.
    references: Vec<Reference>,
    pub(super) closed: [OnceCell<Result<Rc<Definition>, Reason>>; 4],
    pub(super) original: OnceCell<Rc<Definition>>,
    /// Its statements, by what they were read with.
    pub(super) fragments: RefCell<Vec<Rc<Fragment>>>,
    /// For the validator, without and with formats asserted.
    for_check: [ForCheck; 2],
}

impl Definition {
    pub(crate) fn new(schema: Tree) -> Self {
        let mut reading = Reading::default();
        reading.schema(&schema, 0);
        let Reading { bytes, references, size, depth } = reading;
        let digest = hash(&bytes);
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let (closed, original, fragments, for_check) = Default::default();
        Self { schema, serial, size, depth, digest, references, closed, original, fragments, for_check }
    }

    /// How many values it is made of.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// What the validator judges by; `None` if something in it cannot be used.
    pub(super) fn compiled(&self, formats: bool) -> Option<&CompiledDefinition> {
        self.for_check[usize::from(formats)].compiled(&self.schema, formats)
    }

    /// What is known of that; `None` as above.
    pub(super) fn usable(&self, formats: bool) -> Option<&Usable> {
        self.for_check[usize::from(formats)].usable(&self.schema, formats)
    }

    pub(crate) fn references(&self) -> &[Reference] {
        &self.references
    }
}

/// Definitions by their numbers.
pub(crate) type Definitions = QuickMap<DefinitionId, Rc<Definition>>;

/// A schema and the definitions that it may refer to.
#[derive(Debug, Clone)]
pub(crate) struct Compound {
    pub(crate) root: Rc<Definition>,
    /// What numbers mean: the first map that has one decides.
    layers: Vec<Rc<Definitions>>,
    /// Tokens that are another one.
    tokens: Option<Rc<BTreeMap<u32, u32>>>,
}

impl Compound {
    pub(crate) fn new(root: Rc<Definition>, layers: Vec<Rc<Definitions>>) -> Self {
        Self { root, layers, tokens: None }
    }

    /// A schema that refers to nothing.
    pub(crate) fn of_value(schema: Tree) -> Self {
        Self::new(Rc::new(Definition::new(schema)), Vec::new())
    }

    /// The definitions of a sender, of which some were edited, and of the receiver.
    pub(crate) fn grafted(root: Rc<Definition>, edited: Definitions, sender: &Self, receiver: &Self) -> Self {
        let mut layers = vec![Rc::new(edited)];
        layers.extend(sender.layers.iter().chain(&receiver.layers).cloned());
        Self { root, layers, tokens: None }
    }

    /// How many definitions it has.
    pub(crate) fn size(&self) -> u64 {
        1 + self.layers.iter().map(|layer| layer.len() as u64).sum::<u64>()
    }

    /// Other definitions, with the same tokens.
    pub(super) fn with(&self, root: Rc<Definition>, layers: Vec<Rc<Definitions>>) -> Self {
        Self { root, layers, tokens: self.tokens.clone() }
    }

    /// The same with another root.
    pub(crate) fn with_root(&self, root: Tree) -> Self {
        Self { root: Rc::new(Definition::new(root)), ..self.clone() }
    }

    /// A schema that refers to the roots of others, each by a name of its own.
    pub(crate) fn of_parts(root: Tree, parts: &[(u32, &Self)]) -> Self {
        let named = parts.iter().map(|(name, part)| (DefinitionId::new(*name, Form::Named), Rc::clone(&part.root)));
        let mut layers = vec![Rc::new(named.collect())];
        layers.extend(parts.iter().flat_map(|(_, part)| part.layers.iter().cloned()));
        let tokens = parts.iter().find_map(|(_, part)| part.tokens.clone());
        Self { root: Rc::new(Definition::new(root)), layers, tokens }
    }

    /// The same, in which these tokens are others.
    pub(crate) fn with_tokens(&self, tokens: &Rc<BTreeMap<u32, u32>>) -> Self {
        Self { tokens: Some(Rc::clone(tokens)), ..self.clone() }
    }

    pub(crate) fn get(&self, id: DefinitionId) -> Option<&Rc<Definition>> {
        self.layers.iter().find_map(|layer| layer.get(&id))
    }

    /// The definition with this number, whatever its form, as a compiled one names it.
    pub(super) fn numbered(&self, number: u32) -> Option<&Definition> {
        self.get(DefinitionId::of_raw(number)).map(Rc::as_ref)
    }

    /// What `schema`, a part of this, refers to.
    pub(crate) fn target(&self, schema: &Tree) -> Option<&Rc<Definition>> {
        match Reference::of(schema)? {
            Reference::Definition(id) => self.get(id),
            Reference::Token(_) => None,
        }
    }

    pub(super) fn token(&self, token: u32) -> u32 {
        self.tokens.as_ref().and_then(|tokens| tokens.get(&token)).copied().unwrap_or(token)
    }

    /// The root, and everything that is referred to.
    pub(crate) fn reached(&self) -> Vec<&Rc<Definition>> {
        let (mut reached, mut known) = (vec![&self.root], QuickMap::default());
        let mut at = 0;
        while let Some(definition) = reached.get(at).copied() {
            at += 1;
            for reference in &definition.references {
                if let Reference::Definition(id) = reference
                    && known.insert(*id, ()).is_none()
                {
                    reached.extend(self.get(*id));
                }
            }
        }
        reached
    }
}

/// A question in few bytes: equal ones are the same, however their definitions are numbered. And how many values it is about.
pub(crate) fn question(sub: &Compound, sup: &Compound) -> (u128, u64) {
    let (mut bytes, mut size) = (Vec::new(), 0);
    let mut tokens: QuickMap<u32, usize> = QuickMap::default();
    for compound in [sub, sup] {
        size += write(compound, &mut bytes, &mut |token| {
            let next = tokens.len();
            *tokens.entry(token).or_insert(next)
        });
    }
    (hash(&bytes), size)
}

/// Whether both say the same to the letter.
pub(super) fn are_equal(left: &Compound, right: &Compound) -> bool {
    let [left, right] = [left, right].map(|compound| {
        let mut bytes = Vec::new();
        write(compound, &mut bytes, &mut |token| token as usize);
        bytes
    });
    left == right
}

/// Appends what a compound says, and returns of how many values it is made; `number` numbers tokens.
fn write(compound: &Compound, bytes: &mut Vec<u8>, number: &mut dyn FnMut(u32) -> usize) -> u64 {
    let (mut reached, mut known, mut size) = (vec![&compound.root], QuickMap::default(), 0);
    let mut at = 0;
    while let Some(definition) = reached.get(at).copied() {
        at += 1;
        size += definition.size;
        bytes.extend(definition.digest.to_le_bytes());
        for reference in &definition.references {
            let number = match reference {
                Reference::Definition(id) => match (known.get(id).copied(), compound.get(*id)) {
                    (Some(number), _) => number,
                    (None, Some(target)) => {
                        reached.push(target);
                        known.insert(*id, reached.len() - 1);
                        reached.len() - 1
                    }
                    (None, None) => usize::MAX - id.raw() as usize,
                },
                Reference::Token(token) => number(compound.token(*token)),
            };
            bytes.extend(number.to_le_bytes());
        }
    }
    bytes.extend(reached.len().to_le_bytes());
    size
}

/// Two independent functions: what is hashed differs in 128 bits that no document can foresee.
fn hash(bytes: &[u8]) -> u128 {
    static HASHERS: LazyLock<(RandomState, RandomState)> = LazyLock::new(Default::default);
    u128::from(HASHERS.0.hash_one(bytes)) << 64 | u128::from(HASHERS.1.hash_one(bytes))
}

/// Reads a schema for its digest.
#[derive(Default)]
struct Reading {
    bytes: Vec<u8>,
    references: Vec<Reference>,
    size: u64,
    depth: usize,
}

impl Reading {
    fn schema(&mut self, schema: &Tree, depth: usize) {
        let Tree::Object(members) = schema else { return self.data(schema, depth) };
        self.open_object(members, depth);
        for (keyword, value) in members {
            self.text(keyword);
            let reference = value.as_str().filter(|_| keyword == "$ref").and_then(Reference::read);
            if let Some(reference) = reference {
                self.size += 1;
                self.bytes.push(if matches!(reference, Reference::Token(_)) { 7 } else { 8 });
                self.references.push(reference);
                continue;
            }
            match (holds(keyword, value), value) {
                (Holds::One, _) => crate::stack::deep(|| self.schema(value, depth + 1)),
                (Holds::List, Tree::Array(items)) => {
                    self.open_array(items, depth + 1);
                    items.iter().for_each(|item| crate::stack::deep(|| self.schema(item, depth + 2)));
                }
                (Holds::Named, Tree::Object(named)) => {
                    self.open_object(named, depth + 1);
                    for (name, member) in named {
                        self.text(name);
                        match member {
                            Tree::Array(_) => self.data(member, depth + 2),
                            _ => crate::stack::deep(|| self.schema(member, depth + 2)),
                        }
                    }
                }
                _ => self.data(value, depth + 1),
            }
        }
    }

    fn open_object(&mut self, members: &Map, depth: usize) {
        self.depth = self.depth.max(depth);
        self.size += 1;
        self.bytes.push(6);
        self.bytes.extend(members.len().to_le_bytes());
    }

    fn open_array(&mut self, items: &[Tree], depth: usize) {
        self.depth = self.depth.max(depth);
        self.size += 1;
        self.bytes.push(5);
        self.bytes.extend(items.len().to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend(text.len().to_le_bytes());
        self.bytes.extend(text.as_bytes());
    }

    /// Appends a value so that no two values of which one is not the other have the same bytes.
    fn data(&mut self, value: &Tree, depth: usize) {
        let mut open = vec![(value, depth)];
        while let Some((value, depth)) = open.pop() {
            match value {
                Tree::Null => self.bytes.push(0),
                Tree::Bool(value) => self.bytes.push(1 + u8::from(*value)),
                Tree::Number(number) => {
                    self.bytes.push(3);
                    self.text(&number.to_string());
                }
                Tree::String(value) => {
                    self.bytes.push(4);
                    self.text(value);
                }
                Tree::Array(items) => {
                    self.open_array(items, depth);
                    open.extend(items.iter().map(|item| (item, depth + 1)));
                    continue;
                }
                Tree::Object(members) => {
                    self.open_object(members, depth);
                    for (name, member) in members {
                        self.text(name);
                        open.push((member, depth + 1));
                    }
                    continue;
                }
            }
            self.depth = self.depth.max(depth);
            self.size += 1;
        }
    }
}
