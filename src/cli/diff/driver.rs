//! `diff` as git calls an external diff driver: seven arguments, output in the midst of git's own, and exit code 0, since git
//! takes any other for a crash of the program.

use std::io;

use super::sides::{Base, Side};
use super::{Arguments, compared, configured, one, settings};
use crate::cli::reports::Look;
use crate::cli::{Context, Outcome, document, git, style};
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{lines, plain};

/// What git gives in place of a file that is not there.
const NOTHING: &str = "/dev/null";

/// `path old-file old-hex old-mode new-file new-hex new-mode`; the path alone while it has conflicts.
pub(super) fn driver(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Error> {
    let path = &arguments.base;
    let (old, new) = match (&arguments.revision, arguments.rest.get(2)) {
        (Some(old), Some(new)) => (old, new),
        (None, _) => {
            context.stdout.line(("* Unmerged path ", plain(path)));
            return Ok(Outcome::Clean);
        }
        (Some(_), None) => {
            return Err(Error::settings(
                "`--git-driver` is for git, which passes seven arguments: see `order-contracts diff --help`",
            ));
        }
    };
    // A file that cannot be read as a contract must not stop `git diff` of the others.
    let config = configured(arguments, context)?;
    let limits = config.limits;
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
            context.stdout.line(("order-contracts diff ", plain(path)));
            let settings = settings(&config, None).explain_compatible(arguments.explain_compatible);
            let (base, revision) = (Side::loaded(base), Side::loaded(revision));
            let compared = compared(None, Base::Known(base), revision, &settings);
            compared.problems().into_iter().for_each(|problem| context.note(plain(problem)));
            let look = Look::Stream(context.stdout.columns());
            context.stdout.text(one(arguments.format, &compared, look));
        }
        Ok(None) => {
            let what = if old == NOTHING { "added" } else { "removed" };
            context.stdout.line(("order-contracts diff ", plain(path)));
            context.stdout.line(("the document was ", what));
        }
        Err(error) => as_text(path, (old, new), &error, context)?,
    }
    Ok(Outcome::Clean)
}

/// What git would show without a driver.
fn as_text(path: &str, (old, new): (&str, &str), error: &Error, context: &mut Context<'_, '_>) -> Result<(), Error> {
    context.note(("compared as text: ", plain(error)));
    match git::hunks(old, new)? {
        Some(hunks) => {
            let name = |side: &str, file: &str| {
                if file == NOTHING { plain(NOTHING) } else { plain(format_args!("{side}/{path}")) }
            };
            context.stdout.line(style::heading(("--- ", name("a", old))));
            context.stdout.line(style::heading(("+++ ", name("b", new))));
            for line in lines(hunks.trim_end_matches('\n')) {
                let text = plain(line);
                context.stdout.line(match line.bytes().next() {
                    Some(b'-') => style::removed(text),
                    Some(b'+') => style::added(text),
                    Some(b'@') => style::faint(text),
                    _ => style::unstyled(text),
                });
            }
        }
        None => context.stdout.line((plain(path), " differs")),
    }
    Ok(())
}
