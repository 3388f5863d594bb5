//! [`Graph`]: the schemas of both documents in pairs, each pair once, with the edits between the two.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use super::delta::{Delta, Link};
use super::discriminators::discriminates;
use super::keywords::{self, Child};
use super::paired::Paired;
use super::side::{Side, Spot, leads_on, refers};
use super::unchanged::Unchanged;
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::Tree;

/// More pairs than any document has that is worth comparing.
const MAX_PAIRS: usize = 2_000_000;
/// Steps from roots to the pairs that they reach, all in all.
const MAX_STEPS: usize = 20_000_000;

/// The pairs of schemas for messages of one kind.
#[derive(Debug)]
pub(in crate::diff) struct Graph {
    /// Who sends: the client of base, or the server of revision.
    pub(in crate::diff) way: MessageDirection,
    /// Whether they are read as requests or responses, for `readOnly` and `writeOnly`.
    pub(in crate::diff) direction: Direction,
    pub(in crate::diff) pairs: Vec<Pair>,
    /// The numbers of the pairs by their places; nothing for places that are the same with everything that they refer to.
    known: Paired<Option<usize>>,
    /// Whether there were too many pairs to compare all of them.
    pub(in crate::diff) cut: bool,
}

/// A schema of base and the schema of revision that took its place.
#[derive(Debug)]
pub(in crate::diff) struct Pair {
    pub(in crate::diff) base: Pointer,
    pub(in crate::diff) revision: Pointer,
    pub(in crate::diff) deltas: Vec<Delta>,
    /// Whether its schemas are built in different ways, so that the edits are to be proved to be all.
    pub(in crate::diff) is_rebuilt: bool,
    /// Where it is used: the pair, and how.
    pub(super) parents: Vec<(usize, Link)>,
    children: Vec<usize>,
    /// Whether a message is described by it directly.
    is_root: bool,
    /// Whether it describes a property somewhere that either side may leave out, or is described itself by one that is.
    is_optional: bool,
}

impl Pair {
    /// Whether anything at it may be different.
    fn differs(&self) -> bool {
        !self.deltas.is_empty() || self.is_rebuilt
    }
}

/// The schemas of one part of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::diff) struct Root(pub(in crate::diff) usize);

/// What is needed while the graph grows.
pub(in crate::diff) struct Builder<'c> {
    graph: Graph,
    base: Side<'c>,
    revision: Side<'c>,
    unchanged: Rc<Unchanged>,
    queue: VecDeque<(usize, Spot, Spot)>,
}

impl<'c> Builder<'c> {
    pub(in crate::diff) fn new(
        base: &'c Tree,
        revision: &'c Tree,
        way: MessageDirection,
        direction: Direction,
        unchanged: &Rc<Unchanged>,
    ) -> Self {
        Self {
            graph: Graph { way, direction, pairs: Vec::new(), known: Paired::new(), cut: false },
            base: Side::new(base, direction),
            revision: Side::new(revision, direction),
            unchanged: Rc::clone(unchanged),
            queue: VecDeque::new(),
        }
    }

    /// Compares these two places; the root represents the pair. `None` when nothing differs at a glance.
    pub(in crate::diff) fn root(&mut self, base: &Pointer, revision: &Pointer) -> Option<Root> {
        if self.is_unchanged(base, revision) {
            self.graph.known.insert(base, revision, None);
            return None;
        }
        let (base, revision) = (self.base.spot(base), self.revision.spot(revision));
        let pair = self.pair(base, revision)?;
        self.graph.pairs[pair].is_root = true;
        while let Some((pair, base, revision)) = self.queue.pop_front() {
            self.compare(pair, &base, &revision);
        }
        self.base.trim();
        self.revision.trim();
        Some(Root(pair))
    }

    pub(in crate::diff) fn finish(self) -> Graph {
        self.graph
    }

