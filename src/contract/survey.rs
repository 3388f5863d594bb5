//! [`Survey`]: what a walk over a whole document finds without knowing where it is. The tree of a big document is larger than any
//! cache, so that each walk costs more than what it does on its way: this one is for all who need no places.

use crate::schema::walk::{self, Holds};
use crate::tree::Tree;

/// What is known of all values of a document.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// How many bytes the pointers to all its arrays and objects take.
    pub(super) place_bytes: u64,
    /// Whether anything that is called like schemas by name is only a reference: hardly any document has that.
    pub(super) has_named_reference: bool,
}

impl Survey {
    pub(super) fn of(document: &Tree) -> Self {
        let mut survey = Self::default();
        let mut open = vec![(document, 0_usize)];
        while let Some((value, length)) = open.pop() {
            survey.place_bytes = survey.place_bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
            match value {
                Tree::Array(items) => {
                    let inside = items.iter().filter(|item| item.is_array() || item.is_object());
                    open.extend(inside.map(|item| (item, length + 2)));
                }
                Tree::Object(members) => {
                    for (name, member) in members.iter().filter(|(_, member)| member.is_array() || member.is_object()) {
                        survey.has_named_reference |= is_named_reference(name, member);
                        open.push((member, length + 1 + name.len()));
                    }
                }
                _ => {}
            }
        }
        survey
    }
}

/// Whether a member of this name may be schemas by name, and is only a reference. The Components Object has them by the name of
/// `schemas`, schemas have them by those of keywords.
fn is_named_reference(name: &str, member: &Tree) -> bool {
    let is_reference = member.as_object().is_some_and(|members| members.len() == 1 && members.contains_key("$ref"));
    is_reference && (name == "schemas" || walk::holds(name, member) == Holds::Named)
}
