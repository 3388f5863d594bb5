//! [`World`]: everything that one test sees: the objects, the clock, the ids.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::call::Call;
use super::clock::Clock;
use super::ids::Ids;
use super::moment::{Moment, Rules};
use super::{kohortpay, threekit};
use crate::apis::Api;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct World {
    pub(super) clock: Clock,
    ids: Ids,
    state: State,
}

/// What a world takes in memory beside its objects, roughly.
const EACH: u64 = 16 << 10;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    KohortPay(Box<kohortpay::State>),
    Threekit(threekit::State),
}

/// An API whose behaviour is written down here. Any other document is answered by its examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Simulated {
    KohortPay,
    Threekit,
}

impl Simulated {
    pub(super) fn of(api: Api) -> Option<Self> {
        match api {
            Api::KohortPay => Some(Self::KohortPay),
            Api::Threekit => Some(Self::Threekit),
        }
    }

    pub(super) fn api(self) -> Api {
        match self {
            Self::KohortPay => Api::KohortPay,
            Self::Threekit => Api::Threekit,
        }
    }
}

/// A world as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) api: Simulated,
    pub(super) seed: u64,
    /// Without the objects of the documented examples.
    pub(super) is_empty: bool,
}

impl World {
    pub(super) fn new(beginning: Beginning, rules: &Rules) -> Self {
        let (mut clock, mut ids) = (Clock::new(), Ids::new(beginning.seed));
        let mut moment = Moment { clock: &mut clock, ids: &mut ids, rules };
        let state = match beginning.api {
            Simulated::KohortPay => State::KohortPay(Box::new(kohortpay::State::new(&mut moment, beginning.is_empty))),
            Simulated::Threekit => State::Threekit(threekit::State::new(&mut moment, beginning.is_empty)),
        };
        Self { clock, ids, state }
    }

    /// Whether it can be used as a world of `api`, and why not. What serde reads is checked as far as single objects go.
    pub(super) fn check(&self, api: Simulated) -> Result<(), String> {
        let own = match self.state {
            State::KohortPay(_) => Simulated::KohortPay,
            State::Threekit(_) => Simulated::Threekit,
        };
        match (own == api, self.clock.is_usable()) {
            (false, _) => Err(format!("it is a state of `{}`, and this is the sandbox of `{}`", own.api(), api.api())),
            (true, false) => Err("`clock`: wanted a time between the years 1970 and 9000".to_owned()),
            (true, true) => Ok(()),
        }
    }

    /// The seed of the ids, and of whatever else is to repeat itself.
    pub(super) fn ids_seed(&self) -> u64 {
        self.ids.seed()
    }

    /// Roughly what it takes in memory.
    pub(super) fn bytes(&self) -> u64 {
        EACH + match &self.state {
            State::KohortPay(state) => state.bytes(),
            State::Threekit(state) => state.bytes(),
        }
    }

    pub(super) fn respond(&mut self, call: &Call<'_>, rules: &Rules) -> Answer {
        let mut moment = Moment { clock: &mut self.clock, ids: &mut self.ids, rules };
        match &mut self.state {
            State::KohortPay(state) => state.respond(call, &mut moment),
            State::Threekit(state) => state.respond(call, &mut moment),
        }
    }

    /// Adds the objects of the documented examples.
    pub(super) fn seed(&mut self, rules: &Rules) {
        let mut moment = Moment { clock: &mut self.clock, ids: &mut self.ids, rules };
        match &mut self.state {
            State::KohortPay(state) => state.seed(&mut moment),
            State::Threekit(state) => state.seed(&mut moment),
        }
    }

    /// Lets happen what is due.
    pub(super) fn settle(&mut self) {
        if let State::KohortPay(state) = &mut self.state {
            state.settle(self.clock.now());
        }
    }

    /// Blocks a customer; `None` when there is none.
    pub(super) fn block(&mut self, headers: &::http::HeaderMap, id: &str, rules: &Rules) -> Option<Answer> {
        let mut moment = Moment { clock: &mut self.clock, ids: &mut self.ids, rules };
        match &mut self.state {
            State::KohortPay(state) => state.block(headers, id, &mut moment),
            State::Threekit(_) => None,
        }
    }

    /// Sets the status of an order; `None` when there is none, and why not where the status is unknown.
    pub(super) fn set_status(
        &mut self,
        headers: &::http::HeaderMap,
        (id, status): (&str, &str),
        rules: &Rules,
    ) -> Option<Result<Answer, String>> {
        let mut moment = Moment { clock: &mut self.clock, ids: &mut self.ids, rules };
        match &mut self.state {
            State::KohortPay(state) => state.set_status(headers, id, status, &mut moment),
            State::Threekit(state) => state.set_status(id, status, &mut moment),
        }
    }
}
