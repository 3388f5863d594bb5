//! [`Twin`]: another version of a document, read beside it, so that what both spell alike is read once and held once.

#[cfg(feature = "diff")]
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::json::{self, SharedText, SyntaxError};
use crate::tree::Tree;

/// What one of two readers has of the other.
#[derive(Debug, Default)]
pub(crate) enum Twin {
    /// There is no other.
    #[default]
    None,
    /// Who waits for the parts of this document.
    #[cfg(feature = "diff")]
    First(SyncSender<json::parts::Parts>),
    /// Where the parts come from; nothing if the first cannot be read, or is YAML.
    #[cfg(feature = "diff")]
    Second(Receiver<json::parts::Parts>),
}

impl Twin {
    /// For two documents, which may be read on two threads, or the first before the second.
    #[cfg(feature = "diff")]
    pub(crate) fn pair() -> (Self, Self) {
        let (sender, receiver) = sync_channel(1);
        (Self::First(sender), Self::Second(receiver))
    }

    /// Reads `text` as [`json::parse_exact`] does.
    pub(super) fn read(self, text: &SharedText) -> Result<(Tree, usize), SyntaxError> {
        #[cfg(feature = "diff")]
        match self {
            Self::None => {}
            Self::First(sender) => {
                let (tree, kept, parts) = json::parts::parse_parts(text, None)?;
                // Nobody may wait any more.
                parts.and_then(|parts| sender.send(parts).ok());
                return Ok((tree, kept));
            }
            Self::Second(receiver) => {
                if let Ok(other) = receiver.recv() {
                    let (tree, kept, _) = json::parts::parse_parts(text, Some(&other))?;
                    return Ok((tree, kept));
                }
            }
        }
        json::parse_exact(text.as_bytes())
    }
}
