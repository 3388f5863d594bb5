//! [`Compiler`]: the nodes that are made while a schema is compiled, and those whose keywords are still to be read.

use std::collections::HashMap;

use serde_json::Value;

use super::node::{ANY, Keyword, Node, NodeId};
use crate::pointer::Pointer;
use crate::schema::bundle::Bundle;
use crate::schema::dialect::Direction;
use crate::schema::vocabulary::Draft;

pub(super) struct Compiler<'s> {
    bundle: &'s Bundle,
    schema: &'s Value,
    document: &'s Value,
    pub(super) nodes: Vec<Node>,
    references: HashMap<&'s str, Option<NodeId>>,
    waiting: Vec<(NodeId, &'s Value, Pointer)>,
}

impl<'s> Compiler<'s> {
    /// For `schema`, which is that of `bundle` with markers; `document` is where the bundle was taken from.
    pub(super) fn new(bundle: &'s Bundle, schema: &'s Value, document: &'s Value) -> Self {
        let nodes = vec![Node::new(Pointer::root(), Vec::new())];
        Self { bundle, schema, document, nodes, references: HashMap::new(), waiting: Vec::new() }
    }

    /// A node whose keywords were not read, its schema, and where that is in the document.
    pub(super) fn next(&mut self) -> Option<(NodeId, &'s Value, Pointer)> {
        self.waiting.pop()
    }

    pub(super) fn draft(&self) -> Draft {
        self.bundle.draft
    }

    /// The keyword that hides a property in the direction of the bundle.
    pub(super) fn hiding(&self) -> Option<&'static str> {
        match self.bundle.direction {
            Direction::Neutral => None,
            Direction::Request => Some("readOnly"),
            Direction::Response => Some("writeOnly"),
        }
    }

    /// What the document has at `place`.
    pub(super) fn original(&self, place: &Pointer) -> Option<&'s Value> {
        place.resolve(self.document)
    }

    /// The node of a subschema, which is at `place` of the document.
    pub(super) fn add(&mut self, schema: &'s Value, place: Pointer) -> NodeId {
        match schema {
            Value::Bool(true) => ANY,
            Value::Object(keywords) if keywords.is_empty() => ANY,
            Value::Bool(false) => self.push(Node::new(place, vec![Keyword::Never(None)])),
            schema => {
                let id = self.push(Node::new(Pointer::root(), Vec::new()));
                self.waiting.push((id, schema, place));
                id
            }
        }
    }

    /// The node of a property that is hidden in this direction.
    pub(super) fn hidden(&mut self, place: Pointer) -> NodeId {
        let hiding = self.hiding();
        self.push(Node::new(place, vec![Keyword::Never(hiding)]))
    }

    /// The node of what `reference` refers to; `None` if there is nothing.
    pub(super) fn reference(&mut self, reference: &'s str) -> Option<NodeId> {
        if let Some(&known) = self.references.get(reference) {
            return known;
        }
        let location = Pointer::from_reference(reference);
        let target = location.and_then(|location| Some((location.resolve(self.schema)?, location)));
        let node = target.map(|(schema, location)| self.add(schema, self.bundle.document_pointer(&location)));
        self.references.insert(reference, node);
        node
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}
