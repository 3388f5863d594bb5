//! What differs between two schemas, keyword by keyword, and which schemas below them belong together.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use crate::tree::{Map, Tree};

use self::named::Names;
use super::delta::{Delta, Edit, Link};
use super::discriminators::discriminates;
use super::side::{MEANING, Side, Spot, is_empty_list, refers};
use crate::json::exact::tree_text;
use crate::plain::apart;

mod beside;
mod flattened;
mod lists;
mod named;
mod null;
mod objects;
mod older;
mod values;
mod wrapped;

/// What comparing two schemas found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) deltas: Vec<Delta>,
    pub(super) children: Vec<Child>,
    /// Whether there is more than was compared.
    pub(super) cut: bool,
    /// Whether they are built in different ways, so that what was found is to be proved to be all.
    pub(super) is_rebuilt: bool,
}

/// Two schemas below.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) link: Link,
    pub(super) base: Spot,
    pub(super) revision: Spot,
    /// Whether it is a property that either side may leave out.
    pub(super) is_optional: bool,
}

type At<'s, 'c> = (&'s mut Side<'c>, &'s Spot);

/// Compares the schema of base with that of revision.
pub(super) fn compare<'s>(base: At<'s, '_>, revision: At<'s, '_>) -> Found {
    let (old, new) = (members(base.1.value()), members(revision.1.value()));
    let raw = (base.1.written(), revision.1.written());
    let objects = (has_object_part(base.0, base.1), has_object_part(revision.0, revision.1));
    let names = |members: &'s Map| -> HashSet<&'s str> {
        let names = members.get("required").and_then(Tree::as_array).into_iter().flatten();
        names.filter_map(Tree::as_str).collect()
    };
    let (required, found) = ((names(old), names(new)), Found::default());
    let mut walk = Walk { old, new, raw, base: base.1, revision: revision.1, objects, required, found };
    walk.unusable(base.0, revision.0);
    walk.drafts();
    walk.discriminators(base.0, revision.0);
    if is_never(base.1.value()) != is_never(revision.1.value()) {
        walk.meaning(None);
        walk.delta("schema-changed", &[], String::new(), Edit::Whole);
        return walk.found;
    }
    let wrapper = walk
        .wrapped_in_null(base.0, revision.0)
        .or_else(|| walk.wrapped(base.0, revision.0))
        .or_else(|| walk.beside_reference(base.0, revision.0));
    walk.meaning(wrapper);
    walk.found.is_rebuilt = wrapper.is_some() || walk.flattened(base.0, revision.0);
    if !walk.found.is_rebuilt {
        walk.keywords(base.0, revision.0);
    }
    walk.found
}

/// Whether a part of the schema's `allOf` takes objects only.
fn has_object_part(side: &mut Side<'_>, spot: &Spot) -> bool {
    let parts = members(spot.value()).get("allOf").and_then(Tree::as_array).map_or(0, Vec::len);
    (0..parts).any(|position| {
        let part = side.follow(spot.down(&["allOf", &position.to_string()]));
        part.value().get("type").is_some_and(|name| name == "object")
    })
}

struct Walk<'s> {
    old: &'s Map,
    new: &'s Map,
    /// Both as the documents have them.
    raw: (Option<&'s Tree>, Option<&'s Tree>),
    base: &'s Spot,
    revision: &'s Spot,
    /// Whether a part of each one's `allOf` takes objects only.
    objects: (bool, bool),
    /// What each one requires.
    required: (HashSet<&'s str>, HashSet<&'s str>),
    found: Found,
}

