//! After compiling: definitions without cycles are written out in place, and cyclic definitions that say the same become
//! one, however the two schemas name them or cut their cycles.

use std::collections::{BTreeMap, BTreeSet};

use super::arena::Arena;
use super::cycles::{on_cycles, postorder};
use super::node::{Lit, Node};
use crate::containment::outcome::Reason;
use crate::quick_hash::QuickMap;

/// Rewrites `arena` in that way; `roots` are followed along.
pub(in crate::containment) fn link(mut arena: Arena, roots: &mut [Lit]) -> Arena {
    let graph: Vec<Vec<u32>> = arena.slots.iter().map(|&body| slots_below(&arena, body, true)).collect();
    let direct: Vec<Vec<u32>> = arena.slots.iter().map(|&body| slots_below(&arena, body, false)).collect();
    let order = postorder(&graph);
    let cyclic = on_cycles(&graph, &order);
    // A reference that comes back without passing a property or an item says nothing (2020-12, core 9.4.1).
    let looping = on_cycles(&direct, &postorder(&direct));
    for slot in looping {
        let body = arena.opaque(format!("loop {slot}").into(), Reason::Loop);
        if let Some(place) = arena.slots.get_mut(slot as usize) {
            *place = body;
        }
    }
    let bodies = std::mem::take(&mut arena.slots);
    let classes = classes(&arena, &bodies, &graph, &cyclic);
    let mut linked = Arena::new();
    let mut copy = Copy::new(&arena, &mut linked, &bodies);
    let mut slots: Vec<Lit> = Vec::new();
    let mut by_class: Vec<(u32, u32)> = cyclic.iter().map(|slot| (classes[slot], *slot)).collect();
    by_class.sort_unstable();
    by_class.dedup_by_key(|(class, _)| *class);
    slots.extend(by_class.iter().map(|&(_, slot)| copy.copy(bodies[slot as usize], &classes)));
    for root in roots {
        *root = copy.copy(*root, &classes);
    }
    linked.slots = slots;
    linked.take_tables(&mut arena);
    linked
}

/// Which cyclic slots say the same: the coarsest partition in which the bodies of one class agree, up to the classes of the
/// slots they mention. All start in one class; a class is split when its bodies differ, and then only the slots that mention
/// what was split off are visited again.
fn classes(arena: &Arena, bodies: &[Lit], graph: &[Vec<u32>], cyclic: &BTreeSet<u32>) -> QuickMap<u32, u32> {
    let mentioned_by = mentioned_by(graph, cyclic);
    let mut classes: QuickMap<u32, u32> = cyclic.iter().map(|&slot| (slot, 0)).collect();
    let mut sizes: Vec<usize> = vec![cyclic.len()];
    let mut sketch = Arena::new();
    let mut copy = Copy::new(arena, &mut sketch, bodies);
    copy.keep_constant(cyclic);
    let mut affected: BTreeSet<u32> = cyclic.clone();
    while !affected.is_empty() {
        let mut groups: BTreeMap<u32, BTreeMap<Lit, Vec<u32>>> = BTreeMap::new();
        for &slot in &affected {
            let body = copy.copy(bodies[slot as usize], &classes);
            copy.forget_changing();
            groups.entry(classes[&slot]).or_default().entry(body).or_default().push(slot);
        }
        let mut moved = Vec::new();
        for (class, groups) in groups {
            // Those not visited still agree with one another and keep the number of the class; one group may keep it
            // when there are no such others, the largest, so that the fewest slots are visited again.
            let looked_at: usize = groups.values().map(Vec::len).sum();
            let stays = if sizes[class as usize] > looked_at {
                None
            } else {
                groups.iter().max_by_key(|(_, group)| group.len()).map(|(body, _)| *body)
            };
            for (_, group) in groups.into_iter().filter(|(body, _)| Some(*body) != stays) {
                let fresh = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
                sizes[class as usize] -= group.len();
                sizes.push(group.len());
                for &slot in &group {
                    classes.insert(slot, fresh);
                }
                moved.extend(group);
            }
        }
        affected = moved.iter().filter_map(|slot| mentioned_by.get(slot)).flatten().copied().collect();
    }
    // Numbers without gaps, in the order of the slots.
    let mut numbers: QuickMap<u32, u32> = QuickMap::default();
    let mut numbered = QuickMap::default();
    for &slot in cyclic {
        let fresh = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbered.insert(slot, *numbers.entry(classes[&slot]).or_insert(fresh));
    }
    numbered
}

