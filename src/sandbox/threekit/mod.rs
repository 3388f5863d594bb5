//! Threekit with state: orders of configured products.
//!
//! What the documentation leaves open is decided in `docs/sandbox.md`.

mod cart;
mod orders;
mod refusal;
mod token;

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::call::Call;
use super::moment::{Moment, Rules};
use orders::Orders;
use refusal::Refusal;
pub(super) use refusal::answer as refusal;
use token::Token;

/// Why the token of a call does not suffice, whatever it calls.
pub(super) fn denied(call: &Call<'_>, rules: &Rules) -> Option<Answer> {
    Token::of(call, rules).err().map(Refusal::into_answer)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    orders: Orders,
}

impl State {
    /// The order of the documented examples, or nothing.
    pub(super) fn new(moment: &mut Moment<'_>, is_empty: bool) -> Self {
        let mut state = Self { orders: Orders::new(moment.ids.uuid()) };
        if !is_empty {
            state.seed(moment);
        }
        state
    }

    pub(super) fn seed(&mut self, moment: &mut Moment<'_>) {
        self.orders.seed(&moment.clock.now().into());
    }

    pub(super) fn bytes(&self) -> u64 {
        self.orders.bytes()
    }

    pub(super) fn respond(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> Answer {
        let answer = Token::of(call, moment.rules).and_then(|token| match call.operation() {
            "createOrder" => self.orders.create(call, moment),
            "listOrders" => Ok(self.orders.list(call)),
            "getOrder" => self.orders.get(call),
            "modifyOrder" => self.orders.modify(call, token, moment),
            "addItems" => self.orders.add_items(call, token, moment),
            other => Err(Refusal::new(501, format!("the sandbox has no operation `{other}`"))),
        });
        answer.unwrap_or_else(Refusal::into_answer)
    }

    /// Sets the status of an order, whatever the token rules say; `None` when there is none.
    pub(super) fn set_status(
        &mut self,
        id: &str,
        status: &str,
        moment: &mut Moment<'_>,
    ) -> Option<Result<Answer, String>> {
        self.orders.set_status(id, status, moment)
    }
}
