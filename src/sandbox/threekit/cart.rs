//! The cart of an order: taken from the deprecated `items`, and added to.

use std::num::NonZeroU64;

use serde_json::{Map, Value};

use crate::apis::threekit::types::{AddedItem, CartItem, LegacyItem};

/// The items that are in the form of a cart; the others are passed over without an error, as documented.
pub(super) fn of_items(items: &[LegacyItem]) -> Vec<CartItem> {
    items.iter().filter_map(of_item).collect()
}

fn of_item(item: &LegacyItem) -> Option<CartItem> {
    let configuration_id = item.id.as_ref()?.as_str()?.to_owned();
    let count = NonZeroU64::new(whole(item.count.as_ref()?)?)?;
    Some(CartItem { configuration_id, count, metadata: None, extra: Map::new() })
}

/// An integer, however it is spelled: `1.0` is one (JSON Schema 2020-12, 6.1.1).
fn whole(value: &Value) -> Option<u64> {
    let exact = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an integer of this range")]
    let exact = exact.map(|number| number as u64);
    value.as_u64().or(exact)
}

/// Adds items: one that is there already adds to its count.
pub(super) fn add(cart: &mut Vec<CartItem>, items: Vec<AddedItem>) {
    for item in items {
        match cart.iter_mut().find(|known| known.configuration_id == item.configuration_id) {
            Some(known) => known.count = known.count.saturating_add(item.count.get()),
            // The members that only items in a cart declare are kept where they have the declared form.
            None => cart.push(CartItem {
                configuration_id: item.configuration_id,
                count: item.count,
                metadata: item.extra.get("metadata").and_then(Value::as_object).cloned(),
                extra: Map::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_items;

    #[test]
    fn items_in_the_wrong_form_are_passed_over() {
        let items = json!([{"id": "a", "count": 2}, {"id": 5, "count": 1}, {"id": "b"}, {}, {"id": "c", "count": 0},
            {"id": "d", "count": 1.5}, {"id": "e", "count": 3.0}, {"id": "f", "count": "1"}, {"id": null, "count": 1}]);
        let items: Vec<_> = serde_json::from_value(items).unwrap_or_default();
        let cart = of_items(&items);
        let cart: Vec<_> = cart.iter().map(|item| (item.configuration_id.as_str(), item.count.get())).collect();
        assert_eq!(cart, [("a", 2), ("e", 3)]);
    }
}
