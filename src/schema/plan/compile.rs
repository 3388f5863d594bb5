//! From schema to plan: a graph of nodes, `$ref`s as links.

use std::collections::HashMap;

use super::Plan;
use super::keywords;
use super::node::{ANY, Node, NodeId};
use super::settle::settle;
use crate::stack::deep;
use crate::tree::Tree;

/// Schemas nested deeper than this are left to the exact validator.
const MAX_DEPTH: usize = 100;

pub(super) fn compile(schema: &Tree) -> Plan {
    let mut graph = Graph { schema, nodes: vec![Node::any()], references: HashMap::new(), waiting: Vec::new() };
    let root = graph.reference("#");
    while let Some((id, target)) = graph.waiting.pop() {
        graph.nodes[id] = graph.node(target, 0);
    }
    let Graph { nodes, .. } = graph;
    settle(nodes, root)
}

pub(super) struct Graph<'s> {
    schema: &'s Tree,
    nodes: Vec<Node>,
    references: HashMap<&'s str, NodeId>,
    /// What was referred to and is still to be compiled: a queue and not a recursion, since references form chains of
    /// any length.
    waiting: Vec<(NodeId, &'s Tree)>,
}

impl<'s> Graph<'s> {
    /// The node of a subschema.
    pub(super) fn add(&mut self, schema: &'s Tree, depth: usize) -> NodeId {
        let node = deep(|| self.node(schema, depth));
        match node.alias {
            Some(id) => id,
            None if node.is_any() => ANY,
            None => {
                self.nodes.push(node);
                self.nodes.len() - 1
            }
        }
    }

    /// The node of what `reference` refers to.
    pub(super) fn reference(&mut self, reference: &'s str) -> NodeId {
        if let Some(&id) = self.references.get(reference) {
            return id;
        }
        self.nodes.push(Node::unknown());
        let id = self.nodes.len() - 1;
        self.references.insert(reference, id);
        if let Some(target) = self.resolve(reference) {
            self.waiting.push((id, target));
        }
        id
    }

    fn node(&mut self, schema: &'s Tree, depth: usize) -> Node {
        match schema {
            Tree::Bool(true) => Node::any(),
            Tree::Bool(false) => Node::never(),
            Tree::Object(schema) if depth < MAX_DEPTH => {
                let root = std::ptr::eq(schema, self.schema.as_object().unwrap_or(schema));
                keywords::read(self, schema, depth, root).unwrap_or_else(Node::unknown)
            }
            _ => Node::unknown(),
        }
    }

    /// The target of `#` or `#/a/b`; `None` for everything else, and behind a schema with a base URI of its own.
    fn resolve(&self, reference: &str) -> Option<&'s Tree> {
        let path = reference.strip_prefix('#')?;
        if path.is_empty() {
            return Some(self.schema);
        }
        if path.contains('%') {
            return None;
        }
        let mut here = self.schema;
        for token in path.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            here = match here {
                Tree::Object(members) => members.get(&token)?,
                Tree::Array(elements) => elements.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
            if here.get("$id").is_some() {
                return None;
            }
        }
        Some(here)
    }
}
