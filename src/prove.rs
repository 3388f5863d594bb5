//! [`compare`]: a comparison whose every witness was put to the validators of whole exchanges.
//!
//! It stands above `diff` and `validate`, which know nothing of each other.

use crate::contract::Contract;
use crate::diff::{self, Comparison, Exchange, Settings};
use crate::validate::{self, Recorded, Verdict};

/// Compares `revision` with `base`. What is shown as a witness was accepted as a whole exchange for the side that sends it,
/// and refused for the other.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::Settings;
/// use order_contracts::{Api, prove};
///
/// let base = Contract::embedded(Api::KohortPay);
/// let shorter = Api::KohortPay.yaml().replace("maxLength: 100", "maxLength: 50");
/// let revision = Contract::from_str(&shorter, "revision.yaml")?;
///
/// let comparison = prove::compare(base, &revision, &Settings::new());
/// let change = &comparison.changes[0];
/// assert_eq!(change.rule.id, "request-max-length-decreased");
/// let request = change.witness.as_ref().and_then(|witness| witness.request.as_ref()).ok_or("no witness")?;
/// assert_eq!(request.target, "/orders");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare(base: &Contract, revision: &Contract, settings: &Settings) -> Comparison {
    diff::compare_checked(base, revision, settings, &accepts)
}

/// Whether `contract` accepts the exchange: its response where it has one, else its request. `None` when the contract does
/// not say.
#[must_use]
pub fn accepts(contract: &Contract, exchange: &Exchange) -> Option<bool> {
    let value = serde_json::to_value(exchange).ok()?;
    let Recorded { request, response, .. } = Recorded::from_value(&value).ok()?;
    let report = match &response {
        Some(response) => validate::response(contract, &request, response),
        None => validate::request(contract, &request),
    };
    match report.verdict() {
        Verdict::Valid => Some(true),
        Verdict::Invalid => Some(false),
        _ => None,
    }
}
