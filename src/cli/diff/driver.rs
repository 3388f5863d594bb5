//! `diff` as git calls an external diff driver: seven arguments, output in the midst of git's own, and exit code 0, since git
//! takes any other for a crash of the program.

use std::io;

use super::{Arguments, Sides, compared, print};
use crate::cli::style::plain;
use crate::cli::{Context, Outcome, document, git};
use crate::contract::Contract;
use crate::error::Error;

/// What git gives in place of a file that is not there.
const NOTHING: &str = "/dev/null";

/// `path old-file old-hex old-mode new-file new-hex new-mode`; the path alone while it has conflicts.
pub(super) fn driver(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let path = &arguments.base;
    let (old, new) = match (&arguments.revision, arguments.rest.get(2)) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => {
            context.stdout.line(format_args!("* Unmerged path {}", plain(path)));
            return Ok(Outcome::Clean);
        }
        (Some(_), None) => {
            return Err(Error::settings(
                "`--git-driver` is for git, which passes seven arguments: see `order-contracts diff --help`",
            ));
        }
    };
    // A file that cannot be read as a contract must not stop `git diff` of the others.
    let limits = arguments.limits.limits();
    let load = |file: &str| {
        let bytes = document::read(file, &mut io::empty(), &limits)?;
        Contract::from_bytes_within(bytes, path, &limits)
    };
    let loaded = match (old.as_str(), new.as_str()) {
        (NOTHING, file) => load(file).map(|_| None),
        (file, NOTHING) => load(file).map(|_| None),
        (old, new) => load(old).and_then(|old| Ok(Some((old, load(new)?)))),
    };
    match loaded {
        Ok(Some((base, revision))) => {
            context.stdout.line(format_args!("order-contracts diff {}", plain(path)));
            let comparison = compared(arguments, &base, &revision, context)?;
            print(arguments.format, &comparison, &Sides::default(), context)?;
        }
        Ok(None) => {
            let what = if old == NOTHING { "added" } else { "removed" };
            context.stdout.line(format_args!("order-contracts diff {}", plain(path)));
            context.stdout.line(format_args!("the document was {what}"));
        }
        Err(error) => as_text(path, (old, new), &error, context)?,
    }
    Ok(Outcome::Clean)
}

/// What git would show without a driver.
fn as_text(path: &str, (old, new): (&str, &str), error: &Error, context: &mut Context<'_, '_>) -> Result<(), Error> {
    context.note(format_args!("compared as text: {}", plain(error)));
    match git::hunks(old, new)? {
        Some(hunks) => {
            let name = |side: &str, file: &str| {
                if file == NOTHING { NOTHING.to_owned() } else { format!("{side}/{}", plain(path)) }
            };
            context.stdout.line(format_args!("--- {}\n+++ {}", name("a", old), name("b", new)));
            context.stdout.text(hunks);
        }
        None => context.stdout.line(format_args!("{} differs", plain(path))),
    }
    Ok(())
}
