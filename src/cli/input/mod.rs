//! Inputs of a command: files, folders and standard input, unpacked and cut into records of bounded memory.

mod chunk;
mod entries;
mod expand;
mod kept;
mod open;
mod skim;

pub(super) use chunk::{CHUNK, Chunk, Chunks, Cursor};
pub(super) use entries::Entries;
pub(super) use expand::{Expanded, expand};
pub(super) use kept::read_whole;
pub(super) use open::{Input, Layout, Reading};
