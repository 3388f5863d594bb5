//! Inputs of a command: files, folders and standard input, unpacked and cut into records of bounded memory.

mod chunk;
mod entries;
mod expand;
mod open;

pub(super) use chunk::{Chunk, Chunks, Cursor, Record};
pub(super) use entries::Entries;
pub(super) use expand::{Expanded, expand};
pub(super) use open::{Input, Layout};
