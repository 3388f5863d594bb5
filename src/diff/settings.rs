//! [`Settings`] and [`Waiver`]: how documents are compared, and which changes were accepted.

use serde::Deserialize;

use crate::error::Error;

/// How documents are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub(super) undeclared_sent: bool,
    pub(super) overlapping_sent: bool,
    pub(super) explain_compatible: bool,
    pub(super) budget: u64,
    pub(super) waivers: Vec<Waiver>,
    pub(super) today: Option<String>,
}

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
}

impl Settings {
    /// Senders send what they declare, values that several alternatives of a `oneOf` accept among it; no waivers.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            undeclared_sent: false,
            overlapping_sent: true,
            explain_compatible: false,
            budget: u64::MAX,
            waivers: Vec::new(),
            today: None,
        }
    }

    /// Whether senders also send properties that the document does not declare, as JSON Schema lets them.
    #[must_use]
    pub fn undeclared_sent(self, undeclared_sent: bool) -> Self {
        Self { undeclared_sent, ..self }
    }

    /// Whether values are sent that several alternatives of a `oneOf` accept, which JSON Schema forbids: they are unless this is
    /// false.
    #[must_use]
    pub fn overlapping_sent(self, overlapping_sent: bool) -> Self {
        Self { overlapping_sent, ..self }
    }

    /// Whether each compatible change says [why](super::Change::why).
    #[must_use]
    pub fn explain_compatible(self, explain_compatible: bool) -> Self {
        Self { explain_compatible, ..self }
    }

    /// How many steps one question to the decision may take at most.
    #[must_use]
    pub fn budget(self, budget: u64) -> Self {
        Self { budget, ..self }
    }

    /// The changes that were accepted, and today's date (`2027-01-31`), by which waivers expire.
    #[must_use]
    pub fn waivers(self, waivers: Vec<Waiver>, today: &str) -> Self {
        Self { waivers, today: Some(today.to_owned()), ..self }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiver {
    /// The waivers in a JSON text: a list of objects with `fingerprint`, `reason` and, where they expire, `until`.
    ///
    /// # Errors
    ///
    /// When the text is not such a list, or a reason is empty, or an `until` is not a date.
    pub fn read(text: &str) -> Result<Vec<Self>, Error> {
        let waivers: Vec<Self> = serde_json::from_str(text)
            .map_err(|error| Error::syntax(format!("not a JSON list of waivers: {error}")))?;
        for waiver in &waivers {
            let wrong = |what: &str| Err(Error::settings(format!("the waiver `{}` {what}", waiver.fingerprint)));
            if waiver.reason.trim().is_empty() {
                return wrong("has no reason");
            }
            // Dates are compared as text, so each must have all its digits.
            let is_date = |text: &String| text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok();
            if waiver.until.as_ref().is_some_and(|until| !is_date(until)) {
                return wrong("has an `until` that is not a date; expected one such as `2027-01-31`");
            }
        }
        Ok(waivers)
    }
}
