//! What older drafts of JSON Schema write in other words, references whose targets depend on the way to them, and what cannot be
//! used: compared as a whole, or by what is inside of it, so that nothing passes unseen.

use super::{Child, Walk};
use crate::diff::schemas::delta::{Edit, Link};
use crate::diff::schemas::side::{Side, Spot};
use crate::schema::walk::{self, Inside};
use crate::tree::{Tree, tree};

/// Keywords that 2020-12 does not define: `items` may have been a list.
const OLDER: [&str; 3] = ["dependencies", "additionalItems", "items"];

impl Walk<'_> {
    /// Notes that the same words mean something else in the other document.
    pub(super) fn drafts(&mut self) {
        if self.base.is_root() && !self.base.is_written_as(self.revision) {
            self.delta("schema-changed", &[], "`$schema`".to_owned(), Edit::Whole);
        }
    }

    /// Whether `items` is a list on one side (until 2019-09).
    pub(super) fn has_list_of_items(&self) -> bool {
        [self.old, self.new].iter().any(|members| members.get("items").is_some_and(Tree::is_array))
    }

    /// Keywords of older drafts, some of which validators still assert.
    pub(super) fn older(&mut self) {
        let has_list = self.has_list_of_items();
        for keyword in OLDER.into_iter().filter(|keyword| *keyword != "items" || has_list) {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            if old != new {
                self.delta("schema-changed", &[keyword], format!("`{keyword}`"), Edit::Whole);
                continue;
            }
            let Some(value) = old else { continue };
            let link = if keyword == "dependencies" { Link::Part } else { Link::Value };
            let mut inside = Vec::new();
            walk::each_inside(&tree!({ (keyword): value }), &mut |step, _| {
                inside.push(match step.inside {
                    Inside::Whole => None,
                    Inside::Position(position) => Some(position.to_string()),
                    Inside::Name(name) => Some(name.to_owned()),
                });
            });
            for name in inside {
                let tokens: Vec<&str> = [keyword].into_iter().chain(name.as_deref()).collect();
                self.child(link, &tokens, &tokens);
            }
        }
    }

    /// `$dynamicRef`, and `$recursiveRef` of 2019-09. Where several anchors have the name, the way to the reference decides which of
    /// them it means: nothing is known of an edit beside it.
    pub(super) fn dynamic_references(&mut self, base: &mut Side<'_>, revision: &mut Side<'_>) {
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            let (old, new) = (self.old.get(keyword), self.new.get(keyword));
            let targets = |side: &mut Side<'_>, spot: &Spot, reference: Option<&Tree>| {
                reference.and_then(Tree::as_str).map(|reference| side.dynamic_targets(spot, reference))
            };
            let targets = (targets(base, self.base, old), targets(revision, self.revision, new));
            let (left, right) = match targets {
                (None, None) => continue,
                (Some(left), Some(right)) if left.len() == right.len() => (left, right),
                _ => {
                    self.delta("reference-changed", &[keyword], String::new(), Edit::Unusable);
                    continue;
                }
            };
            if left.len() > 1 && !self.found.deltas.is_empty() {
                self.delta("reference-changed", &[keyword], String::new(), Edit::Unusable);
            }
            let link = if left.len() > 1 { Link::Condition } else { Link::Part };
            for (base, revision) in left.into_iter().zip(right) {
                self.found.children.push(Child { link, base, revision, is_optional: false });
            }
        }
    }

    /// Compares what a keyword that cannot be used refers to, which is the same on both sides.
    pub(super) fn behind_unusable(
        &mut self,
        keyword: &str,
        value: Tree,
        (base, revision): (&mut Side<'_>, &mut Side<'_>),
    ) {
        let mut references = Vec::new();
        walk::any(&tree!({ (keyword): value }), &mut |schema| {
            references.extend(schema.get("$ref").and_then(Tree::as_str).map(str::to_owned));
            false
        });
        for reference in references {
            let targets = (base.target(self.base, &reference), revision.target(self.revision, &reference));
            if let (Some(base), Some(revision)) = targets {
                self.found.children.push(Child { link: Link::Condition, base, revision, is_optional: false });
            }
        }
    }
}
