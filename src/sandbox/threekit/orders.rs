//! [`Orders`]: created with a UUID and a short id, found by either, changed as far as the token allows.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::cart;
use super::refusal::Refusal;
use super::token::Token;
use crate::apis::threekit::types::{AddItems, CreateOrder, ModifyOrder, Order, OrderList, OrderStatus};
use crate::apis::{Nullable, Payload, Timestamp};
use crate::json;
use crate::sandbox::answer::Answer;
use crate::sandbox::call::Call;
use crate::sandbox::moment::Moment;
use crate::sandbox::table::{Row, Table};

/// How many orders a listing shows: no parameter asks for more.
const PAGE: usize = 50;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub(super) struct Orders {
    /// The organization that tokens are of.
    organization_id: String,
    orders: Table<Order>,
    #[serde(skip)]
    by_short_id: HashMap<String, usize>,
}

/// The same as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    organization_id: String,
    orders: Vec<Order>,
}

impl Row for Order {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Orders {
    pub(super) fn new(organization_id: String) -> Self {
        Self { organization_id, orders: Table::default(), by_short_id: HashMap::new() }
    }

    /// The order of the examples, whose ids they show.
    pub(super) fn seed(&mut self, now: &Timestamp) {
        let order = json!({
            "id": "44444444-4444-4444-8444-444444444444",
            "shortId": "46Juzcyx",
            "orgId": "22222222-2222-4222-8222-222222222222",
            "name": null,
            "customerId": null,
            "originOrgId": "22222222-2222-4222-8222-222222222222",
            "platform": {},
            "metadata": {},
            "items": [],
            "cart": [{"configurationId": "11111111-1111-4111-8111-111111111111", "count": 1}],
            "derivative": {},
            "status": "New",
            "createdAt": now,
            "updatedAt": null,
        });
        if let Ok(order) = serde_json::from_value(order) {
            self.insert(order);
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.orders.bytes()
    }

    #[expect(deprecated, reason = "the API still takes `items` and answers with them")]
    pub(super) fn create(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
        let asked: CreateOrder = body(call)?;
        let cart = asked.cart.unwrap_or_else(|| cart::of_items(asked.items.as_deref().unwrap_or_default()));
        let now = moment.clock.tick();
        let id = moment.ids.uuid();
        let order = Order {
            id,
            short_id: self.free_short_id(moment),
            org_id: asked.org_id.unwrap_or_else(|| self.organization_id.clone()),
            name: Some(asked.name.map(String::from).into()),
            customer_id: Some(asked.customer_id.into()),
            origin_org_id: asked.origin_org_id,
            platform: asked.platform,
            metadata: Some(asked.metadata.unwrap_or_default()),
            items: Some(asked.items.unwrap_or_default()),
            cart,
            derivative: Some(asked.derivative.unwrap_or_default()),
            status: asked.status.unwrap_or(OrderStatus::New),
            created_at: now,
            updated_at: Some(Nullable::Null),
            extra: Map::new(),
        };
        let answer = Answer::json(200, &order);
        match self.insert(order) {
            Some(_) => Ok(answer),
            None => Err(Refusal::new(500, "no free id was found")),
        }
    }

    /// The newest first.
    pub(super) fn list(&self, call: &Call<'_>) -> Answer {
        let filters = Filters::of(call);
        let matching: Vec<&Order> = self.orders.iter().filter(|order| filters.accept(order)).collect();
        let list = OrderList {
            count: i64::try_from(matching.len()).ok(),
            orders: matching.into_iter().rev().take(PAGE).cloned().collect(),
            page: Some(1),
            per_page: i64::try_from(PAGE).ok(),
            sort: None,
            extra: Map::new(),
        };
        Answer::json(200, &list)
    }

    pub(super) fn get(&self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let number = self.number(call.in_path("id"));
        let order = number.and_then(|number| self.orders.get(number)).ok_or_else(unknown)?;
        Ok(Answer::json(200, order))
    }

    pub(super) fn modify(&mut self, call: &Call<'_>, token: Token, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
        let asked: ModifyOrder = body(call)?;
        self.change(call, token, moment, |order| {
            if let Some(name) = asked.name {
                order.name = Some(Nullable::Value(name.into()));
            }
            if let Some(status) = asked.status {
                order.status = status;
            }
            if let Some(metadata) = asked.metadata {
                order.metadata = Some(metadata);
            }
            if let Some(derivative) = asked.derivative {
                order.derivative = Some(derivative);
            }
        })
    }

    pub(super) fn add_items(
        &mut self,
        call: &Call<'_>,
        token: Token,
        moment: &mut Moment<'_>,
    ) -> Result<Answer, Refusal> {
        let asked: AddItems = body(call)?;
        self.change(call, token, moment, |order| cart::add(&mut order.cart, asked.items))
    }

    pub(super) fn set_status(
        &mut self,
        id: &str,
        status: &str,
        moment: &mut Moment<'_>,
    ) -> Option<Result<Answer, String>> {
        let number = self.number(id)?;
        let Ok(status) = status.parse::<OrderStatus>() else {
            let listed: Vec<String> = OrderStatus::LISTED.iter().map(|known| format!("`{known}`")).collect();
            return Some(Err(format!("`status`: wanted one of {}", listed.join(", "))));
        };
        let now = moment.clock.tick();
        self.orders.update(number, |order| {
            order.status = status;
            order.updated_at = Some(Nullable::Value(now));
        });
        self.orders.get(number).map(|order| Ok(Answer::json(200, order)))
    }

    fn change(
        &mut self,
        call: &Call<'_>,
        token: Token,
        moment: &mut Moment<'_>,
        change: impl FnOnce(&mut Order),
    ) -> Result<Answer, Refusal> {
        let number = self.number(call.in_path("id")).ok_or_else(unknown)?;
        token.may_change(self.orders.get(number).map_or(&OrderStatus::New, |order| &order.status))?;
        let now = moment.clock.tick();
        self.orders.update(number, |order| {
            change(order);
            order.updated_at = Some(Nullable::Value(now));
        });
        self.orders.get(number).map(|order| Answer::json(200, order)).ok_or_else(unknown)
    }

    fn insert(&mut self, order: Order) -> Option<usize> {
        if self.by_short_id.contains_key(&order.short_id) {
            return None;
        }
        let short_id = order.short_id.clone();
        let number = self.orders.insert(order)?;
        self.by_short_id.insert(short_id, number);
        Some(number)
    }

    /// The number of an order by its UUID, in any case, or by its short id.
    fn number(&self, id: &str) -> Option<usize> {
        self.orders.number(&id.to_ascii_lowercase()).or_else(|| self.by_short_id.get(id).copied())
    }

    fn free_short_id(&self, moment: &mut Moment<'_>) -> String {
        // Short ids are short: two may come out the same.
        const TRIES: usize = 16;
        let tries = std::iter::repeat_with(|| moment.ids.short()).take(TRIES);
        tries.into_iter().find(|id| !self.by_short_id.contains_key(id)).unwrap_or_default()
    }
}

/// A state that somebody wrote is checked as it is read: everything in it may be sent as an answer.
impl TryFrom<Stored> for Orders {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let mut all = Self::new(stored.organization_id);
        for mut order in stored.orders {
            order.check().map_err(|rejection| format!("order `{}`: {rejection}", order.id))?;
            order.id = order.id.to_ascii_lowercase();
            let id = order.id.clone();
            all.insert(order).ok_or_else(|| format!("the id or short id of order `{id}` is there twice"))?;
        }
        Ok(all)
    }
}

/// The filters of a listing: all must hold, by equality.
struct Filters<'c> {
    org_id: Option<&'c str>,
    short_id: Option<&'c str>,
    origin_org_id: Option<&'c str>,
    /// The members that `platform` must have; `None` inside where the text is no JSON object, so that nothing matches.
    platform: Option<Option<Map<String, Value>>>,
}

