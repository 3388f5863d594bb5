//! Answers of any document, without state: documented examples first, else what the search constructs.
//!
//! Every answer was accepted by the validators before it is sent; what cannot be made is 501 with the place in the contract.

mod candidates;
mod choice;
mod compose;
mod examples;
mod headers;
mod media;
mod rebased;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::http::request::Parts;

use super::answer::Answer;
use super::faults::Faults;
use super::prefer::Preferences;
use crate::contract::Endpoint;
use crate::http::HeldContract;
use crate::pointer::Pointer;
use crate::validate::{self, Request, Verdict};
use candidates::{Candidates, Kind, Made};
use choice::{Chosen, choose};

/// How many answers are remembered: there are no more of most documents, media types and examples included.
const REMEMBERED: usize = 4_096;

#[derive(Debug)]
pub(super) struct Mock {
    contract: HeldContract,
    made: Mutex<HashMap<Key, Result<Answer, Answer>>>,
    faults: Mutex<Faults>,
}

/// What an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// The operation, by its place.
    operation: Pointer,
    status: u16,
    media_type: Option<usize>,
    kind: Kind,
}

impl Mock {
    pub(super) fn new(contract: HeldContract) -> Self {
        Self { contract, made: Mutex::default(), faults: Mutex::default() }
    }

    pub(super) fn contract(&self) -> &HeldContract {
        &self.contract
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request that the operation declares which this one means.
    pub(super) fn rebased(&self, head: &Parts) -> Option<::http::Uri> {
        rebased::rebased(&self.contract, head)
    }

    /// The answer of an operation; `Err` where none can be made, with the answer that says so.
    pub(super) fn respond(
        &self,
        endpoint: &Endpoint,
        head: &Parts,
        preferences: &Preferences,
    ) -> Result<Answer, Answer> {
        let chosen = choose(endpoint, preferences.code, &head.headers)?;
        let kind = match (&preferences.example, preferences.is_dynamic) {
            (Some(name), _) => Kind::Named(examples::known(&self.contract, &chosen, name)?),
            (None, true) => Kind::Dynamic,
            (None, false) => Kind::Documented,
        };
        let (status, media_type) = (chosen.status, chosen.media_type);
        let key = Key { operation: endpoint.operation.pointer().clone(), status, media_type, kind };
        let known = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = known().get(&key) {
            return made.clone();
        }
        // The search may take long: others do not wait for it.
        let path = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let asked = Request::new(endpoint.operation.method(), path);
        let made = self.make(&chosen, &key.kind, &asked);
        let mut all = known();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(key, made.clone());
        made
    }

    /// The first candidate that the contract accepts, else what was wrong with the first.
    fn make(&self, chosen: &Chosen<'_>, kind: &Kind, asked: &Request<'_>) -> Result<Answer, Answer> {
        let headers = headers::declared(&self.contract, chosen.response)?;
        let mut candidates = Candidates::new(&self.contract, chosen, kind);
        let mut why = None;
        while let Some(candidate) = candidates.next() {
            let refusal = match candidate {
                Ok(made) => {
                    let answer = answer(chosen.status, &headers, &made);
                    match self.judge(asked, &answer, &made) {
                        Ok(()) => return Ok(answer),
                        Err((places, refusal)) => {
                            candidates.amend(&places);
                            refusal
                        }
                    }
                }
                Err(refusal) => refusal,
            };
            why.get_or_insert(refusal);
        }
        Err(why.unwrap_or_else(|| cannot(&chosen.response.pointer, "no value of the response can be constructed")))
    }

    /// Whether the contract accepts the answer; else the places in its body that it refuses. What cannot be checked is sent
    /// where the document itself shows it.
    fn judge(&self, asked: &Request<'_>, answer: &Answer, made: &Made) -> Result<(), (Vec<Pointer>, Answer)> {
        let mut response = validate::Response::new(answer.status).body(&answer.body);
        for (name, value) in &answer.headers {
            response = response.header(name.as_str(), value);
        }
        let report = validate::response(&self.contract, asked, &response);
        let is_opaque =
            || report.undecided().iter().all(|open| matches!(open.reason(), validate::Reason::MediaType(_)));
        match report.verdict() {
            Verdict::Valid => return Ok(()),
            Verdict::Undecided if made.is_documented || made.is_text && is_opaque() => return Ok(()),
            _ => {}
        }
        let violated = report.violations().first().map(validate::Violation::keyword);
        let undecided = report.undecided().first().and_then(validate::Undecided::keyword);
        let nowhere = Pointer::root();
        let place = violated.or(undecided).unwrap_or(&nowhere);
        let refusal = cannot(place, &format!("what was made does not hold: {report}"));
        Err((report.violations().iter().map(|violation| violation.instance().clone()).collect(), refusal))
    }
}

fn answer(status: u16, headers: &[(String, String)], made: &Made) -> Answer {
    let mut answer = Answer { body: made.body.clone(), ..Answer::empty(status) };
    answer.headers.extend(made.content_type.clone().map(|value| ("content-type".to_owned(), value)));
    answer.headers.extend(headers.iter().cloned());
    answer
}

/// The answer in the place of one that cannot be made.
fn cannot(pointer: &Pointer, why: &str) -> Answer {
    Answer::problem_at(501, "The sandbox cannot make this answer", why, pointer.as_str())
}
