//! [`Halfway`]: a message whose head was checked and whose body was not, without borrowing anything: a service holds it while
//! it waits for the body.

use std::sync::Arc;

use super::body::{self, Announced, Declared};
use super::findings::Findings;
use super::message::BodyForm;
use super::options::Options;
use super::part::Part;
use super::report::{Report, Verdict};
use super::undecided::{NotRead, Reason};
use crate::contract::{Contract, Endpoint};
use crate::pointer::Pointer;
use crate::schema::Direction;

/// A message between its head and its body, by each operation that it may be of.
#[derive(Debug, Clone)]
pub(crate) struct Halfway {
    first: Candidate,
    twins: Option<Box<Twins>>,
}

/// The same by the other operations with this method and path, which a document should not declare.
#[derive(Debug, Clone)]
struct Twins {
    checked: Vec<Candidate>,
    has_more: bool,
}

/// A message by one operation.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The number of the operation; `None` when there is none.
    pub(super) endpoint: Option<usize>,
    /// What was found in the head, if anything was.
    pub(super) found: Option<Box<Report>>,
    pub(super) body: Body,
}

/// What is to be checked of a body.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// Nothing: the head decides.
    Nothing,
    /// The body of a request; of none that is declared, whether there is one.
    Request(Option<Announced>),
    /// The same of the response with this number; `true` if it has none whatever it declares.
    Response(usize, Option<Announced>, bool),
}

/// How many operations that share method and path are checked.
const MAX_TWINS: usize = 16;

impl Halfway {
    /// A message by `endpoint`, and by the operations that share its method and path.
    pub(super) fn of(contract: &Contract, endpoint: &Endpoint, check: impl Fn(&Endpoint, bool) -> Candidate) -> Self {
        let first = check(endpoint, true);
        let mut twins = contract.twins(endpoint);
        let twins = twins.next().map(|twin| {
            let some = std::iter::once(twin).chain(twins.by_ref().take(MAX_TWINS - 1));
            let checked = some.map(|twin| check(twin, false)).collect();
            Box::new(Twins { checked, has_more: twins.next().is_some() })
        });
        Self { first, twins }
    }

    /// A message of no operation.
    pub(super) fn unrouted(report: Report) -> Self {
        let first = Candidate { endpoint: None, found: Some(Box::new(report)), body: Body::Nothing };
        Self { first, twins: None }
    }

    /// What the head showed.
    pub(crate) fn report(&self, contract: &Contract) -> Report {
        self.clone().likeliest(contract, |candidate| candidate.report(contract))
    }

    /// Whether the bytes of a body are to be read, if one is sent.
    pub(crate) fn reads_body(&self, contract: &Contract) -> bool {
        self.candidates().any(|candidate| candidate.announced(contract).is_some_and(|(body, it)| it.reads(&body)))
    }

    /// Whether a pass over the bytes of the body shows that there is nothing to report on the whole message.
    #[cfg(feature = "tower")]
    pub(crate) fn holds(&self, contract: &Contract, options: &Options, bytes: &[u8]) -> bool {
        self.first.holds(contract, options, bytes)
    }

    /// The report on the whole message.
    pub(crate) fn finish(self, contract: &Contract, options: &Options, sent: (&[u8], BodyForm)) -> Report {
        self.likeliest(contract, |candidate| candidate.finish(contract, options, sent, None))
    }

    /// The same for a body that is unpacked to no more than this many bytes.
    #[cfg(feature = "tower")]
    pub(crate) fn finish_within(self, contract: &Contract, options: &Options, bytes: &[u8], most: usize) -> Report {
        let sent = (bytes, BodyForm::Sent);
        self.likeliest(contract, |candidate| candidate.finish(contract, options, sent, Some(most)))
    }

    /// The report on a message whose body is there and was not read.
    pub(crate) fn unread(self, contract: &Contract, options: &Options, why: NotRead) -> Report {
        let reason = Reason::BodyNotRead(why);
        self.likeliest(contract, |candidate| candidate.unread(contract, options, &reason))
    }

    /// Whether the head shows a violation already.
    #[cfg(feature = "tower")]
    pub(crate) fn is_invalid(&self) -> bool {
        self.candidates().all(|candidate| candidate.found.as_ref().is_some_and(|it| it.verdict() == Verdict::Invalid))
    }

