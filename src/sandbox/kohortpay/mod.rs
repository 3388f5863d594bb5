//! KohortPay with state: orders, customers and referral groups, in test and in live mode.
//!
//! What the documentation leaves open is decided in `docs/sandbox.md`.

mod customers;
mod expand;
mod groups;
mod lifecycle;
mod listing;
mod mode;
mod orders;
mod records;
mod refusal;
mod seed;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::call::{Call, bearer};
use super::moment::Moment;
use mode::Mode;
use refusal::Refusal;
pub(super) use refusal::answer as refusal;

/// Live and test data, which a key chooses between.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    test: Mode,
    live: Mode,
}

impl State {
    /// The objects of the documented examples, or nothing.
    pub(super) fn new(moment: &mut Moment<'_>, is_empty: bool) -> Self {
        let mut state = Self { test: Mode::new(false, moment), live: Mode::new(true, moment) };
        if !is_empty {
            state.seed(moment);
        }
        state
    }

    /// Adds the objects of the documented examples, those whose ids are free.
    pub(super) fn seed(&mut self, moment: &mut Moment<'_>) {
        seed::seed(&mut self.test, moment);
        seed::seed(&mut self.live, moment);
    }

    pub(super) fn bytes(&self) -> u64 {
        self.test.bytes() + self.live.bytes()
    }

    pub(super) fn respond(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> Answer {
        let mode = self.mode(call.bearer());
        lifecycle::settle(mode, moment.clock.now());
        let answer = match call.operation() {
            "createOrder" => orders::create(mode, call, moment),
            "listOrders" => orders::list(mode, call),
            "getOrder" => orders::get(mode, call),
            "createCustomer" => customers::create(mode, call, moment),
            "listCustomers" => customers::list(mode, call),
            "getCustomer" => customers::get(mode, call),
            "updateCustomer" => customers::update(mode, call, moment),
            "deleteCustomer" => customers::delete(mode, call, moment),
            "unblockCustomer" => customers::unblock(mode, call, moment),
            "createGroup" => groups::create(mode, call, moment),
            "getGroup" => groups::get(mode, call),
            "updateGroup" => groups::update(mode, call, moment),
            "listGroupOrders" => groups::orders(mode, call),
            "cancelGroup" => groups::cancel(mode, call, moment),
            "expireGroup" => groups::expire(mode, call, moment),
            "validateGroup" => groups::validate(mode, call, moment),
            other => Err(Refusal::new(501, "NOT_IMPLEMENTED", format!("the sandbox has no operation `{other}`"))),
        };
        answer.unwrap_or_else(Refusal::into_answer)
    }

    /// Blocks the customer `id`, which no documented operation does; `None` when there is none.
    pub(super) fn block(&mut self, headers: &::http::HeaderMap, id: &str, moment: &mut Moment<'_>) -> Option<Answer> {
        customers::block(self.mode(bearer(headers)), id, moment)
    }

    /// Sets the status of the order `id`, which no documented operation does; `None` when there is none.
    pub(super) fn set_status(
        &mut self,
        headers: &::http::HeaderMap,
        id: &str,
        status: &str,
        moment: &mut Moment<'_>,
    ) -> Option<Result<Answer, String>> {
        orders::set_status(self.mode(bearer(headers)), id, status, moment)
    }

    /// Lets groups end whose time has come, as any call would notice.
    pub(super) fn settle(&mut self, now: chrono::DateTime<chrono::Utc>) {
        lifecycle::settle(&mut self.test, now);
        lifecycle::settle(&mut self.live, now);
    }

    fn mode(&mut self, token: Option<&str>) -> &mut Mode {
        match token.is_some_and(|token| token.starts_with("sk_live")) {
            true => &mut self.live,
            false => &mut self.test,
        }
    }
}
