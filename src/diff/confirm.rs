//! Witnesses confirmed: what is shown as one was put to the validators of whole exchanges.

use std::collections::BTreeSet;

use serde_json::Value;

use super::parts::{MOUNTED, PendingChange};
use super::relaxed::{self, Relaxed};
use super::undecided::{UndecidedCause, UndecidedReason};
use super::verdict::Verdict;
use super::witness::{Reading, Witness};
use crate::containment;
use crate::contract::excerpt::Call;
use crate::contract::{Contract, MediaRange};
use crate::json;
use crate::pointer::Pointer;
use crate::schema::inner::Reach;
#[cfg(feature = "cli")]
use crate::validate::Violation;
use crate::validate::{self, Headers, Recorded, Report};

/// Whether a contract accepts an exchange, where the Path Item of a callback or webhook is at the path that its request goes
/// to; `None` when it does not say.
pub(super) type Check<'a> = dyn Fn(&Contract, Option<&Pointer>, &Recorded) -> Option<bool> + 'a;

/// Whether `contract` accepts the exchange of a witness, with `oneOf` read as it was: its response where it has one, else its
/// request. `None` when the contract does not say, and for callbacks and webhooks, which no path leads to.
#[must_use]
pub fn accepts(contract: &Contract, witness: &Witness) -> Option<bool> {
    match &witness.callback {
        Some(_) => None,
        None if witness.reading == Reading::AnyOf => judged(&relaxed::relaxed(contract), None, &witness.exchange),
        None => judged(contract, None, &witness.exchange),
    }
}

/// Why the receiver of a witness refuses it: the first violations, with `oneOf` read as it was.
#[cfg(feature = "cli")]
pub(crate) fn refusal(witness: &Witness, base: &Contract, revision: &Contract) -> Vec<Violation> {
    const FIRST: usize = 3;
    let of_base = witness.is_of_revision();
    let receiver = if of_base { base } else { revision };
    let relaxed = (witness.reading == Reading::AnyOf).then(|| relaxed::relaxed(receiver));
    let receiver = relaxed.as_ref().unwrap_or(receiver);
    let mut exchange = witness.exchange.clone();
    let item = witness.callback.as_ref().map(|callback| {
        // Put back at the path where it was checked.
        exchange.request.target = exchange.request.target.replacen(&callback.target, MOUNTED, 1).into();
        if of_base { &callback.base } else { &callback.revision }
    });
    report(receiver, item, &exchange, FIRST).map(|report| report.violations().to_vec()).unwrap_or_default()
}

/// The same, where the Path Item of a callback or webhook is at the path that the request goes to.
pub(super) fn judged(contract: &Contract, item: Option<&Pointer>, exchange: &Recorded) -> Option<bool> {
    // Whether there is a violation, not which: each would be looked for in the text of the document, and have a hint.
    match report(contract, item, exchange, 0)?.verdict() {
        validate::Verdict::Valid => Some(true),
        validate::Verdict::Invalid => Some(false),
        validate::Verdict::Undecided => None,
    }
}

/// What the validators say of the message that a witness is about, with at most `most` violations.
fn report(contract: &Contract, item: Option<&Pointer>, exchange: &Recorded, most: usize) -> Option<Report> {
    let Recorded { request, response, .. } = exchange;
    let path = request.target.split('?').next().unwrap_or_default();
    let call = || Call { method: &request.method, path, reach: reach(exchange) };
    let mut options = validate::Options::new().max_violations(most).max_undecided(most);
    let part = match item {
        Some(item) => Some(contract.mounted(item, &call())?),
        // Where the verdict is all that is wanted, a big document need not be cut to what the message is about.
        None if most == 0 => {
            if contract.is_big() {
                options = options.sparing();
            }
            None
        }
        None => contract.excerpt(&call()),
    };
    let contract = part.as_ref().unwrap_or(contract);
    Some(match response {
        Some(response) => options.response(contract, request, response),
        None => options.request(contract, request),
    })
}

/// What the bodies of the exchange can come to; `None` where one is not JSON.
fn reach(exchange: &Recorded) -> Option<Reach> {
    let json = |headers: &Headers<'_>, body: &[u8]| {
        let media_type = MediaRange::parse(std::str::from_utf8(headers.first("content-type")?).ok()?)?;
        json::parse(body).ok().filter(|_| media_type.is_json())
    };
    let request = (&exchange.request.headers, &exchange.request.body);
    let response = exchange.response.as_ref().map(|response| (&response.headers, &response.body));
    let bodies = std::iter::once(request).chain(response).filter(|(_, body)| !body.is_empty());
    let bodies: Option<Vec<Value>> = bodies.map(|(headers, body)| json(headers, body)).collect();
    Some(Reach::of(&Value::Array(bodies?)))
}

