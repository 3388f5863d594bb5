//! What differs between two schemas, keyword by keyword, and which schemas below them belong together.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::branches::matching;
use super::delta::{Delta, Edit};
use super::graph::{Link, refers};
use super::side::{Side, Spot, is_annotation};

/// What comparing two schemas found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) deltas: Vec<Delta>,
    pub(super) children: Vec<Child>,
}

/// Two schemas below.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) link: Link,
    pub(super) base: Spot,
    pub(super) revision: Spot,
}

type At<'s, 'c> = (&'s mut Side<'c>, &'s Spot);

macro_rules! bound {
    ($keyword:literal, $rule:literal) => {
        (
            $keyword,
            [
                concat!($rule, "-added"),
                concat!($rule, "-decreased"),
                concat!($rule, "-increased"),
                concat!($rule, "-removed"),
            ],
            &[$keyword],
        )
    };
}

/// A keyword, the rules of its edits, and what to take over to make one again.
type Known<const RULES: usize> = (&'static str, [&'static str; RULES], &'static [&'static str]);

/// Keywords with one number.
const BOUNDS: [Known<4>; 12] = [
    bound!("maxLength", "max-length"),
    bound!("maxItems", "max-items"),
    bound!("maxProperties", "max-properties"),
    bound!("maxContains", "max-contains"),
    bound!("maximum", "maximum"),
    bound!("exclusiveMaximum", "exclusive-maximum"),
    bound!("minLength", "min-length"),
    bound!("minItems", "min-items"),
    bound!("minProperties", "min-properties"),
    bound!("minContains", "min-contains"),
    bound!("minimum", "minimum"),
    bound!("exclusiveMinimum", "exclusive-minimum"),
];
/// Keywords that are there, differ, or are not.
const PLAIN: [Known<3>; 4] = [
    ("pattern", ["pattern-added", "pattern-changed", "pattern-removed"], &["pattern"]),
    ("format", ["format-added", "format-changed", "format-removed"], &["format"]),
    ("multipleOf", ["multiple-of-added", "multiple-of-changed", "multiple-of-removed"], &["multipleOf"]),
    ("const", ["const-added", "const-changed", "const-removed"], &["const"]),
];
/// Keywords that no validator asserts, and that change what a value means.
const MEANING: [(&str, &str); 5] = [
    ("default", "default-changed"),
    ("contentEncoding", "content-encoding-changed"),
    ("contentMediaType", "content-media-type-changed"),
    ("discriminator", "discriminator-changed"),
    ("x-extensible-enum", "extensible-enum-changed"),
];

/// Compares the schema of base with that of revision.
pub(super) fn compare(base: At<'_, '_>, revision: At<'_, '_>) -> Found {
    let (old, new) = (members(base.1.value()), members(revision.1.value()));
    let raw = (base.1.pointer.resolve(base.0.document), revision.1.pointer.resolve(revision.0.document));
    let mut walk = Walk { old, new, raw, base: base.1, revision: revision.1, found: Found::default() };
    walk.meaning(base.0, revision.0);
    if is_never(base.1.value()) != is_never(revision.1.value()) {
        walk.delta("schema-changed", &[], String::new(), Edit::Whole);
        return walk.found;
    }
    if walk.wrapped_in_null() {
        return walk.found;
    }
    if walk.types() {
        // Everything beside the type spoke of the other type.
        return walk.found;
    }
    walk.numbers();
    walk.enumeration();
    walk.members_of_objects();
    walk.items();
    walk.conditions();
    walk.lists(base.0, revision.0);
    walk.references(base.0, revision.0);
    walk.found
}

struct Walk<'s> {
    old: &'s Map<String, Value>,
    new: &'s Map<String, Value>,
    /// Both as the documents have them.
    raw: (Option<&'s Value>, Option<&'s Value>),
    base: &'s Spot,
    revision: &'s Spot,
    found: Found,
}

