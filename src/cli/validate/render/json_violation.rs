//! [`Written`]: a violation as the JSON report of a run has it, with its members in the order of their names.

use std::fmt::Display;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::validate::{Origin, Violation};

/// A violation, and what the run knows of it.
pub(super) struct Written<'v> {
    pub(super) violation: &'v Violation,
    /// What would repair the record, or its half.
    pub(super) fix: Option<Value>,
    pub(super) line: Option<u64>,
    pub(super) column: Option<u64>,
    pub(super) record: Option<u64>,
    pub(super) subject: Option<&'v str>,
    pub(super) half: Option<&'static str>,
    /// Of its kind, with a baseline.
    pub(super) fingerprint: Option<&'v str>,
    pub(super) baseline: Option<&'static str>,
    pub(super) value: Option<&'v Value>,
}

impl<'v> Written<'v> {
    /// One of the nearest alternative.
    fn closest(violation: &'v Violation) -> Self {
        let position = violation.position();
        Self {
            violation,
            fix: None,
            line: position.map(|position| position.line as u64),
            column: position.map(|position| position.column as u64),
            record: None,
            subject: None,
            half: None,
            fingerprint: None,
            baseline: None,
            value: None,
        }
    }
}

/// The members that the violation itself has in JSON, and those above.
impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { violation, ref fix, line, column, record, subject, half, fingerprint, baseline, value } = *self;
        let provenance = violation.provenance();
        let mut out = serializer.serialize_map(None)?;
        some(&mut out, "baseline", baseline)?;
        if !violation.closest().is_empty() {
            let closest: Vec<_> = violation.closest().iter().map(Written::closest).collect();
            out.serialize_entry("closest", &closest)?;
        }
        if violation.closest_left_out() > 0 {
            out.serialize_entry("closest_left_out", &violation.closest_left_out())?;
        }
        some(&mut out, "column", column)?;
        some(&mut out, "contract", violation.origin().map(Contract))?;
        some(&mut out, "fingerprint", fingerprint)?;
        some(&mut out, "fix", fix.as_ref())?;
        out.serialize_entry("found", &Text(violation.found()))?;
        some(&mut out, "half", half)?;
        some(&mut out, "hint", violation.hint())?;
        out.serialize_entry("id", violation.id())?;
        some(&mut out, "inferred", provenance.inferred_text())?;
        out.serialize_entry("instance", violation.instance())?;
        out.serialize_entry("keyword", violation.keyword())?;
        some(&mut out, "line", line)?;
        out.serialize_entry("message", &Text(violation))?;
        some(&mut out, "name", violation.name())?;
        out.serialize_entry("part", &violation.part())?;
        some(&mut out, "record", record)?;
        some(&mut out, "sources", Some(&provenance.sources).filter(|sources| !sources.is_empty()))?;
        some(&mut out, "subject", subject)?;
        some(&mut out, "value", value)?;
        out.serialize_entry("wanted", &Text(violation.wanted()))?;
        out.end()
    }
}

fn some<M: SerializeMap>(out: &mut M, name: &'static str, value: Option<impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| out.serialize_entry(name, &value))
}

/// A text, written without a copy.
struct Text<T>(T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Where the contract says it, with its file.
struct Contract<'o>(&'o Origin);

impl Serialize for Contract<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Origin { title, file, line, column, .. } = self.0;
        let mut out = serializer.serialize_map(Some(4))?;
        out.serialize_entry("column", column)?;
        out.serialize_entry("file", &**file)?;
        out.serialize_entry("line", line)?;
        out.serialize_entry("title", &**title)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::{Value, json};

    use super::Written;
    use crate::cli::validate::name_files;
    use crate::contract::Contract;
    use crate::validate::{Options, payload_bytes};

    #[test]
    fn a_violation_has_all_the_members_of_its_own_form() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1", "x-sources": {"guide": {"title": "Guide", "url": "https://example.com"}}},
            "paths": {},
            "components": {"schemas": {"A": {
                "x-source": {"properties": ["guide"], "type": ["guide"]},
                "properties": {
                    "a": {"anyOf": [{"type": "integer", "x-inferred": "no page says so"}, {"properties": {"c": false}}]},
                    "b": {"enum": ["one", "two"], "x-source": ["guide"]},
                },
                "required": ["abc"],
                "additionalProperties": false,
            }}},
        });
        let contract = Contract::from_str(&document.to_string(), "doc.json").unwrap();
        let schema = contract.schema_named("A").unwrap();
        for text in [r#"{"a": {"c": "x"}, "b": "twoo", "abd": 1}"#, "{", "7"] {
            let report = payload_bytes(&contract, &schema, text.as_bytes(), &Options::new());
            for violation in report.violations() {
                let mut own = serde_json::to_value(violation).unwrap();
                name_files(&mut own, violation);
                let written = serde_json::to_string(&Written::closest(violation)).unwrap();
                assert_eq!(written, own.to_string());
                assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), own);
            }
        }
    }
}
