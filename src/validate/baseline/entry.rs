//! [`BaselineEntry`]: one accepted kind of violation, as the file has it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::kind::half;
use super::kinds::{KindCount, Kinds};

/// An accepted kind of violation.
///
/// The fingerprint decides; the rest says what it is of, to people. `seen` and `share` are of the run that wrote it and decide nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BaselineEntry {
    /// The [fingerprint](super::Kind::fingerprint) of the kind.
    pub fingerprint: String,
    /// The operation, of exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The place of the schema, of payloads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// `request` or `response`, of exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// The part of the message.
    pub part: String,
    /// The parameter, header or form field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the violated rule.
    pub rule: String,
    /// The place in the payload.
    pub instance: String,
    /// The place of the violated statement in the contract.
    pub keyword: String,
    /// How many violations there were.
    #[serde(default)]
    pub seen: u64,
    /// How many there were for each message.
    #[serde(default)]
    pub share: f64,
    /// Why it is accepted, for people to fill in.
    #[serde(default)]
    pub reason: Option<String>,
    /// The last day it is accepted, as `2027-01-31`; without one it does not expire.
    #[serde(default)]
    pub until: Option<String>,
}

impl BaselineEntry {
    pub(super) fn new(found: &KindCount, kinds: &Kinds) -> Self {
        let KindCount { kind, times } = found;
        let (tag, of) = kind.subject.parts();
        let of = |wanted: &str| (tag == wanted).then(|| of.to_owned());
        let half = half(kind.direction);
        let mut entry = Self {
            fingerprint: kind.fingerprint(),
            operation: of("operation"),
            schema: of("schema"),
            half: (!half.is_empty()).then(|| half.to_owned()),
            part: kind.part.name().to_owned(),
            name: kind.name.clone(),
            rule: kind.rule.to_owned(),
            instance: kind.instance.clone(),
            keyword: kind.keyword.clone(),
            seen: *times,
            share: 0.0,
            reason: None,
            until: None,
        };
        entry.share = share(*times, entry.messages(kinds));
        entry
    }

    /// How many messages of a run could be of this kind.
    pub(super) fn messages(&self, kinds: &Kinds) -> u64 {
        let half = self.half.as_deref().unwrap_or_default();
        match (&self.operation, &self.schema) {
            (Some(operation), _) => kinds.messages("operation", operation, half),
            (None, Some(schema)) => kinds.messages("schema", schema, half),
            (None, None) => kinds.messages("", "", half),
        }
    }

    /// Entries of one operation are together, and the order does not depend on the run.
    pub(super) fn order(&self) -> impl Ord + '_ {
        let Self { operation, schema, half, part, name, instance, rule, keyword, fingerprint, .. } = self;
        ((operation, schema, half, part), (name, instance, rule, keyword, fingerprint))
    }
}

fn share(times: u64, messages: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "four digits are shown")]
    let share = times as f64 / messages.max(1) as f64;
    (share * 10_000.0).round() / 10_000.0
}

/// `createOrder request body /locale: enum`.
impl fmt::Display for BaselineEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.operation.as_deref().or(self.schema.as_deref());
        let words = [of, self.half.as_deref(), Some(&self.part), self.name.as_deref(), Some(&self.instance)];
        let words: Vec<&str> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        crate::plain::on_one_line(f, format_args!("{}: {}", words.join(" "), self.rule))
    }
}
