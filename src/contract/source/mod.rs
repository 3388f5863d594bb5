//! [`Source`]: one text of a contract, read as YAML or JSON, with the position of each value.

mod anchors;
pub(super) mod budget;
mod files;
mod folder;
pub(super) mod library;
mod metered;
mod named;
mod places;
mod references;
mod scalar;
mod twin;
mod yaml;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::tree::Tree;

use self::budget::Budget;
use self::places::{Places, byte_offsets};
pub(crate) use self::twin::Twin;
use self::yaml::Why;
use crate::error::Error;
use crate::json::{self, Position, SharedText, SyntaxErrorKind};
use crate::limits::{Exceeded, Limits};
use crate::pointer::Pointer;

/// A text and its name in reports.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: SharedText,
    /// The positions in a YAML text; JSON is searched on demand.
    yaml: Option<OnceLock<Places>>,
}

/// A part of a text that its tree does not represent.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) pointer: Pointer,
    pub(super) position: Position,
    pub(super) message: String,
}

/// The bytes of a value and of its key.
#[derive(Debug, Clone)]
pub(super) struct Extent {
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Range<usize>,
}

impl Source {
    /// A YAML text whose tree is known already; its positions are found on demand.
    pub(super) fn known(name: &str, text: &'static str) -> Self {
        Self { name: name.to_owned(), text: Arc::new(Cow::Borrowed(text)), yaml: Some(OnceLock::new()) }
    }

    /// Reads `bytes`: JSON when they begin like JSON and are, YAML otherwise.
    pub(super) fn read(
        name: &str,
        mut bytes: Vec<u8>,
        budget: &mut Budget,
        twin: Twin,
    ) -> Result<(Self, Tree, Vec<Fault>), Error> {
        budget.take_text(&bytes).map_err(|exceeded| too_much(name, exceeded))?;
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = Position::of(error.as_bytes(), error.utf8_error().valid_up_to());
            Error::syntax(format!("`{name}` is not valid UTF-8 at {at}"))
        })?;
        let text = SharedText::new(Cow::Owned(text));
        let trimmed = text.trim_start();
        if trimmed.is_empty() {
            return Err(Error::syntax(format!("`{name}` is empty; expected an OpenAPI document")));
        }
        if trimmed.starts_with(['{', '[']) {
            let memory = budget::json(&text);
            budget.take(memory).map_err(|exceeded| too_much(name, exceeded))?;
            match twin.read(&text) {
                Ok((mut value, kept)) => {
                    if kept > 0 {
                        let kept = u64::try_from(kept).unwrap_or(u64::MAX).saturating_mul(budget::KEPT);
                        budget.take(kept).map_err(|exceeded| too_much(name, exceeded))?;
                        json::exact::settle(&mut value);
                    }
                    return Ok((Self { name: name.to_owned(), text, yaml: None }, value, Vec::new()));
                }
                Err(error) => {
                    // YAML's flow style looks like JSON, and its reader is more lenient: a duplicate key does not
                    // invalidate the rest.
                    budget.give(memory);
                    let may_be_yaml =
                        !name.ends_with(".json") && !matches!(error.kind(), SyntaxErrorKind::TooDeep { .. });
                    let read = match error.kind() {
                        SyntaxErrorKind::DuplicateKey { .. } => Some(Self::yaml(name, text, budget)),
                        _ if may_be_yaml => Some(Self::yaml(name, text, budget)),
                        _ => None,
                    };
                    let no_json = || Error::syntax(format!("`{name}` is not valid JSON: {error}"));
                    return match read {
                        Some(Err(error)) if error.is_document() => Err(error),
                        Some(read) => read.map_err(|_| no_json()),
                        None => Err(no_json()),
                    };
                }
            }
        }
        Self::yaml(name, text, budget)
    }

    fn yaml(name: &str, text: SharedText, budget: &mut Budget) -> Result<(Self, Tree, Vec<Fault>), Error> {
        let tree = yaml::read(&text, budget).map_err(|refusal| {
            let at = byte_offsets(&text, &[refusal.at])[0];
            let at = Position::of(text.as_bytes(), at);
            match refusal.why {
                Why::Syntax(why) => Error::syntax(format!("`{name}` is not valid YAML at {at}: {why}")),
                Why::Exceeded(exceeded) => Error::document(format!("`{name}` cannot be read beyond {at}: {exceeded}")),
            }
        })?;
        let offsets = byte_offsets(&text, &tree.faults.iter().map(|fault| fault.at).collect::<Vec<_>>());
        let positions = Position::of_each(text.as_bytes(), &offsets);
        let faults = tree.faults.into_iter().zip(positions).map(|(fault, position)| Fault {
            pointer: fault.pointer,
            position,
            message: fault.message,
        });
        let faults = faults.collect();
        let yaml = OnceLock::from(tree.places);
        Ok((Self { name: name.to_owned(), text, yaml: Some(yaml) }, tree.value, faults))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The positions of these values, in their order.
    pub(super) fn extents(&self, pointers: &[Pointer]) -> Vec<Option<Extent>> {
        let Some(yaml) = &self.yaml else {
            let spans = json::spans_of_parsed(&self.text, pointers);
            return spans
                .into_iter()
                .map(|span| span.map(|span| Extent { key: span.key, value: span.value }))
                .collect();
        };
        let places = yaml.get_or_init(|| {
            let everything = Limits { document_values: u64::MAX, ..Limits::default() };
            yaml::read(&self.text, &mut Budget::new(&everything)).map(|tree| tree.places).unwrap_or_default()
        });
        let found = places.find(pointers);
        let mut characters = Vec::new();
        for found in found.iter().flatten() {
            let key = found.key.clone().unwrap_or(0..0);
            characters.extend([key.start, key.end, found.value.start, found.value.end]);
        }
        let bytes = byte_offsets(&self.text, &characters);
        let mut bytes = bytes.chunks_exact(4);
        let extents = found.into_iter().map(|found| {
            let (found, bytes) = (found?, bytes.next()?);
            Some(Extent { key: found.key.map(|_| bytes[0]..bytes[1]), value: bytes[2]..bytes[3] })
        });
        extents.collect()
    }
}

/// The error of a text that goes beyond a limit.
fn too_much(name: &str, exceeded: Exceeded) -> Error {
    Error::document(format!("`{name}` cannot be read: {exceeded}"))
}
