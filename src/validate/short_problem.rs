//! [`Short`]: problem details without what only those who have the contract can use.

use serde::Serialize;

use super::part::Part;
use super::undecided::Undecided;
use super::violation::Violation;
use crate::plain::shortened;

/// The members of a problem, then its findings. It repeats no more of what was sent than names of parts, and no long ones.
#[derive(Serialize)]
pub(super) struct Short<'s> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding<'s>>,
}

#[derive(Serialize)]
struct Finding<'s> {
    id: &'static str,
    part: Part,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'s str>,
    message: String,
}

/// Longer names and pointers are left out: cut they would name something else.
const LONGEST: usize = 1_000;

impl<'s> Short<'s> {
    pub(super) fn of(
        (r#type, title, status): (&'static str, &'static str, u16),
        detail: &str,
        violations: &'s [Violation],
        undecided: &'s [Undecided],
    ) -> Self {
        let violated = violations.iter().map(|violation| Finding {
            id: violation.id(),
            part: violation.part(),
            name: violation.name().filter(|name| name.len() <= LONGEST),
            pointer: Some(violation.instance().as_str()).filter(|it| !it.is_empty() && it.len() <= LONGEST),
            message: shortened(violation.to_string()),
        });
        let undecided = undecided.iter().map(|undecided| Finding {
            id: undecided.reason().id(),
            part: undecided.part(),
            name: undecided.name().filter(|name| name.len() <= LONGEST),
            pointer: None,
            message: shortened(undecided.without_place().to_string()),
        });
        Self {
            r#type,
            title,
            status,
            detail: shortened(detail.to_owned()),
            findings: violated.chain(undecided).collect(),
        }
    }
}
