//! Callbacks and webhooks: operations that the server calls and clients answer, found by name, expression and method.
//!
//! What both sides have is compared like any operation, with the roles exchanged. What is not compared, `beside` finds.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::beside::{beside, whole, without_texts};
use super::called::Called;
use super::changes::Changes;
use super::matched::Matched;
use super::uses::Uses;
use super::{messages, policy};
use crate::contract::{Contract, Endpoint};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::witness::Callback;
use crate::percent;
use crate::pointer::Pointer;
use crate::schema::objects::{Object, Role};
use crate::tree::{Map, Text, Tree};

/// The path under which the operations of a callback or webhook are compared: one that no document declares.
pub(in crate::diff) const MOUNTED: &str = "/x-order-contracts-callback";

/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 32;

/// A callback or webhook that both sides name.
struct Named<'a> {
    /// Its name in the document.
    name: &'a str,
    /// The operation that announces it, as reports name it; `None` for a webhook.
    announced: Option<String>,
    /// Its place among the operations.
    number: usize,
}

impl Named<'_> {
    /// What reports call an operation of it: `POST webhook paid`, or `POST {$request.body#/url} (callback onPaid of POST
    /// /orders)`.
    fn operation(&self, method: &str, expression: &str) -> String {
        match &self.announced {
            None => format!("{method} webhook {}", self.name),
            Some(operation) => format!("{method} {expression} (callback {} of {operation})", self.name),
        }
    }

    /// The operation that a change of the whole affects.
    fn affected(&self) -> (usize, String) {
        (self.number, self.announced.clone().unwrap_or_else(|| format!("webhook {}", self.name)))
    }

    /// `callback-removed` or `webhook-removed`.
    fn rule(&self, callback: &'static str, webhook: &'static str) -> &'static str {
        if self.announced.is_some() { callback } else { webhook }
    }

    /// A difference in a part that is not compared, so its effect is unknown.
    fn changed(&self, changes: &mut Changes<'_>, what: &str, places: (&Pointer, &Pointer)) {
        let subject = match what {
            "" => format!("`{}`", self.name),
            what => format!("`{}`, {what}", self.name),
        };
        let id = self.rule("callback-changed", "webhook-changed");
        if let Some(pending) = changes.add(id, Some(self.affected()), subject, Some(places.0), Some(places.1)) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Callback, None)];
        }
    }
}

/// The callbacks of an operation that both sides have.
pub(super) fn compare(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let at = |endpoint: &Endpoint| endpoint.operation.pointer().clone().key("callbacks");
    let (number, announced) = matched.name();
    let named = |name| Named { name, announced: Some(announced.clone()), number };
    each(changes, uses, (at(matched.base), at(matched.revision)), &named, &expressions);
}

/// The webhooks of both documents.
pub(in crate::diff) fn webhooks(changes: &mut Changes<'_>, uses: &mut Uses<'_>) {
    let at = Pointer::root().key("webhooks");
    let number = changes.base.endpoints().len() + changes.revision.endpoints().len();
    let named = |name| Named { name, announced: None, number };
    each(changes, uses, (at.clone(), at), &named, &|changes, uses, named, places| {
        let target = format!("/webhooks/{}", percent::encode(named.name, b""));
        item(changes, uses, named, &target, places);
    });
}

/// How what has the same name on both sides is compared.
type Compare<'f> = dyn Fn(&mut Changes<'_>, &mut Uses<'_>, &Named<'_>, (&Pointer, &Pointer)) + 'f;

