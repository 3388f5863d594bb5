//! Orders: created with their buyer and group, listed, read. No operation changes them.

use serde_json::Map;

use super::customers::{self, Buyer};
use super::expand::{Expand, body};
use super::groups;
use super::listing::{Key, List, Listed, Slice};
use super::mode::Mode;
use super::refusal::Refusal;
use crate::apis::kohortpay::types::{CreateOrder, Currency, Locale, Order, OrderStatus, RiskLevel};
use crate::sandbox::answer::Answer;
use crate::sandbox::call::Call;
use crate::sandbox::moment::Moment;

/// Nothing is changed by an order that is refused.
pub(super) fn create(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    let asked: CreateOrder = body(call)?;
    let reference = asked.client_reference_id.map(String::from);
    if reference.as_ref().is_some_and(|reference| mode.has_order_reference(reference)) {
        return Err(Refusal::bad("BAD_REQUEST", "`clientReferenceId` is that of another order; it must be unique"));
    }
    let buyer = Buyer {
        id: asked.customer_id.map(String::from),
        email: asked.customer_email.map(String::from),
        first_name: asked.customer_first_name.map(String::from),
        last_name: asked.customer_last_name.map(String::from),
        phone_number: asked.customer_phone_number,
    };
    let known = customers::known(mode, &buyer)?.map(|record| record.customer.clone());
    let group = match &asked.payment_group_share_id {
        None => None,
        Some(share_id) => match share_id.as_option() {
            None => Some(None),
            Some(share_id) => {
                let email = buyer.email.as_deref().or(known.as_ref().map(|known| known.email_address.as_str()));
                Some(Some(groups::joinable(mode, share_id, email, Some(asked.amount), moment.rules)?))
            }
        },
    };
    let now = moment.clock.tick();
    let customer = match known {
        Some(known) => known,
        None => customers::of_buyer(mode, &buyer, moment, &now),
    };
    let or_known = |given: Option<String>, known: &Option<String>| given.or_else(|| known.clone()).unwrap_or_default();
    let mut order = Order {
        id: moment.ids.prefixed("ord_"),
        livemode: mode.livemode,
        organization_id: mode.organization_id.clone(),
        amount: asked.amount,
        amount_cashback: None,
        application_fee_amount: None,
        customer_email: buyer.email.unwrap_or(customer.email_address),
        customer_first_name: or_known(buyer.first_name, &customer.first_name),
        customer_last_name: or_known(buyer.last_name, &customer.last_name),
        customer_phone_number: or_known(buyer.phone_number, &customer.phone_number),
        payment_group_share_id: None,
        customer_id: customer.id,
        currency: Currency::Eur,
        locale: asked.locale.unwrap_or(Locale::FrFr),
        status: OrderStatus::Created,
        metadata: asked.metadata.unwrap_or_default(),
        payment_group_id: None,
        ambassador_id: None,
        client_reference_id: reference,
        risk_level: RiskLevel::Low,
        created_at: now.clone(),
        created_by: Some(mode.user_id.clone()),
        updated_at: now.clone(),
        updated_by: Some(mode.user_id.clone()),
        extra: Map::new(),
    };
    match group {
        None => {}
        Some(None) => groups::start_with(mode, &mut order, moment, &now),
        Some(Some(number)) => groups::join(mode, number, &mut order),
    }
    let answer = Answer::json(201, &order);
    mode.insert_order(order);
    Ok(answer)
}

pub(super) fn list(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let slice = Slice::of(call)?;
    slice.check(FIELDS)?;
    let (rows, count) = slice.cut(mode.orders.iter())?;
    let expand = Expand::of(call);
    let data = rows.into_iter().map(|order| expand.order(order, mode)).collect();
    Ok(Answer::json(200, &List { data, count }))
}

pub(super) fn get(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let order = mode.orders.find(call.in_path("id")).ok_or_else(|| Refusal::not_found("order"))?;
    Ok(Answer::json(200, &Expand::of(call).order(order, mode)))
}

/// For the control path: the status is what the later steps of the API would set.
pub(super) fn set_status(
    mode: &mut Mode,
    id: &str,
    status: &str,
    moment: &mut Moment<'_>,
) -> Option<Result<Answer, String>> {
    let number = mode.orders.number(id)?;
    let Ok(status) = status.parse::<OrderStatus>() else {
        let listed: Vec<String> = OrderStatus::LISTED.iter().map(|known| format!("`{known}`")).collect();
        return Some(Err(format!("`status`: wanted one of {}", listed.join(", "))));
    };
    let now = moment.clock.tick();
    mode.orders.update(number, |order| {
        order.status = status;
        order.updated_at = now;
    });
    mode.orders.get(number).map(|order| Ok(Answer::json(200, order)))
}

/// The fields that can be sorted by.
const FIELDS: &[&str] = &[
    "id",
    "livemode",
    "organizationId",
    "amount",
    "amountCashback",
    "applicationFeeAmount",
    "customerEmail",
    "customerFirstName",
    "customerLastName",
    "customerPhoneNumber",
    "paymentGroupShareId",
    "customerId",
    "currency",
    "locale",
    "status",
    "paymentGroupId",
    "ambassadorId",
    "clientReferenceId",
    "riskLevel",
    "createdAt",
    "createdBy",
    "updatedAt",
    "updatedBy",
];

impl Listed for Order {
    fn key(&self, field: &str) -> Option<Key<'_>> {
        Some(match field {
            "id" => Key::Text(&self.id),
            "livemode" => Key::Flag(self.livemode),
            "organizationId" => Key::Text(&self.organization_id),
            "amount" => Key::Number(self.amount),
            "amountCashback" => Key::number(self.amount_cashback),
            "applicationFeeAmount" => Key::number(self.application_fee_amount),
            "customerEmail" => Key::Text(&self.customer_email),
            "customerFirstName" => Key::Text(&self.customer_first_name),
            "customerLastName" => Key::Text(&self.customer_last_name),
            "customerPhoneNumber" => Key::Text(&self.customer_phone_number),
            "paymentGroupShareId" => Key::text(self.payment_group_share_id.as_ref()),
            "customerId" => Key::Text(&self.customer_id),
            "currency" => Key::Text(self.currency.as_str()),
            "locale" => Key::Text(self.locale.as_str()),
            "status" => Key::Text(self.status.as_str()),
            "paymentGroupId" => Key::text(self.payment_group_id.as_ref()),
            "ambassadorId" => Key::text(self.ambassador_id.as_ref()),
            "clientReferenceId" => Key::text(self.client_reference_id.as_ref()),
            "riskLevel" => Key::Text(self.risk_level.as_str()),
            "createdAt" => Key::time(Some(&self.created_at)),
            "createdBy" => Key::text(self.created_by.as_ref()),
            "updatedAt" => Key::time(Some(&self.updated_at)),
            "updatedBy" => Key::text(self.updated_by.as_ref()),
            _ => return None,
        })
    }

    fn texts(&self) -> [Option<&str>; 5] {
        [
            Some(&self.id),
            Some(&self.customer_email),
            Some(&self.customer_first_name),
            Some(&self.customer_last_name),
            self.client_reference_id.as_deref(),
        ]
    }
}
