//! The JSON form of a report: stable within a version.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Entry, Rendering};
use crate::validate::violation::Violation;

/// The version of the form; a new one when a member changes its meaning or goes.
pub const VERSION: u32 = 1;

/// Writes one object on one line.
///
/// | member | is |
/// |---|---|
/// | `version` | [`VERSION`] |
/// | `input` | the name of the input |
/// | `verdict` | `valid`, `invalid` or `undecided` |
/// | `operation` | `id`, `method`, `path` of the operation that was called, for exchanges |
/// | `violations` | each with `id`, `part`, `name` (of a parameter), `instance` and `keyword` (JSON Pointers), `contract` (`file`, `line`, `column` of the keyword), `line`, `column` (in the input), `wanted`, `found`, `hint`, `sources`, `inferred`, `closest` (violations of the nearest alternative), `value` (on request) |
/// | `left_out` | how many violations there are beyond the bound |
/// | `undecided` | each with `id`, `part`, `name`, `reason`, `keyword`, `contract` |
///
/// What is not known is left out.
///
/// # Errors
///
/// When `out` fails.
///
/// # Examples
///
/// ```
/// use order_contracts::{Api, validate};
/// use order_contracts::validate::format::{self, Entry, Rendering};
///
/// let text = br#"{"amount": -1}"#;
/// let report = validate::payload_json(Api::KohortPay.schema("CreateOrder")?, text)?;
/// let mut out = Vec::new();
/// format::json(&mut out, &Entry { name: "order.json", text: Some(text), report: &report }, &Rendering::new())?;
///
/// let written: serde_json::Value = serde_json::from_slice(&out)?;
/// assert_eq!((&written["version"], &written["verdict"]), (&1.into(), &"invalid".into()));
/// assert_eq!(written["violations"][0]["id"], "minimum");
/// assert_eq!(written["violations"][0]["column"], 12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn json(out: &mut dyn Write, entry: &Entry<'_>, rendering: &Rendering) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &value(entry, rendering))?;
    out.write_all(b"\n")
}

fn value(entry: &Entry<'_>, rendering: &Rendering) -> Value {
    let Entry { name, report, .. } = entry;
    let mut value = serde_json::to_value(report).unwrap_or_default();
    if let Some(members) = value.as_object_mut() {
        members.insert("version".to_owned(), json!(VERSION));
        members.insert("input".to_owned(), json!(name));
        if let (true, Some(Value::Array(written))) = (rendering.show_values, members.get_mut("violations")) {
            for (written, violation) in written.iter_mut().zip(report.violations()) {
                show(written, violation);
            }
        }
    }
    value
}

fn show(written: &mut Value, violation: &Violation) {
    let Some(members) = written.as_object_mut() else { return };
    if let Some(value) = violation.value() {
        members.insert("value".to_owned(), value.clone());
    }
    let closest = members.get_mut("closest").and_then(Value::as_array_mut).into_iter().flatten();
    closest.zip(violation.closest()).for_each(|(written, violation)| show(written, violation));
}
