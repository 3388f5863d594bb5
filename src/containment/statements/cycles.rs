//! Which of some things lead back to themselves, and in which order each comes after what it leads to.

use std::collections::BTreeSet;

/// Every slot after the slots it leads to, as far as there are no cycles.
pub(super) fn postorder(graph: &[Vec<u32>]) -> Vec<u32> {
    let (mut order, mut entered) = (Vec::new(), vec![false; graph.len()]);
    for root in 0..u32::try_from(graph.len()).unwrap_or(u32::MAX) {
        let mut open = vec![(root, false)];
        while let Some((slot, leaving)) = open.pop() {
            if leaving {
                order.push(slot);
            } else if !std::mem::replace(&mut entered[slot as usize], true) {
                open.push((slot, true));
                open.extend(graph[slot as usize].iter().rev().map(|&next| (next, false)));
            }
        }
    }
    order
}

/// The slots that lead back to themselves.
pub(super) fn on_cycles(graph: &[Vec<u32>], order: &[u32]) -> BTreeSet<u32> {
    // Kosaraju: walk the reversed graph in reverse postorder; each walk is one strongly connected component.
    let mut reversed: Vec<Vec<u32>> = vec![Vec::new(); graph.len()];
    for (from, targets) in (0..).zip(graph) {
        for &to in targets {
            reversed[to as usize].push(from);
        }
    }
    let (mut found, mut entered) = (BTreeSet::new(), vec![false; graph.len()]);
    for &root in order.iter().rev() {
        let (mut open, mut component) = (vec![root], Vec::new());
        while let Some(slot) = open.pop() {
            if !std::mem::replace(&mut entered[slot as usize], true) {
                component.push(slot);
                open.extend(&reversed[slot as usize]);
            }
        }
        if component.len() > 1 || component.first().is_some_and(|slot| graph[*slot as usize].contains(slot)) {
            found.extend(component);
        }
    }
    found
}
