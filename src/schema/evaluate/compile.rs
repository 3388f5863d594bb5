//! From a bundle to a graph: one node for each subschema, references as links. A queue and no recursion, since schemas nest and
//! refer to one another in chains of any length.

use super::compiler::{Compiler, Source};
#[cfg(feature = "diff")]
use super::compiler::{Number, References};
use super::keywords;
use super::node::{Graph, Keyword, Node, NodeId, Rule};
use crate::pointer::Pointer;
use crate::schema::bundled::Bundled;
use crate::schema::unjudged::Cause;
use crate::tree::Tree;

/// Compiles `schema`, which is that of `bundle` with markers where something cannot be used. `document` is where the bundle was
/// taken from.
pub(in crate::schema) fn compile(bundle: &Bundled, schema: &Tree, document: &Tree) -> Graph {
    let mut compiler = Compiler::new(Source::Bundled { bundle, schema }, document);
    run(&mut compiler, Pointer::root());
    settle(compiler)
}

/// Compiles the schema at `place` of `document`, which is in the form of the current draft; `None` if something in it cannot
/// be used.
#[cfg(feature = "diff")]
pub(in crate::schema) fn compile_at(
    document: &Tree,
    place: &Pointer,
    formats: bool,
    references: &References<'_>,
) -> Option<Graph> {
    let mut compiler = Compiler::new(Source::Document { references, formats }, document);
    run(&mut compiler, place.clone());
    (!compiler.is_faulty).then(|| settle(compiler))
}

/// Compiles `schema`, in the form of the current draft, whose references are to definitions by number; `None` if something in it
/// cannot be used.
#[cfg(feature = "diff")]
pub(in crate::schema) fn compile_definition(schema: &Tree, formats: bool, number: &Number<'_>) -> Option<Graph> {
    let mut compiler = Compiler::new(Source::Definition { number, formats }, schema);
    run(&mut compiler, Pointer::root());
    if compiler.is_faulty {
        return None;
    }
    let mut graph = settle(compiler);
    let root = graph.root;
    // What refers to it is not seen here, and may be itself.
    let root = &mut graph.nodes[root];
    root.is_shared = true;
    root.is_leaf &= !matches!(root.keywords.as_slice(), [Rule { keyword: Keyword::Defined(_), .. }]);
    Some(graph)
}

fn run(compiler: &mut Compiler<'_>, root: Pointer) {
    match compiler.root(root) {
        Some(id) => compiler.root = id,
        None => compiler.is_faulty = true,
    }
    while let Some((id, schema, place)) = compiler.next() {
        let keywords = keywords::read(compiler, schema, &place);
        compiler.nodes[id] = compiler.node(place, keywords);
    }
}

/// Replaces links to nodes that only ask another by links to that, and finds out which pairs can be met again.
fn settle(compiler: Compiler<'_>) -> Graph {
    let Compiler { mut nodes, root, .. } = compiler;
    let targets = targets(&mut nodes);
    let mut counts = vec![0_u8; nodes.len()];
    let root = targets[root];
    counts[root] = 1;
    let mut has_unevaluated = false;
    for node in &mut nodes {
        for Rule { keyword, .. } in &mut node.keywords {
            has_unevaluated |= matches!(keyword, Keyword::UnevaluatedItems(_) | Keyword::UnevaluatedProperties(_));
            keyword.links(&mut |link, is_alternative| {
                *link = targets[*link];
                // An alternative is asked for its answer first and for its violations later.
                counts[*link] = counts[*link].saturating_add(if is_alternative { 2 } else { 1 });
            });
        }
    }
    for (node, count) in nodes.iter_mut().zip(counts) {
        node.is_shared = count > 1;
        let mut is_leaf = true;
        node.keywords.iter_mut().for_each(|rule| rule.keyword.links(&mut |_, _| is_leaf = false));
        node.is_leaf = is_leaf;
    }
    Graph {
        nodes,
        root,
        has_unevaluated,
        #[cfg(feature = "diff")]
        definitions: compiler.definitions.into_keys().collect(),
    }
}

/// The node that each one only asks, itself where it says something.
fn targets(nodes: &mut [Node]) -> Vec<NodeId> {
    let mut targets: Vec<Option<NodeId>> = vec![None; nodes.len()];
    for start in 0..nodes.len() {
        let (mut way, mut here) = (Vec::new(), start);
        let target = loop {
            if let Some(known) = targets[here] {
                break known;
            }
            targets[here] = Some(here);
            way.push(here);
            match nodes[here].alias() {
                Some(next) => here = next,
                None => break here,
            }
        };
        // A schema that is nothing but itself, by way of others.
        if nodes[target].alias().is_some() {
            let place = nodes[target].place.clone().key("$ref");
            nodes[target].keywords = vec![Rule::new(Keyword::Unusable(place, Cause::Circular))];
        }
        way.into_iter().for_each(|passed| targets[passed] = Some(target));
    }
    targets.into_iter().enumerate().map(|(id, target)| target.unwrap_or(id)).collect()
}
