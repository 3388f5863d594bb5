//! From the parts of a body to the object that the schema judges, and the checks of each part by its `encoding`.

use std::collections::HashMap;

use super::parse::{Part as FormPart, parse};
use super::read::{Content, Unread};
use crate::contract::{Encoding, MediaRange, MediaType};
use crate::limits::Limits;
use crate::schema::{Failure, Judgement, Shape, Types, Validator};
use crate::validate::findings::Findings;
use crate::validate::found::word;
use crate::validate::message::BodyForm;
use crate::validate::options::Options;
use crate::validate::parameters;
use crate::validate::part::Part;
use crate::validate::strict;
use crate::validate::style::{Reading, Readings};
use crate::validate::wanted::Wanted;

/// Checks a body that was sent as `sent`.
pub(in crate::validate) fn check(
    declared: &MediaType,
    sent: &MediaRange,
    (bytes, form): (&[u8], BodyForm),
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let parts = match sent.parameter("boundary").filter(|boundary| !boundary.is_empty()) {
        Some(boundary) => parse(bytes, boundary),
        None => Err("the media type names no `boundary`".to_owned()),
    };
    let parts = match parts {
        Ok(parts) => parts,
        Err(wrong) => {
            findings.violated(Part::Body, None, &declared.pointer, Wanted::Multipart, wrong);
            return;
        }
    };
    let validator = declared.schema.as_ref().map(|schema| findings.validator(schema));
    let schema = declared.schema.as_ref().zip(validator.as_deref());
    let schema = schema.map(|(schema, validator)| (schema, validator, Shape::of(&validator.bundled().schema)));
    let any = Shape::any();
    let names = schema.as_ref().map_or(&any, |(_, _, shape)| shape);
    // A capture has the text, whatever the character set was on the wire.
    let charset = match form {
        BodyForm::Text => Some("utf-8".to_owned()),
        _ => default_charset(&parts, names),
    };
    let mut form = Form { declared, charset, limits: &options.limits, findings, is_open: false };
    let mut members: Vec<(String, Readings)> = Vec::new();
    for (name, parts) in by_name(&parts, names) {
        let encoding = declared.encoding.iter().find(|(known, _)| known == name).map(|(_, encoding)| encoding);
        let readings = form.field(name, &parts, encoding, &names.property(name));
        members.extend(readings.map(|readings| (name.to_owned(), readings)));
    }
    let is_open = form.is_open;
    if let Some((schema, validator, shape)) = schema {
        let (reading, judgement) = judge(&members, validator);
        if let Some(mut judgement) = judgement {
            if is_open {
                judgement.failures.retain(is_certain);
            }
            findings.judged(judgement, &reading.value, Part::Body, None);
        }
        if options.strictness.properties {
            strict::properties(&reading.value, &shape, schema.pointer(), findings);
        }
    }
}

/// The first valid one of the objects that the parts may mean, or the first of all and what is wrong with it.
fn judge(members: &[(String, Readings)], validator: &Validator) -> (Reading, Option<Judgement>) {
    let choices = members.iter().map(|(_, readings)| readings.len()).max().unwrap_or(1).max(1);
    let object = |choice: usize| {
        let member = |(name, readings): &(String, Readings)| {
            Some((name.clone(), readings.get(choice.min(readings.len().checked_sub(1)?))?.clone()))
        };
        Reading::object(members.iter().filter_map(member).collect())
    };
    let mut first = None;
    for choice in 0..choices {
        let reading = object(choice);
        let judgement = validator.judge_exactly(&reading.value, &reading.inexact);
        if judgement.holds() {
            return (reading, None);
        }
        first = first.or(Some((reading, Some(judgement))));
    }
    first.unwrap_or_else(|| (object(0), None))
}

/// Whether a failure does not depend on a part that could not be read and is missing from the object.
fn is_certain(failure: &Failure) -> bool {
    const CONDITIONS: [&str; 7] =
        ["anyOf", "oneOf", "not", "then", "else", "dependentSchemas", "unevaluatedProperties"];
    !failure.instance.as_str().is_empty() && !failure.keyword.tokens().any(|token| CONDITIONS.contains(&token.as_str()))
}

