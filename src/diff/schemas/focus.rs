//! Schemas with as much in them as a question about one edit needs, so that it costs the same in a document of any size.
//!
//! An [`outline`] is for proofs: what a schema requires of a value itself, with a token for every schema of a value inside of it
//! that refers to others. What is proved for any meaning of the tokens is proved. A schema [`along`] a way is for witnesses:
//! its values have nothing but what is required beside that way. What such a value breaks is broken.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::branches::exclude_each_other;
use super::leading::Leads;
use super::side::refers;
use super::wide::{with_only, with_ways};
use crate::pointer::Pointer;
use crate::schema::dialects::Dialect;
use crate::schema::inner::{InnerKind, visit_inner};
use crate::schema::{Bundle, Direction, walk};

/// The keyword of a token; validators and questions pass it over.
const TOKEN: &str = "x-order-contracts-token";
/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 16;

/// What the schema at `root` requires of a value itself.
pub(super) fn outline(document: &Value, of_base: bool, root: &Pointer, direction: Direction) -> Bundle {
    Bundle::trimmed(document, root, direction, &mut |schema, at| leave_out(document, of_base, schema, at))
}

/// The same, with one property of the object at `root` if that is a wide one.
pub(super) fn outline_within(
    document: &Value,
    of_base: bool,
    root: &Pointer,
    direction: Direction,
    name: &str,
) -> Bundle {
    let cut = |schema: &Value, place: &Pointer| (place == root).then(|| with_only(schema, name)).flatten();
    Bundle::cut(document, root, direction, &cut, &mut |schema, at| leave_out(document, of_base, schema, at))
}

/// Puts tokens for the schemas of values inside that refer to others.
fn leave_out(document: &Value, of_base: bool, schema: &mut Value, at: &Pointer) {
    visit_inner(schema, at, &mut |_, place, below| {
        if refers(below) {
            let token = Token { of_base, place: target(document, place, below) };
            *below = json!({ TOKEN: token.text() });
        }
        false
    });
}

/// What the schema at `root` says of a value and of everything inside of it that leads to some places.
pub(super) fn towards(
    document: &Value,
    of_base: bool,
    root: &Pointer,
    direction: Direction,
    leads: &Leads<'_>,
) -> Bundle {
    Bundle::trimmed(document, root, direction, &mut |schema, at| {
        visit_inner(schema, at, &mut |_, place, below| {
            if !refers(below) || leads.is_led(place, below) {
                return true;
            }
            let token = Token { of_base, place: target(document, place, below) };
            *below = json!({ TOKEN: token.text() });
            false
        });
    })
}

/// The token of a schema: the one at this place of base, or of revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub(super) of_base: bool,
    pub(super) place: Pointer,
}

impl Token {
    fn text(&self) -> String {
        format!("{}{}", if self.of_base { "base" } else { "revision" }, self.place)
    }

    fn parse(text: &Value) -> Option<Self> {
        let text = text.as_str()?;
        let (of_base, place) = match text.strip_prefix("base") {
            Some(place) => (true, place),
            None => (false, text.strip_prefix("revision")?),
        };
        Some(Self { of_base, place: Pointer::parse(place)? })
    }
}

/// Where the schema at `place` really is: behind references that have nothing beside them.
fn target(document: &Value, place: &Pointer, schema: &Value) -> Pointer {
    let mut here = place.clone();
    let mut schema = Some(schema);
    for _ in 0..MAX_REFERENCES {
        let Some(members) = schema.and_then(Value::as_object).filter(|members| members.len() == 1) else { break };
        let Some(reference) = members.get("$ref").and_then(Value::as_str) else { break };
        let Some(next) = Dialect::of(document, &here).target(document, "$ref", reference, &here) else { break };
        schema = next.resolve(document);
        here = next;
    }
    here
}

/// The tokens in `schema`.
pub(super) fn tokens(schema: &Value) -> BTreeSet<Token> {
    let mut found = BTreeSet::new();
    walk::any(schema, &mut |schema| {
        found.extend(schema.get(TOKEN).and_then(Token::parse));
        false
    });
    found
}

/// Whether a token of `schema` is in a position where accepting less may be accepting more above.
pub(super) fn is_conditional(schema: &Value) -> bool {
    let mut known: BTreeSet<(&str, bool)> = BTreeSet::new();
    let mut open = vec![(schema, false)];
    while let Some((value, is_condition)) = open.pop() {
        if is_condition && value.get(TOKEN).is_some() {
            return true;
        }
        if let Some(Value::String(reference)) = value.get("$ref")
            && known.insert((reference, is_condition))
        {
            match definition(schema, reference) {
                Some(target) => open.push((target, is_condition)),
                // What the receiver brought along is not looked through.
                None if is_condition => return true,
                None => {}
            }
        }
        let mut exclusive = None;
        walk::each_inside(value, &mut |step, inside| {
            let below = match step.keyword {
                "not" | "if" | "contains" | "propertyNames" => true,
                // Of alternatives that exclude each other "exactly one" is "any".
                "oneOf" => !*exclusive.get_or_insert_with(|| {
                    let branches = value.get("oneOf").and_then(Value::as_array).into_iter().flatten();
                    exclude_each_other(&branches.map(|branch| behind(schema, branch)).collect::<Vec<_>>())
                }),
                _ => false,
            };
            open.push((inside, is_condition || below));
        });
    }
    false
}

