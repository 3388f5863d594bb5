//! [`Finding`]: what a rule says of a place of a document.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::rule::{Level, Rule};
use crate::contract::{Contract, SourceLocation};
use crate::fingerprint::fingerprint;
use crate::plain::on_one_line;
use crate::pointer::Pointer;

/// A document with more is not one that anybody reads to its end.
const MOST: usize = 10_000;

/// What a rule says of a place of a document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is: the level of the rule.
    pub level: Level,
    /// Where it is.
    pub location: SourceLocation,
    /// What is wrong, with names in backticks.
    pub message: String,
}

impl Finding {
    /// A name that stays the same when lines move.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Self { rule, location, message, .. } = self;
        fingerprint(&[rule.id, &location.file, location.pointer.as_str(), message])
    }
}

/// `file:line:column: message`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location: SourceLocation { file, line, column, .. }, message, .. } = self;
        on_one_line(f, format_args!("{file}:{line}:{column}: {message}"))
    }
}

/// `rule`, `level`, `message`, `file`, `pointer`, `line`, `column`, `fingerprint`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { rule, level, location: SourceLocation { file, pointer, line, column }, message } = self;
        let mut out = serializer.serialize_struct("Finding", 8)?;
        out.serialize_field("rule", rule.id)?;
        out.serialize_field("level", level)?;
        out.serialize_field("message", message)?;
        out.serialize_field("file", file)?;
        out.serialize_field("pointer", pointer)?;
        out.serialize_field("line", line)?;
        out.serialize_field("column", column)?;
        out.serialize_field("fingerprint", &self.fingerprint())?;
        out.end()
    }
}

/// Findings whose lines are not known yet.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<(&'static str, Pointer, String)>,
    left_out: usize,
}

impl Findings {
    pub(super) fn add(&mut self, rule: &'static str, place: Pointer, message: impl Into<String>) {
        match self.found.len() < MOST {
            true => self.found.push((rule, place, message.into())),
            false => self.left_out += 1,
        }
    }

    /// The findings and `others`, in the order of the document.
    pub(super) fn located(mut self, contract: &Contract, others: Vec<Finding>) -> Vec<Finding> {
        if self.left_out > 0 {
            let message = format!("findings that are not listed: {}", self.left_out);
            self.found.push(("lint-incomplete", Pointer::root(), message));
        }
        let mut out = others;
        let places: Vec<Pointer> = self.found.iter().map(|(_, place, _)| place.clone()).collect();
        let places = contract.places(&places);
        for ((id, pointer, message), place) in self.found.into_iter().zip(places) {
            let Some(rule) = Rule::named(id) else { continue };
            let location = match place {
                Some(place) => place.into(),
                None => SourceLocation::unknown(contract.name(), pointer),
            };
            out.push(Finding { rule, level: rule.level, location, message });
        }
        let order = |finding: &Finding| {
            let SourceLocation { file, line, column, pointer } = &finding.location;
            (file != contract.name(), file.clone(), *line, *column, pointer.clone(), finding.rule.id)
        };
        out.sort_by_cached_key(order);
        out.dedup_by(|next, kept| next == kept);
        out
    }
}
