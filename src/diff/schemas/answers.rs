//! [`Answers`]: what was answered before. Edits of one document ask much the same: two in five questions were asked already.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use crate::containment::{Containment, Options, covers_counted};

/// Answers that are kept.
const MAX_KNOWN: usize = 20_000;

/// Both schemas by their hash, and the options.
type Key = (u128, (bool, bool, u64));

/// Answers to questions of containment, with the steps that they took: an answer costs the same whenever it is given, so that
/// no edit has more steps because another was judged before it.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: HashMap<Key, (Containment, u64)>,
    /// Two independent functions: questions differ in 128 bits that no document can foresee.
    hashers: (RandomState, RandomState),
}

impl Answers {
    /// Whether `sup` accepts whatever `sub` does, and the steps for that.
    pub(super) fn get(&mut self, sub: &Value, sup: &Value, options: Options) -> (Containment, u64) {
        let key = (self.number(sub, sup), options.key());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = covers_counted(sub, sup, &options);
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.insert(key, found.clone());
        found
    }

    fn number(&self, sub: &Value, sup: &Value) -> u128 {
        let mut bytes = Vec::new();
        write(sub, &mut bytes);
        write(sup, &mut bytes);
        u128::from(self.hashers.0.hash_one(&bytes)) << 64 | u128::from(self.hashers.1.hash_one(&bytes))
    }
}

/// Appends `value` so that no two values of which one is not the other have the same bytes.
fn write(value: &Value, bytes: &mut Vec<u8>) {
    let mut open = vec![value];
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend(text.len().to_le_bytes());
        bytes.extend(text.as_bytes());
    };
    while let Some(value) = open.pop() {
        match value {
            Value::Null => bytes.push(0),
            Value::Bool(value) => bytes.push(1 + u8::from(*value)),
            Value::Number(number) => {
                bytes.push(3);
                text(bytes, &number.to_string());
            }
            Value::String(value) => {
                bytes.push(4);
                text(bytes, value);
            }
            Value::Array(items) => {
                bytes.push(5);
                bytes.extend(items.len().to_le_bytes());
                open.extend(items);
            }
            Value::Object(members) => {
                bytes.push(6);
                bytes.extend(members.len().to_le_bytes());
                for (name, member) in members {
                    text(bytes, name);
                    open.push(member);
                }
            }
        }
    }
}
