//! Objects with many properties, cut down to those that a question is about: five hundred edits of one object are to cost
//! five hundred times what one costs, and not five hundred times the object.
//!
//! Only objects whose keywords say something of one property at a time are cut. Such an object is a conjunction, and an edit of
//! one property leaves the rest of it as it is on both sides: what is proved without the rest is proved with it. For
//! witnesses, the sender leaves out what it need not send.

use std::collections::HashSet;

use super::side::{is_annotation, refers};
use crate::pointer::Pointer;
use crate::tree::{Map, Text, Tree};

/// Objects with fewer properties are taken whole.
pub(super) const WIDE: usize = 64;

/// Whether `schema` is an object with many properties, each of which it says something about by itself.
pub(super) fn is_wide(schema: &Tree) -> bool {
    let Some(members) = schema.as_object() else { return false };
    let is_plain = |keyword: &Text| {
        matches!(keyword.as_str(), "type" | "nullable" | "properties" | "required" | "additionalProperties")
            || is_annotation(keyword) && keyword != "discriminator"
    };
    let properties = members.get("properties").and_then(Tree::as_object);
    properties.is_some_and(|properties| properties.len() > WIDE) && members.keys().all(is_plain)
}

/// A wide object with the properties that are wanted, and one more: an object that declares nothing says something else.
fn with_properties(schema: &Tree, is_wanted: &dyn Fn(&str, &Tree) -> bool) -> Option<Tree> {
    let members = schema.as_object().filter(|_| is_wide(schema))?;
    let properties = members.get("properties").and_then(Tree::as_object)?;
    let first = properties.keys().next();
    let kept = properties.iter().filter(|(name, below)| Some(*name) == first || is_wanted(name, below));
    let kept: Map = kept.map(|(name, below)| (name.clone(), below.clone())).collect();
    let others = members.iter().filter(|(keyword, _)| *keyword != "properties");
    let mut cut: Map = others.map(|(keyword, value)| (keyword.clone(), value.clone())).collect();
    cut.insert("properties", kept.into());
    Some(cut.into())
}

/// A wide object with this property alone, and another.
pub(super) fn with_only(schema: &Tree, name: &str) -> Option<Tree> {
    let mut cut = with_properties(schema, &|other, _| other == name)?;
    let properties = cut.get("properties").and_then(Tree::as_object);
    let kept: HashSet<Text> = properties.into_iter().flat_map(|kept| kept.keys().cloned()).collect();
    if let Some(Tree::Array(required)) = cut.get_mut("required") {
        required.retain(|one| one.as_str().is_some_and(|one| kept.contains(one) || one == name));
    }
    Some(cut)
}

/// A wide object at `place` with what is required, what leads to `stops` or elsewhere, and the property `own`. What is left out
/// need not be sent, and is not, where senders keep to what they declare.
pub(super) fn with_ways(schema: &Tree, place: &Pointer, stops: &[&Pointer], own: Option<&str>) -> Option<Tree> {
    if !is_wide(schema) || !matches!(schema.get("additionalProperties"), None | Some(Tree::Bool(false))) {
        return None;
    }
    let below = place.clone().key("properties");
    let ways =
        stops.iter().filter(|stop| stop.is_within(&below)).filter_map(|stop| stop.tokens().nth(below.tokens().count()));
    let required = schema.get("required").and_then(Tree::as_array).into_iter().flatten();
    let mut wanted: HashSet<String> = required.filter_map(Tree::as_str).map(str::to_owned).collect();
    wanted.extend(ways);
    wanted.extend(own.map(str::to_owned));
    with_properties(schema, &|name, below| wanted.contains(name) || refers(below))
}

#[cfg(test)]
mod tests {
    use crate::tree::tree;

    use super::*;

    fn wide(more: &Tree) -> Tree {
        let properties: Map = (0..100).map(|n| (format!("p{n:02}"), tree!({"maxLength": n}))).collect();
        let mut schema = tree!({"type": "object", "properties": properties, "required": ["p10", "p20"]});
        if let (Some(schema), Some(more)) = (schema.as_object_mut(), more.as_object()) {
            schema.extend(more.clone());
        }
        schema
    }

    #[test]
    fn only_what_is_asked_about_is_kept() {
        let only = with_only(&wide(&tree!({"description": "D"})), "p20");
        let properties = tree!({"p00": {"maxLength": 0}, "p20": {"maxLength": 20}});
        assert_eq!(
            only,
            Some(tree!({"type": "object", "properties": properties, "required": ["p20"], "description": "D"}))
        );
        let place = Pointer::root().key("A");
        let stop = place.clone().key("properties").key("p30").key("items");
        let names = |cut: Option<Tree>| -> Vec<Text> {
            cut.iter().filter_map(|cut| cut["properties"].as_object()).flat_map(|kept| kept.keys().cloned()).collect()
        };
        assert_eq!(
            names(with_ways(&wide(&tree!({})), &place, &[&stop], Some("p40"))),
            ["p00", "p10", "p20", "p30", "p40"]
        );
    }

    #[test]
    fn what_counts_properties_or_has_parts_is_left_whole() {
        for more in [tree!({"minProperties": 3}), tree!({"allOf": [{}]}), tree!({"patternProperties": {"^x": false}})] {
            assert_eq!(with_only(&wide(&more), "p20"), None, "{more}");
        }
        assert_eq!(with_ways(&wide(&tree!({"additionalProperties": {}})), &Pointer::root(), &[], None), None);
    }
}
