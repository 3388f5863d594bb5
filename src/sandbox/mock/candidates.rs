//! [`Candidates`]: bodies that may be sent, the best first.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::Value;

use super::choice::Chosen;
use super::compose::{self, Leaves, laid_over, without};
use super::{cannot, examples, media};
use crate::contract::{Contract, MediaType, SchemaUse};
use crate::json;
use crate::pointer::Pointer;
use crate::sandbox::answer::Answer;
use crate::schema::Bundled;
use crate::tree::Tree;

/// How often parts are taken out of a value that was put together.
const AMENDED: usize = 8;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The documented example of this name.
    Named(String),
    /// A documented example, else a generated value.
    Documented,
    /// A generated value with as much in it as can be.
    Dynamic,
}

/// A body.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) content_type: Option<String>,
    pub(super) body: Bytes,
    /// Whether the document shows it.
    pub(super) is_documented: bool,
    /// Whether it is a text, and so has no form that a media type could ask for.
    pub(super) is_text: bool,
}

#[derive(Debug)]
pub(super) struct Candidates<'c> {
    media_type: Option<&'c MediaType>,
    place: &'c Pointer,
    documented: VecDeque<Value>,
    /// Whether a body without any content is still to come.
    is_bare: bool,
    /// What is to be put together, in order.
    leaves: VecDeque<Leaves>,
    schema: Option<Tree>,
    /// The value that was put together last, which may lose parts, and how often it may.
    whole: Option<(Value, usize)>,
    smallest: Option<Option<Value>>,
    is_smallest_due: bool,
}

impl<'c> Candidates<'c> {
    pub(super) fn new(contract: &'c Contract, chosen: &Chosen<'c>, kind: &Kind) -> Self {
        let media_type = chosen.media_type.and_then(|number| chosen.response.content.media_types.get(number));
        let shown = media_type.map(|media_type| examples::of(contract, media_type)).unwrap_or_default();
        let is_asked = |name: Option<&str>| match kind {
            Kind::Named(asked) => name == Some(asked),
            Kind::Documented => true,
            Kind::Dynamic => false,
        };
        let shown = shown.into_iter().filter(|(name, _)| is_asked(*name)).map(|(_, value)| value);
        let is_json = media_type.is_some_and(|media_type| media_type.range.is_json());
        // Many documents show JSON as a text that holds it.
        let texts = shown.flat_map(|value| {
            let held = value.as_str().filter(|_| is_json).and_then(|text| json::parse(text.as_bytes()).ok());
            std::iter::once(value.to_value()).chain(held)
        });
        let documented = texts.collect();
        let leaves = match kind {
            Kind::Named(_) => VecDeque::new(),
            Kind::Documented => VecDeque::from([Leaves::Examples]),
            Kind::Dynamic => VecDeque::from([Leaves::Search]),
        };
        let is_generated = !matches!(kind, Kind::Named(_));
        let bundled = |schema: &SchemaUse| Bundled::new(contract.tree(), schema.pointer(), schema.direction()).schema;
        let schema = media_type.and_then(|media_type| media_type.schema.as_ref());
        Self {
            media_type,
            place: schema.map_or(&chosen.response.pointer, SchemaUse::pointer),
            documented,
            is_bare: is_generated && media_type.is_none(),
            leaves,
            schema: schema.filter(|_| is_generated).map(bundled),
            whole: None,
            smallest: None,
            is_smallest_due: is_generated && media_type.is_some(),
        }
    }

    /// The next body; `Err` where there should be one and is none.
    pub(super) fn next(&mut self) -> Option<Result<Made, Answer>> {
        let Some(media_type) = self.media_type else {
            let bare = Made { content_type: None, body: Bytes::new(), is_documented: false, is_text: false };
            return std::mem::take(&mut self.is_bare).then_some(Ok(bare));
        };
        if let Some(value) = self.documented.pop_front() {
            return Some(Ok(made(media_type, &value, true)));
        }
        if let Some((value, _)) = self.whole.clone() {
            let value = self.smallest().map_or_else(|| value.clone(), |smallest| laid_over(&value, &smallest));
            return Some(Ok(made(media_type, &value, false)));
        }
        if let (Some(leaves), Some(schema)) = (self.leaves.pop_front(), &self.schema) {
            self.whole = compose::composed(schema, leaves).map(|value| (value, AMENDED));
            return self.next();
        }
        if !std::mem::take(&mut self.is_smallest_due) {
            return None;
        }
        Some(match (self.smallest(), &self.schema) {
            (Some(value), _) => Ok(made(media_type, &value, false)),
            (None, None) => Ok(made(media_type, &anything(media_type), false)),
            (None, Some(_)) => Err(cannot(self.place, "the search found no value that this schema accepts")),
        })
    }

    /// Takes the parts at `places`, which the contract refuses, out of the value that was put together.
    pub(super) fn amend(&mut self, places: &[Pointer]) {
        let Some((value, left)) = &mut self.whole else { return };
        // The last items first, so that the numbers of the others stay.
        let mut places: Vec<&Pointer> = places.iter().collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.as_str().to_owned()));
        let mut is_less = false;
        for place in places {
            is_less |= without(value, place);
        }
        *left = left.saturating_sub(1);
        if !is_less || *left == 0 {
            self.whole = None;
        }
    }

    fn smallest(&mut self) -> Option<Value> {
        let schema = self.schema.as_ref();
        self.smallest.get_or_insert_with(|| schema.and_then(compose::smallest)).clone()
    }
}

fn made(media_type: &MediaType, value: &Value, is_documented: bool) -> Made {
    let (content_type, bytes) = media::written(media_type, value);
    Made { content_type: Some(content_type), body: bytes.into(), is_documented, is_text: value.is_string() }
}

/// A body where no schema says anything.
fn anything(media_type: &MediaType) -> Value {
    match media_type.range.is_json() || media_type.range.is_range() {
        true => Value::Object(serde_json::Map::new()),
        false => Value::String(String::new()),
    }
}