/// The parts of each name, in the order of the first ones.
fn by_name<'p, 'b>(parts: &'p [FormPart<'b>], shape: &Shape<'_>) -> Vec<(&'p str, Vec<&'p FormPart<'b>>)> {
    let (mut fields, mut known): (Vec<(&str, Vec<_>)>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    for part in parts.iter().filter(|part| !is_charset(part, shape)) {
        let at = *known.entry(&part.name).or_insert(fields.len());
        match fields.get_mut(at) {
            Some((_, parts)) => parts.push(part),
            None => fields.push((&part.name, vec![part])),
        }
    }
    fields
}

/// Whether a part is no field but names the character set of the others (RFC 7578, 4.6).
fn is_charset(part: &FormPart<'_>, shape: &Shape<'_>) -> bool {
    part.name == "_charset_" && shape.property_names().binary_search(&"_charset_").is_err()
}

fn default_charset(parts: &[FormPart<'_>], shape: &Shape<'_>) -> Option<String> {
    let part = parts.iter().find(|part| is_charset(part, shape))?;
    Some(String::from_utf8_lossy(part.body.trim_ascii()).into_owned())
}

struct Form<'f, 'c> {
    declared: &'f MediaType,
    charset: Option<String>,
    limits: &'f Limits,
    findings: &'f mut Findings<'c>,
    /// Whether a part could not be read.
    is_open: bool,
}

impl Form<'_, '_> {
    /// What the parts of one name may mean; `None` if that cannot be said.
    fn field(
        &mut self,
        name: &str,
        parts: &[&FormPart<'_>],
        encoding: Option<&Encoding>,
        shape: &Shape<'_>,
    ) -> Option<Readings> {
        let types = shape.types();
        let is_array = types.has(Types::ARRAY) && (types != Types::ALL || parts.len() > 1);
        let ranges = declared_types(encoding);
        for part in parts {
            self.check_part(part, encoding, &ranges);
        }
        if !is_array && parts.len() > 1 {
            self.findings.violated(Part::Body, Some(name), &self.declared.pointer, Wanted::Once, "several");
        }
        let read = |part: &FormPart<'_>, shape: &Shape<'_>| {
            let content = Content::new(part, &ranges, self.charset.as_deref(), self.limits);
            content.read(shape)
        };
        let readings = if is_array {
            let items: Result<Vec<Readings>, Unread> =
                parts.iter().enumerate().map(|(position, part)| read(part, &shape.items(position))).collect();
            let whole = match parts {
                [only] => Content::new(only, &ranges, self.charset.as_deref(), self.limits).whole(types),
                _ => Vec::new(),
            };
            match items {
                Ok(items) => Ok(arrays(items).chain(whole).collect()),
                Err(_) if !whole.is_empty() => Ok(whole),
                Err(unread) => Err(unread),
            }
        } else {
            parts.first().map_or(Ok(Vec::new()), |first| read(first, shape))
        };
        match readings {
            Ok(readings) => Some(readings),
            Err(unread) => {
                self.unread(name, unread);
                None
            }
        }
    }

    /// The media type and the headers that `encoding` declares.
    fn check_part(&mut self, part: &FormPart<'_>, encoding: Option<&Encoding>, ranges: &[MediaRange]) {
        let keyword = &self.declared.pointer;
        let sent = part.header("content-type").map(MediaRange::parse);
        if let Some(None) = sent {
            let wanted = wanted_types(ranges);
            self.findings.violated(Part::Body, Some(&part.name), keyword, wanted, "a malformed media type");
        } else if !ranges.is_empty() {
            // RFC 7578, 4.4: without a header a part is plain text. JSON is, and so may be bytes of no type.
            let is_implied = sent.is_none()
                && ranges.iter().any(|range| range.is_json() || range.essence() == "application/octet-stream");
            let sent = sent.flatten().or_else(|| MediaRange::parse("text/plain"));
            if let Some(sent) =
                sent.filter(|sent| !is_implied && ranges.iter().all(|range| range.covers(sent).is_none()))
            {
                let found = format!("`{}`", word(&sent.essence()));
                self.findings.violated(Part::Body, Some(&part.name), keyword, wanted_types(ranges), found);
            }
        }
        for header in encoding.map_or(&[][..], |encoding| &encoding.headers) {
            let first = self.findings.count();
            parameters::header_value(header, part.header(&header.name), self.findings);
            for violation in self.findings.since(first) {
                violation.hint.get_or_insert_with(|| format!("it belongs to the form field `{}`", word(&part.name)));
            }
        }
    }

    fn unread(&mut self, name: &str, unread: Unread) {
        self.is_open = true;
        let keyword = &self.declared.pointer;
        match unread {
            Unread::Json(error) => drop(self.findings.violated(Part::Body, Some(name), keyword, Wanted::Json, error)),
            Unread::Undecided(reason) => self.findings.undecided(Part::Body, Some(name), keyword, reason),
        }
    }
}

/// The media types that `encoding` lists.
fn declared_types(encoding: Option<&Encoding>) -> Vec<MediaRange> {
    let text = encoding.and_then(|encoding| encoding.content_type.as_deref()).unwrap_or_default();
    text.split(',').filter_map(|range| MediaRange::parse(range.trim())).collect()
}

fn wanted_types(ranges: &[MediaRange]) -> Wanted {
    match ranges {
        [] => Wanted::MediaType(vec!["type/subtype".to_owned()]),
        ranges => Wanted::MediaType(ranges.iter().map(ToString::to_string).collect()),
    }
}

/// Arrays of the first readings of all items, and of the last.
fn arrays(items: Vec<Readings>) -> impl Iterator<Item = Reading> {
    let is_open = items.iter().any(|readings| readings.len() > 1);
    let last: Vec<Reading> = match is_open {
        true => items.iter().filter_map(|readings| readings.last().cloned()).collect(),
        false => Vec::new(),
    };
    let first = items.into_iter().filter_map(|readings| readings.into_iter().next()).collect();
    std::iter::once(Reading::array(first)).chain(is_open.then(|| Reading::array(last)))
}
