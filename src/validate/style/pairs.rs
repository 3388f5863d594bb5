//! The styles of `name=value` pairs, in queries, cookies and forms: `form`, the delimited ones, `deepObject`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::readings::{Choices, every, objects};
use super::text::compound;
use super::{Coding, Malformed, Primitives, Reading, Readings};
use crate::contract::Style;
use crate::schema::{Shape, Types};
use crate::validate::target::Pair;

/// The values of all pairs of one name: `color=blue,black`, or exploded `color=blue&color=black`.
///
/// `delimiters` split an array or object that is not exploded; each is tried.
pub(in crate::validate) fn form(
    values: &[&str],
    delimiters: &[&str],
    explode: bool,
    parts: &Primitives<'_>,
) -> Result<Readings, Malformed> {
    let readings = form_as(values, delimiters, explode, parts);
    // A `+` is a space to a browser and itself to RFC 3986.
    if parts.coding != Coding::Query || !values.iter().any(|value| value.contains('+')) {
        return readings;
    }
    let others = form_as(values, delimiters, explode, &Primitives { coding: Coding::Percent, ..parts.clone() });
    readings.map(|mut readings| {
        let others = others.unwrap_or_default().into_iter().filter(|other| !readings.contains(other));
        readings.extend(others.collect::<Vec<_>>());
        readings
    })
}

fn form_as(values: &[&str], delimiters: &[&str], explode: bool, parts: &Primitives<'_>) -> Result<Readings, Malformed> {
    let [first, rest @ ..] = values else { return Ok(Vec::new()) };
    let mut readings = Vec::new();
    let mut refusal = None;
    let mut keep = |result: Result<Readings, Malformed>| match result {
        Ok(found) => readings.extend(found),
        Err(error) => refusal = refusal.take().or(Some(error)),
    };
    if explode && parts.types.has(Types::ARRAY) {
        keep(parts.array(values));
        if values == [""] {
            keep(parts.array(&[]));
        }
    } else if parts.types.has(Types::ARRAY) || parts.types.has(Types::OBJECT) && !explode {
        match rest {
            [] => delimiters.iter().for_each(|delimiter| keep(delimited(first, delimiter, parts))),
            _ => keep(Err(Malformed::Repeated)),
        }
    }
    if parts.types.has(Types::OBJECT) && explode && first.starts_with(['{', '%']) && rest.is_empty() {
        // Not of the standard's making, and what many a client sends.
        keep(parts.coding.decode(first).and_then(|text| json(&text)));
    }
    if parts.may_be_primitive() {
        match rest {
            [] => keep(parts.primitive(first)),
            _ => keep(Err(Malformed::Repeated)),
        }
    }
    match (readings.is_empty(), refusal) {
        (true, Some(error)) => Err(error),
        _ => Ok(readings),
    }
}

/// The delimiters between the parts of an array or object that is not exploded: those that occur in `text`.
pub(in crate::validate) fn delimiters(style: Style, text: &str) -> Vec<&'static str> {
    let known: &[&str] = match style {
        Style::SpaceDelimited => &["%20", "+"],
        Style::PipeDelimited => &["|", "%7C"],
        _ => &[","],
    };
    let text = text.to_ascii_uppercase();
    let present: Vec<&str> = known.iter().copied().filter(|delimiter| text.contains(delimiter)).collect();
    // With none of them the text is one part.
    if present.is_empty() { known[..1].to_vec() } else { present }
}

fn delimited(text: &str, delimiter: &str, parts: &Primitives<'_>) -> Result<Readings, Malformed> {
    let example = format!("R{delimiter}100{delimiter}G{delimiter}200");
    // One character, so that the splitting is the same everywhere; it cannot occur in a target.
    let split = |delimiter: &str| {
        let marked = text.replace(delimiter, "\u{0}").replace(&delimiter.to_ascii_lowercase(), "\u{0}");
        compound(&marked, &['\u{0}'], false, &example, parts)
    };
    let mut readings = split(delimiter);
    // A client that encodes the whole value encodes the delimiters, too.
    let encoded: String = delimiter.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let all_encoded = !delimiter.starts_with('%') && !text.contains(delimiter);
    if all_encoded
        && text.to_ascii_uppercase().contains(&encoded)
        && let Ok(more) = split(&encoded)
    {
        match &mut readings {
            Ok(readings) => readings.extend(more),
            // No object has a single part.
            Err(_) => readings = Ok(more),
        }
    }
    readings
}

fn json(text: &str) -> Result<Readings, Malformed> {
    match crate::json::parse(text.as_bytes()) {
        Ok(value @ Value::Object(_)) => Ok(vec![Reading { value, inexact: Vec::new() }]),
        _ => Err(Malformed::Form("R=100&G=200".to_owned())),
    }
}

