//! Customers: created alone or with an order, listed, read, deleted and restored, blocked and unblocked.

use serde_json::Map;

use super::expand::{Expand, body};
use super::listing::{Key, List, Listed, Slice};
use super::mode::Mode;
use super::records::CustomerRecord;
use super::refusal::Refusal;
use crate::apis::Timestamp;
use crate::apis::kohortpay::types::{CreateCustomer, Customer, UpdateCustomer};
use crate::sandbox::answer::Answer;
use crate::sandbox::call::Call;
use crate::sandbox::moment::Moment;

/// What an order says of its buyer.
#[derive(Debug)]
pub(super) struct Buyer {
    pub(super) id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) phone_number: Option<String>,
}

/// The customer that an order is for: the one that it names, else one with its e-mail address.
pub(super) fn known<'m>(mode: &'m Mode, buyer: &Buyer) -> Result<Option<&'m CustomerRecord>, Refusal> {
    match (&buyer.id, &buyer.email) {
        (Some(id), _) => usable(mode, id).map(Some),
        (None, Some(email)) => Ok(mode.customer_with_email(email)),
        (None, None) => Ok(None),
    }
}

/// The customer with an id that a body names, if it is not deleted.
pub(super) fn usable<'m>(mode: &'m Mode, id: &str) -> Result<&'m CustomerRecord, Refusal> {
    let record = mode.customers.find(id).filter(|record| record.customer.deleted_at.is_none());
    record.ok_or_else(|| Refusal::bad("NOT_FOUND", "no customer has the id in `customerId`"))
}

/// A new customer from what an order says.
pub(super) fn of_buyer(mode: &mut Mode, buyer: &Buyer, moment: &mut Moment<'_>, now: &Timestamp) -> Customer {
    let mut customer = blank(mode, moment.ids.prefixed("cus_"), now);
    customer.email_address =
        buyer.email.clone().unwrap_or_else(|| format!("{}@example.com", customer.id.to_ascii_lowercase()));
    customer.first_name.clone_from(&buyer.first_name);
    customer.last_name.clone_from(&buyer.last_name);
    customer.phone_number.clone_from(&buyer.phone_number);
    mode.insert_customer(CustomerRecord {
        customer: customer.clone(),
        client_reference_id: None,
        locale: None,
        address: None,
        shipping_address: None,
    });
    customer
}

/// A customer of whom nothing is known.
pub(super) fn blank(mode: &Mode, id: String, now: &Timestamp) -> Customer {
    Customer {
        id,
        email_address: String::new(),
        first_name: None,
        last_name: None,
        phone_number: None,
        livemode: mode.livemode,
        is_blocked: false,
        organization_id: mode.organization_id.clone(),
        address_id: None,
        shipping_address_id: None,
        metadata: Some(Map::new()),
        created_at: now.clone(),
        created_by: Some(mode.user_id.clone()),
        updated_at: now.clone(),
        blocked_at: None,
        blocked_by: None,
        updated_by: Some(mode.user_id.clone()),
        deleted_at: None,
        extra: Map::new(),
    }
}

pub(super) fn create(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    let asked: CreateCustomer = body(call)?;
    let reference = asked.client_reference_id;
    if reference.as_ref().is_some_and(|reference| mode.has_customer_reference(reference)) {
        return Err(Refusal::bad("BAD_REQUEST", "`clientReferenceId` is that of another customer; it must be unique"));
    }
    let now = moment.clock.tick();
    let id = moment.ids.prefixed("cus_");
    let mut address_id = |given: bool| given.then(|| moment.ids.prefixed("adr_"));
    let customer = Customer {
        email_address: asked.email_address,
        first_name: asked.first_name.and_then(Option::from),
        last_name: asked.last_name.and_then(Option::from),
        phone_number: asked.phone_number.and_then(Option::from),
        address_id: address_id(asked.address.is_some()),
        shipping_address_id: address_id(asked.shipping_address.is_some()),
        metadata: Some(asked.metadata.unwrap_or_default()),
        ..blank(mode, id, &now)
    };
    let answer = Answer::json(201, &customer);
    mode.insert_customer(CustomerRecord {
        customer,
        client_reference_id: reference,
        locale: asked.locale,
        address: asked.address,
        shipping_address: asked.shipping_address,
    });
    Ok(answer)
}

pub(super) fn list(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let slice = Slice::of(call)?;
    slice.check(FIELDS)?;
    let (rows, count) = slice.cut(mode.customers.iter().filter(|record| record.customer.deleted_at.is_none()))?;
    let expand = Expand::of(call);
    let data = rows.into_iter().map(|record| expand.customer_record(&record.customer, mode)).collect();
    Ok(Answer::json(200, &List { data, count }))
}

