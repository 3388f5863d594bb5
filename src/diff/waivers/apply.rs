//! [`waive`]: which changes, of one comparison or several, are accepted, and which waivers accept none.

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
/// assert_eq!(stale, ["the waiver `0000000000000000` (an old one) matches no change"]);
/// # Ok::<(), order_contracts::Error>(())
/// ```
pub fn waive<'c>(
    changes: impl IntoIterator<Item = &'c mut Change>,
    waivers: &[Waiver],
    today: Option<&str>,
) -> Vec<String> {
    let mut changes: Vec<&mut Change> = changes.into_iter().collect();
    let mut stale = Vec::new();
    for waiver in waivers {
        let Waiver { fingerprint, reason, until, rule, .. } = waiver;
        let expired = until.as_deref().zip(today).is_some_and(|(until, today)| until < today);
        let (mut used, mut other) = (false, None);
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
        let name = format!("the waiver `{fingerprint}` ({reason})");
        match (expired, used, other) {
            (true, ..) => stale.push(format!("{name} expired on {}", until.as_deref().unwrap_or_default())),
            (_, true, _) => {}
            (_, _, Some((rule, found))) => {
                stale.push(format!("{name} is for the rule `{rule}`, but its change is of `{found}`"));
            }
            (_, false, None) => stale.push(format!("{name} matches no change")),
        }
    }
    stale
}