/// Finds what is named on one side alone, and hands on what both sides name.
fn each<'a>(
    changes: &mut Changes<'a>,
    uses: &mut Uses<'_>,
    at: (Pointer, Pointer),
    named: &dyn Fn(&'a str) -> Named<'a>,
    compare: &Compare<'_>,
) {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let (old, new) = (at.0.find(base), at.1.find(revision));
    let empty = Map::new();
    let members = |value: Option<&'a Tree>| value.map_or(Some(None), |value| value.as_object().map(Some));
    let (Some(old_members), Some(new_members)) = (members(old), members(new)) else {
        if old != new {
            named("").changed(changes, "", (&at.0, &at.1));
        }
        return;
    };
    for name in old_members.into_iter().flat_map(Map::keys) {
        let (named, place) = (named(name), at.0.clone().key(name));
        let other = at.1.clone().key(name);
        if new_members.unwrap_or(&empty).contains_key(name) {
            compare(changes, uses, &named, (&place, &other));
        } else {
            let id = named.rule("callback-removed", "webhook-removed");
            changes.add(id, Some(named.affected()), format!("`{name}`"), Some(&place), Some(&other));
        }
    }
    for name in new_members.into_iter().flat_map(Map::keys) {
        if !old_members.unwrap_or(&empty).contains_key(name) {
            let (named, place) = (named(name), at.1.clone().key(name));
            let id = named.rule("callback-added", "webhook-added");
            changes.add(id, Some(named.affected()), format!("`{name}`"), Some(&at.0), Some(&place));
        }
    }
}

/// Where both places lead behind their references; `None`, and a change unless they are the same, when one leads nowhere.
fn followed(changes: &mut Changes<'_>, named: &Named<'_>, places: (&Pointer, &Pointer)) -> Option<(Pointer, Pointer)> {
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let written = |document: &Tree, place: &Pointer| {
        let role = Role::Object(Object::Document).at(document, place);
        place.find(document).map(|value| without_texts(value, role))
    };
    match (follow(base, places.0), follow(revision, places.1)) {
        (Some(old), Some(new)) => Some((old, new)),
        (None, None) if written(base, places.0) == written(revision, places.1) => None,
        _ => {
            named.changed(changes, "", places);
            None
        }
    }
}

/// The object that `pointer` leads to.
fn follow(document: &Tree, pointer: &Pointer) -> Option<Pointer> {
    let mut pointer = pointer.clone();
    for _ in 0..MAX_REFERENCES {
        let members = pointer.find(document)?.as_object()?;
        match members.get("$ref") {
            Some(reference) => pointer = Pointer::from_reference(reference.as_str()?)?,
            None => return Some(pointer),
        }
    }
    None
}

/// The Path Items of a callback, by the expressions that say where they are.
fn expressions(changes: &mut Changes<'_>, uses: &mut Uses<'_>, named: &Named<'_>, places: (&Pointer, &Pointer)) {
    let Some((old_at, new_at)) = followed(changes, named, places) else { return };
    let (base, revision) = (changes.base.tree(), changes.revision.tree());
    let (old, new) = (old_at.find(base), new_at.find(revision));
    let is_extension = |name: &&Text| Object::Callback.is_extension(name);
    let members = |value: Option<&Tree>, extensions: bool| -> Vec<String> {
        let names = value.and_then(Tree::as_object).into_iter().flat_map(Map::keys);
        names.filter(|name| is_extension(name) == extensions).map(Text::to_string).collect()
    };
    for name in members(old, true).into_iter().chain(members(new, true)) {
        let written = |value: Option<&Tree>| {
            value.and_then(|value| value.get(&name)).map(|value| without_texts(value, Role::Extension))
        };
        if written(old) != written(new) {
            named.changed(changes, &format!("`{name}`"), (&old_at, &new_at));
        }
    }
    let (old, new) = (members(old, false), members(new, false));
    if let ([before], [after]) = (&old[..], &new[..])
        && before != after
    {
        let (left, right) = (old_at.key(before), new_at.key(after));
        let subject = format!("`{before}` to `{after}`");
        let id = "callback-expression-changed";
        if let Some(pending) = changes.add(id, Some(named.affected()), subject, Some(&left), Some(&right)) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Meaning, None)];
        }
        item(changes, uses, named, after, (&left, &right));
        return;
    }
    for expression in &old {
        let (left, right) = (old_at.clone().key(expression), new_at.clone().key(expression));
        match new.contains(expression) {
            true => item(changes, uses, named, expression, (&left, &right)),
            false => one_sided(changes, named, expression, &left, &new_at, true),
        }
    }
    for expression in new.iter().filter(|expression| !old.contains(expression)) {
        one_sided(changes, named, expression, &new_at.clone().key(expression), &old_at, false);
    }
}

