//! [`waive`]: which changes, of one comparison or several, are accepted, and which waivers accept none.

use std::fmt;

use super::Waiver;
use crate::diff::change::Change;

/// Marks the changes that were accepted by `waivers`, as of a day (`2027-01-31`), and returns what is to be said of waivers that
/// accept none: those that match no change, that expired, or that are of another rule.
///
/// A change that is marked already stays so.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::{Settings, Verdict, Waiver, compare, waive};
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get: {responses: {'200': {description: D}}}\n";
/// let base = Contract::from_str(text, "base.yaml")?;
/// let revision = Contract::from_str(&text.replace("/a", "/b"), "revision.yaml")?;
///
/// let mut comparison = compare(&base, &revision, &Settings::new());
/// let waiver = Waiver::of(&comparison.changes[0], "no client calls it").until("2027-01-31");
/// let unused = Waiver::new("0000000000000000", "an old one");
/// let stale = waive(&mut comparison.changes, &[waiver.clone(), unused], Some("2027-01-31"));
/// assert_eq!(comparison.verdict(), Verdict::Compatible);
/// assert_eq!(stale[0].to_string(), "the waiver `0000000000000000` (an old one) matches no change");
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub fn waive<'c>(
    changes: impl IntoIterator<Item = &'c mut Change>,
    waivers: &[Waiver],
    today: Option<&str>,
) -> Vec<Stale> {
    let mut changes: Vec<&mut Change> = changes.into_iter().collect();
    let mut stale = Vec::new();
    for waiver in waivers {
        let Waiver { fingerprint, reason, until, rule, .. } = waiver;
        let expired = until.as_deref().zip(today).is_some_and(|(until, today)| until < today);
        let (mut used, mut other): (bool, Option<(&String, &str)>) = (false, None);
        for change in changes.iter_mut().filter(|change| change.fingerprint == *fingerprint) {
            match rule {
                Some(rule) if rule != change.rule.id => other = Some((rule, change.rule.id)),
                _ => {
                    used = true;
                    if !expired {
                        change.waiver.get_or_insert_with(|| waiver.clone());
                    }
                }
            }
        }
        let why = match (expired, used, other) {
            (true, ..) => format!("expired on {}", until.as_deref().unwrap_or_default()),
            (_, true, _) => continue,
            (_, _, Some((rule, found))) => format!("is for the rule `{rule}`, but its change is of `{found}`"),
            (_, false, None) => "matches no change".to_owned(),
        };
        stale.push(Stale { fingerprint: fingerprint.clone(), reason: reason.clone(), why });
    }
    stale
}

/// A waiver that accepts no change; its text says why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stale {
    /// The fingerprint of the waiver.
    pub fingerprint: String,
    /// The reason of the waiver.
    pub reason: String,
    why: String,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the waiver `{}` ({}) {}", self.fingerprint, self.reason, self.why)
    }
}
