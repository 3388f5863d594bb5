//! [`graft`]: the schema of the sender with one edit of the receiver in it, so that the edit is judged for itself.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::delta::{Delta, Edit};
use crate::pointer::Pointer;
use crate::schema::{Bundle, walk};

/// The identifier under which what was taken from the receiver finds the receiver's definitions.
const RECEIVER: &str = "schema:receiver";

/// The schema of `sender`, changed at `places.0` of its document as `delta` has it at `places.1` of the receiver's.
///
/// `None` when the place is not part of either bundle.
pub(super) fn graft(
    sender: &Bundle,
    receiver: &Bundle,
    places: (&Pointer, &Pointer),
    delta: &Delta,
    sender_is_base: bool,
) -> Option<Value> {
    let mut taken = receiver.locations(places.1).iter().find_map(|place| place.resolve(&receiver.schema)).cloned()?;
    if let Some(members) = taken.as_object_mut() {
        members.remove("$defs");
        members.remove("$schema");
    }
    let refers = point_at_receiver(&mut taken);
    let mut schema = sender.schema.clone();
    let mut changed = false;
    for place in sender.locations(places.0) {
        if let Some(value) = schema.pointer_mut(place.as_str()) {
            apply(value, &taken, &delta.edit, sender_is_base);
            changed = true;
        }
    }
    if refers {
        let mut definitions = receiver.schema.clone();
        let members = definitions.as_object_mut()?;
        members.insert("$id".to_owned(), json!(RECEIVER));
        let own = schema.as_object_mut()?.entry("$defs").or_insert_with(|| json!({}));
        own.as_object_mut()?.insert(RECEIVER.to_owned(), definitions);
    }
    changed.then_some(schema)
}

/// Makes the references of `schema` name the receiver's definitions; whether there are any.
fn point_at_receiver(schema: &mut Value) -> bool {
    let mut found = false;
    if let Some(Value::String(reference)) = schema.get_mut("$ref")
        && reference.starts_with('#')
    {
        *reference = format!("{RECEIVER}{reference}");
        found = true;
    }
    walk::each_inside_mut(schema, &mut |_, inside| found |= point_at_receiver(inside));
    found
}

fn apply(schema: &mut Value, taken: &Value, edit: &Edit, sender_is_base: bool) {
    if let Edit::Whole = edit {
        // Whoever refers to the definitions of the sender must still find them.
        let definitions = schema.get("$defs").cloned();
        *schema = match taken {
            Value::Bool(false) if definitions.is_some() => json!({ "not": {} }),
            Value::Bool(true) if definitions.is_some() => json!({}),
            taken => taken.clone(),
        };
        if let (Some(definitions), Some(members)) = (definitions, schema.as_object_mut()) {
            members.insert("$defs".to_owned(), definitions);
        }
        return;
    }
    if !schema.is_object() {
        *schema = if schema == &Value::Bool(false) { json!({ "not": {} }) } else { json!({}) };
    }
    let Some(members) = schema.as_object_mut() else { return };
    let empty = Map::new();
    let taken = taken.as_object().unwrap_or(&empty);
    match edit {
        Edit::Keywords(keywords) => {
            for keyword in *keywords {
                take(members, taken, keyword);
            }
        }
        Edit::Member(keyword, name) => {
            let other = taken.get(*keyword).and_then(|named| named.get(name));
            let own = members.entry(*keyword).or_insert_with(|| json!({}));
            if let Some(own) = own.as_object_mut() {
                match other {
                    Some(other) => _ = own.insert(name.clone(), other.clone()),
                    None => _ = own.remove(name),
                }
            }
        }
        Edit::Required(name) => {
            let wanted = list(taken, "required").iter().any(|other| other.as_str() == Some(name));
            let mut names: Vec<Value> = list(members, "required").to_vec();
            names.retain(|other| other.as_str() != Some(name));
            names.extend(wanted.then(|| json!(name)));
            members.insert("required".to_owned(), names.into());
        }
        Edit::Values(values) => {
            // By their texts: of many thousands not every pair can be compared.
            let texts = |values: &[Value]| -> HashSet<String> { values.iter().map(Value::to_string).collect() };
            let (edited, theirs) = (texts(values), texts(list(taken, "enum")));
            let mut own: Vec<Value> = list(members, "enum").to_vec();
            own.retain(|other| !edited.contains(&other.to_string()));
            own.extend(values.iter().filter(|value| theirs.contains(&value.to_string())).cloned());
            members.insert("enum".to_owned(), own.into());
        }
        Edit::Branches(keyword, in_base, in_revision) => {
            let (leave, bring) = if sender_is_base { (in_base, in_revision) } else { (in_revision, in_base) };
            let own = list(members, keyword).iter().enumerate();
            let mut branches: Vec<Value> =
                own.filter(|(position, _)| !leave.contains(position)).map(|(_, branch)| branch.clone()).collect();
            branches.extend(bring.iter().filter_map(|&position| list(taken, keyword).get(position)).cloned());
            match (branches.is_empty(), *keyword) {
                // Nothing is left: of `allOf` everything is accepted, of the others nothing.
                (true, "allOf") => _ = members.remove(*keyword),
                (true, _) => _ = members.insert((*keyword).to_owned(), json!([false])),
                (false, _) => _ = members.insert((*keyword).to_owned(), branches.into()),
            }
        }
        Edit::Null(in_base) => {
            let definitions = members.remove("$defs");
            let own = Value::Object(std::mem::take(members));
            let rule = if *in_base == sender_is_base { "allOf" } else { "anyOf" };
            let other = if rule == "anyOf" { json!({ "type": "null" }) } else { json!({ "not": { "type": "null" } }) };
            members.insert(rule.to_owned(), json!([own, other]));
            members.extend(definitions.map(|definitions| ("$defs".to_owned(), definitions)));
        }
        Edit::Nothing | Edit::Said | Edit::Unusable | Edit::Whole => {}
    }
}

fn take(members: &mut Map<String, Value>, taken: &Map<String, Value>, keyword: &str) {
    match taken.get(keyword) {
        Some(value) => _ = members.insert(keyword.to_owned(), value.clone()),
        None => _ = members.remove(keyword),
    }
}

fn list<'m>(members: &'m Map<String, Value>, keyword: &str) -> &'m [Value] {
    members.get(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
