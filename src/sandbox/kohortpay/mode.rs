//! [`Mode`]: the objects of test or of live mode, and the indexes over them.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::records::{CustomerRecord, GroupRecord};
use crate::apis::Payload;
use crate::apis::kohortpay::types::{GroupStatus, Order};
use crate::sandbox::moment::Moment;
use crate::sandbox::table::{Row, Table};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub(super) struct Mode {
    pub(super) livemode: bool,
    pub(super) organization_id: String,
    /// Who creates and changes objects.
    pub(super) user_id: String,
    pub(super) orders: Table<Order>,
    pub(super) customers: Table<CustomerRecord>,
    pub(super) groups: Table<GroupRecord>,
    /// References of the caller's choice, which are unique.
    #[serde(skip)]
    order_references: HashSet<String>,
    #[serde(skip)]
    customer_references: HashSet<String>,
    /// The first customer with an e-mail address, in lower case.
    #[serde(skip)]
    by_email: HashMap<String, usize>,
    #[serde(skip)]
    by_share_id: HashMap<String, usize>,
    /// When something happens to an open group by itself.
    #[serde(skip)]
    pub(super) due: BTreeSet<(DateTime<Utc>, usize)>,
}

/// The same as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    livemode: bool,
    organization_id: String,
    user_id: String,
    orders: Vec<Order>,
    customers: Vec<CustomerRecord>,
    groups: Vec<GroupRecord>,
}

impl Mode {
    pub(super) fn new(livemode: bool, moment: &mut Moment<'_>) -> Self {
        let (organization_id, user_id) = (moment.ids.prefixed("org_"), moment.ids.prefixed("usr_"));
        Self::of(livemode, organization_id, user_id)
    }

    fn of(livemode: bool, organization_id: String, user_id: String) -> Self {
        Self {
            livemode,
            organization_id,
            user_id,
            orders: Table::default(),
            customers: Table::default(),
            groups: Table::default(),
            order_references: HashSet::new(),
            customer_references: HashSet::new(),
            by_email: HashMap::new(),
            by_share_id: HashMap::new(),
            due: BTreeSet::new(),
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.orders.bytes() + self.customers.bytes() + self.groups.bytes()
    }

    pub(super) fn has_order_reference(&self, reference: &str) -> bool {
        self.order_references.contains(reference)
    }

    pub(super) fn has_customer_reference(&self, reference: &str) -> bool {
        self.customer_references.contains(reference)
    }

    /// The number of a group by its id or its share id.
    pub(super) fn group_number(&self, id: &str) -> Option<usize> {
        self.groups.number(id).or_else(|| self.by_share_id.get(id).copied())
    }

    /// The first customer with this e-mail address that is not deleted.
    pub(super) fn customer_with_email(&self, email: &str) -> Option<&CustomerRecord> {
        let known = self.customers.get(*self.by_email.get(&email.to_lowercase())?)?;
        known.customer.deleted_at.is_none().then_some(known)
    }

    pub(super) fn insert_order(&mut self, order: Order) -> Option<usize> {
        let reference = order.client_reference_id.clone();
        let number = self.orders.insert(order)?;
        self.order_references.extend(reference);
        Some(number)
    }

    pub(super) fn insert_customer(&mut self, record: CustomerRecord) -> Option<usize> {
        let reference = record.client_reference_id.clone();
        let email = record.customer.email_address.to_lowercase();
        let number = self.customers.insert(record)?;
        self.customer_references.extend(reference);
        // A deleted customer gives way to the next with its address.
        let is_free = self
            .by_email
            .get(&email)
            .is_none_or(|&known| self.customers.get(known).is_none_or(|record| record.customer.deleted_at.is_some()));
        if is_free {
            self.by_email.insert(email, number);
        }
        Some(number)
    }

    pub(super) fn insert_group(&mut self, record: GroupRecord) -> Option<usize> {
        let group = &record.group;
        if group.share_id.as_ref().is_some_and(|share| self.by_share_id.contains_key(share)) {
            return None;
        }
        let share_id = group.share_id.clone();
        let times = [&group.mid_expire_at, &group.j_plus3_start_at, &group.j_minus2_expire_at, &group.expires_at];
        let start = group.created_at.instant();
        let is_open = group.status == GroupStatus::Open;
        // A short group has no time for every reminder.
        let times = times.map(|time| time.instant()).into_iter().filter(|time| is_open && *time > start);
        let due: Vec<DateTime<Utc>> = times.map(|time| time.to_utc()).collect();
        let number = self.groups.insert(record)?;
        self.by_share_id.extend(share_id.map(|share| (share, number)));
        self.due.extend(due.into_iter().map(|time| (time, number)));
        Some(number)
    }
}

/// A state that somebody wrote is checked as it is read: everything in it may be sent as an answer.
impl TryFrom<Stored> for Mode {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let Stored { livemode, organization_id, user_id, orders, customers, groups } = stored;
        let mut mode = Self::of(livemode, organization_id, user_id);
        for order in orders {
            let id = order.id().to_owned();
            checked(&order, "order", &id)?;
            if order.client_reference_id.as_ref().is_some_and(|reference| mode.has_order_reference(reference)) {
                return Err(format!("order `{id}`: its `clientReferenceId` is that of another order"));
            }
            mode.insert_order(order).ok_or_else(|| format!("order `{id}` is there twice"))?;
        }
        for record in customers {
            let id = record.id().to_owned();
            checked(&record.customer, "customer", &id)?;
            if record.client_reference_id.as_ref().is_some_and(|reference| mode.has_customer_reference(reference)) {
                return Err(format!("customer `{id}`: its `client_reference_id` is that of another customer"));
            }
            mode.insert_customer(record).ok_or_else(|| format!("customer `{id}` is there twice"))?;
        }
        for record in groups {
            let id = record.id().to_owned();
            checked(&record.group, "group", &id)?;
            if let Some(unknown) = record.orders.iter().find(|order| mode.orders.find(order).is_none()) {
                return Err(format!("group `{id}` has the order `{unknown}`, which does not exist"));
            }
            mode.insert_group(record).ok_or_else(|| format!("the id or share id of group `{id}` is there twice"))?;
        }
        Ok(mode)
    }
}

fn checked(object: &impl Payload, what: &str, id: &str) -> Result<(), String> {
    object.check().map_err(|rejection| format!("{what} `{id}`: {rejection}"))
}