/// An exploded object, whose properties are among the other pairs: `R=100&G=200`.
///
/// `taken` decides which pairs belong to another parameter. `None` when there is no property.
pub(in crate::validate) fn exploded_object(
    pairs: &[Pair<'_>],
    taken: impl Fn(&Pair<'_>) -> bool,
    parts: &Primitives<'_>,
) -> Result<(Option<Readings>, Vec<usize>), Malformed> {
    let open = parts.shape.speaks_of_other_properties();
    let declared: HashSet<&str> = parts.shape.property_names().into_iter().collect();
    let mut used = Vec::new();
    let mut fields: Vec<(String, Vec<&str>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        let Ok(name) = parts.coding.decode(pair.name) else { continue };
        if !(declared.contains(&*name) || open && !taken(pair)) {
            continue;
        }
        used.push(index);
        let name = name.into_owned();
        let at = *known.entry(name.clone()).or_insert(fields.len());
        match fields.get_mut(at) {
            Some((_, values)) => values.push(pair.text()),
            None => fields.push((name, vec![pair.text()])),
        }
    }
    if fields.is_empty() {
        return Ok((None, used));
    }
    let mut members: Vec<(String, Readings)> = Vec::with_capacity(fields.len());
    for (name, values) in fields {
        let property = Primitives::new(parts.coding, parts.shape.property(&name));
        members.push((name, form(&values, &[","], true, &property)?));
    }
    if members.iter().any(|(_, readings)| readings.is_empty()) {
        return Err(Malformed::Undefined);
    }
    Ok((Some(objects(&members)), used))
}

/// `color[R]=100&color[G]=200`. Objects in objects and arrays are read in the usual way, and reported as undefined.
///
/// The pairs of properties that the schema does not declare, where it declares any, are not among those that are used.
pub(in crate::validate) fn deep_object(
    pairs: &[Pair<'_>],
    name: &str,
    parts: &Primitives<'_>,
) -> Result<(Option<Readings>, Vec<usize>, bool), Malformed> {
    let mut used = Vec::new();
    let mut tree = Deep::default();
    let (mut undefined, mut is_sent) = (false, false);
    for (index, pair) in pairs.iter().enumerate() {
        let decoded = parts.coding.decode(pair.name).unwrap_or_default();
        let Some(keys) = decoded.strip_prefix(name).and_then(brackets) else { continue };
        is_sent = true;
        if declares(&parts.shape, &keys) {
            used.push(index);
        }
        undefined |= keys.len() > 1;
        undefined |= !tree.insert(&keys, parts.coding.decode(pair.text())?.into_owned());
    }
    if !is_sent {
        return Ok((None, used, false));
    }
    let mut seen = Seen::default();
    let readings = every(|choices| tree.read(&parts.shape, choices, &mut seen));
    match seen.repeated {
        true => Err(Malformed::Repeated),
        false => Ok((Some(readings), used, undefined || seen.array)),
    }
}

/// Whether a schema of this shape has the property at `keys`, or does not say which properties there are.
fn declares(shape: &Shape<'_>, keys: &[&str]) -> bool {
    let [key, rest @ ..] = keys else { return true };
    let names = shape.property_names();
    let is_closed = !names.is_empty() && !shape.speaks_of_other_properties() && shape.types().has(Types::OBJECT);
    match names.binary_search(key) {
        Ok(_) => declares(&shape.property(key), rest),
        Err(_) => !is_closed,
    }
}

/// The keys of `[a][b]`; `None` when `text` is something else.
fn brackets(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    // Deeper than anything that is meant, and no deeper than recursion may go.
    let keys: Vec<&str> = inner.split("][").collect();
    (keys.len() <= 16 && keys.iter().all(|key| !key.contains(['[', ']']))).then_some(keys)
}

/// The texts of a `deepObject`, by their keys.
#[derive(Default)]
struct Deep {
    texts: Vec<String>,
    below: Vec<(String, Deep)>,
    /// Where in `below` a key is.
    known: HashMap<String, usize>,
}

impl Deep {
    /// Whether there was no other text of these keys.
    fn insert(&mut self, keys: &[&str], text: String) -> bool {
        match keys {
            [] => {
                self.texts.push(text);
                self.texts.len() == 1
            }
            [key, rest @ ..] => {
                let at = *self.known.entry((*key).to_owned()).or_insert_with(|| {
                    self.below.push(((*key).to_owned(), Self::default()));
                    self.below.len() - 1
                });
                self.below[at].1.insert(rest, text)
            }
        }
    }

    fn read(&self, shape: &Shape<'_>, choices: &mut Choices, seen: &mut Seen) -> Reading {
        let types = shape.types();
        if self.below.is_empty() {
            let texts = &self.texts;
            if types.has(Types::ARRAY) && types != Types::ALL {
                seen.array = true;
                let item = |(position, text): (usize, &String)| choices.pick(text, &shape.items(position));
                return Reading::array(texts.iter().enumerate().map(item).collect());
            }
            if texts.len() > 1 && types == Types::ALL {
                return Reading::array(texts.iter().map(|text| choices.pick(text, &Shape::any())).collect());
            }
            seen.repeated |= texts.len() > 1;
            return choices.pick(texts.last().map(String::as_str).unwrap_or_default(), shape);
        }
        if types.has(Types::ARRAY) && types != Types::ALL && !types.has(Types::OBJECT) {
            seen.array = true;
            let mut items = Vec::new();
            for (_, below) in &self.below {
                if below.below.is_empty() {
                    // `[]` is the key of every item.
                    for text in &below.texts {
                        items.push(choices.pick(text, &shape.items(items.len())));
                    }
                } else {
                    items.push(below.read(&shape.items(items.len()), choices, seen));
                }
            }
            return Reading::array(items);
        }
        let members =
            self.below.iter().map(|(key, below)| (key.clone(), below.read(&shape.property(key), choices, seen)));
        Reading::object(members.collect())
    }
}

/// What a `deepObject` was found to have.
#[derive(Default)]
struct Seen {
    array: bool,
    /// Several texts for something that is no array.
    repeated: bool,
}
