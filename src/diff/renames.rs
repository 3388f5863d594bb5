//! What was removed under one name and added under another: a reader asks whether it was renamed, so both changes say so. A media
//! type of the same content is one edit for sure, and becomes one change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::parts::PendingChange;
use super::verdict::Verdict;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::similar;

/// Groups with more names than these on a side are not compared: that is no rename.
const MAX_NAMES: usize = 64;

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
        for (removed, added, is_same) in group.pairs(changes, base.document(), revision.document()) {
            let names = (name(&changes[removed]), name(&changes[added]));
            let (Some(from), Some(to)) = names else { continue };
            if *kind == Kind::MediaType {
                if is_same {
                    dropped.insert(join(changes, (removed, added), &from, &to));
                }
                continue;
            }
            let beside = group.beside.iter().copied();
            let beside = beside.filter(|&number| name(&changes[number]).is_some_and(|name| name == from || name == to));
            for number in beside.chain([removed, added]).collect::<Vec<_>>() {
                changes[number].renamed = Some((from.clone(), to.clone()));
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

impl Group {
    /// Which were perhaps one, and whether their content is the same.
    fn pairs(&self, changes: &[PendingChange], base: &Value, revision: &Value) -> Vec<(usize, usize, bool)> {
        if self.removed.len() > MAX_NAMES || self.added.len() > MAX_NAMES {
            return Vec::new();
        }
        let content = |number: &usize, of_base: bool| -> Option<Value> {
            let (place, document) = match of_base {
                true => (changes[*number].base.as_ref()?, base),
                false => (changes[*number].revision.as_ref()?, revision),
            };
            place.resolve(document).map(content)
        };
        let mut free: Vec<usize> = self.added.clone();
        let mut pairs = Vec::new();
        for &removed in &self.removed {
            let (Some(own), Some(from)) = (content(&removed, true), name(&changes[removed])) else { continue };
            let same: Vec<usize> =
                free.iter().copied().filter(|added| content(added, false).as_ref() == Some(&own)).collect();
            let near = |numbers: &[usize]| -> Option<usize> {
                let names: Vec<(usize, String)> =
                    numbers.iter().filter_map(|&number| Some((number, name(&changes[number])?))).collect();
                let nearest = similar::nearest(&from, names.iter().map(|(_, name)| name.as_str()))?.to_owned();
                names.iter().find(|(_, name)| *name == nearest).map(|(number, _)| *number)
            };
            let found = near(&same).or(if let [only] = same[..] { Some(only) } else { near(&free) });
            if let Some(added) = found {
                free.retain(|other| *other != added);
                pairs.push((removed, added, same.contains(&added)));
            }
        }
        pairs
    }
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

/// A value without its name and the texts for people.
fn content(value: &Value) -> Value {
    let Some(members) = value.as_object() else { return value.clone() };
    let texts = ["name", "title", "description", "summary", "example", "examples", "tags"];
    let kept = members.iter().filter(|(keyword, _)| !texts.contains(&keyword.as_str()));
    Value::Object(kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect::<Map<_, _>>())
}

/// Makes one change of a media type that was removed and one that was added; the number of the other.
fn join(changes: &mut [PendingChange], (removed, added): (usize, usize), from: &str, to: &str) -> usize {
    let is_wire = changes[added].verdict >= Verdict::Undecided;
    let (kept, other) = if is_wire { (added, removed) } else { (removed, added) };
    let (base, revision) = (changes[removed].base.clone(), changes[added].revision.clone());
    let pending = &mut changes[kept];
    (pending.base, pending.revision) = (base, revision);
    pending.subject = format!("`{from}` to `{to}`");
    pending.renamed = Some((from.to_owned(), to.to_owned()));
    other
}
