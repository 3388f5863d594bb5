//! Which alternative of base is which of revision: by reference, by content, then by place.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::tree::Tree;

/// The branches of two lists that belong together, and those that are alone.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Matching {
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

/// Matches the branches of base with those of revision; `same` compares what references lead to, `renamed` is whether they
/// lead to components of which each document has one.
pub(super) fn matching(
    base: &[Tree],
    revision: &[Tree],
    mut same: impl FnMut(usize, usize) -> bool,
    mut renamed: impl FnMut(usize, usize) -> bool,
) -> Matching {
    // Every pair may be compared: what is left of thousands is matched by place alone.
    const MAX_COMPARED: usize = 256;
    let mut match_up =
        MatchUp { out: Matching::default(), open: (0..base.len()).collect(), free: (0..revision.len()).collect() };
    let shared = |name: fn(&Tree) -> Option<&str>| {
        move |left: usize, right: usize| name(&base[left]).is_some_and(|left| Some(left) == name(&revision[right]))
    };
    match_up.settle_equal(base, revision);
    if match_up.open.len().max(match_up.free.len()) <= MAX_COMPARED {
        match_up.settle(|left, right| base[left] == revision[right]);
        match_up.settle(shared(reference));
        match_up.settle(&mut same);
        match_up.settle(shared(title));
    }
    // What is left over on both sides in equal numbers was edited rather than replaced, if it is of one kind.
    if match_up.open.len() == match_up.free.len() {
        match_up.settle(&mut renamed);
        match_up.settle(|left, right| alike(&base[left], &revision[right]));
    }
    let MatchUp { mut out, open, free } = match_up;
    (out.removed, out.added) = (open, free);
    out.pairs.sort_unstable();
    out
}

/// A matching on its way: which branches of base, and of revision, are alone so far.
struct MatchUp {
    out: Matching,
    open: Vec<usize>,
    free: Vec<usize>,
}

impl MatchUp {
    /// Those that say the same to the letter, by their text: of thousands not every pair can be compared.
    fn settle_equal(&mut self, base: &[Tree], revision: &[Tree]) {
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for &right in &self.free {
            places.entry(revision[right].to_string()).or_default().push_back(right);
        }
        let mut taken = BTreeSet::new();
        self.open.retain(|&left| {
            let found = places.get_mut(&base[left].to_string()).and_then(VecDeque::pop_front);
            if let Some(right) = found {
                taken.insert(right);
                self.out.pairs.push((left, right));
            }
            found.is_none()
        });
        self.free.retain(|right| !taken.contains(right));
    }

    fn settle(&mut self, mut fits: impl FnMut(usize, usize) -> bool) {
        let Self { out, open, free } = self;
        open.retain(|&left| {
            let found = free.iter().position(|&right| fits(left, right));
            if let Some(found) = found {
                out.pairs.push((left, free.remove(found)));
            }
            found.is_none()
        });
    }
}

fn reference(branch: &Tree) -> Option<&str> {
    branch.get("$ref")?.as_str()
}

fn title(branch: &Tree) -> Option<&str> {
    branch.get("title")?.as_str()
}

fn alike(left: &Tree, right: &Tree) -> bool {
    let is_reference = |branch: &Tree| reference(branch).is_some();
    match (is_reference(left), is_reference(right)) {
        (true, true) => false,
        (false, false) => left.get("type") == right.get("type"),
        _ => true,
    }
}

/// Whether no value is accepted by two of these: they are of different types, list different values, or are tagged by a
/// property that each requires.
pub(super) fn exclude_each_other(branches: &[&Tree]) -> bool {
    // Every pair is compared: of thousands, none is worth that.
    const MAX_COMPARED: usize = 256;
    let apart = |left: &Tree, right: &Tree| {
        have_other_types(left, right) || have_other_values(left, right) || have_other_tags(left, right)
    };
    branches.len() <= MAX_COMPARED
        && branches
            .iter()
            .enumerate()
            .all(|(position, left)| branches[position + 1..].iter().all(|right| apart(left, right)))
}

/// A schema and the inline parts of its `allOf`: a value must be valid against each.
fn parts(schema: &Tree) -> Vec<&Tree> {
    const MAX_PARTS: usize = 64;
    let mut parts = vec![schema];
    let mut at = 0;
    while let Some(part) = parts.get(at).copied().filter(|_| parts.len() < MAX_PARTS) {
        parts.extend(part.get("allOf").and_then(Tree::as_array).into_iter().flatten());
        at += 1;
    }
    parts
}

fn have_other_types(left: &Tree, right: &Tree) -> bool {
    let names = |schema: &Tree| -> Option<Vec<String>> {
        // An integer is a number.
        let name = |name: &Tree| name.as_str().map(|name| if name == "integer" { "number" } else { name }.to_owned());
        match schema.get("type")? {
            Tree::Array(names) => names.iter().map(name).collect(),
            one => Some(vec![name(one)?]),
        }
    };
    let (left, right) = (parts(left), parts(right));
    left.iter().filter_map(|part| names(part)).any(|left| {
        right.iter().filter_map(|part| names(part)).any(|right| left.iter().all(|name| !right.contains(name)))
    })
}

/// The values that one of these parts lists.
fn listed<'v>(parts: &[&'v Tree]) -> Option<&'v [Tree]> {
    parts.iter().find_map(|part| match (part.get("const"), part.get("enum")) {
        (Some(only), _) => Some(std::slice::from_ref(only)),
        (None, values) => values?.as_array().map(Vec::as_slice),
    })
}

/// Whether no value of the one list is equal to one of the other. Lists and objects are not compared, and numbers are other
/// ones where they differ as binary64: `1` and `1.0` do not.
fn are_apart(left: &[Tree], right: &[Tree]) -> bool {
    let differ = |left: &Tree, right: &Tree| match (left, right) {
        (Tree::Number(left), Tree::Number(right)) => left.as_f64() != right.as_f64(),
        (Tree::Array(_) | Tree::Object(_), Tree::Array(_) | Tree::Object(_)) => false,
        (left, right) => left != right,
    };
    left.iter().all(|left| right.iter().all(|right| differ(left, right)))
}

fn have_other_values(left: &Tree, right: &Tree) -> bool {
    listed(&parts(left)).zip(listed(&parts(right))).is_some_and(|(left, right)| are_apart(left, right))
}

fn have_other_tags(left: &Tree, right: &Tree) -> bool {
    let is_object =
        |parts: &[&Tree]| parts.iter().any(|part| part.get("type").and_then(Tree::as_str) == Some("object"));
    let requires = |parts: &[&Tree], name: &str| {
        let names = parts.iter().filter_map(|part| part.get("required")?.as_array()).flatten();
        names.into_iter().any(|one| one.as_str() == Some(name))
    };
    fn tags<'v>(parts: &[&'v Tree], name: &str) -> Option<&'v [Tree]> {
        parts.iter().find_map(|part| listed(&self::parts(part.get("properties")?.get(name)?)))
    }
    let (left, right) = (parts(left), parts(right));
    let names = left.iter().filter_map(|part| part.get("properties")?.as_object()).flat_map(|named| named.keys());
    is_object(&left)
        && is_object(&right)
        && names
            .into_iter()
            .filter(|name| requires(&left, name) && requires(&right, name))
            .any(|name| tags(&left, name).zip(tags(&right, name)).is_some_and(|(left, right)| are_apart(left, right)))
}
