//! How contracts are compared with their bases.

use std::io;
use std::path::{Path, PathBuf};

use super::checked::Checked;
use crate::cli::Context;
use crate::cli::config::{Config, Origin, Selected};
use crate::cli::diff::{Base, Side, compared, settings};
use crate::cli::progress::Progress;
use crate::contract::Twin;
use crate::error::Error;
use crate::plain::plain;

/// Compares every contract with its base; of those that are as they were nothing is done if `only_changed`.
pub(in crate::cli) fn compared_all(
    config: &Config,
    selected: &[Selected],
    only_changed: bool,
    context: &mut Context<'_, '_>,
) -> Vec<Checked> {
    let progress = Progress::of_pieces(selected.len(), context.progress);
    let one = |(number, document): (usize, &Selected)| {
        progress.piece(number, &plain(&document.name));
        let mut checked = Checked::new(document.clone());
        checked.is_unread = context.interrupt.is_requested();
        if checked.is_unread {
            return checked;
        }
        match pair(config, document) {
            Err(error) => checked.error = Some(error),
            Ok((base, revision)) if only_changed && is_same(&base, &revision) => checked.is_unchanged = true,
            Ok((base, revision)) => {
                let levels_of = document.is_configured().then_some(document.name.as_str());
                let settings = settings(config, levels_of);
                let compared = compared(Some(document.name.clone()), base, revision, &settings);
                checked.notes = compared.problems();
                checked.compared = Some(compared);
            }
        }
        checked
    };
    selected.iter().enumerate().map(one).collect()
}

fn pair(config: &Config, document: &Selected) -> Result<(Base, Side), Error> {
    let (first, second) = Twin::pair();
    let revision = Side::open_beside(&document.path, &mut io::empty(), &config.limits, first)?;
    Ok((base(config, document, second)?, revision))
}

/// The same texts are the same contract, those of the files that it refers to included; what could not be read may be another.
fn is_same(base: &Base, revision: &Side) -> bool {
    match base {
        Base::Known(base) => {
            let (base, revision) = (base.contract(), revision.contract());
            base.text() == revision.text() && base.tree() == revision.tree() && base.problems().is_empty()
        }
        Base::New(_) => false,
    }
}

/// A revision of git, else a document, else a folder with a document of the same name.
fn base(config: &Config, document: &Selected, twin: Twin) -> Result<Base, Error> {
    let (name, limits) = (document.base.value.as_str(), &config.limits);
    if name == "auto" {
        return Base::of(&document.path, limits, twin);
    }
    let revision = Base::of_revision(&document.path, name, (limits, twin));
    if let Ok(Some(base)) = revision {
        return Ok(base);
    }
    // A path of the configuration is relative to its file.
    let path = match document.base.from {
        Origin::Line(_) => config.path(name),
        _ => PathBuf::from(name),
    };
    if path.is_dir() {
        let file = Path::new(&document.path).file_name().unwrap_or_default();
        let same = path.join(file);
        return match same.is_file() {
            true => Side::open(&same.to_string_lossy(), &mut io::empty(), limits).map(Base::Known),
            false => Ok(Base::New(format!("there is no `{}`", same.display()))),
        };
    }
    if path.is_file() || name.contains(':') {
        let name = if path.is_file() { path.to_string_lossy().into_owned() } else { name.to_owned() };
        return Side::open(&name, &mut io::empty(), limits).map(Base::Known);
    }
    revision?;
    let hint = Base::did_you_mean(&document.path, name)?;
    Err(Error::settings(format!("unknown base `{name}` of `{}`: no revision of git and no file{hint}", document.name)))
}
