//! `expand`: related entities in full, each as a further member of the object.

use serde_json::{Map, Value, json};

use super::mode::Mode;
use super::refusal::Refusal;
use crate::apis::kohortpay::types::{Customer, Group, Order};
use crate::sandbox::call::Call;

/// The entities that a call asks for; names that are not known are ignored, since no page documents an error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expand {
    organization: bool,
    customer: bool,
    group: bool,
}

impl Expand {
    pub(super) fn of(call: &Call<'_>) -> Self {
        let asked = |name: &str| call.all("expand").any(|asked| asked == name);
        Self { organization: asked("organization"), customer: asked("customer"), group: asked("paymentGroup") }
    }

    pub(super) fn order(self, order: &Order, mode: &Mode) -> Order {
        let mut order = order.clone();
        self.organization(&mut order.extra, mode);
        self.customer(&mut order.extra, &order.customer_id, mode);
        let group = order.payment_group_id.as_ref().and_then(|id| mode.groups.find(id));
        if self.group {
            order.extra.insert("paymentGroup".to_owned(), json!(group.map(|record| &record.group)));
        }
        order
    }

    pub(super) fn customer_record(self, customer: &Customer, mode: &Mode) -> Customer {
        let mut customer = customer.clone();
        self.organization(&mut customer.extra, mode);
        customer
    }

    pub(super) fn group(self, group: &Group, mode: &Mode) -> Group {
        let mut group = group.clone();
        self.organization(&mut group.extra, mode);
        self.customer(&mut group.extra, &group.customer_id, mode);
        group
    }

    fn organization(self, extra: &mut Map<String, Value>, mode: &Mode) {
        if self.organization {
            let organization = json!({ "id": mode.organization_id, "name": "Sandbox", "livemode": mode.livemode });
            extra.insert("organization".to_owned(), organization);
        }
    }

    fn customer(self, extra: &mut Map<String, Value>, id: &str, mode: &Mode) {
        if self.customer {
            let customer = mode.customers.find(id).map(|record| &record.customer);
            extra.insert("customer".to_owned(), json!(customer));
        }
    }
}

/// The body of a call as the type that the contract declares.
pub(super) fn body<T: crate::apis::Payload>(call: &Call<'_>) -> Result<T, Refusal> {
    call.body().map_err(|why| Refusal::bad("BAD_REQUEST", why))
}