/// For each cyclic slot, the cyclic slots whose bodies mention it once the others are written out.
fn mentioned_by(graph: &[Vec<u32>], cyclic: &BTreeSet<u32>) -> QuickMap<u32, BTreeSet<u32>> {
    let mut found: QuickMap<u32, BTreeSet<u32>> = QuickMap::default();
    for &slot in cyclic {
        let (mut open, mut seen) = (vec![slot], BTreeSet::new());
        while let Some(at) = open.pop() {
            for &next in &graph[at as usize] {
                if cyclic.contains(&next) {
                    found.entry(next).or_default().insert(slot);
                } else if seen.insert(next) {
                    open.push(next);
                }
            }
        }
    }
    found
}

/// The slots that `lit` mentions; `through` also looks below properties and items.
fn slots_below(arena: &Arena, lit: Lit, through: bool) -> Vec<u32> {
    let (mut open, mut seen, mut found) = (vec![lit], BTreeSet::new(), Vec::new());
    while let Some(lit) = open.pop() {
        if !seen.insert(lit.node()) {
            continue;
        }
        match arena.node(lit) {
            Node::Slot(slot) => {
                found.push(*slot);
            }
            Node::All(parts) | Node::One(parts) => open.extend(parts),
            node if through => open.extend(node.below()),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Copies nodes between arenas, with cyclic slots renamed to their classes and all others written out.
struct Copy<'a> {
    from: &'a Arena,
    to: &'a mut Arena,
    bodies: &'a [Lit],
    /// The copy of each node that was copied.
    done: Vec<Option<Lit>>,
    /// When classes change from copy to copy: the nodes that mention none, and the copies that are forgotten.
    constant: Option<Vec<bool>>,
    changing: Vec<usize>,
}

impl<'a> Copy<'a> {
    fn new(from: &'a Arena, to: &'a mut Arena, bodies: &'a [Lit]) -> Self {
        let done = vec![None; from.len()];
        Self { from, to, bodies, done, constant: None, changing: Vec::new() }
    }

    /// Finds out which nodes mention no cyclic slot, so that their copies stay good.
    fn keep_constant(&mut self, cyclic: &BTreeSet<u32>) {
        let mut constant = vec![true; self.from.len()];
        let mut entered = vec![false; self.from.len()];
        let all = QuickMap::from_iter(cyclic.iter().map(|&slot| (slot, 0)));
        for &body in self.bodies {
            let mut open = vec![(body, false)];
            while let Some((lit, leaving)) = open.pop() {
                let needs = self.needs(lit, &all);
                if leaving {
                    let is_cyclic = matches!(self.from.node(lit), Node::Slot(slot) if cyclic.contains(slot));
                    constant[lit.node()] = !is_cyclic && needs.iter().all(|need| constant[need.node()]);
                } else if !std::mem::replace(&mut entered[lit.node()], true) {
                    open.push((lit, true));
                    open.extend(needs.into_iter().map(|need| (need, false)));
                }
            }
        }
        self.constant = Some(constant);
    }

    fn forget_changing(&mut self) {
        for node in self.changing.drain(..) {
            self.done[node] = None;
        }
    }

    fn copy(&mut self, root: Lit, classes: &QuickMap<u32, u32>) -> Lit {
        // Children first, on an own stack: chains of definitions may be as long as the document.
        let mut open = vec![(root, false)];
        while let Some((lit, ready)) = open.pop() {
            if self.done[lit.node()].is_some() {
                continue;
            }
            if ready {
                let copied = self.rebuild(lit, classes);
                self.done[lit.node()] = Some(copied);
                if self.constant.as_ref().is_some_and(|constant| !constant[lit.node()]) {
                    self.changing.push(lit.node());
                }
            } else {
                open.push((lit, true));
                open.extend(self.needs(lit, classes).into_iter().map(|need| (need, false)));
            }
        }
        self.known(root)
    }

    fn needs(&self, lit: Lit, classes: &QuickMap<u32, u32>) -> Vec<Lit> {
        match self.from.node(lit) {
            Node::All(parts) | Node::One(parts) => parts.to_vec(),
            Node::Slot(slot) if !classes.contains_key(slot) => vec![self.bodies[*slot as usize]],
            node => node.below().into_iter().collect(),
        }
    }

    fn known(&self, lit: Lit) -> Lit {
        known(&self.done, lit)
    }

    /// The copy of the node of `lit`, whose parts are copied already.
    fn rebuild(&mut self, lit: Lit, classes: &QuickMap<u32, u32>) -> Lit {
        self.to.here = self.from.place(lit).cloned();
        let node = self.from.node(lit);
        if let Node::Slot(slot) = node {
            return match classes.get(slot) {
                Some(&class) => self.to.intern(Node::Slot(class)),
                None => self.known(self.bodies[*slot as usize]),
            };
        }
        let done = &self.done;
        self.to.rebuilt(node, |lit| known(done, lit))
    }
}

fn known(done: &[Option<Lit>], lit: Lit) -> Lit {
    done[lit.node()].map_or(Lit::TRUE, |copied| copied.under(lit.is_negated()))
}
