//! How alike two names and what they stand for are: whether one is perhaps the other under a new name.

use crate::similar;
use crate::tree::{Map, Tree};

/// A name, what it is the name of, and whether it must be there, where that is a question.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) value: Tree,
    pub(super) is_required: Option<bool>,
}

/// Points of a hundred.
const CONTENT: u32 = 50;
const NAME: u32 = 25;
const DESCRIPTION: u32 = 15;
const REQUIRED: u32 = 10;

/// What says little, since much is like it: `{type: string}`.
const COMMON: u32 = 30;
const SAME_TYPE: u32 = 10;

/// Words that name different members of a pair: what is called by one is not the other under a new name.
const PAIRS: &[&[&str]] = &[
    &["created", "updated", "modified", "changed", "deleted", "removed", "archived", "closed", "opened"],
    &["start", "end", "begin", "stop", "finish"],
    &["min", "max", "minimum", "maximum", "average", "total"],
    &["first", "last", "middle", "next", "previous", "prev"],
    &["from", "to", "until"],
    &["before", "after"],
    &["old", "new"],
    &["source", "target", "destination"],
    &["in", "out"],
    &["up", "down"],
    &["left", "right", "top", "bottom"],
    &["width", "height", "depth", "length"],
    &["billing", "shipping"],
    &["buyer", "seller"],
    &["sender", "receiver", "recipient"],
    &["request", "response"],
    &["read", "write"],
    &["open", "close"],
    &["latitude", "longitude", "lat", "lng", "lon"],
    &["day", "week", "month", "year", "hour", "minute", "second"],
    &["one", "two", "three", "1", "2", "3"],
    &["x", "y", "z"],
];

/// From 0 to 100.
pub(super) fn likeness(from: &Named, to: &Named) -> u32 {
    let (old, new) = (words(&from.name), words(&to.name));
    if is_pair(&old, &new) {
        return 0;
    }
    let mut points = content_points(&from.value, &to.value) + NAME * name_percent(&old, &new) / 100;
    let mut most = CONTENT + NAME;
    if let (Some(old), Some(new)) = (from.is_required, to.is_required) {
        most += REQUIRED;
        points += if old == new { REQUIRED } else { 0 };
    }
    if let (Some(old), Some(new)) = (description(&from.value), description(&to.value)) {
        most += DESCRIPTION;
        points += DESCRIPTION * shared(&words(old), &words(new)) / 100;
    }
    points * 100 / most
}

/// Whether the content is the same but for texts.
pub(super) fn is_same(from: &Named, to: &Named) -> bool {
    content(&from.value) == content(&to.value)
}

fn content_points(from: &Tree, to: &Tree) -> u32 {
    let (old, new) = (content(from), content(to));
    if old == new {
        let is_common = old
            .as_object()
            .is_some_and(|members| members.len() < 2 && !members.contains_key("$ref") && !members.contains_key("enum"));
        return if is_common { COMMON } else { CONTENT };
    }
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return 0 };
    if kind(old) != kind(new) {
        return 0;
    }
    let all = old.keys().chain(new.keys().filter(|key| !old.contains_key(key))).count();
    let same = old.iter().filter(|(key, value)| new.get(key) == Some(*value)).count();
    let percent = u32::try_from(same * 100 / all.max(1)).unwrap_or_default();
    SAME_TYPE + (COMMON - SAME_TYPE) * percent / 100
}

/// What is the same of things of one kind.
fn kind(members: &Map) -> Option<&Tree> {
    members.get("type").or_else(|| members.get("schema").and_then(|schema| schema.get("type")))
}

/// A value without its name and the texts for people.
fn content(value: &Tree) -> Tree {
    let Some(members) = value.as_object() else { return value.clone() };
    let texts = ["name", "title", "description", "summary", "example", "examples", "tags", "x-renamed-from"];
    let kept = members.iter().filter(|(keyword, _)| !texts.contains(&keyword.as_str()));
    Tree::Object(kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect::<Map>())
}

fn description(value: &Tree) -> Option<&str> {
    ["description", "summary"].into_iter().find_map(|name| value.get(name)?.as_str())
}

/// `customerLastName`, `customer_last_name` and `Customer-Last-Name` have the same words.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for character in text.chars().take(MOST) {
        let is_break = !character.is_alphanumeric()
            || character.is_uppercase() && before.is_lowercase()
            || character.is_numeric() != before.is_numeric();
        if is_break && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// Characters of a text that are compared.
const MOST: usize = 400;

fn name_percent(old: &[String], new: &[String]) -> u32 {
    let (one, other) = (old.concat(), new.concat());
    let is_near = similar::nearest(&one, std::iter::once(other.as_str())).is_some();
    let is_part = one.len() > 2 && other.len() > 2 && (one.contains(&other) || other.contains(&one));
    let least = if one == other {
        100
    } else if is_near {
        80
    } else if is_part {
        60
    } else {
        0
    };
    shared(old, new).max(least)
}

/// How many words are in both, of a hundred.
fn shared(old: &[String], new: &[String]) -> u32 {
    let mut free: Vec<&String> = new.iter().collect();
    let mut both = 0;
    for word in old {
        if let Some(at) = free.iter().position(|other| *other == word) {
            free.swap_remove(at);
            both += 1;
        }
    }
    u32::try_from(2 * both * 100 / (old.len() + new.len()).max(1)).unwrap_or_default()
}

/// Whether the names differ by words that name different members of a pair.
fn is_pair(old: &[String], new: &[String]) -> bool {
    let only = |words: &[String], others: &[String]| -> Vec<String> {
        words.iter().filter(|word| !others.contains(word)).cloned().collect()
    };
    let (old, new) = (only(old, new), only(new, old));
    PAIRS.iter().any(|pair| {
        let has = |words: &[String]| words.iter().any(|word| pair.contains(&word.as_str()));
        has(&old) && has(&new)
    })
}

#[cfg(test)]
mod tests {
    use crate::tree::{Tree, tree};

    use super::{Named, likeness, words};

    fn of(name: &str, value: Tree) -> Named {
        Named { name: name.to_owned(), value, is_required: Some(false) }
    }

    #[test]
    fn words_are_found_in_every_style() {
        for name in ["customerLastName", "customer_last_name", "Customer-Last-Name", "customer.lastName"] {
            assert_eq!(words(name), ["customer", "last", "name"], "{name}");
        }
        assert_eq!(words("line2"), ["line", "2"]);
    }

    #[test]
    fn names_of_a_pair_are_not_alike_and_others_are() {
        let text = tree!({"type": "string", "maxLength": 40});
        for (from, to) in [("createdBy", "updatedBy"), ("startDate", "endDate"), ("min_price", "max_price")] {
            assert_eq!(likeness(&of(from, text.clone()), &of(to, text.clone())), 0, "{from} {to}");
        }
        for (from, to) in [("customerLastName", "customerSurname"), ("remark", "note"), ("locale", "language")] {
            assert!(likeness(&of(from, text.clone()), &of(to, text.clone())) >= 55, "{from} {to}");
        }
        let common = tree!({"type": "string"});
        assert!(likeness(&of("remark", common.clone()), &of("colour", common.clone())) < 55);
        assert!(likeness(&of("colour", common.clone()), &of("color", common)) >= 55);
    }
}
