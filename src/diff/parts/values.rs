//! Values in messages: bodies, parameters, headers, and the schemas that describe them on both sides.

use super::changes::Changes;
use super::matched::Matched;
use super::part::Part;
use super::uses::Uses;
use crate::contract::SchemaUse;
use crate::diff::schemas::Answer;
use crate::diff::verdict::Verdict;
use crate::pointer::Pointer;
use crate::schema::Direction;

/// The schema of a value, and where the value is declared.
pub(super) type Held<'m> = (Option<&'m SchemaUse>, &'m Pointer);

/// Compares how caller and callee describe the value of `part`. Two schemas are left to the graphs in `uses`.
pub(super) fn compare(
    changes: &mut Changes<'_>,
    uses: &mut Uses<'_>,
    matched: &Matched<'_>,
    subject: String,
    part: Part,
    (caller, callee): (Held<'_>, Held<'_>),
) {
    let place = |held: Held<'_>| held.0.map_or(held.1, SchemaUse::pointer).clone();
    let places = (place(caller), place(callee));
    let is_request = part.direction() == Direction::Request;
    let (sent, received) = if is_request { (caller.0, callee.0) } else { (callee.0, caller.0) };
    match (sent, received) {
        (None, None) => {}
        (Some(_), Some(_)) => uses.add(matched, (&places.0, &places.1), part),
        (Some(_), None) => {
            let id = if is_request { "request-schema-removed" } else { "response-schema-added" };
            if let Some(pending) = matched.add(changes, id, subject, &places.0, &places.1) {
                pending.verdict = Verdict::Compatible;
            }
        }
        (None, Some(received)) => {
            let of_base = is_request != matched.calls_from_base();
            let answer = changes.engine.anything(of_base, received.pointer(), part.direction(), part.encoding());
            let witness = match &answer {
                Answer::Broken(value) => matched.exchange(changes, &part, value.clone()),
                Answer::Holds | Answer::Undecided(_) => None,
            };
            let id = if is_request { "request-schema-added" } else { "response-schema-removed" };
            let Some(pending) = matched.add(changes, id, subject, &places.0, &places.1) else { return };
            match answer {
                Answer::Holds => (pending.verdict, pending.is_proved) = (Verdict::Compatible, true),
                Answer::Broken(_) => pending.prove(witness),
                Answer::Undecided(reasons) => {
                    pending.verdict = Verdict::Undecided;
                    pending.reasons = reasons;
                }
            }
        }
    }
}
