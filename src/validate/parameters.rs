//! Parameters of requests and headers of responses: found, parsed by style and checked against their schemas.

use std::borrow::Cow;

use super::findings::Findings;
use super::found::Found;
use super::headers::Headers;
use super::message::{Request, Response};
use super::options::Options;
use super::part::Part;
use super::scalar;
use super::security::is_credential;
use super::strict;
use super::style::{self, Coding, Malformed, Primitives, Reading, Readings, is_named};
use super::target::{Pair, Target};
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::contract::{
    self, Contract, DeclarationKind, Endpoint, Form, Location, MediaType, Parameter, SchemaUse, Style,
};
use crate::json;
use crate::schema::{Shape, Types, Validator};
use crate::tree::Tree;

/// As many pairs of a query are kept track of without allocation.
const FEW: usize = 32;

/// Checks every parameter of a request.
pub(super) fn check(
    endpoint: &Endpoint,
    request: &Request<'_>,
    target: &Target<'_>,
    in_path: &[(&str, &str)],
    options: &Options,
    findings: &mut Findings<'_>,
) {
    findings.unusable(endpoint, DeclarationKind::Parameters, Part::Route);
    let takes_all = !options.strictness.query && !options.strictness.headers;
    if takes_all && endpoint.parameters.is_empty() {
        return;
    }
    let has_cookies = endpoint.parameters.iter().any(|parameter| parameter.location == Location::Cookie);
    let cookies = if has_cookies { cookies(&request.headers) } else { String::new() };
    let sent = Sent { target, in_path, headers: &request.headers, cookies: &cookies, endpoint };
    let (mut few, mut many) = ([false; FEW], Vec::new());
    let used = match few.get_mut(..target.query.len()) {
        Some(few) => few,
        None => {
            many.resize(target.query.len(), false);
            many.as_mut_slice()
        }
    };
    for parameter in &endpoint.parameters {
        one(parameter, &sent, used, findings);
    }
    strict::query(endpoint, target, used, options, findings);
    strict::headers(endpoint, &request.headers, options, findings);
}

/// Checks the declared headers of a response.
pub(super) fn check_headers(
    declared: &contract::Response,
    response: &Response<'_>,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    for header in &declared.headers {
        let text = header_text(&response.headers, &header.name);
        header_value(header, text.as_deref(), findings);
    }
    strict::response_headers(declared, &response.headers, options, findings);
}

/// What a request sent, by place.
struct Sent<'s> {
    target: &'s Target<'s>,
    in_path: &'s [(&'s str, &'s str)],
    headers: &'s Headers<'s>,
    cookies: &'s str,
    endpoint: &'s Endpoint,
}

/// What was read of a parameter.
enum Read {
    /// It was not sent.
    Missing,
    /// It was sent without a value.
    Empty,
    /// It may mean these values.
    Values(Readings),
    /// The same in a form that the standard does not define: a failed check is no violation.
    Undefined(Readings),
}

fn one(parameter: &Parameter, sent: &Sent<'_>, used: &mut [bool], findings: &mut Findings<'_>) {
    if parameter.location == Location::Header {
        return header_value(parameter, header_text(sent.headers, &parameter.name).as_deref(), findings);
    }
    let Some(form) = &parameter.form else {
        // The declaration is unusable; what was sent under its name still counts as declared.
        style::named(&sent.target.query, &parameter.name).for_each(|(index, _)| used[index] = true);
        return;
    };
    match form {
        Form::Content(media_type) => {
            let text = match parameter.location {
                Location::Path => in_path(sent, parameter).map(str::to_owned),
                Location::Query => {
                    let mut found = style::named(&sent.target.query, &parameter.name);
                    found.next().map(|(index, pair)| {
                        used[index] = true;
                        pair.text().to_owned()
                    })
                }
                _ => cookie_pairs(sent.cookies, false)
                    .iter()
                    .find(|pair| is_named(pair, &parameter.name))
                    .map(|pair| pair.text().to_owned()),
            };
            // Only a query may have `+` for a space (the URL Standard, 5).
            let coding = if parameter.location == Location::Query { Coding::Query } else { Coding::Percent };
            content(parameter, media_type, text.as_deref(), coding, findings);
        }
        Form::Styled { style, explode, schema } => {
            if schema
                .as_ref()
                .is_some_and(|schema| is_usual(parameter, (*style, *explode), schema, sent, used, findings))
            {
                return;
            }
            with_shape(schema.as_ref(), findings.contract, |validator, shape| {
                let read = read(parameter, (*style, *explode), &shape, sent, used);
                judge(parameter, read, validator, findings);
            });
        }
    }
}