    fn pair(&mut self, base: Spot, revision: Spot) -> Option<usize> {
        if let Some(place) = self.unchanged_target(&base, &revision) {
            if self.graph.known.get(&place, &place).is_none() && place.find(self.base.document).is_some_and(refers) {
                self.graph.known.insert(&place, &place, None);
            }
            return None;
        }
        let (base, revision) = (self.base.follow(base), self.revision.follow(revision));
        if let Some(&known) = self.graph.known.get(&base.pointer, &revision.pointer) {
            return known;
        }
        if self.is_same(&base, &revision) {
            if refers(base.value()) {
                self.graph.known.insert(&base.pointer, &revision.pointer, None);
            }
            return None;
        }
        if self.graph.pairs.len() >= MAX_PAIRS {
            self.graph.cut = true;
            return None;
        }
        let number = self.graph.pairs.len();
        self.graph.pairs.push(Pair {
            base: base.pointer.clone(),
            revision: revision.pointer.clone(),
            deltas: Vec::new(),
            is_rebuilt: false,
            parents: Vec::new(),
            children: Vec::new(),
            is_root: false,
            is_optional: false,
        });
        self.graph.known.insert(&base.pointer, &revision.pointer, Some(number));
        self.queue.push_back((number, base, revision));
        Some(number)
    }

    fn compare(&mut self, pair: usize, base: &Spot, revision: &Spot) {
        let found = keywords::compare((&mut self.base, base), (&mut self.revision, revision));
        for Child { link, base, revision, is_optional } in found.children {
            if let Some(child) = self.pair(base, revision) {
                self.graph.pairs[child].is_optional |= is_optional;
                self.graph.pairs[child].parents.push((pair, link));
                self.graph.pairs[pair].children.push(child);
            }
        }
        self.graph.pairs[pair].deltas = found.deltas;
        self.graph.pairs[pair].is_rebuilt = found.is_rebuilt;
        self.graph.cut |= found.cut;
    }

    /// Where both sides refer to, if that is the same place of both documents, and known to be the same without looking at it.
    fn unchanged_target(&self, base: &Spot, revision: &Spot) -> Option<Pointer> {
        let reference = base.only_reference()?;
        if revision.only_reference() != Some(reference) {
            return None;
        }
        let place = Pointer::from_reference(reference).filter(|place| self.unchanged.holds(place))?;
        let is_end = place.find(self.base.document).is_some_and(|schema| !leads_on(schema));
        is_end.then_some(place)
    }

    /// Whether that is known without looking at what is there.
    fn is_unchanged(&self, base: &Pointer, revision: &Pointer) -> bool {
        base == revision && self.unchanged.holds(base)
    }

    /// Whether nothing differs, and nothing is referred to that may.
    fn is_same(&self, base: &Spot, revision: &Spot) -> bool {
        if self.is_unchanged(&base.pointer, &revision.pointer) {
            return true;
        }
        let raw = base.written();
        raw == revision.written()
            && base.is_written_as(revision)
            && base.value() == revision.value()
            && !raw.is_some_and(discriminates)
            && (!refers(base.value()) && !raw.is_some_and(refers) || raw.is_some_and(|raw| self.unchanged.settles(raw)))
    }
}

impl Graph {
    /// For each pair with edits, or that is built in another way, the roots that reach it.
    ///
    /// The second is false when there were too many to follow all of them.
    pub(in crate::diff) fn reached(&self) -> (HashMap<usize, BTreeSet<Root>>, bool) {
        let dirty = self.dirty();
        let mut steps = 0;
        let mut reached: HashMap<usize, BTreeSet<Root>> = HashMap::new();
        for root in (0..self.pairs.len()).filter(|&pair| self.pairs[pair].is_root && dirty[pair]) {
            let mut seen = vec![root];
            let mut known: BTreeSet<usize> = BTreeSet::from([root]);
            while let Some(pair) = seen.pop() {
                steps += 1 + self.pairs[pair].children.len();
                if steps > MAX_STEPS {
                    return (reached, false);
                }
                if self.pairs[pair].differs() {
                    reached.entry(pair).or_default().insert(Root(root));
                }
                for &child in &self.pairs[pair].children {
                    if dirty[child] && known.insert(child) {
                        seen.push(child);
                    }
                }
            }
        }
        (reached, true)
    }