impl Walk<'_> {
    /// Every keyword by itself.
    fn keywords(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        if self.types() {
            // Everything beside the type was about the other type.
            return;
        }
        self.numbers();
        self.enumeration();
        self.members_of_objects();
        self.items();
        self.conditions();
        self.lists(base, revision);
        self.references(base, revision);
        self.older();
        self.dynamic_references(base, revision);
    }

    fn is_object(&self, in_base: bool) -> bool {
        if in_base { self.objects.0 } else { self.objects.1 }
    }

    fn delta(&mut self, rule: &'static str, tokens: &[&str], subject: String, edit: Edit) {
        let place = |spot: &Spot, members: &Map| {
            let present = tokens.first().is_none_or(|keyword| members.contains_key(keyword));
            let mut place = spot.pointer.clone();
            if present {
                tokens.iter().for_each(|token| place.push(token));
            }
            place
        };
        let (base, revision) = (place(self.base, self.old), place(self.revision, self.new));
        let at = (self.base.pointer.clone(), self.revision.pointer.clone());
        self.found.deltas.push(Delta { rule, base, revision, subject, at, edit });
    }

    fn child(&mut self, link: Link, old: &[&str], new: &[&str]) {
        // Most of a big document is the same on both sides: not worth a place of its own.
        if let (&[keyword, name], true) = (old, old == new)
            && let (Some(left), Some(right)) = (self.old.get(keyword), self.new.get(keyword))
            && let (Some(left), Some(right)) = (left.get(name), right.get(name))
            && let (Some(raw), Some(other)) = self.raw
            && raw.get(keyword).and_then(|named| named.get(name))
                == other.get(keyword).and_then(|named| named.get(name))
            && left == right
            && self.base.is_written_as(self.revision)
            && !refers(left)
            && !raw.get(keyword).and_then(|named| named.get(name)).is_some_and(|raw| discriminates(raw) || refers(raw))
        {
            return;
        }
        let requires = |required: &HashSet<&str>, tokens: &[&str]| match *tokens {
            ["properties", name] => required.contains(name),
            _ => true,
        };
        let is_optional = !requires(&self.required.0, old) || !requires(&self.required.1, new);
        let (base, revision) = (self.base.down(old), self.revision.down(new));
        self.found.children.push(Child { link, base, revision, is_optional });
    }

    /// Statements that change what values mean; some are only in the document, not in the JSON Schema. Of a schema that
    /// became part of another, or was one (`wrapper`: whether base has the other), only what the other has itself counts:
    /// the rest is still in the part.
    fn meaning(&mut self, wrapper: Option<bool>) {
        let raw = |keyword: &str| {
            let written = |schema: Option<&Tree>| schema.and_then(|schema| schema.get(keyword)).cloned();
            (written(self.raw.0), written(self.raw.1))
        };
        let mut found = Vec::new();
        for (keyword, rule) in MEANING {
            let (old, new) = raw(keyword);
            let silent = wrapper.is_some_and(|in_base| if in_base { old.is_none() } else { new.is_none() });
            if old != new && !silent && !self.is_migrated(keyword, old.as_ref(), new.as_ref()) {
                let edit = match keyword {
                    "discriminator" if self.names(old.as_ref(), new.as_ref()) != Names::Other => Edit::Said,
                    // Base promised nothing about a value that is left out.
                    "default" if old.is_none() => Edit::Said,
                    _ => Edit::Nothing,
                };
                found.push((rule, keyword, between(old.as_ref(), new.as_ref()), edit));
            }
        }
        let (old, new) = raw("deprecated");
        if wrapper != Some(true) && old != Some(Tree::Bool(true)) && new == Some(Tree::Bool(true)) {
            found.push(("schema-deprecated", "deprecated", String::new(), Edit::Nothing));
        }
        for (rule, keyword, subject, edit) in found {
            self.delta(rule, &[keyword], subject, edit);
        }
    }

    /// Whether one side has the format of OpenAPI 3.0 that the other writes with this keyword of JSON Schema: `byte` and `binary`
    /// (OpenAPI 3.1.0, 4.7.14.2).
    fn is_migrated(&self, keyword: &str, old: Option<&Tree>, new: Option<&Tree>) -> bool {
        let (other, written) = match (old, new) {
            (None, Some(new)) => (self.raw.0, new),
            (Some(old), None) => (self.raw.1, old),
            _ => return false,
        };
        let format = other.and_then(|schema| schema.get("format")).and_then(Tree::as_str);
        match keyword {
            "contentEncoding" => format == Some("byte") && written == "base64",
            "contentMediaType" => format == Some("binary"),
            _ => false,
        }
    }

    /// Keywords that say something else now, and nothing that can be used on one side at least.
    fn unusable(&mut self, base_side: &mut Side<'_>, revision_side: &mut Side<'_>) {
        let mut keywords: BTreeSet<String> = self.base.unusable().into_iter().collect();
        keywords.extend(self.revision.unusable());
        for keyword in keywords {
            let raw = |schema: Option<&'_ Tree>| schema.and_then(|schema| schema.get(&keyword)).cloned();
            let (old, new) = (raw(self.raw.0), raw(self.raw.1));
            if old == new {
                // What it refers to may have changed.
                self.behind_unusable(&keyword, old.unwrap_or_default(), (base_side, revision_side));
            } else {
                let (mut base, mut revision) = (self.base.pointer.clone(), self.revision.pointer.clone());
                [(old.is_some(), &mut base), (new.is_some(), &mut revision)]
                    .into_iter()
                    .filter(|(present, _)| *present)
                    .for_each(|(_, place)| place.push(&keyword));
                let at = (self.base.pointer.clone(), self.revision.pointer.clone());
                let subject = format!("`{keyword}`");
                // Nobody writes an empty list of alternatives to accept nothing.
                let is_empty = [&old, &new].into_iter().flatten().all(is_empty_list);
                self.found.deltas.push(Delta {
                    rule: "schema-changed",
                    base,
                    revision,
                    subject,
                    at,
                    edit: if is_empty { Edit::Said } else { Edit::Unusable },
                });
            }
        }
    }

    /// Whether the types have nothing in common.
    fn types(&mut self) -> bool {
        let (old, new) = (type_names(self.old), type_names(self.new));
        if old == new {
            return false;
        }
        let subject = between(self.old.get("type"), self.new.get("type"));
        let (Some(old), Some(new)) = (old, new) else {
            let rule = if self.old.contains_key("type") { "type-removed" } else { "type-added" };
            self.delta(rule, &["type"], subject, Edit::Keywords(&["type"]));
            return false;
        };
        let without_null = |names: &BTreeSet<&str>| {
            names.iter().copied().filter(|name| *name != "null").map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let includes = |wide: &BTreeSet<&str>, narrow: &BTreeSet<&str>| {
            narrow.iter().all(|name| wide.contains(name) || *name == "integer" && wide.contains("number"))
        };
        let rule = if without_null(&old) == without_null(&new) {
            if new.contains("null") { "nullable-added" } else { "nullable-removed" }
        } else if includes(&new, &old) {
            "type-widened"
        } else if includes(&old, &new) {
            "type-narrowed"
        } else {
            let number = |name: &&str| if *name == "integer" { "number" } else { name }.to_owned();
            let kinds = |names: &BTreeSet<&str>| names.iter().map(number).filter(|name| name != "null").collect();
            let (old, new): (BTreeSet<String>, BTreeSet<String>) = (kinds(&old), kinds(&new));
            let disjoint = old.is_disjoint(&new);
            let edit = if disjoint { Edit::Whole } else { Edit::Keywords(&["type"]) };
            self.delta("type-changed", &["type"], subject, edit);
            return disjoint;
        };
        self.delta(rule, &["type"], subject, Edit::Keywords(&["type"]));
        false
    }

    fn one(&mut self, keyword: &'static str, rules: [&'static str; 2], link: Link, edit: &'static [&'static str]) {
        match (self.old.contains_key(keyword), self.new.contains_key(keyword)) {
            (true, true) => self.child(link, &[keyword], &[keyword]),
            (false, true) => self.delta(rules[0], &[keyword], String::new(), Edit::Keywords(edit)),
            (true, false) => self.delta(rules[1], &[keyword], String::new(), Edit::Keywords(edit)),
            (false, false) => {}
        }
    }
}