/// Whether nothing more is to be checked: it is one valid value of a scalar type or a list of them, or is not there.
fn is_usual(
    parameter: &Parameter,
    (style, explode): (Style, bool),
    schema: &SchemaUse,
    sent: &Sent<'_>,
    used: &mut [bool],
    findings: &mut Findings<'_>,
) -> bool {
    let compiled = findings.contract.compiled(schema);
    match (parameter.location, style) {
        (Location::Path, Style::Simple) => {
            in_path(sent, parameter).is_some_and(|text| scalar::holds(compiled, text, Coding::Percent))
        }
        (Location::Query, Style::Form) => {
            let mut own = style::named(&sent.target.query, &parameter.name);
            let Some((index, pair)) = own.next() else {
                let is_missing = !compiled.types.has(Types::OBJECT);
                if is_missing {
                    judge(parameter, Ok(Read::Missing), Judge::Everything, findings);
                }
                return is_missing;
            };
            let (is_alone, is_list) = (own.next().is_none(), compiled.types == Types::ARRAY);
            let holds = match explode {
                true if is_list => {
                    let own = style::named(&sent.target.query, &parameter.name);
                    scalar::list_holds(compiled, own.map(|(_, pair)| pair.text()), Coding::Query)
                }
                false if is_list => is_alone && scalar::list_holds(compiled, pair.text().split(','), Coding::Query),
                _ => is_alone && scalar::holds(compiled, pair.text(), Coding::Query),
            };
            if holds && is_alone {
                used[index] = true;
            } else if holds {
                style::named(&sent.target.query, &parameter.name).for_each(|(index, _)| used[index] = true);
            }
            holds
        }
        _ => false,
    }
}

/// Runs `check` with the validator and shape of a schema.
fn with_shape(schema: Option<&SchemaUse>, contract: &Contract, check: impl FnOnce(Judge<'_>, Shape<'_>)) {
    let compiled = schema.map(|schema| &contract.compiled(schema).validator);
    match compiled {
        Some(validator) => check(Judge::Validator(validator), Shape::of(&validator.bundled().schema)),
        None => check(Judge::Everything, Shape::of(&Tree::Bool(true))),
    }
}

/// What checks a value.
#[derive(Clone, Copy)]
enum Judge<'a> {
    Validator(&'a Validator),
    /// There is no schema: every value is valid.
    Everything,
}

fn read(
    parameter: &Parameter,
    (style, explode): (Style, bool),
    shape: &Shape<'_>,
    sent: &Sent<'_>,
    used: &mut [bool],
) -> Result<Read, Malformed> {
    let name = &parameter.name;
    match parameter.location {
        Location::Path => {
            let Some(text) = in_path(sent, parameter) else { return Ok(Read::Missing) };
            let percent = Primitives::new(Coding::Percent, shape.clone());
            Ok(Read::Values(match style {
                Style::Matrix => style::matrix(text, name, explode, &percent)?,
                Style::Label => style::label(text, explode, &percent)?,
                _ => style::simple(text, explode, &percent)?,
            }))
        }
        Location::Header => Ok(Read::Missing),
        Location::Query => {
            let parts = Primitives::new(Coding::Query, shape.clone());
            pairs(parameter, (style, explode), &sent.target.query, &parts, sent, used)
        }
        Location::Cookie => {
            let parts = Primitives::new(Coding::Percent, shape.clone());
            let cookies = cookie_pairs(sent.cookies, explode);
            let mut ignored = vec![false; cookies.len()];
            pairs(parameter, (style, explode), &cookies, &parts, sent, &mut ignored)
        }
    }
}

