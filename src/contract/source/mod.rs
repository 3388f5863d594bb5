//! [`Source`]: one text of a contract, read as YAML or JSON, with the position of each value.

pub(super) mod library;
mod places;
mod references;
mod scalar;
mod yaml;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use serde_json::Value;

use self::places::{Node, byte_offsets};
use crate::error::Error;
use crate::json::{self, Position, SyntaxErrorKind};
use crate::pointer::Pointer;

/// A text and its name in reports.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: Cow<'static, str>,
    /// The positions in a YAML text; JSON is searched on demand.
    yaml: Option<OnceLock<Node>>,
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
        Self { name: name.to_owned(), text: Cow::Borrowed(text), yaml: Some(OnceLock::new()) }
    }

    /// Reads `bytes`: JSON when they begin like JSON and are, YAML otherwise.
    pub(super) fn read(name: &str, bytes: Vec<u8>) -> Result<(Self, Value, Vec<Fault>), Error> {
        let bytes = if bytes.starts_with(b"\xEF\xBB\xBF") { bytes[3..].to_vec() } else { bytes };
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = Position::of(error.as_bytes(), error.utf8_error().valid_up_to());
            Error::syntax(format!("`{name}` is not valid UTF-8 at {at}"))
        })?;
        let trimmed = text.trim_start();
        if trimmed.is_empty() {
            return Err(Error::syntax(format!("`{name}` is empty; expected an OpenAPI document")));
        }
        if trimmed.starts_with(['{', '[']) {
            match json::parse(text.as_bytes()) {
                Ok(value) => {
                    return Ok((Self { name: name.to_owned(), text: Cow::Owned(text), yaml: None }, value, Vec::new()));
                }
                Err(error) => {
                    // YAML's flow style looks like JSON, and its reader is more lenient: a duplicate key does not
                    // invalidate the rest.
                    let may_be_yaml =
                        !name.ends_with(".json") && !matches!(error.kind(), SyntaxErrorKind::TooDeep { .. });
                    let read = match error.kind() {
                        SyntaxErrorKind::DuplicateKey { .. } => Self::yaml(name, text).ok(),
                        _ if may_be_yaml => Self::yaml(name, text).ok(),
                        _ => None,
                    };
                    return read.ok_or_else(|| Error::syntax(format!("`{name}` is not valid JSON: {error}")));
                }
            }
        }
        Self::yaml(name, text)
    }

    fn yaml(name: &str, text: String) -> Result<(Self, Value, Vec<Fault>), Error> {
        let tree = yaml::read(&text).map_err(|refusal| {
            let at = byte_offsets(&text, &[refusal.at])[0];
            Error::syntax(format!(
                "`{name}` is not valid YAML at {}: {}",
                Position::of(text.as_bytes(), at),
                refusal.why
            ))
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
        Ok((Self { name: name.to_owned(), text: Cow::Owned(text), yaml: Some(yaml) }, tree.value, faults))
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
            let spans = json::spans(self.text.as_bytes(), pointers);
            return spans
                .into_iter()
                .map(|span| span.map(|span| Extent { key: span.key, value: span.value }))
                .collect();
        };
        let root = yaml.get_or_init(|| match yaml::read(&self.text) {
            Ok(tree) => tree.places,
            Err(_) => Node::scalar(0..0),
        });
        let nodes: Vec<Option<&Node>> = pointers.iter().map(|pointer| root.at(pointer)).collect();
        let mut characters = Vec::new();
        for node in nodes.iter().flatten() {
            let key = node.key.clone().unwrap_or(0..0);
            characters.extend([key.start, key.end, node.value.start, node.value.end]);
        }
        let bytes = byte_offsets(&self.text, &characters);
        let mut bytes = bytes.chunks_exact(4);
        let extents = nodes.into_iter().map(|node| {
            let (node, bytes) = (node?, bytes.next()?);
            Some(Extent { key: node.key.as_ref().map(|_| bytes[0]..bytes[1]), value: bytes[2]..bytes[3] })
        });
        extents.collect()
    }
}
