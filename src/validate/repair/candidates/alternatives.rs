//! Values that match none of the alternatives, or what they should not: a second alternative of `oneOf`, the schema of `not`.

use serde_json::Value;

use super::Proposals;
use crate::pointer::Pointer;
use crate::tree::Tree;
use crate::validate::repair::edit::Grade;

/// Members that are tried one by one.
const MEMBERS: usize = 16;

impl Proposals<'_> {
    /// The value matches no alternative: one of them may take it in another type or spelling.
    pub(super) fn no_alternative(&mut self, here: &Pointer, value: &Value) {
        let shape = self.shape(here);
        let statements = shape.statements();
        let mut names: Vec<String> = Vec::new();
        for types in statements.iter().filter_map(|schema| schema.get("type")) {
            match types {
                Tree::Array(several) => names.extend(several.iter().filter_map(Tree::as_str).map(str::to_owned)),
                one => names.extend(one.as_str().map(str::to_owned)),
            }
        }
        names.sort_unstable();
        names.dedup();
        self.wrong_type(here, value, &names);
        for values in statements.iter().filter_map(|schema| schema.get("enum")?.as_array()) {
            let values: Vec<Value> = values.iter().map(Tree::to_value).collect();
            self.not_listed(here, value, &values);
        }
    }

    pub(super) fn too_much(&mut self, here: &Pointer, value: &Value) {
        let Value::Object(members) = value else { return };
        for name in members.keys().take(MEMBERS) {
            self.remove(&here.clone().key(name), Grade::Guess, "without it, the value matches no more than it should");
        }
        self.too_few_members(here);
    }
}
