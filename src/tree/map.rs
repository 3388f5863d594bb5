//! [`Map`]: the members of an object, sorted by their names.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Text, Tree, deep};

/// The members of an object. A copy is cheap; a map that is shared is copied when it is changed.
#[derive(Clone, Default)]
pub(crate) struct Map(Arc<Vec<(Text, Tree)>>);

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for so many members.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(Arc::new(Vec::with_capacity(count)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn position(&self, name: &str) -> Option<usize> {
        // Most names differ in their lengths or first letters, and need not be compared by a call.
        let first = name.as_bytes().first();
        let is_same = |own: &str| own.len() == name.len() && own.as_bytes().first() == first && own == name;
        match self.0.as_slice() {
            // Most objects are small: their names are compared in a row.
            few if few.len() <= 8 => few.iter().position(|(own, _)| is_same(own)),
            many => {
                let head = head(name);
                many.binary_search_by(|(own, _)| self::head(own).cmp(&head).then_with(|| own.as_str().cmp(name))).ok()
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Tree> {
        self.position(name).map(|at| &self.0[at].1)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Tree> {
        let at = self.position(name)?;
        Some(&mut Arc::make_mut(&mut self.0)[at].1)
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Sets a member, and returns what it was. Each call moves the members behind it: for many, `collect` or `extend` is quicker.
    pub(crate) fn insert(&mut self, name: impl Into<Text>, value: Tree) -> Option<Tree> {
        let name = name.into();
        let members = Arc::make_mut(&mut self.0);
        // Whoever has many to insert has them in order as a rule.
        let place = match members.last() {
            Some((last, _)) if *last < name => Err(members.len()),
            _ => members.binary_search_by(|(own, _)| own.cmp(&name)),
        };
        match place {
            Ok(at) => Some(std::mem::replace(&mut members[at].1, value)),
            Err(at) => {
                if members.len() == members.capacity() {
                    // Few are added to what is there.
                    members.reserve_exact(1 + members.len() / 4);
                }
                members.insert(at, (name, value));
                None
            }
        }
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Tree> {
        let at = self.position(name)?;
        Some(Arc::make_mut(&mut self.0).remove(at).1)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&Text, &mut Tree) -> bool) {
        Arc::make_mut(&mut self.0).retain_mut(|(name, value)| keep(name, value));
    }

    /// The place of the member of this name, which may not be there yet.
    pub(crate) fn entry(&mut self, name: impl Into<Text>) -> Entry<'_> {
        Entry { members: Arc::make_mut(&mut self.0), name: name.into() }
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    pub(crate) fn iter_mut(&mut self) -> IterMut<'_> {
        Arc::make_mut(&mut self.0).iter_mut().map(|(name, value)| (&*name, value))
    }

    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &Text> + ExactSizeIterator + Clone {
        self.0.iter().map(|(name, _)| name)
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &Tree> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Tree> + ExactSizeIterator {
        Arc::make_mut(&mut self.0).iter_mut().map(|(_, value)| value)
    }
}

/// The first bytes of a name as a number. Names are ordered as these are, which need no call to be compared; where they are the same,
/// so may the names be or not.
fn head(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut head = [0; 8];
    let length = bytes.len().min(head.len());
    head[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(head)
}

/// The place of a member.
pub(crate) struct Entry<'m> {
    members: &'m mut Vec<(Text, Tree)>,
    name: Text,
}

impl<'m> Entry<'m> {
    pub(crate) fn or_insert(self, default: Tree) -> &'m mut Tree {
        self.or_insert_with(|| default)
    }

    pub(crate) fn or_insert_with(self, default: impl FnOnce() -> Tree) -> &'m mut Tree {
        let Self { members, name } = self;
        let at = members.binary_search_by(|(own, _)| own.cmp(&name)).unwrap_or_else(|at| {
            members.insert(at, (name, default()));
            at
        });
        &mut members[at].1
    }
}

pub(crate) type Iter<'m> =
    std::iter::Map<std::slice::Iter<'m, (Text, Tree)>, fn(&'m (Text, Tree)) -> (&'m Text, &'m Tree)>;
pub(crate) type IterMut<'m> =
    std::iter::Map<std::slice::IterMut<'m, (Text, Tree)>, fn(&'m mut (Text, Tree)) -> (&'m Text, &'m mut Tree)>;

impl Drop for Map {
    fn drop(&mut self) {
        if let Some(members) = Arc::get_mut(&mut self.0)
            && members.iter().any(|(_, value)| value.has_parts())
        {
            // What is in an object may nest as deeply as it likes.
            deep(|| members.clear());
        }
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl Eq for Map {}

impl Hash for Map {
    fn hash<H: Hasher>(&self, state: &mut H) {
        deep(|| self.0.hash(state));
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.len() == other.len() && deep(|| self.0 == other.0)
    }
}

impl<N: Into<Text>> FromIterator<(N, Tree)> for Map {
    fn from_iter<I: IntoIterator<Item = (N, Tree)>>(members: I) -> Self {
        let mut members: Vec<(Text, Tree)> = members.into_iter().map(|(name, value)| (name.into(), value)).collect();
        settle(&mut members);
        Self(Arc::new(members))
    }
}

impl<N: Into<Text>> Extend<(N, Tree)> for Map {
    fn extend<I: IntoIterator<Item = (N, Tree)>>(&mut self, more: I) {
        let members = Arc::make_mut(&mut self.0);
        members.extend(more.into_iter().map(|(name, value)| (name.into(), value)));
        settle(members);
    }
}

/// Sorts members; of several with one name the last is the one.
fn settle(members: &mut Vec<(Text, Tree)>) {
    if members.is_sorted_by(|(left, _), (right, _)| left < right) {
        return;
    }
    members.sort_by(|(left, _), (right, _)| left.cmp(right));
    members.dedup_by(|later, earlier| {
        let is_same = later.0 == earlier.0;
        if is_same {
            std::mem::swap(later, earlier);
        }
        is_same
    });
}

impl IntoIterator for Map {
    type Item = (Text, Tree);
    type IntoIter = std::vec::IntoIter<(Text, Tree)>;

    fn into_iter(mut self) -> Self::IntoIter {
        std::mem::take(Arc::make_mut(&mut self.0)).into_iter()
    }
}

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m Text, &'m Tree);
    type IntoIter = Iter<'m>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'m> IntoIterator for &'m mut Map {
    type Item = (&'m Text, &'m mut Tree);
    type IntoIter = IterMut<'m>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// The members, in as much memory as they need; the room that they were in stays.
fn moved(members: &mut Vec<(Text, Tree)>) -> Vec<(Text, Tree)> {
    let mut exact = Vec::with_capacity(members.len());
    exact.append(members);
    exact
}

/// Builds a [`Map`] from members that come one by one, in any order.
#[derive(Debug)]
pub(crate) enum MapBuilder {
    Few(Vec<(Text, Tree)>),
    Many(BTreeMap<Text, Tree>),
}

impl Default for MapBuilder {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl MapBuilder {
    /// Up to this many members, moving them is cheaper than a `BTreeMap`.
    const FEW: usize = 32;

    /// Adds a member; returns both if there is one of that name.
    pub(crate) fn add(&mut self, name: Text, value: Tree) -> Result<(), (Text, Tree)> {
        if let Self::Few(members) = self
            && members.len() == Self::FEW
        {
            *self = Self::Many(std::mem::take(members).into_iter().collect());
        }
        match self {
            Self::Few(members) => {
                let at = match members.last() {
                    Some((last, _)) if *last < name => members.len(),
                    None => 0,
                    _ => match members.binary_search_by(|(own, _)| own.cmp(&name)) {
                        Ok(_) => return Err((name, value)),
                        Err(at) => at,
                    },
                };
                members.insert(at, (name, value));
            }
            Self::Many(members) => match members.entry(name) {
                std::collections::btree_map::Entry::Occupied(entry) => return Err((entry.key().clone(), value)),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    entry.insert(value);
                }
            },
        }
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Few(members) => members.len(),
            Self::Many(members) => members.len(),
        }
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        match self {
            Self::Few(members) => members.binary_search_by(|(own, _)| own.as_str().cmp(name)).is_ok(),
            Self::Many(members) => members.contains_key(name),
        }
    }

    /// The map of all members, which are taken out; there is room for the next.
    pub(crate) fn build(&mut self) -> Map {
        match self {
            Self::Few(members) if members.is_empty() => Map::new(),
            Self::Few(members) => Map(Arc::new(moved(members))),
            Self::Many(members) => {
                let members = std::mem::take(members).into_iter().collect();
                *self = Self::default();
                Map(Arc::new(members))
            }
        }
    }
}
