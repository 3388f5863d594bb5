//! Which configuration holds: the one that is named, else the nearest one from the working directory up to the top of the
//! repository.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::values::{Origin, Setting};
use crate::error::Error;

/// What the file is called.
pub(in crate::cli) const NAME: &str = "order-contracts.toml";
/// Names the file instead.
pub(super) const VARIABLE: &str = "ORDER_CONTRACTS_CONFIG";

/// The options of every command that reads the configuration.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::cli) struct ConfigArguments {
    /// The configuration, instead of the `order-contracts.toml` in this folder or above, or of what ORDER_CONTRACTS_CONFIG names
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// Without any configuration
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
}

/// The file, and who named it.
pub(super) fn file(arguments: &ConfigArguments) -> Result<Option<Setting<PathBuf>>, Error> {
    if arguments.no_config {
        return Ok(None);
    }
    if let Some(file) = &arguments.config {
        return Ok(Some(Setting { value: file.clone(), from: Origin::Flag("--config") }));
    }
    match std::env::var_os(VARIABLE) {
        Some(file) if !file.is_empty() => {
            return Ok(Some(Setting { value: PathBuf::from(file), from: Origin::Environment(VARIABLE) }));
        }
        _ => {}
    }
    let current = std::env::current_dir().map_err(|error| Error::io("cannot read the working directory", error))?;
    Ok(nearest(&current).map(|value| Setting { value, from: Origin::Found }))
}

/// Above `current` only within a repository: what is outside belongs to others.
fn nearest(current: &Path) -> Option<PathBuf> {
    let depth = top(current);
    let mut up = PathBuf::new();
    for folder in current.ancestors().take(depth + 1) {
        // What is there and cannot be read is an error, and no reason to check less.
        if folder.join(NAME).symlink_metadata().is_ok() {
            return Some(up.join(NAME));
        }
        up.push("..");
    }
    None
}

/// How many folders the top of the repository is above `current`; 0 outside of any.
fn top(current: &Path) -> usize {
    current.ancestors().position(|folder| folder.join(".git").exists()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;
    use std::path::PathBuf;

    use super::{NAME, nearest};

    #[test]
    fn the_search_ends_at_the_top_of_the_repository() {
        let outside = tempfile::tempdir().unwrap();
        let repository = outside.path().join("repository");
        let folder = repository.join("a/b");
        fs::create_dir_all(&folder).unwrap();
        fs::write(outside.path().join(NAME), "").unwrap();
        assert_eq!(nearest(&folder), None, "outside of a repository, what is above is of others");
        assert_eq!(nearest(outside.path()), Some(PathBuf::from(NAME)));
        fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(nearest(&folder), None);
        fs::write(repository.join(NAME), "").unwrap();
        assert_eq!(nearest(&folder), Some(PathBuf::from("../..").join(NAME)));
        fs::write(folder.join(NAME), "").unwrap();
        assert_eq!(nearest(&folder), Some(PathBuf::from(NAME)));
    }
}
