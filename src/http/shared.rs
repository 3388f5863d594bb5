//! [`Shared`]: what all services of a layer know, and what it decides about a message.

use std::sync::Arc;

use ::http::request::Parts;
use ::http::{StatusCode, response};

use super::accept::takes_an_answer;
use super::authorize::{Authorize, Denied};
use super::control::Control;
use super::exempt::is_interim;
use super::matched::Matched;
use super::mode::{Mode, Undeclared, Unjudged};
use super::refusal::{self, Refusal};
use super::sink::{Abandoned, Action, Observation, Phase, Sink};
use super::step::{Rules, Unread};
use super::unchecked::{Cause, Unchecked};
use crate::contract::{Contract, Endpoint};
use crate::schema::Direction;
use crate::validate::{Head, Options, Part, Report, Request, Response, Verdict};

/// How a layer checks, and who hears of it.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) control: Control,
    pub(super) options: Options,
    pub(super) sinks: Vec<Arc<dyn Sink>>,
    /// Paths that are passed on if they are not declared; one with `*` at its end also if they only begin so.
    pub(super) passed: Vec<String>,
    pub(super) unjudged: Unjudged,
    pub(super) shows_sources: bool,
    /// The status that replaces a response.
    pub(super) replacement: StatusCode,
    pub(super) authorize: Option<Arc<dyn Authorize>>,
    pub(super) checks_accept: bool,
}

/// What is to be done with a request whose head is known.
pub(super) enum Begun {
    /// It is passed on without being checked.
    Pass { head: Option<Head>, matched: Option<Matched> },
    /// It is answered.
    Refuse(Refusal),
    /// Its body decides.
    Check(Pending),
}

/// A request whose head was checked.
pub(super) struct Pending {
    pub(super) unread: Unread,
    pub(super) passing: Passing,
}

/// What is known of a request before its report.
pub(super) struct Passing {
    pub(super) head: Head,
    matched: Matched,
}

impl Shared {
    pub(super) fn contract(&self) -> &Contract {
        self.control.contract()
    }

