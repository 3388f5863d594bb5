//! Documentation that was edited together with something else: one edit of an object is one change, whatever its text became.

use std::collections::HashMap;

use super::parts::PendingChange;
use crate::pointer::Pointer;

/// Puts each changed text of an object with the worst change of what that object holds: itself, a member, or an entry of one.
pub(super) fn join(changes: Vec<PendingChange>) -> Vec<PendingChange> {
    const DEPTH: usize = 3;
    let is_text = |pending: &PendingChange| pending.rule.id == "documentation-changed" && pending.subject.is_empty();
    let (texts, mut others): (Vec<PendingChange>, Vec<PendingChange>) = changes.into_iter().partition(is_text);
    if texts.is_empty() {
        return others;
    }
    let mut holders: HashMap<Pointer, usize> = HashMap::new();
    for (number, other) in others.iter().enumerate() {
        for place in [&other.base, &other.revision].into_iter().flatten() {
            for holder in std::iter::successors(Some(place.clone()), Pointer::parent).take(DEPTH) {
                let known = holders.entry(holder).or_insert(number);
                if others[*known].verdict < other.verdict {
                    *known = number;
                }
            }
        }
    }
    for text in texts {
        let holder = text.base.as_ref().and_then(Pointer::parent).and_then(|holder| holders.get(&holder));
        match (holder, text.base.clone()) {
            (Some(&number), Some(place)) => others[number].texts.push(place),
            _ => others.push(text),
        }
    }
    others
}