fn members(schema: &Tree) -> &Map {
    static EMPTY: LazyLock<Map> = LazyLock::new(Map::new);
    schema.as_object().unwrap_or(&EMPTY)
}

/// Whether nothing is accepted, as it is written for properties that do not exist this way.
fn is_never(schema: &Tree) -> bool {
    schema == &Tree::Bool(false)
}

/// The names in `type`; `None` where there is none.
fn type_names(members: &Map) -> Option<BTreeSet<&str>> {
    match members.get("type")? {
        Tree::String(name) => Some(BTreeSet::from([name.as_str()])),
        Tree::Array(names) => Some(names.iter().filter_map(Tree::as_str).collect()),
        _ => None,
    }
}

/// Longer values are cut.
const ROOM: usize = 60;

/// A value, not longer than a line has room for.
pub(in crate::diff) fn short(value: &Tree) -> String {
    let text = tree_text(value);
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn between(old: Option<&Tree>, new: Option<&Tree>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => match (short(old), short(new)) {
            // What makes them different was cut off.
            (left, right) if left == right => {
                let texts = [old, new].map(tree_text);
                format!("`{}`", apart(&texts.each_ref().map(String::as_str), ROOM).join("` to `"))
            }
            (left, right) => format!("`{left}` to `{right}`"),
        },
        (None, Some(new)) => format!("`{}`", short(new)),
        (Some(old), None) => format!("`{}`", short(old)),
        (None, None) => String::new(),
    }
}
