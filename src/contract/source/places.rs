//! [`Node`]: the position of every value of a YAML text, as a tree parallel to the tree of values.

use std::ops::Range;

use crate::pointer::Pointer;

/// The characters (not bytes) that a value and its key take.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Range<usize>,
    pub(super) below: Below,
}

#[derive(Debug, Clone)]
pub(super) enum Below {
    Nothing,
    Items(Vec<Node>),
    Members(Vec<(Box<str>, Node)>),
}

impl Node {
    pub(super) fn scalar(value: Range<usize>) -> Self {
        Self { key: None, value, below: Below::Nothing }
    }

    /// The node that `pointer` points to.
    pub(super) fn at(&self, pointer: &Pointer) -> Option<&Self> {
        let mut node = self;
        for token in pointer.tokens() {
            node = match &node.below {
                Below::Nothing => return None,
                Below::Items(items) => items.get(token.parse::<usize>().ok()?)?,
                Below::Members(members) => &members.iter().find(|(name, _)| **name == *token)?.1,
            };
        }
        Some(node)
    }
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
