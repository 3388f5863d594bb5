//! What was removed under one name and added under another: a reader asks whether it was renamed, so both changes say so. It is a
//! label and decides nothing. A media type of the same content is one edit for sure, and becomes one change.
//!
//! A document may say so itself: `x-renamed-from: remark` in what was added.

mod likeness;

use std::collections::{BTreeMap, BTreeSet};

use super::change::Renamed;
use super::parts::PendingChange;
use super::verdict::Verdict;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::tree::Tree;
use likeness::{Named, is_same, likeness, words};

/// Groups with more pairs are not compared: that is no rename.
const MAX_PAIRS: usize = 400;

/// How alike two must be, of 100.
const ENOUGH: u32 = 55;

/// How much more alike they must be than either is to any other.
const AHEAD: u32 = 10;

/// By which what was added names what it was.
const DECLARED: &str = "x-renamed-from";

/// Links the changes that are perhaps one, and joins those that are for sure.
pub(super) fn link(changes: &mut Vec<PendingChange>, base: &Contract, revision: &Contract) {
    let mut groups: BTreeMap<(Kind, String), Group> = BTreeMap::new();
    for (number, pending) in changes.iter().enumerate() {
        if let Some((kind, side, key)) = place(pending) {
            let group = groups.entry((kind, key)).or_default();
            match side {
                Side::Removed => group.removed.push(number),
                Side::Added => group.added.push(number),
                Side::Beside => group.beside.push(number),
            }
        }
    }
    let mut dropped = BTreeSet::new();
    for ((kind, _), group) in &groups {
        for Pair { removed, added, from, to, is_same, is_certain } in
            group.pairs(*kind, changes, base.tree(), revision.tree())
        {
            if *kind == Kind::MediaType {
                if is_same {
                    dropped.insert(join(changes, (removed, added), &from, &to));
                }
                continue;
            }
            let beside = group.beside.iter().copied();
            let beside = beside.filter(|&number| name(&changes[number]).is_some_and(|name| name == from || name == to));
            for number in beside.chain([removed, added]).collect::<Vec<_>>() {
                changes[number].renamed = Some(Renamed { from: from.clone(), to: to.clone(), is_certain });
            }
        }
    }
    let mut number = 0..;
    changes.retain(|_| number.next().is_none_or(|number| !dropped.contains(&number)));
}

/// What may be renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Property,
    Parameter,
    Header,
    MediaType,
    Operation,
    /// Of an `enum`.
    Value,
}

/// What a change says of the name that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Removed,
    Added,
    /// Neither: whether it is required.
    Beside,
}

/// Changes of names in one place.
#[derive(Debug, Default)]
struct Group {
    removed: Vec<usize>,
    added: Vec<usize>,
    beside: Vec<usize>,
}

/// What was perhaps one.
struct Pair {
    removed: usize,
    added: usize,
    from: String,
    to: String,
    /// Whether the content is the same but for texts.
    is_same: bool,
    /// Whether the document says so.
    is_certain: bool,
}

impl Group {
    /// Which were perhaps one. What a document says itself comes first; else each must be the best for the other.
    fn pairs(&self, kind: Kind, changes: &[PendingChange], base: &Tree, revision: &Tree) -> Vec<Pair> {
        let named = |numbers: &[usize], document: &Tree, of_base: bool| -> Vec<(usize, Named)> {
            numbers
                .iter()
                .filter_map(|&number| Some((number, named(&changes[number], kind, document, of_base)?)))
                .collect()
        };
        if self.removed.is_empty() || self.added.len().saturating_mul(self.removed.len()) > MAX_PAIRS {
            return Vec::new();
        }
        let (mut olds, mut news) = (named(&self.removed, base, true), named(&self.added, revision, false));
        let mut pairs = Vec::new();
        let mut pair = |(removed, old): (usize, Named), (added, new): (usize, Named), is_certain: bool| {
            let is_same = is_same(&old, &new);
            pairs.push(Pair { removed, added, from: old.name, to: new.name, is_same, is_certain });
        };
        let mut number = 0;
        while let Some((_, new)) = news.get(number) {
            let declared = new.value.get(DECLARED).and_then(Tree::as_str);
            match olds.iter().position(|(_, old)| Some(old.name.as_str()) == declared) {
                Some(old) => pair(olds.swap_remove(old), news.swap_remove(number), true),
                None => number += 1,
            }
        }
        let score = |old: &Named, new: &Named| match kind {
            // Its parts say more than its name.
            Kind::MediaType => u32::from(is_same(old, new)) * 100,
            Kind::Value => u32::from(words(&old.name).concat() == words(&new.name).concat()) * 100,
            _ => likeness(old, new),
        };
        let table: Vec<Vec<u32>> =
            olds.iter().map(|(_, old)| news.iter().map(|(_, new)| score(old, new)).collect()).collect();
        let mut linked = Vec::new();
        for (row, points) in table.iter().enumerate() {
            for (column, &own) in points.iter().enumerate() {
                let of_row = points.iter().enumerate().filter(|(other, _)| *other != column).map(|(_, points)| *points);
                let of_column =
                    table.iter().enumerate().filter(|(other, _)| *other != row).map(|(_, points)| points[column]);
                let next = of_row.chain(of_column).max().unwrap_or_default();
                if own >= ENOUGH && own >= next + AHEAD {
                    linked.push((row, column));
                }
            }
        }
        for (row, column) in linked {
            pair(olds[row].clone(), news[column].clone(), false);
        }
        pairs
    }
}

