//! [`Tree`]: a document, a schema or a part of one.
//!
//! It has the same shape as `serde_json::Value`, which is for payloads, and is laid out for documents: they are large, and copied all
//! the time. Objects are sorted lists, so that one with two members takes 150 bytes instead of 700; short texts need no allocation; and
//! a copy shares its parts with the original until one of the two is changed.
//!
//! `build.rs` compiles this folder too: it imports nothing above `stack`.

mod convert;
mod list;
mod map;

use std::fmt;
use std::ops;

use serde_json::Number;
pub(crate) use smol_str::SmolStr as Text;

pub(crate) use self::list::List;
pub(crate) use self::map::{Iter, IterMut, Map, MapBuilder};
use crate::stack::deep;

/// A value of a document.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) enum Tree {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Text),
    /// An array.
    Array(List),
    /// An object.
    Object(Map),
}

/// A [`Tree`] that is written as JSON, with expressions in it that a [`Tree`] is made [from](From).
macro_rules! tree {
    (null) => { $crate::tree::Tree::Null };
    ([ $($items:tt)* ]) => { $crate::tree::Tree::from($crate::tree::tree!(@items [] $($items)*)) };
    ({ $($members:tt)* }) => {
        $crate::tree::Tree::Object($crate::tree::Map::from_iter($crate::tree::tree!(@members [] $($members)*)))
    };
    (@items [$($done:expr,)*]) => { ::std::vec::Vec::<$crate::tree::Tree>::from([$($done),*]) };
    (@items [$($done:expr,)*] [ $($inside:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@items [$($done,)* $crate::tree::tree!([ $($inside)* ]),] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] { $($inside:tt)* } $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@items [$($done,)* $crate::tree::tree!({ $($inside)* }),] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@items [$($done,)* $crate::tree::Tree::Null,] $($($rest)*)?)
    };
    (@items [$($done:expr,)*] $next:expr $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@items [$($done,)* $crate::tree::Tree::from($next),] $($($rest)*)?)
    };
    (@members [$($done:expr,)*]) => { ::std::vec::Vec::<($crate::tree::Text, $crate::tree::Tree)>::from([$($done),*]) };
    (@members [$($done:expr,)*] $name:tt : [ $($inside:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@members [$($done,)* ($name.into(), $crate::tree::tree!([ $($inside)* ])),] $($($rest)*)?)
    };
    (@members [$($done:expr,)*] $name:tt : { $($inside:tt)* } $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@members [$($done,)* ($name.into(), $crate::tree::tree!({ $($inside)* })),] $($($rest)*)?)
    };
    (@members [$($done:expr,)*] $name:tt : null $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@members [$($done,)* ($name.into(), $crate::tree::Tree::Null),] $($($rest)*)?)
    };
    (@members [$($done:expr,)*] $name:tt : $next:expr $(, $($rest:tt)*)?) => {
        $crate::tree::tree!(@members [$($done,)* ($name.into(), $crate::tree::Tree::from($next)),] $($($rest)*)?)
    };
    ($value:expr) => { $crate::tree::Tree::from($value) };
}
pub(crate) use tree;

