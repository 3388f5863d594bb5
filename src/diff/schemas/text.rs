//! Values sent as strings: a query does not distinguish `1` from `"1"`, so the possible meanings of a string are compared.

use serde_json::{Value, json};

use super::encoding::Encoding;
use crate::containment::{Compound, Reference};
use crate::contract::{Location, Style};
use crate::json::{self, exact};
use crate::tree::{Map, Tree, tree};
use crate::validate::write::scalar;

/// Values with no text of their own: that of `[""]` may be `[]`.
pub(super) const UNWRITTEN: [&str; 5] = ["null", "\"\"", "[]", "[\"\"]", "{}"];

const INTEGER: &str = "^-?(0|[1-9][0-9]*)$";
const NUMBER: &str = "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$";

/// Whether this value has no serialization.
pub(super) fn cannot_be_written(value: &Value, encoding: Encoding) -> bool {
    let Encoding::Text(location, ..) = encoding else { return false };
    let nothing = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() && location == Location::Path,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    // The styles say nothing of lists in lists.
    let below = |value: &Value| nothing(value) || value.is_array() || value.is_object();
    nothing(value)
        || match value {
            Value::Array(items) => items.iter().any(below),
            Value::Object(members) => members.values().any(below),
            _ => false,
        }
}

/// `schema`, accepting every value whose text is also the text of a value that it accepts.
///
/// Only where that is plain: what a text may mean under limits on strings is found by trying the witness.
pub(super) fn loosened(schema: &Compound, style: Style) -> Compound {
    let Some(own) = schema.root.schema.as_object().cloned() else { return schema.clone() };
    let target = behind_reference(&own, schema).unwrap_or_else(|| own.clone());
    let mut alternatives = alternatives(&target);
    if has_type(&target, "array") && target.contains_key("type") {
        let items = target.get("items").and_then(Tree::as_object).cloned().unwrap_or_default();
        let count_fits = target.get("minItems").and_then(Tree::as_u64).unwrap_or(0) <= 1;
        let items_target = behind_reference(&items, schema).unwrap_or_else(|| items.clone());
        let mut any_item = vec![Tree::Object(items)];
        any_item.extend(self::alternatives(&items_target));
        if count_fits && style != Style::DeepObject {
            // One text is a list of one; what accepts anything accepts no list of several by that.
            let one_text = |item: &Tree| tree!({ "type": ["boolean", "null", "number", "string"], "allOf": [item] });
            alternatives.extend(any_item.iter().map(one_text));
        }
        let mut list = target.clone();
        list.insert("items", tree!({ "anyOf": any_item }));
        alternatives.push(Tree::Object(list));
    }
    if has_type(&target, "object") && target.contains_key("properties") {
        alternatives.extend(loosened_object(&target, schema));
    }
    alternatives.insert(0, Tree::Object(own));
    schema.with_root(tree!({ "anyOf": alternatives }))
}

/// An object whose members are written as texts: each may be read as another value.
fn loosened_object(schema: &Map, definitions: &Compound) -> Option<Tree> {
    let mut out = schema.clone();
    for (keyword, value) in &mut out {
        match (keyword.as_str(), value) {
            ("properties", Tree::Object(named)) => {
                named.values_mut().for_each(|member| loosen_member(member, definitions));
            }
            ("additionalProperties", value) => loosen_member(value, definitions),
            ("type" | "required" | "minProperties" | "maxProperties", _) => {}
            ("title" | "description" | "default" | "example" | "examples" | "deprecated", _) => {}
            // Other keywords may be about the values as they are.
            _ => return None,
        }
    }
    Some(Tree::Object(out))
}

fn loosen_member(member: &mut Tree, definitions: &Compound) {
    let Some(own) = member.as_object().cloned() else { return };
    let target = behind_reference(&own, definitions).unwrap_or_else(|| own.clone());
    let mut any = alternatives(&target);
    if !any.is_empty() {
        any.insert(0, Tree::Object(own));
        *member = tree!({ "anyOf": any });
    }
}