/// What a change is about.
fn named(pending: &PendingChange, kind: Kind, document: &Tree, of_base: bool) -> Option<Named> {
    let place = if of_base { pending.base.as_ref()? } else { pending.revision.as_ref()? };
    let name = name(pending)?;
    // Several values are no name.
    if kind == Kind::Value && name.contains('`') {
        return None;
    }
    let is_required = match kind {
        Kind::Property => {
            let schema = place.parent().and_then(|place| place.parent())?;
            let required = schema.find(document)?.get("required").and_then(Tree::as_array);
            Some(required.is_some_and(|names| names.iter().any(|other| other.as_str() == Some(&name))))
        }
        _ => None,
    };
    let value = match kind {
        Kind::Value => Tree::Null,
        _ => place.find(document)?.clone(),
    };
    Some(Named { name, value, is_required })
}

/// Where the name is that a change is about: names in one place may replace each other.
fn place(pending: &PendingChange) -> Option<(Kind, Side, String)> {
    let (base, revision) = (pending.base.as_ref(), pending.revision.as_ref());
    let holder = |place: Option<&Pointer>, depth: usize| {
        let mut place = place?.clone();
        for _ in 0..depth {
            place = place.parent()?;
        }
        Some(place)
    };
    let key = |base: Option<Pointer>, revision: Option<Pointer>| Some(format!("{} {}", base?, revision?));
    let operations = || pending.operations.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ");
    let rule = pending.rule.id;
    Some(match rule {
        "request-property-removed"
        | "request-field-removed"
        | "response-property-removed"
        | "response-field-removed" => (Kind::Property, Side::Removed, key(holder(base, 2), holder(revision, 0))?),
        "request-property-added" | "response-property-added" => {
            (Kind::Property, Side::Added, key(holder(base, 0), holder(revision, 2))?)
        }
        "request-property-required-added"
        | "request-property-required-removed"
        | "response-property-required-added"
        | "response-property-required-removed" => {
            let schema = |place: Option<&Pointer>| {
                let is_list = place.and_then(Pointer::last).as_deref() == Some("required");
                holder(place, usize::from(is_list))
            };
            (Kind::Property, Side::Beside, key(schema(base), schema(revision))?)
        }
        "request-parameter-removed" | "callback-parameter-removed" => {
            (Kind::Parameter, Side::Removed, format!("{} {}", location(pending), operations()))
        }
        "request-parameter-added" | "request-parameter-required-added" | "callback-parameter-added" => {
            (Kind::Parameter, Side::Added, format!("{} {}", location(pending), operations()))
        }
        "response-header-removed" | "response-header-required-removed" => {
            (Kind::Header, Side::Removed, format!("{} {}", holder(base, 2)?, operations()))
        }
        "response-header-added" => (Kind::Header, Side::Added, format!("{} {}", holder(base, 0)?, operations())),
        "request-media-type-removed" | "response-media-type-removed" => {
            (Kind::MediaType, Side::Removed, key(holder(base, 2), holder(revision, 0))?)
        }
        "request-media-type-added" | "response-media-type-added" => {
            (Kind::MediaType, Side::Added, key(holder(base, 0), holder(revision, 2))?)
        }
        "request-enum-value-removed" | "response-enum-value-removed" => {
            (Kind::Value, Side::Removed, key(base.cloned(), revision.cloned())?)
        }
        "request-enum-value-added" | "response-enum-value-added" => {
            (Kind::Value, Side::Added, key(base.cloned(), revision.cloned())?)
        }
        "operation-removed" => (Kind::Operation, Side::Removed, method(pending)?),
        "operation-added" => (Kind::Operation, Side::Added, method(pending)?),
        _ => return None,
    })
}

/// Where a parameter is: `query`.
fn location(pending: &PendingChange) -> &str {
    pending.subject.split(' ').next().unwrap_or_default()
}

fn method(pending: &PendingChange) -> Option<String> {
    let (_, name) = pending.operations.first()?;
    name.split_once(' ').map(|(method, _)| method.to_owned())
}

/// The name that a change is about: the part of its subject in backticks, or the path of an operation.
fn name(pending: &PendingChange) -> Option<String> {
    if pending.subject.is_empty() {
        let (_, operation) = pending.operations.first()?;
        return operation.split_once(' ').map(|(_, path)| path.to_owned());
    }
    let (_, rest) = pending.subject.split_once('`')?;
    rest.strip_suffix('`').map(str::to_owned)
}

/// Makes one change of a media type that was removed and one that was added; the number of the other.
fn join(changes: &mut [PendingChange], (removed, added): (usize, usize), from: &str, to: &str) -> usize {
    let is_wire = changes[added].verdict >= Verdict::Undecided;
    let (kept, other) = if is_wire { (added, removed) } else { (removed, added) };
    let (base, revision) = (changes[removed].base.clone(), changes[added].revision.clone());
    let pending = &mut changes[kept];
    (pending.base, pending.revision) = (base, revision);
    pending.subject = format!("`{from}` to `{to}`");
    pending.renamed = Some(Renamed { from: from.to_owned(), to: to.to_owned(), is_certain: true });
    other
}
