//! Inputs of a command: files, folders and standard input, unpacked and cut into records of bounded memory.

mod chunk;
mod entries;
mod expand;
mod kept;
mod lines;
mod open;
mod skim;

pub(super) use chunk::{CHUNK, Chunk, Cursor};
pub(super) use entries::Entries;
pub(super) use expand::{Expanded, expand};
pub(super) use kept::read_whole;
pub(super) use lines::Chunks;
pub(super) use open::{Input, Layout, Reading};