/// The integers whose texts have so many characters.
fn integers_of_length(schema: &Map) -> Option<Vec<Tree>> {
    /// More digits than these are not written out.
    const DIGITS: u32 = 15;
    let bound = |keyword: &str| schema.get(keyword).map(|bound| bound.as_u64());
    let least = bound("minLength").unwrap_or(Some(0))?;
    let most = bound("maxLength").map_or(Some(u64::from(DIGITS)), |most| Some(most?.min(u64::from(DIGITS))))?;
    let power = |digits: u64| u32::try_from(digits).ok().and_then(|digits| 10_i64.checked_pow(digits));
    let mut ranges = Vec::new();
    // From 0 up a number of n digits; below 0 one digit less, for the sign.
    if most >= 1 {
        let from = if least <= 1 { 0 } else { power(least - 1)? };
        ranges.push(tree!({ "type": "integer", "minimum": from, "maximum": power(most)? - 1 }));
    }
    if most >= 2 {
        let from = if least <= 2 { 1 } else { power(least - 2)? };
        ranges.push(tree!({ "type": "integer", "minimum": 1 - power(most - 1)?, "maximum": -from }));
    }
    Some(ranges)
}

/// The members of the definition that `schema` only refers to.
fn behind_reference(schema: &Map, definitions: &Compound) -> Option<Map> {
    let of = |members: &Map| match Reference::read(members.get("$ref")?.as_str()?)? {
        Reference::Definition(id) => definitions.get(id)?.schema.as_object().cloned(),
        Reference::Token(_) => None,
    };
    let mut target = of(schema)?;
    for _ in 0..16 {
        match of(&target).filter(|_| target.len() == 1) {
            Some(next) => target = next,
            None => return (target.len() > 1 || !target.contains_key("$ref")).then_some(target),
        }
    }
    None
}

fn has_type(schema: &Map, name: &str) -> bool {
    match schema.get("type") {
        Some(Tree::String(own)) => own == name,
        Some(Tree::Array(names)) => names.iter().any(|own| own == name),
        _ => true,
    }
}

fn alternatives(schema: &Map) -> Vec<Tree> {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| schema.contains_key(keyword));
    let mut out = Vec::new();
    let listed = match (schema.get("enum"), schema.get("const")) {
        (Some(Tree::Array(values)), _) => Some(values.iter().collect::<Vec<_>>()),
        (_, Some(value)) => Some(vec![value]),
        _ => None,
    };
    if let Some(values) = listed {
        // A value that another keyword refuses has no text. Where that is not known, nothing is accepted beyond the schema.
        let judged: Option<Vec<bool>> = values.iter().map(|value| fits(value, schema)).collect();
        let judged = judged.unwrap_or_default();
        let kept: Vec<Value> = values
            .iter()
            .zip(judged)
            .filter(|(_, fits)| *fits)
            .flat_map(|(value, _)| meanings(&value.to_value()))
            .collect();
        if !kept.is_empty() {
            out.push(tree!({ "enum": kept }));
        }
        return out;
    }
    if has(&["allOf", "anyOf", "oneOf", "not", "if", "$ref"]) {
        return out;
    }
    if has_type(schema, "string") && !has(&["pattern", "format", "minLength", "maxLength"]) {
        out.push(tree!({ "type": ["boolean", "null", "number", "string"] }));
    } else if has_type(schema, "string") && !has(&["pattern", "format"]) {
        out.extend(integers_of_length(schema).into_iter().flatten());
    }
    let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    if !has(&bounds) {
        if has_type(schema, "number") {
            out.push(tree!({ "type": "string", "pattern": NUMBER }));
        } else if has_type(schema, "integer") {
            out.push(tree!({ "type": "string", "pattern": INTEGER }));
        }
    }
    if has_type(schema, "boolean") {
        out.push(tree!({ "enum": ["true", "false"] }));
    }
    out
}

