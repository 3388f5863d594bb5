//! [`Sarif`]: findings for code scanning (SARIF 2.1.0), written as they come.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Entry;
use crate::validate::origin::Origin;
use crate::validate::rules::rule;

/// Writes one document: [`Sarif::begin`], an [`entry`](Sarif::entry) for each input, [`finish`](Sarif::finish).
///
/// Nothing is kept but the ids of the rules that were named, so an endless input needs no more memory than a short one.
#[derive(Debug)]
pub struct Sarif<W> {
    out: W,
    rules: BTreeSet<&'static str>,
    results: usize,
}

impl<W: Write> Sarif<W> {
    /// Begins the document.
    ///
    /// # Errors
    ///
    /// When `out` fails.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(
            b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[\
              {\"columnKind\":\"unicodeCodePoints\",\"results\":[",
        )?;
        Ok(Self { out, rules: BTreeSet::new(), results: 0 })
    }

    /// Writes the findings of an input.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let Entry { name, report, .. } = entry;
        for violation in report.violations() {
            let region = violation.position().map(|at| json!({"startLine": at.line, "startColumn": at.column}));
            let mut result = json!({
                "ruleId": violation.id(),
                "level": "error",
                "message": {"text": violation.to_string()},
                "locations": [location(name, region, violation.instance().as_str())],
                "properties": {"part": violation.part(), "keyword": violation.keyword()},
            });
            related(&mut result, violation.origin());
            self.result(violation.id(), &result)?;
        }
        for undecided in report.undecided() {
            let id = undecided.reason().id();
            let mut result = json!({
                "ruleId": id,
                // SARIF 2.1.0, 3.27.9 and 3.27.10: a result that could not be decided is open, and of no level.
                "kind": "open",
                "level": "none",
                "message": {"text": undecided.to_string()},
                "locations": [location(name, None, "")],
            });
            related(&mut result, undecided.origin());
            self.result(id, &result)?;
        }
        Ok(())
    }

    fn result(&mut self, id: &'static str, result: &Value) -> io::Result<()> {
        if self.results > 0 {
            self.out.write_all(b",")?;
        }
        self.out.write_all(b"\n")?;
        self.results += 1;
        self.rules.insert(id);
        Ok(serde_json::to_writer(&mut self.out, result)?)
    }

    /// Ends the document and gives the writer back.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn finish(mut self) -> io::Result<W> {
        let rules = self.rules.iter().map(|id| {
            let summary = rule(id).map_or("", |rule| rule.summary);
            json!({"id": id, "shortDescription": {"text": summary}})
        });
        let driver = json!({
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.collect::<Vec<_>>(),
        });
        write!(self.out, "\n],\"tool\":{}}}]}}\n", json!({"driver": driver}))?;
        Ok(self.out)
    }
}

fn location(name: &str, region: Option<Value>, pointer: &str) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(name)}});
    if let (Some(region), Some(members)) = (region, physical.as_object_mut()) {
        members.insert("region".to_owned(), region);
    }
    let mut location = json!({"physicalLocation": physical});
    if let (false, Some(members)) = (pointer.is_empty(), location.as_object_mut()) {
        members.insert("logicalLocations".to_owned(), json!([{"fullyQualifiedName": pointer, "kind": "value"}]));
    }
    location
}

/// Adds where the contract says so.
fn related(result: &mut Value, origin: Option<&Origin>) {
    if let (Some(origin), Some(members)) = (origin, result.as_object_mut()) {
        let place = json!([{
            "message": {"text": "the contract says so here"},
            "physicalLocation": {
                "artifactLocation": {"uri": uri(&origin.file)},
                "region": {"startLine": origin.line, "startColumn": origin.column},
            },
        }]);
        members.insert("relatedLocations".to_owned(), place);
    }
}

/// A file name as a relative reference (RFC 3986, 4.2).
fn uri(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