/// The definition of `whole` that `schema` is nothing but a reference to.
fn behind<'v>(whole: &'v Value, schema: &'v Value) -> &'v Value {
    let mut here = schema;
    for _ in 0..MAX_REFERENCES {
        let reference = here.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("$ref"));
        match reference.and_then(Value::as_str).and_then(|reference| definition(whole, reference)) {
            Some(target) => here = target,
            None => break,
        }
    }
    here
}

fn definition<'v>(whole: &'v Value, reference: &str) -> Option<&'v Value> {
    Pointer::from_reference(reference)?.resolve(whole)
}

/// Numbers the tokens of `schema`: two with the same number are the same schema, of any other two nothing is known.
pub(super) fn number_tokens(schema: &mut Value, number: &dyn Fn(Token) -> usize) {
    match schema.get(TOKEN).and_then(Token::parse) {
        Some(token) => *schema = json!({ "$ref": format!("token:{}", number(token)) }),
        None => walk::each_inside_mut(schema, &mut |_, inside| number_tokens(inside, number)),
    }
}

/// The schema at `root` for the least of its values that come to all of `stops`: whatever refers to others, is not
/// required, and leads to none of them, is left out of them.
///
/// Every such value is one of the schema itself if conditions are `whole`; else nearly every one.
pub(super) fn along(document: &Value, root: &Pointer, direction: Direction, stops: &[&Pointer], whole: bool) -> Bundle {
    Bundle::trimmed(document, root, direction, &mut |schema, at| shorten(document, schema, at, stops, whole))
}

/// The same of a sender that keeps to what it declares, with less of wide objects; `own` is a property that is kept, and of which
/// schema.
pub(super) fn along_within(
    document: &Value,
    root: &Pointer,
    direction: Direction,
    stops: &[&Pointer],
    own: Option<(&Pointer, &str)>,
) -> Bundle {
    let cut = |schema: &Value, place: &Pointer| {
        with_ways(schema, place, stops, own.filter(|(at, _)| *at == place).map(|(_, name)| name))
    };
    Bundle::cut(document, root, direction, &cut, &mut |schema, at| shorten(document, schema, at, stops, false))
}

/// Forbids what is not required and leads to none of `stops`.
fn shorten(document: &Value, schema: &mut Value, at: &Pointer, stops: &[&Pointer], whole: bool) {
    visit_inner(schema, at, &mut |inner, place, below| {
        let kept = matches!(inner.kind, InnerKind::Property(_, true)) || whole && inner.is_condition;
        if kept || !refers(below) || leads(document, place, below, stops) {
            return true;
        }
        *below = Value::Bool(false);
        false
    });
}

/// The schema at `root`, which accepts too much: whatever is not required of a value, and refers to others, is anything.
pub(super) fn loosely(document: &Value, root: &Pointer, direction: Direction) -> Bundle {
    Bundle::trimmed(document, root, direction, &mut |schema, at| loosen(schema, at))
}

/// The same, with one property of the object at `root` if that is a wide one.
pub(super) fn loosely_within(document: &Value, root: &Pointer, direction: Direction, name: &str) -> Bundle {
    let cut = |schema: &Value, place: &Pointer| (place == root).then(|| with_only(schema, name)).flatten();
    Bundle::cut(document, root, direction, &cut, &mut |schema, at| loosen(schema, at))
}

fn loosen(schema: &mut Value, at: &Pointer) {
    visit_inner(schema, at, &mut |inner, _, below| {
        let kept = matches!(inner.kind, InnerKind::Property(_, true)) || inner.is_condition;
        if !kept && refers(below) {
            *below = Value::Bool(true);
        }
        true
    });
}

/// Whether the schema at `place`, or one that it refers to, holds one of `stops`.
fn leads(document: &Value, place: &Pointer, schema: &Value, stops: &[&Pointer]) -> bool {
    let is_above = |place: &Pointer| stops.iter().any(|stop| stop.is_within(place));
    if is_above(place) {
        return true;
    }
    walk::any(schema, &mut |schema| {
        let reference = schema.get("$ref").filter(|reference| reference.is_string());
        reference.is_some_and(|reference| is_above(&target(document, place, &json!({ "$ref": reference }))))
    })
}
