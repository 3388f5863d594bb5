//! How the files of a contract are opened: the one that a user names as it is, those that it refers to only when they are
//! regular files, and none further than there is budget.

use std::fs::{File, FileType, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) enum Unread {
    Io(io::Error),
    /// There is something else, such as `a directory`.
    Special(&'static str),
    /// It was exchanged while it was opened.
    Moved,
    TooLong,
}

/// The content of the file at `path`, whatever it is; of a pipe or a device what comes out of it, up to `most` bytes.
pub(super) fn named(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    let file = File::open(path).map_err(Unread::Io)?;
    let metadata = file.metadata().map_err(Unread::Io)?;
    content(file, &metadata, most)
}

/// The content of the regular file at `path`, which has no links in it, nothing else.
///
/// What is there is checked before it is opened, because opening may do something, and afterwards, because it may be another.
pub(super) fn regular(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    let is_regular = |metadata: &Metadata| kind(metadata.file_type()).map_or(Ok(()), |kind| Err(Unread::Special(kind)));
    is_regular(&path.symlink_metadata().map_err(Unread::Io)?)?;
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    let file = options.open(path).map_err(Unread::Io)?;
    let metadata = file.metadata().map_err(Unread::Io)?;
    is_regular(&metadata)?;
    let is_there = path.canonicalize().is_ok_and(|now| now == path);
    let there = path.symlink_metadata().map_err(Unread::Io)?;
    if !is_there || !is_same(&metadata, &there) {
        return Err(Unread::Moved);
    }
    content(file, &metadata, most)
}

/// Opening a pipe without somebody at its other end does not wait (POSIX, `open`); 0 where the number is not known.
#[cfg(unix)]
const NONBLOCK: i32 = if cfg!(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64")) {
    0
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    0o4000
} else if cfg!(any(target_vendor = "apple", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")) {
    4
} else {
    0
};

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

/// What there is instead of a regular file.
fn kind(file: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file.is_fifo() {
            return Some("a named pipe");
        } else if file.is_socket() {
            return Some("a socket");
        } else if file.is_char_device() || file.is_block_device() {
            return Some("a device");
        }
    }
    match () {
        () if file.is_file() => None,
        () if file.is_dir() => Some("a directory"),
        () if file.is_symlink() => Some("a link"),
        () => Some("a special file"),
    }
}

fn content(file: File, metadata: &Metadata, most: u64) -> Result<Vec<u8>, Unread> {
    if metadata.is_file() && metadata.len() > most {
        return Err(Unread::TooLong);
    }
    let mut bytes = Vec::new();
    if metadata.is_file() {
        // One allocation of the right size; a file that grows meanwhile is read all the same.
        bytes.reserve_exact(usize::try_from(metadata.len()).unwrap_or(0));
    }
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Unread::Io)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) { Err(Unread::TooLong) } else { Ok(bytes) }
}
