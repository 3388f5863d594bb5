//! [`BodyMasks`]: which values of bodies are masked, and [`MaskedBody`]: a body while they are.
//!
//! A body is changed where it is masked and nowhere else, so that what is judged of the rest stays what it was. What cannot be
//! read as JSON cannot be masked, and is left out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::mask_path::{MaskPath, places};
use super::stand_in;
use crate::contract::MediaRange;
use crate::json;
use crate::pointer::Pointer;
use crate::validate::{BodyForm, Headers, Report, Violation};

/// What says something of the bytes of a body that they are not any more.
const OF_BYTES: [&str; 5] = ["content-length", "content-digest", "repr-digest", "digest", "content-md5"];

/// Paths, and which of them have led to a value.
#[derive(Debug, Clone, Default)]
pub(super) struct BodyMasks {
    paths: Vec<MaskPath>,
    found: Arc<[AtomicBool]>,
}

impl BodyMasks {
    pub(super) fn new(paths: Vec<MaskPath>) -> Self {
        let found = paths.iter().map(|_| AtomicBool::new(false)).collect();
        Self { paths, found }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The paths that have led to no value so far.
    pub(super) fn unmatched(&self) -> impl Iterator<Item = &MaskPath> {
        self.paths.iter().zip(&*self.found).filter(|(_, found)| !found.load(Ordering::Relaxed)).map(|(path, _)| path)
    }

    /// Masks the body of a message with these headers, or leaves it out. `None` when nothing of it is masked, or nothing of it can
    /// be shown.
    pub(super) fn mask(
        &self,
        headers: &mut Headers<'static>,
        body: &mut Cow<'static, [u8]>,
        form: &mut BodyForm,
    ) -> Option<MaskedBody> {
        if body.is_empty() {
            return None;
        }
        let media_type = headers.first("content-type");
        let is_json = media_type.is_none_or(|media_type| {
            let media_type = std::str::from_utf8(media_type).ok().and_then(MediaRange::parse);
            media_type.is_some_and(|media_type| media_type.is_json())
        });
        let value = is_json.then(|| json::parse(body).ok()).flatten();
        let found = |path: usize| self.found[path].store(true, Ordering::Relaxed);
        let masked = value.and_then(|value| MaskedBody::of(body, &value, places(&self.paths, &value, found)?));
        let Some(masked) = masked else {
            (*body, *form) = (Cow::default(), BodyForm::Omitted);
            forget_bytes(headers);
            return None;
        };
        if masked.places.is_empty() {
            return None;
        }
        *body = masked.bytes().into();
        forget_bytes(headers);
        Some(masked)
    }
}

fn forget_bytes(headers: &mut Headers<'static>) {
    let is_of_bytes = |name: &str| OF_BYTES.iter().any(|known| name.eq_ignore_ascii_case(known));
    let kept = headers.iter().filter(|(name, _)| !is_of_bytes(name));
    *headers = kept.map(|(name, value)| (name.to_owned(), value.to_vec())).collect();
}

/// A body, the values in it that are masked, and what replaces them.
pub(super) struct MaskedBody {
    original: Vec<u8>,
    /// In the order of the text.
    places: Vec<Place>,
    numbers: BTreeMap<Pointer, usize>,
}

struct Place {
    range: Range<usize>,
    stand_in: Value,
}

impl MaskedBody {
    /// `None` when a place is not found in the text again.
    fn of(body: &[u8], value: &Value, pointers: Vec<Pointer>) -> Option<Self> {
        let mut found: Vec<(Range<usize>, Pointer)> = Vec::with_capacity(pointers.len());
        for (span, pointer) in json::spans(body, &pointers).into_iter().zip(pointers) {
            found.push((span?.value, pointer));
        }
        found.sort_by_key(|(range, _)| range.start);
        let (mut places, mut numbers) = (Vec::with_capacity(found.len()), BTreeMap::new());
        for (range, pointer) in found {
            let stand_in = stand_in::of(pointer.resolve(value)?);
            numbers.insert(pointer, places.len());
            places.push(Place { range, stand_in });
        }
        Some(Self { original: body.to_vec(), places, numbers })
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let (mut out, mut at) = (Vec::with_capacity(self.original.len()), 0);
        for Place { range, stand_in } in &self.places {
            out.extend_from_slice(&self.original[at..range.start]);
            out.extend_from_slice(stand_in.to_string().as_bytes());
            at = range.end;
        }
        out.extend_from_slice(&self.original[at..]);
        out
    }

    /// Has other values stand in where `after`, the report on it, has a violation that `before` did not have; whether there are
    /// any.
    pub(super) fn suit(&mut self, before: &Report, after: &Report) -> bool {
        let is_same = |left: &Violation, right: &Violation| {
            left.id() == right.id() && left.instance() == right.instance() && left.keyword() == right.keyword()
        };
        let mut is_changed = false;
        for violation in after.violations() {
            let Some(number) = self.numbers.get(violation.instance()) else { continue };
            if before.violations().iter().any(|before| is_same(before, violation)) {
                continue;
            }
            let place = &mut self.places[*number];
            if let Some(suited) = stand_in::suited(&place.stand_in, violation, violation.instance()) {
                place.stand_in = suited;
                is_changed = true;
            }
        }
        is_changed
    }
}