impl Walk<'_> {
    fn delta(&mut self, rule: &'static str, tokens: &[&str], subject: String, edit: Edit) {
        let place = |spot: &Spot, members: &Map<String, Value>| {
            let stands = tokens.first().is_none_or(|keyword| members.contains_key(*keyword));
            let mut place = spot.pointer.clone();
            if stands {
                tokens.iter().for_each(|token| place.push(token));
            }
            place
        };
        let (base, revision) = (place(self.base, self.old), place(self.revision, self.new));
        self.found.deltas.push(Delta { rule, base, revision, subject, edit });
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
            && !refers(left)
        {
            return;
        }
        self.found.children.push(Child { link, base: self.base.down(old), revision: self.revision.down(new) });
    }

    /// Statements that change what values mean; some are only in the document, not in the JSON Schema.
    fn meaning(&mut self, base: &Side<'_>, revision: &Side<'_>) {
        let raw =
            |spot: &Spot, side: &Side<'_>, keyword: &str| spot.pointer.resolve(side.document)?.get(keyword).cloned();
        for (keyword, rule) in MEANING {
            let (old, new) = (raw(self.base, base, keyword), raw(self.revision, revision, keyword));
            if old != new {
                let subject = between(old.as_ref(), new.as_ref());
                self.delta(rule, &[keyword], subject, Edit::Nothing);
            }
        }
        let schema = |spot: &Spot, side: &Side<'_>| raw(spot, side, "contentSchema");
        if schema(self.base, base) != schema(self.revision, revision) {
            self.delta("content-schema-changed", &["contentSchema"], String::new(), Edit::Nothing);
        }
        let deprecated = |spot: &Spot, side: &Side<'_>| raw(spot, side, "deprecated") == Some(Value::Bool(true));
        if !deprecated(self.base, base) && deprecated(self.revision, revision) {
            self.delta("schema-deprecated", &["deprecated"], String::new(), Edit::Nothing);
        }
    }

    /// Whether one side wraps what the other says, `oneOf` that or null.
    fn wrapped_in_null(&mut self) -> bool {
        let (old, new) = (beside_null(self.old), beside_null(self.new));
        let (tokens, rule, other) = match (&old, &new) {
            (Some(tokens), None) => (tokens, "nullable-removed", self.new),
            (None, Some(tokens)) => (tokens, "nullable-added", self.old),
            _ => return false,
        };
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match old {
            Some(_) => self.child(Link::Part, &tokens, &[]),
            None => self.child(Link::Part, &[], &tokens),
        }
        let allows_null = type_names(other).is_some_and(|names| names.contains("null"));
        if !allows_null {
            self.delta(rule, &tokens[..1], String::new(), Edit::Null);
        }
        true
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

    fn numbers(&mut self) {
        for (keyword, [added, less, more, removed], edit) in BOUNDS {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let rule = match (old, new) {
                (None, Some(_)) => added,
                (Some(_), None) => removed,
                (Some(old), Some(new)) if is_less(new, old) => less,
                (Some(old), Some(new)) if is_less(old, new) => more,
                _ => continue,
            };
            self.delta(rule, &[keyword], between(old, new), Edit::Keywords(edit));
        }
        for (keyword, [added, changed, removed], edit) in PLAIN {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let rule = match (old, new) {
                (None, Some(_)) => added,
                (Some(_), None) => removed,
                (Some(old), Some(new)) if old != new => changed,
                _ => continue,
            };
            self.delta(rule, &[keyword], between(old, new), Edit::Keywords(edit));
        }
        let unique = |members: &Map<String, Value>| members.get("uniqueItems") == Some(&Value::Bool(true));
        match (unique(self.old), unique(self.new)) {
            (false, true) => {
                self.delta("unique-items-added", &["uniqueItems"], String::new(), Edit::Keywords(&["uniqueItems"]))
            }
            (true, false) => {
                self.delta("unique-items-removed", &["uniqueItems"], String::new(), Edit::Keywords(&["uniqueItems"]));
            }
            _ => {}
        }
    }

    fn enumeration(&mut self) {
        let (old, new) = (self.old.get("enum"), self.new.get("enum"));
        let (Some(Value::Array(old)), Some(Value::Array(new))) = (old, new) else {
            match (old, new) {
                (None, Some(new)) => {
                    self.delta("enum-added", &["enum"], between(None, Some(new)), Edit::Keywords(&["enum"]));
                }
                (Some(old), None) => {
                    self.delta("enum-removed", &["enum"], between(Some(old), None), Edit::Keywords(&["enum"]));
                }
                _ => {}
            }
            return;
        };
        let missing = |from: &[Value], in_other: &[Value]| -> Vec<Value> {
            let known: BTreeSet<String> = in_other.iter().map(Value::to_string).collect();
            from.iter().filter(|value| !known.contains(&value.to_string())).cloned().collect()
        };
        for (rule, values) in [("enum-value-removed", missing(old, new)), ("enum-value-added", missing(new, old))] {
            if !values.is_empty() {
                let names: Vec<String> = values.iter().map(|value| format!("`{}`", short(value))).collect();
                self.delta(rule, &["enum"], names.join(", "), Edit::Values(values));
            }
        }
    }

    fn members_of_objects(&mut self) {
        let empty = Map::new();
        let (old, new) = (named(self.old, "properties", &empty), named(self.new, "properties", &empty));
        for (name, schema) in old {
            let tokens = ["properties", name.as_str()];
            match new.get(name) {
                Some(other) if is_never(schema) && !is_never(other) => {
                    self.delta(
                        "property-allowed",
                        &tokens,
                        format!("`{name}`"),
                        Edit::Member("properties", name.clone()),
                    );
                }
                Some(other) if !is_never(schema) && is_never(other) => {
                    self.delta(
                        "property-forbidden",
                        &tokens,
                        format!("`{name}`"),
                        Edit::Member("properties", name.clone()),
                    );
                }
                Some(_) => self.child(Link::Value, &tokens, &tokens),
                None => {
                    self.gone("property-removed", &tokens, name, true);
                }
            }
        }
        for (name, _) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.gone("property-added", &["properties", name], name, false);
        }
        self.required();
        for (keyword, added, removed, link) in [
            ("patternProperties", "pattern-property-added", "pattern-property-removed", Link::Value),
            ("dependentSchemas", "dependent-schema-added", "dependent-schema-removed", Link::Part),
        ] {
            let (old, new) = (named(self.old, keyword, &empty), named(self.new, keyword, &empty));
            for name in old.keys().filter(|name| new.contains_key(*name)) {
                self.child(link, &[keyword, name], &[keyword, name]);
            }
            for name in old.keys().filter(|name| !new.contains_key(*name)) {
                self.delta(removed, &[keyword], format!("`{name}`"), Edit::Member(keyword, name.clone()));
            }
            for name in new.keys().filter(|name| !old.contains_key(*name)) {
                self.delta(added, &[keyword], format!("`{name}`"), Edit::Member(keyword, name.clone()));
            }
        }
        self.open("additionalProperties", "additional-properties-changed", &["additionalProperties"]);
        self.open("unevaluatedProperties", "unevaluated-properties-changed", &["unevaluatedProperties"]);
        self.open("unevaluatedItems", "unevaluated-items-changed", &["unevaluatedItems"]);
        self.one("propertyNames", ["property-names-added", "property-names-removed"], Link::Value, &["propertyNames"]);
        if self.old.get("dependentRequired") != self.new.get("dependentRequired") {
            let edit = Edit::Keywords(&["dependentRequired"]);
            let subject = between(self.old.get("dependentRequired"), self.new.get("dependentRequired"));
            self.delta("dependent-required-changed", &["dependentRequired"], subject, edit);
        }
    }

    /// A member that stands on one side only.
    fn gone(&mut self, rule: &'static str, tokens: &[&str; 2], name: &str, in_base: bool) {
        let (mut base, mut revision) = (self.base.pointer.clone(), self.revision.pointer.clone());
        tokens.iter().for_each(|token| if in_base { &mut base } else { &mut revision }.push(token));
        let edit = Edit::Member("properties", name.to_owned());
        self.found.deltas.push(Delta { rule, base, revision, subject: format!("`{name}`"), edit });
    }

    fn required(&mut self) {
        let names = |members: &Map<String, Value>| -> BTreeSet<String> {
            let list = members.get("required").and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (old, new) = (names(self.old), names(self.new));
        for name in new.difference(&old) {
            self.delta("property-required-added", &["required"], format!("`{name}`"), Edit::Required(name.clone()));
        }
        for name in old.difference(&new) {
            self.delta("property-required-removed", &["required"], format!("`{name}`"), Edit::Required(name.clone()));
        }
    }

    /// A keyword that means the same as `true` where it is not there.
    fn open(&mut self, keyword: &'static str, rule: &'static str, edit: &'static [&'static str]) {
        let says = |members: &Map<String, Value>| match members.get(keyword) {
            None | Some(Value::Bool(true)) => Value::Bool(true),
            Some(other) => other.clone(),
        };
        let (old, new) = (says(self.old), says(self.new));
        match (&old, &new) {
            (Value::Object(_), Value::Object(_)) => self.child(Link::Value, &[keyword], &[keyword]),
            _ if old != new => {
                let subject = between(self.old.get(keyword), self.new.get(keyword));
                self.delta(rule, &[keyword], subject, Edit::Keywords(edit));
            }
            // Whether it is written decides whether a closed sender sends more.
            _ if self.old.contains_key(keyword) != self.new.contains_key(keyword) => {
                let subject = between(self.old.get(keyword), self.new.get(keyword));
                self.delta(rule, &[keyword], subject, Edit::Keywords(edit));
            }
            _ => {}
        }
    }

    fn one(&mut self, keyword: &'static str, rules: [&'static str; 2], link: Link, edit: &'static [&'static str]) {
        match (self.old.contains_key(keyword), self.new.contains_key(keyword)) {
            (true, true) => self.child(link, &[keyword], &[keyword]),
            (false, true) => self.delta(rules[0], &[keyword], String::new(), Edit::Keywords(edit)),
            (true, false) => self.delta(rules[1], &[keyword], String::new(), Edit::Keywords(edit)),
            (false, false) => {}
        }
    }

    fn items(&mut self) {
        self.one("items", ["items-added", "items-removed"], Link::Value, &["items"]);
        self.one("contains", ["contains-added", "contains-removed"], Link::Condition, &["contains"]);
        let count =
            |members: &Map<String, Value>| members.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        let (old, new) = (count(self.old), count(self.new));
        for position in 0..old.min(new) {
            let position = position.to_string();
            self.child(Link::Value, &["prefixItems", &position], &["prefixItems", &position]);
        }
        if old != new {
            let subject = format!("{old} to {new}");
            self.delta("prefix-items-changed", &["prefixItems"], subject, Edit::Keywords(&["prefixItems"]));
        }
    }

    fn conditions(&mut self) {
        self.one("not", ["not-added", "not-removed"], Link::Condition, &["not"]);
        let present =
            |members: &Map<String, Value>| ["if", "then", "else"].map(|keyword| members.contains_key(keyword));
        if present(self.old) != present(self.new) {
            self.delta("condition-changed", &["if"], String::new(), Edit::Keywords(&["if", "then", "else"]));
            return;
        }
        for (keyword, link) in [("if", Link::Condition), ("then", Link::Part), ("else", Link::Part)] {
            if self.old.contains_key(keyword) {
                self.child(link, &[keyword], &[keyword]);
            }
        }
    }

    fn lists(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        for (keyword, link, list_added, list_removed, added, removed) in [
            ("allOf", Link::Part, "all-of-added", "all-of-removed", "all-of-added", "all-of-removed"),
            ("anyOf", Link::Part, "any-of-added", "any-of-removed", "any-of-branch-added", "any-of-branch-removed"),
            (
                "oneOf",
                Link::Condition,
                "one-of-added",
                "one-of-removed",
                "one-of-branch-added",
                "one-of-branch-removed",
            ),
        ] {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let (Some(Value::Array(old)), Some(Value::Array(new))) = (old, new) else {
                let edit = match keyword {
                    "allOf" => Edit::Keywords(&["allOf"]),
                    "anyOf" => Edit::Keywords(&["anyOf"]),
                    _ => Edit::Keywords(&["oneOf"]),
                };
                match (old, new) {
                    (None, Some(_)) => self.delta(list_added, &[keyword], String::new(), edit),
                    (Some(_), None) => self.delta(list_removed, &[keyword], String::new(), edit),
                    _ => {}
                }
                continue;
            };
            let place = |spot: &Spot, position: usize| spot.down(&[keyword, &position.to_string()]);
            let found = matching(old, new, |left, right| {
                let left = base.follow(place(self.base, left));
                let right = revision.follow(place(self.revision, right));
                left.value() == right.value()
            });
            for (left, right) in found.pairs {
                self.child(link, &[keyword, &left.to_string()], &[keyword, &right.to_string()]);
            }
            for position in found.removed {
                let subject = branch_name(&old[position], position);
                let edit = Edit::Branches(keyword, vec![position], Vec::new());
                self.delta(removed, &[keyword], subject, edit);
            }
            for position in found.added {
                let subject = branch_name(&new[position], position);
                self.delta(added, &[keyword], subject, Edit::Branches(keyword, Vec::new(), vec![position]));
            }
        }
    }

    /// References with siblings.
    fn references(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        let reference = |members: &Map<String, Value>| members.get("$ref").and_then(Value::as_str).map(str::to_owned);
        match (reference(self.old), reference(self.new)) {
            (Some(old), Some(new)) => {
                let (old, new) = (base.target(self.base, &old), revision.target(self.revision, &new));
                if let (Some(base), Some(revision)) = (old, new) {
                    self.found.children.push(Child { link: Link::Part, base, revision });
                }
            }
            (None, None) => {}
            _ => self.delta("reference-changed", &["$ref"], String::new(), Edit::Keywords(&["$ref"])),
        }
    }
}

