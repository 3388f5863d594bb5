//! [`Waiver`]: a change that was accepted, by its fingerprint.

use serde::Deserialize;

/// A change that was accepted, by its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Waiver {
    /// The fingerprint that reports print.
    pub fingerprint: String,
    /// Why it was accepted.
    pub reason: String,
    /// The last day it holds, as `2027-01-31`; without one it does not expire.
    #[serde(default)]
    pub until: Option<String>,
    /// The id of the rule, for readers. A change of another rule is not accepted.
    #[serde(default)]
    pub rule: Option<String>,
    /// What the change is, for readers.
    #[serde(default)]
    pub change: Option<String>,
    /// Who accepted it.
    #[serde(default)]
    pub by: Option<String>,
}

impl Waiver {
    /// A waiver that does not expire.
    #[must_use]
    pub fn new(fingerprint: &str, reason: &str) -> Self {
        let (fingerprint, reason) = (fingerprint.to_owned(), reason.to_owned());
        Self { fingerprint, reason, until: None, rule: None, change: None, by: None }
    }

    /// The same until the end of a day, such as `2027-01-31`.
    #[must_use]
    pub fn until(self, day: &str) -> Self {
        Self { until: Some(day.to_owned()), ..self }
    }

    /// The same with the name of who accepted it.
    #[must_use]
    pub fn by(self, name: &str) -> Self {
        Self { by: Some(name.to_owned()), ..self }
    }
}