    /// Whether it is a response that has no body whatever it declares.
    pub(crate) fn is_bodiless(&self) -> bool {
        matches!(self.first.body, Body::Response(_, _, true))
    }

    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        std::iter::once(&self.first).chain(self.twins.iter().flat_map(|twins| &twins.checked))
    }

    /// The report by the operation that refuses least: which of them is meant is not known.
    fn likeliest(self, contract: &Contract, report: impl Fn(Candidate) -> Report) -> Report {
        let refusal = |report: &Report| match report.verdict() {
            Verdict::Valid => 0,
            Verdict::Undecided => 1,
            Verdict::Invalid => 2,
        };
        let endpoint = self.first.endpoint;
        let mut best = report(self.first);
        let Some(Twins { checked, has_more }) = self.twins.map(|twins| *twins) else { return best };
        for twin in checked {
            if refusal(&best) == 0 {
                return best;
            }
            let report = report(twin);
            if refusal(&report) < refusal(&best) {
                best = report;
            }
        }
        match endpoint.and_then(|number| contract.endpoints().get(number)) {
            Some(endpoint) if has_more && refusal(&best) > 0 => {
                let mut findings = Findings::new(contract, &Options::new());
                findings.undecided(Part::Route, None, endpoint.operation.pointer(), Reason::UnusableContract);
                findings.report(Some(endpoint))
            }
            _ => best,
        }
    }
}

impl Candidate {
    fn endpoint<'c>(&self, contract: &'c Contract) -> Option<&'c Endpoint> {
        contract.endpoints().get(self.endpoint?)
    }

    fn announced<'s>(&'s self, contract: &'s Contract) -> Option<(Declared<'s>, &'s Announced)> {
        self.body.announced(self.endpoint(contract)?)
    }

    fn report(self, contract: &Contract) -> Report {
        let operation = self.endpoint(contract).map(|endpoint| Arc::clone(&endpoint.called));
        Report { operation, ..self.found.map(|found| *found).unwrap_or_default() }
    }

    #[cfg(feature = "tower")]
    fn holds(&self, contract: &Contract, options: &Options, bytes: &[u8]) -> bool {
        let holds = |(declared, it): (Declared<'_>, &Announced)| it.holds(&declared, bytes, options, contract);
        self.found.is_none() && self.announced(contract).is_some_and(holds)
    }

    fn finish(
        self,
        contract: &Contract,
        options: &Options,
        sent: (&[u8], BodyForm),
        unpacked_bytes: Option<usize>,
    ) -> Report {
        self.go_on(contract, options, |candidate, findings| {
            findings.unpacked_bytes = unpacked_bytes.unwrap_or(findings.unpacked_bytes);
            if let Some(endpoint) = candidate.endpoint(contract) {
                candidate.body.check(endpoint, sent, options, findings);
            }
        })
    }

    fn unread(self, contract: &Contract, options: &Options, reason: &Reason) -> Report {
        self.go_on(contract, options, |candidate, findings| {
            if let Some((declared, announced)) = candidate.announced(contract) {
                body::check_unread(&declared, announced, reason.clone(), options, findings);
            } else if let Some((direction, keyword)) =
                candidate.endpoint(contract).and_then(|it| candidate.body.undeclared(it))
            {
                body::check_undeclared(direction, keyword, (&[], BodyForm::Omitted), false, options, findings);
            }
        })
    }

    fn go_on(mut self, contract: &Contract, options: &Options, check: impl FnOnce(&Self, &mut Findings<'_>)) -> Report {
        let mut findings = Findings::resume(contract, options, self.found.take());
        check(&self, &mut findings);
        findings.report(self.endpoint(contract))
    }
}

impl Body {
    /// Checks what was sent.
    pub(super) fn check(
        &self,
        endpoint: &Endpoint,
        sent: (&[u8], BodyForm),
        options: &Options,
        findings: &mut Findings<'_>,
    ) {
        let bodiless = matches!(self, Self::Response(_, _, true));
        if let Some((declared, announced)) = self.announced(endpoint) {
            body::check(&declared, announced, bodiless, sent, options, findings);
        } else if let Some((direction, keyword)) = self.undeclared(endpoint) {
            body::check_undeclared(direction, keyword, sent, bodiless, options, findings);
        }
    }

    fn announced<'s>(&'s self, endpoint: &'s Endpoint) -> Option<(Declared<'s>, &'s Announced)> {
        match self {
            Self::Nothing => None,
            Self::Request(announced) => Some((body::of_request(endpoint)?, announced.as_ref()?)),
            Self::Response(number, announced, _) => {
                Some((body::of_response(endpoint.responses.get(*number)?)?, announced.as_ref()?))
            }
        }
    }

    /// Where a body would be declared.
    fn undeclared<'c>(&self, endpoint: &'c Endpoint) -> Option<(Direction, &'c Pointer)> {
        match self {
            Self::Request(None) => Some((Direction::Request, endpoint.operation.pointer())),
            Self::Response(number, None, _) => Some((Direction::Response, &endpoint.responses.get(*number)?.pointer)),
            _ => None,
        }
    }
}
