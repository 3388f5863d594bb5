//! Groups: started alone or by an order, joined by orders, ended by hand or by time.

use chrono::TimeDelta;
use serde_json::Map;

use super::customers;
use super::expand::{Expand, body};
use super::lifecycle::{self, End};
use super::listing::List;
use super::mode::Mode;
use super::records::GroupRecord;
use super::refusal::Refusal;
use crate::apis::Timestamp;
use crate::apis::kohortpay::types::{CreateGroup, Group, GroupStatus, Order, ReminderEmailSent, UpdateGroup};
use crate::sandbox::answer::Answer;
use crate::sandbox::call::Call;
use crate::sandbox::moment::{Moment, Rules};

/// How long a group is open where nobody says.
const OPEN: TimeDelta = TimeDelta::days(7);

/// The prefix of payment intents, one of which the documentation shows in the place of an order.
const PAYMENT_INTENT: &str = "pi_";

pub(super) fn create(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    let asked: CreateGroup = body(call)?;
    let customer = &customers::usable(mode, &asked.customer_id)?.customer;
    let (customer_id, creator_email) = (customer.id.clone(), customer.email_address.clone());
    let order = first_order(mode, &asked.order_id)?;
    if order.is_some_and(|number| mode.orders.get(number).is_some_and(|order| order.payment_group_id.is_some())) {
        return Err(Refusal::bad("BAD_REQUEST", "the order in `orderId` is in a group already"));
    }
    let now = moment.clock.now();
    let expires_at = asked.expires_at.unwrap_or_else(|| (now + OPEN).into());
    if expires_at.instant() <= now {
        return Err(Refusal::bad("BAD_REQUEST", "`expiresAt`: wanted a time in the future of the sandbox"));
    }
    if asked.mid_expire_at.as_ref().is_some_and(|mid| *mid >= expires_at) {
        return Err(Refusal::bad("BAD_REQUEST", "`midExpireAt`: wanted a time before `expiresAt`"));
    }
    let now = moment.clock.tick();
    let group =
        Group { metadata: asked.metadata.unwrap_or_default(), ..started(mode, customer_id, creator_email, &now) };
    let group = with_times(group, expires_at, asked.mid_expire_at);
    let payment_intent_id = Some(asked.payment_intent_id);
    let number = insert(mode, GroupRecord { group, orders: Vec::new(), payment_intent_id }, moment);
    if let (Some(order), Some(number)) = (order, number) {
        let mut changed = None;
        if let Some(known) = mode.orders.get(order) {
            let mut known = known.clone();
            join(mode, number, &mut known);
            changed = Some(known);
        }
        mode.orders.update(order, |order| {
            if let Some(changed) = changed {
                *order = Order { updated_at: now, ..changed };
            }
        });
    }
    shown(mode, number, 201)
}

pub(super) fn get(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let record = mode.groups.get(named(mode, call)?).ok_or_else(|| Refusal::not_found("group"))?;
    Ok(Answer::json(200, &Expand::of(call).group(&record.group, mode)))
}

pub(super) fn update(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    let asked: UpdateGroup = body(call)?;
    let number = named(mode, call)?;
    let (now, user) = (moment.clock.tick(), mode.user_id.clone());
    mode.groups.update(number, |record| {
        let group = &mut record.group;
        if let Some(metadata) = asked.metadata {
            group.metadata = metadata;
        }
        if let Some(email) = asked.creator_email {
            group.creator_email = email;
        }
        (group.updated_at, group.updated_by) = (now, Some(user));
    });
    shown(mode, Some(number), 200)
}

pub(super) fn orders(mode: &Mode, call: &Call<'_>) -> Result<Answer, Refusal> {
    let record = mode.groups.get(named(mode, call)?).ok_or_else(|| Refusal::not_found("group"))?;
    let data: Vec<&Order> = record.orders.iter().filter_map(|id| mode.orders.find(id)).collect();
    Ok(Answer::json(200, &List { count: data.len(), data }))
}

pub(super) fn cancel(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    end(mode, call, moment, GroupStatus::Canceled, End::Canceled)
}

pub(super) fn expire(mode: &mut Mode, call: &Call<'_>, moment: &mut Moment<'_>) -> Result<Answer, Refusal> {
    end(mode, call, moment, GroupStatus::Expired, End::Expired)
}

/// Ends an open group; one that ended so already stays as it is.
fn end(
    mode: &mut Mode,
    call: &Call<'_>,
    moment: &mut Moment<'_>,
    status: GroupStatus,
    how: End,
) -> Result<Answer, Refusal> {
    let number = named(mode, call)?;
    let current = mode.groups.get(number).map(|record| &record.group.status);
    if current == Some(&GroupStatus::Open) {
        let (now, user) = (moment.clock.tick(), mode.user_id.clone());
        lifecycle::end(mode, number, how, &now, Some(&user));
    } else if current != Some(&status) {
        return Err(ended());
    }
    shown(mode, Some(number), 200)
}

/// Whether an order could join, with the codes of `createOrder`; nothing is changed.
pub(super) fn validate(mode: &Mode, call: &Call<'_>, moment: &Moment<'_>) -> Result<Answer, Refusal> {
    let asked: CreateGroup = body(call)?;
    let number = named(mode, call)?;
    let customer = &customers::usable(mode, &asked.customer_id)?.customer;
    let order = first_order(mode, &asked.order_id)?.and_then(|number| mode.orders.get(number));
    let share_id = call.in_path("id");
    joinable(mode, share_id, Some(&customer.email_address), order.map(|order| order.amount), moment.rules)?;
    shown(mode, Some(number), 200)
}

