//! A schema that one side has alone and the other beside null: `anyOf` or `oneOf` of that and `type: null`.

use super::{Walk, members, type_names};
use crate::diff::schemas::delta::{Edit, Link};
use crate::diff::schemas::side::{Side, Spot, is_annotation};
use crate::tree::{Map, Tree};

/// As many schemas as any sane one consists of that says whether it accepts null. Alternatives may refer to each other without end.
const MAX_SCHEMAS: usize = 200;

impl Walk<'_> {
    /// Whether one side wraps the other so; whether that is base. Only where it is plain what becomes of null: a `oneOf` refuses
    /// it by the letter if its other alternative accepts it.
    pub(super) fn wrapped_in_null(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) -> Option<bool> {
        let (in_base, tokens, rule) = match (beside_null(self.old), beside_null(self.new)) {
            (Some(tokens), None) => (true, tokens, "nullable-removed"),
            (None, Some(tokens)) => (false, tokens, "nullable-added"),
            _ => return None,
        };
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let (whole, part) = if in_base { (self.base, self.revision) } else { (self.revision, self.base) };
        let inside = whole.down(&tokens);
        let (inside, alone) = match in_base {
            true => (accepts_null(base, &inside), accepts_null(revision, part)),
            false => (accepts_null(revision, &inside), accepts_null(base, part)),
        };
        let alone = alone?;
        if tokens.first() == Some(&"oneOf") && inside != Some(false) {
            return None;
        }
        match in_base {
            true => self.child(Link::Part, &tokens, &[]),
            false => self.child(Link::Part, &[], &tokens),
        }
        if !alone {
            self.delta(rule, &tokens[..1], String::new(), Edit::Null(in_base));
        }
        Some(in_base)
    }
}

/// The location of the other branch, in a schema that only means "that or null".
fn beside_null(schema: &Map) -> Option<[String; 2]> {
    let mut assertions = schema.iter().filter(|(keyword, _)| !is_annotation(keyword));
    let (keyword, branches) = assertions.next().filter(|(keyword, _)| matches!(keyword.as_str(), "anyOf" | "oneOf"))?;
    let branches = branches.as_array().filter(|branches| branches.len() == 2 && assertions.next().is_none())?;
    let is_null = |branch: &Tree| {
        branch.as_object().is_some_and(|branch| branch.len() == 1)
            && branch.get("type").and_then(Tree::as_str) == Some("null")
    };
    let null = branches.iter().position(is_null)?;
    Some([keyword.to_string(), (1 - null).to_string()])
}

/// Whether the schema at `spot` accepts null; `None` where that is not plain.
fn accepts_null(side: &mut Side<'_>, spot: &Spot) -> Option<bool> {
    accepts_null_within(side, spot, &mut { MAX_SCHEMAS })
}

fn accepts_null_within(side: &mut Side<'_>, spot: &Spot, left: &mut usize) -> Option<bool> {
    *left = left.checked_sub(1)?;
    let schema = spot.value().clone();
    if let Tree::Bool(accepts) = schema {
        return Some(accepts);
    }
    let own = members(&schema);
    let mut all = Some(true);
    for (keyword, value) in own {
        let mut below = |tokens: &[&str]| accepts_null_within(side, &spot.down(tokens), left);
        let mut listed = || -> Vec<Option<bool>> {
            let count = value.as_array().map_or(0, Vec::len);
            (0..count).map(|position| below(&[keyword, &position.to_string()])).collect()
        };
        let holds = match keyword.as_str() {
            "type" => type_names(own).map(|names| names.contains("null")),
            "const" => Some(value.is_null()),
            "enum" => value.as_array().map(|values| values.contains(&Tree::Null)),
            "not" => below(&["not"]).map(|accepts| !accepts),
            "allOf" => all_of(&listed()),
            "anyOf" => all_of(&listed().into_iter().map(|one| one.map(|accepts| !accepts)).collect::<Vec<_>>())
                .map(|refuse| !refuse),
            "oneOf" => {
                let counted: Option<Vec<bool>> = listed().into_iter().collect();
                counted.map(|accept| accept.into_iter().filter(|accepts| *accepts).count() == 1)
            }
            "$ref" => {
                let target = value.as_str().and_then(|reference| side.target(spot, reference));
                target.and_then(|target| accepts_null_within(side, &target, left))
            }
            "if" | "$dynamicRef" | "$recursiveRef" => None,
            // What others say is about other types.
            _ => Some(true),
        };
        all = all_of(&[all, holds]);
    }
    all
}

/// Whether all are true; `None` where that depends on those that are not known.
fn all_of(answers: &[Option<bool>]) -> Option<bool> {
    match answers {
        answers if answers.contains(&Some(false)) => Some(false),
        answers if answers.contains(&None) => None,
        _ => Some(true),
    }
}
