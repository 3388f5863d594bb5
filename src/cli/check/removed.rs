//! Documents that a pattern of the configuration matches in the base and that are gone since: everything that they declare is.

use super::checked::Checked;
use crate::cli::config::Config;
use crate::cli::diff::{Base, compared, settings};
use crate::cli::git::Repository;
use crate::error::Error;

/// Compares each with nothing. A base that is no revision of git has no files that could be gone.
pub(super) fn removed(config: &Config) -> Result<Vec<Checked>, Error> {
    let mut out = Vec::new();
    let Some(repository) = Repository::around(config.folder())? else { return Ok(out) };
    if !repository.has_commits()? {
        return Ok(out);
    }
    for entry in config.patterns() {
        let base = entry.base.as_ref().unwrap_or(&config.base).value.as_str();
        let Some((commit, since)) = Base::commit(&repository, Some(base).filter(|base| *base != "auto"))? else {
            continue;
        };
        let gone = config.gone(entry, repository.top(), &repository.files(&commit)?);
        let renames = if gone.is_empty() { Vec::new() } else { repository.renames(&commit)? };
        for (selected, path) in gone {
            if renames.iter().any(|(old, _)| *old == path) {
                continue;
            }
            let pair = Base::removed(&repository, (&commit, &since), &path, &config.limits);
            let mut checked = Checked::new(selected);
            match pair {
                Ok(None) => continue,
                Ok(Some((base, revision))) => {
                    let settings = settings(config, Some(&checked.selected.name));
                    let compared = compared(Some(checked.selected.name.clone()), base, revision, &settings);
                    checked.notes.push(format!("`{}` was removed since {since}", checked.selected.path));
                    checked.compared = Some(compared);
                }
                Err(error) => checked.error = Some(error),
            }
            out.push(checked);
        }
    }
    Ok(out)
}
