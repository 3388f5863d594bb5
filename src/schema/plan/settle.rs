//! The last step of compiling: links lead to nodes that assert something, and each node knows its usual values.

use super::Plan;
use super::node::{Amount, Node, NodeId, Number, Text, types};
use super::quick::Quick;

/// Replaces links to aliases by links to their targets.
pub(super) fn settle(mut nodes: Vec<Node>, root: NodeId) -> Plan {
    // A ring of aliases is a schema that is nothing but itself; it is left to the exact validator.
    let ring = nodes.len();
    nodes.push(Node::unknown());
    let mut targets: Vec<Option<NodeId>> = vec![None; nodes.len()];
    for start in 0..nodes.len() {
        // Every node on the way gets its target, so that a chain is walked once. Meanwhile it counts as a ring.
        let (mut way, mut here) = (Vec::new(), start);
        let target = loop {
            if let Some(known) = targets[here] {
                break known;
            }
            targets[here] = Some(ring);
            way.push(here);
            match nodes[here].alias {
                Some(next) => here = next,
                None => break here,
            }
        };
        way.into_iter().for_each(|passed| targets[passed] = Some(target));
    }
    let target = |id: NodeId| targets.get(id).copied().flatten().unwrap_or(ring);
    for node in &mut nodes {
        node.links().for_each(|link| *link = target(*link));
        node.quick = quick(node);
    }
    let rereads =
        |node: &Node| node.branches.is_some() || node.object.as_ref().is_some_and(|object| !object.patterns.is_empty());
    Plan { root: target(root), rereads: nodes.iter().any(rereads), nodes }
}

/// What is accepted without looking at the keywords.
fn quick(node: &Node) -> Quick {
    let Node { alias, unknown, types, quick: _, choice, text, number, array: _, object: _, branches } = node;
    if alias.is_some() || *unknown || choice.is_some() || branches.is_some() {
        return Quick::default();
    }
    let Quick { mut strings, mut integers, .. } = Quick::default();
    if types & types::STRING != 0 {
        strings = text.as_ref().map_or((0, usize::MAX), |text| lengths(text));
    }
    if types & types::INTEGER != 0 {
        integers = number.as_ref().map_or(Some((i64::MIN, i64::MAX)), |number| range(number)).unwrap_or(integers);
    }
    Quick { strings, integers, words: types & (types::NULL | types::BOOLEAN) }
}

/// The lengths in bytes that are within the limits in code points, each of which takes one to four bytes.
fn lengths(text: &Text) -> (usize, usize) {
    let Text { min, max, format, pattern } = text;
    let least = usize::try_from(min.saturating_mul(4)).unwrap_or(usize::MAX);
    let most = usize::try_from(*max).unwrap_or(usize::MAX);
    match format.is_none() && pattern.is_none() && least <= most {
        true => (least, (most - least).saturating_add(1)),
        false => Quick::default().strings,
    }
}

/// The integers between the bounds; `None` where that is not for two comparisons to say.
fn range(number: &Number) -> Option<(i64, i64)> {
    let Number { minimum, maximum, above, below, multiple_of } = number;
    let bound = |bound: &Option<Amount>, none: i64, step: i128| match bound {
        None => Some(none),
        Some(Amount::Int(int)) => {
            let int = (int + step).clamp(i64::MIN.into(), i64::MAX.into());
            i64::try_from(int).ok()
        }
        Some(Amount::Float(_)) => None,
    };
    let least = bound(minimum, i64::MIN, 0)?.max(bound(above, i64::MIN, 1)?);
    let most = bound(maximum, i64::MAX, 0)?.min(bound(below, i64::MAX, -1)?);
    multiple_of.is_none().then_some((least, most))
}
