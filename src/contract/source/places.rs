//! [`Places`]: the position of every value of a YAML text, in the order of the text.
//!
//! A tree parallel to the values would take more memory than these. What an alias repeats has one position, where its anchor is.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::pointer::Pointer;

/// An index among the places.
pub(super) type Id = u32;

/// Collections with more members than this are searched once, for all who ask.
const FEW: usize = 16;

/// The positions of the values of one text.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<Node>);

/// What a value is called where it is.
#[derive(Debug, Clone)]
pub(super) enum Name<'n> {
    /// Nothing: it is an item of a list, or the whole.
    Item,
    /// A member of a mapping: its key, and the characters of that.
    Member(&'n str, Range<usize>),
    /// Nothing that the tree of values has.
    Hidden,
}

/// The names of values without a key.
const ITEM: u64 = 0;
const HIDDEN: u64 = u64::MAX;

/// The characters (not bytes) that a value and its key take. What is inside of it follows it.
#[derive(Debug, Clone)]
struct Node {
    /// The hash of its key, which no other member of its mapping has.
    name: u64,
    key: (u32, u32),
    value: (u32, u32),
    /// The first place that is not inside of it.
    end: Id,
    /// Where what is inside of it is: an alias has it at its anchor.
    inside: Id,
}

/// The characters of a value, and of its key.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Range<usize>,
}

impl Places {
    /// Adds a value, which is open until [`Places::close`] if it is a collection.
    pub(super) fn push(&mut self, name: &Name<'_>, value: &Range<usize>) -> Id {
        let id = number(self.0.len());
        let (name, key) = match name {
            Name::Item => (ITEM, (0, 0)),
            Name::Member(name, key) => (hash(name), pair(key)),
            Name::Hidden => (HIDDEN, (0, 0)),
        };
        self.0.push(Node { name, key, value: pair(value), end: id.saturating_add(1), inside: id });
        id
    }

    /// Adds an alias of what is at `anchor`.
    pub(super) fn alias(&mut self, name: &Name<'_>, value: &Range<usize>, anchor: Id) -> Id {
        let id = self.push(name, value);
        self.node_mut(id).inside = anchor;
        id
    }

    /// Adds those members of the mapping at `from` to the mapping that is open that are called one of `names`.
    pub(super) fn merge(&mut self, from: Id, names: &[&str]) {
        let names: HashSet<u64> = names.iter().map(|name| hash(name)).collect();
        let members: Vec<Id> = self.inside(from).filter(|&member| names.contains(&self.node(member).name)).collect();
        for member in members {
            let end = number(self.0.len()).saturating_add(1);
            self.0.push(Node { end, ..self.node(member).clone() });
        }
    }

    /// The items of the list at `id`, or the members of the mapping, in their order.
    pub(super) fn inside(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut holder = id;
        while self.node(holder).inside != holder {
            holder = self.node(holder).inside;
        }
        let (mut next, end) = (holder.saturating_add(1), self.node(holder).end);
        std::iter::from_fn(move || {
            let id = Some(next).filter(|&id| id < end)?;
            next = self.node(id).end;
            Some(id)
        })
    }

    /// Ends the collection at `id`, and where it is in the text.
    pub(super) fn close(&mut self, id: Id, value: &Range<usize>) {
        let end = number(self.0.len());
        let node = self.node_mut(id);
        (node.end, node.value) = (end, pair(value));
    }

    /// Gives back the room for more of them: they are kept as long as the text.
    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The places of these values, in their order.
    pub(super) fn find(&self, pointers: &[Pointer]) -> Vec<Option<Found>> {
        let mut known: HashMap<Id, HashMap<u64, Id>> = HashMap::new();
        let mut find = |pointer: &Pointer| {
            if self.0.is_empty() {
                return None;
            }
            let mut id = 0;
            for token in pointer.parts() {
                id = self.child(id, &token, &mut known)?;
            }
            let Node { name, key, value, .. } = self.node(id);
            Some(Found { key: (*name != ITEM).then(|| range(*key)), value: range(*value) })
        };
        pointers.iter().map(&mut find).collect()
    }

    fn child(&self, id: Id, token: &str, known: &mut HashMap<Id, HashMap<u64, Id>>) -> Option<Id> {
        let name = hash(token);
        let position = token.parse::<usize>().ok();
        // Items have no names.
        let is_wanted = |(at, child): &(usize, Id)| match self.node(*child).name {
            ITEM => position == Some(*at),
            own => own == name,
        };
        let inside = match known.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(known) => {
                let few = self.inside(id).take(FEW).enumerate().find(is_wanted);
                if let Some((_, child)) = few {
                    return Some(child);
                }
                let all = self.inside(id).enumerate().map(|(at, child)| match self.node(child).name {
                    ITEM => (number(at).into(), child),
                    own => (own, child),
                });
                known.insert(all.collect())
            }
        };
        let position = position.and_then(|at| inside.get(&u64::from(number(at))));
        position.filter(|&&child| self.node(child).name == ITEM).or_else(|| inside.get(&name)).copied()
    }

    fn node(&self, id: Id) -> &Node {
        &self.0[id as usize]
    }

    fn node_mut(&mut self, id: Id) -> &mut Node {
        &mut self.0[id as usize]
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish().clamp(ITEM + 1, HIDDEN - 1)
}

/// A text of more than four billion characters has no places behind them.
fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn pair(range: &Range<usize>) -> (u32, u32) {
    (number(range.start), number(range.end))
}

fn range((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}

/// The byte offsets of these character offsets in `text`, in their order, found in one walk.
pub(super) fn byte_offsets(text: &str, characters: &[usize]) -> Vec<usize> {
    if text.is_ascii() {
        return characters.iter().map(|&at| at.min(text.len())).collect();
    }
    let mut order: Vec<usize> = (0..characters.len()).collect();
    order.sort_by_key(|&index| characters[index]);
    let mut offsets = vec![text.len(); characters.len()];
    let mut walk = text.char_indices().map(|(byte, _)| byte).enumerate().peekable();
    for index in order {
        while walk.next_if(|(character, _)| *character < characters[index]).is_some() {}
        if let Some((_, byte)) = walk.peek() {
            offsets[index] = *byte;
        }
    }
    offsets
}
