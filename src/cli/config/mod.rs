//! `config`, and the configuration that other commands read: `order-contracts.toml`.
//!
#![doc = include_str!("../../docs/config.md")]

mod find;
mod overrides;
mod read;
mod schema;
mod select;
mod show;
mod values;
mod walk;

use std::path::Path;

use clap::Args;

use super::new_file::NewFile;
use super::{Context, Format, Outcome};
use crate::error::Error;
use crate::plain::{json_pretty, plain};

pub(super) use find::ConfigArguments;
use find::NAME;
pub(super) use overrides::{Overrides, gate};
pub(super) use select::Selected;
pub(super) use values::{Config, Origin, Traffic};

/// What `--init` writes.
const START: &str = include_str!("start.toml");

#[derive(Args)]
#[command(after_help = "\
The configuration is the `order-contracts.toml` in this folder or above, up to the top of the git repository; outside of one, \
only in this folder. ORDER_CONTRACTS_CONFIG names another file, and `--config` wins over both. Options of a command win over the \
file. Paths in it are relative to its folder.

Examples:
  order-contracts config --init
  order-contracts config --format json
  order-contracts config --schema > order-contracts.schema.json

Exit codes: 0 it can be used, 2 error.")]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    overrides: Overrides,
    /// Print the JSON Schema of the file, for editors
    #[arg(long, conflicts_with_all = ["init", "format"])]
    schema: bool,
    /// Write an `order-contracts.toml` to begin with into this folder
    #[arg(long, conflicts_with = "format")]
    init: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Show the effective configuration, and where each value comes from
pub(super) fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    if arguments.schema {
        context.stdout.line(json_pretty(&schema::schema()));
        return Ok(Outcome::Clean);
    }
    if arguments.init {
        return init(context);
    }
    let mut config = Config::load(&arguments.config, context)?;
    arguments.overrides.apply(&mut config)?;
    let documents = config.documents()?;
    match arguments.format {
        Format::Json => context.stdout.line(json_pretty(&show::json(&config, &documents))),
        Format::Text => show::text(&config, &documents, context.stdout),
    }
    Ok(Outcome::Clean)
}

/// Writes a file to begin with, where there is none.
fn init(context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let path = Path::new(NAME);
    if path.symlink_metadata().is_ok() {
        return Err(Error::settings(format!("`{NAME}` is there already")));
    }
    let mut file = NewFile::create(path)?;
    file.write_edited(START)?;
    file.finish()?;
    context.stderr.line(("wrote ", plain(NAME), ": name your documents in it"));
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use super::START;
    use crate::plain::{lines, plain};

    #[test]
    fn the_file_to_begin_with_is_plain() {
        assert!(lines(START).all(|line| plain(line).as_str() == line));
    }
}
