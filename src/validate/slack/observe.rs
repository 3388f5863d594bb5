//! One payload beside the schemas that judge it.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};

use super::collect::{Slack, number};
use super::plan::Way;
use super::seen::FORMATS;
use crate::contract::{Content, Contract, Endpoint, MediaRange, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::{Direction, Validator};
use crate::validate::headers::Headers;
use crate::validate::message::BodyForm;
use crate::validate::part::Part;
use crate::validate::recorded::Recorded;
use crate::validate::report::Report;
use crate::validate::{Options, packed, payload_bytes};

/// Values of one payload that are looked at.
const MOST: usize = 2_000_000;

impl Slack {
    /// Counts the JSON in `bytes`, if it is a valid payload of `schema`.
    pub fn count_payload(&mut self, contract: &Contract, schema: &SchemaUse, bytes: &[u8]) {
        let options = Options::new().limits(self.limits);
        let options = if self.judges.takes_hidden { options.allow_read_only() } else { options };
        if payload_bytes(contract, schema, bytes, &options).is_valid() {
            self.count_valid(contract, schema, bytes);
        }
    }

    /// Counts the JSON bodies of an exchange that are valid. Each half has a report if it was checked.
    pub fn count_exchange(
        &mut self,
        contract: &Contract,
        recorded: &Recorded,
        request: Option<&Report>,
        response: Option<&Report>,
    ) {
        let Some(called) = request.into_iter().chain(response).find_map(Report::operation) else { return };
        let is_called = |endpoint: &&Endpoint| {
            endpoint.operation.method() == called.method && endpoint.operation.path() == called.path
        };
        let Some(endpoint) = contract.endpoints().iter().find(is_called) else { return };
        if request.is_some_and(has_valid_body) {
            let sent = &recorded.request;
            let content = endpoint.request_body.as_ref().map(|body| &body.content);
            self.count_body(contract, content, (&sent.headers, &sent.body, sent.body_form));
        }
        if let (true, Some(sent)) = (response.is_some_and(has_valid_body), &recorded.response) {
            let content = endpoint.response(sent.status).map(|response| &response.content);
            self.count_body(contract, content, (&sent.headers, &sent.body, sent.body_form));
        }
    }

    fn count_body(
        &mut self,
        contract: &Contract,
        content: Option<&Content>,
        (headers, body, form): (&Headers<'_>, &[u8], BodyForm),
    ) {
        let Some(schema) = content.and_then(|content| json_schema(content, headers)) else { return };
        let unpacked;
        let bytes = match packed::encoding(headers).filter(|_| form == BodyForm::Sent) {
            Some(encoding) => {
                let most = usize::try_from(self.limits.record_bytes).unwrap_or(usize::MAX);
                let Ok(bytes) = packed::decoded(&encoding, body, most) else {
                    self.is_partial = true;
                    return;
                };
                unpacked = bytes;
                unpacked.as_slice()
            }
            None => body,
        };
        self.count_valid(contract, schema, bytes);
    }

    /// Counts a payload that is known to be valid.
    pub(crate) fn count_valid(&mut self, contract: &Contract, schema: &SchemaUse, bytes: &[u8]) {
        let Ok(document) = json::Document::parse_within(bytes, &self.limits) else {
            // It was judged in a pass, and is too large to be held.
            self.is_partial = true;
            return;
        };
        let Some(root) = self.plan.number(schema.pointer()) else { return };
        let direction = schema.direction();
        self.payloads[number(direction)] += 1;
        let is_exact = !document.has_inexact_numbers();
        let plan = Arc::clone(&self.plan);
        let mut seen: HashSet<(usize, *const Value)> = HashSet::new();
        let mut open = vec![(root, document.value())];
        while let Some((at, value)) = open.pop() {
            // A reference that leads back to the same value, or a schema that it reaches twice.
            if !seen.insert((at, std::ptr::from_ref(value))) {
                continue;
            }
            if seen.len() > MOST {
                self.is_partial = true;
                return;
            }
            let place = &plan.places[at];
            self.seen[at][number(direction)].add(place, value, is_exact, &has_format);
            for (way, below) in &place.ways {
                match (way, value) {
                    (Way::Same, _) => open.push((*below, value)),
                    (Way::Branch, _) => {
                        let pointer = &plan.places[*below].pointer;
                        // To have seen more than there is concludes less.
                        let is_one = !is_exact || self.judges.accept(contract, (*below, pointer), direction, value);
                        if is_one {
                            open.push((*below, value));
                        }
                    }
                    (Way::Property(name), Value::Object(members)) => {
                        open.extend(members.get(name).map(|member| (*below, member)));
                    }
                    (Way::Additional, Value::Object(members)) => {
                        let is_declared = |name: &String| place.properties.binary_search(name).is_ok();
                        let others = members.iter().filter(|(name, _)| !is_declared(name));
                        open.extend(others.map(|(_, member)| (*below, member)));
                    }
                    (Way::Items, Value::Array(items)) => open.extend(items.iter().map(|item| (*below, item))),
                    _ => {}
                }
            }
        }
    }
}

/// Whether everything that was checked of the body holds.
fn has_valid_body(report: &Report) -> bool {
    let is_body = |part| matches!(part, Part::Body | Part::MediaType);
    report.left_out() == 0
        && !report.violations().iter().any(|violation| is_body(violation.part()))
        && !report.undecided().iter().any(|undecided| is_body(undecided.part()))
}

fn json_schema<'c>(content: &'c Content, headers: &Headers<'_>) -> Option<&'c SchemaUse> {
    let sent = MediaRange::parse(std::str::from_utf8(headers.first("content-type")?).ok()?)?;
    content.select(&sent).filter(|_| sent.is_json())?.schema.as_ref()
}

static OF_FORMAT: LazyLock<Vec<Validator>> = LazyLock::new(|| {
    let of_format = |format: &&str| {
        let document = json!({ "openapi": "3.1.0", "components": { "schemas": { "A": { "format": format } } } });
        let place = Pointer::root().key("components").key("schemas").key("A");
        Validator::new(&document, &place, Direction::Neutral)
    };
    FORMATS.iter().map(of_format).collect()
});

fn has_format(format: usize, text: &str) -> bool {
    OF_FORMAT.get(format).is_some_and(|validator| validator.accepts_text(text) || validator.is_valid(&json!(text)))
}