/// What it takes to check a witness on both sides: its bytes, and the parameters that are looked for in it.
fn work(witness: &Witness, contracts: [&Contract; 2], operations: &BTreeSet<(usize, String)>) -> u64 {
    const EACH: usize = 1_000;
    let Recorded { request, response, .. } = &witness.exchange;
    let bytes = request.target.len() + request.body.len() + response.as_ref().map_or(0, |response| response.body.len());
    let number = operations.first().map_or(0, |(number, _)| *number);
    let parameters = contracts.iter().filter_map(|contract| contract.endpoints().get(number));
    let parameters: usize = parameters.map(|endpoint| endpoint.parameters.len()).max().unwrap_or(0);
    (EACH + bytes + 50 * parameters) as u64
}

/// Keeps the witness of a change where `check` confirms it, and settles the verdict by it.
pub(super) fn confirm(
    pending: &mut PendingChange,
    (base, revision): (&Contract, &Contract),
    relaxed: Option<&Relaxed>,
    check: &Check<'_>,
    left: &mut u64,
) {
    let Some(witness) = &mut pending.witness else { return };
    *left = left.saturating_sub(work(witness, [base, revision], &pending.operations));
    if *left == 0 {
        // What was not checked is not shown.
        pending.witness = None;
        pending.verdict = Verdict::Undecided;
        pending.reasons = vec![UndecidedReason::new(containment::Reason::Budget, None)];
        return;
    }
    let callback = witness.callback.clone();
    let items = callback.as_ref().map(|callback| (&callback.base, &callback.revision)).unzip();
    let asked = |witness: &Witness, base: &Contract, revision: &Contract| {
        let base = check(base, items.0, &witness.exchange);
        let revision = check(revision, items.1, &witness.exchange);
        if witness.is_of_revision() { (revision, base) } else { (base, revision) }
    };
    let (mut sent, mut received) = asked(witness, base, revision);
    if let (Reading::AnyOf, Some(relaxed)) = (witness.reading, relaxed) {
        match (sent, received) {
            // It holds by the letter too.
            (Some(true), Some(false)) => witness.reading = Reading::OneOf,
            _ => (sent, received) = asked(witness, &relaxed.base, &relaxed.revision),
        }
    }
    if pending.verdict == Verdict::Undecided {
        // One that only senders of more than is declared send stays beside its open change; any other settles it, if the
        // validators are sure.
        let needs_more = pending
            .reasons
            .iter()
            .all(|open| matches!(open.cause, UndecidedCause::Undeclared | UndecidedCause::Letter));
        match (sent, received) {
            (Some(true), Some(false)) if needs_more => {}
            (Some(true), Some(false)) => (pending.verdict, pending.reasons) = (Verdict::Breaking, Vec::new()),
            _ => pending.witness = None,
        }
    } else if sent == Some(false) || received == Some(true) {
        pending.witness = None;
        pending.leave_undecided(UndecidedCause::Unconfirmed);
    }
    if let (Some(callback), Some(witness)) = (callback, &mut pending.witness) {
        // It was put at a path only to be checked.
        let request = &mut witness.exchange.request;
        request.target = request.target.replacen(MOUNTED, &callback.target, 1).into();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use std::cell::RefCell;

    use serde_json::json;

    use super::*;
    use crate::diff::Settings;
    use crate::diff::comparison::compare_with;

    fn calling(most: u8) -> Contract {
        let schema = json!({"type": "object", "properties": {"name": {"type": "string", "maxLength": most}}});
        let body = json!({"content": {"application/json": {"schema": schema}}});
        let webhook = json!({"post": {"requestBody": body, "responses": {"204": {"description": "taken"}}}});
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "webhooks": {"sent": webhook},
        });
        Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document")
    }

    #[test]
    fn a_witness_of_a_webhook_that_validators_do_not_confirm_is_not_shown() {
        let (base, revision) = (calling(3), calling(9));
        let shown = crate::diff::compare(&base, &revision, &Settings::new());
        assert_eq!(shown.verdict(), Verdict::Breaking);
        let asked = RefCell::new(Vec::new());
        let check = |_: &Contract, item: Option<&Pointer>, _: &Recorded| {
            asked.borrow_mut().push(item.map(ToString::to_string));
            Some(true)
        };
        let comparison = compare_with(&base, &revision, &Settings::new(), &check);
        assert_eq!(comparison.verdict(), Verdict::Undecided);
        assert_eq!(comparison.changes[0].reasons[0].cause, UndecidedCause::Unconfirmed);
        assert_eq!(asked.into_inner(), [Some("/webhooks/sent".to_owned()), Some("/webhooks/sent".to_owned())]);
    }
}