impl Tree {
    /// A reference to something.
    pub(crate) fn reference(to: impl Into<Text>) -> Self {
        Self::Object(Map::from_iter([("$ref", Self::String(to.into()))]))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn is_boolean(&self) -> bool {
        matches!(self, Self::Bool(_))
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// Whether it is an array or an object.
    pub(crate) fn has_parts(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    pub(crate) fn is_u64(&self) -> bool {
        self.as_u64().is_some()
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    pub(crate) fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&Map> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Map> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of this name of an object, or the item at this position of an array.
    pub(crate) fn get(&self, at: impl At) -> Option<&Self> {
        at.of(self)
    }

    pub(crate) fn get_mut(&mut self, at: impl At) -> Option<&mut Self> {
        at.of_mut(self)
    }
}

/// What leads one step down.
pub(crate) trait At {
    fn of(self, tree: &Tree) -> Option<&Tree>;
    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree>;
}

impl At for &str {
    fn of(self, tree: &Tree) -> Option<&Tree> {
        tree.as_object()?.get(self)
    }

    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree> {
        tree.as_object_mut()?.get_mut(self)
    }
}

impl<A: At + Copy> At for &A {
    fn of(self, tree: &Tree) -> Option<&Tree> {
        (*self).of(tree)
    }

    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree> {
        (*self).of_mut(tree)
    }
}

impl At for &String {
    fn of(self, tree: &Tree) -> Option<&Tree> {
        self.as_str().of(tree)
    }

    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree> {
        self.as_str().of_mut(tree)
    }
}

impl At for &Text {
    fn of(self, tree: &Tree) -> Option<&Tree> {
        self.as_str().of(tree)
    }

    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree> {
        self.as_str().of_mut(tree)
    }
}

impl At for usize {
    fn of(self, tree: &Tree) -> Option<&Tree> {
        tree.as_array()?.get(self)
    }

    fn of_mut(self, tree: &mut Tree) -> Option<&mut Tree> {
        tree.as_array_mut()?.get_mut(self)
    }
}

/// `null` where there is nothing.
impl<A: At> ops::Index<A> for Tree {
    type Output = Self;

    fn index(&self, at: A) -> &Self {
        self.get(at).unwrap_or(&Self::Null)
    }
}

/// A member to be set: what is no object becomes one.
impl ops::IndexMut<&str> for Tree {
    fn index_mut(&mut self, name: &str) -> &mut Self {
        if !self.is_object() {
            *self = Self::Object(Map::new());
        }
        match self {
            Self::Object(members) => members.entry(name).or_insert(Self::Null),
            other => other,
        }
    }
}

/// The text of the value, as JSON without white space.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// The same.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::hash::{BuildHasher, RandomState};

    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Map, MapBuilder, Text, Tree, tree};

    /// Values whose objects have few names, many, and names that are longer than a text holds in place.
    fn values() -> impl Strategy<Value = Value> {
        let name = prop_oneof!["[a-d]{0,2}", "[a-z]{3}", "é{20,30}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 200, 50, move |inside| {
            prop_oneof![
                prop::collection::vec(inside.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(name.clone(), inside, 0..50)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_tree_is_the_value_that_it_was_made_from(value in values(), other in values()) {
            let tree = Tree::from(&value);
            prop_assert_eq!(&tree.to_value(), &value);
            prop_assert_eq!(&tree, &Tree::from(value.clone()));
            prop_assert!(tree == value);
            prop_assert_eq!(tree.to_string(), value.to_string());
            prop_assert_eq!(tree == other, value == other);
            let hasher = RandomState::new();
            prop_assert_eq!(hasher.hash_one(&tree), hasher.hash_one(Tree::from(value)));
        }

        #[test]
        fn members_are_what_a_sorted_map_has(
            members in prop::collection::vec(("[a-h]{0,2}", 0_u8..10), 0..80),
            more in prop::collection::vec(("[a-h]{0,2}", 0_u8..10), 0..20),
            asked in "[a-h]{0,2}",
        ) {
            let wanted: BTreeMap<String, u8> = members.iter().cloned().collect();
            let pairs = |map: &Map| -> Vec<(String, u64)> {
                map.iter().map(|(name, value)| (name.to_string(), value.as_u64().unwrap_or_default())).collect()
            };
            let expected = |map: &BTreeMap<String, u8>| -> Vec<(String, u64)> {
                map.iter().map(|(name, value)| (name.clone(), u64::from(*value))).collect()
            };
            let collected: Map = members.iter().map(|(name, value)| (name, Tree::from(*value))).collect();
            prop_assert_eq!(pairs(&collected), expected(&wanted));
            let mut inserted = Map::new();
            for (name, value) in &members {
                inserted.insert(name, Tree::from(*value));
            }
            prop_assert_eq!(&inserted, &collected);
            prop_assert_eq!(inserted.get(&asked).and_then(Tree::as_u64), wanted.get(&asked).copied().map(u64::from));
            // The first of a name, as a reader of a document has it.
            let (mut builder, mut first) = (MapBuilder::default(), BTreeMap::new());
            for (name, value) in &members {
                let is_new = !first.contains_key(name);
                prop_assert_eq!(builder.contains_key(name), !is_new);
                prop_assert_eq!(builder.add(Text::from(name), Tree::from(*value)).is_ok(), is_new);
                first.entry(name.clone()).or_insert(*value);
                prop_assert_eq!(builder.len(), first.len());
            }
            prop_assert_eq!(pairs(&builder.build()), expected(&first));
            let (copy, mut changed, mut wanted) = (inserted.clone(), inserted, wanted);
            changed.extend(more.iter().map(|(name, value)| (name, Tree::from(*value))));
            wanted.extend(more.clone());
            prop_assert_eq!(pairs(&changed), expected(&wanted));
            prop_assert_eq!(changed.remove(&asked).is_some(), wanted.remove(&asked).is_some());
            changed.entry(&asked).or_insert(Tree::from(7_u8));
            wanted.entry(asked).or_insert(7);
            changed.retain(|name, _| name.len() < 2);
            wanted.retain(|name, _| name.len() < 2);
            prop_assert_eq!(pairs(&changed), expected(&wanted));
            prop_assert_eq!(copy, collected);
        }
    }

    #[test]
    fn a_value_is_no_longer_than_a_text() {
        assert_eq!(size_of::<Tree>(), 24);
        assert_eq!(size_of::<(Text, Tree)>(), 48);
    }

    #[test]
    fn a_copy_keeps_what_is_changed_in_the_original() {
        let mut original = tree!({"a": {"b": [1, 2]}, "c": {}});
        let copy = original.clone();
        if let Some(items) = original.get_mut("a").and_then(|a| a.get_mut("b")).and_then(Tree::as_array_mut) {
            items.push(Tree::Null);
        }
        assert_eq!(original, tree!({"a": {"b": [1, 2, null]}, "c": {}}));
        assert_eq!(copy, tree!({"a": {"b": [1, 2]}, "c": {}}));
    }

    /// What nests deeply is read where there is a reader: see `stack`.
    #[cfg(feature = "validate")]
    #[test]
    fn a_value_that_nests_deeply_is_compared_written_and_dropped_on_a_small_stack() {
        let nested = || {
            (0..50_000).fold(Tree::Null, |inside, at| match at % 2 {
                0 => Tree::from(vec![inside]),
                _ => Tree::Object(Map::from_iter([("a", inside)])),
            })
        };
        let work = move || {
            let (left, right) = (nested(), nested());
            // A value is taken apart as it becomes a tree: its own destructor recurs.
            let back = Tree::from(left.to_value());
            left == right && left.to_string() == right.to_string() && back == right
        };
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(work);
        assert_eq!(thread.ok().and_then(|thread| thread.join().ok()), Some(true));
    }
}