/// A Path Item that only one side has: each of its operations is reported.
fn one_sided(
    changes: &mut Changes<'_>,
    named: &Named<'_>,
    expression: &str,
    place: &Pointer,
    other: &Pointer,
    of_base: bool,
) {
    let contract = if of_base { changes.base } else { changes.revision };
    let endpoints = follow(contract.tree(), place).map(|item| contract.endpoints_at(&item, MOUNTED));
    let endpoints = endpoints.unwrap_or_default();
    if endpoints.is_empty() {
        let places = if of_base { (place, other) } else { (other, place) };
        named.changed(changes, &format!("`{expression}`"), places);
    }
    for endpoint in endpoints {
        operation(changes, named, expression, &endpoint, other, of_base);
    }
}

/// An operation that one side has alone.
fn operation(
    changes: &mut Changes<'_>,
    named: &Named<'_>,
    expression: &str,
    endpoint: &Endpoint,
    other: &Pointer,
    of_base: bool,
) {
    let name = (named.number, named.operation(endpoint.operation.method(), expression));
    let (own, other) = (Some(endpoint.operation.pointer()), Some(other));
    if of_base {
        changes.add("callback-operation-removed", Some(name), String::new(), own, other);
    } else if let Some(pending) = changes.add("callback-operation-added", Some(name), String::new(), other, own) {
        pending.reasons = vec![UndecidedReason::new(UndecidedCause::Callback, None)];
    }
}

/// The operations of a Path Item that both sides have. Their requests go to `target`.
fn item(changes: &mut Changes<'_>, uses: &mut Uses<'_>, named: &Named<'_>, target: &str, places: (&Pointer, &Pointer)) {
    let Some((left, right)) = followed(changes, named, places) else { return };
    let (base, revision) = (changes.base, changes.revision);
    let mut new = revision.endpoints_at(&right, MOUNTED);
    for old in base.endpoints_at(&left, MOUNTED) {
        let same = new.iter().position(|new| new.operation.method() == old.operation.method());
        let Some(same) = same else {
            operation(changes, named, target, &old, &right, true);
            continue;
        };
        let callback = Callback {
            name: named.operation(old.operation.method(), target),
            base: left.clone(),
            revision: right.clone(),
            target: target.to_owned(),
        };
        let called = Rc::new(Called { callback, base: old, revision: new.remove(same) });
        let numbers = (named.number, 0);
        let matched = Matched { base: &called.base, revision: &called.revision, numbers, called: Some(&called) };
        policy::compare(changes, &matched);
        messages::compare(changes, uses, &matched);
        // Unusable parts were omitted from the comparison.
        let unusable = |contract: &Contract, endpoint: &Endpoint, side| -> Vec<Option<Tree>> {
            endpoint.unusable.iter().map(|unusable| whole(contract.tree(), &unusable.pointer, side)).collect()
        };
        if unusable(base, matched.base, "base") != unusable(revision, matched.revision, "revision") {
            named.changed(changes, &format!("`{}`", matched.base.operation.method()), (&left, &right));
        }
    }
    for endpoint in new {
        operation(changes, named, target, &endpoint, &left, false);
    }
    let (old, new) = (beside(base.tree(), places.0, "base"), beside(revision.tree(), places.1, "revision"));
    let differing = old.keys().chain(new.keys()).filter(|place| old.get(*place) != new.get(*place));
    let differing: BTreeSet<&String> = differing.collect();
    if !differing.is_empty() {
        let shown: Vec<String> = differing.into_iter().take(3).map(|place| format!("`{place}`")).collect();
        named.changed(changes, &shown.join(", "), (&left, &right));
    }
}
