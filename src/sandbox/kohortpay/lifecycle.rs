//! What time does to a group: reminders, and its end.

use chrono::{DateTime, Utc};

use super::mode::Mode;
use crate::apis::Timestamp;
use crate::apis::kohortpay::types::{Group, GroupStatus, OrderStatus, ReminderEmailSent};

/// How a group ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Canceled,
    Expired,
    Completed,
}

/// The least number of orders of a group that is completed when its time is over.
const ENOUGH: usize = 2;

/// Brings all groups to where they are at `now`.
pub(super) fn settle(mode: &mut Mode, now: DateTime<Utc>) {
    while let Some((time, number)) = mode.due.first().copied().filter(|(time, _)| *time <= now) {
        mode.due.pop_first();
        let Some(record) = mode.groups.get(number) else { continue };
        if record.group.status != GroupStatus::Open {
            continue;
        }
        if record.group.expires_at.instant() <= time {
            let how = if record.orders.len() >= ENOUGH { End::Completed } else { End::Expired };
            let over = record.group.expires_at.instant().to_utc().into();
            end(mode, number, how, &over, None);
        } else {
            mode.groups.update(number, |record| {
                record.group.reminder_email_sent = reminder(&record.group, time);
                record.group.updated_at = time.into();
            });
        }
    }
}

/// Ends an open group. A group that completes gives its orders their cashback.
pub(super) fn end(mode: &mut Mode, number: usize, how: End, now: &Timestamp, user: Option<&String>) {
    let mut orders = Vec::new();
    mode.groups.update(number, |record| {
        let group = &mut record.group;
        group.status = match how {
            End::Canceled => GroupStatus::Canceled,
            End::Expired => GroupStatus::Expired,
            End::Completed => GroupStatus::Completed,
        };
        match how {
            End::Canceled => group.canceled_at = Some(now.clone()),
            End::Completed => {
                group.completed_at = Some(now.clone());
                orders.clone_from(&record.orders);
            }
            End::Expired => {}
        }
        group.updated_at = now.clone();
        if user.is_some() {
            group.updated_by = user.cloned();
        }
    });
    for number in orders.iter().filter_map(|id| mode.orders.number(id)).collect::<Vec<_>>() {
        mode.orders.update(number, |order| {
            order.status = OrderStatus::CashbackAvailable;
            order.updated_at = now.clone();
        });
    }
}

/// The reminder that was sent last at `now`.
fn reminder(group: &Group, now: DateTime<Utc>) -> ReminderEmailSent {
    let steps = [
        (&group.mid_expire_at, ReminderEmailSent::MidwaySent),
        (&group.j_plus3_start_at, ReminderEmailSent::Day3Sent),
        (&group.j_minus2_expire_at, ReminderEmailSent::Day2BeforeEndSent),
    ];
    let start = group.created_at.instant();
    let sent = steps
        .into_iter()
        .filter(|(time, _)| time.instant() > start && time.instant() <= now)
        .max_by_key(|(time, _)| time.instant());
    sent.map_or(ReminderEmailSent::NotSent, |(_, reminder)| reminder)
}
