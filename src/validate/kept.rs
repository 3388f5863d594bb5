//! [`kept`]: the value that a violation keeps, for those who ask for it.
//!
//! Violations of values around one another would each keep everything inside, so a value that is big is not kept: the place
//! of the violation leads to it in the payload.

use serde_json::Value;

/// Values inside of a value that is kept.
const MOST_VALUES: usize = 256;

/// Bytes of the texts and names in it.
const MOST_BYTES: usize = 4 << 10;

/// How deep it nests.
const DEEPEST: usize = 32;

/// A copy of `value`, if that is small.
pub(super) fn kept(value: &Value) -> Option<Value> {
    is_small(value).then(|| value.clone())
}

fn is_small(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => return true,
        Value::String(text) => return text.len() <= MOST_BYTES,
        Value::Array(_) | Value::Object(_) => {}
    }
    let mut open = vec![(value, 0)];
    let (mut values, mut bytes) = (0, 0);
    while let Some((value, depth)) = open.pop() {
        let inside = match value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        values += 1;
        bytes += value.as_str().map_or(0, str::len);
        // Before anything is added: a value may be wide.
        if depth > DEEPEST || values + open.len() + inside > MOST_VALUES || bytes > MOST_BYTES {
            return false;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => {
                bytes += members.keys().map(String::len).sum::<usize>();
                open.extend(members.values().map(|member| (member, depth + 1)));
            }
            _ => {}
        }
    }
    bytes <= MOST_BYTES
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_small_value_is_kept() {
        let nested = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
        let both = [
            (nested(DEEPEST), nested(DEEPEST + 1)),
            (json!(vec![1; MOST_VALUES - 1]), json!(vec![1; MOST_VALUES])),
            (json!("a".repeat(MOST_BYTES)), json!("a".repeat(MOST_BYTES + 1))),
            (json!({"a".repeat(MOST_BYTES): 1}), json!({"a".repeat(MOST_BYTES): "a"})),
        ];
        for (small, big) in both {
            assert_eq!(kept(&small).as_ref(), Some(&small));
            assert_eq!(kept(&big), None);
        }
    }
}
