//! [`Compiler`]: the nodes that are made while a schema is compiled, and those whose keywords are still to be read.

#[cfg(feature = "diff")]
use std::collections::BTreeMap;
use std::collections::HashMap;
#[cfg(feature = "diff")]
use std::sync::Arc;

use super::node::{ANY, Keyword, Node, NodeId};
use crate::pointer::Pointer;
use crate::schema::bundled::Bundled;
use crate::schema::dialect::Direction;
#[cfg(feature = "diff")]
use crate::schema::expectation::Expectation;
use crate::schema::vocabulary::Draft;
use crate::tree::Tree;

pub(super) struct Compiler<'s> {
    source: Source<'s>,
    document: &'s Tree,
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
    /// By what is referred to: a place of the bundle or of the document.
    references: HashMap<Pointer, NodeId>,
    waiting: Vec<(NodeId, &'s Tree, Pointer)>,
    /// By the number of a definition that is referred to.
    #[cfg(feature = "diff")]
    pub(super) definitions: BTreeMap<u32, NodeId>,
    #[cfg(feature = "diff")]
    nothing: Arc<Expectation>,
    /// Whether some keyword cannot be used.
    pub(super) is_faulty: bool,
}

/// Where a reference leads: called with the place of the schema that has it, its keyword and its text.
pub(in crate::schema) type References<'r> = dyn Fn(&Pointer, &str, &str) -> Option<Pointer> + 'r;

/// The number of the definition that a reference by its text is to.
#[cfg(feature = "diff")]
pub(in crate::schema) type Number<'n> = dyn Fn(&str) -> Option<u32> + 'n;

/// What is compiled.
#[derive(Clone, Copy)]
pub(super) enum Source<'s> {
    /// The schema of a bundle, with markers; its references are places in it.
    Bundled { bundle: &'s Bundled, schema: &'s Tree },
    /// A schema in the form of the current draft, at a place of its document.
    #[cfg_attr(not(feature = "diff"), expect(dead_code, reason = "only questions about schemas are given as they are"))]
    Document { references: &'s References<'s>, formats: bool },
    /// The same of a schema that refers to others by number, which are compiled for themselves.
    #[cfg(feature = "diff")]
    Definition { number: &'s Number<'s>, formats: bool },
}

impl<'s> Compiler<'s> {
    pub(super) fn new(source: Source<'s>, document: &'s Tree) -> Self {
        let nodes = vec![Node::new(Pointer::root(), Vec::new())];
        Self {
            source,
            document,
            nodes,
            root: ANY,
            references: HashMap::new(),
            waiting: Vec::new(),
            #[cfg(feature = "diff")]
            definitions: BTreeMap::new(),
            #[cfg(feature = "diff")]
            nothing: Arc::new(Expectation::Nothing),
            is_faulty: false,
        }
    }

    /// A node whose keywords were not read, its schema, and where that is in the document.
    pub(super) fn next(&mut self) -> Option<(NodeId, &'s Tree, Pointer)> {
        self.waiting.pop()
    }

    pub(super) fn draft(&self) -> Draft {
        match self.source {
            Source::Bundled { bundle, .. } => bundle.draft,
            _ => Draft::Y2020,
        }
    }

    /// The keyword that hides a property in the direction of the bundle.
    pub(super) fn hiding(&self) -> Option<&'static str> {
        match self.source {
            Source::Bundled { bundle: Bundled { direction: Direction::Request, .. }, .. } => Some("readOnly"),
            Source::Bundled { bundle: Bundled { direction: Direction::Response, .. }, .. } => Some("writeOnly"),
            _ => None,
        }
    }

    /// Whether `format` is asserted.
    pub(super) fn asserts_formats(&self) -> bool {
        match self.source {
            Source::Bundled { .. } => true,
            Source::Document { formats, .. } => formats,
            #[cfg(feature = "diff")]
            Source::Definition { formats, .. } => formats,
        }
    }

    /// What the document has at `place`.
    pub(super) fn original(&self, place: &Pointer) -> Option<&'s Tree> {
        place.find(self.document)
    }

    /// Whether what takes long is compiled only if a value needs it: of many definitions few have values.
    pub(super) fn is_sparing(&self) -> bool {
        match self.source {
            #[cfg(feature = "diff")]
            Source::Definition { .. } => true,
            _ => false,
        }
    }

    /// A node with these keywords. Of a definition only whether it holds is asked, not what is violated where.
    pub(super) fn node(&self, place: Pointer, keywords: Vec<Keyword>) -> Node {
        match self.source {
            #[cfg(feature = "diff")]
            Source::Definition { .. } => Node::silent(keywords, &self.nothing),
            _ => Node::new(place, keywords),
        }
    }

    /// The node of a subschema, which is at `place` of the document.
    pub(super) fn add(&mut self, schema: &'s Tree, place: Pointer) -> NodeId {
        match schema {
            Tree::Bool(true) => ANY,
            Tree::Object(keywords) if keywords.is_empty() => ANY,
            Tree::Bool(false) => self.push(Node::new(place, vec![Keyword::Never(None)])),
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

    /// The node of what `reference`, a keyword of the schema at `place`, refers to; `None` if there is nothing.
    pub(super) fn reference(&mut self, place: &Pointer, keyword: &str, reference: &str) -> Option<NodeId> {
        let (target, root) = match self.source {
            Source::Bundled { schema, .. } => (Pointer::from_reference(reference)?, schema),
            Source::Document { references, .. } => (references(place, keyword, reference)?, self.document),
            #[cfg(feature = "diff")]
            Source::Definition { number, .. } => return Some(self.defined(number(reference)?)),
        };
        self.target(target, root)
    }

    /// The node of the schema at `target`.
    pub(super) fn root(&mut self, target: Pointer) -> Option<NodeId> {
        let root = match self.source {
            Source::Bundled { schema, .. } => schema,
            _ => self.document,
        };
        self.target(target, root)
    }

    fn target(&mut self, target: Pointer, root: &'s Tree) -> Option<NodeId> {
        let schema = target.find(root)?;
        self.found(target, schema)
    }

    /// The node of `schema`, which is what is at `target`.
    fn found(&mut self, target: Pointer, schema: &'s Tree) -> Option<NodeId> {
        if let Some(&known) = self.references.get(&target) {
            return Some(known);
        }
        let place = match self.source {
            Source::Bundled { bundle, .. } => bundle.document_pointer(&target),
            _ => target.clone(),
        };
        let node = self.add(schema, place);
        self.references.insert(target, node);
        Some(node)
    }

    /// The node of the definition with this number.
    #[cfg(feature = "diff")]
    fn defined(&mut self, number: u32) -> NodeId {
        if let Some(&known) = self.definitions.get(&number) {
            return known;
        }
        let node = self.push(Node::new(Pointer::root(), vec![Keyword::Defined(number)]));
        self.definitions.insert(number, node);
        node
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}
