//! [`Gate`]: which changes make a check fail.

use serde::Serialize;

use super::change::Change;
use super::comparison::Comparison;
use super::levels::Level;
use super::verdict::{Facet, Verdict};
use crate::error::Error;
use crate::similar::nearest;

/// The least severe verdict that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: the verdicts of changes that can fail, every change, and none.
pub enum Threshold {
    /// No change fails.
    Off,
    /// Breaking changes fail.
    Breaking,
    /// Breaking changes fail, and those that could not be decided.
    Undecided,
    /// Every change fails.
    Any,
}

/// Which changes fail, by what they affect.
///
/// # Examples
///
/// ```
/// use order_contracts::diff::{Gate, Threshold};
///
/// let gate = Gate::default().with("wire=undecided,code=off")?;
/// assert_eq!((gate.wire, gate.code, gate.policy), (Threshold::Undecided, Threshold::Off, Threshold::Breaking));
/// assert_eq!(Gate::default().with("any")?.docs, Threshold::Any);
/// let error = gate.with("wired=any").unwrap_err();
/// assert_eq!(error.to_string(), "unknown facet `wired`; did you mean `wire`?");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gate {
    /// For changes to messages.
    pub wire: Threshold,
    /// For changes to generated code.
    pub code: Threshold,
    /// For changes to promises.
    pub policy: Threshold,
    /// For changes that only people read; any of them fails, or none.
    pub docs: Threshold,
}

impl Default for Gate {
    /// Breaking changes fail.
    fn default() -> Self {
        Self::all(Threshold::Breaking)
    }
}

impl Threshold {
    /// The words for thresholds.
    pub const NAMES: [(&'static str, Self); 4] =
        [("breaking", Self::Breaking), ("undecided", Self::Undecided), ("any", Self::Any), ("off", Self::Off)];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Undecided => "undecided",
            Self::Any => "any",
            Self::Off => "off",
        }
    }

    fn named(name: &str) -> Result<Self, Error> {
        // The older word for `off`.
        let name = if name == "none" { "off" } else { name };
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, threshold)| *threshold).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name);
            Error::settings(format!("unknown verdict `{name}`; {}", hint(name, &names)))
        })
    }
}

impl Gate {
    /// The names of the facets that have a threshold.
    pub const FACETS: [&'static str; 4] = ["wire", "code", "policy", "docs"];

    /// The same threshold for every facet. Documentation breaks nothing and is never undecided.
    #[must_use]
    pub const fn all(threshold: Threshold) -> Self {
        let docs = if matches!(threshold, Threshold::Any) { Threshold::Any } else { Threshold::Off };
        Self { wire: threshold, code: threshold, policy: threshold, docs }
    }

    /// The same gate with what a text says instead: `breaking` for every facet, or `wire=breaking,code=off` for some.
    ///
    /// # Errors
    ///
    /// When there is no such facet or verdict.
    pub fn with(self, text: &str) -> Result<Self, Error> {
        let mut gate = self;
        for part in text.split(',').map(str::trim) {
            match part.split_once('=') {
                None => gate = Self::all(Threshold::named(part)?),
                Some((facet, threshold)) => gate.set(facet.trim(), Threshold::named(threshold.trim())?)?,
            }
        }
        Ok(gate)
    }

    /// Sets the threshold of a facet, by its name.
    ///
    /// # Errors
    ///
    /// When there is no such facet, or it is `docs` and the threshold neither `any` nor `off`.
    pub fn set(&mut self, facet: &str, threshold: Threshold) -> Result<(), Error> {
        match facet {
            "wire" => self.wire = threshold,
            "code" => self.code = threshold,
            "policy" => self.policy = threshold,
            "docs" if matches!(threshold, Threshold::Breaking | Threshold::Undecided) => {
                let what = format!("documentation is never {}; expected `any` or `off` for `docs`", threshold.name());
                return Err(Error::settings(what));
            }
            "docs" => self.docs = threshold,
            other => return Err(Error::settings(format!("unknown facet `{other}`; {}", hint(other, &Self::FACETS)))),
        }
        Ok(())
    }

    /// The threshold for a change.
    fn of(&self, change: &Change) -> Threshold {
        match (change.verdict, change.rule.facet) {
            (Verdict::Docs, _) => self.docs,
            (_, Facet::Wire) => self.wire,
            (_, Facet::Code) => self.code,
            (_, Facet::Policy) => self.policy,
        }
    }

    /// Whether a change fails: by its level, if its rule has one, else by its verdict. One that was accepted does not.
    #[must_use]
    pub fn fails(&self, change: &Change) -> bool {
        if change.waiver.is_some() {
            return false;
        }
        match change.level.as_ref().map(|level| level.level) {
            Some(Level::Allow | Level::Warn) => false,
            Some(Level::Deny) => true,
            None => match self.of(change) {
                Threshold::Off => false,
                Threshold::Breaking => change.verdict == Verdict::Breaking,
                Threshold::Undecided => change.verdict >= Verdict::Undecided,
                Threshold::Any => true,
            },
        }
    }

    /// The changes that fail.
    pub fn failing<'c>(&self, comparison: &'c Comparison) -> impl Iterator<Item = &'c Change> {
        comparison.changes.iter().filter(|change| self.fails(change))
    }
}

fn hint(name: &str, names: &[&'static str]) -> String {
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}