impl<'c> Filters<'c> {
    fn of(call: &'c Call<'_>) -> Self {
        let object = |text: &str| match json::parse(text.as_bytes()) {
            Ok(Value::Object(members)) => Some(members),
            _ => None,
        };
        Self {
            org_id: call.query("orgId"),
            short_id: call.query("shortId"),
            origin_org_id: call.query("originOrgId"),
            platform: call.query("platform").map(object),
        }
    }

    fn accept(&self, order: &Order) -> bool {
        let platform = || serde_json::to_value(&order.platform).unwrap_or_default();
        self.org_id.is_none_or(|id| order.org_id == id)
            && self.short_id.is_none_or(|id| order.short_id == id)
            && self.origin_org_id.is_none_or(|id| order.origin_org_id.as_deref() == Some(id))
            && self.platform.as_ref().is_none_or(|wanted| {
                let platform = platform();
                wanted
                    .as_ref()
                    .is_some_and(|wanted| wanted.iter().all(|(name, value)| platform.get(name) == Some(value)))
            })
    }
}

fn body<T: Payload>(call: &Call<'_>) -> Result<T, Refusal> {
    call.body().map_err(|why| Refusal::new(422, why))
}

fn unknown() -> Refusal {
    Refusal::new(404, "no order has this UUID or short id")
}