    /// Which pairs have edits, or lead to some.
    pub(in crate::diff) fn dirty(&self) -> Vec<bool> {
        let mut dirty: Vec<bool> = self.pairs.iter().map(Pair::differs).collect();
        let mut open: Vec<usize> = (0..dirty.len()).filter(|&pair| dirty[pair]).collect();
        while let Some(pair) = open.pop() {
            for &(parent, _) in &self.pairs[pair].parents {
                if !dirty[parent] {
                    dirty[parent] = true;
                    open.push(parent);
                }
            }
        }
        dirty
    }

    /// Which pairs are below a condition, so that accepting less there may be accepting more above.
    pub(in crate::diff) fn conditional(&self) -> Vec<bool> {
        let mut odd: Vec<bool> =
            self.pairs.iter().map(|pair| pair.parents.iter().any(|(_, link)| link.is_condition())).collect();
        let mut open: Vec<usize> = (0..odd.len()).filter(|&pair| odd[pair]).collect();
        while let Some(pair) = open.pop() {
            for &child in &self.pairs[pair].children {
                if !odd[child] {
                    odd[child] = true;
                    open.push(child);
                }
            }
        }
        odd
    }

    /// The pairs whose values the edits of `pair` are about: itself, or those that it is a part or a condition of. `None`
    /// when they are too many, or are below a condition.
    pub(in crate::diff) fn homes(&self, pair: usize, conditional: &[bool]) -> Option<Vec<usize>> {
        const MAX_HOMES: usize = 64;
        const MAX_WAY: usize = 1_000;
        let (mut homes, mut known, mut open) = (BTreeSet::new(), BTreeSet::from([pair]), vec![pair]);
        while let Some(here) = open.pop() {
            let own = &self.pairs[here];
            let is_whole = |link: &Link| matches!(link, Link::Value | Link::Named);
            if own.is_root || own.parents.iter().any(|(_, link)| is_whole(link)) {
                homes.insert(here);
            }
            let inside = own.parents.iter().filter(|(_, link)| !is_whole(link));
            open.extend(inside.map(|(parent, _)| *parent).filter(|parent| known.insert(*parent)));
            if homes.len() > MAX_HOMES || known.len() > MAX_WAY {
                return None;
            }
        }
        let fits = !homes.is_empty() && homes.iter().all(|&home| !conditional[home]);
        fits.then(|| homes.into_iter().collect())
    }

    /// The nearest values around `pair` that are below no condition. `None` when they are too many, or a discriminator leads there.
    pub(in crate::diff) fn enclosing(&self, pair: usize, conditional: &[bool]) -> Option<Vec<usize>> {
        const MAX_HOMES: usize = 64;
        const MAX_WAY: usize = 5_000;
        let (mut homes, mut known, mut open) = (BTreeSet::new(), BTreeSet::from([pair]), vec![pair]);
        while let Some(here) = open.pop() {
            let own = &self.pairs[here];
            let is_free = !conditional[here];
            if own.is_root || is_free && own.parents.iter().any(|(_, link)| *link == Link::Value) {
                homes.insert(here);
            }
            if own.parents.iter().any(|(_, link)| *link == Link::Named) {
                return None;
            }
            let above = own.parents.iter().filter(|(_, link)| !is_free || *link != Link::Value);
            open.extend(above.map(|(parent, _)| *parent).filter(|parent| known.insert(*parent)));
            if homes.len() > MAX_HOMES || known.len() > MAX_WAY {
                return None;
            }
        }
        (!homes.is_empty()).then(|| homes.into_iter().collect())
    }

    /// How many edits may change what is accepted.
    pub(in crate::diff) fn edits(&self) -> usize {
        let asserted = |pair: &Pair| pair.deltas.iter().filter(|delta| delta.edit.is_asserted()).count();
        self.pairs.iter().map(asserted).sum()
    }

