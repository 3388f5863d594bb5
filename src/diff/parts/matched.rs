//! [`Matched`]: an operation that both sides have, and which side calls it.
//!
//! Clients of base call operations of revision. In callbacks and webhooks the roles are exchanged: the server of revision
//! calls, and clients of base answer. What is compared is the same, *caller* and *callee* in place of base and revision;
//! what is found is reported with the directions swapped.

use std::rc::Rc;

use super::called::Called;
use super::changes::{Changes, PendingChange};
use super::exchanges::{self, Given};
use super::part::{Message, Part};
use crate::contract::{Endpoint, Parameter};
use crate::diff::witness::Witness;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::Tree;
use crate::validate::Recorded;

/// An operation that both sides have.
#[derive(Debug, Clone, Copy)]
pub(in crate::diff) struct Matched<'m> {
    pub(in crate::diff) base: &'m Endpoint,
    pub(in crate::diff) revision: &'m Endpoint,
    /// Their numbers.
    pub(in crate::diff) numbers: (usize, usize),
    /// The operation of a callback or webhook, where it is one.
    pub(in crate::diff) called: Option<&'m Rc<Called>>,
}

impl<'m> Matched<'m> {
    /// The operation as reports name it, and its number for their order.
    pub(in crate::diff) fn name(&self) -> (usize, String) {
        let name = self.called.map_or_else(|| name(self.base), |called| called.callback.name.clone());
        (self.numbers.0, name)
    }

    /// The side that sends the request.
    pub(super) fn caller(&self) -> &'m Endpoint {
        if self.called.is_some() { self.revision } else { self.base }
    }

    /// The side that answers.
    pub(super) fn callee(&self) -> &'m Endpoint {
        if self.called.is_some() { self.base } else { self.revision }
    }

    /// The documents of caller and callee.
    pub(super) fn documents<'d>(&self, changes: &Changes<'d>) -> (&'d Tree, &'d Tree) {
        self.in_time(changes.base.tree(), changes.revision.tree())
    }

    /// What caller and callee have, as base and revision.
    pub(super) fn in_time<T>(&self, caller: T, callee: T) -> (T, T) {
        if self.called.is_some() { (callee, caller) } else { (caller, callee) }
    }

    /// Whether the side that calls is that of base.
    pub(super) fn calls_from_base(&self) -> bool {
        self.called.is_none()
    }

    /// A change by its rule, which is named as if a client called.
    pub(super) fn add<'d>(
        &self,
        changes: &'d mut Changes<'_>,
        id: &str,
        subject: String,
        caller: &Pointer,
        callee: &Pointer,
    ) -> Option<&'d mut PendingChange> {
        let id = if self.called.is_some() { exchanged(id) } else { id };
        let (base, revision) = self.in_time(caller, callee);
        changes.add(id, Some(self.name()), subject, Some(base), Some(revision))
    }

    /// A request that the caller sends.
    pub(super) fn request(&self, changes: &mut Changes<'_>, given: Given) -> Option<Witness> {
        let exchange = exchanges::request(changes, self.caller(), self.calls_from_base(), given)?;
        Some(self.marked(exchange))
    }

    /// A response that the callee sends, by its number there.
    pub(super) fn response(
        &self,
        changes: &mut Changes<'_>,
        number: usize,
        status: u16,
        given: Given,
    ) -> Option<Witness> {
        let exchange = exchanges::response(changes, self.callee(), !self.calls_from_base(), (number, status), given)?;
        Some(self.marked(exchange))
    }

    fn marked(&self, exchange: Recorded) -> Witness {
        Witness::new(exchange, self.called.map(|called| called.callback.clone()))
    }

    /// An exchange in which `part` holds `value`.
    pub(in crate::diff) fn exchange(
        &self,
        changes: &mut Changes<'_>,
        part: &Part,
        value: serde_json::Value,
    ) -> Option<Witness> {
        match *part {
            Part::RequestBody(ref media) => self.request(changes, Given::Body(media.clone(), value)),
            Part::Parameter(number, _) => self.request(changes, Given::Parameter(number, value)),
            Part::ResponseBody(number, status, ref media) => {
                self.response(changes, number, status, Given::Body(media.clone(), value))
            }
            Part::Header(number, status, header, _) => {
                self.response(changes, number, status, Given::Header(header, value))
            }
        }
    }

    /// Whether caller and callee both have `part`, whose schemas are at these places, in every message.
    pub(super) fn is_required(&self, part: &Part, (caller, callee): (&Pointer, &Pointer)) -> bool {
        let has = |parameters: &[Parameter], place: &Pointer| {
            let own = |parameter: &&Parameter| parameter.schema().is_some_and(|schema| schema.pointer() == place);
            parameters.iter().find(own).is_some_and(|parameter| parameter.required)
        };
        let headers = |endpoint: &Endpoint, place: &Pointer| {
            endpoint.responses.iter().any(|response| has(&response.headers, place))
        };
        match part {
            Part::RequestBody(_) => {
                let required = |endpoint: &Endpoint| endpoint.request_body.as_ref().is_some_and(|body| body.required);
                required(self.caller()) && required(self.callee())
            }
            Part::Parameter(..) => has(&self.caller().parameters, caller) && has(&self.callee().parameters, callee),
            Part::ResponseBody(..) => true,
            Part::Header(..) => headers(self.caller(), caller) && headers(self.callee(), callee),
        }
    }

    /// The message that has `part`.
    pub(super) fn message(&self, part: &Part) -> Message {
        match (part.direction(), self.called) {
            (Direction::Response, None) => Message::Response,
            (Direction::Response, Some(_)) => Message::CallbackResponse,
            (_, None) => Message::Request,
            (_, Some(_)) => Message::Callback,
        }
    }
}

/// `POST /orders`.
pub(in crate::diff) fn name(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.operation.method(), endpoint.operation.path())
}

/// The rule of the same edit where the server calls: what is there for the caller alone was added, not removed.
fn exchanged(id: &str) -> &'static str {
    match id {
        "request-body-added" => "callback-body-removed",
        "request-body-removed" => "callback-body-added",
        "request-body-required-added" => "callback-body-required-removed",
        "request-body-required-removed" => "callback-body-required-added",
        "request-media-type-added" => "callback-media-type-removed",
        "request-media-type-removed" => "callback-media-type-added",
        "request-parameter-added" => "callback-parameter-removed",
        "request-parameter-removed" => "callback-parameter-added",
        "request-parameter-required-added" => "callback-parameter-required-removed",
        "request-parameter-required-removed" => "callback-parameter-required-added",
        "request-parameter-style-changed" | "request-parameter-content-changed" => "callback-parameter-form-changed",
        "parameter-deprecated" => "parameter-deprecated",
        "request-schema-added" => "response-schema-removed",
        "request-schema-removed" => "response-schema-added",
        "request-schema-changed" => "response-schema-changed",
        "response-status-added" => "callback-status-removed",
        "response-status-removed" => "callback-status-added",
        "response-media-type-added" => "callback-answer-media-type-removed",
        "response-media-type-removed" => "callback-answer-media-type-added",
        "response-header-added" => "callback-header-removed",
        "response-header-removed" => "callback-header-added",
        "response-header-required-added" => "callback-header-required-removed",
        "response-header-required-removed" => "callback-header-required-added",
        "response-schema-added" => "request-schema-removed",
        "response-schema-removed" => "request-schema-added",
        "response-schema-changed" => "request-schema-changed",
        // Nothing may pass unseen: what has no name of its own is left open.
        _ => "callback-changed",
    }
}
