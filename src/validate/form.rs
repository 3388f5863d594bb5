//! Bodies of HTML forms: `application/x-www-form-urlencoded` as an object, by the properties of its schema.

use std::collections::HashMap;

use super::findings::Findings;
use super::options::Options;
use super::part::Part;
use super::strict;
use super::style::{self, Coding, Malformed, Primitives, Reading, Readings};
use super::target::pairs;
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::contract::{Encoding, MediaRange, MediaType, Style};
use crate::json;
use crate::schema::{Shape, Types};

/// Checks a form.
pub(super) fn check(declared: &MediaType, bytes: &[u8], options: &Options, findings: &mut Findings<'_>) {
    let Some(schema) = &declared.schema else { return };
    let validator = findings.validator(schema);
    let Ok(text) = std::str::from_utf8(bytes) else {
        findings.violated(Part::Body, None, &declared.pointer, Wanted::PercentEncoding, "bytes that are not UTF-8");
        return;
    };
    let shape = Shape::of(&validator.bundled().schema);
    let mut candidates = match read(text, &shape, &declared.encoding) {
        Ok(members) => style::objects(&members),
        Err((name, malformed)) => {
            let (wanted, found) = match malformed {
                Malformed::Escape => (Wanted::PercentEncoding, "an invalid escape"),
                Malformed::Repeated => (Wanted::Once, "several"),
                Malformed::Form(form) => (Wanted::Form(form), "a different form"),
                Malformed::Undefined => {
                    return findings.undecided(Part::Body, Some(&name), &declared.pointer, Reason::UndefinedStyle);
                }
            };
            findings.violated(Part::Body, Some(&name), &declared.pointer, wanted, found);
            return;
        }
    };
    let judge = |reading: &Reading| validator.judge_exactly(&reading.value, &reading.inexact);
    let holding = candidates.iter().position(|reading| judge(reading).holds());
    let reading = candidates.swap_remove(holding.unwrap_or(0));
    if holding.is_none() {
        let judgement = judge(&reading);
        findings.judged(judgement, &reading.value, Part::Body, None);
    }
    if options.strictness.properties {
        strict::properties(&reading.value, &shape, schema.pointer(), findings);
    }
}

/// The fields that a form encodes, each with its readings.
fn read(
    text: &str,
    shape: &Shape<'_>,
    encoding: &[(String, Encoding)],
) -> Result<Vec<(String, Readings)>, (String, Malformed)> {
    let pairs = pairs(text);
    let mut members: Vec<(String, Readings)> = Vec::new();
    let mut used = vec![false; pairs.len()];
    // Fields of a `deepObject` have no name of their own among the pairs.
    for (name, encoding) in encoding.iter().filter(|(_, encoding)| encoding.style == Style::DeepObject) {
        let _ = encoding;
        let parts = Primitives::new(Coding::Form, shape.property(name));
        let failed = |malformed| (name.clone(), malformed);
        let (readings, indexes, _) = style::deep_object(&pairs, name, &parts).map_err(failed)?;
        indexes.into_iter().for_each(|index| used[index] = true);
        members.extend(readings.map(|readings| (name.clone(), readings)));
    }
    // The values of each field, in the order of their first pairs: one pass, however many there are.
    let mut fields: Vec<(String, Vec<&str>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (pair, _) in pairs.iter().zip(&used).filter(|(_, used)| !**used) {
        let name = Coding::Form.decode(pair.name).map_err(|malformed| (pair.name.to_owned(), malformed))?.into_owned();
        let at = *known.entry(name.clone()).or_insert(fields.len());
        match fields.get_mut(at) {
            Some((_, values)) => values.push(pair.text()),
            None => fields.push((name, vec![pair.text()])),
        }
    }
    for (name, values) in fields {
        let encoding = encoding.iter().find(|(known, _)| *known == name).map(|(_, encoding)| encoding);
        match field(&values, &shape.property(&name), encoding) {
            Ok(readings) => members.push((name, readings)),
            Err(malformed) => return Err((name, malformed)),
        }
    }
    Ok(members)
}

fn field(values: &[&str], shape: &Shape<'_>, encoding: Option<&Encoding>) -> Result<Readings, Malformed> {
    let mut parts = Primitives::new(Coding::Form, shape.clone());
    if values.len() > 1 && shape.types() == Types::ALL {
        // Nothing says that it is one value, and this is how several are written.
        parts.types = Types::ARRAY;
    }
    let as_json = encoding.and_then(|encoding| encoding.content_type.as_deref()).and_then(MediaRange::parse);
    if as_json.is_some_and(|range| range.is_json()) || parts.types == Types::OBJECT {
        let [text] = values else { return Err(Malformed::Repeated) };
        let text = Coding::Form.decode(text)?;
        let document = json::Document::parse(text.as_bytes()).map_err(|_| Malformed::Form("{\"R\":100}".to_owned()))?;
        return Ok(vec![Reading::of_document(document)]);
    }
    let (style, explode) = encoding.map_or((Style::Form, true), |encoding| (encoding.style, encoding.explode));
    let readings = style::form(values, &style::delimiters(style, values[0]), explode, &parts)?;
    if readings.is_empty() { Err(Malformed::Undefined) } else { Ok(readings) }
}
