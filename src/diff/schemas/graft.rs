//! [`graft`]: the schema of the sender with one edit of the receiver in it, so that the edit is judged for itself.

use std::collections::HashSet;
use std::rc::Rc;

use super::delta::{Delta, Edit};
use super::library::Library;
use super::sketch::Sketch;
use crate::containment::{Compound, Definition, Definitions};
use crate::pointer::Pointer;
use crate::tree::{Map, Tree, tree};

/// The schema of `sender`, changed at `places.0` of its document as `delta` has it at `places.1` of the receiver's.
///
/// `None` when the place is not part of either.
pub(super) fn graft(
    library: &Library<'_>,
    sender: &Sketch,
    receiver: &Sketch,
    places: (&Pointer, &Pointer),
    delta: &Delta,
) -> Option<Compound> {
    let taken = library.locations(receiver, places.1).into_iter().find_map(|(id, below)| {
        let definition = id.map_or(Some(&receiver.schema.root), |id| receiver.schema.get(id))?;
        below.find(&definition.schema)
    })?;
    let changed = |definition: &Definition, below: &Pointer| {
        let mut schema = definition.schema.clone();
        apply(below.find_mut(&mut schema)?, taken, &delta.edit, sender.of_base);
        Some(Rc::new(Definition::new(schema)))
    };
    let (mut root, mut definitions) = (None, Definitions::default());
    for (id, below) in library.locations(sender, places.0) {
        match id {
            None => root = changed(&sender.schema.root, &below),
            Some(id) => {
                let definition = sender.schema.get(id).and_then(|definition| changed(definition, &below));
                definitions.extend(definition.map(|definition| (id, definition)));
            }
        }
    }
    if root.is_none() && definitions.is_empty() {
        return None;
    }
    let root = root.unwrap_or_else(|| Rc::clone(&sender.schema.root));
    Some(Compound::grafted(root, definitions, &sender.schema, &receiver.schema))
}

fn apply(schema: &mut Tree, taken: &Tree, edit: &Edit, sender_is_base: bool) {
    if let Edit::Whole = edit {
        *schema = taken.clone();
        return;
    }
    if !schema.is_object() {
        *schema = if schema == &Tree::Bool(false) { tree!({ "not": {} }) } else { tree!({}) };
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
            let other = taken.get(keyword).and_then(|named| named.get(name));
            let own = members.entry(*keyword).or_insert_with(|| tree!({}));
            if let Some(own) = own.as_object_mut() {
                match other {
                    Some(other) => _ = own.insert(name.clone(), other.clone()),
                    None => _ = own.remove(name),
                }
            }
        }
        Edit::Required(name) => {
            let wanted = list(taken, "required").iter().any(|other| other.as_str() == Some(name));
            let mut names: Vec<Tree> = list(members, "required").to_vec();
            names.retain(|other| other.as_str() != Some(name));
            names.extend(wanted.then(|| name.into()));
            members.insert("required", names.into());
        }
        Edit::Values(values) => {
            // By their texts: of many thousands not every pair can be compared.
            let texts = |values: &[Tree]| -> HashSet<String> { values.iter().map(Tree::to_string).collect() };
            let (edited, theirs) = (texts(values), texts(list(taken, "enum")));
            let mut own: Vec<Tree> = list(members, "enum").to_vec();
            own.retain(|other| !edited.contains(&other.to_string()));
            own.extend(values.iter().filter(|value| theirs.contains(&value.to_string())).cloned());
            members.insert("enum", own.into());
        }
        Edit::Branches(keyword, in_base, in_revision) => {
            let (leave, bring) = if sender_is_base { (in_base, in_revision) } else { (in_revision, in_base) };
            let own = list(members, keyword).iter().enumerate();
            let mut branches: Vec<Tree> =
                own.filter(|(position, _)| !leave.contains(position)).map(|(_, branch)| branch.clone()).collect();
            branches.extend(bring.iter().filter_map(|&position| list(taken, keyword).get(position)).cloned());
            match (branches.is_empty(), *keyword) {
                // Nothing is left: of `allOf` everything is accepted, of the others nothing.
                (true, "allOf") => _ = members.remove(keyword),
                (true, _) => _ = members.insert((*keyword).to_owned(), tree!([false])),
                (false, _) => _ = members.insert((*keyword).to_owned(), branches.into()),
            }
        }
        Edit::Null(in_base) => {
            let own = Tree::Object(std::mem::take(members));
            let rule = if *in_base == sender_is_base { "allOf" } else { "anyOf" };
            let other = if rule == "anyOf" { tree!({ "type": "null" }) } else { tree!({ "not": { "type": "null" } }) };
            members.insert(rule.to_owned(), tree!([own, other]));
        }
        Edit::Nothing | Edit::Said | Edit::Unusable | Edit::Whole => {}
    }
}

fn take(members: &mut Map, taken: &Map, keyword: &str) {
    match taken.get(keyword) {
        Some(value) => _ = members.insert(keyword.to_owned(), value.clone()),
        None => _ = members.remove(keyword),
    }
}

fn list<'m>(members: &'m Map, keyword: &str) -> &'m [Tree] {
    members.get(keyword).and_then(Tree::as_array).map(Vec::as_slice).unwrap_or_default()
}
