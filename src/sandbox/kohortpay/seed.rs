//! The objects that the documented requests name, so that these work as they are printed.

use serde_json::json;

use super::customers::blank;
use super::groups::{join, started, with_times};
use super::mode::Mode;
use super::records::{CustomerRecord, GroupRecord};
use crate::apis::Timestamp;
use crate::apis::kohortpay::types::{Currency, Customer, Locale, Order, OrderStatus, RiskLevel};
use crate::sandbox::moment::Moment;

/// Ids, e-mail addresses and names. The group is of the first; the others order and start groups in the examples.
const CUSTOMERS: [(&str, &str, &str, &str); 3] = [
    ("cus_1234567890", "ambassador@example.com", "Jane", "Roe"),
    ("cus_xxxxxxxxxxxxxxxx", "customer@example.com", "John", "Doe"),
    ("cus_IzkjlvAhdjzjht3", "starter@example.com", "Richard", "Miles"),
];

const GROUP: (&str, &str) = ("pg_1234567890", "KHTPAY-XXXXXXXX");
const ORDER: &str = "ord_1234567890";

/// How long the group is open: beyond the dates of the documented requests.
const YEAR: chrono::TimeDelta = chrono::TimeDelta::days(365);

/// Adds them, where their ids are free.
pub(super) fn seed(mode: &mut Mode, moment: &mut Moment<'_>) {
    let now: Timestamp = moment.clock.now().into();
    for (id, email, first, last) in CUSTOMERS {
        let customer = Customer {
            email_address: email.to_owned(),
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            phone_number: Some("+1 555 555 5555".to_owned()),
            ..blank(mode, id.to_owned(), &now)
        };
        mode.insert_customer(CustomerRecord {
            customer,
            client_reference_id: None,
            locale: None,
            address: None,
            shipping_address: None,
        });
    }
    if mode.group_number(GROUP.0).is_some() || mode.group_number(GROUP.1).is_some() || mode.orders.find(ORDER).is_some()
    {
        return;
    }
    let (customer_id, email, first, last) = CUSTOMERS[0];
    let mut group = started(mode, customer_id.to_owned(), email.to_owned(), &now);
    (group.id, group.share_id) = (GROUP.0.to_owned(), Some(GROUP.1.to_owned()));
    let group = with_times(group, (now.instant() + YEAR).into(), None);
    let mut order = Order {
        id: ORDER.to_owned(),
        livemode: mode.livemode,
        organization_id: mode.organization_id.clone(),
        amount: 35_000,
        amount_cashback: None,
        application_fee_amount: None,
        customer_email: email.to_owned(),
        customer_first_name: first.to_owned(),
        customer_last_name: last.to_owned(),
        customer_phone_number: "+1 555 555 5555".to_owned(),
        payment_group_share_id: None,
        customer_id: customer_id.to_owned(),
        currency: Currency::Eur,
        locale: Locale::EnUs,
        status: OrderStatus::Created,
        metadata: json!({ "basket_id": "1JYLo8KerLxWZaQtys6ZQ1xS" }).as_object().cloned().unwrap_or_default(),
        payment_group_id: None,
        ambassador_id: None,
        client_reference_id: Some("1234567890".to_owned()),
        risk_level: RiskLevel::Low,
        created_at: now.clone(),
        created_by: Some(mode.user_id.clone()),
        updated_at: now.clone(),
        updated_by: Some(mode.user_id.clone()),
        extra: serde_json::Map::new(),
    };
    let record = GroupRecord { group, orders: Vec::new(), payment_intent_id: None };
    if let Some(number) = mode.insert_group(record) {
        join(mode, number, &mut order);
        mode.insert_order(order);
    }
}