/// A parameter among `name=value` pairs.
fn pairs(
    parameter: &Parameter,
    (style, explode): (Style, bool),
    pairs: &[Pair<'_>],
    parts: &Primitives<'_>,
    sent: &Sent<'_>,
    used: &mut [bool],
) -> Result<Read, Malformed> {
    let name = &parameter.name;
    let mut mark = |indexes: &[usize]| indexes.iter().for_each(|&index| used[index] = true);
    if style == Style::DeepObject {
        let (readings, indexes, undefined) = style::deep_object(pairs, name, parts)?;
        mark(&indexes);
        return Ok(match readings {
            None => Read::Missing,
            Some(readings) if undefined => Read::Undefined(readings),
            Some(readings) => Read::Values(readings),
        });
    }
    let own: Vec<(usize, Pair<'_>)> = style::named(pairs, name).collect();
    mark(&own.iter().map(|(index, _)| *index).collect::<Vec<_>>());
    if own.is_empty() {
        if explode && parts.types.has(Types::OBJECT) {
            let others = sent.endpoint.parameters.iter();
            let others: Vec<&Parameter> =
                others.filter(|other| other.location == parameter.location && other.name != parameter.name).collect();
            let taken = |pair: &Pair<'_>| others.iter().any(|other| is_named(pair, &other.name));
            let (readings, indexes) = style::exploded_object(pairs, taken, parts)?;
            mark(&indexes);
            return Ok(readings.map_or(Read::Missing, Read::Values));
        }
        return Ok(Read::Missing);
    }
    let values: Vec<&str> = own.iter().map(|(_, pair)| pair.text()).collect();
    let says_nothing = values == [""] && !parts.types.has(Types::STRING) && !parts.types.has(Types::ARRAY);
    if says_nothing && !parts.types.has(Types::NULL) {
        return Ok(Read::Empty);
    }
    if values.len() > 1 && explode && parts.shape.types() == Types::ALL {
        // Nothing says that it is one value, and this is how several are written (OpenAPI 3.0.3, 4.7.12.3).
        let parts = Primitives { types: Types::ARRAY, ..parts.clone() };
        return Ok(Read::Values(style::form(&values, &style::delimiters(style, values[0]), explode, &parts)?));
    }
    Ok(Read::Values(style::form(&values, &style::delimiters(style, values[0]), explode, parts)?))
}

fn judge(parameter: &Parameter, read: Result<Read, Malformed>, validator: Judge<'_>, findings: &mut Findings<'_>) {
    let part = Part::from(parameter.location);
    let (name, pointer) = (Some(parameter.name.as_str()), &parameter.pointer);
    let (readings, undefined) = match read {
        Ok(Read::Missing) => {
            if parameter.required && findings.lacks_credentials && is_credential(parameter) {
                findings.undecided(part, name, pointer, Reason::CredentialsNotKept);
            } else if parameter.required {
                findings.violated(part, name, pointer, Wanted::Present, Found::Nothing);
            }
            return;
        }
        Ok(Read::Empty) => {
            if !parameter.allow_empty_value {
                findings.violated(part, name, pointer, Wanted::NonEmpty, "an empty string");
            }
            return;
        }
        Ok(Read::Values(readings)) => (readings, false),
        Ok(Read::Undefined(readings)) => (readings, true),
        Err(Malformed::Undefined) => return findings.undecided(part, name, pointer, Reason::UndefinedStyle),
        Err(malformed) => {
            let (wanted, found) = match malformed {
                Malformed::Escape => (Wanted::PercentEncoding, "an invalid escape"),
                Malformed::Repeated => (Wanted::Once, "several"),
                Malformed::Form(form) => (Wanted::Form(form), "a different form"),
                Malformed::Undefined => return,
            };
            findings.violated(part, name, pointer, wanted, found);
            return;
        }
    };
    values(readings, undefined, validator, part, parameter, findings);
}

/// Checks the values that a string may represent: one valid value is enough.
fn values(
    readings: Readings,
    undefined: bool,
    validator: Judge<'_>,
    part: Part,
    parameter: &Parameter,
    findings: &mut Findings<'_>,
) {
    let name = Some(parameter.name.as_str());
    let validator = match validator {
        Judge::Everything => return,
        Judge::Validator(validator) => validator,
    };
    let mut first = None;
    for Reading { value, inexact } in readings {
        if inexact.is_empty() && validator.is_valid(&value) {
            return;
        }
        let judgement = validator.judge_exactly(&value, &inexact);
        if judgement.holds() {
            return;
        }
        // An undecided value is closer to valid than a failing one.
        let better = first.as_ref().is_none_or(|(_, best): &(_, crate::schema::Judgement)| {
            !best.failures.is_empty() && judgement.failures.is_empty()
        });
        if better {
            first = Some((value, judgement));
        }
    }
    let Some((value, judgement)) = first else { return };
    if undefined && !judgement.failures.is_empty() {
        return findings.undecided(part, name, &parameter.pointer, Reason::UndefinedStyle);
    }
    findings.judged(judgement, &value, part, name);
}

/// Checks the text of one declared header.
pub(super) fn header_value(parameter: &Parameter, text: Option<&str>, findings: &mut Findings<'_>) {
    let name = Some(parameter.name.as_str());
    let Some(form) = &parameter.form else {
        if text.is_some() {
            findings.undecided(Part::Header, name, &parameter.pointer, Reason::UnusableContract);
        }
        return;
    };
    match (form, text) {
        (Form::Content(media_type), text) => content(parameter, media_type, text, Coding::Plain, findings),
        (Form::Styled { .. }, None) => judge(parameter, Ok(Read::Missing), Judge::Everything, findings),
        (Form::Styled { explode, schema, .. }, Some(text)) => {
            let compiled = schema.as_ref().map(|schema| findings.contract.compiled(schema));
            if compiled.is_some_and(|compiled| scalar::holds(compiled, text, Coding::Plain)) {
                return;
            }
            with_shape(schema.as_ref(), findings.contract, |validator, shape| {
                let read = style::header(text, *explode, &Primitives::new(Coding::Plain, shape));
                judge(parameter, read.map(Read::Values), validator, findings);
            });
        }
    }
}

/// A parameter whose value is of a media type.
fn content(
    parameter: &Parameter,
    media_type: &MediaType,
    text: Option<&str>,
    coding: Coding,
    findings: &mut Findings<'_>,
) {
    let Some(text) = text else {
        return judge(parameter, Ok(Read::Missing), Judge::Everything, findings);
    };
    let part = Part::from(parameter.location);
    let name = Some(parameter.name.as_str());
    if !media_type.range.is_json() {
        let reason = Reason::MediaType(media_type.range.essence());
        return findings.undecided(part, name, &media_type.pointer, reason);
    }
    // A sender that does not know forms writes a `+` as it is: both readings are meant, and one of them is enough.
    let codings = match coding {
        Coding::Query if text.contains('+') => vec![Coding::Query, Coding::Percent],
        coding => vec![coding],
    };
    let mut readings = Vec::new();
    let mut first_error = None;
    for coding in codings {
        let Ok(decoded) = coding.decode(text) else {
            return judge(parameter, Err(Malformed::Escape), Judge::Everything, findings);
        };
        match json::Document::parse(decoded.as_bytes()) {
            Ok(document) => readings.push(Reading::of_document(document)),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    match first_error.filter(|_| readings.is_empty()) {
        Some(error) => drop(findings.violated(part, name, &media_type.pointer, Wanted::Json, format!("{error:#}"))),
        None => with_shape(media_type.schema.as_ref(), findings.contract, |validator, _| {
            values(readings, false, validator, part, parameter, findings);
        }),
    }
}

fn in_path<'s>(sent: &Sent<'s>, parameter: &Parameter) -> Option<&'s str> {
    sent.in_path.iter().find(|(name, _)| *name == parameter.name).map(|(_, text)| *text)
}

/// The value of a header; several lines are one list (RFC 9110, 5.2).
fn header_text<'h>(headers: &'h Headers<'_>, name: &str) -> Option<Cow<'h, str>> {
    let mut values = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let first = String::from_utf8_lossy(values.next()?);
    let rest: Vec<_> = values.map(String::from_utf8_lossy).collect();
    match rest.is_empty() {
        true => Some(first),
        false => Some(Cow::Owned(std::iter::once(first).chain(rest).collect::<Vec<_>>().join(", "))),
    }
}

fn cookies(headers: &Headers<'_>) -> String {
    let values: Vec<_> = headers.all("cookie").map(String::from_utf8_lossy).collect();
    values.join("; ")
}

/// The pairs of a `Cookie` header; an exploded value is written with `&` in one cookie.
fn cookie_pairs(text: &str, explode: bool) -> Vec<Pair<'_>> {
    let parts = text.split(';').map(str::trim);
    let parts = parts.flat_map(|part| part.split(move |character| explode && character == '&'));
    parts.filter(|part| !part.is_empty()).map(Pair::parse).collect()
}