    pub(super) fn rules(&self) -> Rules<'_> {
        (self.contract(), &self.options)
    }

    /// Decides about a request by its head.
    pub(super) fn begin(&self, parts: &Parts) -> Begun {
        let contract = self.contract();
        let request = Request::from(parts);
        let routed = Head::route(contract, &self.options, &request);
        let routed = match routed {
            Ok(routed) => routed,
            Err(report) => return self.undeclared(&request, parts.uri.path(), &report),
        };
        let (head, endpoint) = (routed.head(), routed.endpoint());
        let number = head.number().unwrap_or(usize::MAX);
        let mode = self.control.next(number, Direction::Request);
        if let Some(denied) = self.denied(parts, endpoint) {
            return self.unchecked(endpoint, Cause::Denied(denied));
        }
        let limit = self.control.body_limit(number);
        let matched = || Matched::new(self.control.contract().operation(number, endpoint), routed.in_path(), limit);
        if mode == Mode::Off {
            return Begun::Pass { head: Some(head), matched: Some(matched()) };
        }
        if self.checks_accept && mode == Mode::Enforce && !takes_an_answer(&parts.headers, endpoint) {
            return self.unchecked(endpoint, Cause::NotAcceptable);
        }
        let halfway = routed.check(&self.options);
        if mode == Mode::Enforce && halfway.is_invalid() {
            let report = halfway.report(contract);
            if let Some(refusal) = self.request(Some(endpoint), mode, &report) {
                return Begun::Refuse(refusal);
            }
        }
        let passing = Passing { head, matched: matched() };
        Begun::Check(Pending { unread: Unread { mode, limit, halfway }, passing })
    }

    /// Whether the credentials are refused. A request without any is refused for that by the contract.
    fn denied(&self, parts: &Parts, endpoint: &Endpoint) -> Option<Denied> {
        let authorize = self.authorize.as_ref().filter(|_| !endpoint.security.is_empty())?;
        authorize.authorize(parts, endpoint).err()
    }

    /// Refuses a request for what is not in the contract.
    fn unchecked(&self, endpoint: &Endpoint, cause: Cause) -> Begun {
        let unchecked = Unchecked { operation: &endpoint.called, cause };
        self.sinks.iter().for_each(|sink| sink.unchecked(&unchecked));
        Begun::Refuse(refusal::of_cause(cause, endpoint, self.contract().title()))
    }

    fn undeclared(&self, request: &Request<'_>, path: &str, report: &Report) -> Begun {
        let pass = Begun::Pass { head: None, matched: None };
        let policy = self.control.of_undeclared();
        if policy == Undeclared::Pass || request.is_preflight() || self.passes(path) {
            return pass;
        }
        let mode = if policy == Undeclared::Refuse { Mode::Enforce } else { Mode::Observe };
        match self.request(None, mode, report) {
            Some(refusal) => Begun::Refuse(refusal),
            None => pass,
        }
    }

    fn passes(&self, path: &str) -> bool {
        self.passed.iter().any(|passed| match passed.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == passed,
        })
    }

    /// The report on a whole request is there, unless there is nothing to report: it is passed on, with what its handler may
    /// know, or refused.
    pub(super) fn conclude(
        &self,
        passing: Passing,
        mode: Mode,
        report: Option<&Report>,
        parts: &mut Parts,
    ) -> Result<Head, Refusal> {
        let Passing { head, matched } = passing;
        let endpoint = head.endpoint(self.contract());
        let verdict = match report {
            None => {
                self.seen_valid(Direction::Request, endpoint, None);
                Verdict::Valid
            }
            Some(report) => match self.request(endpoint, mode, report) {
                Some(refusal) => return Err(refusal),
                None => report.verdict(),
            },
        };
        parts.extensions.insert(matched.with(verdict));
        Ok(head)
    }

    /// Reports on a request; the refusal, if it is not to be passed on.
    fn request(&self, endpoint: Option<&Endpoint>, mode: Mode, report: &Report) -> Option<Refusal> {
        let is_refused = mode == Mode::Enforce
            && match report.verdict() {
                Verdict::Valid => false,
                Verdict::Undecided => refusal::is_unacceptable(report, self.unjudged),
                Verdict::Invalid => true,
            };
        let refusal = is_refused.then(|| {
            let title = self.contract().title();
            let mut refusal = refusal::of_request(report, endpoint, title, self.shows_sources);
            // For services around the layer that refuse in a form of their own.
            refusal.extensions_mut().insert(Arc::new(report.clone()));
            refusal
        });
        self.seen(Direction::Request, endpoint, None, report, refusal.as_ref());
        refusal
    }

    /// Decides about a response by its head; `None` when it is not checked.
    pub(super) fn answer(&self, head: &Head, parts: &response::Parts) -> Option<Unread> {
        let number = head.number()?;
        if is_interim(parts.status) {
            return None;
        }
        let mode = match self.control.next(number, Direction::Response) {
            Mode::Off => return None,
            mode => mode,
        };
        let halfway = head.response(self.contract(), &self.options, &Response::from(parts));
        Some(Unread { mode, limit: self.control.body_limit(number), halfway })
    }

    /// Reports on a response; what replaces it, if it is not to be passed on.
    pub(super) fn respond(
        &self,
        head: &Head,
        mode: Mode,
        status: StatusCode,
        report: Option<&Report>,
    ) -> Option<Refusal> {
        let endpoint = head.endpoint(self.contract());
        let Some(report) = report else {
            self.seen_valid(Direction::Response, endpoint, Some(status));
            return None;
        };
        // An error that is not declared is replaced by no other error: it would only hide what happened.
        let is_only_an_error =
            || status.is_server_error() && report.violations().iter().all(|violation| violation.part() == Part::Status);
        let is_refused = mode == Mode::Enforce && report.verdict() == Verdict::Invalid && !is_only_an_error();
        let refusal = is_refused.then(|| refusal::of_response(report, self.replacement, self.shows_sources));
        self.seen(Direction::Response, endpoint, Some(status), report, refusal.as_ref());
        refusal
    }

    /// The same of a message in which nothing is wrong. Its report is made for those who hear of it only.
    fn seen_valid(&self, direction: Direction, endpoint: Option<&Endpoint>, status: Option<StatusCode>) {
        if let Some(endpoint) = endpoint.filter(|_| !self.sinks.is_empty()) {
            self.seen(direction, Some(endpoint), status, &Report::of_valid(endpoint), None);
        }
    }

    fn seen(
        &self,
        direction: Direction,
        endpoint: Option<&Endpoint>,
        status: Option<StatusCode>,
        report: &Report,
        refusal: Option<&Refusal>,
    ) {
        let operation = endpoint.map(|endpoint| &*endpoint.called);
        let action = refusal.map_or(Action::Passed, |refusal| Action::Refused(refusal.status()));
        let observation = Observation { direction, operation, report, status, action };
        self.sinks.iter().for_each(|sink| sink.seen(&observation));
    }

    pub(super) fn abandoned(&self, head: Option<&Head>, during: Phase) {
        let endpoint = head.and_then(|head| head.endpoint(self.contract()));
        let abandoned = Abandoned { operation: endpoint.map(|endpoint| &*endpoint.called), during };
        self.sinks.iter().for_each(|sink| sink.abandoned(&abandoned));
    }
}
