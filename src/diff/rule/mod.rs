//! [`Rule`]: the name and description of a kind of change. Reports, `explain` and the tests read one slice.

mod callbacks;
mod documents;
mod list;
mod macros;
mod messages;
mod schemas;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::verdict::{Facet, Verdict};

pub use list::RULES;

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rule {
    /// The id, such as `request-max-length-decreased`.
    pub id: &'static str,
    /// What it affects.
    pub facet: Facet,
    /// Which messages it is about; `None` if it is about neither or both.
    pub direction: Option<MessageDirection>,
    /// The verdict where payloads do not decide it.
    pub level: Verdict,
    /// A one-line description.
    pub summary: &'static str,
    /// The page of `explain`: what it finds, why it matters, an example, and what to do instead.
    pub page: &'static str,
}

/// The direction of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: HTTP has no third kind of message.
pub enum MessageDirection {
    /// From client to server.
    Request,
    /// From server to client.
    Response,
}

impl MessageDirection {
    /// `request` or `response`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

static BY_ID: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| RULES.iter().map(|rule| (rule.id, rule)).collect());

impl Rule {
    /// The rule of this id.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::diff::Rule;
    ///
    /// let rule = Rule::named("request-max-length-decreased").ok_or("no such rule")?;
    /// assert!(rule.page.contains("maxLength"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        BY_ID.get(id).copied()
    }

    /// The sentence of its page on why it matters, or does not.
    pub(super) fn reason(&self) -> &'static str {
        let why = self.page.split("\n\nWhy: ").nth(1).and_then(|rest| rest.split("\n\n").next());
        why.unwrap_or(self.summary)
    }

    /// The rule of a change to a schema whose values are sent in this direction.
    pub(super) fn of_schema(way: MessageDirection, what: &str) -> &'static Self {
        let generic =
            if way == MessageDirection::Request { "request-schema-changed" } else { "response-schema-changed" };
        let id = format!("{}-{what}", way.name());
        Self::named(&id).or_else(|| Self::named(generic)).unwrap_or(&RULES[0])
    }
}