fn members(schema: &Value) -> &Map<String, Value> {
    static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    schema.as_object().unwrap_or(&EMPTY)
}

fn named<'m>(members: &'m Map<String, Value>, keyword: &str, empty: &'m Map<String, Value>) -> &'m Map<String, Value> {
    members.get(keyword).and_then(Value::as_object).unwrap_or(empty)
}

/// Whether nothing is accepted, as it is written for properties that do not exist this way.
fn is_never(schema: &Value) -> bool {
    schema == &Value::Bool(false)
}

/// Where the other branch stands, in a schema that says nothing but that it is that or null.
fn beside_null(schema: &Map<String, Value>) -> Option<[String; 2]> {
    let mut said = schema.iter().filter(|(keyword, _)| !is_annotation(keyword));
    let (keyword, branches) = said.next().filter(|(keyword, _)| matches!(keyword.as_str(), "anyOf" | "oneOf"))?;
    let branches = branches.as_array().filter(|branches| branches.len() == 2 && said.next().is_none())?;
    let is_null = |branch: &Value| {
        branch.as_object().is_some_and(|branch| branch.len() == 1)
            && branch.get("type").and_then(Value::as_str) == Some("null")
    };
    let null = branches.iter().position(is_null)?;
    Some([keyword.clone(), (1 - null).to_string()])
}

/// The names in `type`; `None` where there is none.
fn type_names(members: &Map<String, Value>) -> Option<BTreeSet<&str>> {
    match members.get("type")? {
        Value::String(name) => Some(BTreeSet::from([name.as_str()])),
        Value::Array(names) => Some(names.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

fn is_less(left: &Value, right: &Value) -> bool {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => left < right,
        _ => left.as_f64().zip(right.as_f64()).is_some_and(|(left, right)| left < right),
    }
}

/// A value, not longer than a line has room for.
pub(in crate::diff) fn short(value: &Value) -> String {
    const ROOM: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn between(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("`{}` to `{}`", short(old), short(new)),
        (None, Some(new)) => format!("`{}`", short(new)),
        (Some(old), None) => format!("`{}`", short(old)),
        (None, None) => String::new(),
    }
}

fn branch_name(branch: &Value, position: usize) -> String {
    let named = branch.get("$ref").or_else(|| branch.get("title")).and_then(Value::as_str);
    let named = named.map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
    named.map_or_else(|| format!("number {}: `{}`", position + 1, short(branch)), |name| format!("`{name}`"))
}
