//! Rules by which calls go wrong: added, listed, deleted.

use ::http::Method;
use serde_json::{Map, Value};

use super::{Outcome, known};
use crate::contract::Contract;
use crate::sandbox::answer::Answer;
use crate::sandbox::faults::{Faults, MEMBERS, Rule};

pub(super) fn change(
    method: &Method,
    members: &Map<String, Value>,
    contract: &Contract,
    faults: &mut Faults,
) -> Outcome {
    match *method {
        Method::GET => Ok(Answer::json(200, &faults.shown())),
        Method::DELETE => {
            faults.clear();
            Ok(Answer::empty(204))
        }
        _ => {
            known(members, &MEMBERS)?;
            let rule = Rule::of(members, contract).and_then(|rule| faults.add(rule));
            rule.map(|rule| Answer::json(201, &rule)).map_err(|why| (400, why))
        }
    }
}