/// Whether `value` holds under the keywords beside `enum` and `const`; `None` when there is one that is not judged here.
fn fits(value: &Tree, schema: &Map) -> Option<bool> {
    let mut fits = true;
    if exact::has_digits(value) {
        return None;
    }
    for (keyword, operand) in schema {
        fits &= match (keyword.as_str(), value) {
            ("type", Tree::Number(number)) => {
                has_type(schema, "number") || (number.is_i64() || number.is_u64()) && has_type(schema, "integer")
            }
            ("type", _) => has_type(schema, name_of(value)),
            ("minLength" | "maxLength", Tree::String(text)) => {
                let count = u64::try_from(text.chars().count()).ok()?;
                let bound = operand.as_u64()?;
                if keyword == "minLength" { count >= bound } else { count <= bound }
            }
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Tree::Number(number)) => {
                let (number, bound) = (number.as_f64()?, operand.as_f64()?);
                match keyword.as_str() {
                    "minimum" => number >= bound,
                    "maximum" => number <= bound,
                    "exclusiveMinimum" => number > bound,
                    _ => number < bound,
                }
            }
            ("minLength" | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", _) => true,
            ("enum", _) => operand.as_array()?.iter().any(|listed| is_equal(listed, value)),
            ("const", _) => is_equal(operand, value),
            (
                "title" | "description" | "default" | "example" | "examples" | "deprecated" | "readOnly" | "writeOnly",
                _,
            ) => true,
            _ => return None,
        };
    }
    Some(fits)
}

/// Whether a value that is listed is this one: `1.0` is `1`.
fn is_equal(listed: &Tree, value: &Tree) -> bool {
    match (listed, value) {
        (Tree::Number(listed), Tree::Number(value)) => listed.as_f64() == value.as_f64(),
        (listed, value) => listed == value,
    }
}

/// The name of a value's type.
fn name_of(value: &Tree) -> &'static str {
    match value {
        Tree::Null => "null",
        Tree::Bool(_) => "boolean",
        Tree::Number(_) => "number",
        Tree::String(_) => "string",
        Tree::Array(_) => "array",
        Tree::Object(_) => "object",
    }
}

/// What the text of a value may be read as.
fn meanings(value: &Value) -> Vec<Value> {
    let text = scalar(value);
    let mut out = vec![Value::String(text.clone())];
    if let Ok((read, _)) = json::parse_exact(text.as_bytes())
        && (exact::is_number(&read) || read.is_boolean())
    {
        out.push(read.to_value());
    }
    out
}

/// Everything that a receiver may read the text of `value` as.
pub(super) fn readings(value: &Value, encoding: Encoding) -> Vec<Value> {
    let Encoding::Text(_, style, explode) = encoding else { return vec![value.clone()] };
    match value {
        Value::Array(items) => {
            let texts: Vec<Value> = items.iter().map(|item| json!(scalar(item))).collect();
            let read: Vec<Value> = items.iter().filter_map(|item| meanings(item).pop()).collect();
            let mut out = vec![json!(texts), json!(read)];
            if let [only] = &items[..] {
                out.extend(meanings(only));
            } else if !explode && style != Style::DeepObject {
                let joined: Vec<String> = items.iter().map(scalar).collect();
                out.push(json!(joined.join(",")));
            }
            out
        }
        Value::Object(members) => {
            let texts = members.iter().map(|(name, value)| (name.clone(), json!(scalar(value)))).collect();
            let read =
                members.iter().filter_map(|(name, value)| Some((name.clone(), meanings(value).pop()?))).collect();
            vec![Value::Object(texts), Value::Object(read)]
        }
        scalar => {
            let mut out = meanings(scalar);
            if style != Style::DeepObject {
                out.extend(meanings(scalar).into_iter().map(|one| json!([one])));
            }
            out
        }
    }
}
