//! Members of objects: missing ones, undeclared ones, too few and too many of them.

use serde_json::Value;

use super::{Proposals, weight};
use crate::pointer::Pointer;
use crate::similar::nearest;
use crate::validate::repair::edit::{Grade, Operation};

/// Members that are tried one by one.
const MEMBERS: usize = 16;

/// Members of an object that is searched for a misspelt one.
const SEARCHED: usize = 200;

impl Proposals<'_> {
    pub(super) fn missing(&mut self, object: &Pointer, name: &str) {
        let Some(Value::Object(members)) = object.resolve(self.payload) else { return };
        let declared = self.shape(object).property_names();
        let is_declared = |name: &str| declared.binary_search(&name).is_ok();
        if members.len() <= SEARCHED {
            let others = || members.keys().map(String::as_str).filter(|other| !is_declared(other));
            if let Some(near) = others().find(|other| is_same_word(other, name)).or_else(|| nearest(name, others())) {
                self.rename(object, near, name);
            }
        }
        let place = object.clone().key(name);
        for proposed in self.constructed.values(&self.shape(&place)) {
            let weight = weight(&proposed.value);
            self.push(vec![Operation::add(place.clone(), proposed.value)], proposed.grade, proposed.reason, weight);
        }
    }

    pub(super) fn undeclared(&mut self, object: &Pointer, name: &str) {
        let Some(Value::Object(members)) = object.resolve(self.payload) else { return };
        let declared = self.shape(object).property_names();
        if members.len() <= SEARCHED {
            let free = || declared.iter().copied().filter(|known| !members.contains_key(*known));
            if let Some(near) = free().find(|known| is_same_word(known, name)).or_else(|| nearest(name, free())) {
                self.rename(object, name, near);
            }
        }
        // However much is in it, nobody is to read it.
        let operation = Operation::remove(object.clone().key(name));
        self.push(vec![operation], Grade::Guess, "the contract does not declare it", 1);
    }

    pub(super) fn misnamed(&mut self, here: &Pointer, name: &str) {
        let object = match here.last() {
            Some(last) if last == name && here.clone().key(name).resolve(self.payload).is_none() => here.parent(),
            _ => Some(here.clone()),
        };
        let Some(object) = object else { return };
        for (other, way) in
            [(name.trim(), "trimmed"), (&name.to_lowercase(), "lower case"), (&name.to_uppercase(), "upper case")]
        {
            let place = object.clone().key(other);
            if other != name && place.resolve(self.payload).is_none() {
                let operation = Operation::rename(object.clone().key(name), place);
                self.push(vec![operation], Grade::Guess, format!("the same name, {way}"), 1);
            }
        }
        let place = object.key(name);
        self.remove(&place, Grade::Guess, "the contract does not allow this name");
    }

    fn rename(&mut self, object: &Pointer, from: &str, to: &str) {
        let (grade, reason) = match is_same_word(from, to) {
            true => (Grade::Safe, format!("`{to}` in another spelling")),
            false => (Grade::Guess, format!("`{to}` was probably meant")),
        };
        let operation = Operation::rename(object.clone().key(from), object.clone().key(to));
        self.push(vec![operation], grade, reason, 1);
    }

    pub(super) fn too_few_members(&mut self, object: &Pointer) {
        let Some(Value::Object(members)) = object.resolve(self.payload) else { return };
        let names = self.shape(object).property_names();
        let missing: Vec<&str> = names.into_iter().filter(|name| !members.contains_key(*name)).take(MEMBERS).collect();
        for name in missing {
            let place = object.clone().key(name);
            if let Some(proposed) = self.constructed.values(&self.shape(&place)).into_iter().next() {
                let weight = weight(&proposed.value);
                let operation = Operation::add(place, proposed.value);
                self.push(vec![operation], Grade::Guess, "more members are required", weight);
            }
        }
    }

    pub(super) fn too_many_members(&mut self, object: &Pointer, value: &Value) {
        let Value::Object(members) = value else { return };
        let declared = self.shape(object).property_names();
        let is_declared = |name: &&String| declared.binary_search(&name.as_str()).is_ok();
        let (known, unknown): (Vec<_>, Vec<_>) = members.keys().partition(is_declared);
        for name in unknown.into_iter().chain(known).rev().take(MEMBERS).collect::<Vec<_>>().into_iter().rev() {
            self.remove(&object.clone().key(name), Grade::Guess, "there are more members than are allowed");
        }
    }
}

/// Whether two names differ in nothing but case and the marks between words.
pub(super) fn is_same_word(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (letters(one), letters(other));
    !one.is_empty() && one == other
}
