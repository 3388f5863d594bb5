//! [`Levels`]: what was decided about the changes of a rule. A level moves the exit code, never the verdict of a change.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rule::{RULES, Rule};
use crate::error::Error;
use crate::similar::nearest;

/// What to do about the changes of a rule, whatever their verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
// Complete: the exit code is moved to 0, left to others with a warning, or moved to 1.
pub enum Level {
    /// They are listed and counted, and do not fail.
    Allow,
    /// They are reported as warnings, and do not fail.
    Warn,
    /// They fail.
    Deny,
}

impl Level {
    /// The words for levels.
    pub const NAMES: [(&'static str, Self); 3] = [("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// The level of a rule, and why it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleLevel {
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: Option<String>,
}

/// The levels of some rules.
///
/// # Examples
///
/// ```
/// use order_contracts::diff::{Level, Levels};
///
/// let mut levels = Levels::default();
/// levels.set("operation-id-changed", Level::Allow, Some("no generated clients"))?;
/// let error = levels.set("operation-id-change", Level::Warn, None).unwrap_err();
/// assert_eq!(error.to_string(), "unknown rule `operation-id-change`; did you mean `operation-id-changed`?");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, RuleLevel>);

impl Levels {
    /// Sets the level of a rule, by its id.
    ///
    /// # Errors
    ///
    /// When there is no such rule.
    pub fn set(&mut self, rule: &str, level: Level, reason: Option<&str>) -> Result<(), Error> {
        let Some(known) = Rule::named(rule) else {
            let hint = match nearest(rule, RULES.iter().map(|rule| rule.id)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`order-contracts explain` lists the rules".to_owned(),
            };
            return Err(Error::settings(format!("unknown rule `{rule}`; {hint}")));
        };
        self.0.insert(known.id, RuleLevel { level, reason: reason.map(str::to_owned) });
        Ok(())
    }

    /// The level of a rule, if it has one.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Option<&RuleLevel> {
        self.0.get(rule.id)
    }
}
