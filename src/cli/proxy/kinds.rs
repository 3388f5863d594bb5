//! [`Kinds`]: findings that are the same but for the exchange, so that a flood of them is a few lines.

use std::collections::HashMap;

use crate::cli::validate::{Half, missing_property};
use crate::pointer::Pointer;
use crate::proxy::Failure;
use crate::validate::{Undecided, Violation};

/// More kinds than these are counted as one: names that clients choose are part of a kind.
const MOST: usize = 10_000;

/// What findings of one kind share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Finding {
        subject: String,
        is_request: bool,
        id: &'static str,
        keyword: String,
        name: Option<String>,
        /// Where in the body, in any item.
        place: String,
        missing: Option<String>,
        /// What was probably meant, so that all of it is reported.
        hint: Option<String>,
    },
    Failure {
        subject: String,
        failure: Failure,
    },
    /// One that came after the last that is kept.
    Other(&'static str),
}

impl Kind {
    pub(super) fn of_violation(subject: &str, half: Half, violation: &Violation) -> Self {
        Self::Finding {
            subject: subject.to_owned(),
            is_request: half == Half::Request,
            id: violation.id(),
            keyword: violation.keyword().to_string(),
            name: violation.name().map(str::to_owned),
            place: in_any_item(violation.instance()),
            missing: missing_property(violation).map(str::to_owned),
            hint: violation.hint().map(str::to_owned),
        }
    }

    pub(super) fn of_undecided(subject: &str, half: Half, undecided: &Undecided) -> Self {
        Self::Finding {
            subject: subject.to_owned(),
            is_request: half == Half::Request,
            id: undecided.reason().id(),
            keyword: undecided.keyword().map(ToString::to_string).unwrap_or_default(),
            name: undecided.name().map(str::to_owned),
            place: String::new(),
            missing: None,
            hint: None,
        }
    }

    fn id(&self) -> &'static str {
        match self {
            Self::Finding { id, .. } | Self::Other(id) => id,
            Self::Failure { failure, .. } => failure.id(),
        }
    }
}

/// A place without what differs from one to the next: numbers of items, and members that are named after something.
fn in_any_item(place: &Pointer) -> String {
    let has_digit = |token: &str| token.bytes().any(|byte| byte.is_ascii_digit());
    let tokens = place.as_str().split('/').map(|token| if has_digit(token) { "*" } else { token });
    tokens.collect::<Vec<_>>().join("/")
}

/// How often each kind was seen.
#[derive(Debug, Default)]
pub(super) struct Kinds(HashMap<Kind, u64>);

impl Kinds {
    /// Counts one more; returns how many there are of its kind if that is to be reported: the first, the tenth, the hundredth.
    pub(super) fn count(&mut self, kind: Kind) -> Option<u64> {
        let kind = match self.0.len() < MOST || self.0.contains_key(&kind) {
            true => kind,
            false => Kind::Other(kind.id()),
        };
        let count = self.0.entry(kind).or_default();
        *count += 1;
        let mut power = *count;
        while power.is_multiple_of(10) {
            power /= 10;
        }
        (power == 1).then_some(*count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Kinds, in_any_item};
    use crate::pointer::Pointer;

    #[test]
    fn items_are_alike() {
        let place = Pointer::root().key("orders").index(12).key("by-id").key("o4f").key("status");
        assert_eq!(in_any_item(&place), "/orders/*/by-id/*/status");
    }

    #[test]
    fn a_flood_is_a_few_lines() {
        let mut kinds = Kinds::default();
        let reported: Vec<u64> = (0..100_000).filter_map(|_| kinds.count(Kind::Other("x"))).collect();
        assert_eq!(reported, [1, 10, 100, 1_000, 10_000, 100_000]);
    }
}