    /// The places of one side where anything was edited.
    pub(in crate::diff) fn edited(&self, of_base: bool) -> Vec<Pointer> {
        let edited = (0..self.pairs.len()).filter(|&pair| self.pairs[pair].differs());
        edited.map(|pair| self.place(pair, of_base).clone()).collect()
    }

    /// The pairs of values inside of the values of `home`, next to it.
    pub(in crate::diff) fn inside(&self, home: usize) -> BTreeSet<usize> {
        let (mut inside, mut known, mut open) = (BTreeSet::new(), BTreeSet::from([home]), vec![home]);
        while let Some(here) = open.pop() {
            for &child in &self.pairs[here].children {
                for (_, link) in self.pairs[child].parents.iter().filter(|(parent, _)| *parent == here) {
                    match link {
                        Link::Value => _ = inside.insert(child),
                        Link::Part | Link::Condition | Link::Alternative if known.insert(child) => open.push(child),
                        Link::Part | Link::Condition | Link::Alternative | Link::Named => {}
                    }
                }
            }
        }
        inside
    }

    /// Whether `pair` is come to from a value inside of the values of `home`.
    pub(in crate::diff) fn is_inside(&self, home: usize, pair: usize) -> bool {
        let mut known: BTreeSet<(usize, bool)> = BTreeSet::from([(home, false)]);
        let mut open = vec![(home, false)];
        while let Some((here, crossed)) = open.pop() {
            for &child in &self.pairs[here].children {
                let links = self.pairs[child].parents.iter().filter(|(parent, _)| *parent == here);
                for (_, link) in links {
                    let crossed = crossed || matches!(link, Link::Value | Link::Named);
                    if crossed && child == pair {
                        return true;
                    }
                    if known.insert((child, crossed)) {
                        open.push((child, crossed));
                    }
                }
            }
        }
        false
    }

    /// The pairs that values of the pair `root` come to without a discriminator that names them.
    pub(in crate::diff) fn asserted(&self, root: usize) -> BTreeSet<usize> {
        let (mut known, mut open) = (BTreeSet::from([root]), vec![root]);
        while let Some(here) = open.pop() {
            for &child in &self.pairs[here].children {
                let mut links = self.pairs[child].parents.iter().filter(|(parent, _)| *parent == here);
                if links.any(|(_, link)| *link != Link::Named) && known.insert(child) {
                    open.push(child);
                }
            }
        }
        known
    }

    /// Whether a discriminator names anything that is compared.
    pub(in crate::diff) fn has_named(&self) -> bool {
        self.pairs.iter().any(|pair| pair.parents.iter().any(|(_, link)| *link == Link::Named))
    }

    /// Whether values of this pair are always present, so that no default replaces them. `required` says whether a root is.
    pub(in crate::diff) fn is_always_there(&self, number: usize, required: &dyn Fn(Root) -> bool) -> bool {
        let pair = &self.pairs[number];
        let inside = |(_, link): &(usize, Link)| *link == Link::Value;
        (!pair.is_root || required(Root(number))) && !pair.is_optional && pair.parents.iter().all(inside)
    }

    /// The number of a place that is in pairs.
    pub(in crate::diff) fn number_of(&self, of_base: bool, place: &Pointer) -> Option<usize> {
        self.known.number(of_base, place)
    }

    /// What is known of the places with these numbers: their pair, or none where they are the same with everything that they refer to.
    pub(in crate::diff) fn known_at(&self, base: usize, revision: usize) -> Option<Option<usize>> {
        self.known.at(base, revision).copied()
    }

    /// The place of `pair` on one side.
    pub(in crate::diff) fn place(&self, pair: usize, of_base: bool) -> &Pointer {
        let pair = &self.pairs[pair];
        if of_base { &pair.base } else { &pair.revision }
    }

    /// Whether there are edits below this pair, not only at it.
    pub(in crate::diff) fn is_dirty_below(&self, pair: usize, dirty: &[bool]) -> bool {
        self.pairs[pair].children.iter().any(|&child| dirty[child])
    }
}
