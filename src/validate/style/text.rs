//! The styles of a value without a name: `simple`, `label`, `matrix`.

use super::{Malformed, Primitives, Readings};
use crate::schema::Types;

/// `blue,black`, in a path.
pub(in crate::validate) fn simple(text: &str, explode: bool, parts: &Primitives<'_>) -> Result<Readings, Malformed> {
    let form = if explode { "R=100,G=200" } else { "R,100,G,200" };
    split(text, &[','], explode, form, parts)
}

/// `blue, black`, in a header: spaces around the parts do not count, nothing is percent-encoded.
pub(in crate::validate) fn header(text: &str, explode: bool, parts: &Primitives<'_>) -> Result<Readings, Malformed> {
    simple(text, explode, parts)
}

/// `.blue.black`; without `explode` also `.blue,black`, which is how RFC 6570 and later texts of the standard write it.
pub(in crate::validate) fn label(text: &str, explode: bool, parts: &Primitives<'_>) -> Result<Readings, Malformed> {
    let text = text.strip_prefix('.').ok_or_else(|| Malformed::Form(".blue".to_owned()))?;
    let form = if explode { ".R=100.G=200" } else { ".R.100.G.200" };
    let delimiters: &[char] = match explode {
        true => &['.'],
        false if text.contains(',') => &[',', '.'],
        false => &['.'],
    };
    split(text, delimiters, explode, form, parts)
}

/// `;color=blue,black` or, exploded, `;color=blue;color=black`.
pub(in crate::validate) fn matrix(
    text: &str,
    name: &str,
    explode: bool,
    parts: &Primitives<'_>,
) -> Result<Readings, Malformed> {
    let text = text.strip_prefix(';').ok_or_else(|| Malformed::Form(format!(";{name}=blue")))?;
    let own = |part: &'_ str| -> Option<usize> {
        let (known, value) = part.split_once('=').unwrap_or((part, ""));
        (super::Coding::Percent.decode(known).ok()? == name).then_some(part.len() - value.len())
    };
    let wrong = || Malformed::Form(format!(";{name}=blue"));
    let mut readings = Vec::new();
    let mut refusal = None;
    let mut keep = |result: Result<Readings, Malformed>| match result {
        Ok(found) => readings.extend(found),
        Err(error) => refusal = Some(error),
    };
    if explode && parts.types.has(Types::ARRAY) {
        let values: Option<Vec<&str>> = text.split(';').map(|part| Some(&part[own(part)?..])).collect();
        keep(
            values
                .ok_or_else(|| Malformed::Form(format!(";{name}=blue;{name}=black")))
                .and_then(|values| parts.array(&values)),
        );
    }
    if explode && parts.types.has(Types::OBJECT) {
        let pairs: Vec<&str> = text.split(';').collect();
        keep(parts.object_of(&pairs, true, ";R=100;G=200"));
    }
    let whole = own(text).map(|at| &text[at..]);
    if !explode && (parts.types.has(Types::ARRAY) || parts.types.has(Types::OBJECT)) {
        keep(
            whole
                .ok_or_else(wrong)
                .and_then(|value| compound(value, &[','], false, &format!(";{name}=R,100,G,200"), parts)),
        );
    }
    if parts.may_be_primitive() {
        keep(whole.ok_or_else(wrong).and_then(|value| parts.primitive(value)));
    }
    match (readings.is_empty(), refusal) {
        (true, refusal) => Err(refusal.unwrap_or_else(wrong)),
        (false, _) => Ok(readings),
    }
}

/// A text as array, object and primitive, whichever the schema speaks of.
fn split(
    text: &str,
    delimiters: &[char],
    explode: bool,
    form: &str,
    parts: &Primitives<'_>,
) -> Result<Readings, Malformed> {
    let mut readings = Vec::new();
    if parts.types.has(Types::ARRAY) || parts.types.has(Types::OBJECT) {
        match compound(text, delimiters, explode, form, parts) {
            Ok(found) => readings.extend(found),
            Err(error) if !parts.may_be_primitive() => return Err(error),
            Err(_) => {}
        }
    }
    if parts.may_be_primitive() {
        readings.extend(parts.primitive(text)?);
    }
    Ok(readings)
}

/// A text as array and object; each delimiter is tried.
pub(super) fn compound(
    text: &str,
    delimiters: &[char],
    explode: bool,
    form: &str,
    parts: &Primitives<'_>,
) -> Result<Readings, Malformed> {
    let mut readings = Vec::new();
    let mut refusal = None;
    for delimiter in delimiters {
        let pieces: Vec<&str> = text.split(*delimiter).collect();
        if parts.types.has(Types::ARRAY) {
            readings.extend(parts.array(&pieces)?);
            if text.is_empty() {
                // RFC 6570 has no text for an empty list; this is the nearest to one.
                readings.extend(parts.array(&[])?);
            }
        }
        if parts.types.has(Types::OBJECT) {
            match parts.object_of(&pieces, explode, form) {
                Ok(found) => readings.extend(found),
                Err(error) => refusal = Some(error),
            }
        }
    }
    match refusal {
        Some(error) if readings.is_empty() => Err(error),
        _ => Ok(readings),
    }
}