/// The number of the group that an order of this buyer and amount may join.
pub(super) fn joinable(
    mode: &Mode,
    share_id: &str,
    email: Option<&str>,
    amount: Option<u64>,
    rules: &Rules,
) -> Result<usize, Refusal> {
    let number = mode.group_number(share_id);
    let (Some(number), Some(record)) = (number, number.and_then(|number| mode.groups.get(number))) else {
        return Err(Refusal::bad("NOT_FOUND", "no group has the share id"));
    };
    if record.group.status != GroupStatus::Open {
        return Err(ended());
    }
    let mut participants = record.orders.iter().filter_map(|id| mode.orders.find(id));
    let is_same =
        |order: &Order| email.is_some_and(|email| order.customer_email.to_lowercase() == email.to_lowercase());
    if participants.any(is_same) {
        return Err(Refusal::bad("EMAIL_ALREADY_USED", "an order with this e-mail address is in the group already"));
    }
    if record.orders.len() >= rules.max_participants {
        return Err(Refusal::bad("MAX_PARTICIPANTS_REACHED", "the group has as many orders as it takes"));
    }
    if amount.is_some_and(|amount| amount < rules.minimum_amount) {
        return Err(Refusal::bad("AMOUNT_TOO_LOW", "the amount is below the least that the group takes"));
    }
    Ok(number)
}

/// A new group that `order` starts, by its buyer.
pub(super) fn start_with(mode: &mut Mode, order: &mut Order, moment: &mut Moment<'_>, now: &Timestamp) {
    let group = started(mode, order.customer_id.clone(), order.customer_email.clone(), now);
    let group = with_times(group, (now.instant() + OPEN).into(), None);
    let record = GroupRecord { group, orders: Vec::new(), payment_intent_id: None };
    if let Some(number) = insert(mode, record, moment) {
        join(mode, number, order);
    }
}

/// Adds `order` to the group `number`.
pub(super) fn join(mode: &mut Mode, number: usize, order: &mut Order) {
    mode.groups.update(number, |record| {
        record.orders.push(order.id.clone());
        order.payment_group_id = Some(record.group.id.clone());
        order.payment_group_share_id.clone_from(&record.group.share_id);
    });
}

/// An open group whose ids and times are still to be given.
pub(super) fn started(mode: &Mode, customer_id: String, creator_email: String, now: &Timestamp) -> Group {
    Group {
        id: String::new(),
        share_id: None,
        livemode: mode.livemode,
        organization_id: mode.organization_id.clone(),
        customer_id,
        creator_email,
        status: GroupStatus::Open,
        metadata: Map::new(),
        expires_at: now.clone(),
        mid_expire_at: now.clone(),
        j_minus2_expire_at: now.clone(),
        j_plus3_start_at: now.clone(),
        reminder_email_sent: ReminderEmailSent::NotSent,
        created_at: now.clone(),
        created_by: Some(mode.user_id.clone()),
        updated_at: now.clone(),
        updated_by: Some(mode.user_id.clone()),
        canceled_at: None,
        completed_at: None,
        extra: Map::new(),
    }
}

/// The same with its end, and what follows from it and from its start.
pub(super) fn with_times(group: Group, expires_at: Timestamp, mid_expire_at: Option<Timestamp>) -> Group {
    let (start, end) = (group.created_at.instant().to_utc(), expires_at.instant().to_utc());
    Group {
        mid_expire_at: mid_expire_at.unwrap_or_else(|| (start + (end - start) / 2).into()),
        j_minus2_expire_at: (end - TimeDelta::days(2)).into(),
        j_plus3_start_at: (start + TimeDelta::days(3)).into(),
        expires_at,
        ..group
    }
}

/// Gives the group an id and a share id that are free, and keeps it.
fn insert(mode: &mut Mode, mut record: GroupRecord, moment: &mut Moment<'_>) -> Option<usize> {
    // Share ids are short: among a million groups two may come out the same.
    const TRIES: usize = 16;
    for _ in 0..TRIES {
        let share_id = moment.ids.share();
        if mode.group_number(&share_id).is_none() {
            (record.group.id, record.group.share_id) = (moment.ids.prefixed("pg_"), Some(share_id));
            return mode.insert_group(record);
        }
    }
    None
}

/// The order that a group starts from, unless it is named by a payment intent, as in the documented sample.
fn first_order(mode: &Mode, id: &str) -> Result<Option<usize>, Refusal> {
    match mode.orders.number(id) {
        None if !id.starts_with(PAYMENT_INTENT) => Err(Refusal::bad("NOT_FOUND", "no order has the id in `orderId`")),
        found => Ok(found),
    }
}

fn named(mode: &Mode, call: &Call<'_>) -> Result<usize, Refusal> {
    mode.group_number(call.in_path("id")).ok_or_else(|| Refusal::not_found("group"))
}

fn shown(mode: &Mode, number: Option<usize>, status: u16) -> Result<Answer, Refusal> {
    let record = number.and_then(|number| mode.groups.get(number));
    let record = record.ok_or_else(|| Refusal::new(500, "INTERNAL", "the group could not be kept"))?;
    Ok(Answer::json(status, &record.group))
}

fn ended() -> Refusal {
    Refusal::bad("COMPLETED_EXPIRED_CANCELED", "the group is completed, expired or canceled")
}
