//! The JSON Schema of the configuration, for editors: what the reader accepts, as far as a schema can say it.

use serde_json::{Map, Value, json};

use crate::diff::{Level, RULES, Threshold};
use crate::limits::ALL;

/// JSON Schema 2020-12; every object is closed.
pub(super) fn schema() -> Value {
    let text = |about: &str| json!({ "type": "string", "pattern": "\\S", "description": about });
    let path = |about: &str| json!({ "type": "string", "pattern": "^[^/].*", "description": about });
    let words = |words: &[&str], about: &str| json!({ "enum": words, "description": about });
    let thresholds: Vec<&str> = Threshold::NAMES.iter().map(|(name, _)| *name).collect();
    let levels: Vec<&str> = Level::NAMES.iter().map(|(name, _)| *name).collect();
    let rule = |summary: &str| {
        json!({
            "description": summary,
            "oneOf": [
                { "$ref": "#/$defs/level" },
                closed(json!({
                    "level": { "$ref": "#/$defs/level" },
                    "reason": text("Why; shown beside the changes."),
                    "contracts": list(text("The name of a contract.")),
                }), &["level"], ""),
            ],
        })
    };
    let rules: Map<String, Value> = RULES.iter().map(|known| (known.id.to_owned(), rule(known.summary))).collect();
    let limit = |name: &str, summary: &str| {
        let units = if name.ends_with("bytes") { "( *(KiB|MiB|GiB))?" } else { "" };
        json!({
            "description": format!("At most so many {summary}."),
            "oneOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": format!("^0*[1-9][0-9]*{units}$") },
            ],
        })
    };
    let limits: Map<String, Value> =
        ALL.iter().map(|known| (known.name.to_owned(), limit(known.name, known.summary))).collect();
    let sent = ["sent", "not-sent"];
    let mut traffic = closed(
        json!({
            "inputs": list(path("A file, a folder or a pattern, relative to this file.")),
            "schema": text("The schema that the inputs are payloads of; without one they are exchanges."),
            "baseline": path("Findings that are accepted, relative to this file."),
            "min-coverage": {
                "type": "number", "minimum": 0, "maximum": 100,
                "description": "Fail when less than this percentage of the contract was exercised.",
            },
            "strict": { "type": "boolean", "description": "Also report what is sent and not declared." },
        }),
        &["inputs"],
        "Recorded traffic, which is checked against the contract.",
    );
    traffic["properties"]["inputs"]["minItems"] = json!(1);
    let contract = closed(
        json!({
            "name": text("What reports call it."),
            "path": path("The document, or a pattern for several, relative to this file."),
            "base": text("What it is compared with, instead of the common `base`."),
            "traffic": traffic,
        }),
        &["path"],
        "",
    );
    let mut schema = closed(
        json!({
            "version": { "const": 1, "description": "The version of this format." },
            "base": text("What contracts are compared with: `auto`, a revision of git, a document, or a folder of documents."),
            "undeclared": words(&sent, "Whether properties are sent that a document does not declare."),
            "overlapping": words(&sent, "Whether values are sent that several alternatives of a `oneOf` accept."),
            "fail-on": closed(json!({
                "wire": words(&thresholds, "For changes to messages."),
                "code": words(&thresholds, "For changes to generated code."),
                "policy": words(&thresholds, "For changes to promises, such as deprecation."),
                "docs": words(&["any", "off"], "For changes to texts."),
            }), &[], "The least severe verdict that fails, by what a change affects."),
            "rules": closed(Value::Object(rules), &[], "What to do about the changes of a rule, whatever their verdict is."),
            "waivers": closed(json!({
                "file": path("The file with the accepted changes, relative to this file."),
                "max-days": { "type": "integer", "minimum": 0, "description": "Waivers must expire within so many days." },
                "stale": { "$ref": "#/$defs/level", "description": "Waivers that accept no change." },
                "new": { "$ref": "#/$defs/level", "description": "Waivers that are not in the base revision." },
            }), &[], "Accepted changes."),
            "limits": closed(Value::Object(limits), &[], "How much input, nesting and work is accepted."),
            "contract": { "type": "array", "items": contract, "description": "The documents that are checked." },
        }),
        &["version"],
        "The configuration of order-contracts.",
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("order-contracts.toml");
    schema["$defs"] = json!({ "level": { "enum": levels } });
    schema
}

fn closed(properties: Value, required: &[&str], about: &str) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !about.is_empty() {
        schema["description"] = json!(about);
    }
    schema
}

/// A list, or a single one.
fn list(item: Value) -> Value {
    json!({ "oneOf": [item, { "type": "array", "items": item }] })
}
