//! [`Fingerprints`]: names of findings that stay the same when lines move.

use std::collections::HashMap;

use super::Finding;
use crate::plain::Plain;

/// Gives each finding of a report its fingerprint.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    /// How often each was given, so that equal findings in one file get different ones.
    given: HashMap<String, usize>,
}

impl Fingerprints {
    /// The finding's own, else one of what it says.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        match &finding.fingerprint {
            Some(fingerprint) => fingerprint.clone(),
            None => self.unique(finding),
        }
    }

    /// The same for readers to whom two findings with one fingerprint are one.
    pub(super) fn unique(&mut self, finding: &Finding) -> String {
        let made = match &finding.fingerprint {
            Some(fingerprint) => fingerprint.clone(),
            None => {
                let message = finding.message.iter().map(Plain::as_str).collect::<Vec<_>>().join("\n");
                crate::diff::fingerprint(&[finding.rule, &finding.file.name, &message])
            }
        };
        let times = self.given.entry(made.clone()).or_default();
        *times += 1;
        match *times {
            1 => made,
            times => format!("{made}:{times}"),
        }
    }
}
