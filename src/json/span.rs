//! [`Span`]: the positions of values in the bytes; found on demand by a second pass.

use std::collections::HashMap;
use std::ops::Range;

use super::error::Fault;
use super::number::Lexeme;
use super::read::{Sink, Word, read, text};
use super::string::Raw;
use crate::pointer::Pointer;

/// The bytes of a value and, when it is a member of an object, of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// The member name with its quotes; `None` for elements of arrays and for the whole text.
    pub key: Option<Range<usize>>,
    /// The value, with its quotes or brackets.
    pub value: Range<usize>,
}

/// The spans of the values that `pointers` point to, in their order, found in one pass.
///
/// `None` where there is no value, or where `bytes` stop being JSON before the value ends. A name that an object has twice
/// means its first member.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
/// use order_contracts::pointer::Pointer;
///
/// let bytes = br#"{"lines": [{"sku": "A"}, {"sku": "B"}]}"#;
/// let second = Pointer::root().key("lines").index(1).key("sku");
/// let spans = json::spans(bytes, &[second, Pointer::root().key("total")]);
/// let span = spans[0].as_ref().ok_or("no such value")?;
/// assert_eq!(&bytes[span.value.clone()], br#""B""#);
/// assert_eq!(span.key.clone().map(|key| &bytes[key]), Some(&br#""sku""#[..]));
/// assert_eq!(spans[1], None);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn spans(bytes: &[u8], pointers: &[Pointer]) -> Vec<Option<Span>> {
    let mut finder = Finder::new(pointers);
    if let Ok(text) = text(bytes) {
        // What was found before a fault is right; the rest stays `None`.
        let _ = read(text, 0, &mut finder);
    }
    let Finder { nodes, .. } = finder;
    let mut found = vec![None; pointers.len()];
    for node in nodes {
        for index in node.askers {
            found[index].clone_from(&node.found);
        }
    }
    found
}

/// The pointers as a tree, and how far the walk is into it.
struct Finder {
    nodes: Vec<Node>,
    open: Vec<Level>,
    key: Option<Range<usize>>,
    /// The node of the member whose value comes next.
    member: Option<usize>,
}

#[derive(Default)]
struct Node {
    below: HashMap<String, usize>,
    elements: HashMap<usize, usize>,
    askers: Vec<usize>,
    found: Option<Span>,
}

/// An open array or object.
struct Level {
    node: Option<usize>,
    /// The next element's index; `None` in an object.
    element: Option<usize>,
    key: Option<Range<usize>>,
    at: usize,
}

impl Finder {
    fn new(pointers: &[Pointer]) -> Self {
        let mut nodes = vec![Node::default()];
        for (asker, pointer) in pointers.iter().enumerate() {
            let mut at = 0;
            for token in pointer.tokens() {
                let fresh = nodes.len();
                let below = *nodes[at].below.entry(token.clone()).or_insert(fresh);
                if below == fresh {
                    // RFC 6901, 4: an index has no leading zeros.
                    if let Some(index) = token.parse::<usize>().ok().filter(|index| index.to_string() == token) {
                        nodes[at].elements.insert(index, fresh);
                    }
                    nodes.push(Node::default());
                }
                at = below;
            }
            nodes[at].askers.push(asker);
        }
        Self { nodes, open: Vec::new(), key: None, member: None }
    }

    /// The node and the key of the value that begins now.
    fn enter(&mut self) -> (Option<usize>, Option<Range<usize>>) {
        match self.open.last_mut() {
            None => (Some(0), None),
            Some(Level { element: None, .. }) => (self.member, self.key.take()),
            Some(Level { node, element: Some(element), .. }) => {
                let here = node.and_then(|node| self.nodes[node].elements.get(element).copied());
                *element += 1;
                (here, None)
            }
        }
    }

    fn begin(&mut self, at: usize, element: Option<usize>) -> Result<(), Fault> {
        let (node, key) = self.enter();
        self.open.push(Level { node, element, key, at });
        Ok(())
    }

    fn scalar(&mut self, value: Range<usize>) -> Result<(), Fault> {
        let (node, key) = self.enter();
        self.found(node, key, value);
        Ok(())
    }

    fn found(&mut self, node: Option<usize>, key: Option<Range<usize>>, value: Range<usize>) {
        if let Some(node) = node {
            self.nodes[node].found.get_or_insert(Span { key, value });
        }
    }
}

impl<'a> Sink<'a> for Finder {
    type Stop = Fault;

    fn begin_object(&mut self, at: usize) -> Result<(), Fault> {
        self.begin(at, None)
    }

    fn begin_array(&mut self, at: usize) -> Result<(), Fault> {
        self.begin(at, Some(0))
    }

    fn key(&mut self, key: Raw<'a>) -> Result<(), Fault> {
        self.key = Some(key.at..key.end());
        let node = self.open.last().and_then(|level| level.node);
        self.member = node.and_then(|node| self.nodes[node].below.get(key.decode().as_ref()).copied());
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), Fault> {
        if let Some(level) = self.open.pop() {
            self.found(level.node, level.key, level.at..end);
        }
        Ok(())
    }

    fn string(&mut self, string: Raw<'a>) -> Result<(), Fault> {
        self.scalar(string.at..string.end())
    }

    fn number(&mut self, number: Lexeme<'a>) -> Result<(), Fault> {
        self.scalar(number.at..number.at + number.text.len())
    }

    fn word(&mut self, _: Word, span: Range<usize>) -> Result<(), Fault> {
        self.scalar(span)
    }
}