pub(super) fn get(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let record = mode.customers.find(call.in_path("id")).ok_or_else(|| Refusal::not_found("customer"))?;
    Ok(Answer::json(200, &Expand::of(call).customer_record(&record.customer, mode)))
}

pub(super) fn update(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    let asked: UpdateCustomer = body(call)?;
    change(mode, call, moment, 201, |customer, _, _| {
        let Some(deleted_at) = asked.deleted_at else { return false };
        customer.deleted_at = deleted_at.into_option();
        true
    })
}

pub(super) fn delete(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    change(mode, call, moment, 200, |customer, now, _| {
        let is_first = customer.deleted_at.is_none();
        if is_first {
            customer.deleted_at = Some(now.clone());
        }
        is_first
    })
}

pub(super) fn unblock(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    change(mode, call, moment, 201, |customer, _, _| {
        let is_blocked = customer.is_blocked;
        customer.is_blocked = false;
        (customer.blocked_at, customer.blocked_by) = (None, None);
        is_blocked
    })
}

/// For the control path: no documented operation blocks a customer.
pub(super) fn block(mode: &mut Mode, id: &str, moment: &mut Moment<'_>) -> Option<Answer> {
    change_by_id(mode, id, moment, 200, |customer, now, user| {
        customer.is_blocked = true;
        (customer.blocked_at, customer.blocked_by) = (Some(now.clone()), Some(user.to_owned()));
        true
    })
}

/// Changes the customer in the path and answers with it; `change` says whether it did.
fn change(
    mode: &mut Mode,
    call: &Call<'_>,
    moment: &mut Moment<'_>,
    status: u16,
    change: impl FnOnce(&mut Customer, &Timestamp, &str) -> bool,
) -> Result<Answer, Refusal> {
    let answer = change_by_id(mode, call.in_path("id"), moment, status, change);
    answer.ok_or_else(|| Refusal::not_found("customer"))
}

fn change_by_id(
    mode: &mut Mode,
    id: &str,
    moment: &mut Moment<'_>,
    status: u16,
    change: impl FnOnce(&mut Customer, &Timestamp, &str) -> bool,
) -> Option<Answer> {
    let number = mode.customers.number(id)?;
    let (now, user) = (moment.clock.tick(), mode.user_id.clone());
    mode.customers.update(number, |record| {
        if change(&mut record.customer, &now, &user) {
            (record.customer.updated_at, record.customer.updated_by) = (now, Some(user));
        }
    });
    mode.customers.get(number).map(|record| Answer::json(status, &record.customer))
}

/// The fields that can be sorted by.
const FIELDS: &[&str] = &[
    "id",
    "emailAddress",
    "firstName",
    "lastName",
    "phoneNumber",
    "livemode",
    "isBlocked",
    "organizationId",
    "addressId",
    "shippingAddressId",
    "createdAt",
    "createdBy",
    "updatedAt",
    "blockedAt",
    "blockedBy",
    "updatedBy",
    "deletedAt",
];

impl Listed for CustomerRecord {
    fn key(&self, field: &str) -> Option<Key<'_>> {
        let customer = &self.customer;
        Some(match field {
            "id" => Key::Text(&customer.id),
            "emailAddress" => Key::Text(&customer.email_address),
            "firstName" => Key::text(customer.first_name.as_ref()),
            "lastName" => Key::text(customer.last_name.as_ref()),
            "phoneNumber" => Key::text(customer.phone_number.as_ref()),
            "livemode" => Key::Flag(customer.livemode),
            "isBlocked" => Key::Flag(customer.is_blocked),
            "organizationId" => Key::Text(&customer.organization_id),
            "addressId" => Key::text(customer.address_id.as_ref()),
            "shippingAddressId" => Key::text(customer.shipping_address_id.as_ref()),
            "createdAt" => Key::time(Some(&customer.created_at)),
            "createdBy" => Key::text(customer.created_by.as_ref()),
            "updatedAt" => Key::time(Some(&customer.updated_at)),
            "blockedAt" => Key::time(customer.blocked_at.as_ref()),
            "blockedBy" => Key::text(customer.blocked_by.as_ref()),
            "updatedBy" => Key::text(customer.updated_by.as_ref()),
            "deletedAt" => Key::time(customer.deleted_at.as_ref()),
            _ => return None,
        })
    }

    fn texts(&self) -> [Option<&str>; 5] {
        let customer = &self.customer;
        [
            Some(&customer.id),
            Some(&customer.email_address),
            customer.first_name.as_deref(),
            customer.last_name.as_deref(),
            self.client_reference_id.as_deref(),
        ]
    }
}
