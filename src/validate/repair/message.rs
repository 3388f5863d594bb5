//! Repairs of the JSON bodies of requests and responses.

use super::outcome::{RepairOutcome, Unrepaired};
use super::search::Repairs;
use crate::contract::{Content, Contract, Endpoint, MediaRange, SchemaUse};
use crate::validate::headers::Headers;
use crate::validate::message::{BodyForm, Request, Response};
use crate::validate::packed;
use crate::validate::part::Part;
use crate::validate::report::{Report, Verdict};

impl Repairs {
    /// The smallest repair of the JSON body of a request, by the operation that it calls. The places are those in the body.
    ///
    /// Nothing else of a request is repaired. [`Repair::verdict`](super::Repair::verdict) is about the whole message:
    /// [`Verdict::Invalid`] says that something besides the body is wrong.
    #[must_use]
    pub fn request(&self, contract: &Contract, request: &Request<'_>) -> RepairOutcome {
        let report = self.options().request(contract, request);
        self.of_request(contract, request, &report)
    }

    /// The same of a response to `request`.
    #[must_use]
    pub fn response(&self, contract: &Contract, request: &Request<'_>, response: &Response<'_>) -> RepairOutcome {
        let report = self.options().response(contract, request, response);
        self.of_response(contract, response, &report)
    }

    /// The same for a request with this report.
    pub(crate) fn of_request(&self, contract: &Contract, request: &Request<'_>, report: &Report) -> RepairOutcome {
        let declared = called(contract, report).and_then(|endpoint| endpoint.request_body.as_ref());
        let content = declared.map(|body| &body.content);
        self.of_body(contract, content, (&request.headers, &request.body, request.body_form), report)
    }

    /// The same for a response with this report.
    pub(crate) fn of_response(&self, contract: &Contract, response: &Response<'_>, report: &Report) -> RepairOutcome {
        let declared = called(contract, report).and_then(|endpoint| endpoint.response(response.status));
        let content = declared.map(|response| &response.content);
        self.of_body(contract, content, (&response.headers, &response.body, response.body_form), report)
    }

    fn of_body(
        &self,
        contract: &Contract,
        content: Option<&Content>,
        (headers, body, form): (&Headers<'_>, &[u8], BodyForm),
        report: &Report,
    ) -> RepairOutcome {
        match report.verdict() {
            Verdict::Invalid => {}
            Verdict::Valid | Verdict::Undecided => return RepairOutcome::NotNeeded,
        }
        let is_packed = form == BodyForm::Sent && packed::encoding(headers).is_some();
        let schema = content.and_then(|content| json_schema(content, headers)).filter(|_| !is_packed);
        let Some(schema) = schema.filter(|_| !body.is_empty()) else {
            return RepairOutcome::NotFound(Unrepaired::NotInBody);
        };
        let mut outcome = self.payload(contract, schema, body);
        match &mut outcome {
            RepairOutcome::NotNeeded => return RepairOutcome::NotFound(Unrepaired::NotInBody),
            RepairOutcome::Found(repair) => {
                let is_elsewhere = |part| part != Part::Body;
                if report.violations().iter().any(|violation| is_elsewhere(violation.part())) {
                    repair.verdict = Verdict::Invalid;
                } else if report.undecided().iter().any(|undecided| is_elsewhere(undecided.part())) {
                    repair.verdict = repair.verdict.max(Verdict::Undecided);
                }
            }
            RepairOutcome::NotFound(_) => {}
        }
        outcome
    }
}

fn called<'c>(contract: &'c Contract, report: &Report) -> Option<&'c Endpoint> {
    let called = report.operation()?;
    let is_called =
        |endpoint: &&Endpoint| endpoint.operation.method() == called.method && endpoint.operation.path() == called.path;
    contract.endpoints().iter().find(is_called)
}

/// The schema of a JSON body with these headers.
fn json_schema<'c>(content: &'c Content, headers: &Headers<'_>) -> Option<&'c SchemaUse> {
    let sent = MediaRange::parse(std::str::from_utf8(headers.first("content-type")?).ok()?)?;
    content.select(&sent).filter(|_| sent.is_json())?.schema.as_ref()
}
