//! [`List`]: the items of an array.

use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{Tree, deep};

/// The items of an array. A copy is cheap; a list that is shared is copied when it is changed.
#[derive(Clone, Default)]
pub(crate) struct List(Arc<Vec<Tree>>);

impl List {
    fn into_items(mut self) -> Vec<Tree> {
        std::mem::take(Arc::make_mut(&mut self.0))
    }
}

impl Deref for List {
    type Target = Vec<Tree>;

    fn deref(&self) -> &Vec<Tree> {
        &self.0
    }
}

impl DerefMut for List {
    fn deref_mut(&mut self) -> &mut Vec<Tree> {
        Arc::make_mut(&mut self.0)
    }
}

impl Drop for List {
    fn drop(&mut self) {
        if let Some(items) = Arc::get_mut(&mut self.0)
            && items.iter().any(Tree::has_parts)
        {
            // What is in a list may nest as deeply as it likes.
            deep(|| items.clear());
        }
    }
}

impl Eq for List {}

impl Hash for List {
    fn hash<H: Hasher>(&self, state: &mut H) {
        deep(|| self.0.hash(state));
    }
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.len() == other.len() && deep(|| self.0 == other.0)
    }
}

impl From<Vec<Tree>> for List {
    fn from(items: Vec<Tree>) -> Self {
        Self(Arc::new(items))
    }
}

impl FromIterator<Tree> for List {
    fn from_iter<I: IntoIterator<Item = Tree>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl IntoIterator for List {
    type Item = Tree;
    type IntoIter = std::vec::IntoIter<Tree>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_items().into_iter()
    }
}

impl<'l> IntoIterator for &'l List {
    type Item = &'l Tree;
    type IntoIter = std::slice::Iter<'l, Tree>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'l> IntoIterator for &'l mut List {
    type Item = &'l mut Tree;
    type IntoIter = std::slice::IterMut<'l, Tree>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
